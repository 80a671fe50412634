package call

import (
	"testing"
	"time"

	"graphpbx/models"
	"graphpbx/sip/flow"
	"graphpbx/sip/msg"
)

func TestGoodbyesCross(t *testing.T) {
	scenario(t, func(n *network) {
		alice, bob := n.phone("alice"), n.phone("bob")
		a, b := n.connect(alice, bob)
		a.ask(msg.BYE, "")
		b.ask(msg.BYE, "")
		alice.response(200)
		bye := bob.request(msg.BYE)
		bob.response(200)
		bob.reply(bye, 200, "")
		n.expectLast(models.CallEnded, models.EndCallerHungUp)
	})
}

func TestGoodbyeThatComesTwice(t *testing.T) {
	scenario(t, func(n *network) {
		alice, bob := n.phone("alice"), n.phone("bob")
		a, b := n.connect(alice, bob)
		n.hangUp(a, b)
		b.ask(msg.BYE, "") // long after: nobody knows the dialog
		bob.response(481)
	})
}

// The callee hangs up before the caller's ACK has come: the caller gets its BYE behind the ACK.
func TestGoodbyeBeforeAck(t *testing.T) {
	scenario(t, func(n *network) {
		alice, bob := n.phone("alice"), n.phone("bob")
		a := alice.dial("bob", alice.sound())
		alice.response(100)
		invite := bob.request(msg.INVITE)
		bob.reply(invite, 200, bob.sound())
		bob.request(msg.ACK)
		a.meets(alice.response(200))
		b := bob.takes(invite)
		b.ask(msg.BYE, "")
		bob.response(200)
		alice.quiet()
		n.expectLast(models.CallEnded, models.EndCalleeHungUp)
		a.ack("")
		alice.reply(alice.request(msg.BYE), 200, "")
	})
}

// The caller's BYE overtakes its own ACK.
func TestGoodbyeOvertakesAck(t *testing.T) {
	scenario(t, func(n *network) {
		alice, bob := n.phone("alice"), n.phone("bob")
		a := alice.dial("bob", alice.sound())
		alice.response(100)
		invite := bob.request(msg.INVITE)
		bob.reply(invite, 200, bob.sound())
		bob.request(msg.ACK)
		a.meets(alice.response(200))
		a.sequence++
		a.send(msg.BYE, a.sequence, msg.NewBranch(), "")
		a.send(msg.ACK, a.sequence-1, msg.NewBranch(), "")
		alice.response(200)
		bob.reply(bob.request(msg.BYE), 200, "")
		n.pass(time.Second)
		alice.quiet() // the 200 does not come again
	})
}

func TestAnswerIsRepeatedUntilAck(t *testing.T) {
	scenario(t, func(n *network) {
		alice, bob := n.phone("alice"), n.phone("bob")
		a := alice.dial("bob", alice.sound())
		alice.response(100)
		invite := bob.request(msg.INVITE)
		bob.reply(invite, 200, bob.sound())
		bob.request(msg.ACK)
		a.meets(alice.response(200))
		n.pass(600 * time.Millisecond)
		alice.response(200)
		a.ack("")
		a.ack("")
		n.pass(5 * time.Second)
		alice.quiet()
		n.hangUp(a, bob.takes(invite))
	})
}

func TestAnswerIsNeverAcknowledged(t *testing.T) {
	scenario(t, func(n *network) {
		alice, bob := n.phone("alice"), n.phone("bob")
		alice.dial("bob", alice.sound())
		alice.response(100)
		bob.reply(bob.request(msg.INVITE), 200, bob.sound())
		bob.request(msg.ACK)
		alice.response(200)
		n.pass(33 * time.Second)
		bob.reply(bob.request(msg.BYE), 200, "")
		for n.settle(); len(alice.inbox) > 1; {
			alice.response(200)
		}
		alice.reply(alice.request(msg.BYE), 200, "")
		n.expectLast(models.CallEnded, models.EndUnreachable)
	})
}

func TestRepeatedAnswerGetsItsAckAgain(t *testing.T) {
	scenario(t, func(n *network) {
		alice, bob := n.phone("alice"), n.phone("bob")
		a := alice.dial("bob", alice.sound())
		alice.response(100)
		invite := bob.request(msg.INVITE)
		for range 3 {
			bob.reply(invite, 200, bob.sound())
			bob.request(msg.ACK)
		}
		a.meets(alice.response(200))
		alice.quiet()
		a.ack("")
		n.hangUp(a, bob.takes(invite))
	})
}

