package call

import (
	"strings"
	"testing"
	"time"

	"graphpbx/models"
	"graphpbx/sip/msg"
)

func TestAllTelephonesOfAUserRing(t *testing.T) {
	scenario(t, func(n *network) {
		alice := n.phone("alice")
		bobs := []*phone{n.phone("bob"), n.phone("bob"), n.phone("bob"), n.phone("bob")}
		a := alice.dial("bob", alice.sound())
		alice.response(100)
		var invites []*msg.Request
		for _, bob := range bobs[:3] {
			invite := bob.request(msg.INVITE)
			bob.reply(invite, 180, "")
			invites = append(invites, invite)
		}
		bobs[3].quiet()
		alice.response(180)
		alice.quiet() // 180 comes once
		if got := n.legs(); got != "trm_1:DIALLING trm_2:RINGING trm_3:RINGING trm_4:RINGING" {
			t.Errorf("legs %q", got)
		}
		bobs[1].reply(invites[1], 200, bobs[1].sound())
		for _, i := range []int{0, 2} {
			cancel := bobs[i].request(msg.CANCEL)
			if got := msg.Value(cancel, "Reason"); !strings.Contains(got, "elsewhere") {
				t.Errorf("Reason %q", got)
			}
		}
		bobs[1].request(msg.ACK)
		a.meets(alice.response(200))
		a.ack("")
		if got := n.legs(); got != "trm_1:CONNECTED trm_3:CONNECTED" {
			t.Errorf("legs %q", got)
		}
		n.hangUp(a, bobs[1].takes(invites[1]))
	})
}

func TestBestAnswerIsTold(t *testing.T) {
	tests := map[string]struct {
		answers []int
		status  int
		cause   models.EndCause
	}{
		"one busy":                  {[]int{480, 486, 404}, 486, models.EndBusy},
		"one unavailable":           {[]int{500, 480, 404}, 480, models.EndNoAnswer},
		"no codec":                  {[]int{480, 488, 480}, 488, models.EndRefused},
		"all challenge":             {[]int{401, 407, 401}, 480, models.EndUnreachable},
		"redirections stay with us": {[]int{302, 301, 302}, 480, models.EndUnreachable},
		"declined ends all":         {[]int{603}, 603, models.EndDeclined},
		"busy everywhere ends all":  {[]int{486, 600}, 600, models.EndBusy},
		"faults":                    {[]int{500, 503, 501}, 480, models.EndUnreachable},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			scenario(t, func(n *network) {
				alice := n.phone("alice")
				bobs := []*phone{n.phone("bob"), n.phone("bob"), n.phone("bob")}
				alice.dial("bob", alice.sound())
				alice.response(100)
				var invites []*msg.Request
				for _, bob := range bobs {
					invites = append(invites, bob.request(msg.INVITE))
				}
				for _, bob := range bobs[len(test.answers):] {
					bob.reply(bob.ringing, 180, "")
				}
				if len(test.answers) < len(bobs) {
					alice.response(180)
				}
				for i, status := range test.answers {
					bobs[i].reply(invites[i], status, "")
				}
				for _, bob := range bobs[len(test.answers):] {
					bob.request(msg.CANCEL)
				}
				alice.response(test.status)
				n.expectLast(models.CallEnded, test.cause)
			})
		})
	}
}

func TestReasonGoesFromLegToLeg(t *testing.T) {
	scenario(t, func(n *network) {
		alice, bob := n.phone("alice"), n.phone("bob")
		alice.dial("bob", alice.sound())
		alice.response(100)
		bob.reply(bob.request(msg.INVITE), 486, "", "Reason: Q.850;cause=17")
		if got := msg.Value(alice.response(486), "Reason"); got != "Q.850;cause=17" {
			t.Errorf("Reason %q", got)
		}
		a, b := n.connect(alice, bob)
		a.ask(msg.BYE, "", "Reason: Q.850;cause=16")
		alice.response(200)
		bye := bob.request(msg.BYE)
		if got := msg.Value(bye, "Reason"); got != "Q.850;cause=16" {
			t.Errorf("Reason %q", got)
		}
		b.phone.reply(bye, 200, "")
	})
}

func TestNobodyAnswers(t *testing.T) {
	scenario(t, func(n *network) {
		alice, bob := n.phone("alice"), n.phone("bob")
		alice.dial("bob", alice.sound())
		alice.response(100)
		bob.reply(bob.request(msg.INVITE), 180, "")
		alice.response(180)
		n.pass(19 * time.Second)
		bob.quiet()
		n.pass(2 * time.Second)
		bob.request(msg.CANCEL)
		alice.response(480)
		n.expectLast(models.CallEnded, models.EndNoAnswer)
	})
}

func TestDeadTelephone(t *testing.T) {
	scenario(t, func(n *network) {
		alice, bob := n.phone("alice"), n.phone("bob")
		n.router.plan = n.plan(time.Minute, "bob")
		alice.dial("bob", alice.sound())
		alice.response(100)
		n.pass(33 * time.Second) // 64*T1
		alice.response(480)
		bob.inbox = nil // retransmissions
		n.expectLast(models.CallEnded, models.EndUnreachable)
	})
}

