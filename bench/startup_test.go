package bench

import (
	"fmt"
	"testing"
	"time"
)

// TestStart measures from exec to /readyz, with 10,000 users and their bindings, on all cores; the
// CPU time beside it does not depend on what else the machine does.
func TestStart(t *testing.T) {
	measuring(t)
	p := startOurs(t, benchUsers)
	load := &registerBench{load: newRegisterLoad(t, p.SIP, password)}
	load.fill(t, 0, benchUsers)
	p.Stop()
	var best, used time.Duration
	for range 5 {
		begin := time.Now()
		onAllCores(t, p.Start)
		took, cpu := time.Since(begin), cpuTime(t, p.Pid())
		if best == 0 || took < best {
			best, used = took, cpu
		}
		t.Logf("%v, CPU %v", took, cpu)
		p.Stop()
	}
	report("start with 10,000 users and bindings, to /readyz", fmt.Sprintf("%d ms (CPU %d ms)", best.Milliseconds(), used.Milliseconds()), "–", "–", "<= 1 s")
}
