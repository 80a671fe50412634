package models

import (
	"encoding/binary"
	"errors"
	"math/bits"
	"time"
)

// ProbeTally sums up the probes of many terminals in one span of time. Round trips stand in classes that are an eighth
// of their value wide, so that tallies of minutes add up to those of hours and days without keeping every answer.
type ProbeTally struct {
	Registered int // terminals' minutes with a registration
	Offline    int // terminals' minutes without one, of those that had one within the hour
	Lost       int // minutes of terminals in which a question went unanswered

	Min, Max time.Duration // of those that were answered

	quick map[int]int // minutes answered at the first sending, by class of the round trip
	again map[int]int // minutes answered after a retransmission, likewise
}

// Answered returns in how many minutes of terminals all questions were answered.
func (t *ProbeTally) Answered() int { return count(t.quick) + count(t.again) }

// Sent returns in how many minutes of terminals there were questions.
func (t *ProbeTally) Sent() int { return t.Answered() + t.Lost }

func count(classes map[int]int) (n int) {
	for _, c := range classes {
		n += c
	}
	return n
}

// Add counts the sample of one terminal.
func (t *ProbeTally) Add(sample uint16) {
	if sample == SampleOffline {
		t.Offline++
		return
	}
	t.Registered++
	p, asked := SampleProbe(sample)
	switch {
	case !asked:
	case p.Lost:
		t.Lost++
	default:
		t.answer(p)
	}
}

func (t *ProbeTally) answer(p Probe) {
	if t.Answered() == 0 || p.RoundTrip < t.Min {
		t.Min = p.RoundTrip
	}
	t.Max = max(t.Max, p.RoundTrip)
	classes := &t.quick
	if p.Retransmitted {
		classes = &t.again
	}
	if *classes == nil {
		*classes = make(map[int]int)
	}
	(*classes)[class(p.RoundTrip)]++
}

// Join adds another tally.
func (t *ProbeTally) Join(other *ProbeTally) {
	if other.Answered() > 0 {
		if t.Answered() == 0 || other.Min < t.Min {
			t.Min = other.Min
		}
		t.Max = max(t.Max, other.Max)
	}
	t.Registered, t.Offline, t.Lost = t.Registered+other.Registered, t.Offline+other.Offline, t.Lost+other.Lost
	t.quick, t.again = joined(t.quick, other.quick), joined(t.again, other.again)
}

func joined(a, b map[int]int) map[int]int {
	if a == nil && len(b) > 0 {
		a = make(map[int]int, len(b))
	}
	for class, n := range b {
		a[class] += n
	}
	return a
}

// Classes of round trips: those below 8 units have one each, above there are eight to each doubling.
const (
	classBits  = 3
	maxClasses = 256
)

func class(trip time.Duration) int {
	v := uint(max(trip/SampleUnit, 0))
	if v < 1<<classBits {
		return int(v)
	}
	exponent := bits.Len(v) - classBits - 1
	return exponent<<classBits + int(v>>exponent)
}

// trip returns the middle of a class.
func trip(class int) time.Duration {
	if class < 1<<(classBits+1) {
		return time.Duration(class) * SampleUnit
	}
	exponent := class>>classBits - 1
	low := (class - exponent<<classBits) << exponent
	return time.Duration(low+(1<<exponent)/2) * SampleUnit
}

// ProbeTallyHour is an hour of the whole switchboard, minute by minute.
type ProbeTallyHour struct {
	Hour    time.Time
	Minutes [ProbeSlots]ProbeTally
}

// Add counts the hour of one terminal, from its first registration on. That of another hour it leaves out.
func (h *ProbeTallyHour) Add(of *ProbeHour) {
	if !of.Hour.Equal(h.Hour) {
		return
	}
	there := false
	for minute, sample := range of.Samples {
		if there = there || sample != SampleOffline; there {
			h.Minutes[minute].Add(sample)
		}
	}
}

// tallyVersion is the first byte of a packed hour.
const tallyVersion = 1

var errTally = errors.New("models: this is no packed hour of probes")

// MarshalBinary packs the hour without its time: a row of small numbers, of which most are a byte long.
func (h *ProbeTallyHour) MarshalBinary() ([]byte, error) {
	packed := []byte{tallyVersion}
	for i := range h.Minutes {
		m := &h.Minutes[i]
		for _, n := range []int{m.Registered, m.Offline, m.Lost, int(m.Min / SampleUnit), int(m.Max / SampleUnit)} {
			packed = binary.AppendUvarint(packed, uint64(n))
		}
		packed = appendClasses(appendClasses(packed, m.quick), m.again)
	}
	return packed, nil
}

func appendClasses(packed []byte, classes map[int]int) []byte {
	packed = binary.AppendUvarint(packed, uint64(len(classes)))
	for class := range maxClasses {
		if n := classes[class]; n > 0 {
			packed = binary.AppendUvarint(binary.AppendUvarint(packed, uint64(class)), uint64(n))
		}
	}
	return packed
}

// UnmarshalBinary unpacks an hour; its time stays.
func (h *ProbeTallyHour) UnmarshalBinary(packed []byte) error {
	if len(packed) == 0 || packed[0] != tallyVersion {
		return errTally
	}
	r := tallyReader{left: packed[1:]}
	for i := range h.Minutes {
		m := &h.Minutes[i]
		*m = ProbeTally{Registered: r.number(), Offline: r.number(), Lost: r.number()}
		m.Min, m.Max = time.Duration(r.number())*SampleUnit, time.Duration(r.number())*SampleUnit
		m.quick, m.again = r.classes(), r.classes()
	}
	if r.failed || len(r.left) > 0 {
		return errTally
	}
	return nil
}

type tallyReader struct {
	left   []byte
	failed bool
}

func (r *tallyReader) number() int {
	n, length := binary.Uvarint(r.left)
	if length <= 0 || n > 1<<40 {
		r.failed, r.left = true, nil
		return 0
	}
	r.left = r.left[length:]
	return int(n)
}

func (r *tallyReader) classes() map[int]int {
	n := r.number()
	if n == 0 || n > maxClasses {
		r.failed = r.failed || n > 0
		return nil
	}
	classes := make(map[int]int, n)
	for range n {
		class := r.number()
		classes[class%maxClasses] = r.number()
	}
	return classes
}
