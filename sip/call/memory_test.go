package call

import (
	"runtime"
	"testing"
	"testing/synctest"
	"time"
)

// maxCallBytes is what an answered call may keep once its transactions are over.
const maxCallBytes = 8 << 10

// An answered call lets go of INVITE, descriptions and transactions.
func TestAnsweredCallIsSmall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const count = 500
		n := newNetwork(t, Limits{})
		defer n.wheel.Stop()
		alice, bob := n.phone("alice"), n.phone("bob")
		before := n.heap(alice, bob)
		for range count {
			n.connect(alice, bob)
		}
		n.pass(40 * time.Second)
		if servers, clients := n.tx.Count(); servers+clients > 0 {
			t.Fatalf("%d transactions are left", servers+clients)
		}
		each := (n.heap(alice, bob) - before) / count
		t.Logf("%d bytes a call", each)
		if each > maxCallBytes {
			t.Errorf("an answered call keeps %d bytes, more than %d", each, maxCallBytes)
		}
		n.manager.Close()
		n.pass(75 * time.Second)
		if sizes := n.manager.Sizes(); sizes != (Sizes{}) {
			t.Errorf("left in the tables: %+v", sizes)
		}
	})
}

// heap returns the bytes in use without what the test itself remembers.
func (n *network) heap(phones ...*phone) int64 {
	n.settle()
	n.facts.calls = nil
	for _, p := range phones {
		p.seen, p.inbox, p.ringing = map[string]bool{}, nil, nil
	}
	var stats runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&stats)
	return int64(stats.HeapAlloc)
}
