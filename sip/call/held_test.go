package call

import (
	"testing"
	"time"

	"graphpbx/models"
	"graphpbx/sip/msg"
)

// held makes a call that alice holds.
func (n *network) held(alice, bob *phone) (a, b *talk) {
	n.t.Helper()
	a, b = n.connect(alice, bob)
	n.change(a, b, msg.INVITE, alice.sound("a=sendonly"), bob.sound("a=recvonly"))
	n.expectLast(models.CallHeld, "")
	return a, b
}

// answersOptions lets a telephone answer what asks after it, and leaves the rest to the test.
func (p *phone) answersOptions(status int) {
	p.auto = func(m msg.Message) {
		if req, ok := m.(*msg.Request); ok && req.Method == msg.OPTIONS {
			p.reply(req, status, "")
			return
		}
		p.inbox = append(p.inbox, m)
	}
}

func TestAHeldCallMayBeSilent(t *testing.T) {
	scenario(t, func(n *network) {
		alice, bob := n.phone("alice"), n.phone("bob")
		a, b := n.held(alice, bob)
		bob.answersOptions(405) // any answer is one; alice gives none
		n.pass(5 * time.Minute)
		n.media.sounds[0].silent()
		n.expectLast(models.CallHeld, "")
		alice.inbox = nil
		n.change(a, b, msg.INVITE, alice.sound(), bob.sound())
		n.expectLast(models.CallConnected, "")
		n.pass(5 * time.Minute)
		n.hangUp(a, b) // nobody was asked after
	})
}

// Both telephones have lost power while one held the other.
func TestAHeldCallThatBothHaveLeft(t *testing.T) {
	scenario(t, func(n *network) {
		alice, bob := n.phone("alice"), n.phone("bob")
		n.held(alice, bob)
		gone := func(msg.Message) {}
		alice.auto, bob.auto = gone, gone
		n.pass(2 * time.Minute)
		n.expectLast(models.CallEnded, models.EndMediaLost)
		n.pass(time.Minute)
	})
}

// A telephone that has started anew knows nothing of the call.
func TestAHeldCallThatOneSideHasForgotten(t *testing.T) {
	scenario(t, func(n *network) {
		alice, bob := n.phone("alice"), n.phone("bob")
		n.held(alice, bob)
		bob.answersOptions(481)
		n.pass(61 * time.Second)
		n.expectLast(models.CallEnded, models.EndUnreachable)
		alice.request(msg.OPTIONS)
		alice.reply(alice.request(msg.BYE), 200, "")
	})
}
