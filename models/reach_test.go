package models

import (
	"testing"
	"time"
)

// minutesOf reads an hour from letters: G green, O orange, R red, ? registered and not asked, . offline.
func minutesOf(terminal, letters string) ProbeHour {
	h := NewProbeHour("usr_a", terminal, noon)
	for i, letter := range letters {
		h.Samples[i] = map[rune]uint16{
			'G': milliseconds(20), 'O': milliseconds(500), 'R': SampleLost, '?': SampleNone, '.': SampleOffline,
		}[letter]
	}
	return h
}

func TestReach(t *testing.T) {
	for name, c := range map[string]struct {
		hours    []string
		together bool
		share    float64
		gap      [2]int // minutes
		green    int
	}{
		"nothing is known":                {nil, true, 0, [2]int{0, 10}, 0},
		"always there":                    {[]string{"GGGGGGGGGG"}, true, 1, [2]int{}, 10},
		"slow is there":                   {[]string{"GGGGGOOOOO"}, true, 1, [2]int{}, 5},
		"off in between":                  {[]string{"GGG....GGG"}, true, 0.6, [2]int{3, 7}, 6},
		"deaf in between":                 {[]string{"GGRRRRRRGG"}, true, 0.4, [2]int{2, 8}, 4},
		"not asked is as it was before":   {[]string{"G????RR???"}, true, 0.5, [2]int{5, 10}, 1},
		"the longest of several gaps":     {[]string{"G.GRR.GG..G"}, true, 0.4, [2]int{3, 6}, 4},
		"one telephone of two devices":    {[]string{"GGGGG.....", ".....GGGGG"}, true, 1, [2]int{}, 10},
		"two devices, each for itself":    {[]string{"GGGGG.....", ".....GGGGG"}, false, 10.0 / 15, [2]int{}, 10},
		"two devices that are never well": {[]string{"GGGGGRRRRR", "GGGGG....."}, false, 0.5, [2]int{5, 10}, 10},
	} {
		var hours []ProbeHour
		for i, letters := range c.hours {
			hours = append(hours, minutesOf(string(rune('a'+i)), letters))
		}
		r := ReachOf(hours, noon, noon.Add(10*time.Minute), DefaultProbeThresholds, c.together)
		gap := Span{noon.Add(time.Duration(c.gap[0]) * time.Minute), noon.Add(time.Duration(c.gap[1]) * time.Minute)}
		if c.gap == [2]int{} {
			gap = Span{}
		}
		if r.Share() != c.share || r.Gap != gap || r.Grades[HealthGreen] != c.green {
			t.Errorf("%s: share %v, gap %v, %+v", name, r.Share(), r.Gap, r.Grades)
		}
	}
}
