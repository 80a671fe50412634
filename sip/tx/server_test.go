package tx

import (
	"strings"
	"testing"
	"time"

	"graphpbx/models"
	"graphpbx/sip/msg"
)

const branch = msg.MagicCookie + "abc"

func TestServerNonInviteAbsorbsRetransmissions(t *testing.T) {
	run(t, models.TransportUDP, Limits{}, func(r *rig) {
		bye := request("BYE", branch, "bob")
		r.receive(bye)
		r.receive(bye) // nothing to answer yet
		r.wantHandled("BYE")
		r.wantSent()
		r.request = respond(200)
		r.receive(request("BYE", branch+"2", "bob"))
		r.receive(request("BYE", branch+"2", "bob"))
		r.wantHandled("BYE")
		r.wantSent("200 OK@0.0", "200 OK@0.0")
		r.wantCount(2, 0)
		wait(Timeout + time.Second) // timer J, and the one that was never answered
		r.wantCount(0, 0)
		r.wantSent()
	})
}

func TestServerNonInviteOverTCPEndsWithItsAnswer(t *testing.T) {
	run(t, models.TransportTCP, Limits{}, func(r *rig) {
		r.request = respond(200)
		r.receive(request("BYE", branch, "bob"))
		r.wantSent("200 OK@0.0")
		wait(time.Second)
		r.wantCount(0, 0)
	})
}

func TestServerInviteRepeatsAFailureUntilItsACK(t *testing.T) {
	run(t, models.TransportUDP, Limits{}, func(r *rig) {
		r.request = respond(486)
		r.receive(request("INVITE", branch, ""))
		r.wantHandled("INVITE")
		wait(4 * time.Second)
		r.wantSent("486 Busy Here@0.0", "486 Busy Here@0.5", "486 Busy Here@1.5", "486 Busy Here@3.5")
		r.receive(request("INVITE", branch, "")) // a retransmission gets the answer once more
		r.wantSent("486 Busy Here@4.0")
		r.receive(request("ACK", branch, "bob"))
		r.receive(request("ACK", branch, "bob"))
		r.receive(request("INVITE", branch, "")) // absorbed
		r.wantHandled()
		r.wantCount(1, 0)
		wait(T4 + time.Second) // timer I
		r.wantSent()
		r.wantCount(0, 0)
	})
}

func TestServerInviteOverTCPDoesNotRepeatAFailure(t *testing.T) {
	run(t, models.TransportTCP, Limits{}, func(r *rig) {
		lost := false
		r.request = func(req *msg.Request, tx *Server) {
			tx.OnTimeout(func() { lost = true })
			tx.Respond(msg.NewResponse(req, 486, ""))
		}
		r.receive(request("INVITE", branch, ""))
		wait(Timeout + time.Second)
		r.wantSent("486 Busy Here@0.0")
		r.wantCount(0, 0)
		if !lost {
			t.Fatal("nobody was told that the ACK did not come")
		}
	})
}

func TestServerInviteWithoutACKTimesOut(t *testing.T) {
	for _, status := range []int{200, 486} {
		run(t, models.TransportUDP, Limits{}, func(r *rig) {
			timeouts := 0
			r.request = func(req *msg.Request, tx *Server) {
				tx.OnTimeout(func() { timeouts++ })
				tx.Respond(msg.NewResponse(req, status, "X"))
			}
			r.receive(request("INVITE", branch, ""))
			wait(2 * Timeout)
			if got := len(r.socket.take()); got != 11 { // at 0, 0.5, 1.5, 3.5, 7.5, 11.5, … 31.5
				t.Errorf("%d answers sent", got)
			}
			if timeouts != 1 {
				t.Errorf("%d timeouts", timeouts)
			}
			r.wantCount(0, 0)
		})
	}
}

func TestServerInviteRepeatsA2xxUntilAcked(t *testing.T) {
	for _, transport := range []models.Transport{models.TransportUDP, models.TransportTCP} {
		run(t, transport, Limits{}, func(r *rig) {
			var invite *Server
			r.request = func(req *msg.Request, tx *Server) {
				if tx != nil {
					invite = tx
					tx.OnTimeout(func() { t.Error("timeout after the ACK") })
					tx.Respond(msg.NewResponse(req, 180, ""))
					tx.Respond(msg.NewResponse(req, 200, ""))
				}
			}
			r.receive(request("INVITE", branch, ""))
			r.receive(request("INVITE", branch, "")) // RFC 6026: absorbed
			wait(time.Second)
			r.wantSent("180 Ringing@0.0", "200 OK@0.0", "200 OK@0.5")
			r.receive(request("ACK", branch+"ack", "bob"))
			r.wantHandled("INVITE", "ACK without transaction")
			invite.Acked()
			invite.Acked()
			r.receive(request("INVITE", branch, ""))
			wait(Timeout - 2*time.Second)
			r.wantSent()
			r.wantCount(1, 0) // timer L
			wait(2 * time.Second)
			r.wantCount(0, 0)
		})
	}
}

