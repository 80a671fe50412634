package bench

import (
	"fmt"
	"testing"
	"time"
)

// TestStart measures from exec to /readyz, with 10,000 users and their bindings, on one core.
func TestStart(t *testing.T) {
	measuring(t)
	p := startOurs(t, benchUsers)
	load := &registerBench{load: newRegisterLoad(t, p.SIP, password)}
	load.fill(t, 0, benchUsers)
	p.Stop()
	var best time.Duration
	for range 5 {
		begin := time.Now()
		asServer(t, p.Start)
		took := time.Since(begin)
		if best == 0 || took < best {
			best = took
		}
		t.Log(took)
		p.Stop()
	}
	report("start with 10,000 users and bindings, one core, to /readyz", fmt.Sprintf("%d ms", best.Milliseconds()), "–", "–", "<= 1 s")
}