func TestAnswerWithoutSound(t *testing.T) {
	scenario(t, func(n *network) {
		alice, bob := n.phone("alice"), n.phone("bob")
		alice.dial("bob", alice.sound())
		alice.response(100)
		bob.reply(bob.request(msg.INVITE), 200, "")
		bob.request(msg.ACK)
		bob.reply(bob.request(msg.BYE), 200, "")
		alice.response(488)
		n.expectLast(models.CallEnded, models.EndRefused)
	})
}

func TestEarlyGoodbyeOfTheCaller(t *testing.T) {
	scenario(t, func(n *network) {
		alice, bob := n.phone("alice"), n.phone("bob")
		a := alice.dial("bob", alice.sound())
		alice.response(100)
		bob.reply(bob.request(msg.INVITE), 180, "")
		a.meets(alice.response(180))
		sequence := a.sequence
		a.ask(msg.BYE, "")
		a.sequence = sequence
		alice.response(200)
		alice.response(487)
		bob.request(msg.CANCEL)
		n.expectLast(models.CallEnded, models.EndCancelled)
	})
}

func TestHangupByTheSwitchboard(t *testing.T) {
	scenario(t, func(n *network) {
		alice, bob := n.phone("alice"), n.phone("bob")
		n.connect(alice, bob)
		calls := n.manager.Calls()
		if len(calls) != 1 || calls[0].State != models.CallConnected {
			t.Fatalf("calls %+v", calls)
		}
		if !n.manager.Hangup(calls[0].ID, models.EndByAdmin) || n.manager.Hangup(calls[0].ID, models.EndByAdmin) {
			t.Error("hangup must find the call once")
		}
		for _, p := range []*phone{alice, bob} {
			bye := p.request(msg.BYE)
			if msg.Value(bye, "Reason") == "" {
				t.Error("no Reason")
			}
			p.reply(bye, 200, "")
		}
		n.expectLast(models.CallEnded, models.EndByAdmin)
	})
}

// The end of a call tells whether every telephone was heard and was sent sound; one side alone is no conversation.
func TestTheEndTellsWhetherSoundWentBothWays(t *testing.T) {
	for name, heard := range map[string][2]bool{"both": {true, true}, "caller": {true, false}, "callee": {false, true}, "none": {}} {
		scenario(t, func(n *network) {
			alice, bob := n.phone("alice"), n.phone("bob")
			n.connect(alice, bob)
			for i, leg := range []*fakeLeg{&n.media.sounds[0].a, &n.media.sounds[0].b} {
				if heard[i] {
					leg.heard = time.Now()
				}
			}
			n.manager.Hangup(n.manager.Calls()[0].ID, models.EndByAdmin)
			for _, p := range []*phone{alice, bob} {
				p.reply(p.request(msg.BYE), 200, "")
			}
			if last := n.facts.last(); last.State != models.CallEnded || last.Sounded != (name == "both") {
				t.Errorf("%s was heard: %+v", name, last)
			}
		})
	}
}

func TestHangupWhileRinging(t *testing.T) {
	scenario(t, func(n *network) {
		alice, bob := n.phone("alice"), n.phone("bob")
		alice.dial("bob", alice.sound())
		alice.response(100)
		bob.reply(bob.request(msg.INVITE), 180, "")
		alice.response(180)
		n.manager.Hangup(n.facts.last().ID, models.EndByAdmin)
		alice.response(480)
		bob.request(msg.CANCEL)
	})
}

func TestGoodbyeDuringReInvite(t *testing.T) {
	scenario(t, func(n *network) {
		alice, bob := n.phone("alice"), n.phone("bob")
		a, b := n.connect(alice, bob)
		a.invite(alice.sound("a=sendonly"))
		alice.response(100)
		reinvite := bob.request(msg.INVITE)
		b.ask(msg.BYE, "")
		bob.response(200)
		alice.response(487)
		alice.reply(alice.request(msg.BYE), 200, "")
		bob.reply(reinvite, 481, "")
	})
}

func TestSilenceOfBothSidesEndsTheCall(t *testing.T) {
	scenario(t, func(n *network) {
		alice, bob := n.phone("alice"), n.phone("bob")
		n.connect(alice, bob)
		sound := n.media.sounds[0]
		if sound.after != time.Minute {
			t.Errorf("watched for %v", sound.after)
		}
		n.pass(61 * time.Second)
		sound.b.heard = time.Now()
		sound.silent() // only one side is
		n.expectLast(models.CallConnected, "")
		n.pass(61 * time.Second)
		sound.silent()
		for _, p := range []*phone{alice, bob} {
			p.reply(p.request(msg.BYE), 200, "")
		}
		n.expectLast(models.CallEnded, models.EndMediaLost)
		sound.silent() // too late to matter
	})
}

// close ends a telephone's connection.
func (p *phone) close() {
	p.network.mu.Lock()
	p.flow.Socket.(*socket).closed = true
	p.network.mu.Unlock()
	p.network.tx.FlowClosed(p.flow)
	p.network.manager.FlowClosed(p.flow)
}

