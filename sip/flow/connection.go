package flow

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"time"

	"graphpbx/models"
)

const (
	firstAcceptPause = 5 * time.Millisecond
	longAcceptPause  = time.Second
)

// accept takes connections until the listener is closed. Where the system has no more descriptors it waits, longer
// each time, instead of giving up or spinning.
func (l *Layer) accept(listener net.Listener) {
	pause := firstAcceptPause
	for {
		conn, err := listener.Accept()
		if err == nil {
			pause = firstAcceptPause
			l.welcome(conn)
			continue
		}
		if errors.Is(err, net.ErrClosed) {
			return
		}
		l.log.Warn("cannot accept SIP connections for now", "address", listener.Addr(), "error", err, "pause", pause)
		if !l.pause(pause) {
			return
		}
		pause = min(2*pause, longAcceptPause)
	}
}

// welcome takes a connection, unless the handler does not want to hear from there: that costs one close and no memory.
func (l *Layer) welcome(conn net.Conn) {
	remote := unmap(conn.RemoteAddr().(*net.TCPAddr).AddrPort())
	if keeper, asks := l.handler.(doorkeeper); asks && !keeper.Admit(remote) {
		_ = conn.Close()
		return
	}
	_, _ = l.adopt(conn, false) // an error has closed it
}

// adopt makes a stream of a connection and starts its reader and writer, or closes it where that would be too many.
// One that we opened ourselves need not prove itself by a first message.
func (l *Layer) adopt(conn net.Conn, dialled bool) (*stream, error) {
	s := &stream{
		conn: conn, transport: models.TransportTCP, limits: l.limits,
		local:  unmap(conn.LocalAddr().(*net.TCPAddr).AddrPort()),
		remote: unmap(conn.RemoteAddr().(*net.TCPAddr).AddrPort()),
		id:     l.newID(models.TransportTCP),
		wake:   make(chan struct{}, 1), finish: make(chan struct{}),
	}
	if err := l.enter(s, dialled); err != nil {
		_ = conn.Close()
		return nil, err
	}
	return s, nil
}

// enter counts the stream in and starts it, both under the lock, so that Close waits for every stream it can see.
func (l *Layer) enter(s *stream, dialled bool) error {
	origin := originOf(s.remote.Addr())
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.closed:
		return ErrClosed
	case len(l.streams) >= l.limits.connections, l.origins[origin] >= l.limits.perAddress:
		l.log.Debug("SIP connection refused, there are too many", "remote", s.remote, "of its network", l.origins[origin])
		return ErrBusy
	}
	l.streams[s] = struct{}{}
	l.byRemote[s.remote] = s
	l.origins[origin]++
	l.readers.Go(s.write)
	l.readers.Go(func() { l.serveStream(s, dialled) })
	return nil
}

// serveStream reads until the connection ends, and then lets the writer finish and everybody know.
func (l *Layer) serveStream(s *stream, dialled bool) {
	f := Flow{Socket: s, Remote: s.remote}
	err := s.read(dialled, func(data []byte) { l.packet(f, data) })
	s.closed.Store(true)
	close(s.finish)
	l.leave(s)
	l.log.Debug("SIP connection ended", "remote", s.remote, "reason", err)
	l.closedFlow(f)
}

func (l *Layer) leave(s *stream) {
	origin := originOf(s.remote.Addr())
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.streams, s)
	if l.byRemote[s.remote] == s {
		delete(l.byRemote, s.remote)
	}
	if l.origins[origin]--; l.origins[origin] <= 0 {
		delete(l.origins, origin)
	}
}

// originOf is what the bound of connections counts by. Whoever has an IPv6 address has 2^64 of them.
func originOf(a netip.Addr) netip.Addr {
	if !a.Is6() {
		return a
	}
	network, err := a.Prefix(64)
	if err != nil {
		return a
	}
	return network.Addr()
}

// Dial opens a connection, or finds one that is open, and tells done about it, from a goroutine of its own and exactly
// once. Several calls for the same address share one attempt. The error is [ErrBusy], [ErrClosed] or that of the
// network.
func (l *Layer) Dial(remote netip.AddrPort, done func(Flow, error)) {
	remote = unmap(remote)
	l.mu.Lock()
	defer l.mu.Unlock()
	waiting, under := l.dialling[remote]
	open := l.byRemote[remote]
	switch {
	case l.closed:
		go done(Flow{}, ErrClosed) // nobody waits for it: the layer is gone
	case open != nil && open.Alive():
		l.readers.Go(func() { done(Flow{Socket: open, Remote: remote}, nil) })
	case under:
		l.dialling[remote] = append(waiting, done)
	case len(l.dialling) >= l.limits.dials:
		l.readers.Go(func() { done(Flow{}, ErrBusy) })
	default:
		l.dialling[remote] = []func(Flow, error){done}
		l.readers.Go(func() { l.dial(remote) })
	}
}

func (l *Layer) dial(remote netip.AddrPort) {
	ctx, cancel := context.WithTimeout(l.ctx, l.limits.dialTime)
	defer cancel()
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "tcp", remote.String())
	var found Flow
	if err == nil {
		var s *stream
		if s, err = l.adopt(conn, true); err == nil {
			found = Flow{Socket: s, Remote: remote}
		}
	}
	if err != nil {
		err = fmt.Errorf("connecting to %v: %w", remote, err)
	}
	l.mu.Lock()
	waiting := l.dialling[remote]
	delete(l.dialling, remote)
	l.mu.Unlock()
	for _, done := range waiting {
		done(found, err)
	}
}
