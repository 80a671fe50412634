package call

import (
	"context"
	"log/slog"
	"strings"
	"testing"

	"graphpbx/models"
	"graphpbx/sip/msg"
)

func TestCallerMustSayWhoItIs(t *testing.T) {
	scenario(t, func(n *network) {
		alice, _ := n.phone("alice"), n.phone("bob")
		d := &talk{phone: alice, callID: "1", local: "<sip:alice@pbx.example>;tag=1", remote: "<sip:bob@pbx.example>", target: "sip:bob@pbx.example"}
		d.invite(alice.sound())
		if res := alice.response(407); msg.Value(res, "Proxy-Authenticate") == "" {
			t.Errorf("no challenge:\n%s", res)
		}
		d.invite(alice.sound(), "Proxy-Authorization: Fake bob")
		alice.response(403)
		d.local = "<sip:boss@pbx.example>;tag=1"
		d.invite(alice.sound(), "Proxy-Authorization: Fake alice")
		alice.response(403)
	})
}

func TestWrongPasswordIsTold(t *testing.T) {
	scenario(t, func(n *network) {
		alice := n.phone("alice")
		d := &talk{phone: alice, callID: "1", local: "<sip:alice@pbx.example>;tag=1", remote: "<sip:bob@pbx.example>", target: "sip:bob@pbx.example"}
		d.invite(alice.sound(), "Authorization: Digest wrong")
		alice.response(407)
	})
}

func TestRefusals(t *testing.T) {
	sound := func(p *phone) string { return p.sound() }
	tests := map[string]struct {
		number string
		body   func(*phone) string
		extra  []string
		status int
		header string // that the answer must have
	}{
		"unknown number":     {"nobody", sound, nil, 404, ""},
		"required extension": {"bob", sound, []string{"Require: 100rel"}, 420, "Unsupported"},
		"no hops left":       {"bob", sound, []string{"Max-Forwards: 0"}, 483, ""},
		"loop":               {"bob", sound, []string{"Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKours"}, 482, ""},
		"encrypted only": {"bob", func(p *phone) string { return strings.Replace(p.sound(), "RTP/AVP", "RTP/SAVP", 1) },
			nil, 488, "Warning"},
		"no sound":      {"bob", func(p *phone) string { return strings.Replace(p.sound(), "audio", "video", 1) }, nil, 488, "Warning"},
		"torn body":     {"bob", func(*phone) string { return "nonsense" }, nil, 400, ""},
		"not connected": {"offline", sound, nil, 480, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			scenario(t, func(n *network) {
				alice, bob := n.phone("alice"), n.phone("bob")
				n.accounts["offline"] = models.Account{UserID: "usr_offline", Username: "offline"}
				alice.dial(test.number, test.body(alice), test.extra...)
				n.settle()
				if len(alice.inbox) == 2 {
					alice.response(100)
				}
				if res := alice.response(test.status); test.header != "" && msg.Value(res, test.header) == "" {
					t.Errorf("no %s:\n%s", test.header, res)
				}
				bob.quiet()
			})
		})
	}
}

func TestOtherBodyIsRefused(t *testing.T) {
	scenario(t, func(n *network) {
		alice, bob := n.phone("alice"), n.phone("bob")
		alice.dial("bob", "hello", "Content-Type: text/plain")
		if res := alice.response(415); msg.Value(res, "Accept") != "application/sdp" {
			t.Errorf("no Accept:\n%s", res)
		}
		bob.quiet()
	})
}

func TestMaxForwardsShrinks(t *testing.T) {
	scenario(t, func(n *network) {
		alice, bob := n.phone("alice"), n.phone("bob")
		alice.dial("bob", alice.sound(), "Max-Forwards: 7")
		alice.response(100)
		invite := bob.request(msg.INVITE)
		if got := int(*invite.MaxForwards()); got != 6 {
			t.Errorf("Max-Forwards %d", got)
		}
		bob.reply(invite, 603, "")
		alice.response(603)
		n.expectLast(models.CallEnded, models.EndDeclined)
	})
}

