package models

import (
	"slices"
	"time"
)

// ProbeCell sums up the probes of a span of time: one field of the grid that the online statistics show.
type ProbeCell struct {
	Start  time.Time
	Health Health
	Sent   int
	Lost   int

	Green, Orange, Red int // the probes by their colour

	// Round trips of those that were answered; zero where none was.
	Min, Mean, Median, P95, Max time.Duration
}

// MaxProbeCells is the most cells that one question may ask for: a day of minutes and an hour more.
const MaxProbeCells = 1500

// ProbeCells returns the cells of the span from (inclusive) to (exclusive), each as long as width, from the hours of
// one terminal or of several. The first begins at from, cut down to the whole minute; the last may reach beyond to.
// Where that would be more than MaxProbeCells it returns nil: ask for longer cells or a shorter span.
func ProbeCells(hours []ProbeHour, from, to time.Time, width time.Duration, limits ProbeThresholds) []ProbeCell {
	from = from.UTC().Truncate(time.Minute)
	n := cellCount(from, to, width)
	if n == 0 {
		return nil
	}
	gathered := make([]cellSamples, n)
	terminals := make(map[string]bool)
	for i := range hours {
		terminals[hours[i].TerminalID] = true
		for minute, sample := range hours[i].Samples {
			at := hours[i].Hour.Add(time.Duration(minute) * time.Minute)
			if !at.Before(from) && at.Before(to) {
				gathered[at.Sub(from)/width].add(sample)
			}
		}
	}
	cells := make([]ProbeCell, n)
	for i := range gathered {
		cells[i] = gathered[i].cell(limits, len(terminals))
		cells[i].Start = from.Add(time.Duration(i) * width)
	}
	return cells
}

// cellCount returns how many cells a span has; 0 where it cannot be asked for.
func cellCount(from, to time.Time, width time.Duration) int {
	if width < time.Minute || !from.Before(to) || (to.Sub(from)-1)/width >= MaxProbeCells {
		return 0
	}
	return int((to.Sub(from)-1)/width) + 1
}

// cellSamples gathers the samples of one cell.
type cellSamples struct {
	probes     []Probe
	registered bool // in some minute of it
}

func (c *cellSamples) add(sample uint16) {
	if p, asked := SampleProbe(sample); asked {
		c.probes = append(c.probes, p)
	}
	c.registered = c.registered || sample != SampleOffline
}

func (c *cellSamples) cell(limits ProbeThresholds, terminals int) ProbeCell {
	cell := ProbeCell{Sent: len(c.probes)}
	var trips []time.Duration
	var sum time.Duration
	for _, p := range c.probes {
		cell.grade(p.Health(limits), 1)
		if p.Lost {
			cell.Lost++
			continue
		}
		trips, sum = append(trips, p.RoundTrip), sum+p.RoundTrip
	}
	cell.Health = cell.colour(c.registered, tolerance(cell.Sent, terminals))
	if len(trips) == 0 {
		return cell
	}
	slices.Sort(trips)
	cell.Min, cell.Max, cell.Mean = trips[0], trips[len(trips)-1], sum/time.Duration(len(trips))
	cell.Median, cell.P95 = rank(trips, 50), rank(trips, 95)
	return cell
}

// rank returns the value that so many of a hundred do not exceed (nearest rank).
func rank(sorted []time.Duration, percent int) time.Duration {
	return sorted[(len(sorted)*percent+99)/100-1]
}

func (c *ProbeCell) grade(h Health, n int) {
	switch h {
	case HealthGreen:
		c.Green += n
	case HealthOrange:
		c.Orange += n
	case HealthRed:
		c.Red += n
	}
}

// colour grades the cell. One probe decides for itself. Of several, half without an answer make the cell red; more without
// an answer than are tolerated, or more than a tenth of them late, make it orange: a single slow answer in an hour is no
// fault of the line. Without probes it is grey where the terminal was not registered, else unknown.
func (c *ProbeCell) colour(registered bool, tolerated int) Health {
	switch {
	case c.Sent == 0 && registered:
		return HealthUnknown
	case c.Sent == 0:
		return HealthGrey
	case 2*c.Red >= c.Sent:
		return HealthRed
	case c.Red > tolerated || 10*c.Orange > c.Sent:
		return HealthOrange
	}
	return HealthGreen
}

// crowd is from how many terminals on a cell tolerates losses, since one of them is always away without a goodbye.
const crowd = 10

// tolerance returns how many of a crowd's probes may be lost before its cell is orange: one of twenty.
func tolerance(sent, terminals int) int {
	if terminals < crowd {
		return 0
	}
	return sent / 20
}
