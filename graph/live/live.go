// Package live carries GraphQL over websocket by the protocol graphql-transport-ws, and asks equal questions once.
//
// Executing a subscription anew for each listener costs fifty times more than sending its answer. Here listeners
// whose selection, variables and audience agree form a group. A group executes an event once, through gqlgen's own
// executor, and hands the same bytes to every member. Which objects a member follows is not part of the question: it
// only decides which answers are passed on to it.
//
// A subscription has a head and a tail. The head is what the listener must be told at first: the present state, or
// what it missed since a cursor. The tail is what happens from then on, and is shared. A member joins its group before
// its head is read, holds back what arrives meanwhile, and drops what the head has already told; so nothing is lost and
// nothing told twice.
//
// The package knows the journal, but neither what an event means nor who somebody is: both are told by whoever uses it.
package live

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/gorilla/websocket"

	"graphpbx/switchboard/journal"
)

// Protocol is the websocket subprotocol spoken here.
const Protocol = "graphql-transport-ws"

// Config says how a Transport works. Zero durations and numbers take the defaults.
type Config struct {
	Journal *journal.Journal
	Log     *slog.Logger

	// Admit lets a connection in by the payload of its first message. The context given ends with the connection; the
	// one returned serves its operations, and when it ends the connection is closed: see [ErrRevoked]. An error closes
	// it with 4403, and [ErrFull] or [ErrCrowded] with 1013.
	Admit func(ctx context.Context, payload json.RawMessage) (context.Context, error)

	// Audience names what a connection may see. Connections of one audience share answers, which are made in the context
	// that Audience returns: it must be free of anything personal and never end.
	Audience func(ctx context.Context) (name string, shared context.Context)

	// CheckOrigin says whether a page may connect; nil: pages of the host that is asked.
	CheckOrigin func(*http.Request) bool

	InitTimeout  time.Duration // how long a client may take to present itself; default 5 s
	PingInterval time.Duration // how often a client is asked whether it lives; default 25 s
	WriteTimeout time.Duration // how long one write may take; default 5 s
	Gather       time.Duration // how long an event waits for others to be written with it; default 5 ms, negative: not at all
	Bookmark     time.Duration // how often a quiet stream says Synced; default 60 s

	Queue            int // messages a client may fall behind before it is sent away; default 4096
	MaxClients       int // connections at the same time; default 20,000
	MaxSubscriptions int // operations of one connection at the same time; default 50
}

func (c Config) withDefaults() Config {
	orDuration(&c.InitTimeout, 5*time.Second)
	orDuration(&c.PingInterval, 25*time.Second)
	orDuration(&c.WriteTimeout, 5*time.Second)
	orDuration(&c.Gather, 5*time.Millisecond)
	orDuration(&c.Bookmark, time.Minute)
	orInt(&c.Queue, 4096)
	orInt(&c.MaxClients, 20_000)
	orInt(&c.MaxSubscriptions, 50)
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return c
}

func orDuration(d *time.Duration, otherwise time.Duration) {
	if *d == 0 {
		*d = otherwise
	}
}

func orInt(n *int, otherwise int) {
	if *n == 0 {
		*n = otherwise
	}
}

// heads bounds how many heads are executed at the same time, so that ten thousand clients that come back at once cost
// time, not memory.
const heads = 16

// headsOfOne bounds the heads that one connection is told at the same time. Each is kept until the client has taken it,
// so a client that opens fifty streams of everything and reads none would hold fifty times everything, and keep others
// waiting while they are executed.
const headsOfOne = 2

// Transport is a [graphql.Transport] for queries, mutations and subscriptions over websocket.
type Transport struct {
	cfg      Config
	upgrader websocket.Upgrader
	stop     context.CancelFunc
	running  sync.WaitGroup // the dispatcher, the company and all connections
	slots    chan struct{}  // taken while a head is executed
	company  *company
	counts   counts

	// Locks are taken in this order: mu, group.mu, member.mu, then conn.mu or conn.queueMu, corked.deadline. Whoever writes
	// takes conn.writing, corked.mu, conn.queueMu, corked.deadline.
	mu     sync.RWMutex
	groups map[question]*group

	connsMu sync.Mutex
	conns   map[*conn]struct{}
	closed  bool
}

var _ graphql.Transport = (*Transport)(nil)

// New returns a transport that follows the journal from now on. It must be closed.
func New(cfg Config) *Transport {
	ctx, stop := context.WithCancel(context.Background())
	t := &Transport{
		cfg: cfg.withDefaults(), stop: stop,
		slots:   make(chan struct{}, heads),
		company: newCompany(),
		groups:  map[question]*group{},
		conns:   map[*conn]struct{}{},
	}
	t.upgrader = websocket.Upgrader{
		Subprotocols:    []string{Protocol},
		CheckOrigin:     cfg.CheckOrigin,
		WriteBufferPool: &sync.Pool{},
		ReadBufferSize:  1 << 10,
		WriteBufferSize: 4 << 10,
	}
	position := cfg.Journal.Head()
	t.running.Go(func() { t.dispatch(ctx, position) })
	if t.cfg.Gather > 0 {
		t.running.Go(func() { t.company.run(ctx, t.cfg.Gather) })
	}
	return t
}

