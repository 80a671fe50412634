package live

import (
	"context"
	"errors"
	"slices"
	"time"

	"graphpbx/switchboard/journal"
)

// Wish is what a subscriber wants to hear of.
type Wish struct {
	Topic journal.Topic
	Keys  []string // nil: everything of the topic
	Since *string  // the last cursor the subscriber saw; nil: it begins with the present state
}

// Kind tells the messages of a stream apart.
type Kind int

// Kinds of messages.
const (
	Changed Kind = iota // Event carries the new state
	Removed             // Event names what is gone
	Synced              // all up to the cursor has been told
	Reset               // what was told before is void; the present state follows
)

// Told is one message of a stream.
type Told struct {
	Kind   Kind
	Cursor string
	At     time.Time
	Event  journal.Event // of Changed and Removed
}

// Follow is what a subscription's resolver returns. The wish is asked for once in the context of each subscriber,
// and is where rights are checked; say puts a message into the words of the schema, for all who ask the same.
//
// Over this package's transport the channel serves a group, or nobody where only the wish was wanted. Over any other
// transport it carries head and tail for one subscriber until the context ends; the journal is its queue, so a
// subscriber that cannot follow is told Reset and the present state.
func Follow[T any](ctx context.Context, j *journal.Journal, wish func() (Wish, error), say func(Told) T) (<-chan T, error) {
	if f, ok := ctx.Value(feedKey{}).(*feed); ok {
		tail := make(chan T, 1) // filled and emptied by turns, see group.execute
		f.push = func(told Told) { tail <- say(told) }
		return tail, nil
	}
	w, err := wish()
	if err != nil {
		return nil, err
	}
	out := make(chan T)
	if a, ok := ctx.Value(arrivalKey{}).(*arrival); ok {
		a.came, a.wish = true, w
		close(out)
		return out, nil
	}
	p := private{journal: j, wish: w, keys: setOf(w.Keys), tell: func(told Told) bool {
		select {
		case out <- say(told):
			return true
		case <-ctx.Done():
			return false
		}
	}}
	go func() {
		defer close(out)
		p.run(ctx)
	}()
	return out, nil
}

type (
	feedKey    struct{}
	arrivalKey struct{}
)

// feed stands in the context of a group's execution, and is where the resolver says how the group is fed.
type feed struct{ push func(Told) }

// arrival stands in the context of a new subscriber, and is where the resolver says what it wants.
type arrival struct {
	came bool
	wish Wish
}

// head is what a subscriber is told first.
type head struct {
	reset  bool
	events []journal.Event
	cursor journal.Cursor
}

// readHead reads the present state, or what happened since the wish's cursor.
func readHead(j *journal.Journal, w Wish, anew bool) head {
	if w.Since == nil && !anew {
		events, cursor := j.State(w.Topic, w.Keys)
		return head{events: events, cursor: cursor}
	}
	if !anew {
		since, err := journal.ParseCursor(*w.Since)
		if err == nil {
			if events, cursor, ok := j.Since(since, w.Topic, w.Keys); ok {
				return head{events: events, cursor: cursor}
			}
		}
	}
	events, cursor := j.State(w.Topic, w.Keys)
	return head{reset: true, events: events, cursor: cursor}
}

// tell calls say with each message of the head, until it returns false.
func (h head) tell(say func(Told) bool) bool {
	if h.reset && !say(resetTold(h.cursor)) {
		return false
	}
	for _, e := range h.events {
		if !say(eventTold(h.cursor.Epoch, e)) {
			return false
		}
	}
	return say(syncedTold(h.cursor))
}

// resetTold carries the cursor before everything: whoever is cut off before the state has arrived comes back to all of it.
func resetTold(c journal.Cursor) Told {
	return Told{Kind: Reset, Cursor: journal.Cursor{Epoch: c.Epoch}.String(), At: time.Now()}
}

func syncedTold(c journal.Cursor) Told {
	return Told{Kind: Synced, Cursor: c.String(), At: time.Now()}
}

func eventTold(epoch string, e journal.Event) Told {
	told := Told{Kind: Changed, Cursor: journal.Cursor{Epoch: epoch, Seq: e.Seq}.String(), At: e.At, Event: e}
	if e.Removed() {
		told.Kind = Removed
	}
	return told
}

// private serves one subscriber without a group.
type private struct {
	journal *journal.Journal
	wish    Wish
	keys    map[string]struct{} // those of the wish; nil: all
	tell    func(Told) bool     // false: the subscriber is gone
}

func setOf(keys []string) map[string]struct{} {
	if keys == nil {
		return nil
	}
	set := make(map[string]struct{}, len(keys))
	for _, key := range keys {
		set[key] = struct{}{}
	}
	return set
}

func (p private) run(ctx context.Context) {
	for anew := false; ; anew = true {
		h := readHead(p.journal, p.wish, anew)
		if !h.tell(p.tell) {
			return
		}
		if err := p.follow(ctx, h.cursor); !errors.Is(err, journal.ErrForgotten) {
			return
		}
	}
}

// follow tells what happens after the cursor.
func (p private) follow(ctx context.Context, c journal.Cursor) error {
	tail := p.journal.Tail(c.Seq)
	told := c
	for {
		minute, cancel := context.WithTimeout(ctx, time.Minute)
		events, err := tail.Next(minute)
		cancel()
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.Is(err, context.DeadlineExceeded):
			if c != told && !p.tell(syncedTold(c)) {
				return context.Canceled
			}
			told = c
			continue
		case err != nil:
			return err
		}
		for _, e := range events {
			c.Seq = e.Seq
			if !p.wants(e) {
				continue
			}
			if !p.tell(eventTold(c.Epoch, e)) {
				return context.Canceled
			}
			told = c
		}
	}
}

func (p private) wants(e journal.Event) bool {
	if e.Topic != p.wish.Topic || p.keys == nil {
		return e.Topic == p.wish.Topic
	}
	return slices.ContainsFunc(e.Keys, func(key string) bool {
		_, wanted := p.keys[key]
		return wanted
	})
}
