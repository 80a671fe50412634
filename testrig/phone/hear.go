package phone

import (
	"time"

	"graphpbx/sip/media"
	"graphpbx/sip/media/g711"
	"graphpbx/sip/media/tone"
)

// Heard is what came from the other side of a call.
type Heard struct {
	Packets   uint64        // of sound, since the call began
	Sent      uint64        // packets of ours
	Lost      uint64        // estimate
	Jitter    time.Duration // RFC 3550
	Frequency float64       // the strongest one of the last second, in Hz; 0 = silence, or nothing came
	Loudness  float64       // of the last second, in dB below full scale
	Purity    float64       // share of that frequency in the power: near 1 a tone, else speech, music or noise
}

// IsTone tells whether a tone within 5 Hz of the frequency is what is heard.
func (h Heard) IsTone(frequency float64) bool {
	return h.Purity > 0.8 && h.Frequency > frequency-5 && h.Frequency < frequency+5
}

func (h *Heard) listen(sound []int16) {
	peak := tone.Strongest(sound)
	h.Frequency, h.Loudness, h.Purity = peak.Frequency, peak.Loudness, peak.Purity
}

// memory is how long sound is remembered.
const memory = time.Second

// ear remembers the packets of the last second. Nobody guards it but its stream.
type ear struct {
	reception media.Reception
	packets   uint64
	frames    [64]frame // ring: more than a second at 20 ms a packet
	next      int
}

type frame struct {
	at      time.Time
	samples []int16
}

func (e *ear) take(p media.Packet, at time.Time) {
	law := g711.Law(p.PayloadType)
	if law != g711.A && law != g711.Mu { // telephone events, comfort noise
		return
	}
	e.packets++
	e.reception.Observe(p, at)
	f := &e.frames[e.next]
	e.next = (e.next + 1) % len(e.frames)
	f.at, f.samples = at, law.Decode(f.samples[:0], p.Payload[:min(len(p.Payload), 4*frameSamples)])
}

// sum returns the figures and a copy of the sound of the last second.
func (e *ear) sum(now time.Time) (Heard, []int16) {
	var sound []int16
	for i := range e.frames {
		if f := e.frames[(e.next+i)%len(e.frames)]; now.Sub(f.at) < memory {
			sound = append(sound, f.samples...)
		}
	}
	return Heard{Packets: e.packets, Lost: e.reception.Lost(), Jitter: e.reception.Jitter()}, sound
}
