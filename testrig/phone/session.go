package phone

import (
	"errors"
	"net/netip"
	"slices"
	"strconv"
	"time"

	"graphpbx/sip/media/g711"
	"graphpbx/sip/sdp"
)

// errNoCodec calls for a 488.
var errNoCodec = errors.New("no codec in common")

// session is the state of offer and answer (RFC 3264) of a call. The lock of the phone guards it.
type session struct {
	origin sdp.Origin
	remote netip.AddrPort
	law    g711.Law
	theirs sdp.Direction // what the other side does, as it said last
	agreed bool
}

func (s *session) begin() {
	// RFC 8866 section 5.2 proposes the time for the id: unique as long as one host makes one session a moment.
	s.origin = sdp.Origin{ID: uint64(time.Now().UnixNano()) >> 10, Version: 1}
}

// direction returns what we do, given what the other side does and whether we hold it.
func (s *session) direction(held bool) sdp.Direction {
	sends, receives := true, !held
	if s.agreed {
		sends, receives = s.theirs.Receives(), receives && s.theirs.Sends()
	}
	switch {
	case sends && receives:
		return sdp.SendRecv
	case sends:
		return sdp.SendOnly
	case receives:
		return sdp.RecvOnly
	}
	return sdp.Inactive
}

// offer describes what we can do. The one direction that counts in an offer is our own wish.
func (s *session) offer(at netip.AddrPort, laws []g711.Law, direction sdp.Direction) []byte {
	s.origin.Address = at.Addr()
	formats := make([]string, 0, len(laws)+1)
	for _, l := range laws {
		formats = append(formats, strconv.Itoa(int(l)))
	}
	d := sdp.Description{Origin: s.origin, Media: []sdp.Media{audio(at, formats, "101", direction)}}
	s.origin.Version++
	return d.Append(nil)
}

// answer describes what we do about an offer that accept has taken: its one audio line, all others refused.
func (s *session) answer(offer *sdp.Description, at netip.AddrPort, direction sdp.Direction) []byte {
	s.origin.Address = at.Addr()
	d := sdp.Description{Origin: s.origin, Media: make([]sdp.Media, len(offer.Media))}
	chosen, _ := offer.Audio()
	for i := range offer.Media {
		m := &offer.Media[i]
		if i != chosen {
			d.Media[i] = sdp.Media{Kind: m.Kind, Protocol: m.Protocol, Formats: m.Formats[:1], Connection: at.Addr().String()}
			continue
		}
		d.Media[i] = audio(at, []string{strconv.Itoa(int(s.law))}, events(m), direction)
		d.Media[i].Protocol = m.Protocol
	}
	s.origin.Version++
	return d.Append(nil)
}

func audio(at netip.AddrPort, formats []string, events string, direction sdp.Direction) sdp.Media {
	m := sdp.Media{Kind: "audio", Port: int(at.Port()), Protocol: "RTP/AVP", Connection: at.Addr().String()}
	for _, f := range formats {
		name := map[string]string{"0": "PCMU", "8": "PCMA"}[f]
		m.Formats = append(m.Formats, f)
		m.Attributes = append(m.Attributes, sdp.Attribute{Name: "rtpmap", Value: f + " " + name + "/8000"})
	}
	if events != "" {
		m.Formats = append(m.Formats, events)
		m.Attributes = append(m.Attributes, sdp.Attribute{Name: "rtpmap", Value: events + " telephone-event/8000"},
			sdp.Attribute{Name: "fmtp", Value: events + " 0-15"})
	}
	m.Attributes = append(m.Attributes, sdp.Attribute{Name: "ptime", Value: "20"}, sdp.Attribute{Name: direction.String()})
	return m
}

// events returns the payload type that the other side gave to telephone events (RFC 4733), or "".
func events(m *sdp.Media) string {
	for _, a := range m.Attributes {
		if a.Name != "rtpmap" {
			continue
		}
		for _, f := range m.Formats {
			if a.Value == f+" telephone-event/8000" {
				return f
			}
		}
	}
	return ""
}

// accept takes the other side's description, be it offer or answer.
func (s *session) accept(body []byte, laws []g711.Law) (*sdp.Description, error) {
	d, err := sdp.Parse(body)
	if err != nil {
		return nil, err
	}
	i, err := d.Audio()
	if err != nil {
		return nil, err
	}
	m := &d.Media[i]
	law, ok := common(m.Formats, laws)
	if !ok {
		return nil, errNoCodec
	}
	s.law, s.theirs, s.agreed = law, d.Direction(m), true
	s.remote, _ = m.Remote()
	return d, nil
}

// common returns the first codec that the other side prefers and we have.
func common(formats []string, laws []g711.Law) (g711.Law, bool) {
	for _, f := range formats {
		if i := slices.IndexFunc(laws, func(l g711.Law) bool { return strconv.Itoa(int(l)) == f }); i >= 0 {
			return laws[i], true
		}
	}
	return 0, false
}

// apply steers the sound by what was agreed. The lock is held.
func (c *Call) apply() {
	s := &c.session
	direction := s.direction(c.held)
	c.stream.steer(s.remote, s.law, direction.Sends() && !c.held)
}

// noteHold tells of a change of the other side's hold. The lock is held.
func (c *Call) noteHold() {
	if held := !c.session.theirs.Receives(); held != c.heldByThem {
		c.heldByThem = held
		c.notify()
		c.phone.tell(Event{Kind: holdKind(held), Call: c, Number: c.number})
	}
}

func holdKind(held bool) Kind {
	if held {
		return CallHeld
	}
	return CallResumed
}
