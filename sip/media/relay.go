package media

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"sync"

	"golang.org/x/net/ipv4"
	"golang.org/x/net/ipv6"
)

// ErrClosed says that the relay takes no more sessions.
var ErrClosed = errors.New("media relay is closed")

// expeditedForwarding is the traffic class of voice (RFC 4594 section 4.1): DSCP 46 in the upper six bits.
const expeditedForwarding = 46 << 2

// Config says how a relay works.
type Config struct {
	Ports [2]int // first and last port of the range; zero = DefaultFirstPort to DefaultLastPort
}

// Relay opens media sessions from one range of ports.
type Relay struct {
	ports *Ports

	mu       sync.Mutex
	closed   bool
	sessions map[*Session]struct{}
	own      map[netip.Addr]int // addresses of the open sockets, with how many legs use each
}

// NewRelay returns a relay without sessions. It starts nothing.
func NewRelay(cfg Config) *Relay {
	if cfg.Ports == [2]int{} {
		cfg.Ports = [2]int{DefaultFirstPort, DefaultLastPort}
	}
	return &Relay{
		ports:    NewPorts(cfg.Ports[0], cfg.Ports[1]),
		sessions: make(map[*Session]struct{}),
		own:      make(map[netip.Addr]int),
	}
}

// Open opens a session whose two legs have a pair of ports each on the local address. It returns [ErrNoPorts]
// where the range is used up and [ErrClosed] after Close.
func (r *Relay) Open(local netip.Addr) (*Session, error) { return r.OpenBetween(local, local) }

// OpenBetween opens a session whose legs are on different addresses, such as one of IPv4 and one of IPv6.
func (r *Relay) OpenBetween(a, b netip.Addr) (*Session, error) {
	s := &Session{relay: r}
	if err := r.bind(s, &s.a, a); err != nil {
		return nil, err
	}
	if err := r.bind(s, &s.b, b); err != nil {
		s.a.closeSockets()
		r.ports.Release(s.a.port)
		return nil, err
	}
	s.a.other, s.b.other = &s.b, &s.a
	if !r.admit(s) {
		s.Close()
		return nil, ErrClosed
	}
	s.start()
	return s, nil
}

// Sessions returns how many sessions are open.
func (r *Relay) Sessions() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.sessions)
}

// FreePorts returns how many more legs can be opened.
func (r *Relay) FreePorts() int { return r.ports.Free() }

// Close ends all sessions and refuses new ones.
func (r *Relay) Close() {
	r.mu.Lock()
	r.closed = true
	open := make([]*Session, 0, len(r.sessions))
	for s := range r.sessions {
		open = append(open, s)
	}
	r.mu.Unlock()
	for _, s := range open {
		s.Close()
	}
}

// bind gives the leg a pair of ports. A pair that another program holds goes to the end of the queue; each free
// pair is tried at most once.
func (r *Relay) bind(s *Session, l *Leg, local netip.Addr) error {
	local = local.Unmap()
	var failure error
	for range max(r.ports.Free(), 1) {
		port, err := r.ports.Take()
		if err != nil {
			return errors.Join(err, failure)
		}
		if failure = l.open(s, local, port); failure == nil {
			return nil
		}
		r.ports.Release(port)
		if !errors.Is(failure, errPortInUse) {
			return fmt.Errorf("opening RTP ports on %s: %w", local, failure)
		}
	}
	return fmt.Errorf("%w: other programs hold those that no call uses; widen the range of RTP ports (%w)", ErrNoPorts, failure)
}

func (r *Relay) admit(s *Session) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return false
	}
	r.sessions[s] = struct{}{}
	r.own[s.a.local.Addr()]++
	r.own[s.b.local.Addr()]++
	return true
}

func (r *Relay) dismiss(s *Session) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, open := r.sessions[s]; !open {
		return
	}
	delete(r.sessions, s)
	for _, l := range []*Leg{&s.a, &s.b} {
		if r.own[l.local.Addr()]--; r.own[l.local.Addr()] <= 0 {
			delete(r.own, l.local.Addr())
		}
	}
}

// isOwn tells whether an address is a socket of this relay. A leg that sent there would send to itself, and two
// such legs would throw one packet to and fro for ever.
func (r *Relay) isOwn(address netip.AddrPort) bool {
	if !r.ports.Taken(int(address.Port())) {
		return false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	any4, any6 := r.own[netip.IPv4Unspecified()] > 0, r.own[netip.IPv6Unspecified()] > 0
	if r.own[address.Addr()] > 0 {
		return true
	}
	return (any4 || any6) && isLocal(address.Addr())
}

// isLocal tells whether an address is one of this machine.
func isLocal(address netip.Addr) bool {
	if address.IsLoopback() || address.IsUnspecified() {
		return true
	}
	all, err := net.InterfaceAddrs()
	if err != nil {
		return false
	}
	for _, a := range all {
		if prefix, err := netip.ParsePrefix(a.String()); err == nil && prefix.Addr().WithZone("") == address.WithZone("") {
			return true
		}
	}
	return false
}

// mark asks routers to prefer the packets of the socket. Where the system refuses, sound goes by the ordinary way.
func mark(conn *net.UDPConn, local netip.Addr) {
	if local.Is4() {
		_ = ipv4.NewConn(conn).SetTOS(expeditedForwarding)
		return
	}
	_ = ipv6.NewConn(conn).SetTrafficClass(expeditedForwarding)
}
