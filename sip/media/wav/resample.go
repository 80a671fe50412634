package wav

import (
	"math"
	"slices"
)

var rates = [...]int{8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000}

func knownRate(rate int) bool { return slices.Contains(rates[:], rate) }

// lobes is how many zero crossings of the filter stand to each side of a sample. Twelve keep what is above 4 kHz,
// which would fold back into the voice, some 60 dB down.
const lobes = 12

// passband is the part of the new band that passes; the rest is the slope of the filter.
const passband = 0.9

// resample brings sound from one of the known rates to [Rate]. For each phase in which a new sample can lie between
// old ones the filter is computed once; the phases repeat, since the rates have a common divisor.
func resample(sound []int16, rate int) []int16 {
	if rate == Rate || len(sound) == 0 {
		return sound
	}
	divisor := gcd(rate, Rate)
	phases, step := Rate/divisor, rate/divisor // a new sample every step/phases old ones
	filters := make([][]float64, phases)
	reach := int(math.Ceil(lobes * float64(rate) / Rate))
	for p := range filters {
		filters[p] = filter(float64(p)/float64(phases), reach, passband*Rate/float64(rate))
	}
	out := make([]int16, int(int64(len(sound))*int64(phases)/int64(step)))
	for i := range out {
		position := i * step
		out[i] = convolve(sound, position/phases-reach+1, filters[position%phases])
	}
	return out
}

// filter is a sinc of the given bandwidth (1 = all of the old band) under a Blackman window, for a new sample that
// lies the given part of a step behind an old one. Its sum is 1, so that loudness stays.
func filter(behind float64, reach int, bandwidth float64) []float64 {
	taps := make([]float64, 2*reach)
	sum := 0.0
	for i := range taps {
		x := float64(i-reach+1) - behind
		taps[i] = sinc(x*bandwidth) * blackman(x/float64(reach))
		sum += taps[i]
	}
	for i := range taps {
		taps[i] /= sum
	}
	return taps
}

func convolve(sound []int16, start int, taps []float64) int16 {
	sum := 0.0
	for i, tap := range taps {
		if k := start + i; k >= 0 && k < len(sound) {
			sum += tap * float64(sound[k])
		}
	}
	return int16(math.Round(min(max(sum, math.MinInt16), math.MaxInt16)))
}

func sinc(x float64) float64 {
	if x == 0 {
		return 1
	}
	return math.Sin(math.Pi*x) / (math.Pi * x)
}

func blackman(x float64) float64 {
	if x <= -1 || x >= 1 {
		return 0
	}
	return 0.42 + 0.5*math.Cos(math.Pi*x) + 0.08*math.Cos(2*math.Pi*x)
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
