package registrar

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"graphpbx/models"
	"graphpbx/sip/flow"
	"graphpbx/sip/msg"
)

// eachWay runs a test with and without the fast path.
func eachWay(t *testing.T, test func(*rig)) {
	for _, fast := range []bool{true, false} {
		t.Run(fmt.Sprintf("fast=%v", fast), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRig(t, users{})
				r.fast = fast
				test(r)
			})
		})
	}
}

func TestRegisterRefreshUnregister(t *testing.T) {
	eachWay(t, func(r *rig) {
		p := r.phone("alice", 5060)
		p.headers = "Expires: 600\r\n"
		res := r.want(p, 200, 1)
		if got := msg.Value(res, "Contact"); got != "<sip:alice@10.0.0.5:5060>;expires=600" {
			r.t.Fatalf("contact %q", got)
		}
		r.wantFacts("REGISTERED")
		time.Sleep(5 * time.Minute)
		r.want(p, 200, 1)
		r.wantFacts("")
		b := r.Bindings("usr_alice")[0]
		if !b.RegisteredAt.Equal(b.RefreshedAt.Add(-5*time.Minute)) || time.Until(b.ExpiresAt) != 10*time.Minute ||
			b.CSeq != 4 || b.Transport != models.TransportUDP || b.Local != serverAddress || b.Remote != p.flow.Remote || !b.Reachable {
			r.t.Fatalf("binding %+v", b)
		}
		p.headers = "Expires: 0\r\n"
		r.want(p, 200, 0)
		r.wantFacts("UNREGISTERED")
	})
}

func TestExpiry(t *testing.T) {
	eachWay(t, func(r *rig) {
		p := r.phone("alice", 5060)
		p.headers = "Expires: 60\r\n"
		r.want(p, 200, 1)
		time.Sleep(50 * time.Second)
		r.want(p, 200, 1)
		time.Sleep(59 * time.Second) // the timer of the first one has passed
		if len(r.Bindings("usr_alice")) != 1 {
			r.t.Fatal("gone before its time")
		}
		r.facts.take()
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if len(r.Bindings("usr_alice")) != 0 {
			r.t.Fatal("still there after its time")
		}
		r.wantFacts("EXPIRED")
		p.headers = "Expires: 3600\r\n" // and a shorter time counts from now
		r.want(p, 200, 1)
		p.headers = "Expires: 60\r\n"
		r.want(p, 200, 1)
		time.Sleep(61 * time.Second)
		synctest.Wait()
		r.wantFacts("REGISTERED EXPIRED")
	})
}

func TestExpiresIsGrantedByTheRules(t *testing.T) {
	eachWay(t, func(r *rig) {
		for i, test := range []struct {
			headers, parameter string
			status             int
			granted            string
		}{
			{"", "", 200, "3600"},
			{"Expires: 120\r\n", "", 200, "120"},
			{"Expires: 120\r\n", ";expires=180", 200, "180"},
			{"Expires: 7200\r\n", "", 200, "3600"},
			{"Expires: 99999999999999999999\r\n", "", 200, "3600"},
			{"Expires: soon\r\n", "", 200, "3600"},
			{"Expires: 60\r\n", "", 200, "60"},
			{"Expires: 59\r\n", "", 423, ""},
			{"", ";expires=1", 423, ""},
		} {
			p := r.phone(fmt.Sprintf("user%d", i), 5060)
			p.headers = test.headers
			p.contact += test.parameter
			res := r.register(p)
			if res.StatusCode != test.status || test.granted != "" && !strings.HasSuffix(msg.Value(res, "Contact"), ";expires="+test.granted) {
				r.t.Fatalf("%+v: %s", test, msg.Append(nil, res))
			}
			if test.status == 423 && msg.Value(res, "Min-Expires") != "60" {
				r.t.Fatalf("no Min-Expires: %s", msg.Append(nil, res))
			}
		}
	})
}

