package journal

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
)

func TestAppendNumbersWithoutGaps(t *testing.T) {
	j := New(4)
	for n := uint64(1); n <= 10; n++ {
		if e := j.Append(TopicCall, "cal_a", []string{"usr_a"}, n); e.Seq != n {
			t.Fatalf("event %d is numbered %d", n, e.Seq)
		}
	}
	if e := j.Append(TopicCall, "cal_unknown", nil, nil); e.Seq != 0 || j.Head().Seq != 10 {
		t.Errorf("the end of an unknown subject became event %d, head %d", e.Seq, j.Head().Seq)
	}
}

func TestStateIsTheNewestOfEachLivingSubject(t *testing.T) {
	j := New(100)
	j.Append(TopicTelephone, "tel_a", nil, 1)
	j.Append(TopicTelephone, "tel_b", nil, 2)
	j.Append(TopicTelephone, "tel_c", nil, 3)
	j.Append(TopicTelephone, "tel_a", nil, 4)
	j.Append(TopicTelephone, "tel_b", nil, nil)
	j.Append(TopicCall, "cal_a", nil, 5)

	events, head := j.State(TopicTelephone, nil)
	if got := told(events); !slices.Equal(got, []string{"3 tel_c=3", "4 tel_a=4"}) {
		t.Errorf("state: %q", got)
	}
	if head != j.Head() || head.Seq != 6 {
		t.Errorf("cursor %v", head)
	}
	events, _ = j.State(TopicTelephone, []string{"tel_a", "tel_b", "tel_a", "tel_z"})
	if got := told(events); !slices.Equal(got, []string{"4 tel_a=4"}) {
		t.Errorf("state of some: %q", got)
	}
	if events, _ = j.State(TopicTelephone, []string{}); len(events) != 0 {
		t.Errorf("no keys asked, %q told", told(events))
	}
}

func TestSinceTellsTheEndOfASubjectWithItsLastState(t *testing.T) {
	j := New(100)
	j.Append(TopicCall, "cal_a", []string{"usr_a"}, "ringing")
	before := j.Head()
	j.Append(TopicCall, "cal_a", []string{"usr_b"}, "connected")
	j.Append(TopicCall, "cal_a", nil, "ended")
	between := j.Head()
	j.Append(TopicCall, "cal_a", nil, nil)

	for _, key := range []string{"usr_a", "usr_b"} {
		events, head, ok := j.Since(before, TopicCall, []string{key})
		if got := told(events); !ok || head.Seq != 4 || !slices.Equal(got, []string{"3 cal_a=ended", "4 cal_a=<nil>"}) {
			t.Errorf("%s after the start: %q %v", key, got, ok)
		}
	}
	events, _, _ := j.Since(between, TopicCall, nil)
	if got := told(events); !slices.Equal(got, []string{"4 cal_a=<nil>"}) {
		t.Errorf("after the end: %q", got)
	}
}

func TestSinceForgets(t *testing.T) {
	j := New(4)
	start := j.Head()
	for n := range 4 {
		j.Append(TopicCall, fmt.Sprint("cal_", n), nil, n)
	}
	for n := range 50 {
		j.Append(TopicProbe, "trm_a", nil, n)
	}
	if events, _, ok := j.Since(start, TopicCall, nil); !ok || len(events) != 4 {
		t.Errorf("probes made the calls forgotten: %q %v", told(events), ok)
	}
	if _, _, ok := j.Since(start, TopicProbe, nil); ok {
		t.Error("50 events are remembered where 4 should be")
	}
	j.Append(TopicCall, "cal_4", nil, 4)
	if _, _, ok := j.Since(start, TopicCall, nil); ok {
		t.Error("the first call should be forgotten")
	}
	for _, c := range []Cursor{{}, {Epoch: "another", Seq: 50}, {Epoch: j.Head().Epoch, Seq: j.Head().Seq + 1}} {
		if _, head, ok := j.Since(c, TopicCall, nil); ok || head != j.Head() {
			t.Errorf("cursor %v was taken", c)
		}
	}
}

func TestForgottenSubjectsLeaveNothing(t *testing.T) {
	j := New(10)
	for n := range 1000 {
		id := fmt.Sprint("cal_", n)
		j.Append(TopicCall, id, []string{"usr_a", "usr_b"}, n)
		j.Append(TopicCall, id, nil, nil)
	}
	c := j.topics[TopicCall]
	if len(c.subjects) > 5 || len(c.byKey["usr_a"]) > 5 || len(c.marks) != 10 {
		t.Errorf("%d subjects, %d by key, %d marks", len(c.subjects), len(c.byKey["usr_a"]), len(c.marks))
	}
}

