package call

import (
	"hash/maphash"
	"net/netip"
	"time"

	"graphpbx/sip/media"
	"graphpbx/sip/sdp"
)

// Media opens the sound of calls.
type Media interface {
	// Open binds ports for the caller's side on one local address and for the callee's on another.
	Open(caller, callee netip.Addr) (Sound, error)
}

// Sound is the relay of one call. It is closed exactly once.
type Sound interface {
	Caller() SoundLeg
	Callee() SoundLeg
	// OnSilence calls fn on a goroutine of its own when a side has said nothing for that long.
	OnSilence(after time.Duration, fn func())
	Close()
}

// SoundLeg is the side of a relay that one telephone talks to.
type SoundLeg interface {
	Port() int
	SetRemote(rtp, rtcp netip.AddrPort)
	SetSource(netip.Addr)
	SetDirection(send, receive bool)
	LastPacket() time.Time // of RTP; zero before the first
	Sounded() bool         // the telephone was heard, and was sent sound
	Echo()                 // from now on the telephone hears itself
}

// Relay makes a [Media] of the RTP relay.
func Relay(r *media.Relay) Media { return relay{r} }

type relay struct{ relay *media.Relay }

func (r relay) Open(caller, callee netip.Addr) (Sound, error) {
	session, err := r.relay.OpenBetween(caller, callee)
	if err != nil {
		return nil, err
	}
	return relayed{session}, nil
}

type relayed struct{ *media.Session }

func (s relayed) Caller() SoundLeg { return relayedLeg{s.A()} }
func (s relayed) Callee() SoundLeg { return relayedLeg{s.B()} }

func (s relayed) OnSilence(after time.Duration, fn func()) {
	s.Session.OnSilence(after, func(*media.Leg) { fn() })
}

type relayedLeg struct{ *media.Leg }

func (l relayedLeg) Sounded() bool {
	stats := l.Stats()
	return stats.PacketsIn > 0 && stats.PacketsOut > 0
}

func (l relayedLeg) LastPacket() time.Time { return l.Stats().LastPacket }

// room is a relay that waits for an answer from telephones on one of our addresses. The ports of a side cannot serve
// two address families, so each address of ours that telephones of a step are registered at has a room of its own;
// the one of the telephone that answers becomes the sound of the call.
type room struct {
	callee netip.Addr // our address
	sound  Sound
}

// room returns the relay for telephones on that address of ours, opened at first need.
func (r *ringing) room(c *Call, callee netip.Addr) (Sound, error) {
	for _, have := range r.rooms {
		if have.callee == callee {
			return have.sound, nil
		}
	}
	caller := r.callerAddress
	if !caller.IsValid() { // the telephone that rings first is the caller's own
		caller = callee
	}
	sound, err := c.manager.Media.Open(caller, callee)
	if err != nil {
		return nil, err
	}
	r.rooms = append(r.rooms, room{callee, sound})
	return sound, nil
}

// noRoom logs that there are no ports for sound, once a minute: where there are none, call after call finds out.
func (m *Manager) noRoom(err error) {
	m.mu.Lock()
	rare := time.Since(m.noRoomAt) >= time.Minute
	if rare {
		m.noRoomAt = time.Now()
	}
	m.mu.Unlock()
	if rare {
		m.Log.Warn("calls are refused, there are no ports for their sound", "error", err)
	}
}

// closeRooms closes every relay but the one that was chosen.
func (r *ringing) closeRooms(chosen Sound) {
	for _, have := range r.rooms {
		if have.sound != chosen {
			have.sound.Close()
		}
	}
	r.rooms = nil
}

// leg returns the party's side of the relay.
func (p *party) soundLeg(s Sound) SoundLeg {
	if p.caller {
		return s.Caller()
	}
	return s.Callee()
}

// place returns where this party is told to send its sound.
func (p *party) place(s Sound) netip.AddrPort {
	address := p.call.manager.mediaAddress(p.leg.Flow)
	return netip.AddrPortFrom(address, uint16(p.soundLeg(s).Port()))
}

// describe writes a description for this party. The version of its origin grows only when the text changes, as
// RFC 3264 section 8 asks, so that a 183 and the 200 after it are the same answer.
func (p *party) describe(d *sdp.Description) []byte {
	d.Origin.ID, d.Origin.Version = p.originID, p.version
	text := d.Append(make([]byte, 0, 512))
	seed := p.call.manager.dialogs.seed
	if p.version == 0 || maphash.Bytes(seed, text) != p.described {
		p.version++
		d.Origin.Version = p.version
		text = d.Append(text[:0])
		p.described = maphash.Bytes(seed, text)
	}
	return text
}

// relay writes what the other side described for this party.
func (p *party) relay(s Sound, d *sdp.Description) []byte {
	return p.describe(d.Relayed(p.place(s), sdp.Origin{}))
}

// hear takes note of what this party described of itself: where it wants sound, and which way it flows. An address
// that stays the same is not set again, or the relay would forget the real one that it learnt behind NAT.
func (p *party) hear(s Sound, d *sdp.Description) {
	leg := p.soundLeg(s)
	i, err := d.Audio()
	if err != nil {
		p.remote = netip.AddrPort{}
		leg.SetRemote(netip.AddrPort{}, netip.AddrPort{})
		return
	}
	m := &d.Media[i]
	direction := d.Direction(m)
	leg.SetDirection(direction.Receives(), direction.Sends())
	rtp, rtcp := p.whereabouts(m)
	if rtp == p.remote && p.heard == s {
		return
	}
	if !rtp.IsValid() && !direction.Receives() {
		return // held with 0.0.0.0: the place is still the old one
	}
	p.remote, p.heard = rtp, s
	leg.SetSource(p.leg.Flow.Remote.Addr())
	leg.SetRemote(rtp, rtcp)
}

// whereabouts returns where the party wants sound. A telephone that names a host, nothing, an address of the other family
// or its own loopback can only be meant to be where its signalling comes from.
func (p *party) whereabouts(m *sdp.Media) (rtp, rtcp netip.AddrPort) {
	home := p.leg.Flow.Remote.Addr().Unmap()
	named, err := netip.ParseAddr(m.Connection)
	named = named.Unmap()
	if err != nil || named.Is4() != home.Is4() || named.IsLoopback() && !home.IsLoopback() {
		return netip.AddrPortFrom(home, uint16(m.Port)), netip.AddrPort{}
	}
	return m.Remote()
}
