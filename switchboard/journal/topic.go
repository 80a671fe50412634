package journal

import (
	"iter"
	"slices"
)

// topic remembers the subjects of one topic. Subjects stand in a list by the number of their newest event, so that
// the changed ones are found from its end, however many live.
type topic struct {
	subjects map[string]*subject
	byKey    map[string][]*subject
	list     subject // head of the list: next is the subject quiet for longest, prev the one changed last

	capacity  int
	marks     []mark // the last events of the topic; once there are capacity, the oldest stands at next
	next      int
	forgotten uint64 // number of the newest event that fell out of marks
}

// mark is what stays of an event: whose it was, and its number.
type mark struct {
	seq uint64
	of  *subject
}

// subject is one object of a topic. An ended one stays until the event of its end is forgotten.
type subject struct {
	name       string
	keys       []string // shared with events: replaced when it grows, never changed
	newest     *Event
	last       *Event // the newest event that carries a state
	prev, next *subject
}

func newTopic(capacity int) *topic {
	t := &topic{subjects: make(map[string]*subject), byKey: make(map[string][]*subject), capacity: capacity}
	t.list.prev, t.list.next = &t.list, &t.list
	return t
}

func (t *topic) add(name string, keys []string) *subject {
	s := &subject{name: name}
	s.prev, s.next = s, s
	t.subjects[name] = s
	if len(keys) == 0 {
		keys = []string{name}
	}
	t.widen(s, keys)
	return s
}

// widen lets the subject be found by keys as well.
func (t *topic) widen(s *subject, keys []string) {
	own := s.keys
	for _, key := range keys {
		if !slices.Contains(own, key) {
			own = append(slices.Clip(own), key)
			t.byKey[key] = append(t.byKey[key], s)
		}
	}
	s.keys = own
}

// tell makes e the newest event of s, and forgets the oldest event of the topic where there are too many.
func (t *topic) tell(s *subject, e *Event) {
	s.newest = e
	if !e.Removed() {
		s.last = e
	}
	s.unlink()
	s.prev, s.next = t.list.prev, &t.list
	s.prev.next, s.next.prev = s, s
	if len(t.marks) < t.capacity {
		t.marks = append(t.marks, mark{e.Seq, s})
		return
	}
	old := t.marks[t.next]
	t.marks[t.next] = mark{e.Seq, s}
	t.next = (t.next + 1) % t.capacity
	t.forget(old)
}

func (t *topic) forget(old mark) {
	t.forgotten = old.seq
	if s := old.of; s.newest.Seq == old.seq && s.newest.Removed() {
		t.bury(s)
	}
}

// bury drops an ended subject of which nobody can ask any more.
func (t *topic) bury(s *subject) {
	s.unlink()
	delete(t.subjects, s.name)
	for _, key := range s.keys {
		rest := slices.DeleteFunc(t.byKey[key], func(other *subject) bool { return other == s })
		if t.byKey[key] = rest; len(rest) == 0 {
			delete(t.byKey, key)
		}
	}
}

func (s *subject) unlink() { s.prev.next, s.next.prev = s.next, s.prev }

// asked yields each subject with a key of keys (nil: any) whose newest event is after seq, once, in no order.
func (t *topic) asked(keys []string, seq uint64) iter.Seq[*subject] {
	if keys == nil {
		return t.changed(seq)
	}
	return func(yield func(*subject) bool) {
		seen := make(map[*subject]struct{}, len(keys))
		for _, key := range keys {
			for _, s := range t.byKey[key] {
				if _, again := seen[s]; again || s.newest.Seq <= seq {
					continue
				}
				seen[s] = struct{}{}
				if !yield(s) {
					return
				}
			}
		}
	}
}

func (t *topic) changed(seq uint64) iter.Seq[*subject] {
	return func(yield func(*subject) bool) {
		for s := t.list.prev; s != &t.list && s.newest.Seq > seq; s = s.prev {
			if !yield(s) {
				return
			}
		}
	}
}