// Phones that give the ACK to a 2xx the branch of the INVITE must still be heard by the dialog (RFC 6026 section 7.1).
func TestServerHandsOnAnACKToA2xxWithTheBranchOfTheInvite(t *testing.T) {
	run(t, models.TransportUDP, Limits{}, func(r *rig) {
		r.request = respond(200)
		r.receive(request("INVITE", branch, ""))
		r.receive(request("ACK", branch, "bob"))
		r.wantHandled("INVITE", "ACK without transaction")
	})
}

func TestServerSends100WhereTheHandlerDoesNot(t *testing.T) {
	run(t, models.TransportUDP, Limits{}, func(r *rig) {
		r.receive(request("INVITE", branch, ""))
		r.receive(request("INVITE", branch, ""))
		r.wantHandled("INVITE")
		r.wantSent("100 Trying@0.0", "100 Trying@0.0")
		wait(forgotten + time.Second)
		r.wantCount(0, 0)
	})
}

func TestNothingIsSentAfterAFinalAnswer(t *testing.T) {
	run(t, models.TransportUDP, Limits{}, func(r *rig) {
		r.request = func(req *msg.Request, tx *Server) {
			for _, status := range []int{200, 180, 486} {
				tx.Respond(msg.NewResponse(req, status, ""))
			}
			if !tx.Final() {
				t.Error("the answer was not final")
			}
		}
		r.receive(request("INVITE", branch, ""))
		r.wantSent("200 OK@0.0")
	})
}

func TestCancelFindsItsInvite(t *testing.T) {
	for name, branch := range map[string]string{"by branch": branch, "as in RFC 2543": "1"} {
		t.Run(name, func(t *testing.T) {
			run(t, models.TransportUDP, Limits{}, func(r *rig) {
				var invite *msg.Request
				r.request = func(req *msg.Request, tx *Server) {
					if req.Method == msg.INVITE {
						invite = req
						return
					}
					tx.Respond(msg.NewResponse(req, 200, ""))
					meant, found := tx.Invite()
					if !found {
						t.Fatal("the INVITE was not found")
					}
					meant.Respond(msg.NewResponse(invite, 487, ""))
				}
				r.receive(request("INVITE", branch, ""))
				r.receive(request("CANCEL", branch, ""))
				r.wantHandled("INVITE", "CANCEL")
				r.wantSent("100 Trying@0.0", "200 OK@0.0", "487 Request Terminated@0.0")
				r.receive(request("ACK", branch, "bob"))
				r.wantHandled()
				r.request = func(_ *msg.Request, tx *Server) {
					if _, found := tx.Invite(); found {
						t.Fatal("a CANCEL of something else found an INVITE")
					}
				}
				r.receive(request("CANCEL", msg.MagicCookie+"other", ""))
			})
		})
	}
}

// Requests of RFC 2543 have no branch that names them, and neither has one that is nothing but the cookie.
func TestOldBranchesAreMatchedByWhatElseThereIs(t *testing.T) {
	for _, branch := range []string{"1", msg.MagicCookie} {
		run(t, models.TransportUDP, Limits{}, func(r *rig) {
			r.request = respond(486)
			r.receive(request("INVITE", branch, ""))
			r.receive(request("INVITE", branch, "")) // a retransmission
			r.wantHandled("INVITE")
			r.receive(strings.Replace(request("INVITE", branch, ""), "Call-ID: one", "Call-ID: two", 1))
			r.receive(strings.Replace(request("INVITE", branch, ""), "CSeq: 1", "CSeq: 2", 1))
			r.wantHandled("INVITE", "INVITE")
			r.receive(request("ACK", branch, "bob"))
			r.wantHandled()
			r.wantCount(3, 0)
		})
	}
}

func TestSentByTellsTransactionsApart(t *testing.T) {
	run(t, models.TransportUDP, Limits{}, func(r *rig) {
		bye := request("BYE", branch, "bob")
		r.receive(bye)
		r.receive(strings.Replace(bye, "192.0.2.9:5060;", "192.0.2.9:5062;", 1))
		r.receive(strings.Replace(bye, "192.0.2.9:5060;", "EXAMPLE.com;", 1))
		r.receive(strings.Replace(bye, "192.0.2.9:5060;", "example.COM;", 1))
		r.wantHandled("BYE", "BYE", "BYE")
	})
}

func TestMergedRequestIsRefused(t *testing.T) {
	run(t, models.TransportUDP, Limits{}, func(r *rig) {
		r.request = respond(180)
		r.receive(request("INVITE", branch, ""))
		r.receive(request("INVITE", branch+"2", "")) // the same request by another way
		r.wantHandled("INVITE")
		r.wantSent("180 Ringing@0.0", "482 Loop Detected@0.0")
		r.receive(request("INVITE", branch+"3", "bob")) // a re-INVITE is none
		r.wantHandled("INVITE")
	})
}