func TestQueryAndSeveralContacts(t *testing.T) {
	eachWay(t, func(r *rig) {
		p := r.phone("alice", 5060)
		p.contact = "<sip:alice@10.0.0.5>;q=0.7, <sip:alice@10.0.0.6>;expires=120"
		res := r.want(p, 200, 2)
		if got := msg.Values(res, "Contact"); got[0] != "<sip:alice@10.0.0.5>;expires=3600;q=0.7" || got[1] != "<sip:alice@10.0.0.6>;expires=120" {
			r.t.Fatalf("contacts %q", got)
		}
		r.wantFacts("REGISTERED REGISTERED")
		r.want(p, 200, 2)
		r.wantFacts("")
		p.contact = "<sip:alice@10.0.0.5>;q=0.7" // one of them alone, with the same Call-ID
		r.want(p, 200, 2)
		p.contact = "<sip:alice@10.0.0.8>" // a third
		r.want(p, 200, 3)
		r.wantFacts("REGISTERED")
		p.contact = "<sip:alice@10.0.0.6>;expires=0, <sip:alice@10.0.0.8>;expires=0"
		if res := r.want(p, 200, 1); !strings.HasPrefix(msg.Value(res, "Contact"), "<sip:alice@10.0.0.5>") {
			r.t.Fatalf("left over: %s", msg.Value(res, "Contact"))
		}
		r.wantFacts("UNREGISTERED UNREGISTERED")
		query := r.phone("alice", 7000)
		query.contact = ""
		r.want(query, 200, 1)
		p.contact = "<sip:alice@10.0.0.5>, <sip:alice@10.0.0.5>"
		r.want(p, 400, 0)
		p.contact, p.headers = "<sip:alice@10.0.0.7>, <tel:201>", ""
		r.want(p, 400, 0)
		r.want(query, 200, 1) // nothing half done
	})
}

func TestStar(t *testing.T) {
	eachWay(t, func(r *rig) {
		for port := range 3 {
			r.want(r.phone("alice", 5060+port), 200, port+1)
		}
		r.facts.take()
		p := r.phone("alice", 9000)
		p.contact = "*"
		r.want(p, 400, 0)
		p.headers = "Expires: 60\r\n"
		r.want(p, 400, 0)
		p.headers, p.contact = "Expires: 0\r\n", "*, <sip:alice@10.0.0.5>"
		r.want(p, 400, 0)
		p.contact = "*"
		r.want(p, 200, 0)
		r.wantFacts("UNREGISTERED UNREGISTERED UNREGISTERED")
	})
}

func TestCSeqOrder(t *testing.T) {
	eachWay(t, func(r *rig) {
		p := r.phone("alice", 5060)
		p.cseq = 10
		r.want(p, 200, 1)
		p.cseq = 3 // a late one: its contact must not win
		if res := r.want(p, 500, 0); !strings.Contains(res.Reason, "CSeq") {
			r.t.Fatalf("reason %q", res.Reason)
		}
		p.contact, p.headers = "*", "Expires: 0\r\n"
		p.cseq = 3
		r.want(p, 500, 0)
		p.callID = "another"
		r.want(p, 200, 0)
	})
}

func TestRetransmissionIsAnsweredAgain(t *testing.T) {
	eachWay(t, func(r *rig) {
		p := r.phone("alice", 5060)
		challenge := r.exchange(p.flow, p.request(""))
		packet := p.request(p.answer(r.t, challenge))
		first := r.exchange(p.flow, packet)
		time.Sleep(500 * time.Millisecond)
		second := r.exchange(p.flow, packet)
		if first.StatusCode != 200 || second.StatusCode != 200 || len(msg.Values(second, "Contact")) != 1 {
			r.t.Fatalf("answers %d and %d", first.StatusCode, second.StatusCode)
		}
		if got := time.Until(r.Bindings("usr_alice")[0].ExpiresAt); got != time.Hour-500*time.Millisecond {
			r.t.Fatalf("the repeated request prolonged the binding to %v", got)
		}
		elsewhere := r.exchange(r.flow(6666), packet) // somebody else behind the same NAT replays it
		if elsewhere.StatusCode != 401 || !strings.Contains(msg.Value(elsewhere, "WWW-Authenticate"), "stale=true") {
			r.t.Fatalf("a replay was answered with %d", elsewhere.StatusCode)
		}
		raised := r.exchange(p.flow, strings.Replace(packet, "CSeq: 2 ", "CSeq: 9 ", 1)) // the same answer in another request
		if raised.StatusCode != 401 {
			r.t.Fatalf("a used answer in a new request was answered with %d", raised.StatusCode)
		}
		r.wantFacts("REGISTERED")
	})
}

func TestWhoMayRegister(t *testing.T) {
	eachWay(t, func(r *rig) {
		wrong := r.phone("alice", 5060)
		wrong.password = "wrong"
		r.want(wrong, 401, 0)
		stranger := r.phone("xenia", 5060)
		r.want(stranger, 401, 0)
		if got := fmt.Sprint(r.facts.failures); got != "[198.51.100.7 alice 198.51.100.7 xenia]" {
			r.t.Fatalf("failures %s", got)
		}
		p := r.phone("alice", 5060)
		r.want(p, 200, 1)
		for _, change := range [][2]string{{"To: <sip:alice@", "To: <sip:bob@"}, {"From: <sip:alice@", "From: <sip:bob@"}} {
			challenge := r.exchange(p.flow, p.request(""))
			packet := strings.Replace(p.request(p.answer(r.t, challenge)), change[0], change[1], 1)
			if res := r.exchange(p.flow, packet); res.StatusCode != 403 {
				r.t.Fatalf("%q answered with %d", change, res.StatusCode)
			}
		}
		p.user, p.password = "ALICE", "secret-alice" // without regard to case, but hashed as sent
		r.want(p, 200, 1)
		if len(r.facts.failures) != 2 {
			r.t.Fatalf("failures %v", r.facts.failures)
		}
	})
}

