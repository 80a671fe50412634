package media

import (
	"errors"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var loopback = netip.MustParseAddr("127.0.0.1")

// telephone is the far end of a leg: a socket that speaks RTP.
type telephone struct {
	t    *testing.T
	conn *net.UDPConn
	to   netip.AddrPort
	next Packet
}

func newTelephone(t *testing.T, ssrc uint32, to netip.AddrPort) *telephone {
	return newTelephoneAt(t, loopback, ssrc, to)
}

func newTelephoneAt(t *testing.T, at netip.Addr, ssrc uint32, to netip.AddrPort) *telephone {
	conn, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(netip.AddrPortFrom(at, 0)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return &telephone{t: t, conn: conn, to: to, next: Packet{SSRC: ssrc, Payload: make([]byte, 160)}}
}

func (p *telephone) address() netip.AddrPort {
	a := p.conn.LocalAddr().(*net.UDPAddr).AddrPort()
	return netip.AddrPortFrom(a.Addr().Unmap(), a.Port())
}

func (p *telephone) speak() uint16 {
	sent := p.next.Sequence
	p.send(p.next.Append(nil))
	p.next.Sequence++
	p.next.Timestamp += 160
	return sent
}

func (p *telephone) send(data []byte) {
	if _, err := p.conn.WriteToUDPAddrPort(data, p.to); err != nil {
		p.t.Fatal(err)
	}
}

// hear waits for the next RTP packet.
func (p *telephone) hear() Packet {
	p.t.Helper()
	packet, ok := ParsePacket(p.receive())
	if !ok {
		p.t.Fatal("what came is no RTP packet")
	}
	return packet
}

func (p *telephone) receive() []byte {
	p.t.Helper()
	p.conn.SetReadDeadline(time.Now().Add(5 * time.Second))
	buffer := make([]byte, 4096)
	n, _, err := p.conn.ReadFromUDPAddrPort(buffer)
	if err != nil {
		p.t.Fatalf("nothing came: %v", err)
	}
	return buffer[:n]
}

func control(address netip.AddrPort) netip.AddrPort {
	return netip.AddrPortFrom(address.Addr(), address.Port()+1)
}

func newSession(t *testing.T) *Session {
	t.Helper()
	relay := NewRelay(Config{Ports: [2]int{20000, 20999}})
	t.Cleanup(relay.Close)
	s, err := relay.Open(loopback)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// connect gives both legs a telephone that is where it says.
func connect(t *testing.T) (s *Session, a, b *telephone) {
	s = newSession(t)
	a, b = newTelephone(t, 0xa, s.A().Local()), newTelephone(t, 0xb, s.B().Local())
	s.A().SetRemote(a.address(), netip.AddrPort{})
	s.B().SetRemote(b.address(), netip.AddrPort{})
	return s, a, b
}

func TestRelayBothWays(t *testing.T) {
	s, a, b := connect(t)
	for range 10 {
		if want, got := a.speak(), b.hear(); got.Sequence != want || got.SSRC != 0xa {
			t.Fatalf("b heard %d of %x, want %d of a", got.Sequence, got.SSRC, want)
		}
		if want, got := b.speak(), a.hear(); got.Sequence != want || got.SSRC != 0xb {
			t.Fatalf("a heard %d of %x, want %d of b", got.Sequence, got.SSRC, want)
		}
	}
	waitFor(t, func() bool { return s.A().Stats().PacketsOut == 10 }) // counted once sent, which may be after it was heard
	stats := s.A().Stats()
	if stats.PacketsIn != 10 || stats.BytesIn != 1720 || stats.Lost != 0 || stats.SSRC != 0xa {
		t.Fatalf("statistics of a: %+v", stats)
	}
}

func TestRelayPortsArePairs(t *testing.T) {
	s := newSession(t)
	for _, l := range []*Leg{s.A(), s.B()} {
		if l.Port()%2 != 0 || l.Port() < 20000 || l.Port() > 20998 {
			t.Errorf("port %d is not an even one of the range", l.Port())
		}
		if conn, err := net.ListenUDP("udp4", net.UDPAddrFromAddrPort(control(l.Local()))); err == nil {
			conn.Close()
			t.Errorf("the RTCP port %d is not open", l.Port()+1)
		}
	}
}

func TestRelaySkipsPortsOfOthers(t *testing.T) {
	relay := NewRelay(Config{Ports: [2]int{21000, 21007}})
	t.Cleanup(relay.Close)
	for _, port := range []uint16{21000, 21003} { // the RTP port of one pair, the RTCP port of another
		conn, err := net.ListenUDP("udp4", net.UDPAddrFromAddrPort(netip.AddrPortFrom(loopback, port)))
		if err != nil {
			t.Skip("port of the test is taken:", err)
		}
		defer conn.Close()
	}
	if _, err := relay.Open(loopback); err != nil {
		t.Fatalf("two pairs were free: %v", err)
	}
	if _, err := relay.Open(loopback); !errors.Is(err, ErrNoPorts) {
		t.Fatalf("got %v, want ErrNoPorts", err)
	}
	if free := relay.FreePorts(); free != 2 {
		t.Fatalf("%d pairs left, want the 2 which others hold", free)
	}
}

// One pair is not enough for two legs; it must not be lost over that.
func TestRelayOnePairOnly(t *testing.T) {
	relay := NewRelay(Config{Ports: [2]int{23000, 23001}})
	for range 3 {
		if _, err := relay.Open(loopback); !errors.Is(err, ErrNoPorts) || !strings.Contains(err.Error(), "23000-23001") {
			t.Fatalf("got %v, want ErrNoPorts that names the range", err)
		}
		if free := relay.FreePorts(); free != 1 {
			t.Fatalf("%d pairs left, want 1", free)
		}
	}
}

func TestRelayBadAddress(t *testing.T) {
	relay := NewRelay(Config{})
	free := relay.FreePorts()
	if _, err := relay.Open(netip.MustParseAddr("192.0.2.1")); err == nil || errors.Is(err, ErrNoPorts) {
		t.Fatalf("got %v, want that the address is not ours", err)
	}
	if relay.FreePorts() != free {
		t.Fatal("ports were lost")
	}
}

func TestRelayClosed(t *testing.T) {
	relay := NewRelay(Config{})
	free := relay.FreePorts()
	if _, err := relay.Open(loopback); err != nil {
		t.Fatal(err)
	}
	relay.Close()
	if _, err := relay.Open(loopback); !errors.Is(err, ErrClosed) {
		t.Fatalf("got %v, want ErrClosed", err)
	}
	if relay.Sessions() != 0 || relay.FreePorts() != free || len(relay.own) != 0 {
		t.Fatalf("left behind: %d sessions, %d of %d ports, %v", relay.Sessions(), relay.FreePorts(), free, relay.own)
	}
}

// Two versions of IP meet in one call.
func TestRelayBetweenVersions(t *testing.T) {
	relay := NewRelay(Config{})
	t.Cleanup(relay.Close)
	s, err := relay.OpenBetween(loopback, netip.IPv6Loopback())
	if err != nil {
		t.Skip("no IPv6 here:", err)
	}
	a, b := newTelephone(t, 1, s.A().Local()), newTelephoneAt(t, netip.IPv6Loopback(), 2, s.B().Local())
	s.A().SetRemote(a.address(), netip.AddrPort{})
	s.B().SetRemote(b.address(), netip.AddrPort{})
	a.speak()
	b.hear()
	b.speak()
	a.hear()
}

// A telephone that names a socket of the switchboard as its own would make packets run in circles.
func TestRelayRefusesItself(t *testing.T) {
	s := newSession(t)
	s.A().SetRemote(s.A().Local(), netip.AddrPort{})
	s.B().SetRemote(s.A().Local(), netip.AddrPort{})
	if a, b := s.A().Stats().Remote, s.B().Stats().Remote; a.IsValid() || b.IsValid() {
		t.Fatalf("legs send to %s and %s", a, b)
	}
}
