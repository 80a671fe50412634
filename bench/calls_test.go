package bench

import (
	"fmt"
	"testing"
	"time"

	"graphpbx/testrig/sipp"
)

const (
	benchCalls    = 4000
	benchCallRate = 400
)

// TestCallSetUp compares what a call costs: challenged INVITE, ringing, answer, BYE, without sound. Kamailio is a mere
// proxy that keeps no call; ours is a back-to-back user agent that does.
func TestCallSetUp(t *testing.T) {
	measuring(t)
	sipp.Installed(t)
	p := startOurs(t, 10)
	us := loadCalls(t, p.SIP, []int{p.Pid()})
	budget := "<= Kamailio 5.6 as a proxy"
	pid, name, ok := startKamailio(t, "127.0.0.1:15064")
	if !ok {
		report("call set-up, CPU for a call", fmt.Sprintf("%.2f ms", us), "Kamailio is not installed", "–", budget)
		return
	}
	them := loadCalls(t, "127.0.0.1:15064", family(pid))
	report("call set-up, CPU for a call", fmt.Sprintf("%.2f ms", us), fmt.Sprintf("%.2f ms (%s)", them, name), fmt.Sprintf("%.2f x", them/us), budget)
}

// loadCalls lets u00001 be called by u00000 and returns milliseconds of CPU for a call.
func loadCalls(t *testing.T, server string, pids []int) float64 {
	t.Helper()
	const scenarios = "../test/telephones/scenarios/"
	credentials := func(user string) string {
		return fmt.Sprintf("%s;[authentication username=%s password=pw-%s]", user, user, user)
	}
	port := sipp.FreePort(t)
	sipp.Do(t, sipp.Run{Server: server, Scenario: scenarios + "register.xml", Port: port, Injection: []string{credentials("u00001")}})
	callee := sipp.Begin(t, sipp.Run{Server: server, Scenario: scenarios + "callee.xml", Port: port, Calls: sipp.Endless, Timeout: 2 * time.Minute})
	begin := cpuTime(t, pids...)
	sipp.Do(t, sipp.Run{
		Server: server, Scenario: scenarios + "caller.xml", Calls: benchCalls, Rate: benchCallRate, Timeout: 2 * time.Minute,
		Injection: []string{credentials("u00000") + ";u00001"},
	})
	if err := callee.Stop(); err != nil {
		t.Log(err)
	}
	return float64((cpuTime(t, pids...) - begin).Microseconds()) / 1000 / benchCalls
}
