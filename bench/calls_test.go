package bench

import (
	"fmt"
	"testing"
	"time"

	"graphpbx/testrig/sipp"
)

const (
	benchCalls    = 1200
	benchCallRate = 300
	callRounds    = 3 // ours and the peer in turn
)

// TestCallSetUp compares what a call costs: challenged INVITE, ringing, answer, BYE. Nobody speaks, but ours has the
// ports for sound open, keeps the call and writes its record; Kamailio is a mere proxy that keeps nothing.
func TestCallSetUp(t *testing.T) {
	measuring(t)
	sipp.Installed(t)
	const what, budget = "call set-up and end, CPU for a call", "<= Kamailio 5.6 as a proxy"
	p := startOurs(t, 10)
	pid, name, ok := startKamailio(t, "127.0.0.1:15064")
	var us, them float64
	for round := range callRounds {
		us += loadCalls(t, p.SIP, round, []int{p.Pid()}) / callRounds
		if ok {
			them += loadCalls(t, "127.0.0.1:15064", round, family(pid)) / callRounds
		}
	}
	if ok {
		report(what, fmt.Sprintf("%.2f ms", us), fmt.Sprintf("%.2f ms (%s)", them, name), fmt.Sprintf("%.2f x", them/us), budget)
	} else {
		report(what, fmt.Sprintf("%.2f ms", us), "Kamailio 5.6: "+notInstalled, "–", budget)
	}
	report(what, fmt.Sprintf("%.2f ms", us), "Asterisk 22: "+notInstalled, "–", "<= 1/15 of Asterisk 22")
}

// loadCalls lets a user be called by u00000, another one in each round, and returns milliseconds of CPU for a call.
func loadCalls(t *testing.T, server string, round int, pids []int) float64 {
	t.Helper()
	const scenarios = "../test/telephones/scenarios/"
	callee := userName(1 + round)
	credentials := func(user string) string {
		return fmt.Sprintf("%s;[authentication username=%s password=pw-%s]", user, user, user)
	}
	port := sipp.FreePort(t)
	sipp.Do(t, sipp.Run{Server: server, Scenario: scenarios + "register.xml", Port: port, Injection: []string{credentials(callee)}})
	answering := sipp.Begin(t, sipp.Run{Server: server, Scenario: scenarios + "callee.xml", Port: port, Calls: sipp.Endless, Timeout: 2 * time.Minute})
	begin := cpuTime(t, pids...)
	sipp.Do(t, sipp.Run{
		Server: server, Scenario: scenarios + "caller.xml", Calls: benchCalls, Rate: benchCallRate, Timeout: 2 * time.Minute,
		Injection: []string{credentials("u00000") + ";" + callee},
	})
	if err := answering.Stop(); err != nil {
		t.Log(err)
	}
	return float64((cpuTime(t, pids...) - begin).Microseconds()) / 1000 / benchCalls
}
