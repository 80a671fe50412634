package journal

import (
	"context"
	"errors"
)

// ErrForgotten is returned by [Tail.Next] when the journal has gone on by more events than it remembers. The reader
// must begin anew: with State of everything it follows, and a new Tail from there.
var ErrForgotten = errors.New("the journal has forgotten what comes next")

// batch bounds how many events Next returns at once.
const batch = 1024

// Tail reads all topics in order. It is for one goroutine.
type Tail struct {
	journal *Journal
	after   uint64
}

// Tail returns a reader of the events after the given number (Cursor.Seq; 0 for the first one).
func (j *Journal) Tail(after uint64) *Tail { return &Tail{journal: j, after: after} }

// Next waits until there are events and returns the next of them, in order and without gap. Its errors are
// ErrForgotten and those of the context.
func (t *Tail) Next(ctx context.Context) ([]Event, error) {
	for {
		events, wake, err := t.journal.after(t.after)
		if err != nil {
			return nil, err
		}
		if len(events) > 0 {
			t.after = events[len(events)-1].Seq
			return events, nil
		}
		select {
		case <-wake:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// after returns the events that follow a number, or where there are none, a channel closed when there are.
func (j *Journal) after(seq uint64) (events []Event, wake <-chan struct{}, err error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if seq >= j.seq {
		if j.wake == nil {
			j.wake = make(chan struct{})
		}
		return nil, j.wake, nil
	}
	if j.seq-seq > uint64(len(j.ring)) {
		return nil, nil, ErrForgotten
	}
	events = make([]Event, 0, min(j.seq-seq, batch))
	for n := seq + 1; n <= j.seq && len(events) < batch; n++ {
		events = append(events, *j.ring[n%uint64(len(j.ring))])
	}
	return events, nil, nil
}
