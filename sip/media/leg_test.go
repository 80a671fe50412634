package media

import (
	"bytes"
	"net/netip"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// senderReport is an RTCP sender report without report blocks.
func senderReport() []byte { return append([]byte{0x80, 200, 0, 6}, make([]byte, 24)...) }

func TestLegRelaysReports(t *testing.T) {
	s, a, b := connect(t)
	fromA, fromB := newTelephone(t, 0, control(s.A().Local())), newTelephone(t, 0, control(s.B().Local()))
	s.A().SetRemote(a.address(), fromA.address())
	s.B().SetRemote(b.address(), fromB.address())
	fromA.send(senderReport())
	if got := fromB.receive(); !bytes.Equal(got, senderReport()) {
		t.Fatalf("the report was altered: %x", got)
	}
	fromB.send([]byte("no report"))
	fromB.send(senderReport())
	fromA.receive()
	waitFor(t, func() bool { return s.B().Stats().ControlOut == 1 }) // counted once sent
	if stats := s.B().Stats(); stats.ControlIn != 1 || stats.Invalid != 1 {
		t.Fatalf("statistics of b: %+v", stats)
	}
}

// A telephone behind NAT sends from elsewhere than its description says.
func TestLegLearnsNAT(t *testing.T) {
	s, a, b := connect(t)
	s.B().SetRemote(netip.MustParseAddrPort("10.1.2.3:4000"), netip.AddrPort{})
	for range learnAfter {
		b.speak()
	}
	if got := a.hear(); got.Sequence != learnAfter-1 {
		t.Fatalf("a heard packet %d, want the one that completed the proof", got.Sequence)
	}
	a.speak()
	b.hear()
	if stats := s.B().Stats(); !stats.Learnt || stats.Remote != b.address() || stats.Foreign != learnAfter-1 {
		t.Fatalf("statistics of b: %+v", stats)
	}
}

// Behind NAT the port of RTCP is known only once a report has come from there.
func TestLegLearnsNATOfReports(t *testing.T) {
	s, a, b := connect(t)
	fromA, fromB := newTelephone(t, 0, control(s.A().Local())), newTelephone(t, 0, control(s.B().Local()))
	s.A().SetRemote(a.address(), fromA.address())
	s.B().SetRemote(netip.MustParseAddrPort("127.0.0.77:4000"), netip.AddrPort{})
	fromB.send(senderReport()) // too early: nothing has shown that b lives there
	waitFor(t, func() bool { return s.B().Stats().Foreign == 1 })
	for range learnAfter {
		b.speak()
	}
	a.hear()
	for range 2 { // when the second has come, the first has been dealt with
		fromA.send(senderReport())
	}
	waitFor(t, func() bool { return s.A().Stats().ControlIn == 2 })
	if out := s.B().Stats().ControlOut; out != 0 {
		t.Fatalf("%d reports went to an address that b does not have", out)
	}
	fromB.send(senderReport())
	fromA.receive()
	fromA.send(senderReport())
	fromB.receive()
}

// A stranger sprays a call that is under way: nothing reaches the telephones, nothing goes to the stranger.
func TestLegRTPBleed(t *testing.T) {
	s, a, b := connect(t)
	a.speak()
	b.hear()
	b.speak()
	a.hear()
	spray := newTelephoneAt(t, netip.MustParseAddr("127.0.0.66"), 0xbad, s.A().Local())
	for range 50 {
		spray.speak()
	}
	for range 10 {
		a.speak()
		if got := b.hear(); got.SSRC != 0xa {
			t.Fatal("b heard the stranger")
		}
		b.speak()
		if got := a.hear(); got.SSRC != 0xb {
			t.Fatal("a heard the stranger")
		}
	}
	spray.conn.SetReadDeadline(time.Now().Add(20 * time.Millisecond))
	if n, _, err := spray.conn.ReadFromUDPAddrPort(make([]byte, 1)); err == nil {
		t.Fatalf("the stranger received %d octets", n)
	}
	if stats := s.A().Stats(); stats.Foreign != 50 || stats.PacketsIn != 11 {
		t.Fatalf("statistics of a: %+v", stats)
	}
}

// With the source of the signalling known, even a stranger that was there first learns nothing.
func TestLegSourceKeepsStrangersOut(t *testing.T) {
	s, a, b := connect(t)
	s.A().SetSource(netip.MustParseAddr("127.0.0.1"))
	s.A().SetRemote(netip.MustParseAddrPort("10.1.2.3:4000"), netip.AddrPort{})
	spray := newTelephoneAt(t, netip.MustParseAddr("127.0.0.66"), 0xbad, s.A().Local())
	for range 20 {
		spray.speak()
	}
	for range learnAfter {
		a.speak()
	}
	if got := b.hear(); got.SSRC != 0xa {
		t.Fatal("b heard the stranger")
	}
}

func TestLegDropsInvalid(t *testing.T) {
	s, a, b := connect(t)
	junk := [][]byte{
		nil, {0x80}, make([]byte, 11), bytes.Repeat([]byte{0xff}, 200), // version 3
		append([]byte{0x8f, 0}, make([]byte, 20)...),               // 15 sources that are not there
		append([]byte{0x90, 0}, bytes.Repeat([]byte{0xff}, 20)...), // extension longer than the packet
		append([]byte{0xa0, 0}, append(make([]byte, 12), 0xff)...), // padding longer than the packet
		senderReport(), // RTCP on the RTP port
		append([]byte{0x80, 0}, make([]byte, maxPacketSize)...),                  // too long for any network
		{0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, // STUN
	}
	for i := range uint64(20) { // 200 bad packets
		for _, data := range junk {
			a.send(data)
		}
		waitFor(t, func() bool { return s.A().Stats().Invalid == (i+1)*uint64(len(junk)) })
	}
	want := a.speak()
	if got := b.hear(); got.Sequence != want || got.SSRC != 0xa {
		t.Fatal("a bad packet came through")
	}
}

func TestLegHold(t *testing.T) {
	s, a, b := connect(t)
	s.A().SetDirection(false, true) // a has put b on hold with "sendonly": it is no longer sent to
	a.speak()
	b.hear()
	b.speak()
	s.B().SetDirection(true, false)
	waitFor(t, func() bool { return s.B().Stats().Withheld == 1 })
	s.A().SetDirection(true, true)
	b.speak()
	waitFor(t, func() bool { return s.B().Stats().Withheld == 2 })
	s.B().SetDirection(true, true)
	want := b.speak()
	if got := a.hear(); got.Sequence != want {
		t.Fatalf("a heard packet %d, which was sent on hold", got.Sequence)
	}
	if stats := s.B().Stats(); stats.PacketsIn != 3 {
		t.Fatalf("statistics of b: %+v", stats)
	}
}

func waitFor(t *testing.T, done func() bool) {
	t.Helper()
	for end := time.Now().Add(5 * time.Second); !done(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("waited in vain")
		}
	}
}

func TestSetRemoteNowhere(t *testing.T) {
	s := newSession(t)
	for _, address := range []string{"0.0.0.0:4000", "127.0.0.1:0", "224.0.0.1:4000", "[::1]:4000"} {
		s.A().SetRemote(netip.MustParseAddrPort(address), netip.AddrPort{})
		if remote := s.A().Stats().Remote; remote.IsValid() {
			t.Errorf("%s: sends to %s", address, remote)
		}
	}
	s.A().SetRemote(netip.MustParseAddrPort("[::ffff:192.0.2.1]:4000"), netip.AddrPort{})
	if remote := s.A().Stats().Remote; remote != netip.MustParseAddrPort("192.0.2.1:4000") {
		t.Errorf("mapped address: %s", remote)
	}
}

// The watch needs only the legs' clocks, so it runs here without sockets, which a synthetic clock cannot wait for.
func TestSilence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &Session{relay: NewRelay(Config{})}
		for _, l := range []*Leg{&s.a, &s.b} {
			l.relay, l.receives, l.latch.signalled = s.relay, true, signalled
			l.local = netip.MustParseAddrPort("192.168.1.1:20000")
			l.listenAnew()
		}
		silent := make(chan *Leg, 10)
		expect := func(when string, want ...*Leg) {
			t.Helper()
			synctest.Wait()
			var got []*Leg
			for range len(silent) {
				got = append(got, <-silent)
			}
			if !slices.Equal(got, want) {
				t.Fatalf("%s: %d legs silent, want %d", when, len(got), len(want))
			}
		}
		s.OnSilence(30*time.Second, func(l *Leg) { silent <- l })
		for range 40 { // b speaks, a does not
			time.Sleep(time.Second)
			s.b.mu.Lock()
			s.b.count(Packet{}, 0)
			s.b.mu.Unlock()
		}
		expect("after 40 s", s.A())
		time.Sleep(time.Hour)
		expect("once for each stretch", s.B())
		s.A().SetDirection(true, false)
		s.B().SetDirection(true, false)
		s.B().SetRemote(signalled, netip.AddrPort{}) // the re-INVITE of the hold starts the count again
		time.Sleep(time.Hour)
		expect("on hold")
		s.B().SetDirection(true, true) // off hold: the count starts again
		time.Sleep(29 * time.Second)
		expect("29 s after hold")
		time.Sleep(31 * time.Second)
		expect("60 s after hold", s.B())
		s.OnSilence(0, nil)
		time.Sleep(time.Hour)
		expect("after the watch ended")
	})
}
