package sdp

import (
	"net/netip"
	"strings"
)

// Offer returns an offer of our own at the given address: what every telephone speaks (RFC 3551, RFC 4733),
// the wide band first.
func Offer(at netip.AddrPort, origin Origin) *Description {
	origin.Address = at.Addr()
	return &Description{Origin: origin, Media: []Media{{
		Kind: "audio", Port: int(at.Port()), Protocol: "RTP/AVP", Formats: []string{"9", "8", "0", "101"},
		Connection: at.Addr().String(),
		Attributes: []Attribute{
			{"rtpmap", "9 G722/8000"}, {"rtpmap", "8 PCMA/8000"}, {"rtpmap", "0 PCMU/8000"},
			{"rtpmap", "101 telephone-event/8000"}, {"fmtp", "101 0-15"}, {"ptime", "20"}, {Name: "sendrecv"},
		},
	}}}
}

// SameCodecs tells whether two descriptions name the same sound codecs under the same payload types, so that what
// one side sends the other understands without a new offer. Tones and comfort noise do not count: a side that
// knows no telephone-event passes over such packets.
func (d *Description) SameCodecs(other *Description) bool {
	mine, theirs := d.codecs(), other.codecs()
	if len(mine) != len(theirs) || len(mine) == 0 {
		return false
	}
	for format, codec := range mine {
		if theirs[format] != codec {
			return false
		}
	}
	return true
}

// codecs returns payload type -> encoding of the audio stream.
func (d *Description) codecs() map[string]string {
	i, err := d.Audio()
	if err != nil {
		return nil
	}
	m := &d.Media[i]
	found := make(map[string]string, len(m.Formats))
	for _, format := range m.Formats {
		if encoding := m.encoding(format); encoding != "telephone-event/8000" && encoding != "cn/8000" {
			found[format] = encoding
		}
	}
	return found
}

// encoding returns the rtpmap of a payload type in lower case; the static types need none (RFC 3551 section 6).
func (m *Media) encoding(format string) string {
	for _, a := range m.Attributes {
		if a.Name != "rtpmap" {
			continue
		}
		if f, encoding, ok := strings.Cut(a.Value, " "); ok && f == format {
			return strings.ToLower(strings.TrimSuffix(strings.TrimSpace(encoding), "/1"))
		}
	}
	switch format {
	case "0":
		return "pcmu/8000"
	case "8":
		return "pcma/8000"
	case "9":
		return "g722/8000"
	case "13":
		return "cn/8000"
	case "18":
		return "g729/8000"
	}
	return ""
}
