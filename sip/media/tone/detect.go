package tone

import "math"

// Peak is the strongest frequency of a piece of sound.
type Peak struct {
	Frequency float64 // Hz; 0 where the sound is silence
	Loudness  float64 // of the whole sound in dB below full scale, such as -15; -Inf for nothing at all
	Purity    float64 // share of the sound's power that lies at Frequency, 0 to 1: near 1 a tone, near 0 speech or noise
}

// Silence is the loudness in dB below which sound counts as silence. A line at rest is quieter.
const Silence = -55

// Bounds of the search in Hz: what a telephone line carries.
const (
	lowest  = 100
	highest = 3600
)

// block is the number of samples that the first search looks at as one: 50 ms, so its lines lie 20 Hz apart.
const block = 400

// Strongest finds the strongest frequency between 100 and 3600 Hz. 20 ms of sound place it to some Hz, a second to
// a fraction of one. It searches the grid of short blocks by Goertzel's filter and then closes in on the peak with
// the whole piece.
func Strongest(sound []int16) Peak {
	power := meanSquare(sound)
	peak := Peak{Loudness: 10 * math.Log10(power/(math.MaxInt16*math.MaxInt16))}
	if peak.Loudness < Silence || len(sound) == 0 {
		return peak
	}
	coarse := min(block, len(sound))
	step := float64(Rate) / float64(coarse)
	best, strength := 0.0, -1.0
	for f := math.Ceil(lowest/step) * step; f <= highest; f += step {
		if s := blocksPower(sound, coarse, f); s > strength {
			best, strength = f, s
		}
	}
	peak.Frequency = climb(sound, best, step)
	peak.Purity = min(tonePower(sound, peak.Frequency)/power, 1)
	return peak
}

// climb halves its steps towards the top of the peak, which is smooth as wide as one line of the grid. A long piece
// has a narrow peak, so it begins with a short one and lengthens it.
func climb(sound []int16, f, step float64) float64 {
	for size := min(block, len(sound)); ; size = min(4*size, len(sound)) {
		piece := sound[:size]
		for width := step / 2; width > step/64; width /= 2 {
			here, below, above := goertzel(piece, f), goertzel(piece, f-width), goertzel(piece, f+width)
			switch {
			case below > here && below > above:
				f -= width
			case above > here:
				f += width
			}
		}
		step /= 8
		if size == len(sound) {
			return f
		}
	}
}

// blocksPower adds up the power at a frequency in all blocks, whatever their phases are.
func blocksPower(sound []int16, size int, f float64) float64 {
	sum := 0.0
	for ; len(sound) >= size; sound = sound[size:] {
		sum += goertzel(sound[:size], f)
	}
	return sum
}

// tonePower is the mean power of the tone itself, taken by blocks so that a slip in the clock of the far end does
// not hide it.
func tonePower(sound []int16, f float64) float64 {
	size := min(block, len(sound))
	blocks := float64(len(sound) / size)
	return 2 * blocksPower(sound, size, f) / blocks / float64(size) / float64(size)
}

// goertzel returns the squared magnitude of one line of the spectrum (Goertzel 1958): one multiplication a sample,
// where a Fourier transform would compute lines that nobody asked for.
func goertzel(sound []int16, f float64) float64 {
	w := 2 * math.Pi * f / Rate
	turn := 2 * math.Cos(w)
	var one, two float64
	for _, s := range sound {
		one, two = float64(s)+turn*one-two, one
	}
	return one*one + two*two - turn*one*two
}

func meanSquare(sound []int16) float64 {
	sum := 0.0
	for _, s := range sound {
		sum += float64(s) * float64(s)
	}
	return sum / float64(max(len(sound), 1))
}