func TestCursorText(t *testing.T) {
	j := New(1)
	j.Append(TopicCall, "cal_a", nil, 1)
	if c, err := ParseCursor(j.Head().String()); err != nil || c != j.Head() {
		t.Errorf("%v, %v", c, err)
	}
	for _, bad := range []string{"", ".", "abc", "abc.", ".7", "abc.-1", "abc.1x", "abc.99999999999999999999"} {
		if _, err := ParseCursor(bad); !errors.Is(err, ErrCursor) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// TestListenersHoldTheTruth lets listeners come and go at random while subjects change at random, and compares what
// each of them holds with a model that has seen everything.
func TestListenersHoldTheTruth(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 1))
		j := New(1 + r.IntN(60))
		m := model{state: map[string]any{}, keys: map[string][]string{}}
		listeners := []*listener{{}, {keys: []string{"k0"}}, {keys: []string{"k1", "k2"}}, {keys: []string{"none"}}}
		for step := range 400 {
			switch r.IntN(5) {
			case 0:
				l := listeners[r.IntN(len(listeners))]
				l.read(t, j)
				if want := m.seen(l.keys); !equal(l.held, want) {
					t.Fatalf("seed %d, step %d: listener to %v holds %v, want %v", seed, step, l.keys, l.held, want)
				}
			case 1:
				m.end(j, fmt.Sprint("s", r.IntN(8)))
			default:
				m.change(j, fmt.Sprint("s", r.IntN(8)), fmt.Sprint("k", r.IntN(4)), step)
			}
		}
	}
}

type model struct {
	state map[string]any
	keys  map[string][]string
}

func (m *model) change(j *Journal, subject, key string, value any) {
	e := j.Append(TopicTelephone, subject, []string{key}, value)
	m.state[subject], m.keys[subject] = value, e.Keys
}

func (m *model) end(j *Journal, subject string) {
	j.Append(TopicTelephone, subject, nil, nil)
	delete(m.state, subject)
}

func (m *model) seen(keys []string) map[string]any {
	seen := map[string]any{}
	for subject, value := range m.state {
		if keys == nil || slices.ContainsFunc(keys, func(k string) bool { return slices.Contains(m.keys[subject], k) }) {
			seen[subject] = value
		}
	}
	return seen
}

type listener struct {
	keys   []string
	cursor Cursor
	held   map[string]any
	resets int
}

func (l *listener) read(t *testing.T, j *Journal) {
	events, head, ok := j.Since(l.cursor, TopicTelephone, l.keys)
	after := l.cursor.Seq
	if !ok {
		l.held, after = map[string]any{}, 0
		l.resets++
		events, head = j.State(TopicTelephone, l.keys)
	}
	for _, e := range events {
		if e.Seq <= after || e.Seq > head.Seq {
			t.Fatalf("event %d told after %d, up to %d", e.Seq, after, head.Seq)
		}
		after = e.Seq
		if e.Removed() {
			delete(l.held, e.Subject)
		} else {
			l.held[e.Subject] = e.Value
		}
	}
	l.cursor = head
}

func TestTailReadsEverythingInOrder(t *testing.T) {
	const writers, each = 4, 2000
	j := New(writers * each)
	tail := j.Tail(0)
	var all sync.WaitGroup
	for w := range writers {
		all.Go(func() {
			for n := range each {
				j.Append(TopicProbe, fmt.Sprint("trm_", w), nil, n)
			}
		})
	}
	last := map[string]int{}
	for seq := uint64(0); seq < writers*each; {
		events, err := tail.Next(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range events {
			if seq++; e.Seq != seq {
				t.Fatalf("event %d instead of %d", e.Seq, seq)
			}
			if n, known := last[e.Subject]; known && e.Value != n+1 {
				t.Fatalf("%s: %v after %d", e.Subject, e.Value, n)
			}
			last[e.Subject] = e.Value.(int)
		}
	}
	all.Wait()
}

func TestTailOvertakenSaysSo(t *testing.T) {
	j := New(4)
	tail := j.Tail(j.Head().Seq)
	for n := range 5 {
		j.Append(TopicCall, "cal_a", nil, n)
	}
	if _, err := tail.Next(t.Context()); !errors.Is(err, ErrForgotten) {
		t.Errorf("error %v", err)
	}
	if events, err := j.Tail(1).Next(t.Context()); err != nil || len(events) != 4 {
		t.Errorf("four events are remembered: %q, %v", told(events), err)
	}
}

func TestTailWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := New(4)
		ctx, cancel := context.WithCancel(t.Context())
		got := make(chan error, 2)
		go func() {
			tail := j.Tail(0)
			_, err := tail.Next(ctx)
			got <- err
			_, err = tail.Next(ctx)
			got <- err
		}()
		synctest.Wait()
		j.Append(TopicCall, "cal_a", nil, 1)
		if err := <-got; err != nil {
			t.Error(err)
		}
		synctest.Wait()
		cancel()
		if err := <-got; !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
}

func told(events []Event) []string {
	texts := make([]string, len(events))
	for i, e := range events {
		texts[i] = fmt.Sprintf("%d %s=%v", e.Seq, e.Subject, e.Value)
	}
	return texts
}

func equal(a, b map[string]any) bool {
	if len(a) != len(b) {
		return false
	}
	for k, v := range a {
		if b[k] != v {
			return false
		}
	}
	return true
}

func BenchmarkAppend(b *testing.B) {
	j := New(DefaultCapacity)
	subjects := make([]string, 10000)
	for n := range subjects {
		subjects[n] = fmt.Sprint("tel_", n)
	}
	b.ReportAllocs()
	for n := 0; b.Loop(); n++ {
		s := subjects[n%len(subjects)]
		j.Append(TopicTelephone, s, nil, n)
	}
}
