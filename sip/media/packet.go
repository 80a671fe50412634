package media

import "encoding/binary"

const (
	rtpHeaderSize  = 12
	rtcpHeaderSize = 8
	rtpVersion     = 2

	// maxPacketSize is what a reader can take. No telephone sends more than an Ethernet frame holds; whatever
	// fills the buffer was cut off by the kernel and is dropped.
	maxPacketSize = 2048
)

// Packet is one RTP packet (RFC 3550 section 5.1) without contributing sources and extensions, which the
// switchboard passes on but never makes.
type Packet struct {
	PayloadType uint8 // 0 to 127
	Marker      bool
	Sequence    uint16
	Timestamp   uint32 // in units of the payload's clock, 8000 a second for G.711
	SSRC        uint32
	Payload     []byte // part of the data it was parsed from
}

// ParsePacket reads an RTP packet. It returns false where the data is none: another version, shorter than its
// header claims, padding longer than the payload, or an RTCP packet on the wrong port (RFC 5761 section 4).
func ParsePacket(data []byte) (Packet, bool) {
	if len(data) < rtpHeaderSize || data[0]>>6 != rtpVersion || isControlType(data[1]) {
		return Packet{}, false
	}
	start, ok := payloadStart(data)
	if !ok {
		return Packet{}, false
	}
	end, ok := payloadEnd(data, start)
	if !ok {
		return Packet{}, false
	}
	return Packet{
		PayloadType: data[1] & 0x7f,
		Marker:      data[1]&0x80 != 0,
		Sequence:    binary.BigEndian.Uint16(data[2:]),
		Timestamp:   binary.BigEndian.Uint32(data[4:]),
		SSRC:        binary.BigEndian.Uint32(data[8:]),
		Payload:     data[start:end],
	}, true
}

// payloadStart skips contributing sources and the header extension (RFC 3550 section 5.3.1).
func payloadStart(data []byte) (int, bool) {
	start := rtpHeaderSize + 4*int(data[0]&0x0f)
	if data[0]&0x10 == 0 {
		return start, start <= len(data)
	}
	if start+4 > len(data) {
		return 0, false
	}
	start += 4 + 4*int(binary.BigEndian.Uint16(data[start+2:]))
	return start, start <= len(data)
}

// payloadEnd takes the padding off, whose length stands in the last octet and counts itself.
func payloadEnd(data []byte, start int) (int, bool) {
	if data[0]&0x20 == 0 {
		return len(data), true
	}
	padding := int(data[len(data)-1])
	end := len(data) - padding
	return end, padding > 0 && end >= start
}

// Append appends the packet as it travels.
func (p *Packet) Append(dst []byte) []byte {
	kind := p.PayloadType & 0x7f
	if p.Marker {
		kind |= 0x80
	}
	dst = append(dst, rtpVersion<<6, kind)
	dst = binary.BigEndian.AppendUint16(dst, p.Sequence)
	dst = binary.BigEndian.AppendUint32(dst, p.Timestamp)
	dst = binary.BigEndian.AppendUint32(dst, p.SSRC)
	return append(dst, p.Payload...)
}

// isControlType tells the second octet of an RTCP packet from that of an RTP packet: RFC 5761 section 4 keeps
// 192 to 223 free of RTP payload types.
func isControlType(octet byte) bool { return octet >= 192 && octet <= 223 }

// isControlPacket checks a compound RTCP packet as RFC 3550 appendix A.2 asks: version 2 throughout, a report
// first (or one of the reduced-size kinds of RFC 5506), lengths that fill the datagram exactly.
func isControlPacket(data []byte) bool {
	if len(data) < rtcpHeaderSize || !isControlType(data[1]) {
		return false
	}
	for len(data) > 0 {
		if len(data) < 4 || data[0]>>6 != rtpVersion {
			return false
		}
		size := 4 * (1 + int(binary.BigEndian.Uint16(data[2:])))
		if size > len(data) {
			return false
		}
		data = data[size:]
	}
	return true
}
