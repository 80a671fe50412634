package models

import (
	"math/rand/v2"
	"reflect"
	"testing"
	"time"
)

func TestClassesAreNarrow(t *testing.T) {
	before := -1
	for v := range maxSampleUnits + 1 {
		exact := time.Duration(v) * SampleUnit
		c := class(exact)
		if c < before || c > before+1 || c >= maxClasses {
			t.Fatalf("%v: class %d after %d", exact, c, before)
		}
		before = c
		if off := (trip(c) - exact).Abs(); off > exact/8 {
			t.Fatalf("%v stands in the class of %v", exact, trip(c))
		}
	}
}

func tallyHour(r *rand.Rand, terminals int) (ProbeTallyHour, []ProbeHour) {
	tally, hours := ProbeTallyHour{Hour: noon}, make([]ProbeHour, terminals)
	for i := range hours {
		hours[i] = NewProbeHour("usr_a", DerivedID(KindTerminal, string(rune(i))), noon)
		for m := range hours[i].Samples {
			switch r.IntN(20) {
			case 0:
				hours[i].Samples[m] = SampleLost
			case 1:
				hours[i].Samples[m] = SampleOffline
			case 2:
			case 3:
				hours[i].Samples[m] = Probe{RoundTrip: 700 * time.Millisecond, Retransmitted: true}.Sample()
			default:
				hours[i].Samples[m] = Probe{RoundTrip: time.Duration(5+r.IntN(200)) * time.Millisecond}.Sample()
			}
		}
		tally.Add(&hours[i])
	}
	return tally, hours
}

// The hours of the whole switchboard say the same as those of all its terminals.
func TestTalliesAgreeWithTheirTerminals(t *testing.T) {
	tally, hours := tallyHour(rand.New(rand.NewPCG(1, 2)), 40)
	for _, width := range []time.Duration{time.Minute, 5 * time.Minute, time.Hour} {
		want := ProbeCells(hours, noon, noon.Add(time.Hour), width, DefaultProbeThresholds)
		got := TallyCells([]ProbeTallyHour{tally}, noon, noon.Add(time.Hour), width, DefaultProbeThresholds)
		for i := range want {
			w, g := want[i], got[i]
			for name, pair := range map[string][2]time.Duration{"mean": {w.Mean, g.Mean}, "median": {w.Median, g.Median}, "p95": {w.P95, g.P95}} {
				if off := (pair[0] - pair[1]).Abs(); off > pair[0]/7 {
					t.Errorf("cell %d of %v: %s %v instead of %v", i, width, name, pair[1], pair[0])
				}
			}
			if w.Green+w.Orange != g.Green+g.Orange || (w.Orange-g.Orange)*(w.Orange-g.Orange) > w.Sent {
				t.Errorf("cell %d of %v: colours %+v, want %+v", i, width, g, w)
			}
			w.Mean, w.Median, w.P95, w.Green, w.Orange, w.Health = g.Mean, g.Median, g.P95, g.Green, g.Orange, g.Health
			if w != g {
				t.Errorf("cell %d of %v: %+v, want %+v", i, width, g, w)
			}
		}
	}
	each := ReachOf(hours, noon, noon.Add(time.Hour), DefaultProbeThresholds, false)
	all := TallyReach([]ProbeTallyHour{tally}, noon, noon.Add(time.Hour), DefaultProbeThresholds)
	if all.Known != each.Known || all.Grades[HealthRed] != each.Grades[HealthRed] || all.Grades[HealthGrey] != each.Grades[HealthGrey] {
		t.Errorf("reach %+v, want %+v", all, each)
	}
}

func TestPackedHoursComeBack(t *testing.T) {
	tally, _ := tallyHour(rand.New(rand.NewPCG(3, 4)), 500)
	packed, err := tally.MarshalBinary()
	if err != nil || len(packed) > 20_000 {
		t.Fatalf("%d bytes, %v", len(packed), err)
	}
	back := ProbeTallyHour{Hour: noon}
	if err := back.UnmarshalBinary(packed); err != nil || !reflect.DeepEqual(back, tally) {
		t.Errorf("another hour comes back, %v", err)
	}
	for n := range packed {
		if back.UnmarshalBinary(packed[:n]) == nil {
			t.Fatalf("cut to %d bytes it is an hour as well", n)
		}
	}
	if back.UnmarshalBinary(append(packed, 0)) == nil {
		t.Error("a longer one is an hour as well")
	}
}

func FuzzPackedHours(f *testing.F) {
	tally, _ := tallyHour(rand.New(rand.NewPCG(3, 4)), 3)
	packed, _ := tally.MarshalBinary()
	f.Add(packed)
	f.Fuzz(func(t *testing.T, packed []byte) {
		var h ProbeTallyHour
		if h.UnmarshalBinary(packed) == nil {
			_ = TallyCells([]ProbeTallyHour{h}, h.Hour, h.Hour.Add(time.Hour), time.Minute, DefaultProbeThresholds)
		}
	})
}
