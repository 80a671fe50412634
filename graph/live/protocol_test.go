package live_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"graphpbx/graph/live"
)

func TestCompleteEndsASubscriptionAndFreesItsID(t *testing.T) {
	r := newRig(t, 1000, nil)
	c := r.enter(t, "user")
	c.subscribe("a", map[string]any{"ids": []string{"tel_1"}})
	c.mustNext()
	c.say(`{"id":"a","type":"complete"}`)
	c.subscribe("a", map[string]any{"ids": []string{"tel_2"}})
	c.mustNext()
	r.change(1, 1)
	r.change(2, 2)
	if e := c.mustNext(); e.Telephone.ID != "tel_2" {
		t.Errorf("told %+v", e)
	}
	if s := r.transport.Stats(); s.Subscriptions != 1 {
		t.Errorf("%+v", s)
	}
}

func TestQueriesAndErrors(t *testing.T) {
	r := newRig(t, 1000, nil)
	c := r.enter(t, "user")
	if m, err := c.hear(); err != nil || m.Type != "connection_ack" {
		t.Fatal(m, err)
	}
	for _, tc := range []struct{ query, kind, part string }{
		{`{ asOf }`, "next", `{"data":{"asOf":"` + r.journal.Head().String() + `"}}`},
		{`{ nothing }`, "error", `GRAPHQL_VALIDATION_FAILED`},
		{`{`, "error", `GRAPHQL_PARSE_FAILED`},
		{`subscription { telephones(ids: ["forbidden"]) { __typename } }`, "error", `not yours`},
	} {
		c.ask("q", tc.query, nil)
		m, err := c.hear()
		if err != nil || m.Type != tc.kind || m.ID != "q" || !strings.Contains(string(m.Payload), tc.part) {
			t.Errorf("%s: %s %s %v", tc.query, m.Type, m.Payload, err)
		}
		if tc.kind == "next" {
			if m, err := c.hear(); err != nil || m.Type != "complete" || m.ID != "q" {
				t.Errorf("%s: %+v %v", tc.query, m, err)
			}
		}
	}
}

func TestCloseCodes(t *testing.T) {
	const ask = `{"type":"subscribe","id":"a","payload":{"query":"subscription { telephones { __typename } }"}}`
	r := newRig(t, 1000, func(c *live.Config) { c.InitTimeout = 200 * time.Millisecond })
	for name, tc := range map[string]struct {
		enter string
		say   []string
		code  int
	}{
		"refused":                     {"bad", nil, 4403},
		"no room":                     {"full", nil, websocket.CloseTryAgainLater},
		"not presented":               {"", []string{ask}, 4401},
		"silent":                      {"", nil, 4408},
		"only pings":                  {"", []string{`{"type":"ping"}`}, 4408},
		"presented twice":             {"user", []string{`{"type":"connection_init"}`}, 4429},
		"unknown type":                {"user", []string{`{"type":"dance"}`}, 4400},
		"no type":                     {"user", []string{`{}`}, 4400},
		"not JSON":                    {"user", []string{`{`}, 4400},
		"not JSON before it presents": {"", []string{`{`}, 4400},
		"no id":                       {"user", []string{`{"type":"subscribe","payload":{"query":"{ asOf }"}}`}, 4400},
		"no payload":                  {"user", []string{`{"type":"subscribe","id":"a"}`}, 4400},
		"same id twice":               {"user", []string{ask, ask}, 4409},
		"too long":                    {"", []string{`{"type":"ping","payload":"` + strings.Repeat("x", 70_000) + `"}`}, websocket.CloseMessageTooBig},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := r.dial(t)
			if tc.enter != "" {
				c = r.enter(t, tc.enter)
			}
			for _, text := range tc.say {
				c.say(text)
			}
			if code := c.closed(); code != tc.code {
				t.Errorf("closed with %d, want %d", code, tc.code)
			}
		})
	}
}

