package live

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"runtime/debug"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	"github.com/gorilla/websocket"
)

// Limits on what a client may send in one message, before and after it has presented itself.
const (
	strangerReadLimit = 64 << 10
	readLimit         = 1 << 20
)

// conn is one websocket. Its goroutines are the reader (serve), the writer, and one for each operation that is
// beginning or stands alone; serve waits for them. Couriers write for it, too.
type conn struct {
	t      *Transport
	ws     *websocket.Conn
	cork   *corked
	exec   graphql.GraphExecutor
	ctx    context.Context // ends with the connection
	cancel context.CancelFunc

	heads  chan struct{} // taken while a head is executed and told
	parted bool          // the reader's: the client has said goodbye

	mu      sync.Mutex
	ops     map[string]*operation // by the client's id; nil once the connection ends
	working sync.WaitGroup

	queueMu sync.Mutex
	pending []frame
	space   chan struct{} // closed when pending is emptied; nil where nobody waits for it
	final   []byte        // the close message, once there is one
	wake    chan struct{} // there is something to be written

	writing sync.Mutex // held from taking messages until they are written or held by the cork
}

// operation is what the client asked under one id.
type operation struct {
	cancel context.CancelFunc
	member *member // nil where it stands alone
}

func newConn(ctx context.Context, t *Transport, ws *websocket.Conn, cork *corked, exec graphql.GraphExecutor) *conn {
	c := &conn{
		t: t, ws: ws, cork: cork, exec: exec, ops: map[string]*operation{},
		heads: make(chan struct{}, headsOfOne), wake: make(chan struct{}, 1),
	}
	c.ctx, c.cancel = context.WithCancel(ctx)
	cork.timeout = t.cfg.WriteTimeout
	ws.SetPingHandler(func(data string) error { // the library would give a write that waits a deadline of its own
		c.put(frame{answer: []byte(data), kind: websocket.PongMessage})
		return nil
	})
	return c
}

// serve reads until the client goes or is sent away.
func (c *conn) serve() {
	defer c.t.remove(c)
	writer := make(chan struct{})
	go func() {
		defer close(writer)
		c.write()
	}()
	c.converse()
	c.end()
	if c.leaving() {
		<-writer // it says why
		c.linger()
	}
	c.cancel()
	c.hangUp()
	<-writer
	c.working.Wait()
}

// converse lets the client in and does what it asks.
func (c *conn) converse() {
	defer c.recover()
	c.ws.SetReadLimit(strangerReadLimit)
	c.extend(c.ws.SetReadDeadline, c.t.cfg.InitTimeout)
	ctx, ok := c.admit()
	if !ok {
		return
	}
	defer context.AfterFunc(ctx, func() { c.sessionEnded(context.Cause(ctx)) })()
	c.ws.SetReadLimit(readLimit)
	for c.extend(c.ws.SetReadDeadline, 2*c.t.cfg.PingInterval) {
		m, ok := c.read(websocket.CloseGoingAway, "No answer to pings")
		if !ok || !c.handle(ctx, m) {
			return
		}
	}
}

// admit waits until the client presents itself.
func (c *conn) admit() (context.Context, bool) {
	for {
		m, ok := c.read(closeInitTimeout, "Connection initialisation timeout")
		if !ok {
			return nil, false
		}
		switch m.Type {
		case "connection_init":
			return c.present(m.Payload)
		case "ping":
			c.send(message{Type: "pong", Payload: m.Payload})
		case "pong":
		default:
			c.cut(closeUnauthorized, "Unauthorized", false)
			return nil, false
		}
	}
}

func (c *conn) present(payload json.RawMessage) (context.Context, bool) {
	ctx, err := c.t.cfg.Admit(c.ctx, payload)
	switch {
	case errors.Is(err, ErrFull), errors.Is(err, ErrCrowded):
		c.cut(websocket.CloseTryAgainLater, Refusal(err), false)
		return nil, false
	case err != nil:
		c.cut(closeForbidden, "Forbidden", false)
		return nil, false
	}
	c.send(message{Type: "connection_ack"})
	return ctx, true
}

// read returns the next message. It returns false where there is none: the client is gone, or is sent away because it
// does not speak the protocol or, for the reason given, has been silent for too long.
func (c *conn) read(silent int, reason string) (message, bool) {
	kind, b, err := c.ws.ReadMessage()
	if err != nil {
		farewell := (*websocket.CloseError)(nil)
		c.parted = errors.As(err, &farewell)
		if timeout := net.Error(nil); errors.As(err, &timeout) && timeout.Timeout() {
			c.cut(silent, reason, false)
		}
		return message{}, false
	}
	var m message
	if kind != websocket.TextMessage || json.Unmarshal(b, &m) != nil || m.Type == "" {
		c.cut(closeBadRequest, "Invalid message", false)
		return message{}, false
	}
	return m, true
}

// handle does what a message asks, and reports whether the conversation goes on.
func (c *conn) handle(ctx context.Context, m message) bool {
	switch m.Type {
	case "ping":
		c.send(message{Type: "pong", Payload: m.Payload})
	case "pong":
	case "subscribe":
		return c.subscribe(ctx, m)
	case "complete":
		c.forget(m.ID)
	case "connection_init":
		c.cut(closeTooManyInits, "Too many initialisation requests", false)
		return false
	default:
		c.cut(closeBadRequest, "Invalid message", false)
		return false
	}
	return true
}

func (c *conn) sessionEnded(cause error) {
	switch {
	case errors.Is(cause, ErrRevoked):
		c.cut(closeForbidden, "The session has ended", false)
	case c.ctx.Err() == nil:
		c.cut(websocket.CloseGoingAway, "The switchboard stops; come back", false)
	}
}

// end ends all operations; no other begins.
func (c *conn) end() {
	c.mu.Lock()
	ops := c.ops
	c.ops = nil
	c.mu.Unlock()
	for _, op := range ops {
		c.drop(op)
	}
}

func (c *conn) leaving() bool {
	c.queueMu.Lock()
	defer c.queueMu.Unlock()
	return c.final != nil
}

// linger waits until the client hangs up, unless it has said goodbye: whoever hangs up with something unread destroys what
// it just said.
func (c *conn) linger() {
	if c.parted {
		return
	}
	_, _ = io.Copy(io.Discard, c.cork.Conn) // ends by the deadline that cut has set
}

// hangUp closes the socket. It may be called more than once.
func (c *conn) hangUp() { _ = c.ws.Close() }

// work runs something that the connection waits for, unless it has ended.
func (c *conn) work(do func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ops == nil {
		return
	}
	c.working.Go(func() {
		defer c.recover()
		do()
	})
}

// recover turns a fault of the program into the end of one connection.
func (c *conn) recover() {
	if fault := recover(); fault != nil {
		c.t.cfg.Log.Error("fault in a websocket connection", "fault", fault, "stack", string(debug.Stack()))
		c.cut(websocket.CloseInternalServerErr, "Internal error", true)
	}
}
