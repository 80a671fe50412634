package call

import (
	"strings"
	"testing"

	"graphpbx/models"
	"graphpbx/sip/msg"
)

func TestCall(t *testing.T) {
	scenario(t, func(n *network) {
		alice, bob := n.phone("alice"), n.phone("bob")
		a, b := n.connect(alice, bob)
		if got := n.legs(); got != "trm_1:CONNECTED trm_2:CONNECTED" {
			t.Errorf("legs %q", got)
		}
		n.hangUp(a, b)
		n.expectLast(models.CallEnded, models.EndCallerHungUp)
		if got := n.facts.story(); got != "DIALLING RINGING CONNECTED ENDED" {
			t.Errorf("story %q", got)
		}
	})
}

func TestCalleeHangsUp(t *testing.T) {
	scenario(t, func(n *network) {
		a, b := n.connect(n.phone("alice"), n.phone("bob"))
		n.hangUp(b, a)
		n.expectLast(models.CallEnded, models.EndCalleeHungUp)
	})
}

// What identifies one side must not reach the other, and what the caller claims to be must not be believed.
func TestNothingLeaks(t *testing.T) {
	scenario(t, func(n *network) {
		alice, bob := n.phone("alice"), n.phone("bob")
		n.account("alice", func(a *models.Account) { a.Extension, a.DisplayName = "23", `Alice "Al" Ä` })
		a := alice.dial("bob", alice.sound(), "P-Asserted-Identity: <sip:boss@pbx.example>", "User-Agent: Secret/1.0", "Supported: 100rel, timer",
			"Session-Expires: 1800", "Subject: leak")
		alice.response(100)
		invite := bob.request(msg.INVITE)
		text := invite.String()
		for _, secret := range []string{a.callID, msg.FromTag(invite) + "x", "boss", "Secret", "198.51.100.1", "10.0.0.9", "100rel", "Session-Expires", "leak", "Fake"} {
			if strings.Contains(strings.Replace(text, "INVITE sip:bob@10.0.0.9:5060", "", 1), secret) {
				t.Errorf("%q got through:\n%s", secret, text)
			}
		}
		if got := invite.From().Value(); !strings.HasPrefix(got, `"Alice \"Al\" Ä" <sip:23@pbx.example>;tag=`) {
			t.Errorf("From %s", got)
		}
		if got := msg.Value(invite, "P-Asserted-Identity"); got != `"Alice \"Al\" Ä" <sip:23@pbx.example>` {
			t.Errorf("identity %s", got)
		}
		bob.reply(invite, 486, "")
		alice.response(486)
	})
}
