package live

import (
	"context"
	"encoding/json"
	"errors"
	"runtime/debug"
	"sync"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"graphpbx/switchboard/journal"
)

// fresh is how long the answer to an event may be told to newcomers again. It matters when thousands come at once; a
// longer time would show them what else has changed around the event, such as somebody's name, too late.
const fresh = time.Second

// group is everyone who asks one question.
type group struct {
	topic journal.Topic

	run      sync.Mutex // guards an execution: one question, then its answer
	feed     feed
	next     graphql.ResponseHandler
	ctx      context.Context
	stop     context.CancelFunc
	answers  map[uint64][]byte // to recent events, by their numbers; nil while there is one member
	since    time.Time         // when answers was begun
	executed func()
	failed   func(fault any)

	mu       sync.RWMutex
	members  map[*member]struct{}
	all      map[*member]struct{} // those who follow everything
	byKey    map[string]map[*member]struct{}
	bookmark uint64 // number up to which Synced was said again
}

var errNotLive = errors.New("the subscription cannot be shared")

// join adds m to the group of its question, making the group if m is the first.
func (t *Transport) join(m *member, q question, exec graphql.GraphExecutor, p *graphql.RawParams, shared context.Context) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	g := t.groups[q]
	if g == nil {
		var err error
		if g, err = t.newGroup(m.wish.Topic, exec, p, shared); err != nil {
			return err
		}
		t.groups[q] = g
	}
	m.group, m.question = g, q
	g.add(m)
	t.counts.subscriptions.Add(1)
	return nil
}

func (t *Transport) newGroup(topic journal.Topic, exec graphql.GraphExecutor, p *graphql.RawParams, shared context.Context) (*group, error) {
	ctx, stop := context.WithCancel(shared)
	g := &group{
		topic: topic, stop: stop,
		executed: func() { t.counts.executions.Add(1) },
		failed: func(fault any) {
			t.cfg.Log.Error("fault in the answer to a subscription", "topic", topic, "fault", fault, "stack", string(debug.Stack()))
		},
		members: map[*member]struct{}{},
		all:     map[*member]struct{}{},
		byKey:   map[string]map[*member]struct{}{},
	}
	ctx = context.WithValue(graphql.StartOperationTrace(ctx), feedKey{}, &g.feed)
	op, errs := exec.CreateOperationContext(ctx, p)
	if errs != nil {
		stop()
		return nil, errs
	}
	g.next, g.ctx = exec.DispatchOperation(graphql.WithOperationContext(ctx, op), op)
	if g.feed.push == nil {
		stop()
		return nil, errNotLive
	}
	return g, nil
}

// leave removes m, and the group where m was the last.
func (t *Transport) leave(m *member) {
	t.mu.Lock()
	defer t.mu.Unlock()
	g := m.group
	if g == nil || !g.remove(m) {
		return
	}
	t.counts.subscriptions.Add(-1)
	if len(g.members) == 0 {
		delete(t.groups, m.question)
		g.stop()
	}
}

func (g *group) add(m *member) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.members[m] = struct{}{}
	if m.wish.Keys == nil {
		g.all[m] = struct{}{}
		return
	}
	for _, key := range m.wish.Keys {
		if g.byKey[key] == nil {
			g.byKey[key] = map[*member]struct{}{}
		}
		g.byKey[key][m] = struct{}{}
	}
}

func (g *group) remove(m *member) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if _, there := g.members[m]; !there {
		return false
	}
	delete(g.members, m)
	delete(g.all, m)
	for _, key := range m.wish.Keys {
		delete(g.byKey[key], m)
		if len(g.byKey[key]) == 0 {
			delete(g.byKey, key)
		}
	}
	return true
}

// publish tells an event to all who follow it. Only the dispatcher calls it.
func (g *group) publish(epoch string, e journal.Event) {
	g.mu.RLock()
	defer g.mu.RUnlock()
	if !g.followed(e.Keys) {
		return
	}
	answer := g.answer(epoch, e, len(g.members) > 1)
	for m := range g.all {
		m.hear(e.Seq, answer)
	}
	for _, key := range e.Keys {
		for m := range g.byKey[key] {
			m.hear(e.Seq, answer)
		}
	}
}

func (g *group) followed(keys []string) bool {
	if len(g.all) > 0 {
		return true
	}
	for _, key := range keys {
		if len(g.byKey[key]) > 0 {
			return true
		}
	}
	return false
}

// synced says Synced to all who have heard nothing for a while, so that their cursors stay young.
func (g *group) synced(c journal.Cursor) {
	g.mu.Lock()
	moved := c.Seq > g.bookmark
	g.bookmark = c.Seq
	g.mu.Unlock()
	g.forget()
	if !moved {
		return
	}
	g.mu.RLock()
	defer g.mu.RUnlock()
	answer := g.execute(syncedTold(c))
	for m := range g.members {
		m.hear(c.Seq, answer)
	}
}

// restart lets every member begin anew.
func (g *group) restart() {
	g.mu.RLock()
	defer g.mu.RUnlock()
	for m := range g.members {
		m.restart()
	}
}

// answer executes an event, or returns the answer that was made to it just now.
func (g *group) answer(epoch string, e journal.Event, share bool) []byte {
	if !share {
		return g.execute(eventTold(epoch, e))
	}
	g.run.Lock()
	defer g.run.Unlock()
	if time.Since(g.since) > fresh {
		g.answers, g.since = map[uint64][]byte{}, time.Now()
	}
	known, ok := g.answers[e.Seq]
	if !ok {
		known = g.executeLocked(eventTold(epoch, e))
		g.answers[e.Seq] = known
	}
	return known
}

func (g *group) forget() {
	g.run.Lock()
	g.answers, g.since = nil, time.Time{}
	g.run.Unlock()
}

func (g *group) execute(told Told) []byte {
	g.run.Lock()
	defer g.run.Unlock()
	return g.executeLocked(told)
}

// executeLocked returns the answer to one message, ready to be sent; nil where the group has ended. A fault of the program
// in one answer is no reason to leave everybody without the others.
func (g *group) executeLocked(told Told) (answer []byte) {
	if g.ctx.Err() != nil {
		return nil
	}
	defer func() {
		if fault := recover(); fault != nil {
			g.failed(fault)
			answer = []byte(`{"data":null,"errors":[{"message":"the answer cannot be made","extensions":{"code":"INTERNAL"}}]}`)
		}
	}()
	g.feed.push(told)
	response := g.next(g.ctx)
	if response == nil {
		return nil
	}
	g.executed()
	return encode(response)
}

// shared says whether answers are worth being kept.
func (g *group) shared() bool {
	g.mu.RLock()
	defer g.mu.RUnlock()
	return len(g.members) > 1
}

// encode writes what encoding/json would, without reading the data a second time. The bytes are the caller's.
func encode(r *graphql.Response) []byte {
	if len(r.Errors) > 0 || len(r.Extensions) > 0 || r.HasNext != nil || r.Data == nil {
		b, err := json.Marshal(r)
		if err != nil {
			return []byte(`{"data":null,"errors":[{"message":"the answer cannot be written"}]}`)
		}
		return b
	}
	b := make([]byte, 0, len(r.Data)+len(`{"data":}`))
	b = append(b, `{"data":`...)
	b = append(b, r.Data...)
	return append(b, '}')
}
