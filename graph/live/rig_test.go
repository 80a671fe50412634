package live_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler"
	"github.com/gorilla/websocket"
	"go.uber.org/goleak"

	"graphpbx/graph"
	"graphpbx/graph/live"
	"graphpbx/models"
	"graphpbx/switchboard/journal"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// rig is a server whose only content is a journal.
type rig struct {
	journal   *journal.Journal
	transport *live.Transport
	server    *httptest.Server
}

type audienceKey struct{}

func newRig(t testing.TB, remembered int, change func(*live.Config)) *rig {
	r := &rig{journal: journal.New(remembered)}
	cfg := live.Config{
		Journal: r.journal,
		Admit: func(ctx context.Context, payload json.RawMessage) (context.Context, error) {
			var p struct{ Authorization string }
			_ = json.Unmarshal(payload, &p)
			switch p.Authorization {
			case "bad":
				return nil, errors.New("no")
			case "full":
				return nil, live.ErrFull
			}
			return context.WithValue(ctx, audienceKey{}, p.Authorization), nil
		},
		Audience: func(ctx context.Context) (string, context.Context) {
			name, _ := ctx.Value(audienceKey{}).(string)
			return name, context.Background()
		},
	}
	if change != nil {
		change(&cfg)
	}
	r.transport = live.New(cfg)
	schema := graph.Config{Resolvers: root{journal: r.journal}}
	schema.Directives.Auth = func(ctx context.Context, _ any, next graphql.Resolver, _ models.Role) (any, error) { return next(ctx) }
	h := handler.New(graph.NewExecutableSchema(schema))
	h.AddTransport(r.transport)
	r.server = httptest.NewServer(h)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := r.transport.Close(ctx); err != nil {
			t.Error("the transport did not close:", err)
		}
		r.server.Close()
		if s := r.transport.Stats(); s.Clients != 0 || s.Subscriptions != 0 || s.Questions != 0 {
			t.Errorf("left behind: %+v", s)
		}
	})
	return r
}

// change gives telephone n another state, told by its time.
func (r *rig) change(n, state int) {
	id := fmt.Sprintf("tel_%d", n)
	r.journal.Append(journal.TopicTelephone, id, nil, models.Telephone{ID: id, State: models.TelephoneBusy, Since: time.Unix(int64(state), 0).UTC()})
}

// root answers what the tests ask, and nothing else.
type root struct {
	graph.ResolverRoot
	journal *journal.Journal
}

type subscriptions struct {
	graph.SubscriptionResolver
	journal *journal.Journal
}

type queries struct {
	graph.QueryResolver
	journal *journal.Journal
}

func (r root) Subscription() graph.SubscriptionResolver { return subscriptions{journal: r.journal} }
func (r root) Query() graph.QueryResolver               { return queries{journal: r.journal} }

func (q queries) AsOf(context.Context) (string, error) { return q.journal.Head().String(), nil }

func (s subscriptions) Telephones(ctx context.Context, ids []string, since *string) (<-chan graph.TelephoneEvent, error) {
	wish := func() (live.Wish, error) {
		if len(ids) == 1 && ids[0] == "forbidden" {
			return live.Wish{}, errors.New("not yours")
		}
		return live.Wish{Topic: journal.TopicTelephone, Keys: ids, Since: since}, nil
	}
	return live.Follow(ctx, s.journal, wish, func(t live.Told) graph.TelephoneEvent {
		switch t.Kind {
		case live.Reset:
			return graph.Reset{Cursor: t.Cursor, At: t.At}
		case live.Removed:
			return graph.Removed{Cursor: t.Cursor, At: t.At, ID: t.Event.Subject}
		case live.Changed:
			telephone := t.Event.Value.(models.Telephone) // tests break it with values of another kind
			return graph.TelephoneChanged{Cursor: t.Cursor, At: t.At, Telephone: &telephone}
		}
		return graph.Synced{Cursor: t.Cursor, At: t.At}
	})
}

// client is a websocket client as others write them.
type client struct {
	t  testing.TB
	ws *websocket.Conn
}