// After a failure the same request may come again by another way (RFC 3263 section 4.3).
func TestAFailedRequestMayBeTriedAgain(t *testing.T) {
	run(t, models.TransportUDP, Limits{}, func(r *rig) {
		r.request = respond(503)
		r.receive(request("INVITE", branch, ""))
		r.receive(request("INVITE", branch+"2", ""))
		r.wantHandled("INVITE", "INVITE")
	})
}

func TestLimits(t *testing.T) {
	for name, limits := range map[string]Limits{"in all": {Transactions: 1}, "of one source": {PerSource: 1}} {
		t.Run(name, func(t *testing.T) {
			run(t, models.TransportUDP, limits, func(r *rig) {
				r.receive(request("MESSAGE", branch, ""))
				r.receive(request("INVITE", branch+"2", ""))
				r.wantHandled("MESSAGE")
				if !strings.Contains(r.socket.last(), "Retry-After: 5") {
					t.Fatalf("no Retry-After in\n%s", r.socket.last())
				}
				r.wantSent("503 Service Unavailable@0.0")
				r.receive(request("BYE", branch+"3", "bob")) // within a dialog there is more room
				r.receive(request("ACK", branch+"4", "bob"))
				r.receive(request("BYE", branch+"5", "bob"))
				r.wantHandled("BYE", "ACK without transaction")
				r.wantSent("503 Service Unavailable@0.0")
				wait(Timeout + time.Second)
				r.wantCount(0, 0)
				r.receive(request("MESSAGE", branch+"6", "")) // everything was counted out again
				r.wantHandled("MESSAGE")
			})
		})
	}
}

// A telephone that does not ask for rport and listens elsewhere than it sends from, without a router in between.
func TestAnswersGoToTheSentByWithoutRport(t *testing.T) {
	run(t, models.TransportUDP, Limits{}, func(r *rig) {
		r.flow.Remote = mustAddr("192.0.2.9:49152")
		var to []string
		r.request = func(_ *msg.Request, tx *Server) { to = append(to, tx.Flow().Remote.String()) }
		r.receive(request("BYE", branch, "bob"))
		r.receive(strings.Replace(request("BYE", branch+"2", "bob"), ";branch", ";rport;branch", 1))
		r.receive(strings.Replace(request("BYE", branch+"3", "bob"), "192.0.2.9:5060;", "10.0.0.9:5060;", 1))
		r.want("answers to", to, []string{"192.0.2.9:5060", "192.0.2.9:49152", "192.0.2.9:49152"})
	})
}

// A refusal of a stranger must not bring ten packets upon whoever is at the address that the stranger named.
func TestDismissIsSentOnce(t *testing.T) {
	dismiss := func(req *msg.Request, tx *Server) {
		if tx != nil && req.Method != msg.CANCEL {
			tx.Dismiss(msg.NewResponse(req, 407, ""))
			tx.Respond(msg.NewResponse(req, 200, "")) // too late
		}
	}
	run(t, models.TransportUDP, Limits{}, func(r *rig) {
		r.request = dismiss
		r.receive(request("INVITE", branch, ""))
		wait(4 * time.Second)
		r.wantSent("407 Proxy Authentication Required@0.0")
		r.receive(request("INVITE", branch, "")) // whoever repeats it has not heard the answer
		r.wantSent("407 Proxy Authentication Required@4.0")
		r.wantHandled("INVITE")
		var found bool
		r.request = func(_ *msg.Request, tx *Server) { _, found = tx.Invite() }
		r.receive(request("CANCEL", branch, ""))
		r.wantHandled("CANCEL")
		if !found {
			t.Error("the CANCEL did not find its INVITE")
		}
		r.receive(request("ACK", branch, "bob"))
		r.wantHandled()
		wait(Timeout + time.Second)
		r.wantCount(0, 0)
	})
	run(t, models.TransportUDP, Limits{Transactions: 7}, func(r *rig) { // nothing is kept of strangers where they are many
		r.request = dismiss
		for _, n := range []string{"1", "2", "3"} {
			r.receive(strings.Replace(request("INVITE", branch+n, ""), "Call-ID: one", "Call-ID: "+n, 1))
		}
		r.receive(request("MESSAGE", branch+"4", ""))
		wait(time.Second)
		r.wantCount(1, 0)
		wait(T4)
		r.wantCount(0, 0)
	})
}

// The answer to a request goes down the flow that brought it. One with the same branch over another transport is
// another request, or its sender would wait in vain.
func TestTransportsDoNotShareTransactions(t *testing.T) {
	run(t, models.TransportUDP, Limits{}, func(r *rig) {
		r.request = func(req *msg.Request, tx *Server) { tx.Dismiss(msg.NewResponse(req, 407, "")) }
		r.receive(request("INVITE", branch, ""))
		r.wantSent("407 Proxy Authentication Required@0.0")
		connection := &socket{transport: models.TransportTCP, begin: time.Now()}
		r.flow.Socket = connection
		r.receive(request("INVITE", branch, ""))
		r.wantSent()
		r.want("sent", connection.take(), []string{"407 Proxy Authentication Required@0.0"})
		r.wantHandled("INVITE", "INVITE")
	})
}
