package call

import (
	"strings"
	"testing"
	"time"

	"graphpbx/models"
	"graphpbx/sip/msg"
	"graphpbx/sip/sdp"
)

// change sends an offer from one side and answers it at the other.
func (n *network) change(from, to *talk, method msg.Method, offer, answer string) {
	n.t.Helper()
	if method == msg.INVITE {
		from.invite(offer)
		from.phone.response(100)
	} else {
		from.ask(method, offer)
	}
	to.phone.reply(to.phone.request(method), 200, answer)
	if method == msg.INVITE {
		to.phone.request(msg.ACK)
	}
	from.meets(from.phone.response(200))
	if method == msg.INVITE {
		from.ack("")
	}
	n.settle()
}

func TestHold(t *testing.T) {
	for _, method := range []msg.Method{msg.INVITE, msg.UPDATE} {
		for name, hold := range map[string]string{"sendonly": "a=sendonly", "inactive": "a=inactive", "RFC 2543": "c=IN IP4 0.0.0.0"} {
			t.Run(string(method)+" "+name, func(t *testing.T) {
				scenario(t, func(n *network) {
					alice, bob := n.phone("alice"), n.phone("bob")
					a, b := n.connect(alice, bob)
					answer := "a=recvonly"
					if name == "inactive" {
						answer = "a=inactive"
					}
					n.change(a, b, method, alice.sound(hold), bob.sound(answer))
					n.expectLast(models.CallHeld, "")
					if got := n.legs(); got != "trm_1:HELD trm_2:HELD" {
						t.Errorf("legs %q", got)
					}
					if s := n.media.sounds[0]; s.a.send || s.b.receive {
						t.Errorf("sound still flows to the side that holds: %+v", s)
					}
					n.change(a, b, method, alice.sound(), bob.sound())
					n.expectLast(models.CallConnected, "")
					n.hangUp(a, b)
					if got := n.facts.story(); got != "DIALLING RINGING CONNECTED HELD CONNECTED ENDED" {
						t.Errorf("story %q", got)
					}
				})
			})
		}
	}
}

func TestBothHold(t *testing.T) {
	scenario(t, func(n *network) {
		alice, bob := n.phone("alice"), n.phone("bob")
		a, b := n.connect(alice, bob)
		n.change(b, a, msg.INVITE, bob.sound("a=sendonly"), alice.sound("a=recvonly"))
		n.change(a, b, msg.INVITE, alice.sound("a=inactive"), bob.sound("a=inactive"))
		n.expectLast(models.CallHeld, "")
		n.change(b, a, msg.INVITE, bob.sound(), alice.sound("a=sendonly"))
		n.expectLast(models.CallHeld, "") // alice still does
		n.change(a, b, msg.INVITE, alice.sound(), bob.sound())
		n.expectLast(models.CallConnected, "")
		n.hangUp(a, b)
	})
}

func TestDescriptionsAreRewritten(t *testing.T) {
	scenario(t, func(n *network) {
		alice, bob := n.phone("alice"), n.phone("bob")
		a := alice.dial("bob", alice.sound("a=ptime:30"))
		alice.response(100)
		invite := bob.request(msg.INVITE)
		if rtp, _ := n.described(invite).Media[0].Remote(); rtp.String() != "192.0.2.1:20002" {
			t.Errorf("callee is told %v", rtp)
		}
		if got, _ := n.described(invite).Media[0].Attribute("ptime"); got != "30" {
			t.Errorf("ptime %q", got)
		}
		bob.reply(invite, 200, bob.sound())
		bob.request(msg.ACK)
		answer := a.meets(alice.response(200))
		if rtp, _ := n.described(answer).Media[0].Remote(); rtp.String() != "192.0.2.1:20000" {
			t.Errorf("caller is told %v", rtp)
		}
		sound := n.media.sounds[0]
		if sound.a.remote.String() != "198.51.100.1:4002" || sound.b.remote.String() != "198.51.100.2:4004" {
			t.Errorf("relay sends to %v and %v", sound.a.remote, sound.b.remote)
		}
		a.ack("")
		b := bob.takes(invite)
		before := n.described(answer).Origin
		n.change(a, b, msg.INVITE, alice.sound(), bob.sound())
		if sound.a.remotes != 1 {
			t.Error("an address that stayed was set again: what was learnt behind NAT is lost")
		}
		a.invite(strings.Replace(alice.sound(), "m=audio 4002", "m=audio 4444", 1))
		alice.response(100)
		bob.reply(bob.request(msg.INVITE), 200, bob.sound("a=ptime:40"))
		bob.request(msg.ACK)
		after := n.described(a.meets(alice.response(200))).Origin
		if after.ID != before.ID || after.Version != before.Version+1 {
			t.Errorf("origin %+v after %+v", after, before)
		}
		if sound.a.remote.Port() != 4444 {
			t.Errorf("relay sends to %v", sound.a.remote)
		}
		a.ack("")
		n.hangUp(a, b)
	})
}

