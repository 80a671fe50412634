package live

import (
	"context"
	"encoding/json"

	"github.com/99designs/gqlgen/graphql"
	"github.com/gorilla/websocket"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// Close codes of the protocol, and one of ours.
const (
	closeTooSlow      = 4013
	closeBadRequest   = 4400
	closeUnauthorized = 4401
	closeForbidden    = 4403
	closeInitTimeout  = 4408
	closeDuplicateID  = 4409
	closeTooManyInits = 4429
)

// message is one of the protocol.
type message struct {
	ID      string          `json:"id,omitempty"`
	Type    string          `json:"type"`
	Payload json.RawMessage `json:"payload,omitempty"`
}

// maxIDLength bounds the ids of clients, which stand in every message of a subscription.
const maxIDLength = 128

// subscribe begins an operation, and reports whether the conversation goes on.
func (c *conn) subscribe(ctx context.Context, m message) bool {
	var p graphql.RawParams
	if m.ID == "" || len(m.ID) > maxIDLength || json.Unmarshal(m.Payload, &p) != nil {
		c.cut(closeBadRequest, "Invalid message", false)
		return false
	}
	ctx, cancel := context.WithCancel(ctx)
	op := &operation{cancel: cancel}
	c.mu.Lock()
	_, taken := c.ops[m.ID]
	full := len(c.ops) >= c.t.cfg.MaxSubscriptions
	if !taken && !full && c.ops != nil {
		c.ops[m.ID] = op
	}
	c.mu.Unlock()
	switch {
	case taken:
		cancel()
		c.cut(closeDuplicateID, "Subscriber for "+m.ID+" already exists", false)
		return false
	case full:
		cancel()
		c.refuse(m.ID, gqlerror.List{tooMany(c.t.cfg.MaxSubscriptions)})
		return true
	}
	c.work(func() { c.operate(ctx, op, m.ID, &p) })
	return true
}

func tooMany(limit int) *gqlerror.Error {
	e := gqlerror.Errorf("a connection may have %d operations at the same time; end one first", limit)
	e.Extensions = map[string]any{"code": "LIMIT"}
	return e
}

// operate executes an operation, or finds the group that shares its answers.
func (c *conn) operate(ctx context.Context, op *operation, id string, p *graphql.RawParams) {
	ctx = graphql.StartOperationTrace(ctx)
	oc, errs := c.exec.CreateOperationContext(ctx, p)
	ctx = graphql.WithOperationContext(ctx, oc)
	if errs != nil {
		c.fail(id, op, c.exec.DispatchError(ctx, errs).Errors)
		return
	}
	var came arrival
	var q question
	var shared context.Context
	if oc.Operation.Operation == ast.Subscription {
		var audience string
		var ok bool
		audience, shared = c.t.cfg.Audience(ctx)
		if q, ok = ask(oc, audience); ok {
			ctx = context.WithValue(ctx, arrivalKey{}, &came)
		}
	}
	next, answering := c.exec.DispatchOperation(ctx, oc)
	if came.came {
		c.share(ctx, op, id, came.wish, q, p, shared)
		return
	}
	c.alone(answering, op, id, next, oc.Operation.Operation == ast.Subscription)
}

// share joins the group of the question and tells the head.
func (c *conn) share(ctx context.Context, op *operation, id string, w Wish, q question, p *graphql.RawParams, shared context.Context) {
	quoted, err := json.Marshal(id)
	if err != nil {
		return
	}
	m := &member{conn: c, ctx: ctx, wish: w, opening: []byte(`{"id":` + string(quoted) + `,"type":"next","payload":`)}
	if err := c.t.join(m, q, c.exec, p, shared); err != nil {
		c.t.cfg.Log.Error("a subscription cannot be shared", "error", err)
		c.fail(id, op, gqlerror.List{gqlerror.Errorf("the subscription failed")})
		return
	}
	c.mu.Lock()
	there := c.ops[id] == op
	if there {
		op.member = m
	}
	c.mu.Unlock()
	if !there { // it was ended meanwhile
		c.t.leave(m)
		return
	}
	m.arrive(false)
}

// alone sends the answers of an operation that shares none.
func (c *conn) alone(ctx context.Context, op *operation, id string, next graphql.ResponseHandler, stream bool) {
	for r := next(ctx); r != nil; r = next(ctx) {
		if stream && r.Data == nil && len(r.Errors) > 0 {
			c.fail(id, op, r.Errors)
			return
		}
		b, err := json.Marshal(message{ID: id, Type: "next", Payload: encode(r)})
		if err != nil || !c.feed(ctx, frame{answer: b, kind: websocket.TextMessage}) {
			break
		}
	}
	if c.finish(id, op) {
		c.send(message{ID: id, Type: "complete"})
	}
}

// fail ends an operation with errors.
func (c *conn) fail(id string, op *operation, errs gqlerror.List) {
	if c.finish(id, op) {
		c.refuse(id, errs)
	}
}

func (c *conn) refuse(id string, errs gqlerror.List) {
	b, err := json.Marshal(errs)
	if err != nil {
		return
	}
	c.send(message{ID: id, Type: "error", Payload: b})
}

// finish removes an operation that came to its end, and reports whether it was still wanted.
func (c *conn) finish(id string, op *operation) bool {
	c.mu.Lock()
	there := c.ops[id] == op
	if there {
		delete(c.ops, id)
	}
	c.mu.Unlock()
	op.cancel()
	return there
}

// forget ends an operation that the client does not want any more.
func (c *conn) forget(id string) {
	c.mu.Lock()
	op := c.ops[id]
	delete(c.ops, id)
	c.mu.Unlock()
	if op != nil {
		c.drop(op)
	}
}

// drop ends an operation that is in no table any more.
func (c *conn) drop(op *operation) {
	op.cancel()
	c.mu.Lock()
	m := op.member
	c.mu.Unlock()
	if m != nil {
		m.gone.Store(true)
		c.t.leave(m)
	}
}