func TestEndedSessionIsClosed(t *testing.T) {
	revoke := make(chan context.CancelCauseFunc, 1)
	r := newRig(t, 1000, func(c *live.Config) {
		c.Admit = func(ctx context.Context, _ json.RawMessage) (context.Context, error) {
			ctx, cancel := context.WithCancelCause(ctx)
			revoke <- cancel
			return ctx, nil
		}
	})
	c := r.enter(t, "user")
	c.subscribe("a", nil)
	c.mustNext()
	(<-revoke)(live.ErrRevoked)
	if code := c.closed(); code != 4403 {
		t.Errorf("closed with %d", code)
	}
}

func TestSilentClientIsClosed(t *testing.T) {
	r := newRig(t, 1000, func(c *live.Config) { c.PingInterval = 50 * time.Millisecond })
	c := r.enter(t, "user")
	if code := c.closed(); code != websocket.CloseGoingAway { // closed reads, but answers no ping
		t.Errorf("closed with %d", code)
	}
	patient := r.enter(t, "user")
	patient.subscribe("a", nil)
	patient.mustNext()
	for range 5 {
		var m message
		if err := patient.ws.ReadJSON(&m); err != nil || m.Type != "ping" {
			t.Fatal(m, err)
		}
		patient.say(`{"type":"pong"}`)
	}
}

func TestTooManySubscriptionsAreRefused(t *testing.T) {
	r := newRig(t, 1000, func(c *live.Config) { c.MaxSubscriptions = 3 })
	c := r.enter(t, "user")
	for n := range 3 {
		c.subscribe(fmt.Sprint(n), nil)
		c.mustNext()
	}
	c.subscribe("one more", nil)
	m, err := c.hear()
	if err != nil || m.Type != "error" || m.ID != "one more" || !strings.Contains(string(m.Payload), `"LIMIT"`) {
		t.Errorf("%s %s %s %v", m.Type, m.ID, m.Payload, err)
	}
	r.change(1, 1)
	for range 3 {
		if e := c.mustNext(); e.Kind != "TelephoneChanged" {
			t.Errorf("%+v", e)
		}
	}
}

func TestStoppingServerSaysSo(t *testing.T) {
	r := newRig(t, 1000, nil)
	c := r.enter(t, "user")
	c.subscribe("a", nil)
	c.mustNext()
	closed := make(chan int)
	go func() { closed <- c.closed() }()
	if err := r.transport.Close(t.Context()); err != nil {
		t.Error(err)
	}
	if code := <-closed; code != websocket.CloseGoingAway {
		t.Errorf("closed with %d", code)
	}
	_, res, err := (&websocket.Dialer{Subprotocols: []string{live.Protocol}}).Dial("ws"+r.server.URL[len("http"):], nil)
	if err == nil || res.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("a stopped transport let somebody in: %v", err)
	}
}

func TestForeignPagesAreRefused(t *testing.T) {
	r := newRig(t, 1000, nil)
	_, res, err := (&websocket.Dialer{Subprotocols: []string{live.Protocol}}).Dial("ws"+r.server.URL[len("http"):], http.Header{"Origin": {"https://evil.example"}})
	if err == nil || res.StatusCode != http.StatusForbidden {
		t.Errorf("a foreign page was let in: %v", err)
	}
}

// Messages of every size come whole: the length of a frame has three forms (RFC 6455 section 5.2).
func TestMessagesOfEverySize(t *testing.T) {
	c := newRig(t, 100, nil).enter(t, "user")
	if m, err := c.hear(); err != nil || m.Type != "connection_ack" {
		t.Fatal(m, err)
	}
	for _, size := range []int{1, 60, 95, 96, 97, 98, 125, 126, 127, 500, 65_490, 65_505, 65_506, 65_507, 65_535, 65_536, 300_000} {
		payload := `{"x":"` + strings.Repeat("y", size) + `"}`
		c.say(`{"type":"ping","payload":` + payload + `}`)
		if m, err := c.hear(); err != nil || m.Type != "pong" || string(m.Payload) != payload {
			t.Fatalf("%d bytes came back as %.100s of %d bytes, %v", len(payload), m.Payload, len(m.Payload), err)
		}
	}
}
