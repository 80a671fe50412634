package tx

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"graphpbx/models"
	"graphpbx/sip/msg"
)

func mustAddr(s string) netip.AddrPort { return netip.MustParseAddrPort(s) }

// send sends a request of ours and notes what its function is told.
func (r *rig) send(method string) (c *Client, told *[]string) {
	r.Helper()
	req := r.parse(request(method, branch, "")).(*msg.Request)
	told = &[]string{}
	c = r.layer.Request(req, r.flow, func(res *msg.Response) {
		r.mu.Lock()
		defer r.mu.Unlock()
		if res == nil {
			*told = append(*told, "nothing")
		} else {
			*told = append(*told, fmt.Sprint(res.StatusCode))
		}
	})
	return c, told
}

// answer is a response as a telephone sends it.
func answer(method string, status int, toTag string) string {
	return fmt.Sprintf("SIP/2.0 %d X\n", status) +
		"Via: SIP/2.0/UDP 192.0.2.9:5060;branch=" + branch + "\n" +
		"From: <sip:alice@192.0.2.1>;tag=alice\n" +
		"To: <sip:bob@192.0.2.1>;tag=" + toTag + "\n" +
		"Call-ID: one\n" +
		"CSeq: 1 " + method
}

func TestClientInviteIsRepeatedUntilItTimesOut(t *testing.T) {
	run(t, models.TransportUDP, Limits{}, func(r *rig) {
		_, told := r.send("INVITE")
		wait(Timeout + time.Second)
		const line = "INVITE sip:bob@192.0.2.1@"
		r.wantSent(line+"0.0", line+"0.5", line+"1.5", line+"3.5", line+"7.5", line+"15.5", line+"31.5")
		r.wantTold(told, "nothing")
		r.wantCount(0, 0)
	})
}

func TestClientNonInviteIsRepeatedUpToT2(t *testing.T) {
	run(t, models.TransportUDP, Limits{}, func(r *rig) {
		_, told := r.send("BYE")
		wait(12 * time.Second)
		const line = "BYE sip:bob@192.0.2.1@"
		r.wantSent(line+"0.0", line+"0.5", line+"1.5", line+"3.5", line+"7.5", line+"11.5")
		wait(Timeout)
		r.wantTold(told, "nothing")
		r.wantCount(0, 0)
	})
}

func TestClientNonInviteGoesToT2AfterAProvisional(t *testing.T) {
	run(t, models.TransportUDP, Limits{}, func(r *rig) {
		_, told := r.send("BYE")
		wait(600 * time.Millisecond)
		r.receive(answer("BYE", 100, "bob"))
		wait(9 * time.Second)
		const line = "BYE sip:bob@192.0.2.1@"
		r.wantSent(line+"0.0", line+"0.5", line+"1.5", line+"5.5", line+"9.5")
		r.receive(answer("BYE", 200, "bob"))
		r.receive(answer("BYE", 200, "bob"))
		r.wantTold(told, "100", "200")
		r.wantCount(0, 1)
		wait(T4 + time.Second) // timer K
		r.wantSent()
		r.wantCount(0, 0)
	})
}

func TestClientOverTCPDoesNotRepeat(t *testing.T) {
	for _, method := range []string{"INVITE", "BYE"} {
		run(t, models.TransportTCP, Limits{}, func(r *rig) {
			_, told := r.send(method)
			wait(Timeout + time.Second)
			r.wantSent(method + " sip:bob@192.0.2.1@0.0")
			r.wantTold(told, "nothing")
			r.wantCount(0, 0)
		})
	}
}

func TestClientInviteRingsAsLongAsItRings(t *testing.T) {
	run(t, models.TransportUDP, Limits{}, func(r *rig) {
		_, told := r.send("INVITE")
		r.receive(answer("INVITE", 100, "bob"))
		r.receive(answer("INVITE", 180, "bob"))
		r.socket.take()
		wait(10 * time.Minute)
		r.wantSent()
		r.wantTold(told, "100", "180")
	})
}

func TestClientInviteAcknowledgesAFailureEachTime(t *testing.T) {
	run(t, models.TransportUDP, Limits{}, func(r *rig) {
		_, told := r.send("INVITE")
		r.receive(answer("INVITE", 486, "bob"))
		ack := r.socket.last()
		for _, want := range []string{"branch=" + branch, "To: <sip:bob@192.0.2.1>;tag=bob", "CSeq: 1 ACK", "Max-Forwards: 70"} {
			if !strings.Contains(ack, want) {
				t.Fatalf("%q is missing in\n%s", want, ack)
			}
		}
		r.receive(answer("INVITE", 486, "bob"))
		r.receive(answer("INVITE", 180, "bob")) // overtaken
		r.wantSent("INVITE sip:bob@192.0.2.1@0.0", "ACK sip:bob@192.0.2.1@0.0", "ACK sip:bob@192.0.2.1@0.0")
		r.wantTold(told, "486")
		wait(Timeout + time.Second) // timer D
		r.wantCount(0, 0)
	})
}

