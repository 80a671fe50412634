package models

import "time"

// NewProbeHour returns the hour that the time falls into, with no sample yet.
func NewProbeHour(userID, terminalID string, at time.Time) ProbeHour {
	h := ProbeHour{UserID: userID, TerminalID: terminalID, Hour: at.UTC().Truncate(time.Hour)}
	for i := range h.Samples {
		h.Samples[i] = SampleNone
	}
	return h
}

// Set keeps the probe as the sample of its minute and tells whether it falls into the hour. Of several probes within
// a minute the worst is kept: a minute in which a question went unanswered does not become green by the next one.
func (h *ProbeHour) Set(p Probe) bool {
	minute, within := h.minute(p.At)
	if within && worse(p.Sample(), h.Samples[minute]) {
		h.Samples[minute] = p.Sample()
	}
	return within
}

// SetOffline notes that the terminal was not registered in the minute, unless it was asked in it.
func (h *ProbeHour) SetOffline(at time.Time) bool {
	minute, within := h.minute(at)
	if within && h.Samples[minute] == SampleNone {
		h.Samples[minute] = SampleOffline
	}
	return within
}

func (h *ProbeHour) minute(at time.Time) (int, bool) {
	since := at.Sub(h.Hour)
	return int(since / time.Minute), since >= 0 && since < time.Hour
}

// maxSampleUnits is the longest round trip that a sample holds, 6.5 s. Those above it are special samples.
const maxSampleUnits = 0x7FFC

// Sample packs the probe. Its time is the slot that the sample stands in.
func (p Probe) Sample() uint16 {
	if p.Lost {
		return SampleLost
	}
	sample := uint16(min(max(p.RoundTrip/SampleUnit, 0), maxSampleUnits))
	if p.Retransmitted {
		sample |= SampleRetransmitted
	}
	return sample
}

// SampleProbe unpacks a sample; false where nobody was asked. Its time is zero.
func SampleProbe(sample uint16) (Probe, bool) {
	switch sample {
	case SampleNone, SampleOffline:
		return Probe{}, false
	case SampleLost:
		return Probe{Lost: true}, true
	}
	return Probe{
		RoundTrip:     time.Duration(sample&^SampleRetransmitted) * SampleUnit,
		Retransmitted: sample&SampleRetransmitted != 0,
	}, true
}

// worse orders samples from none over offline, good, slow and retransmitted to lost.
func worse(a, b uint16) bool { return badness(a) > badness(b) }

func badness(sample uint16) int {
	switch sample {
	case SampleNone:
		return -2
	case SampleOffline:
		return -1
	}
	return int(sample) // the bit of a retransmission and the number of SampleLost rank above all round trips
}