func TestNumberIsAskedOfTheRouter(t *testing.T) {
	for uri, want := range map[string]string{
		"sip:%62ob@elsewhere.example": "bob", "sip:bob;phone-context=x@pbx.example": "bob", "tel:bob": "bob",
	} {
		t.Run(uri, func(t *testing.T) {
			scenario(t, func(n *network) {
				alice, bob := n.phone("alice"), n.phone("bob")
				d := &talk{phone: alice, callID: "1", local: "<sip:ALICE@pbx.example>;tag=1", remote: "<sip:x@pbx.example>", target: uri}
				d.invite(alice.sound(), "Authorization: Fake alice")
				alice.response(100)
				bob.reply(bob.request(msg.INVITE), 486, "")
				alice.response(486)
				if got := string(n.facts.last().To.Number); got != want {
					t.Errorf("dialled %q", got)
				}
			})
		})
	}
}

func TestCallsAreBounded(t *testing.T) {
	scenario(t, func(n *network) {
		n.manager.Limits.Calls = 1
		alice, bob, carol := n.phone("alice"), n.phone("bob"), n.phone("carol")
		a, b := n.connect(alice, bob)
		carol.dial("bob", carol.sound())
		if res := carol.response(503); msg.Value(res, "Retry-After") == "" {
			t.Error("no Retry-After")
		}
		n.hangUp(a, b)
	})
}

func TestNoPortsLeft(t *testing.T) {
	scenario(t, func(n *network) {
		alice, bob := n.phone("alice"), n.phone("bob")
		n.media.full = true
		var lines strings.Builder
		n.manager.Log = slog.New(slog.NewTextHandler(&lines, nil))
		for range 3 {
			alice.dial("bob", alice.sound())
			alice.response(100)
			alice.response(503)
		}
		if strings.Count(lines.String(), "\n") != 1 {
			t.Errorf("logged:\n%s", lines.String())
		}
		bob.quiet()
	})
}

func TestOutsideOfDialogs(t *testing.T) {
	for method, status := range map[msg.Method]int{
		msg.BYE: 481, msg.INFO: 481, msg.UPDATE: 481, msg.CANCEL: 481, msg.OPTIONS: 200, msg.MESSAGE: 405, msg.SUBSCRIBE: 405, "NEWMETHOD": 405,
	} {
		t.Run(string(method), func(t *testing.T) {
			scenario(t, func(n *network) {
				alice := n.phone("alice")
				d := &talk{phone: alice, callID: "1", local: "<sip:alice@pbx.example>;tag=1", remote: "<sip:bob@pbx.example>", target: "sip:bob@pbx.example"}
				d.ask(method, "")
				if res := alice.response(status); (status == 405 || status == 200) && msg.Value(res, "Allow") == "" {
					t.Errorf("no Allow:\n%s", res)
				}
				d.remote += ";tag=unknown"
				d.ask(msg.BYE, "")
				alice.response(481)
				d.ack("")
			})
		})
	}
}

func TestDraining(t *testing.T) {
	scenario(t, func(n *network) {
		alice, bob, carol := n.phone("alice"), n.phone("bob"), n.phone("carol")
		a, b := n.connect(alice, bob)
		done := make(chan struct{})
		ctx, stop := context.WithCancel(context.Background())
		defer stop()
		go func() { n.manager.Drain(ctx); close(done) }()
		n.settle()
		carol.dial("bob", carol.sound())
		carol.response(503)
		n.hangUp(a, b)
		<-done
	})
}

func TestCloseEndsCalls(t *testing.T) {
	scenario(t, func(n *network) {
		alice, bob := n.phone("alice"), n.phone("bob")
		n.connect(alice, bob)
		n.manager.Close()
		for _, p := range []*phone{alice, bob} {
			p.reply(p.request(msg.BYE), 200, "")
		}
		n.expectLast(models.CallEnded, models.EndInterrupted)
	})
}
