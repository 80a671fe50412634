package tone

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"
)

func record(t *Tone, length time.Duration) []int16 {
	sound := make([]int16, samples(length))
	for start := 0; start < len(sound); start += 160 {
		t.Fill(sound[start:min(start+160, len(sound))])
	}
	return sound
}

func TestStrongestFindsTone(t *testing.T) {
	for length, tolerance := range map[time.Duration]float64{20 * time.Millisecond: 12, 100 * time.Millisecond: 3, time.Second: 0.5} {
		for f := 300.0; f < 3400; f += 37 {
			peak := Strongest(record(New(f), length))
			if math.Abs(peak.Frequency-f) > tolerance || peak.Purity < 0.85 {
				t.Errorf("%v of %.0f Hz: %+v", length, f, peak)
			}
		}
	}
}

func TestStrongestOfMixture(t *testing.T) {
	sound := record(New(440), time.Second)
	for i := range sound { // noise of a quarter of the tone's amplitude
		sound[i] += int16(rand.IntN(Level/2) - Level/4)
	}
	if peak := Strongest(sound); math.Abs(peak.Frequency-440) > 1 || peak.Purity < 0.7 {
		t.Errorf("tone in noise: %+v", peak)
	}
	for i := range sound {
		sound[i] = int16(rand.IntN(2*Level) - Level)
	}
	if peak := Strongest(sound); peak.Purity > 0.2 {
		t.Errorf("noise alone: %+v", peak)
	}
}

func TestStrongestSilence(t *testing.T) {
	for name, sound := range map[string][]int16{"none": nil, "zero": make([]int16, 160), "at rest": {8, -8, 8, 8, -8}} {
		if peak := Strongest(sound); peak.Frequency != 0 || peak.Loudness > Silence {
			t.Errorf("%s: %+v", name, peak)
		}
	}
}

func TestKey(t *testing.T) {
	for _, digit := range "0123456789*#ABCD" {
		if _, ok := Key(digit); !ok {
			t.Errorf("no key %c", digit)
		}
	}
	if _, ok := Key('x'); ok {
		t.Error("a key x")
	}
	five, _ := Key('5')
	sound := record(five, 100*time.Millisecond)
	for f, there := range map[float64]bool{770: true, 1336: true, 697: false, 1477: false} {
		if share := tonePower(sound, f) / meanSquare(sound); (share > 0.4) != there {
			t.Errorf("key 5 has %.2f of its power at %.0f Hz", share, f)
		}
	}
}

func TestRhythm(t *testing.T) {
	sound := record(Ringback(), 10*time.Second)
	for second := range 10 {
		peak := Strongest(sound[second*Rate : (second+1)*Rate])
		if sounds := peak.Frequency != 0; sounds != (second%5 == 0) {
			t.Errorf("second %d: %+v", second, peak)
		}
	}
}

func TestFillIsContinuous(t *testing.T) {
	whole := make([]int16, 1600)
	New(333).Fill(whole)
	parts := New(333)
	for start := 0; start < 1600; start += 100 {
		part := make([]int16, 100)
		parts.Fill(part)
		for i := range part {
			if part[i] != whole[start+i] {
				t.Fatalf("sample %d differs", start+i)
			}
		}
	}
}

func BenchmarkStrongestSecond(b *testing.B) {
	sound := record(New(440), time.Second)
	for b.Loop() {
		Strongest(sound)
	}
}
