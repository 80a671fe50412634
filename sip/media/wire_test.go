package media

import (
	"net"
	"net/netip"
	"testing"
)

// wire is a telephone of the benchmarks, without anything that costs.
type wire struct {
	b      *testing.B
	conn   *net.UDPConn
	local  netip.AddrPort
	to     netip.AddrPort
	data   []byte
	buffer []byte
}

func newWire(b *testing.B) *wire {
	conn, err := net.ListenUDP("udp4", net.UDPAddrFromAddrPort(netip.AddrPortFrom(loopback, 0)))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { conn.Close() })
	packet := Packet{Payload: make([]byte, 160)}
	return &wire{b: b, conn: conn, local: conn.LocalAddr().(*net.UDPAddr).AddrPort(),
		data: packet.Append(nil), buffer: make([]byte, 2048)}
}

func (w *wire) send() {
	if _, err := w.conn.WriteToUDPAddrPort(w.data, w.to); err != nil {
		w.b.Fatal(err)
	}
}

func (w *wire) receive() {
	if _, _, err := w.conn.ReadFromUDPAddrPort(w.buffer); err != nil {
		w.b.Fatal(err)
	}
}
