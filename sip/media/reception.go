package media

import "time"

// Reception counts one stream of RTP packets as RFC 3550 appendix A does: what is missing and how unevenly it
// comes. The zero value is ready. It is not safe for concurrent use.
type Reception struct {
	ssrc        uint32
	payloadType uint8
	started     bool

	base     uint64 // extended sequence number of the first packet
	highest  uint64 // extended sequence number of the newest packet
	received uint64
	lost     uint64 // of streams that ended when the source changed its SSRC

	transit int64   // arrival minus timestamp of the last packet, in clock units
	jitter  float64 // in clock units
}

// maxDropout is how far a sequence number may jump before it counts as a new stream (RFC 3550 appendix A.1).
const maxDropout = 3000

// Observe counts a packet that arrived at the given time.
func (r *Reception) Observe(p Packet, at time.Time) {
	if !r.started || p.SSRC != r.ssrc || r.leap(p.Sequence) {
		r.restart(p, at)
		return
	}
	r.received++
	step := int16(p.Sequence - uint16(r.highest)) // also right across the wrap from 65535 to 0
	if step > 0 {
		r.highest += uint64(step)
	}
	r.vary(p, at)
}

func (r *Reception) leap(sequence uint16) bool {
	step := int(int16(sequence - uint16(r.highest)))
	return step > maxDropout || step < -maxDropout
}

func (r *Reception) restart(p Packet, at time.Time) {
	r.lost = r.Lost()
	r.started = true
	r.ssrc, r.payloadType = p.SSRC, p.PayloadType
	// A round above zero, so that a packet which overtook the first one does not fall below it.
	r.base = uint64(p.Sequence) + 1<<16
	r.highest = r.base
	r.received = 1
	r.transit = transit(p, at)
}

// vary is the estimator of RFC 3550 section 6.4.1. A telephone event (RFC 4733) repeats one timestamp and a
// changed codec may change the clock, so packets of another payload type only set the new mark.
func (r *Reception) vary(p Packet, at time.Time) {
	now := transit(p, at)
	if p.PayloadType == r.payloadType {
		difference := float64(int32(now - r.transit)) // timestamps wrap at 32 bits
		r.jitter += (max(difference, -difference) - r.jitter) / 16
	}
	r.transit, r.payloadType = now, p.PayloadType
}

func transit(p Packet, at time.Time) int64 {
	rate := int64(clockRate(p.PayloadType))
	arrival := at.Unix()*rate + int64(at.Nanosecond())*rate/int64(time.Second)
	return arrival - int64(p.Timestamp)
}

// clockRate returns the clock of a payload type of RFC 3551. The types that a telephone may negotiate freely are
// taken for 8 kHz, which holds for all but a few of them and only scales the jitter shown.
func clockRate(payloadType uint8) int {
	switch payloadType {
	case 6: // DVI4
		return 16000
	case 10, 11: // L16
		return 44100
	case 16: // DVI4
		return 11025
	case 17: // DVI4
		return 22050
	}
	return 8000
}

// SSRC returns the synchronization source of the newest packet, 0 before the first.
func (r *Reception) SSRC() uint32 { return r.ssrc }

// PayloadType returns the payload type of the newest packet.
func (r *Reception) PayloadType() uint8 { return r.payloadType }

// Lost estimates how many packets are missing so far. Duplicates hide losses, as RFC 3550 accepts.
func (r *Reception) Lost() uint64 {
	if !r.started {
		return 0
	}
	if expected := r.highest - r.base + 1; expected > r.received {
		return r.lost + expected - r.received
	}
	return r.lost
}

// Jitter returns the interarrival jitter.
func (r *Reception) Jitter() time.Duration {
	return time.Duration(r.jitter * float64(time.Second) / float64(clockRate(r.payloadType)))
}
