package media

import (
	"bytes"
	"net/netip"
	"testing"
)

// An echo gives back what it hears, under another source so that no telephone takes it for a loop, and to nobody else.
func TestLegEchoes(t *testing.T) {
	s, a, b := connect(t)
	s.A().SetRemote(a.address(), netip.AddrPort{})
	s.A().Echo()
	a.next.Payload = bytes.Repeat([]byte{7}, 160)
	sent := a.speak()
	got := a.hear()
	if got.Sequence != sent || got.SSRC != ^uint32(a.next.SSRC) || !bytes.Equal(got.Payload, a.next.Payload) {
		t.Errorf("came back: %+v", got)
	}
	newTelephone(t, 9, s.A().Local()).speak() // a stranger is neither heard nor answered
	waitFor(t, func() bool { return s.A().Stats().Foreign == 1 })
	if stats := s.B().Stats(); stats.PacketsOut != 0 {
		t.Errorf("the other leg was sent to: %+v", stats)
	}
	s.B().SetRemote(b.address(), netip.AddrPort{})
	b.speak() // the other leg goes on as before
	if got := a.hear(); got.SSRC != b.next.SSRC {
		t.Errorf("from the other leg: %+v", got)
	}
}

func TestLegEchoesNothingOnHold(t *testing.T) {
	s, a, _ := connect(t)
	s.A().SetRemote(a.address(), netip.AddrPort{})
	s.A().Echo()
	s.A().SetDirection(false, true)
	a.speak()
	waitFor(t, func() bool { return s.A().Stats().Withheld == 1 })
	s.A().SetDirection(true, true)
	a.speak()
	if got := a.hear(); got.Sequence != 1 {
		t.Errorf("came back: %+v", got)
	}
	waitFor(t, func() bool { return s.A().Stats().PacketsOut == 1 }) // counted once sent, which may be after it was heard
	if stats := s.A().Stats(); stats.PacketsIn != 2 {
		t.Errorf("%+v", stats)
	}
}

// Reports speak of the stream of whoever sends them: they are not given back.
func TestLegEchoesNoReports(t *testing.T) {
	s, a, _ := connect(t)
	reports := newTelephone(t, 0, control(s.A().Local()))
	s.A().SetRemote(a.address(), reports.address())
	s.A().Echo()
	reports.send(senderReport())
	waitFor(t, func() bool { return s.A().Stats().ControlIn == 1 })
	a.speak()
	a.hear()
	if stats := s.A().Stats(); stats.ControlOut != 0 {
		t.Errorf("%+v", stats)
	}
}