// plan rings the users of each step; a step is names with commas between.
func (n *network) plan(each time.Duration, steps ...string) *models.CallPlan {
	plan := &models.CallPlan{To: models.Party{Number: "100"}}
	for _, names := range steps {
		step := models.RingStep{For: each}
		for _, name := range strings.Split(names, ",") {
			step.Users = append(step.Users, n.accounts[name])
		}
		plan.Steps = append(plan.Steps, step)
	}
	return plan
}

func TestStepsRingInOrder(t *testing.T) {
	scenario(t, func(n *network) {
		alice, bob, carol, dave := n.phone("alice"), n.phone("bob"), n.phone("carol"), n.phone("dave")
		n.router.plan = n.plan(10*time.Second, "bob", "carol,dave")
		a := alice.dial("100", alice.sound())
		alice.response(100)
		bob.reply(bob.request(msg.INVITE), 180, "")
		alice.response(180)
		carol.quiet()
		n.pass(10100 * time.Millisecond)
		bob.request(msg.CANCEL)
		invite := carol.request(msg.INVITE)
		dave.reply(dave.request(msg.INVITE), 486, "")
		carol.reply(invite, 180, "")
		n.settle()
		carol.reply(invite, 200, carol.sound())
		carol.request(msg.ACK)
		a.meets(alice.response(200))
		a.ack("")
		n.hangUp(a, carol.takes(invite))
	})
}

func TestStepWithoutTelephonesIsPassedOver(t *testing.T) {
	scenario(t, func(n *network) {
		alice, carol := n.phone("alice"), n.phone("carol")
		n.accounts["bob"] = models.Account{UserID: "usr_bob", Username: "bob"}
		n.router.plan = n.plan(10*time.Second, "bob", "carol")
		alice.dial("100", alice.sound())
		alice.response(100)
		carol.reply(carol.request(msg.INVITE), 486, "")
		alice.response(486)
	})
}

func TestBusyPolicies(t *testing.T) {
	tests := map[string]struct {
		policy  func(*models.Account)
		talking bool // the called user talks; else the telephone rings
		busy    bool
	}{
		"waiting allowed":       {func(*models.Account) {}, true, false},
		"busy in a call":        {func(a *models.Account) { a.BusyInCall = true }, true, true},
		"second ring allowed":   {func(*models.Account) {}, false, false},
		"busy when ringing":     {func(a *models.Account) { a.BusyRinging = true }, false, true},
		"ringing is no talking": {func(a *models.Account) { a.BusyInCall = true }, false, false},
		"talking is no ringing": {func(a *models.Account) { a.BusyRinging = true }, true, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			scenario(t, func(n *network) {
				alice, bob, carol := n.phone("alice"), n.phone("bob"), n.phone("carol")
				n.account("bob", test.policy)
				var end func()
				if test.talking {
					a, b := n.connect(alice, bob)
					end = func() { n.hangUp(a, b) }
				} else {
					a := alice.dial("bob", alice.sound())
					alice.response(100)
					bob.reply(bob.request(msg.INVITE), 180, "")
					alice.response(180)
					first := bob.ringing
					end = func() {
						bob.ringing = first
						a.cancel()
						alice.response(200)
						alice.response(487)
						bob.request(msg.CANCEL)
					}
				}
				carol.dial("bob", carol.sound())
				carol.response(100)
				if test.busy {
					carol.response(486)
					bob.quiet()
				} else {
					bob.reply(bob.request(msg.INVITE), 486, "")
					carol.response(486)
				}
				end()
			})
		})
	}
}

func TestCallToOneself(t *testing.T) {
	scenario(t, func(n *network) {
		desk := n.phone("alice")
		n.account("alice", func(a *models.Account) { a.BusyInCall = true })
		desk.dial("alice", desk.sound())
		desk.response(100)
		desk.response(486) // nothing else to ring
		n.expectLast(models.CallEnded, models.EndBusy)
		mobile := n.phone("alice")
		a, b := n.connect(desk, mobile) // the other telephone rings, this one does not
		n.hangUp(a, b)
	})
}

func TestEarlySoundOfTheOnlyTelephone(t *testing.T) {
	scenario(t, func(n *network) {
		alice, bob := n.phone("alice"), n.phone("bob")
		a := alice.dial("bob", alice.sound())
		alice.response(100)
		invite := bob.request(msg.INVITE)
		bob.reply(invite, 183, bob.sound())
		early := alice.response(183)
		bob.reply(invite, 180, "")
		alice.quiet()
		bob.reply(invite, 200, bob.sound())
		bob.request(msg.ACK)
		answer := a.meets(alice.response(200))
		if string(early.Body()) != string(answer.Body()) || len(early.Body()) == 0 {
			t.Errorf("answer changed from\n%s\nto\n%s", early.Body(), answer.Body())
		}
		a.ack("")
		n.hangUp(a, bob.takes(invite))
	})
}

func TestEarlySoundOfOneOfSeveralIsHeldBack(t *testing.T) {
	scenario(t, func(n *network) {
		alice, bob, other := n.phone("alice"), n.phone("bob"), n.phone("bob")
		alice.dial("bob", alice.sound())
		alice.response(100)
		other.request(msg.INVITE)
		bob.reply(bob.request(msg.INVITE), 183, bob.sound())
		if res := alice.response(180); len(res.Body()) > 0 {
			t.Errorf("early sound got through")
		}
		bob.reply(bob.ringing, 603, "")
		other.reply(other.ringing, 180, "")
		n.settle()
		other.inbox = nil
		alice.response(603)
	})
}
