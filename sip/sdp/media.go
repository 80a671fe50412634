package sdp

import (
	"net/netip"
	"strconv"
	"strings"
)

// Attribute returns the value of the first attribute of that name.
func (m *Media) Attribute(name string) (value string, ok bool) { return find(m.Attributes, name) }

func find(attributes []Attribute, name string) (string, bool) {
	for _, a := range attributes {
		if strings.EqualFold(a.Name, name) {
			return a.Value, true
		}
	}
	return "", false
}

// plainRTP tells whether the line is RTP without encryption, the only kind that is relayed.
func (m *Media) plainRTP() bool {
	return strings.EqualFold(m.Protocol, "RTP/AVP") || strings.EqualFold(m.Protocol, "RTP/AVPF")
}

// encryptedRTP tells whether the line insists on SRTP, by SDES or by DTLS (RFC 4568, RFC 5764).
func (m *Media) encryptedRTP() bool { return strings.Contains(strings.ToUpper(m.Protocol), "RTP/SAVP") }

// Remote returns where the side wants RTP and RTCP. Both are zero where it wants none: a refused line, the hold of
// RFC 2543 (0.0.0.0), or a host name, which is never resolved here.
func (m *Media) Remote() (rtp, rtcp netip.AddrPort) {
	address, err := netip.ParseAddr(m.Connection)
	if err != nil || address.IsUnspecified() || address.Zone() != "" || m.Port == 0 {
		return netip.AddrPort{}, netip.AddrPort{}
	}
	rtp = netip.AddrPortFrom(address.Unmap(), uint16(m.Port))
	return rtp, m.remoteRTCP(rtp)
}

// remoteRTCP reads a=rtcp (RFC 3605); without it RTCP goes to the next port.
func (m *Media) remoteRTCP(rtp netip.AddrPort) netip.AddrPort {
	value, _ := m.Attribute("rtcp")
	fields := strings.Fields(value)
	if len(fields) == 0 {
		return netip.AddrPortFrom(rtp.Addr(), rtp.Port()+1)
	}
	port, err := strconv.ParseUint(fields[0], 10, 16)
	if err != nil || port == 0 {
		return netip.AddrPortFrom(rtp.Addr(), rtp.Port()+1)
	}
	address := rtp.Addr()
	if len(fields) >= 4 {
		if a, err := netip.ParseAddr(fields[3]); err == nil && !a.IsUnspecified() && a.Zone() == "" {
			address = a.Unmap()
		}
	}
	return netip.AddrPortFrom(address, uint16(port))
}
