package sdp

import (
	"errors"
	"net/netip"
)

// Reasons why nothing in a description can be relayed.
var (
	ErrNoAudio   = errors.New("sdp: no audio stream")
	ErrEncrypted = errors.New("sdp: audio is offered encrypted only (SRTP)")
)

// Audio returns the stream that a relay carries: the first audio line that is in use and plain RTP. Telephones
// that would like encryption but can do without offer both kinds. The index is -1 with an error.
func (d *Description) Audio() (index int, err error) {
	err = ErrNoAudio
	for i := range d.Media {
		m := &d.Media[i]
		if m.Kind != "audio" || m.Port == 0 {
			continue
		}
		if m.plainRTP() {
			return i, nil
		}
		if m.encryptedRTP() {
			err = ErrEncrypted
		}
	}
	return -1, err
}

// Relayed returns the description as the other side is to see it: the audio stream at our address with codecs and
// direction as they are, every other stream refused with port 0 in its place, so that the lines of offer and
// answer keep matching (RFC 3264 section 6). Addresses, ICE, keys and names of the side do not pass.
func (d *Description) Relayed(at netip.AddrPort, origin Origin) *Description {
	origin.Address = at.Addr()
	out := &Description{Origin: origin, Media: make([]Media, len(d.Media))}
	audio, _ := d.Audio()
	for i := range d.Media {
		if i == audio {
			out.Media[i] = d.relayed(&d.Media[i], at)
			continue
		}
		out.Media[i] = refused(&d.Media[i], at)
	}
	return out
}

// Echoed returns the answer of a side that sends back what it hears: the audio stream at our address with every codec
// that is offered, since none of them has to be understood, and all other streams refused.
func (d *Description) Echoed(at netip.AddrPort, origin Origin) *Description {
	out := d.Relayed(at, origin)
	if audio, err := d.Audio(); err == nil {
		attributes := out.Media[audio].Attributes
		attributes[len(attributes)-1].Name = d.Direction(&d.Media[audio]).Reversed().String()
	}
	return out
}

func (d *Description) relayed(m *Media, at netip.AddrPort) Media {
	out := Media{
		Kind: m.Kind, Port: int(at.Port()), Protocol: m.Protocol, Formats: m.Formats,
		Connection: at.Addr().String(), Bandwidth: m.Bandwidth,
		Attributes: make([]Attribute, 0, len(m.Attributes)+1),
	}
	for _, a := range m.Attributes {
		if passes(a.Name) {
			out.Attributes = append(out.Attributes, a)
		}
	}
	if _, ok := m.Attribute("ptime"); !ok { // some telephones name it for the session
		if value, ok := find(d.Attributes, "ptime"); ok {
			out.Attributes = append(out.Attributes, Attribute{"ptime", value})
		}
	}
	out.Attributes = append(out.Attributes, Attribute{Name: d.Direction(m).String()})
	return out
}

func refused(m *Media, at netip.AddrPort) Media {
	return Media{Kind: m.Kind, Protocol: m.Protocol, Formats: m.Formats[:1], Connection: at.Addr().String()}
}

// passes tells whether an attribute still means the same behind a relay. RTCP has the port after RTP on our side,
// so rtcp and rtcp-mux do not pass; ICE, DTLS, SDES and BUNDLE speak of a path that ends at the relay.
func passes(name string) bool {
	switch name {
	case "rtpmap", "fmtp", "ptime", "maxptime", "silenceSupp", "rtcp-fb", "rtcp-xr":
		return true
	}
	return false
}
