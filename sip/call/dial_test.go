package call

import (
	"errors"
	"strings"
	"testing"
	"time"

	"graphpbx/models"
	"graphpbx/sip/msg"
)

// click dials a number for a user.
func (n *network) click(user, terminalID, number string) string {
	n.t.Helper()
	id, err := n.manager.Dial(n.accounts[user], terminalID, number, "")
	if err != nil {
		n.t.Fatalf("Dial: %v", err)
	}
	return id
}

func TestDial(t *testing.T) {
	scenario(t, func(n *network) {
		alice, bob := n.phone("alice"), n.phone("bob")
		id := n.click("alice", "", "bob")
		own := alice.request(msg.INVITE)
		if got := own.From().Value(); !strings.HasPrefix(got, "<sip:bob@pbx.example>") {
			t.Errorf("own telephone shows %s", got)
		}
		if own := n.described(own); len(own.Media) != 1 || own.Media[0].Port == 0 {
			t.Errorf("offer %+v", own)
		}
		for _, name := range []string{"Alert-Info", "Call-Info", "Answer-Mode"} {
			if msg.Value(own, name) != "" {
				t.Errorf("%s asks the telephone to answer by itself", name)
			}
		}
		alice.reply(own, 180, "")
		n.settle()
		n.expectLast(models.CallDialling, "")
		if got := n.legs(); got != "trm_1:RINGING" {
			t.Errorf("legs %q", got)
		}
		alice.reply(own, 200, alice.sound())
		alice.request(msg.ACK)
		invite := bob.request(msg.INVITE)
		if got := n.legs(); got != "trm_1:DIALLING" {
			t.Errorf("legs %q", got)
		}
		if got := invite.From().Value(); !strings.HasPrefix(got, `"Alice" <sip:alice@pbx.example>`) {
			t.Errorf("called telephone shows %s", got)
		}
		bob.reply(invite, 180, "")
		n.settle()
		n.expectLast(models.CallRinging, "")
		bob.reply(invite, 200, bob.sound())
		bob.request(msg.ACK)
		alice.quiet() // both speak PCMA alone: nothing to change
		n.expectLast(models.CallConnected, "")
		if got := n.facts.last(); got.ID != id || got.From.UserID != "usr_alice" || got.To.UserID != "usr_bob" {
			t.Errorf("call %+v", got)
		}
		if s := n.media.sounds[0]; s.a.remote.Port() != 4002 || s.b.remote.Port() != 4004 {
			t.Errorf("sound goes to %v and %v", s.a.remote, s.b.remote)
		}
		n.hangUp(alice.takes(own), bob.takes(invite))
		n.expectLast(models.CallEnded, models.EndCallerHungUp)
	})
}

// The own telephone speaks more than the one that answers: it gets the answer as a new offer, and again after glare.
func TestDialWithOtherCodecs(t *testing.T) {
	scenario(t, func(n *network) {
		alice, bob := n.phone("alice"), n.phone("bob")
		n.click("alice", "", "bob")
		own := alice.request(msg.INVITE)
		alice.reply(own, 200, strings.Replace(alice.sound(), "RTP/AVP 8", "RTP/AVP 9 8", 1))
		alice.request(msg.ACK)
		invite := bob.request(msg.INVITE)
		bob.reply(invite, 200, bob.sound())
		bob.request(msg.ACK)
		offer := alice.request(msg.INVITE)
		if got := n.described(offer).Media[0].Formats; strings.Join(got, " ") != "8" {
			t.Errorf("offered %v", got)
		}
		alice.reply(offer, 491, "")
		n.pass(2 * time.Second)
		alice.quiet() // we made the Call-ID, so we wait longer than 2.1 s
		n.pass(2 * time.Second)
		offer = alice.request(msg.INVITE)
		alice.reply(offer, 200, alice.sound())
		alice.request(msg.ACK)
		n.expectLast(models.CallConnected, "")
		n.hangUp(bob.takes(invite), alice.takes(own))
	})
}

func TestDialWithoutCommonCodec(t *testing.T) {
	scenario(t, func(n *network) {
		alice, bob := n.phone("alice"), n.phone("bob")
		n.click("alice", "", "bob")
		alice.reply(alice.request(msg.INVITE), 200, strings.Replace(alice.sound(), "RTP/AVP 8", "RTP/AVP 9 8", 1))
		alice.request(msg.ACK)
		bob.reply(bob.request(msg.INVITE), 200, bob.sound())
		bob.request(msg.ACK)
		alice.reply(alice.request(msg.INVITE), 488, "")
		for _, p := range []*phone{alice, bob} {
			p.reply(p.request(msg.BYE), 200, "")
		}
		n.expectLast(models.CallEnded, models.EndRefused)
	})
}

