package call

import (
	"strings"
	"testing"
	"time"

	"graphpbx/models"
	"graphpbx/sip/msg"
)

// echoScenario is a scenario in which every number is the echo test.
func echoScenario(t *testing.T, run func(n *network, alice *phone)) {
	t.Helper()
	scenario(t, func(n *network) {
		n.router.plan = &models.CallPlan{To: models.Party{Number: "900", DisplayName: "Echo test"}, Service: models.ServiceEchoTest}
		run(n, n.phone("alice"))
	})
}

// echo calls the echo test.
func (n *network) echo(p *phone) *talk {
	n.t.Helper()
	d := p.dial("900", p.sound())
	p.response(100)
	d.meets(p.response(200))
	d.ack("")
	n.settle()
	return d
}

func TestEcho(t *testing.T) {
	echoScenario(t, func(n *network, alice *phone) {
		d := alice.dial("900", alice.sound())
		alice.response(100)
		res := d.meets(alice.response(200)) // nothing rings
		if got := msg.Value(res, "P-Asserted-Identity"); got != `"Echo test" <sip:900@pbx.example>` {
			t.Errorf("shown is %s", got)
		}
		answer, s := n.described(res), n.media.sounds[0]
		if m := answer.Media[0]; m.Port != s.a.port || strings.Join(m.Formats, " ") != "8" {
			t.Errorf("answer %+v", m)
		}
		d.ack("")
		n.settle()
		if !s.a.echoes || s.b.echoes || s.a.remote.Port() != 4002 || !s.a.send || !s.a.receive {
			t.Errorf("legs %+v, %+v", s.a, s.b)
		}
		if got := n.legs(); got != "trm_1:CONNECTED" {
			t.Errorf("legs %q", got)
		}
		d.ask(msg.BYE, "")
		alice.response(200)
		n.expectLast(models.CallEnded, models.EndCallerHungUp)
		if got := n.facts.last(); got.To.Number != "900" || got.To.UserID != "" || got.AnsweredAt.IsZero() {
			t.Errorf("told %+v", got)
		}
		if got := n.facts.story(); got != "DIALLING CONNECTED ENDED" {
			t.Errorf("story %s", got)
		}
	})
}

func TestEchoIsHeldAndResumed(t *testing.T) {
	for _, method := range []msg.Method{msg.INVITE, msg.UPDATE} {
		echoScenario(t, func(n *network, alice *phone) {
			d := n.echo(alice)
			change := func(wish, want string, state models.CallState) {
				t.Helper()
				d.ask(method, alice.sound("a="+wish))
				answer := n.described(alice.response(200))
				if method == msg.INVITE {
					d.ack("")
				}
				if got := answer.Direction(&answer.Media[0]).String(); got != want {
					t.Errorf("%s %s is answered %s", method, wish, got)
				}
				n.settle()
				n.expectLast(state, "")
			}
			s := n.media.sounds[0]
			change("sendonly", "recvonly", models.CallHeld)
			if s.a.send || !s.a.receive {
				t.Errorf("on hold %+v", s.a)
			}
			change("sendrecv", "sendrecv", models.CallConnected)
			change("inactive", "inactive", models.CallHeld)
			change("sendrecv", "sendrecv", models.CallConnected)
			if s.a.remotes != 1 {
				t.Errorf("what was learnt was forgotten %d times", s.a.remotes-1)
			}
			d.ask(msg.BYE, "")
			alice.response(200)
		})
	}
}

// Some telephones make no offer: ours comes with the 200, their answer with the ACK.
func TestEchoWithoutOffer(t *testing.T) {
	echoScenario(t, func(n *network, alice *phone) {
		d := alice.dial("900", "")
		alice.response(100)
		if offer := n.described(d.meets(alice.response(200))); len(offer.Media[0].Formats) < 3 {
			t.Errorf("offer %+v", offer)
		}
		d.ack(alice.sound())
		n.settle()
		if s := n.media.sounds[0]; s.a.remote.Port() != 4002 {
			t.Errorf("sound goes to %v", s.a.remote)
		}
		d.ask(msg.INVITE, "")
		alice.response(200)
		d.ack(alice.sound("a=sendonly"))
		n.settle()
		n.expectLast(models.CallHeld, "")
		d.ask(msg.BYE, "")
		alice.response(200)
	})
}

func TestEchoWithoutOfferAndAnswer(t *testing.T) {
	echoScenario(t, func(n *network, alice *phone) {
		d := alice.dial("900", "")
		alice.response(100)
		d.meets(alice.response(200))
		d.ack("")
		alice.reply(alice.request(msg.BYE), 200, "")
		n.expectLast(models.CallEnded, models.EndRefused)
	})
}

func TestEchoEndsAfterTenMinutes(t *testing.T) {
	echoScenario(t, func(n *network, alice *phone) {
		n.echo(alice)
		n.pass(10*time.Minute - time.Second)
		alice.quiet()
		n.pass(2 * time.Second)
		bye := alice.request(msg.BYE)
		if got := msg.Value(bye, "Reason"); !strings.Contains(got, "10 minutes") {
			t.Errorf("Reason %q", got)
		}
		alice.reply(bye, 200, "")
		n.expectLast(models.CallEnded, models.EndCalleeHungUp)
	})
}

func TestEchoOfSilenceEnds(t *testing.T) {
	echoScenario(t, func(n *network, alice *phone) {
		n.echo(alice)
		n.pass(50 * time.Second)
		s := n.media.sounds[0]
		s.a.heard = time.Now()
		n.pass(30 * time.Second)
		s.silent()
		n.expectLast(models.CallConnected, "")
		n.pass(31 * time.Second)
		s.silent()
		alice.reply(alice.request(msg.BYE), 200, "")
		n.expectLast(models.CallEnded, models.EndMediaLost)
	})
}

