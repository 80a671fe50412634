// Package tone makes the sounds of a telephone system out of sines (dialling, ringing, keys) and recognises them.
// Sound is linear, 16 bits, 8000 samples a second. The package knows nothing of codes, packets or calls.
package tone

import (
	"math"
	"time"
)

// Rate is the number of samples in a second.
const Rate = 8000

// Level is the peak of a generated tone: 12 dB below the loudest that a sample can hold, as loud as a voice and
// far from distortion.
const Level = math.MaxInt16 / 4

// Tone is a sum of sines, sounding without end or in a rhythm.
type Tone struct {
	frequencies []float64 // Hz
	on, off     int       // samples; off = 0 where the tone does not pause
	position    int
}

// New returns a tone of the given frequencies in Hz, all of the same strength. Without any it is silence.
func New(frequencies ...float64) *Tone { return &Tone{frequencies: frequencies} }

// NewRhythm returns a tone that sounds and pauses by turns.
func NewRhythm(on, off time.Duration, frequencies ...float64) *Tone {
	return &Tone{frequencies: frequencies, on: samples(on), off: samples(off)}
}

// Ringback is what a caller hears while the called telephone rings (ETSI TR 101 041, most of Europe).
func Ringback() *Tone { return NewRhythm(time.Second, 4*time.Second, 425) }

// Busy is what a caller hears when the called is in another call.
func Busy() *Tone { return NewRhythm(500*time.Millisecond, 500*time.Millisecond, 425) }

// Key returns the sound of a key of the telephone (ITU-T Q.23). It returns false where there is no such key.
func Key(digit rune) (*Tone, bool) {
	rows := [4]string{"123A", "456B", "789C", "*0#D"}
	low, high := [4]float64{697, 770, 852, 941}, [4]float64{1209, 1336, 1477, 1633}
	for row, keys := range rows {
		for column, key := range keys {
			if key == digit {
				return New(low[row], high[column]), true
			}
		}
	}
	return nil, false
}

func samples(d time.Duration) int { return int(d * Rate / time.Second) }

// Fill overwrites the frame with the next samples, so that frames join without a click.
func (t *Tone) Fill(frame []int16) {
	period := t.on + t.off
	for i := range frame {
		frame[i] = 0
		if t.off == 0 || t.position%period < t.on {
			frame[i] = t.at(t.position)
		}
		t.position++
	}
}

func (t *Tone) at(position int) int16 {
	sum := 0.0
	for _, f := range t.frequencies {
		// Whole turns are taken off first: a call of hours keeps its pitch.
		_, turn := math.Modf(f / Rate * float64(position))
		sum += math.Sin(2 * math.Pi * turn)
	}
	return int16(sum * Level / float64(max(len(t.frequencies), 1)))
}
