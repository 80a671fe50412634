package bench

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"graphpbx/testrig"
)

const (
	watchDocument = `subscription { telephones { __typename ... on Event { cursor } ... on TelephoneChanged {
	telephone { id state activity since terminals { id address transport userAgent reachable rings } } } } }`

	fewDocument = `subscription($ids: [ID!]) { telephones(ids: $ids) { __typename ... on Event { cursor } ... on TelephoneChanged {
	telephone { id user { username } state activity since } } } }`

	fanOutClients = 1000
	fanOutTime    = 6 * time.Second
	comingAndGo   = 20 // telephones that come and go
)

// TestFanOut compares our subscription transport with gqlgen's own, which serves the older protocol on the same server:
// what one delivered event costs, first at a load that both bear, then with more changes than either can follow.
func TestFanOut(t *testing.T) {
	measuring(t)
	for _, load := range []struct {
		name   string
		perSec int // 0: as fast as telephones can come and go
		budget string
	}{
		{"equal load (10 changes/s)", 10, "<= 1/4"},
		{"saturated", 0, "<= 1/20"},
	} {
		us := fanOut(t, "graphql-transport-ws", load.perSec)
		stock := fanOut(t, "graphql-ws", load.perSec)
		report(fmt.Sprintf("fan-out to 1,000 clients, CPU for an event, %s", load.name), us.String(), stock.String()+" (gqlgen's transport)",
			fmt.Sprintf("1/%.1f", stock.cpu/us.cpu), load.budget)
	}
}

type fanOutFigures struct {
	cpu       float64 // microseconds for a delivered event
	delivered float64 // a second
}

func (f fanOutFigures) String() string { return fmt.Sprintf("%.1f µs (%.0f/s)", f.cpu, f.delivered) }

func fanOut(t *testing.T, protocol string, perSecond int) fanOutFigures {
	t.Helper()
	p := startOurs(t, 50)
	defer p.Stop()
	watch := func(int) map[string]any { return map[string]any{"query": watchDocument} }
	a := gather(t, p.Base, p.Admin().Token, protocol, fanOutClients, nil, watch)
	defer a.leave()
	crowd := newCrowd(t, p.SIP, comingAndGo, perSecond, nil)
	defer crowd.stop()
	time.Sleep(2 * time.Second) // warm
	before, count, begin := cpuTime(t, p.Pid()), a.received.Load(), time.Now()
	time.Sleep(fanOutTime)
	used, delivered, took := cpuTime(t, p.Pid())-before, a.received.Load()-count, time.Since(begin)
	t.Logf("%s: %d events delivered in %v, CPU %v, %d changes in all, %d connections ended", protocol, delivered, took, used, crowd.changes.Load(), a.closed.Load())
	if delivered == 0 {
		t.Fatalf("%s: nothing was delivered", protocol)
	}
	return fanOutFigures{cpu: float64(used.Microseconds()) / float64(delivered), delivered: float64(delivered) / took.Seconds()}
}

// TestFrameLatency measures from the REGISTER that leaves a telephone until the frame that tells of it is read, with
// 10,000 clients that follow 20 telephones each.
func TestFrameLatency(t *testing.T) {
	measuring(t)
	const clients, followed, telephones, moving, perSecond = 10000, 20, 1000, 100, 50
	p := startOurs(t, telephones)
	ids := telephoneIDs(t, p, telephones)
	changed := &changeTimes{begin: time.Now()}
	a := gather(t, p.Base, p.Admin().Token, "graphql-transport-ws", clients, changed, func(client int) map[string]any {
		chosen := make([]string, followed)
		for i, at := range rand.Perm(telephones)[:followed] {
			chosen[i] = ids[at]
		}
		return map[string]any{"query": fewDocument, "variables": map[string]any{"ids": chosen}}
	})
	crowd := newCrowd(t, p.SIP, moving, perSecond, changed)
	time.Sleep(4 * time.Second) // warm: each has been challenged
	for _, w := range a.clients {
		w.warm.Store(true)
	}
	before, count := cpuTime(t, p.Pid()), a.received.Load()
	time.Sleep(fanOutTime)
	used, delivered := cpuTime(t, p.Pid())-before, a.received.Load()-count
	crowd.stop()
	a.leave()
	var delays []time.Duration
	for _, w := range a.clients {
		delays = append(delays, w.delays...)
	}
	slices.Sort(delays)
	if len(delays) == 0 {
		t.Fatal("nothing was delivered")
	}
	t.Logf("%d events, CPU %v, %d connections ended", delivered, used, a.closed.Load())
	at := func(q float64) float64 { return float64(delays[int(q*float64(len(delays)-1))].Microseconds()) / 1000 }
	report(fmt.Sprintf("SIP packet to client frame, 10,000 clients follow 20 telephones each, p50 / p99, %d frames/s", int64(float64(delivered)/fanOutTime.Seconds())),
		fmt.Sprintf("%.1f / %.1f ms", at(0.5), at(0.99)), "–", "–", "p99 <= 20 ms")
	report("the same, CPU for a delivered event", fmt.Sprintf("%.1f µs", float64(used.Microseconds())/float64(delivered)), "–", "–", "–")
}

func telephoneIDs(t *testing.T, p *testrig.Process, count int) (ids []string) {
	t.Helper()
	var answer struct{ Telephones []struct{ ID string } }
	if err := p.Admin().Do(`{ telephones { id } }`, nil, &answer); err != nil {
		t.Fatal(err)
	}
	for _, telephone := range answer.Telephones {
		ids = append(ids, telephone.ID)
	}
	if len(ids) < count {
		t.Fatalf("%d telephones", len(ids))
	}
	return ids
}

// crowd are telephones that come and go.
type crowd struct {
	changes atomic.Int64
	done    chan struct{}
	running sync.WaitGroup
	once    sync.Once
}

// newCrowd lets telephones come and go, all together perSecond times a second, or as fast as they can where that is 0.
func newCrowd(t *testing.T, server string, telephones, perSecond int, changed *changeTimes) *crowd {
	t.Helper()
	c := &crowd{done: make(chan struct{})}
	for i := range telephones {
		g := newToggler(t, server, i)
		g.changed = changed
		c.running.Go(func() { c.comeAndGo(g, i, telephones, perSecond) })
	}
	return c
}

func (c *crowd) comeAndGo(g *toggler, i, telephones, perSecond int) {
	begin := time.Now()
	for n := 0; ; n++ {
		var wait time.Duration
		if perSecond > 0 {
			wait = time.Until(begin.Add(time.Duration(n*telephones+i) * time.Second / time.Duration(perSecond)))
		}
		select {
		case <-c.done:
			return
		case <-time.After(wait):
		}
		if g.set(n%2 == 0) == nil { // a server that is busy with its listeners answers late
			c.changes.Add(1)
		}
	}
}

func (c *crowd) stop() {
	c.once.Do(func() { close(c.done) })
	c.running.Wait()
}
