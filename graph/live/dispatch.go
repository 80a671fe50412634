package live

import (
	"context"
	"errors"

	"graphpbx/switchboard/journal"
)

// dispatch reads the journal and tells each event to the groups that follow its topic. It is the only one to do so,
// hence everybody hears everything in order.
func (t *Transport) dispatch(ctx context.Context, position journal.Cursor) {
	tail := t.cfg.Journal.Tail(position.Seq)
	for ctx.Err() == nil {
		minute, cancel := context.WithTimeout(ctx, t.cfg.Bookmark)
		err := t.follow(minute, tail, &position)
		cancel()
		switch {
		case errors.Is(err, journal.ErrForgotten):
			position = t.cfg.Journal.Head()
			tail = t.cfg.Journal.Tail(position.Seq)
			t.cfg.Log.Warn("the journal overtook the subscriptions: all begin anew", "position", position.String())
			t.each(func(g *group) { g.restart() })
		case errors.Is(err, context.DeadlineExceeded):
			t.each(func(g *group) { g.synced(position) })
		}
	}
}

// follow publishes events until something comes between. A stream of events never ends by its deadline alone, so the
// deadline is looked at here as well.
func (t *Transport) follow(ctx context.Context, tail *journal.Tail, position *journal.Cursor) error {
	for {
		events, err := tail.Next(ctx)
		if err != nil {
			return err
		}
		for _, e := range events {
			t.publish(position.Epoch, e)
			position.Seq = e.Seq
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
}

func (t *Transport) publish(epoch string, e journal.Event) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	for _, g := range t.groups {
		if g.topic == e.Topic {
			g.publish(epoch, e)
		}
	}
}

func (t *Transport) each(do func(*group)) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	for _, g := range t.groups {
		do(g)
	}
}