// Supports reports whether r asks for a websocket that speaks [Protocol].
func (t *Transport) Supports(r *http.Request) bool {
	if !websocket.IsWebSocketUpgrade(r) {
		return false
	}
	for _, p := range websocket.Subprotocols(r) {
		if p == Protocol {
			return true
		}
	}
	return false
}

// Do makes a websocket of the request. It returns at once and leaves net/http's goroutine and buffers behind: they
// would be held for the life of the connection.
func (t *Transport) Do(w http.ResponseWriter, r *http.Request, exec graphql.GraphExecutor) {
	if !t.reserve() {
		w.Header().Set("Retry-After", "5")
		http.Error(w, "too many connections, or the switchboard is stopping", http.StatusServiceUnavailable)
		return
	}
	defer t.running.Done()
	h := &hijacker{ResponseWriter: w}
	ws, err := t.upgrader.Upgrade(h, r, nil)
	if err != nil {
		t.counts.clients.Add(-1)
		return // Upgrade has answered
	}
	c := newConn(context.WithoutCancel(r.Context()), t, ws, h.cork, exec)
	if !t.add(c) {
		t.counts.clients.Add(-1)
		_ = ws.Close()
		return
	}
	go c.serve()
}

// reserve counts a client in, unless there are too many. The caller must call running.Done.
func (t *Transport) reserve() bool {
	t.connsMu.Lock()
	defer t.connsMu.Unlock()
	if t.closed || t.counts.clients.Load() >= int64(t.cfg.MaxClients) {
		return false
	}
	t.counts.clients.Add(1)
	t.running.Add(1)
	return true
}

func (t *Transport) add(c *conn) bool {
	t.connsMu.Lock()
	defer t.connsMu.Unlock()
	if t.closed {
		return false
	}
	t.conns[c] = struct{}{}
	t.running.Add(1)
	return true
}

// remove is the last thing a connection does.
func (t *Transport) remove(c *conn) {
	t.connsMu.Lock()
	delete(t.conns, c)
	t.connsMu.Unlock()
	t.counts.clients.Add(-1)
	t.running.Done()
}

// Close tells every client that the switchboard goes away, and waits until all are gone or the context ends; then it
// hangs up on those that are left.
func (t *Transport) Close(ctx context.Context) error {
	for _, c := range t.shut() {
		c.cut(websocket.CloseGoingAway, "The switchboard stops; come back", false)
	}
	t.stop()
	gone := make(chan struct{})
	go func() {
		t.running.Wait()
		close(gone)
	}()
	select {
	case <-gone:
		return nil
	case <-ctx.Done():
		for _, c := range t.shut() {
			c.hangUp()
		}
		<-gone
		return ctx.Err()
	}
}

func (t *Transport) shut() []*conn {
	t.connsMu.Lock()
	defer t.connsMu.Unlock()
	t.closed = true
	all := make([]*conn, 0, len(t.conns))
	for c := range t.conns {
		all = append(all, c)
	}
	return all
}

type counts struct {
	clients, subscriptions, executions, delivered, slow atomic.Int64
}

// Stats is what a Transport is doing.
type Stats struct {
	Clients       int64 // connections now
	Subscriptions int64 // subscriptions now
	Questions     int64 // different questions among them
	Executions    int64 // answers made since the start
	Delivered     int64 // answers sent to clients since the start
	TooSlow       int64 // clients sent away because they fell behind, since the start
}

// Stats returns what the transport is doing.
func (t *Transport) Stats() Stats {
	t.mu.RLock()
	questions := len(t.groups)
	t.mu.RUnlock()
	return Stats{
		Clients: t.counts.clients.Load(), Subscriptions: t.counts.subscriptions.Load(), Questions: int64(questions),
		Executions: t.counts.executions.Load(), Delivered: t.counts.delivered.Load(), TooSlow: t.counts.slow.Load(),
	}
}

// ErrRevoked is the cause of a connection's context that ends because its session has ended, or may do less than before:
// the connection is closed with 4403. With any other cause it is closed because the switchboard goes away.
var ErrRevoked = errors.New("the session has ended")

// ErrFull is what Admit returns where the client has done nothing wrong and should come back later: it must not take
// the refusal for the end of its session.
var ErrFull = errors.New("there are too many open streams, or the switchboard is stopping")

// ErrCrowded is what Admit returns where the user of the client has too many connections.
var ErrCrowded = errors.New("there are too many connections of this user")

// Refusal returns the reason to close a connection with that is not admitted for now.
func Refusal(err error) string {
	if errors.Is(err, ErrCrowded) {
		return "Too many connections of this user; close one"
	}
	return "Come back later"
}
