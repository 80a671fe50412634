package models

import "time"

// Reach tells for how much of a time terminals were there.
type Reach struct {
	Known     int            // minutes that are known of
	Available int            // minutes of these in which a terminal was registered and answered
	Grades    map[Health]int // minutes by colour
	Gap       Span           // the longest time in which nothing was available; zero for none
}

// Span is a time from (inclusive) to (exclusive).
type Span struct{ From, To time.Time }

// Length returns how long the span is.
func (s Span) Length() time.Duration { return s.To.Sub(s.From) }

// Share returns the share of the time in which a terminal was there, 0 to 1; 1 where nothing is known.
func (r *Reach) Share() float64 {
	if r.Known == 0 {
		return 1
	}
	return float64(r.Available) / float64(r.Known)
}

// fitness orders the colours of one minute: of several terminals the best one counts, since a call reaches it.
var fitness = map[Health]int{HealthGrey: 1, HealthRed: 2, HealthUnknown: 3, HealthOrange: 4, HealthGreen: 5}

func fitter(a, b Health) Health {
	if fitness[b] > fitness[a] {
		return b
	}
	return a
}

// ReachOf returns for how much of the span terminals were there. Together they count as one telephone, which is there
// as long as any of them is; else each counts for itself, in the hours of which something is known.
func ReachOf(hours []ProbeHour, from, to time.Time, limits ProbeThresholds, together bool) Reach {
	from = from.UTC().Truncate(time.Minute)
	if !from.Before(to) {
		return Reach{}
	}
	best := make([]Health, (to.Sub(from)-1)/time.Minute+1)
	for i := range best {
		best[i] = HealthGrey
	}
	each := Reach{Grades: map[Health]int{}}
	eachMinute(hours, from, to, limits, func(minute int, colour Health, available bool) {
		each.Known++
		each.Grades[colour]++
		if available {
			each.Available++
		} else if colour == HealthUnknown {
			colour = HealthRed // for the gap: it did not answer when it was last asked
		}
		best[minute] = fitter(best[minute], colour)
	})
	all := reachOfMinutes(best, from)
	if together {
		return all
	}
	each.Gap = all.Gap
	return each
}

// eachMinute visits the minutes of all terminals within the span, of each from its first registration on. A minute without a
// question goes on as the one before it ended.
func eachMinute(hours []ProbeHour, from, to time.Time, limits ProbeThresholds, visit func(minute int, colour Health, available bool)) {
	lost, seen := map[string]bool{}, map[string]bool{}
	for i := range hours {
		h := &hours[i]
		for n, sample := range h.Samples {
			at := h.Hour.Add(time.Duration(n) * time.Minute)
			colour := sampleHealth(sample, limits)
			if colour != HealthUnknown {
				lost[h.TerminalID] = colour == HealthRed
			}
			within := !at.Before(from) && at.Before(to)
			if seen[h.TerminalID] = seen[h.TerminalID] || within && colour != HealthGrey; within && seen[h.TerminalID] {
				visit(int(at.Sub(from)/time.Minute), colour, colour != HealthGrey && !lost[h.TerminalID])
			}
		}
	}
}

func sampleHealth(sample uint16, limits ProbeThresholds) Health {
	p, asked := SampleProbe(sample)
	switch {
	case sample == SampleOffline:
		return HealthGrey
	case !asked:
		return HealthUnknown
	}
	return p.Health(limits)
}

func reachOfMinutes(minutes []Health, from time.Time) Reach {
	r := Reach{Known: len(minutes), Grades: map[Health]int{}}
	gap := Span{}
	for i, colour := range minutes {
		at := from.Add(time.Duration(i) * time.Minute)
		r.Grades[colour]++
		if fitness[colour] > fitness[HealthRed] {
			r.Available++
			gap = Span{}
			continue
		}
		if gap.From.IsZero() {
			gap.From = at
		}
		if gap.To = at.Add(time.Minute); gap.Length() > r.Gap.Length() {
			r.Gap = gap
		}
	}
	return r
}

// TallyReach is ReachOf for the hours of the whole switchboard, each terminal for itself. Minutes of which nothing is
// known are no gap: nobody was registered.
func TallyReach(hours []ProbeTallyHour, from, to time.Time, limits ProbeThresholds) Reach {
	r := Reach{Grades: map[Health]int{}}
	gap := Span{}
	eachTally(hours, from, to, func(at time.Time, t *ProbeTally) {
		cell := t.Cell(limits)
		r.Known, r.Available = r.Known+t.Registered+t.Offline, r.Available+t.Registered-t.Lost
		for colour, n := range map[Health]int{
			HealthGreen: cell.Green, HealthOrange: cell.Orange, HealthRed: cell.Red, HealthGrey: t.Offline, HealthUnknown: t.Registered - cell.Sent,
		} {
			r.Grades[colour] += n
		}
		if t.Registered > t.Lost || t.Registered+t.Offline == 0 {
			gap = Span{}
			return
		}
		if !gap.To.Equal(at) {
			gap.From = at
		}
		if gap.To = at.Add(time.Minute); gap.Length() > r.Gap.Length() {
			r.Gap = gap
		}
	})
	return r
}
