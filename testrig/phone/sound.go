package phone

import (
	"hash/fnv"

	"graphpbx/sip/media/tone"
)

// Sound is something to play: linear, 16 bits, 8000 samples a second. Fill overwrites the frame with what comes next.
// It is called by one goroutine.
type Sound interface{ Fill(frame []int16) }

// Tone is a sine of that frequency in Hz.
func Tone(frequency float64) Sound { return tone.New(frequency) }

// Silence is no sound. It is sent all the same, as a telephone does whose owner says nothing.
func Silence() Sound { return tone.New() }

// Loop plays recorded sound again and again.
func Loop(samples []int16) Sound { return &loop{samples: samples} }

type loop struct {
	samples  []int16
	position int
}

func (l *loop) Fill(frame []int16) {
	clear(frame)
	for len(l.samples) > 0 && len(frame) > 0 {
		n := copy(frame, l.samples[l.position:])
		frame = frame[n:]
		l.position = (l.position + n) % len(l.samples)
	}
}

// Frequency is the tone that belongs to a name, 400 to 1000 Hz in steps of 10, so that two telephones that call each
// other hear different ones.
func Frequency(name string) float64 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(name))
	return 400 + 10*float64(h.Sum32()%61)
}
