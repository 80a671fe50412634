package media

import "net/netip"

// learnAfter is how many packets in a row a source that was not signalled must send, all of one SSRC and in
// sequence, before it is believed. None of them is passed on, so a stranger injects nothing while it tries.
const learnAfter = 3

// latch decides whose RTP a leg takes and where its own RTP goes.
//
// Learning the address from whatever comes first lets a stranger who sprays the port range take the call over
// ("RTP bleed"). Therefore the signalled address counts first and always; another source is learnt only while
// nothing is locked, and where the place that the telephone signals from is known, only from there; then it is
// locked until the next session description.
type latch struct {
	signalled netip.AddrPort // where the session description says the telephone is
	home      netip.Addr     // where its signalling comes from; invalid where unknown
	peer      netip.AddrPort // where packets go now; invalid where the telephone has no place
	locked    bool

	candidate netip.AddrPort
	ssrc      uint32
	sequence  uint16
	run       int // packets in a row from the candidate
}

// expect opens the latch for a new session description. Where the description names the same place as before,
// what was learnt stays the destination until something better is known: a mere refresh makes no gap.
func (l *latch) expect(signalled netip.AddrPort) {
	if signalled != l.signalled || !l.peer.IsValid() {
		l.peer = signalled
	}
	l.signalled = signalled
	l.locked = false
	l.run = 0
}

// take decides about a packet: true = it is the telephone's, false = foreign.
func (l *latch) take(p Packet, source netip.AddrPort) bool {
	if !l.signalled.IsValid() {
		return false
	}
	if l.locked {
		return source == l.peer || l.reclaim(p, source)
	}
	if source == l.peer || l.isSignalled(source) {
		l.lock(source)
		return true
	}
	return l.mayLearn(source.Addr()) && l.learn(p, source)
}

// reclaim gives a leg that learnt another source back to the signalled address, should the telephone turn up
// there: that address is the one which the signalling vouches for.
func (l *latch) reclaim(p Packet, source netip.AddrPort) bool {
	return l.isSignalled(source) && l.learn(p, source)
}

func (l *latch) learn(p Packet, source netip.AddrPort) bool {
	step := p.Sequence - l.sequence
	if l.run > 0 && source == l.candidate && p.SSRC == l.ssrc && step > 0 && step < 100 {
		l.run++
	} else {
		l.candidate, l.ssrc, l.run = source, p.SSRC, 1
	}
	l.sequence = p.Sequence
	if l.run < learnAfter {
		return false
	}
	l.lock(source)
	return true
}

func (l *latch) lock(source netip.AddrPort) {
	l.peer = source
	l.locked = true
	l.run = 0
}

func (l *latch) mayLearn(source netip.Addr) bool {
	return !l.home.IsValid() || source == l.home || source == l.signalled.Addr()
}

// isSignalled leaves the zone of a link-local address aside, which no session description names.
func (l *latch) isSignalled(source netip.AddrPort) bool {
	return source.Port() == l.signalled.Port() && source.Addr().WithZone("") == l.signalled.Addr().WithZone("")
}

// learnt tells whether the telephone was found elsewhere than it said.
func (l *latch) learnt() bool { return l.locked && !l.isSignalled(l.peer) }

// controlLatch does the same for RTCP, whose packets are too rare to be waited for: the first valid one from the
// address that RTP is exchanged with fixes the port.
type controlLatch struct {
	signalled netip.AddrPort
	peer      netip.AddrPort
	locked    bool
}

func (c *controlLatch) expect(signalled netip.AddrPort) {
	if signalled != c.signalled || !c.peer.IsValid() {
		c.peer = signalled
	}
	c.signalled = signalled
	c.locked = false
}

// follow is called when RTP was locked to an address. Reports go nowhere until one comes from there, since the
// port cannot be known behind NAT.
func (c *controlLatch) follow(rtp netip.AddrPort) {
	if c.peer.IsValid() && c.peer.Addr() == rtp.Addr() {
		return
	}
	c.locked = false
	c.peer = netip.AddrPort{}
	if c.signalled.Addr() == rtp.Addr() {
		c.peer = c.signalled
	}
}

func (c *controlLatch) take(source netip.AddrPort, rtp netip.AddrPort) bool {
	if c.locked {
		return source == c.peer
	}
	if !rtp.IsValid() || (source != c.signalled && source.Addr() != rtp.Addr()) {
		return false
	}
	c.peer = source
	c.locked = true
	return true
}
