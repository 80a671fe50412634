package media

import (
	"net/netip"
	"testing"
)

var (
	signalled = netip.MustParseAddrPort("192.168.1.20:4000") // what a telephone behind NAT says
	public    = netip.MustParseAddrPort("203.0.113.5:61000") // where its packets come from
	stranger  = netip.MustParseAddrPort("198.51.100.66:5555")
)

func TestLatch(t *testing.T) {
	type packet struct {
		source   netip.AddrPort
		ssrc     uint32
		sequence uint16
		want     bool
	}
	tests := []struct {
		name    string
		home    netip.Addr
		packets []packet
		peer    netip.AddrPort
	}{
		{"the signalled address counts at once", netip.Addr{}, []packet{{signalled, 1, 1, true}}, signalled},
		{"then nobody else does", netip.Addr{}, []packet{
			{signalled, 1, 1, true}, {stranger, 1, 2, false}, {stranger, 1, 3, false}, {stranger, 1, 4, false},
			{stranger, 1, 5, false}, {signalled, 1, 2, true}}, signalled},
		{"another source is learnt from the third packet on", netip.Addr{}, []packet{
			{public, 1, 1, false}, {public, 1, 2, false}, {public, 1, 3, true}, {public, 1, 4, true}}, public},
		{"and is then locked", netip.Addr{}, []packet{
			{public, 1, 1, false}, {public, 1, 2, false}, {public, 1, 3, true},
			{stranger, 1, 4, false}, {stranger, 1, 5, false}, {stranger, 1, 6, false}, {public, 1, 4, true}}, public},
		{"a change of SSRC starts again", netip.Addr{}, []packet{
			{public, 1, 1, false}, {public, 1, 2, false}, {public, 2, 3, false}, {public, 2, 4, false}}, signalled},
		{"a spray of one packet each is never learnt", netip.Addr{}, []packet{
			{stranger, 1, 1, false}, {public, 2, 1, false}, {stranger, 1, 2, false}, {public, 2, 2, false}}, signalled},
		{"the same packet again proves nothing", netip.Addr{}, []packet{
			{public, 1, 7, false}, {public, 1, 7, false}, {public, 1, 7, false}, {public, 1, 7, false}}, signalled},
		{"a stranger has no chance where the source of the signalling is known", public.Addr(), []packet{
			{stranger, 1, 1, false}, {stranger, 1, 2, false}, {stranger, 1, 3, false}, {stranger, 1, 4, false},
			{public, 2, 1, false}, {public, 2, 2, false}, {public, 2, 3, true}}, public},
		{"the signalled address takes the leg back from one that was quicker", netip.Addr{}, []packet{
			{stranger, 1, 1, false}, {stranger, 1, 2, false}, {stranger, 1, 3, true},
			{signalled, 2, 1, false}, {signalled, 2, 2, false}, {signalled, 2, 3, true}, {stranger, 1, 4, false}}, signalled},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			l := latch{home: test.home}
			l.expect(signalled)
			for i, p := range test.packets {
				if got := l.take(Packet{SSRC: p.ssrc, Sequence: p.sequence}, p.source); got != p.want {
					t.Errorf("packet %d from %s: %v, want %v", i, p.source, got, p.want)
				}
			}
			if l.peer != test.peer {
				t.Errorf("sends to %s, want %s", l.peer, test.peer)
			}
		})
	}
}

func TestLatchLearnsAnewAfterDescription(t *testing.T) {
	l := latch{}
	l.expect(signalled)
	for i := range uint16(learnAfter) {
		l.take(Packet{Sequence: i}, public)
	}
	l.expect(signalled)
	if l.peer != public {
		t.Errorf("a refresh sends to %s, want still %s", l.peer, public)
	}
	if !l.take(Packet{Sequence: 10}, public) {
		t.Error("a refresh made a gap")
	}
	elsewhere := netip.MustParseAddrPort("192.168.1.30:5000")
	l.expect(elsewhere)
	if l.peer != elsewhere || l.take(Packet{Sequence: 11}, public) {
		t.Errorf("a new description still listens to %s, sends to %s", public, l.peer)
	}
	l.expect(netip.AddrPort{})
	if l.peer.IsValid() || l.take(Packet{}, signalled) {
		t.Error("a leg without place takes or sends")
	}
}

func TestControlLatch(t *testing.T) {
	var c controlLatch
	c.expect(netip.MustParseAddrPort("192.168.1.20:4001"))
	if c.take(stranger, signalled) {
		t.Error("took a report of a stranger")
	}
	c.follow(public)
	if c.peer.IsValid() {
		t.Errorf("sends reports to %s before the place is known", c.peer)
	}
	reports := netip.AddrPortFrom(public.Addr(), 61777)
	if !c.take(reports, public) || c.peer != reports {
		t.Errorf("reports from the learnt address are not taken, peer %s", c.peer)
	}
	if c.take(netip.AddrPortFrom(public.Addr(), 61778), public) {
		t.Error("the port is not locked")
	}
}