func TestCallWithoutOffer(t *testing.T) {
	scenario(t, func(n *network) {
		alice, bob := n.phone("alice"), n.phone("bob")
		a := alice.dial("bob", "")
		alice.response(100)
		invite := bob.request(msg.INVITE)
		if len(invite.Body()) > 0 {
			t.Error("an offer from nowhere")
		}
		bob.reply(invite, 200, bob.sound())
		offer := a.meets(alice.response(200))
		bob.reply(invite, 200, bob.sound()) // again: the ACK has to wait
		bob.quiet()
		if rtp, _ := n.described(offer).Media[0].Remote(); rtp.Port() != 20000 {
			t.Errorf("caller is offered %v", rtp)
		}
		a.ack(alice.sound())
		ack := bob.request(msg.ACK)
		if rtp, _ := n.described(ack).Media[0].Remote(); rtp.Port() != 20002 {
			t.Errorf("callee is answered %v", rtp)
		}
		bob.reply(invite, 200, bob.sound()) // and again: now the same ACK comes
		if again := bob.request(msg.ACK); string(again.Body()) != string(ack.Body()) {
			t.Error("another ACK")
		}
		n.hangUp(a, bob.takes(invite))
	})
}

func TestCallWithoutOfferAndAnswer(t *testing.T) {
	scenario(t, func(n *network) {
		alice, bob := n.phone("alice"), n.phone("bob")
		a := alice.dial("bob", "")
		alice.response(100)
		bob.reply(bob.request(msg.INVITE), 200, bob.sound())
		a.meets(alice.response(200))
		a.ack("")
		bob.request(msg.ACK) // no BYE before it
		bob.reply(bob.request(msg.BYE), 200, "")
		alice.reply(alice.request(msg.BYE), 200, "")
		n.expectLast(models.CallEnded, models.EndRefused)
	})
}

func TestReInviteWithoutOffer(t *testing.T) {
	scenario(t, func(n *network) {
		alice, bob := n.phone("alice"), n.phone("bob")
		a, b := n.connect(alice, bob)
		a.invite("")
		alice.response(100)
		bob.reply(bob.request(msg.INVITE), 200, bob.sound())
		bob.quiet()
		a.meets(alice.response(200))
		a.ack(alice.sound())
		if ack := bob.request(msg.ACK); len(ack.Body()) == 0 {
			t.Error("ACK without the answer")
		}
		n.hangUp(a, b)
	})
}

func TestReInviteRefused(t *testing.T) {
	scenario(t, func(n *network) {
		alice, bob := n.phone("alice"), n.phone("bob")
		a, b := n.connect(alice, bob)
		a.invite(alice.sound("a=sendonly"))
		alice.response(100)
		bob.reply(bob.request(msg.INVITE), 488, "", `Warning: 305 10.0.0.9 "no codec"`)
		if got := msg.Value(alice.response(488), "Warning"); got != `305 telephone "no codec"` {
			t.Errorf("Warning %q", got)
		}
		n.expectLast(models.CallConnected, "")
		a.invite(strings.Replace(alice.sound(), "audio", "image", 1)) // fax
		alice.response(488)
		bob.quiet()
		n.hangUp(a, b)
	})
}

func TestReInviteToATelephoneThatForgotTheCall(t *testing.T) {
	scenario(t, func(n *network) {
		alice, bob := n.phone("alice"), n.phone("bob")
		a, _ := n.connect(alice, bob)
		a.invite(alice.sound())
		alice.response(100)
		bob.reply(bob.request(msg.INVITE), 481, "")
		alice.response(481)
		alice.reply(alice.request(msg.BYE), 200, "")
		bob.quiet()
		n.expectLast(models.CallEnded, models.EndUnreachable)
	})
}

func TestReInviteToADeadTelephone(t *testing.T) {
	scenario(t, func(n *network) {
		alice, bob := n.phone("alice"), n.phone("bob")
		a, _ := n.connect(alice, bob)
		a.invite(alice.sound())
		alice.response(100)
		n.pass(33 * time.Second)
		alice.response(408)
		alice.reply(alice.request(msg.BYE), 200, "")
		n.expectLast(models.CallEnded, models.EndUnreachable)
		n.pass(33 * time.Second)
		bob.inbox = nil
	})
}

func TestReInviteCancelled(t *testing.T) {
	scenario(t, func(n *network) {
		alice, bob := n.phone("alice"), n.phone("bob")
		a, b := n.connect(alice, bob)
		a.invite(alice.sound("a=sendonly"))
		alice.response(100)
		bob.reply(bob.request(msg.INVITE), 100, "")
		n.settle()
		a.cancel()
		alice.response(200)
		bob.request(msg.CANCEL)
		alice.response(487)
		n.expectLast(models.CallConnected, "")
		n.hangUp(a, b)
	})
}

