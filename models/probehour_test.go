package models

import (
	"testing"
	"time"
)

var noon = time.Date(2026, 3, 29, 12, 0, 0, 0, time.UTC)

func TestSamplesKeepProbes(t *testing.T) {
	for name, c := range map[string]struct{ in, out Probe }{
		"quick":             {Probe{RoundTrip: 12400 * time.Microsecond}, Probe{RoundTrip: 12400 * time.Microsecond}},
		"less than a unit":  {Probe{RoundTrip: 150 * time.Microsecond}, Probe{}},
		"negative":          {Probe{RoundTrip: -time.Second}, Probe{}},
		"sent again":        {Probe{RoundTrip: time.Second, Retransmitted: true}, Probe{RoundTrip: time.Second, Retransmitted: true}},
		"lost":              {Probe{RoundTrip: time.Second, Lost: true}, Probe{Lost: true}},
		"longer than holds": {Probe{RoundTrip: time.Hour}, Probe{RoundTrip: maxSampleUnits * SampleUnit}},
		"longer, again":     {Probe{RoundTrip: time.Hour, Retransmitted: true}, Probe{RoundTrip: maxSampleUnits * SampleUnit, Retransmitted: true}},
	} {
		if got, asked := SampleProbe(c.in.Sample()); got != c.out || !asked {
			t.Errorf("%s: %+v, %v", name, got, asked)
		}
	}
	for _, sample := range []uint16{SampleNone, SampleOffline} {
		if _, asked := SampleProbe(sample); asked {
			t.Errorf("%#x: counts as a probe", sample)
		}
	}
}

func TestAnHourTakesItsMinutesAlone(t *testing.T) {
	h := NewProbeHour("usr_a", "trm_a", noon.Add(25*time.Minute))
	if !h.Hour.Equal(noon) {
		t.Fatalf("hour %v", h.Hour)
	}
	for at, within := range map[time.Duration]bool{-1: false, 0: true, 59*time.Minute + 59*time.Second: true, time.Hour: false} {
		if h.Set(Probe{At: noon.Add(at), Lost: true}) != within || h.SetOffline(noon.Add(at)) != within {
			t.Errorf("%v after the hour: within is not %v", at, within)
		}
	}
	for minute, sample := range h.Samples {
		if set := minute == 0 || minute == 59; (sample == SampleLost) != set || !set && sample != SampleNone {
			t.Errorf("minute %d: %#x", minute, sample)
		}
	}
}

func TestTheWorstOfAMinuteIsKept(t *testing.T) {
	good, again, lost := Probe{At: noon, RoundTrip: time.Millisecond}, Probe{At: noon, Retransmitted: true}, Probe{At: noon, Lost: true}
	h := NewProbeHour("usr_a", "trm_a", noon)
	for i, step := range []struct {
		set  func()
		want uint16
	}{
		{func() { h.SetOffline(noon) }, SampleOffline},
		{func() { h.Set(good) }, good.Sample()},
		{func() { h.SetOffline(noon) }, good.Sample()},
		{func() { h.Set(again) }, again.Sample()},
		{func() { h.Set(lost) }, SampleLost},
		{func() { h.Set(again) }, SampleLost},
		{func() { h.Set(good) }, SampleLost},
	} {
		if step.set(); h.Samples[0] != step.want {
			t.Errorf("step %d: %#x, want %#x", i, h.Samples[0], step.want)
		}
	}
}
