package flow

import (
	"context"
	"log/slog"
	"maps"
	"math"
	"net"
	"net/netip"
	"runtime/debug"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"graphpbx/models"
)

// limits bound what a peer may cost.
type limits struct {
	connections  int           // of all peers together
	perAddress   int           // of one IPv4 address or IPv6 /64
	dials        int           // connections being opened at once
	writeQueue   int           // bytes waiting for a slow peer
	firstMessage time.Duration // until the first whole message of an accepted connection
	message      time.Duration // from the first byte of a message to its last
	idle         time.Duration // without any message; probes come each minute, so telephones never reach it
	writeTime    time.Duration // for one write to a peer that does not read
	dialTime     time.Duration
	farewell     time.Duration // for what is still to be written when the switchboard stops
}

func defaultLimits() *limits {
	return &limits{
		connections: min(40_000, descriptors()/2), perAddress: 5_000, dials: 256, writeQueue: 512 << 10,
		firstMessage: 5 * time.Second, message: 5 * time.Second, idle: 10 * time.Minute,
		writeTime: 10 * time.Second, dialTime: 5 * time.Second, farewell: time.Second,
	}
}

// descriptors is how many files and sockets the process may have open. Connections may take half of them: the other half
// is for sound, which needs four for each call, for the dashboard and the database.
func descriptors() int {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return math.MaxInt
	}
	return int(min(limit.Cur, math.MaxInt32))
}

// doorkeeper is a Handler that wants to be asked before a connection is taken.
type doorkeeper interface {
	Admit(remote netip.AddrPort) bool
}

// Layer owns every socket. Its methods may be called from several goroutines.
type Layer struct {
	handler Handler
	log     *slog.Logger
	limits  *limits
	ctx     context.Context // ended by Close
	cancel  context.CancelFunc
	readers sync.WaitGroup
	lastID  atomic.Uint64

	udp       []*udpSocket   // fixed after Listen
	listeners []net.Listener // fixed after Listen

	mu       sync.Mutex
	closed   bool
	streams  map[*stream]struct{}
	byRemote map[netip.AddrPort]*stream // the latest with that remote address
	origins  map[netip.Addr]int         // connections by where they come from
	dialling map[netip.AddrPort][]func(Flow, error)
}

// Listen opens a UDP socket and a TCP listener for each "host:port" and begins to read. A wildcard host ("0.0.0.0",
// "[::]" or none) opens one UDP socket for each local address, since an answer must leave from the address that was
// asked; an address that comes up later needs a restart. Port 0 lets the system choose one port for UDP and TCP. The
// error names the address and the remedy; then nothing is left open.
func Listen(addresses []string, h Handler, log *slog.Logger) (*Layer, error) {
	return listen(addresses, h, log, defaultLimits())
}

func listen(addresses []string, h Handler, log *slog.Logger, bounds *limits) (*Layer, error) {
	ctx, cancel := context.WithCancel(context.Background())
	l := &Layer{
		handler: h, log: log, limits: bounds, ctx: ctx, cancel: cancel,
		streams:  map[*stream]struct{}{},
		byRemote: map[netip.AddrPort]*stream{},
		origins:  map[netip.Addr]int{},
		dialling: map[netip.AddrPort][]func(Flow, error){},
	}
	if err := l.open(ctx, addresses); err != nil {
		_ = l.Close()
		return nil, err
	}
	for _, s := range l.udp {
		l.readers.Go(func() { l.serveUDP(s) })
	}
	for _, listener := range l.listeners {
		l.readers.Go(func() { l.accept(listener) })
	}
	return l, nil
}

// Addresses returns what the switchboard listens on, in the order of Listen.
func (l *Layer) Addresses() []Address {
	var all []Address
	for _, s := range l.udp {
		all = append(all, Address{models.TransportUDP, s.local})
	}
	for _, listener := range l.listeners {
		local := unmap(listener.Addr().(*net.TCPAddr).AddrPort())
		all = append(all, Address{models.TransportTCP, local})
	}
	return all
}

// UDP returns the flow from a local address of ours to a remote one: through the very socket where it is still open,
// else through the one nearest to it and to the remote address. The zero Flow means that no socket can reach there.
func (l *Layer) UDP(local, remote netip.AddrPort) Flow {
	local, remote = unmap(local), unmap(remote)
	var best *udpSocket
	bestScore := -1
	for _, s := range l.udp {
		if s.local == local {
			return Flow{Socket: s, Remote: remote}
		}
		if score := nearness(s.local, local, remote); score > bestScore {
			best, bestScore = s, score
		}
	}
	if best == nil {
		return Flow{}
	}
	return Flow{Socket: best, Remote: remote}
}

// nearness ranks a socket for a remote address; -1 means that it cannot reach there. What counts is the route first
// (a longer common prefix), then the port by which telephones and routers know us.
func nearness(socket, local, remote netip.AddrPort) int {
	from, to := socket.Addr(), remote.Addr()
	if !to.IsValid() {
		to = local.Addr()
	}
	if from.Is4() != to.Is4() || from.IsLoopback() && !to.IsLoopback() {
		return -1
	}
	score := 4 * commonBits(from, to)
	if from == local.Addr() {
		score += 1024
	}
	if socket.Port() == local.Port() {
		score++
	}
	return score
}

func commonBits(a, b netip.Addr) int {
	x, y := a.AsSlice(), b.AsSlice()
	for i := range x {
		for bit := range 8 {
			if (x[i]^y[i])&(0x80>>bit) != 0 {
				return 8*i + bit
			}
		}
	}
	return 8 * len(x)
}

// Close closes every socket and waits until all readers have ended. What was sent down a connection before still leaves,
// such as the BYE of a call that ends with the switchboard, unless the peer is slow to read. It must not be called by
// the Handler. It returns nil; the error is there for io.Closer.
func (l *Layer) Close() error {
	l.mu.Lock()
	l.closed = true
	streams := slices.Collect(maps.Keys(l.streams))
	l.mu.Unlock()
	l.cancel()
	for _, s := range l.udp {
		_ = s.close()
	}
	for _, listener := range l.listeners {
		_ = listener.Close()
	}
	for _, s := range streams {
		s.retire()
	}
	overdue := time.AfterFunc(l.limits.farewell, func() {
		for _, s := range streams {
			s.abort()
		}
	})
	l.readers.Wait()
	overdue.Stop()
	return nil
}

// packet hands a message to the handler and survives what may happen there: one message must not end the process.
func (l *Layer) packet(f Flow, data []byte) {
	defer l.survive(f)
	l.handler.Packet(f, data)
}

func (l *Layer) closedFlow(f Flow) {
	defer l.survive(f)
	l.handler.Closed(f)
}

func (l *Layer) survive(f Flow) {
	if fault := recover(); fault != nil {
		l.log.Error("a SIP message was abandoned after a fault of the program",
			"remote", f.Remote, "fault", fault, "stack", string(debug.Stack()))
	}
}

// pause waits, and returns false where the layer is closed meanwhile.
func (l *Layer) pause(d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-l.ctx.Done():
		return false
	}
}

func (l *Layer) newID(t models.Transport) string {
	return string(t) + "/" + strconv.FormatUint(l.lastID.Add(1), 10)
}
