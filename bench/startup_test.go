package bench

import (
	"fmt"
	"testing"
	"time"
)

// TestStart measures from exec to /readyz, with an empty folder and with 10,000 users and their registrations.
func TestStart(t *testing.T) {
	measuring(t)
	p := startOurs(t, benchUsers)
	load := newRegisterLoad(t, p.SIP, benchUsers, 256, func(u int) string { return "pw-" + userName(u) })
	if _, err := load.run(benchUsers, time.Minute); err != nil {
		t.Fatal(err)
	}
	p.Stop()
	var best time.Duration
	for range 5 {
		begin := time.Now()
		p.Start()
		if took := time.Since(begin); best == 0 || took < best {
			best = took
		}
		p.Stop()
	}
	p.Start()
	report("start with 10,000 users and registrations, to /readyz", fmt.Sprintf("%d ms", best.Milliseconds()), "–", "–", "<= 1 s")
}
