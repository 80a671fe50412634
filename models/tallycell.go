package models

import "time"

// TallyCells is ProbeCells for the hours of the whole switchboard. Median and mean are those of the classes of round
// trips, off by a sixteenth at most.
func TallyCells(hours []ProbeTallyHour, from, to time.Time, width time.Duration, limits ProbeThresholds) []ProbeCell {
	from = from.UTC().Truncate(time.Minute)
	n := cellCount(from, to, width)
	if n == 0 {
		return nil
	}
	sums := make([]ProbeTally, n)
	eachTally(hours, from, to, func(at time.Time, t *ProbeTally) { sums[at.Sub(from)/width].Join(t) })
	cells := make([]ProbeCell, n)
	for i := range sums {
		cells[i] = sums[i].Cell(limits)
		cells[i].Start = from.Add(time.Duration(i) * width)
	}
	return cells
}

// eachTally calls visit for each minute of the hours that lies within the span.
func eachTally(hours []ProbeTallyHour, from, to time.Time, visit func(time.Time, *ProbeTally)) {
	for i := range hours {
		for minute := range hours[i].Minutes {
			at := hours[i].Hour.Add(time.Duration(minute) * time.Minute)
			if !at.Before(from) && at.Before(to) {
				visit(at, &hours[i].Minutes[minute])
			}
		}
	}
}

// Cell grades the tally.
func (t *ProbeTally) Cell(limits ProbeThresholds) ProbeCell {
	cell := ProbeCell{Sent: t.Sent(), Lost: t.Lost}
	cell.grade(HealthRed, t.Lost)
	all := joined(joined(nil, t.quick), t.again)
	var sum time.Duration
	for class, n := range t.quick {
		cell.grade(Probe{RoundTrip: trip(class)}.Health(limits), n)
	}
	for class, n := range t.again {
		cell.grade(Probe{RoundTrip: trip(class), Retransmitted: true}.Health(limits), n)
	}
	for class, n := range all {
		sum += time.Duration(n) * trip(class)
	}
	cell.Health = cell.colour(t.Registered > 0, tolerance(cell.Sent, crowd))
	answered := t.Answered()
	if answered == 0 {
		return cell
	}
	cell.Min, cell.Max, cell.Mean = t.Min, t.Max, t.within(sum/time.Duration(answered))
	cell.Median, cell.P95 = t.within(classRank(all, answered, 50)), t.within(classRank(all, answered, 95))
	return cell
}

// within keeps what a class says within what was measured.
func (t *ProbeTally) within(trip time.Duration) time.Duration { return min(max(trip, t.Min), t.Max) }

// classRank returns the round trip that so many of a hundred do not exceed.
func classRank(classes map[int]int, all, percent int) time.Duration {
	left := (all*percent + 99) / 100
	for class := range maxClasses {
		if left -= classes[class]; left <= 0 {
			return trip(class)
		}
	}
	return 0
}
