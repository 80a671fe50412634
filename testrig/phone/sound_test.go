package phone

import (
	"slices"
	"testing"
)

func TestFrequency(t *testing.T) {
	seen := map[float64]bool{}
	for _, name := range []string{"alice", "bob", "anna", "bert", "100", "101", "22", "23"} {
		f := Frequency(name)
		if f < 400 || f > 1000 || f != Frequency(name) {
			t.Errorf("%s: %.0f Hz", name, f)
		}
		seen[f] = true
	}
	if len(seen) < 7 {
		t.Errorf("only %d frequencies for 8 names", len(seen))
	}
}

func TestLoop(t *testing.T) {
	l := Loop([]int16{1, 2, 3})
	frame := make([]int16, 7)
	l.Fill(frame)
	l.Fill(frame)
	if !slices.Equal(frame, []int16{2, 3, 1, 2, 3, 1, 2}) {
		t.Errorf("got %v", frame)
	}
	Loop(nil).Fill(frame)
	if !slices.Equal(frame, make([]int16, 7)) {
		t.Errorf("a recording without samples: %v", frame)
	}
}