// Every 2xx is told, of every fork and as often as it comes, also after a failure: each is a dialog to be acknowledged.
func TestClientInviteTellsEvery2xx(t *testing.T) {
	run(t, models.TransportUDP, Limits{}, func(r *rig) {
		_, told := r.send("INVITE")
		for _, tag := range []string{"bob", "bob", "fork"} {
			r.receive(answer("INVITE", 200, tag))
		}
		r.receive(answer("INVITE", 486, "third")) // of a fork that lost: nothing to do
		r.wantTold(told, "200", "200", "200")
		r.wantSent("INVITE sip:bob@192.0.2.1@0.0")
		wait(Timeout + time.Second) // timer M
		r.wantCount(0, 0)
		r.receive(answer("INVITE", 200, "late"))
		r.wantTold(told, "200", "200", "200")
	})
	run(t, models.TransportUDP, Limits{}, func(r *rig) {
		_, told := r.send("INVITE")
		r.receive(answer("INVITE", 486, "bob"))
		r.receive(answer("INVITE", 200, "fork"))
		r.wantTold(told, "486", "200")
	})
}

func TestCancelAfterAProvisional(t *testing.T) {
	run(t, models.TransportUDP, Limits{}, func(r *rig) {
		c, told := r.send("INVITE")
		r.receive(answer("INVITE", 180, "bob"))
		r.socket.take()
		c.Cancel(msg.NewHeader("Reason", "SIP;cause=200"))
		c.Cancel()
		cancel := r.socket.last()
		for _, want := range []string{"branch=" + branch, "To: <sip:bob@192.0.2.1>\r\n", "CSeq: 1 CANCEL", "Reason: SIP;cause=200"} {
			if !strings.Contains(cancel, want) {
				t.Fatalf("%q is missing in\n%s", want, cancel)
			}
		}
		r.receive(answer("CANCEL", 200, "bob"))
		r.receive(answer("INVITE", 487, "bob"))
		r.wantSent("CANCEL sip:bob@192.0.2.1@0.0", "ACK sip:bob@192.0.2.1@0.0")
		r.wantTold(told, "180", "487")
		wait(Timeout + time.Second)
		r.wantCount(0, 0)
	})
}

func TestCancelWaitsForAProvisional(t *testing.T) {
	run(t, models.TransportUDP, Limits{}, func(r *rig) {
		c, told := r.send("INVITE")
		c.Cancel(msg.NewHeader("Reason", "SIP;cause=200"))
		wait(600 * time.Millisecond)
		r.wantSent("INVITE sip:bob@192.0.2.1@0.0", "INVITE sip:bob@192.0.2.1@0.5")
		r.receive(answer("INVITE", 100, "bob"))
		if cancel := r.socket.last(); !strings.Contains(cancel, "Reason: SIP;cause=200") {
			t.Errorf("no reason in\n%s", cancel)
		}
		r.receive(answer("INVITE", 180, "bob"))
		r.wantSent("CANCEL sip:bob@192.0.2.1@0.6")
		r.receive(answer("CANCEL", 200, "bob"))
		wait(Timeout + time.Second) // no final response ever
		r.wantSent()
		r.wantTold(told, "100", "180", "nothing")
		r.wantCount(0, 0)
	})
}

func TestCancelTooLate(t *testing.T) {
	run(t, models.TransportUDP, Limits{}, func(r *rig) {
		c, told := r.send("INVITE")
		r.receive(answer("INVITE", 200, "bob"))
		c.Cancel()
		r.wantSent("INVITE sip:bob@192.0.2.1@0.0")
		r.wantTold(told, "200")
	})
}

func TestClientWhoseFlowIsGone(t *testing.T) {
	run(t, models.TransportTCP, Limits{}, func(r *rig) {
		_, open := r.send("INVITE")
		r.layer.FlowClosed(r.flow)
		r.layer.FlowClosed(r.flow)
		r.wantTold(open, "nothing")
		r.socket.broken = errors.New("closed")
		_, never := r.send("INVITE")
		r.wantTold(never) // not from within Request
		wait(time.Second)
		r.wantTold(never, "nothing")
		r.wantCount(0, 0)
	})
}

func TestRequestGetsAViaOfItsFlow(t *testing.T) {
	run(t, models.TransportUDP, Limits{}, func(r *rig) {
		req := r.parse(request("OPTIONS", branch, "")).(*msg.Request)
		req.RemoveHeader("Via")
		r.layer.Request(req, r.flow, func(*msg.Response) {})
		if !strings.Contains(r.socket.last(), "Via: SIP/2.0/UDP 192.0.2.1:5060;rport;branch="+msg.MagicCookie) {
			t.Fatalf("sent\n%s", r.socket.last())
		}
	})
}

func TestStrayResponsesAreIgnored(t *testing.T) {
	run(t, models.TransportUDP, Limits{}, func(r *rig) {
		_, told := r.send("BYE")
		r.receive(answer("INVITE", 200, "bob")) // the branch, but another method
		r.receive(strings.Replace(answer("BYE", 200, "bob"), branch, branch+"x", 1))
		r.wantTold(told)
	})
}
