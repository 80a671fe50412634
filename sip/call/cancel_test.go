package call

import (
	"testing"
	"time"

	"graphpbx/models"
	"graphpbx/sip/msg"
)

func TestCancelWhileRinging(t *testing.T) {
	scenario(t, func(n *network) {
		alice, bob := n.phone("alice"), n.phone("bob")
		a := alice.dial("bob", alice.sound())
		alice.response(100)
		bob.reply(bob.request(msg.INVITE), 180, "")
		alice.response(180)
		a.cancel("Reason: SIP;cause=200")
		alice.response(200)
		alice.response(487)
		if got := msg.Value(bob.request(msg.CANCEL), "Reason"); got != "SIP;cause=200" {
			t.Errorf("Reason %q", got)
		}
		n.expectLast(models.CallEnded, models.EndCancelled)
	})
}

// The CANCEL comes right behind the INVITE, before any answer. It must never meet a 481.
func TestCancelRightAfterInvite(t *testing.T) {
	rounds := 5000
	if testing.Short() {
		rounds = 100
	}
	scenario(t, func(n *network) {
		alice, bob := n.phone("alice"), n.phone("bob")
		for range rounds {
			a := alice.dial("bob", alice.sound())
			a.cancel()
			alice.response(100)
			alice.response(200)
			alice.response(487)
			bob.reply(bob.request(msg.INVITE), 180, "") // too late to ring
			bob.request(msg.CANCEL)
		}
		n.expectLast(models.CallEnded, models.EndCancelled)
	})
}

// A CANCEL that meets an INVITE which is being challenged or refused changes nothing, and gets its 200.
func TestCancelOfARefusedInvite(t *testing.T) {
	scenario(t, func(n *network) {
		alice := n.phone("alice")
		a := alice.dial("nobody", alice.sound())
		a.cancel()
		alice.response(100)
		alice.response(404)
		alice.response(200)
	})
}

func TestCancelThatCrossesTheAnswer(t *testing.T) {
	scenario(t, func(n *network) {
		alice, bob := n.phone("alice"), n.phone("bob")
		a := alice.dial("bob", alice.sound())
		alice.response(100)
		invite := bob.request(msg.INVITE)
		bob.reply(invite, 200, bob.sound())
		bob.request(msg.ACK)
		a.cancel()
		a.meets(alice.response(200)) // of the INVITE
		alice.response(200)          // of the CANCEL
		n.expectLast(models.CallConnected, "")
		a.ack("")
		n.hangUp(a, bob.takes(invite))
	})
}

// The callee picks up while our CANCEL is on its way.
func TestLateAnswerIsLetGo(t *testing.T) {
	scenario(t, func(n *network) {
		alice, bob := n.phone("alice"), n.phone("bob")
		bob.deaf = true
		a := alice.dial("bob", alice.sound())
		alice.response(100)
		invite := bob.request(msg.INVITE)
		bob.reply(invite, 180, "")
		alice.response(180)
		a.cancel()
		alice.response(200)
		alice.response(487)
		cancel := bob.request(msg.CANCEL)
		bob.reply(invite, 200, bob.sound())
		bob.reply(cancel, 200, "")
		bob.request(msg.ACK)
		bye := bob.request(msg.BYE)
		bob.reply(invite, 200, bob.sound()) // once more
		bob.request(msg.ACK)
		bob.quiet() // but no second BYE
		bob.reply(bye, 200, "")
	})
}

// Two telephones behind one contact pick up: one wins, the other is thanked and let go with its own tag.
func TestForkedAnswers(t *testing.T) {
	scenario(t, func(n *network) {
		alice, bob := n.phone("alice"), n.phone("bob")
		a := alice.dial("bob", alice.sound())
		alice.response(100)
		invite := bob.request(msg.INVITE)
		bob.replyAs(invite, "bob-tag", 200, bob.sound())
		bob.replyAs(invite, "second", 200, bob.sound())
		if ack := bob.request(msg.ACK); msg.ToTag(ack) != "bob-tag" || ack.Recipient.User != "bob-tag" {
			t.Errorf("ACK to the first:\n%s", ack)
		}
		if ack := bob.request(msg.ACK); msg.ToTag(ack) != "second" || ack.Recipient.User != "second" {
			t.Errorf("ACK to the second:\n%s", ack)
		}
		bye := bob.request(msg.BYE)
		if msg.ToTag(bye) != "second" {
			t.Errorf("BYE:\n%s", bye)
		}
		bob.reply(bye, 200, "")
		a.meets(alice.response(200))
		a.ack("")
		n.hangUp(a, bob.takes(invite))
	})
}

func TestTelephoneThatNeverAnswersTheCancel(t *testing.T) {
	scenario(t, func(n *network) {
		alice, bob := n.phone("alice"), n.phone("bob")
		bob.deaf = true
		a := alice.dial("bob", alice.sound())
		alice.response(100)
		bob.reply(bob.request(msg.INVITE), 180, "")
		alice.response(180)
		a.cancel()
		alice.response(200)
		alice.response(487)
		n.pass(40 * time.Second)
		bob.inbox = nil // CANCEL again and again
	})
}
