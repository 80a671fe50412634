package flow

import (
	"errors"
	"net"
	"net/netip"
	"sync/atomic"
	"time"

	"graphpbx/models"
)

const (
	// receiveBuffer is asked for, and what the kernel grants is taken: a burst of registrations after a power cut
	// should wait in the kernel and not be lost (net.core.rmem_max bounds it).
	receiveBuffer = 8 << 20
	sendBuffer    = 4 << 20

	readErrorPause = 10 * time.Millisecond
)

// udpSocket is one bound UDP socket. Idle sources are not stored: a flow is this socket and an address.
type udpSocket struct {
	conn   *net.UDPConn
	local  netip.AddrPort
	id     string
	closed atomic.Bool
}

var _ Socket = (*udpSocket)(nil)

func newUDPSocket(conn *net.UDPConn) *udpSocket {
	_ = conn.SetReadBuffer(receiveBuffer) // best effort: a small buffer loses bursts, no more
	_ = conn.SetWriteBuffer(sendBuffer)
	local := unmap(conn.LocalAddr().(*net.UDPAddr).AddrPort())
	return &udpSocket{conn: conn, local: local, id: "udp/" + local.String()}
}

func (s *udpSocket) Send(data []byte, to netip.AddrPort) error {
	if s.closed.Load() {
		return ErrClosed
	}
	_, err := s.conn.WriteToUDPAddrPort(data, to)
	return err
}

func (s *udpSocket) Transport() models.Transport { return models.TransportUDP }
func (s *udpSocket) Local() netip.AddrPort       { return s.local }
func (s *udpSocket) Alive() bool                 { return !s.closed.Load() }
func (s *udpSocket) ID() string                  { return s.id }

func (s *udpSocket) close() error {
	s.closed.Store(true)
	return s.conn.Close()
}

// serveUDP reads until the socket is closed.
func (l *Layer) serveUDP(s *udpSocket) {
	buffer := make([]byte, 65536)
	for {
		n, from, err := s.conn.ReadFromUDPAddrPort(buffer)
		switch {
		case err == nil:
			if data := buffer[:n]; !isUDPKeepalive(data) {
				l.packet(Flow{Socket: s, Remote: unmap(from)}, data)
			}
		case errors.Is(err, net.ErrClosed):
			return
		case !l.pause(readErrorPause): // such as ENOMEM: it passes, and must not spin
			return
		}
	}
}

// isUDPKeepalive tells packets that telephones send to keep a NAT binding open: blank lines, NULs, or next to nothing.
// They want no answer.
func isUDPKeepalive(data []byte) bool {
	for _, c := range data {
		if c != '\r' && c != '\n' && c != 0 && c != ' ' {
			return len(data) <= 4
		}
	}
	return true
}

// unmap makes IPv4 addresses look the same whatever socket they come from.
func unmap(a netip.AddrPort) netip.AddrPort { return netip.AddrPortFrom(a.Addr().Unmap(), a.Port()) }