func TestDialIsDeclinedAtTheOwnTelephone(t *testing.T) {
	for status, cause := range map[int]models.EndCause{486: models.EndCancelled, 603: models.EndCancelled, 480: models.EndNoAnswer} {
		scenario(t, func(n *network) {
			alice, bob := n.phone("alice"), n.phone("bob")
			n.click("alice", "", "bob")
			alice.reply(alice.request(msg.INVITE), status, "")
			bob.quiet()
			n.expectLast(models.CallEnded, cause)
		})
	}
}

func TestDialIsNotPickedUp(t *testing.T) {
	scenario(t, func(n *network) {
		alice, _ := n.phone("alice"), n.phone("bob")
		n.click("alice", "", "bob")
		alice.reply(alice.request(msg.INVITE), 180, "")
		n.pass(31 * time.Second)
		alice.request(msg.CANCEL)
		n.expectLast(models.CallEnded, models.EndNoAnswer)
	})
}

func TestTimeToRingIsASetting(t *testing.T) {
	scenario(t, func(n *network) {
		n.manager.RingFor(45 * time.Second)
		alice, _ := n.phone("alice"), n.phone("bob")
		n.click("alice", "", "bob")
		alice.reply(alice.request(msg.INVITE), 180, "")
		n.manager.RingFor(5 * time.Second) // for calls that come
		n.pass(44 * time.Second)
		alice.quiet()
		n.pass(2 * time.Second)
		alice.request(msg.CANCEL)
		n.expectLast(models.CallEnded, models.EndNoAnswer)
	})
}

func TestDialledNumberRefuses(t *testing.T) {
	for number, want := range map[string]models.EndCause{"bob": models.EndBusy, "nobody": models.EndNotFound} {
		t.Run(number, func(t *testing.T) {
			scenario(t, func(n *network) {
				alice, bob := n.phone("alice"), n.phone("bob")
				n.click("alice", "", number)
				alice.reply(alice.request(msg.INVITE), 200, alice.sound())
				alice.request(msg.ACK)
				if number == "bob" {
					bob.reply(bob.request(msg.INVITE), 486, "")
				}
				bye := alice.request(msg.BYE)
				if !strings.HasPrefix(msg.Value(bye, "Reason"), "SIP;cause=4") {
					t.Errorf("Reason %q", msg.Value(bye, "Reason"))
				}
				alice.reply(bye, 200, "")
				n.expectLast(models.CallEnded, want)
			})
		})
	}
}

func TestDiallerHangsUpBeforeTheAnswer(t *testing.T) {
	scenario(t, func(n *network) {
		alice, bob := n.phone("alice"), n.phone("bob")
		n.click("alice", "", "bob")
		own := alice.request(msg.INVITE)
		alice.reply(own, 200, alice.sound())
		alice.request(msg.ACK)
		bob.reply(bob.request(msg.INVITE), 180, "")
		n.settle()
		alice.takes(own).ask(msg.BYE, "")
		alice.response(200)
		bob.request(msg.CANCEL)
		n.expectLast(models.CallEnded, models.EndCancelled)
	})
}

func TestDialFromOneTerminal(t *testing.T) {
	scenario(t, func(n *network) {
		desk, mobile, bob := n.phone("alice"), n.phone("alice"), n.phone("bob")
		n.click("alice", mobile.terminal, "bob")
		desk.quiet()
		mobile.reply(mobile.request(msg.INVITE), 486, "")
		bob.quiet()
		for terminal, path := range map[string]string{"trm_unknown": "input.terminalId", "": ""} {
			n.registered["usr_alice"] = nil
			_, err := n.manager.Dial(n.accounts["alice"], terminal, "bob", "")
			var problems models.Problems
			if !errors.As(err, &problems) || problems[0].Code != models.ProblemUnreachable || strings.Join(problems[0].Path, ".") != path {
				t.Errorf("error %v", err)
			}
		}
	})
}

func TestOwnTelephonesRingTogether(t *testing.T) {
	scenario(t, func(n *network) {
		desk, mobile, bob := n.phone("alice"), n.phone("alice"), n.phone("bob")
		n.click("alice", "", "bob")
		own := desk.request(msg.INVITE)
		mobile.reply(mobile.request(msg.INVITE), 180, "")
		n.settle()
		desk.reply(own, 200, desk.sound())
		desk.request(msg.ACK)
		mobile.request(msg.CANCEL)
		invite := bob.request(msg.INVITE)
		bob.reply(invite, 200, bob.sound())
		bob.request(msg.ACK)
		n.hangUp(desk.takes(own), bob.takes(invite))
	})
}
