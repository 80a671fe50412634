// Package journal is the one ordered stream of events of the switchboard: it numbers every change that anyone may
// watch, remembers the present state of each subject, and tells a returning listener what it missed.
//
// It must not know what an event means: telephones, calls and probes are values to it. It calls nobody; whoever
// wants to follow reads a [Tail].
package journal

import (
	"slices"
	"sync"
	"time"

	"graphpbx/models"
)

// DefaultCapacity is the number of events that are remembered where nothing else is said.
const DefaultCapacity = 1 << 16

// Topic names a stream of events.
type Topic string

// Topics of the switchboard.
const (
	TopicTelephone Topic = "telephone" // subject: telephone id; value: models.Telephone
	TopicCall      Topic = "call"      // subject: call id; keys: user ids of both sides; value: models.Call
	TopicProbe     Topic = "probe"     // subject: terminal id; key: telephone id; value: models.ProbeResult

	TopicOnboarding Topic = "onboarding" // subject: user id; value: models.Onboarding

	TopicCallthrough Topic = "callthrough" // subject: rule id; key: user id; value: models.CallthroughRule
	TopicPresence    Topic = "presence"    // subject: user id; value: models.Presence
	TopicBlocked     Topic = "blocked"     // subject: id of the block; value: models.BlockedAddress

	TopicStatistics Topic = "statistics" // subject: what is watched; value: switchboard.LiveStatistics

	TopicDevice Topic = "device" // subject: device id; value: models.Device

	TopicContact  Topic = "contact"  // subject: contact id; key: id of the user who keeps it, or SharedContacts; value: models.Contact
	TopicSettings Topic = "settings" // one subject; value: models.Settings
)

// SharedContacts is the key of contacts that everybody sees.
const SharedContacts = "shared"

// Event is one change. It carries the whole new state of its subject, so that applying it twice does no harm and
// the last one replaces the earlier ones. What it refers to must never be changed afterwards.
type Event struct {
	Seq     uint64 // counts all events of the journal without gaps, from 1
	At      time.Time
	Topic   Topic
	Subject string
	Keys    []string // what listeners ask by; never empty, and never fewer than in earlier events of the subject
	Value   any      // the whole new state; nil: the subject is no more
}

// Removed reports whether the event tells the end of its subject.
func (e *Event) Removed() bool { return e.Value == nil }

// Journal is safe for use by many goroutines. It remembers, in full, the newest event of each living subject and the
// last events of all topics together (for a [Tail]); and of each topic, how its subjects came to their present state
// over the last events of that topic. So a topic with many events, such as probes, never makes a quiet one forget.
type Journal struct {
	epoch string

	mu     sync.RWMutex
	seq    uint64
	ring   []*Event // the event with number n stands at n % len
	topics map[Topic]*topic
	wake   chan struct{} // closed by the next Append; nil where nobody waits
}

// New returns an empty journal with a new epoch. It remembers capacity events (at least one) of all topics for a Tail,
// and the changes made by capacity events of each topic for Since.
func New(capacity int) *Journal {
	if capacity < 1 {
		capacity = 1
	}
	return &Journal{
		epoch:  models.NewID("jrn")[len("jrn_"):],
		ring:   make([]*Event, capacity),
		topics: make(map[Topic]*topic),
	}
}

// Append numbers a change, remembers it and returns it. A nil value ends the subject. Listeners ask by keys; without
// keys those of the subject's earlier events stay, and a new subject is its own key. Keys only grow while the subject is
// remembered, so whoever heard of a subject also hears of its end.
//
// The end of a subject that does not live is no event: the zero Event is returned. Append neither waits nor calls out.
func (j *Journal) Append(name Topic, subject string, keys []string, value any) Event {
	j.mu.Lock()
	defer j.mu.Unlock()
	t := j.topic(name)
	s := t.subjects[subject]
	if value == nil && (s == nil || s.newest.Removed()) {
		return Event{}
	}
	if s == nil {
		s = t.add(subject, keys)
	} else {
		t.widen(s, keys)
	}
	j.seq++
	e := &Event{Seq: j.seq, At: time.Now(), Topic: name, Subject: subject, Keys: s.keys, Value: value}
	j.ring[j.seq%uint64(len(j.ring))] = e
	t.tell(s, e)
	if j.wake != nil {
		close(j.wake)
		j.wake = nil
	}
	return *e
}

func (j *Journal) topic(name Topic) *topic {
	t := j.topics[name]
	if t == nil {
		t = newTopic(len(j.ring))
		j.topics[name] = t
	}
	return t
}

// Head returns the place after the newest event.
func (j *Journal) Head() Cursor {
	j.mu.RLock()
	defer j.mu.RUnlock()
	return j.head()
}

func (j *Journal) head() Cursor { return Cursor{Epoch: j.epoch, Seq: j.seq} }

// State returns the newest event of each living subject that has one of the keys (nil: of all), in the order of their
// numbers, and the cursor at which this is true.
func (j *Journal) State(name Topic, keys []string) ([]Event, Cursor) {
	j.mu.RLock()
	defer j.mu.RUnlock()
	t := j.topics[name]
	if t == nil {
		return nil, j.head()
	}
	var events []Event
	for s := range t.asked(keys, 0) {
		if !s.newest.Removed() {
			events = append(events, *s.newest)
		}
	}
	return inOrder(events), j.head()
}

// Since returns what happened after the cursor to the subjects that have one of the keys (nil: to all), in the order of
// the numbers, and the cursor up to which this is told. Changes of one subject are gathered into the last, but an
// ended subject is told with its last state and its end. It returns false where the cursor is of another epoch, or
// older than what is remembered: the listener must begin anew with State.
func (j *Journal) Since(c Cursor, name Topic, keys []string) (events []Event, head Cursor, ok bool) {
	j.mu.RLock()
	defer j.mu.RUnlock()
	head = j.head()
	if c.Epoch != j.epoch || c.Seq > j.seq {
		return nil, head, false
	}
	t := j.topics[name]
	if t == nil {
		return nil, head, true
	}
	if c.Seq < t.forgotten {
		return nil, head, false
	}
	for s := range t.asked(keys, c.Seq) {
		if s.newest.Removed() && s.last != nil && s.last.Seq > c.Seq {
			events = append(events, *s.last)
		}
		events = append(events, *s.newest)
	}
	return inOrder(events), head, true
}

func inOrder(events []Event) []Event {
	slices.SortFunc(events, func(a, b Event) int {
		if a.Seq < b.Seq {
			return -1
		}
		return 1
	})
	return events
}