// Both sides want to change the call at once: each gets 491 and comes back in its own time.
func TestGlare(t *testing.T) {
	scenario(t, func(n *network) {
		alice, bob := n.phone("alice"), n.phone("bob")
		a, b := n.connect(alice, bob)
		a.invite(alice.sound("a=sendonly"))
		b.invite(bob.sound("a=sendonly"))
		reinvite := bob.request(msg.INVITE)
		bob.response(491)
		bob.reply(reinvite, 491, "")
		alice.response(100)
		alice.response(491)
		n.change(b, a, msg.INVITE, bob.sound("a=sendonly"), alice.sound("a=recvonly"))
		n.expectLast(models.CallHeld, "")
		n.hangUp(a, b)
	})
}

func TestSecondOfferBeforeTheFirstIsAnswered(t *testing.T) {
	scenario(t, func(n *network) {
		alice, bob := n.phone("alice"), n.phone("bob")
		a, b := n.connect(alice, bob)
		a.ask(msg.UPDATE, alice.sound())
		a.ask(msg.UPDATE, alice.sound())
		if res := alice.response(500); msg.Value(res, "Retry-After") == "" {
			t.Error("no Retry-After")
		}
		bob.reply(bob.request(msg.UPDATE), 200, bob.sound())
		alice.response(200)
		n.hangUp(a, b)
	})
}

func TestUpdateThatOnlyRefreshes(t *testing.T) {
	scenario(t, func(n *network) {
		alice, bob := n.phone("alice"), n.phone("bob")
		a, b := n.connect(alice, bob)
		a.ask(msg.UPDATE, "", "Supported: timer", "Session-Expires: 1800;refresher=uac")
		if res := alice.response(200); msg.Value(res, "Session-Expires") != "" {
			t.Error("a session timer is promised that nobody keeps")
		}
		bob.quiet()
		n.hangUp(a, b)
	})
}

func TestCodecChangeKeepsTheLines(t *testing.T) {
	scenario(t, func(n *network) {
		alice, bob := n.phone("alice"), n.phone("bob")
		a, b := n.connect(alice, bob)
		offer := strings.Replace(alice.sound(), "RTP/AVP 8", "RTP/AVP 9 8", 1) + "m=video 5000 RTP/AVP 31\r\n"
		a.invite(offer)
		alice.response(100)
		invite := bob.request(msg.INVITE)
		got := n.described(invite)
		if len(got.Media) != 2 || got.Media[1].Port != 0 || strings.Join(got.Media[0].Formats, " ") != "9 8" {
			t.Errorf("offer\n%s", invite.Body())
		}
		bob.reply(invite, 200, bob.sound()+"m=video 0 RTP/AVP 31\r\n")
		bob.request(msg.ACK)
		if answer := n.described(a.meets(alice.response(200))); len(answer.Media) != 2 || answer.Direction(&answer.Media[0]) != sdp.SendRecv {
			t.Errorf("answer %+v", answer)
		}
		a.ack("")
		n.hangUp(a, b)
	})
}

func TestDigitsAndTextPass(t *testing.T) {
	scenario(t, func(n *network) {
		alice, bob := n.phone("alice"), n.phone("bob")
		a, b := n.connect(alice, bob)
		a.ask(msg.INFO, "Signal=5\r\n", "Content-Type: application/dtmf-relay")
		info := bob.request(msg.INFO)
		if string(info.Body()) != "Signal=5\r\n" || msg.Value(info, "Content-Type") != "application/dtmf-relay" {
			t.Errorf("got\n%s", info)
		}
		bob.reply(info, 415, "")
		alice.response(415)
		b.ask(msg.MESSAGE, "hello", "Content-Type: text/plain")
		alice.reply(alice.request(msg.MESSAGE), 200, "")
		bob.response(200)
		n.hangUp(a, b)
	})
}

func TestWhatElseIsAskedInACall(t *testing.T) {
	for method, status := range map[msg.Method]int{msg.OPTIONS: 200, msg.REFER: 501, msg.PRACK: 405, msg.SUBSCRIBE: 405, msg.NOTIFY: 405} {
		t.Run(string(method), func(t *testing.T) {
			scenario(t, func(n *network) {
				alice, bob := n.phone("alice"), n.phone("bob")
				a, b := n.connect(alice, bob)
				a.ask(method, "")
				res := alice.response(status)
				if msg.Value(res, "Allow") == "" || method == msg.REFER && msg.Value(res, "Warning") == "" {
					t.Errorf("too little said:\n%s", res)
				}
				bob.quiet()
				n.hangUp(a, b)
			})
		})
	}
}
