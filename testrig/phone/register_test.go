package phone

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"graphpbx/models"
	"graphpbx/sip/flow"
	"graphpbx/sip/msg"
)

func TestRegister(t *testing.T) {
	for _, transport := range []models.Transport{models.TransportUDP, models.TransportTCP} {
		t.Run(string(transport), func(t *testing.T) {
			x := newExchange(t)
			p := x.start(t, "anna", func(c *Config) { c.Transport = transport })
			if !p.Registered() || !x.knows("anna") {
				t.Fatal("not registered")
			}
			if err := p.Unregister(patience(t)); err != nil || x.knows("anna") || p.Registered() {
				t.Fatalf("still registered: %v", err)
			}
			if err := p.Register(patience(t)); err != nil {
				t.Fatal(err)
			}
			p.Close()
			if x.knows("anna") {
				t.Fatal("Close did not say goodbye")
			}
		})
	}
}

func TestRegisterRefreshes(t *testing.T) {
	x := newExchange(t)
	x.mu.Lock()
	x.expires = 1
	x.mu.Unlock()
	registered := make(chan Event, 100)
	x.start(t, "anna", func(c *Config) { c.Events = func(e Event) { registered <- e } })
	for range 3 {
		select {
		case e := <-registered:
			if e.Kind != Registered || e.Expires != time.Second {
				t.Fatalf("got %+v", e)
			}
		case <-patience(t).Done():
			t.Fatal("it did not register again")
		}
	}
}

func TestRegisterWrongPassword(t *testing.T) {
	x := newExchange(t)
	p, err := Start(patience(t), Config{Server: x.address(), Username: "anna", Password: "wrong"})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	var failure *Failure
	if err := p.Register(patience(t)); !errors.As(err, &failure) || failure.Cause != WrongPassword || failure.Status != 401 {
		t.Fatalf("got %v", err)
	}
	if text := failure.Error(); !strings.Contains(text, `"anna"`) || strings.Contains(text, "wrong") {
		t.Fatalf("the message should name the user and not the password: %s", text)
	}
}

func TestRegisterNobodyAnswers(t *testing.T) {
	deaf, err := flow.Listen([]string{"127.0.0.1:0"}, deafness{}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer deaf.Close()
	p, err := Start(patience(t), Config{Server: deaf.Addresses()[0].AddrPort.String(), Username: "anna"})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Kill()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	var failure *Failure
	if err := p.Register(ctx); !errors.As(err, &failure) || failure.Cause != NobodyAnswers {
		t.Fatalf("got %v", err)
	}
	if !strings.Contains(failure.Error(), p.Server().String()) {
		t.Fatalf("the message does not name the address: %s", failure)
	}
}

func TestStartNobodyListens(t *testing.T) {
	x := newExchange(t)
	address := x.address()
	x.flows.Close()
	_, err := Start(patience(t), Config{Server: address, Username: "anna", Transport: models.TransportTCP})
	var failure *Failure
	if !errors.As(err, &failure) || failure.Cause != NobodyAnswers {
		t.Fatalf("got %v", err)
	}
}

func TestStartRefuses(t *testing.T) {
	for _, cfg := range []Config{
		{Server: "127.0.0.1"}, {Server: "127.0.0.1", Username: "a b"}, {Server: "127.0.0.1", Username: "a\r\nb"},
		{Server: "127.0.0.1", Username: "a", Transport: "carrier pigeon"}, {Server: "127.0.0.1:no-such-port", Username: "a"},
	} {
		if p, err := Start(patience(t), cfg); err == nil {
			p.Kill()
			t.Errorf("started with %+v", cfg)
		}
	}
}

type deafness struct{}

func (deafness) Packet(flow.Flow, []byte) {}
func (deafness) Closed(flow.Flow)         {}

// A connection that breaks comes back by itself.
func TestConnectionComesBack(t *testing.T) {
	x := newExchange(t)
	events := make(chan Kind, 100)
	p := x.start(t, "anna", overTCP, func(c *Config) { c.Events = func(e Event) { events <- e.Kind } })
	await(t, events, Registered)
	x.mu.Lock()
	f := x.places["anna"]
	x.mu.Unlock()
	_ = f.Send(make([]byte, 600<<10)) // more than fits the queue: the exchange closes the connection
	await(t, events, ConnectionLost)
	await(t, events, Registered)
	if !p.Registered() {
		t.Fatal("not registered")
	}
}

func await(t *testing.T, events <-chan Kind, want Kind) {
	t.Helper()
	for {
		select {
		case got := <-events:
			if got == want {
				return
			}
		case <-patience(t).Done():
			t.Fatalf("no event %q", want)
		}
	}
}

func TestProbes(t *testing.T) {
	x := newExchange(t)
	answers := make(chan string, 10)
	x.lose(func(m msg.Message) bool {
		if res, ok := m.(*msg.Response); ok && msg.MethodOf(m) == msg.OPTIONS && res.StatusCode == 200 {
			answers <- msg.CallID(m)
			return true
		}
		return false
	})
	p := x.start(t, "anna")
	p.SetProbes(Probes{Silent: true})
	x.probe("anna", "one")
	must(t, p.Register(patience(t))) // by its answer the probe has come, too
	p.SetProbes(Probes{Late: 50 * time.Millisecond})
	x.probe("anna", "two")
	x.probe("anna", "three")
	for _, want := range []string{"two", "three"} {
		select {
		case got := <-answers:
			if got != want {
				t.Fatalf("answered %q, want %q", got, want)
			}
		case <-patience(t).Done():
			t.Fatal("no answer")
		}
	}
}
