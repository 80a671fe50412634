package models

import (
	"net/netip"
	"time"
)

// Health grades an answer to a probe. The colours are those of the online statistics.
type Health string

// Health of a probe or of a cell of the statistics.
const (
	HealthGreen   Health = "GREEN"   // answered in time
	HealthOrange  Health = "ORANGE"  // late, or only after a retransmission
	HealthRed     Health = "RED"     // registered, but no answer
	HealthGrey    Health = "GREY"    // not registered
	HealthUnknown Health = "UNKNOWN" // registered, not asked yet (shown blue)
)

// Probe is one OPTIONS request and what came of it.
type Probe struct {
	At            time.Time
	RoundTrip     time.Duration // from the first sending to the answer; meaningless where Lost
	Retransmitted bool          // answered only after it was sent again
	Lost          bool          // no answer at all
}

// ProbeResult is a probe and the terminal it went to.
type ProbeResult struct {
	UserID     string
	TerminalID string
	Probe      Probe
}

// ProbeThresholds part the colours.
type ProbeThresholds struct {
	Green time.Duration // answered within: green
	Red   time.Duration // no answer within: red
}

// DefaultProbeThresholds are those of the manual page.
var DefaultProbeThresholds = ProbeThresholds{Green: 150 * time.Millisecond, Red: 4 * time.Second}

// Health grades the probe.
func (p Probe) Health(limits ProbeThresholds) Health {
	switch {
	case p.Lost || p.RoundTrip > limits.Red:
		return HealthRed
	case p.Retransmitted || p.RoundTrip > limits.Green:
		return HealthOrange
	}
	return HealthGreen
}

// ProbeSlots is how many samples an hour of statistics holds: one a minute.
const ProbeSlots = 60

// Samples with a meaning of their own. Others are a round trip in units of [SampleUnit], with
// [SampleRetransmitted] set where the answer came only after a retransmission.
const (
	SampleNone          uint16 = 0xFFFF // registered, not asked in this minute
	SampleOffline       uint16 = 0xFFFE // not registered
	SampleLost          uint16 = 0xFFFD // no answer
	SampleRetransmitted uint16 = 0x8000
	SampleUnit                 = 200 * time.Microsecond // 15 bits of it reach to 6.5 s
)

// ProbeHour is one hour of samples of one terminal, one for each minute.
type ProbeHour struct {
	TerminalID string
	UserID     string
	Network    netip.Prefix // of the address behind which the terminal was last; invalid where nobody knows
	Hour       time.Time    // start of the hour, UTC
	Samples    [ProbeSlots]uint16
}