func TestConnectionThatIsLostForGood(t *testing.T) {
	scenario(t, func(n *network) {
		alice, bob := n.phone("alice"), n.phone("bob").overTCP()
		n.connect(alice, bob)
		bob.close()
		n.pass(29 * time.Second)
		n.expectLast(models.CallConnected, "")
		n.pass(2 * time.Second)
		alice.reply(alice.request(msg.BYE), 200, "")
		n.expectLast(models.CallEnded, models.EndUnreachable)
	})
}

func TestConnectionThatComesBack(t *testing.T) {
	scenario(t, func(n *network) {
		alice, bob := n.phone("alice"), n.phone("bob").overTCP()
		a, b := n.connect(alice, bob)
		bob.close()
		bob.overTCP()
		n.pass(40 * time.Second)
		n.expectLast(models.CallConnected, "")
		n.hangUp(a, b)
	})
}

func TestConnectionIsLostWhileRinging(t *testing.T) {
	scenario(t, func(n *network) {
		alice, bob := n.phone("alice"), n.phone("bob").overTCP()
		alice.dial("bob", alice.sound())
		alice.response(100)
		bob.reply(bob.request(msg.INVITE), 180, "")
		alice.response(180)
		bob.close()
		alice.response(480)
		n.expectLast(models.CallEnded, models.EndUnreachable)
	})
}

func TestTelephoneBehindNATMoves(t *testing.T) {
	scenario(t, func(n *network) {
		alice, bob := n.phone("alice"), n.phone("bob")
		a, b := n.connect(alice, bob)
		moved := bob.address
		bob.address = netipPort(moved, 6060)
		bob.flow = flow.Flow{Socket: n.socket, Remote: bob.address}
		n.phones[bob.address] = bob
		n.change(b, a, msg.INVITE, bob.sound(), alice.sound())
		delete(n.phones, moved) // whatever goes there now fails the test
		n.hangUp(a, b)
	})
}

func TestStrangersCannotHangUp(t *testing.T) {
	scenario(t, func(n *network) {
		alice, bob := n.phone("alice"), n.phone("bob")
		a, b := n.connect(alice, bob)
		stranger := *b
		stranger.local = "<sip:bob@pbx.example>;tag=guess"
		stranger.ask(msg.BYE, "")
		bob.response(481)
		n.expectLast(models.CallConnected, "")
		n.hangUp(a, b)
	})
}

func TestRequestsOutOfOrder(t *testing.T) {
	scenario(t, func(n *network) {
		alice, bob := n.phone("alice"), n.phone("bob")
		a, b := n.connect(alice, bob)
		a.sequence = 10
		a.ask(msg.OPTIONS, "")
		alice.response(200)
		a.send(msg.OPTIONS, 5, msg.NewBranch(), "")
		alice.response(500)
		n.hangUp(a, b)
	})
}

func TestACallEndsOnce(t *testing.T) {
	scenario(t, func(n *network) {
		alice, bob := n.phone("alice"), n.phone("bob")
		n.connect(alice, bob)
		c := n.manager.live()[0]
		for i, first := range []bool{true, false} {
			c.run(func() {
				if c.end(models.EndByAdmin, nil) != first {
					t.Errorf("end number %d: first should be %v", i, first)
				}
			})
		}
		for _, p := range []*phone{alice, bob} {
			p.reply(p.request(msg.BYE), 200, "")
		}
	})
}

// A fault of ours ends the call it happens in, with an answer to the caller, and nothing else.
func TestFaultEndsOneCall(t *testing.T) {
	scenario(t, func(n *network) {
		alice, bob := n.phone("alice"), n.phone("bob")
		a, b := n.connect(alice, bob)
		n.router.fault = true
		carol := n.phone("carol")
		carol.dial("bob", carol.sound())
		carol.response(100)
		carol.response(500)
		n.expectLast(models.CallEnded, models.EndInternalError)
		n.hangUp(a, b)
	})
}

// When the switchboard stops, nobody waits for an ACK that is still on its way: without a BYE now there is none.
func TestCloseDoesNotWaitForAnAck(t *testing.T) {
	scenario(t, func(n *network) {
		alice, bob := n.phone("alice"), n.phone("bob")
		a := alice.dial("bob", alice.sound())
		alice.response(100)
		bob.reply(bob.request(msg.INVITE), 200, bob.sound())
		bob.request(msg.ACK)
		a.meets(alice.response(200))
		n.manager.Close()
		n.expectLast(models.CallEnded, models.EndInterrupted)
		for _, p := range []*phone{alice, bob} {
			p.reply(p.request(msg.BYE), 200, "")
		}
		a.ack("")
	})
}
