package models

import (
	"cmp"
	"net/netip"
	"slices"
	"time"
)

// MarkKind is what was seen of a terminal.
type MarkKind int

// Kinds of marks.
const (
	MarkRegistered   MarkKind = iota // it registered, anew or to prolong
	MarkUnregistered                 // it said goodbye, or its registration was ended
	MarkExpired                      // its registration ran out
	MarkAnswered                     // it answered a question
	MarkLost                         // it did not
)

// Mark is one thing that was seen of a terminal.
type Mark struct {
	At   time.Time
	Kind MarkKind
	Late bool // answered, but not in time
}

// Trace is what was seen of a terminal over a time, oldest first.
type Trace struct {
	TerminalID string
	Network    netip.Prefix
	Marks      []Mark
}

// NewTrace puts together what is known of a terminal: hours minute by minute, registrations and their ends, and marks to the
// second of the last time, which take the place of the minutes from the first of them on.
func NewTrace(terminalID string, hours []ProbeHour, events []TerminalEvent, fine []Mark, limits ProbeThresholds) Trace {
	t := Trace{TerminalID: terminalID, Marks: slices.Clone(fine)}
	for i := range hours {
		t.Network = hours[i].Network
		for minute, sample := range hours[i].Samples {
			at := hours[i].Hour.Add(time.Duration(minute)*time.Minute + 30*time.Second)
			p, asked := SampleProbe(sample)
			if asked && (len(fine) == 0 || at.Before(fine[0].At)) {
				t.Marks = append(t.Marks, MarkOf(at, p, limits))
			}
		}
	}
	for _, e := range events {
		if kind, is := markKinds[e.Kind]; is && e.TerminalID == terminalID {
			t.Marks = append(t.Marks, Mark{At: e.At, Kind: kind})
		}
	}
	slices.SortStableFunc(t.Marks, func(a, b Mark) int { return cmp.Or(a.At.Compare(b.At), int(a.Kind-b.Kind)) })
	return t
}

var markKinds = map[TerminalEventKind]MarkKind{
	EventRegistered: MarkRegistered, EventMoved: MarkRegistered, EventUnregistered: MarkUnregistered, EventRemoved: MarkUnregistered,
	EventExpired: MarkExpired,
}

// MarkOf returns the mark of a probe.
func MarkOf(at time.Time, p Probe, limits ProbeThresholds) Mark {
	switch p.Health(limits) {
	case HealthRed:
		return Mark{At: at, Kind: MarkLost}
	case HealthOrange:
		return Mark{At: at, Kind: MarkAnswered, Late: true}
	}
	return Mark{At: at, Kind: MarkAnswered}
}

// counts are how often a terminal was asked, and what came of it.
type counts struct{ asked, late, lost int }

func (t *Trace) counts() (c counts) {
	for _, m := range t.Marks {
		switch {
		case m.Kind == MarkLost:
			c.asked, c.lost = c.asked+1, c.lost+1
		case m.Kind == MarkAnswered:
			c.asked++
			if m.Late {
				c.late++
			}
		}
	}
	return c
}

func (c counts) lostShare() float64 { return share(c.lost, c.asked) }
func (c counts) lateShare() float64 { return share(c.late, c.asked-c.lost) }

func share(part, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64(part) / float64(of)
}

// silence is a time in which a terminal did not answer, although it was registered.
type silence struct {
	from, to   time.Time // of the first loss, and of what ended it; to is that of the last loss where nothing did
	losses     int
	heard      time.Time // when it was heard before that, zero for never
	registered time.Time // the last registration before the answer that ended it, within the silence; zero for none
	ended      bool      // by an answer
}

// silences returns the times in which questions went unanswered.
func (t *Trace) silences() (all []silence) {
	var heard time.Time
	var now *silence
	for _, m := range t.Marks {
		switch m.Kind {
		case MarkLost:
			if now == nil {
				all = append(all, silence{from: m.At, heard: heard})
				now = &all[len(all)-1]
			}
			now.losses, now.to = now.losses+1, m.At
		case MarkRegistered:
			if now != nil {
				now.registered = m.At
			}
			heard = m.At
		case MarkAnswered:
			if now != nil {
				now.to, now.ended, now = m.At, true, nil
			}
			heard = m.At
		default:
			now = nil
		}
	}
	return all
}

// minutes are the minutes in which all questions to a terminal were lost, and those in which any was answered.
func (t *Trace) minutes() (lost, answered map[int64]bool) {
	lost, answered = map[int64]bool{}, map[int64]bool{}
	for _, m := range t.Marks {
		switch minute := m.At.Unix() / 60; m.Kind {
		case MarkLost:
			lost[minute] = true
		case MarkAnswered:
			answered[minute] = true
		}
	}
	for minute := range answered {
		delete(lost, minute)
	}
	return lost, answered
}

// Cut leaves what was seen within the span.
func (t *Trace) Cut(span Span) {
	t.Marks = slices.DeleteFunc(t.Marks, func(m Mark) bool { return m.At.Before(span.From) || !m.At.Before(span.To) })
}
