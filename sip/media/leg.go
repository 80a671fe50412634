package media

import (
	"errors"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

var errPortInUse = errors.New("port in use")

// Leg is the side of a session that one telephone talks to. All methods are safe for concurrent use.
type Leg struct {
	relay   *Relay
	other   *Leg
	local   netip.AddrPort // RTP; RTCP is the port above
	port    int
	rtp     *net.UDPConn
	control *net.UDPConn

	// What the other leg's readers need for each packet, without a lock.
	target        atomic.Pointer[netip.AddrPort] // nil where nothing may be sent
	controlTarget atomic.Pointer[netip.AddrPort]
	sends         atomic.Bool
	echoes        atomic.Bool // the telephone hears itself instead of the other leg
	out           counter
	controlOut    counter

	mu           sync.Mutex
	latch        latch
	controlLatch controlLatch
	receives     bool
	heard        time.Time // last sign of life, or since when one is expected
	silent       bool      // the present silence was reported
	reception    Reception
	stats        Stats // the parts that are counted on arrival
}

type counter struct{ packets, bytes atomic.Uint64 }

// Stats is what a leg has seen so far. "In" is from the telephone, "out" is to the telephone; bytes are those of the
// RTP packets with their headers, without UDP and IP.
type Stats struct {
	PacketsIn, BytesIn   uint64 // valid RTP from the telephone
	PacketsOut, BytesOut uint64 // RTP sent to the telephone
	ControlIn            uint64 // valid RTCP packets from the telephone
	ControlOut           uint64

	Lost        uint64        // estimate of packets that never came from the telephone
	Jitter      time.Duration // interarrival jitter of RFC 3550 section 6.4.1
	LastPacket  time.Time     // when the last valid RTP came; zero before the first
	SSRC        uint32        // of the newest RTP packet
	PayloadType uint8         // of the newest RTP packet

	Foreign  uint64 // dropped: not from the telephone
	Invalid  uint64 // dropped: neither RTP nor RTCP
	Withheld uint64 // dropped: the telephone's, while one side is on hold or has no place yet

	Remote netip.AddrPort // where RTP goes now; invalid where nowhere
	Learnt bool           // the telephone was found elsewhere than it said, as behind NAT
}

// Port returns the RTP port of this leg. RTCP is the port above.
func (l *Leg) Port() int { return l.port }

// Local returns the address and RTP port that this leg is bound to.
func (l *Leg) Local() netip.AddrPort { return l.local }

// SetRemote says where the session description places the telephone, and opens the short time in which another
// source may be learnt. An invalid or unspecified address, or port 0, means nowhere: nothing is sent or taken.
// Where rtcp is invalid it is the port above rtp.
func (l *Leg) SetRemote(rtp, rtcp netip.AddrPort) {
	rtp = l.usable(rtp)
	if !rtp.IsValid() {
		rtcp = netip.AddrPort{}
	} else if rtcp = l.usable(rtcp); !rtcp.IsValid() && rtp.Port() < 65535 {
		rtcp = l.usable(netip.AddrPortFrom(rtp.Addr(), rtp.Port()+1))
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.latch.expect(rtp)
	l.controlLatch.expect(rtcp)
	l.listenAnew()
	l.aim()
}

// SetSource names the address that the telephone's signalling comes from. Then only that address and the signalled
// one may be learnt, and a stranger has no chance even in the first packets. It holds for all later SetRemote.
func (l *Leg) SetSource(address netip.Addr) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.latch.home = address.Unmap()
}

// SetDirection puts the leg on hold and takes it off: send = the telephone is sent to, receive = what it sends is
// taken. Both are true in a new session.
func (l *Leg) SetDirection(send, receive bool) {
	l.sends.Store(send)
	l.mu.Lock()
	defer l.mu.Unlock()
	if receive && !l.receives {
		l.listenAnew()
	}
	l.receives = receive
}

// Echo gives the telephone back what it sends, instead of passing it to the other leg, for as long as the session
// lasts. Who is listened to and where packets go is decided as ever, so nobody can point an echo at somebody else.
func (l *Leg) Echo() { l.echoes.Store(true) }

// listener is the leg whose telephone hears this one.
func (l *Leg) listener() *Leg {
	if l.echoes.Load() {
		return l
	}
	return l.other
}

// Stats returns the figures as they are now.
func (l *Leg) Stats() Stats {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := l.stats
	s.PacketsOut, s.BytesOut = l.out.packets.Load(), l.out.bytes.Load()
	s.ControlOut = l.controlOut.packets.Load()
	s.Lost, s.Jitter = l.reception.Lost(), l.reception.Jitter()
	s.SSRC, s.PayloadType = l.reception.SSRC(), l.reception.PayloadType()
	s.Remote, s.Learnt = l.latch.peer, l.latch.learnt()
	return s
}

// broadcast reaches every machine of the network, which no telephone has a reason to ask for.
var broadcast = netip.AddrFrom4([4]byte{255, 255, 255, 255})

// usable returns the address in the form that sockets report, or an invalid one where nothing may be sent to it. The
// loopback address of a telephone is its own; what listens on ours must not hear from telephones of the network.
func (l *Leg) usable(address netip.AddrPort) netip.AddrPort {
	address = netip.AddrPortFrom(address.Addr().Unmap(), address.Port())
	if !address.IsValid() || address.Port() == 0 || address.Addr().IsUnspecified() || address.Addr().IsMulticast() {
		return netip.AddrPort{}
	}
	if address.Addr() == broadcast || address.Addr().IsLoopback() && !l.onThisMachine() {
		return netip.AddrPort{}
	}
	if address.Addr().Is4() != l.local.Addr().Is4() || l.relay.isOwn(address) {
		return netip.AddrPort{}
	}
	return address
}

// onThisMachine tells whether the leg talks to telephones of this very machine.
func (l *Leg) onThisMachine() bool {
	return l.local.Addr().IsLoopback() || l.local.Addr().IsUnspecified()
}

// listenAnew starts the count of silence again. The lock is held.
func (l *Leg) listenAnew() {
	l.heard = time.Now()
	l.silent = false
}

// aim publishes where the latches point to. The lock is held.
func (l *Leg) aim() {
	publish(&l.target, l.latch.peer)
	publish(&l.controlTarget, l.controlLatch.peer)
}

func publish(target *atomic.Pointer[netip.AddrPort], address netip.AddrPort) {
	if !address.IsValid() {
		target.Store(nil)
		return
	}
	if old := target.Load(); old == nil || *old != address {
		target.Store(&address)
	}
}

// silence returns how long until the leg would count as silent, and whether it has just become so.
func (l *Leg) silence(after time.Duration) (left time.Duration, due bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.receives || !l.latch.signalled.IsValid() || l.silent {
		return after, false
	}
	if left = after - time.Since(l.heard); left > 0 {
		return left, false
	}
	l.silent = true
	return after, true
}

func (l *Leg) open(s *Session, local netip.Addr, port int) error {
	rtp, err := listen(local, port)
	if err != nil {
		return err
	}
	control, err := listen(local, port+1)
	if err != nil {
		rtp.Close()
		return err
	}
	mark(rtp, local)
	mark(control, local)
	l.relay = s.relay
	l.local = netip.AddrPortFrom(local, uint16(port))
	l.port, l.rtp, l.control = port, rtp, control
	l.receives = true
	l.sends.Store(true)
	return nil
}

func listen(local netip.Addr, port int) (*net.UDPConn, error) {
	network := "udp4"
	if local.Is6() {
		network = "udp6"
	}
	conn, err := net.ListenUDP(network, net.UDPAddrFromAddrPort(netip.AddrPortFrom(local, uint16(port))))
	if errors.Is(err, syscall.EADDRINUSE) || errors.Is(err, syscall.EACCES) {
		return nil, errors.Join(errPortInUse, err)
	}
	return conn, err
}

func (l *Leg) closeSockets() {
	l.rtp.Close()
	l.control.Close()
}