func (r *rig) dial(t testing.TB) *client {
	t.Helper()
	ws, _, err := (&websocket.Dialer{Subprotocols: []string{live.Protocol}}).Dial("ws"+r.server.URL[len("http"):], nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ws.Close() })
	_ = ws.SetReadDeadline(time.Now().Add(30 * time.Second))
	return &client{t, ws}
}

// enter dials and presents itself.
func (r *rig) enter(t testing.TB, authorization string) *client {
	t.Helper()
	c := r.dial(t)
	c.say(fmt.Sprintf(`{"type":"connection_init","payload":{"authorization":%q}}`, authorization))
	return c
}

func (c *client) say(text string) {
	if err := c.ws.WriteMessage(websocket.TextMessage, []byte(text)); err != nil {
		c.t.Log("cannot say", text, err)
	}
}

const selection = `{ __typename ... on Event { cursor } ... on Removed { id } ... on TelephoneChanged { telephone { id state since } } }`

func (c *client) subscribe(id string, variables map[string]any) {
	c.ask(id, `subscription Live($ids: [ID!], $since: Cursor) { telephones(ids: $ids, since: $since) `+selection+` }`, variables)
}

func (c *client) ask(id, query string, variables map[string]any) {
	b, _ := json.Marshal(map[string]any{"id": id, "type": "subscribe", "payload": map[string]any{"query": query, "variables": variables}})
	c.say(string(b))
}

// event is a message of the stream, with what the tests look at.
type event struct {
	Kind      string `json:"__typename"`
	Cursor    string
	ID        string
	Telephone struct {
		ID    string
		State string
		Since time.Time
	}
	subscription string
}

func (e event) seq() uint64 {
	_, number, _ := strings.Cut(e.Cursor, ".")
	n, _ := strconv.ParseUint(number, 10, 64)
	return n
}

type message struct {
	ID, Type string
	Payload  json.RawMessage
}

// hear returns the next message, answering pings.
func (c *client) hear() (message, error) {
	for {
		var m message
		if err := c.ws.ReadJSON(&m); err != nil {
			return m, err
		}
		if m.Type != "ping" {
			return m, nil
		}
		c.say(`{"type":"pong"}`)
	}
}

// next returns the next event.
func (c *client) next() (event, error) {
	for {
		m, err := c.hear()
		if err != nil {
			return event{}, err
		}
		if m.Type != "next" {
			continue
		}
		var p struct{ Data struct{ Telephones event } }
		if err := json.Unmarshal(m.Payload, &p); err != nil || p.Data.Telephones.Kind == "" {
			return event{}, fmt.Errorf("not an event: %s", m.Payload)
		}
		p.Data.Telephones.subscription = m.ID
		return p.Data.Telephones, nil
	}
}

func (c *client) mustNext() event {
	c.t.Helper()
	e, err := c.next()
	if err != nil {
		c.t.Fatal(err)
	}
	return e
}

// closed reads until the connection ends and returns the close code.
func (c *client) closed() int {
	for {
		if _, _, err := c.ws.ReadMessage(); err != nil {
			var closing *websocket.CloseError
			if errors.As(err, &closing) {
				return closing.Code
			}
			c.t.Log(err)
			return 0
		}
	}
}

// copyOf is what a client knows of the server's state.
type copyOf struct {
	state  map[string]int64
	synced bool
	resets int
	last   uint64
	cursor string
}

// apply takes an event in, and returns a complaint where it may not come now.
func (s *copyOf) apply(e event) error {
	if s.state == nil {
		s.state = map[string]int64{}
	}
	s.cursor = e.Cursor
	switch e.Kind {
	case "Reset":
		s.state, s.last, s.synced = map[string]int64{}, 0, false
		s.resets++
		return nil
	case "Synced":
		s.synced = true
		if e.seq() < s.last {
			return fmt.Errorf("Synced at %d after %d", e.seq(), s.last)
		}
	case "Removed":
		delete(s.state, e.ID)
	case "TelephoneChanged":
		s.state[e.Telephone.ID] = e.Telephone.Since.Unix()
	}
	if e.Kind != "Synced" && e.seq() <= s.last {
		return fmt.Errorf("event %d after %d", e.seq(), s.last)
	}
	s.last = e.seq()
	return nil
}