func TestStrangersAndUsersGetEqualAnswers(t *testing.T) {
	eachWay(t, func(r *rig) {
		answer := func(user string) string {
			p := r.phone(user, 5060)
			p.password = "wrong"
			text := string(msg.Append(nil, r.register(p)))
			return neutral(strings.ReplaceAll(text, user, "USER"))
		}
		if alice, xenia := answer("alice"), answer("xenia"); alice != xenia {
			r.t.Fatalf("\n%s\n%s", alice, xenia)
		}
	})
}

func TestRequire(t *testing.T) {
	eachWay(t, func(r *rig) {
		p := r.phone("alice", 5060)
		p.headers = "Require: gruu, path\r\nRequire: x\r\n"
		if res := r.want(p, 420, 0); msg.Value(res, "Unsupported") != "gruu, x" {
			r.t.Fatalf("%s", msg.Append(nil, res))
		}
		p.headers = "Require: path\r\nSupported: path\r\nPath: <sip:edge1;lr>, <sip:edge2;lr>\r\n"
		res := r.want(p, 200, 1)
		if got := msg.Values(res, "Path"); len(got) != 2 || got[0] != "<sip:edge1;lr>" {
			r.t.Fatalf("path %q", got)
		}
		if b := r.Bindings("usr_alice")[0]; len(b.Path) != 2 {
			r.t.Fatalf("binding %+v", b)
		}
	})
}

func TestElevenDevices(t *testing.T) {
	eachWay(t, func(r *rig) {
		for port := range models.MaxBindings {
			r.want(r.phone("alice", 5060+port), 200, port+1)
		}
		if res := r.want(r.phone("alice", 9000), 403, 0); !strings.Contains(res.Reason, "10 Devices") {
			r.t.Fatalf("reason %q", res.Reason)
		}
		r.want(r.phone("alice", 5060), 200, models.MaxBindings) // those that are there may refresh
		gone := r.phone("alice", 5061)
		gone.headers = "Expires: 0\r\n"
		r.want(gone, 200, models.MaxBindings-1)
		r.want(r.phone("alice", 9000), 200, models.MaxBindings)
		r.Limit(2)
		r.want(r.phone("alice", 9000), 200, models.MaxBindings) // those that are there stay
		r.want(r.phone("bob", 5060), 200, 1)
		r.want(r.phone("bob", 5061), 200, 2)
		r.want(r.phone("bob", 5062), 403, 0)
	})
}

func TestDeviceIsKnownAgain(t *testing.T) {
	const instance = `;+sip.instance="<urn:uuid:00000000-0000-1000-8000-000A95A0E128>";reg-id=`
	for _, test := range []struct {
		name     string
		before   func(*phone)
		after    func(*rig, *phone)
		contacts int
		facts    string
	}{
		{"NAT gave it a new port", nil, func(r *rig, p *phone) { p.flow = r.flow(6000) }, 1, "MOVED"},
		{"restarted, same contact", nil, func(r *rig, p *phone) { p.callID, p.cseq = "new", 0 }, 1, ""},
		{"same private contact behind another NAT", nil, func(r *rig, p *phone) {
			p.callID = "new"
			p.flow.Remote = serverAddress
		}, 2, "REGISTERED"},
		{"instance, all else new", func(p *phone) { p.contact += instance + "1" }, func(r *rig, p *phone) {
			p.callID, p.contact, p.flow = "new", "<sip:alice@10.9.9.9>"+instance+"1", r.flow(6000)
		}, 1, "MOVED"},
		{"second flow of an instance", func(p *phone) { p.contact += instance + "1" }, func(r *rig, p *phone) {
			p.contact, p.flow = "<sip:alice@10.0.0.5:5060>"+instance+"2", r.flow(6000)
		}, 2, "REGISTERED"},
		{"new contact, same Call-ID", nil, func(r *rig, p *phone) { p.contact = "<sip:alice@10.9.9.9>" }, 1, "MOVED"},
		{"an instance it did not have before", nil, func(r *rig, p *phone) {
			p.contact += instance + "1"
			r.want(p, 200, 1)
			p.callID, p.flow = "new", r.flow(6000)
		}, 1, "MOVED"},
		{"new firmware", nil, func(r *rig, p *phone) { p.agent = "Test 2" }, 1, "REGISTERED"},
	} {
		t.Run(test.name, func(t *testing.T) {
			eachWay(t, func(r *rig) {
				p := r.phone("alice", 5060)
				if test.before != nil {
					test.before(p)
				}
				r.want(p, 200, 1)
				id := r.Bindings("usr_alice")[0].TerminalID
				r.facts.take()
				test.after(r, p)
				r.want(p, 200, test.contacts)
				r.wantFacts(test.facts)
				if got := r.Bindings("usr_alice")[0]; got.TerminalID != id || test.contacts == 1 && !strings.Contains(p.contact, got.InstanceID) || test.contacts == 1 && got.Remote != p.flow.Remote {
					r.t.Fatalf("%s became %+v", id, got)
				}
			})
		})
	}
}