// On hold silence tells nothing: the telephone is asked whether it is there.
func TestHeldEchoThatTheTelephoneHasLeft(t *testing.T) {
	echoScenario(t, func(n *network, alice *phone) {
		d := n.echo(alice)
		d.ask(msg.UPDATE, alice.sound("a=sendonly"))
		alice.response(200)
		alice.answersOptions(200)
		n.pass(3 * time.Minute)
		n.expectLast(models.CallHeld, "")
		alice.auto = func(msg.Message) {}
		n.pass(2 * time.Minute)
		n.expectLast(models.CallEnded, models.EndMediaLost)
		n.pass(time.Minute)
	})
}

func TestEchoEndedFromOutside(t *testing.T) {
	echoScenario(t, func(n *network, alice *phone) {
		n.echo(alice)
		if !n.manager.Hangup(n.facts.last().ID, models.EndByAdmin) {
			t.Error("there is no such call")
		}
		alice.reply(alice.request(msg.BYE), 200, "")
		n.expectLast(models.CallEnded, models.EndByAdmin)
	})
}

// The switchboard stops.
func TestEchoAtTheEndOfTheSwitchboard(t *testing.T) {
	echoScenario(t, func(n *network, alice *phone) {
		n.echo(alice)
		n.manager.Close()
		alice.reply(alice.request(msg.BYE), 200, "")
		n.expectLast(models.CallEnded, models.EndInterrupted)
	})
}

func TestEchoThatIsNotAcknowledged(t *testing.T) {
	echoScenario(t, func(n *network, alice *phone) {
		alice.dial("900", alice.sound())
		n.pass(40 * time.Second)
		n.expectLast(models.CallEnded, models.EndUnreachable)
		alice.inbox = nil // 100, 200 again and again, BYE
		n.pass(40 * time.Second)
		alice.inbox = nil
	})
}

// A CANCEL that crosses the answer changes nothing (RFC 3261 section 9.2).
func TestEchoIsAnsweredBeforeACancel(t *testing.T) {
	echoScenario(t, func(n *network, alice *phone) {
		d := alice.dial("900", alice.sound())
		d.cancel()
		alice.response(100)
		d.meets(alice.response(200))
		alice.response(200) // to the CANCEL
		d.ack("")
		n.expectLast(models.CallConnected, "")
		d.ask(msg.BYE, "")
		alice.response(200)
	})
}

func TestEchoOverAConnectionThatBreaks(t *testing.T) {
	echoScenario(t, func(n *network, alice *phone) {
		alice.overTCP()
		n.echo(alice)
		socket := alice.flow.Socket.(*socket)
		socket.closed = true
		n.manager.FlowClosed(alice.flow)
		n.pass(31 * time.Second)
		n.expectLast(models.CallEnded, models.EndUnreachable)
	})
}

func TestEchoWithoutPorts(t *testing.T) {
	echoScenario(t, func(n *network, alice *phone) {
		n.media.full = true
		alice.dial("900", alice.sound())
		alice.response(100)
		alice.response(503)
		n.expectLast(models.CallEnded, models.EndRefused)
	})
}

// Digits are taken in without a word; there is nobody to read a message.
func TestEchoTakesDigits(t *testing.T) {
	echoScenario(t, func(n *network, alice *phone) {
		d := n.echo(alice)
		d.ask(msg.INFO, "Signal=5\r\n", "Content-Type: application/dtmf-relay")
		alice.response(200)
		d.ask(msg.MESSAGE, "Anybody?", "Content-Type: text/plain")
		alice.response(405)
		d.ask(msg.OPTIONS, "")
		alice.response(200)
		d.ask(msg.BYE, "")
		alice.response(200)
	})
}

// A click on the number of the echo test: the own telephone rings, and then hears itself.
func TestDialEcho(t *testing.T) {
	echoScenario(t, func(n *network, alice *phone) {
		mobile := n.phone("alice")
		n.click("alice", "", "900")
		own := alice.request(msg.INVITE)
		mobile.reply(mobile.request(msg.INVITE), 180, "")
		n.settle()
		alice.reply(own, 200, alice.sound())
		alice.request(msg.ACK)
		mobile.request(msg.CANCEL)
		alice.quiet() // what was agreed when it rang is good for the echo
		n.expectLast(models.CallConnected, "")
		if s := n.media.sounds[0]; len(n.media.sounds) != 1 || !s.a.echoes || s.a.remote.Port() != 4002 {
			t.Errorf("%d sounds, the first %+v", len(n.media.sounds), s)
		}
		alice.takes(own).ask(msg.BYE, "")
		alice.response(200)
		n.expectLast(models.CallEnded, models.EndCallerHungUp)
	})
}

// Everybody may call it at once.
func TestManyEchoes(t *testing.T) {
	echoScenario(t, func(n *network, alice *phone) {
		talks := []*talk{n.echo(alice), n.echo(alice)}
		for _, name := range []string{"bob", "carol", "dave"} {
			talks = append(talks, n.echo(n.phone(name)))
		}
		if got := n.manager.Len(); got != len(talks) {
			t.Errorf("%d calls", got)
		}
		for _, d := range talks {
			d.ask(msg.BYE, "")
			d.phone.response(200)
		}
	})
}

func TestServiceWithoutVoice(t *testing.T) {
	echoScenario(t, func(n *network, alice *phone) {
		n.router.plan.Service = models.ServiceMusicOnHold
		alice.dial("902", alice.sound())
		alice.response(100)
		alice.response(404)
		n.expectLast(models.CallEnded, models.EndNotFound)
	})
}
