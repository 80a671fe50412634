package telephones

import (
	"fmt"
	"testing"

	"graphpbx/testrig"
	"graphpbx/testrig/sipp"
)

// SIPp registers and calls, over UDP and TCP, and sees no message that it does not expect.
func TestSIPpRegistersAndCalls(t *testing.T) {
	sipp.Installed(t)
	s := testrig.Start(t)
	s.AddUser("anna", "21")
	s.AddUser("beat", "22")
	credentials := func(user string) string {
		return fmt.Sprintf("%s;[authentication username=%s password=%s]", user, user, testrig.Password(user))
	}
	t.Run("register", func(t *testing.T) {
		for _, transport := range []string{"u1", "t1"} {
			sipp.Do(t, sipp.Run{Server: s.SIP, Scenario: "scenarios/register.xml", Transport: transport, Injection: []string{credentials("anna")}})
		}
	})
	t.Run("call", func(t *testing.T) {
		const calls = 50
		port := sipp.FreePort(t)
		sipp.Do(t, sipp.Run{Server: s.SIP, Scenario: "scenarios/register.xml", Port: port, Injection: []string{credentials("beat")}})
		callee := sipp.Begin(t, sipp.Run{Server: s.SIP, Scenario: "scenarios/callee.xml", Port: port, Calls: sipp.Endless})
		sipp.Do(t, sipp.Run{
			Server: s.SIP, Scenario: "scenarios/caller.xml", Calls: calls, Rate: 25,
			Injection: []string{credentials("anna") + ";22"},
		})
		if err := callee.Stop(); err != nil {
			t.Error(err)
		}
	})
	if counts := s.Engine().Counts(); counts.Calls != 0 || counts.MediaSessions != 0 {
		t.Errorf("left behind: %+v", counts)
	}
}
