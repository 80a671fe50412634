package models

import (
	"testing"
	"time"
)

// hourOf returns the hour from noon with samples in its first minutes and, in the others, none.
func hourOf(samples ...uint16) ProbeHour {
	h := NewProbeHour("usr_a", "trm_a", noon)
	copy(h.Samples[:], samples)
	return h
}

func milliseconds(n int) uint16 {
	return Probe{RoundTrip: time.Duration(n) * time.Millisecond}.Sample()
}

func repeat(n int, sample uint16) (samples []uint16) {
	for range n {
		samples = append(samples, sample)
	}
	return samples
}

func TestGradingOfCells(t *testing.T) {
	quick, slow, again := milliseconds(20), milliseconds(151), Probe{Retransmitted: true}.Sample()
	for name, c := range map[string]struct {
		samples []uint16
		want    Health
	}{
		"not registered":               {repeat(60, SampleOffline), HealthGrey},
		"registered, not asked":        {repeat(60, SampleNone), HealthUnknown},
		"registered for a minute":      {append(repeat(59, SampleOffline), SampleNone), HealthUnknown},
		"one quick":                    {append(repeat(59, SampleOffline), quick), HealthGreen},
		"one at the limit":             {[]uint16{milliseconds(150)}, HealthGreen},
		"one slow":                     {[]uint16{slow}, HealthOrange},
		"one sent again":               {[]uint16{again}, HealthOrange},
		"one lost":                     {[]uint16{SampleLost}, HealthRed},
		"one too late":                 {[]uint16{milliseconds(4001)}, HealthRed},
		"one slow among many":          {append(repeat(59, quick), slow), HealthGreen},
		"a tenth slow":                 {append(repeat(54, quick), repeat(6, slow)...), HealthGreen},
		"more than a tenth slow":       {append(repeat(53, quick), repeat(7, again)...), HealthOrange},
		"one lost among many":          {append(repeat(59, quick), SampleLost), HealthOrange},
		"one less than half lost":      {append(repeat(31, quick), repeat(29, SampleLost)...), HealthOrange},
		"half lost":                    {append(repeat(30, quick), repeat(30, SampleLost)...), HealthRed},
		"lost all, then went offline":  {append(repeat(3, SampleLost), repeat(57, SampleOffline)...), HealthRed},
		"nothing kept of the terminal": {nil, HealthUnknown},
	} {
		cells := ProbeCells([]ProbeHour{hourOf(c.samples...)}, noon, noon.Add(time.Hour), time.Hour, DefaultProbeThresholds)
		if len(cells) != 1 || cells[0].Health != c.want {
			t.Errorf("%s: %+v, want %s", name, cells, c.want)
		}
	}
}

func TestFiguresOfACell(t *testing.T) {
	var samples []uint16
	for n := 20; n >= 1; n-- {
		samples = append(samples, milliseconds(n))
	}
	samples = append(samples, SampleLost)
	got := ProbeCells([]ProbeHour{hourOf(samples...)}, noon, noon.Add(time.Hour), time.Hour, DefaultProbeThresholds)
	want := ProbeCell{
		Start: noon, Health: HealthOrange, Sent: 21, Lost: 1, Green: 20, Red: 1,
		Min: time.Millisecond, Mean: 10500 * time.Microsecond, Median: 10 * time.Millisecond, P95: 19 * time.Millisecond, Max: 20 * time.Millisecond,
	}
	if len(got) != 1 || got[0] != want {
		t.Errorf("%+v\nwant %+v", got, want)
	}
}

func TestCellsCoverTheSpan(t *testing.T) {
	hours := []ProbeHour{hourOf(repeat(60, milliseconds(5))...)}
	for name, c := range map[string]struct {
		from, to time.Duration
		width    time.Duration
		sent     []int
	}{
		"minutes":                {0, 3 * time.Minute, time.Minute, []int{1, 1, 1}},
		"from within a minute":   {30 * time.Second, 2 * time.Minute, time.Minute, []int{1, 1}},
		"a last one cut short":   {0, 12 * time.Minute, 5 * time.Minute, []int{5, 5, 2}},
		"before, within, after":  {-time.Hour, 2 * time.Hour, time.Hour, []int{0, 60, 0}},
		"nothing":                {0, 0, time.Minute, nil},
		"backwards":              {time.Hour, 0, time.Minute, nil},
		"less than a minute":     {0, time.Hour, time.Second, nil},
		"as many as are allowed": {0, MaxProbeCells * time.Minute, time.Minute, append(make([]int, 0), onesThenNone(60, MaxProbeCells)...)},
		"one too many":           {0, (MaxProbeCells + 1) * time.Minute, time.Minute, nil},
	} {
		cells := ProbeCells(hours, noon.Add(c.from), noon.Add(c.to), c.width, DefaultProbeThresholds)
		if len(cells) != len(c.sent) {
			t.Errorf("%s: %d cells, want %d", name, len(cells), len(c.sent))
			continue
		}
		for i := range cells {
			start := noon.Add(c.from).Truncate(time.Minute).Add(time.Duration(i) * c.width)
			if cells[i].Sent != c.sent[i] || !cells[i].Start.Equal(start) || cells[i].Sent == 0 && cells[i].Health != HealthGrey {
				t.Errorf("%s: cell %d is %+v", name, i, cells[i])
			}
		}
	}
}

func onesThenNone(ones, all int) []int {
	counts := make([]int, all)
	for i := range ones {
		counts[i] = 1
	}
	return counts
}