func TestFourDevicesRingThree(t *testing.T) {
	eachWay(t, func(r *rig) {
		var phones []*phone
		for port := range 4 {
			p := r.phone("alice", 5060+port)
			p.headers = "Expires: 600\r\n"
			phones = append(phones, p)
			r.want(p, 200, port+1)
			time.Sleep(time.Second)
		}
		wantRinging(r, 5063, 5062, 5061)
		r.facts.take()
		r.want(phones[0], 200, 4) // now the second is the first to expire
		r.wantFacts("REFRESHED")
		wantRinging(r, 5060, 5063, 5062)
		r.want(phones[0], 200, 4)
		r.wantFacts("") // nobody's place has changed
		b := r.Bindings("usr_alice")[0]
		r.SetReachable("usr_alice", b.TerminalID, false)
		r.SetReachable("usr_alice", b.TerminalID, false)
		r.wantFacts("REACHABILITY")
		wantRinging(r, 5063, 5062, 5061)
		if len(r.Ringing("usr_nobody", 3)) != 0 {
			r.t.Fatal("a user without devices rings")
		}
	})
}

func wantRinging(r *rig, ports ...int) {
	r.t.Helper()
	var got []int
	for _, target := range r.Ringing("usr_alice", 3) {
		got = append(got, int(target.Flow.Remote.Port()))
	}
	if fmt.Sprint(got) != fmt.Sprint(ports) {
		r.t.Fatalf("ringing %v, want %v", got, ports)
	}
}

func TestConnectionGone(t *testing.T) {
	eachWay(t, func(r *rig) {
		connection := &socket{transport: models.TransportTCP}
		alice, bob := r.phone("alice", 5060), r.phone("bob", 5060)
		alice.flow = flow.Flow{Socket: connection, Remote: alice.flow.Remote}
		bob.flow = alice.flow
		r.want(alice, 200, 1)
		r.want(bob, 200, 1)
		r.facts.take()
		connection.close()
		r.FlowClosed(alice.flow)
		r.wantFacts("REACHABILITY REACHABILITY")
		r.FlowClosed(alice.flow)
		r.wantFacts("")
		if b := r.Bindings("usr_alice"); len(b) != 1 || b[0].Reachable {
			r.t.Fatalf("bindings %+v", b)
		}
		alice.flow.Socket = &socket{transport: models.TransportTCP}
		r.want(alice, 200, 1)
		r.wantFacts("REGISTERED")
		if b := r.Bindings("usr_alice"); !b[0].Reachable {
			r.t.Fatal("unreachable on its new connection")
		}
		r.Unregister("usr_alice", "")
		r.Unregister("usr_bob", r.Bindings("usr_bob")[0].TerminalID)
		r.wantFacts("REMOVED REMOVED")
		if len(r.streams.users) != 0 {
			r.t.Fatalf("connections remembered: %v", r.streams.users)
		}
	})
}

func TestOptions(t *testing.T) {
	eachWay(t, func(r *rig) {
		packet := strings.NewReplacer("REGISTER", "OPTIONS").Replace(r.phone("xenia", 5060).request(""))
		res := r.exchange(r.flow(5060), packet)
		if res.StatusCode != 200 || !msg.Has(res, "Allow", "INVITE") || msg.Value(res, "Accept") != "application/sdp" {
			r.t.Fatalf("%s", msg.Append(nil, res))
		}
		res = r.exchange(r.flow(5060), strings.Replace(packet, "User-Agent: Test", "Require: x", 1))
		if res.StatusCode != 420 {
			r.t.Fatalf("%s", msg.Append(nil, res))
		}
	})
}
