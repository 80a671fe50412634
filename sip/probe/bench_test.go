package probe

import (
	"net"
	"net/netip"
	"syscall"
	"testing"
	"time"

	"graphpbx/models"
	"graphpbx/sip/flow"
	"graphpbx/sip/wheel"
)

// wire is a real UDP socket.
type wire struct {
	line
	conn *net.UDPConn
}

func (w *wire) Send(data []byte, to netip.AddrPort) error {
	_, err := w.conn.WriteToUDPAddrPort(data, to)
	return err
}
func (w *wire) Local() netip.AddrPort { return w.conn.LocalAddr().(*net.UDPAddr).AddrPort() }

// BenchmarkProbeOnWire is one probe over loopback with its answer. The CPU time is that of the prober and of the
// telephone's half of the system calls together, so it is an upper bound.
func BenchmarkProbeOnWire(b *testing.B) {
	w := wheel.New()
	defer w.Stop()
	p := New(w, &forgetful{}, nil, Config{})
	ours, theirs := listen(b), listen(b)
	id := models.Binding{TerminalID: "trm_0", Contact: "sip:alice@10.0.0.5:5060;transport=udp", Reachable: true}
	p.mu.Lock()
	t := p.add(id)
	t.contact, t.reachable = id.Contact, true
	t.flow = flow.Flow{Socket: &wire{line: line{transport: models.TransportUDP}, conn: ours}, Remote: theirs.LocalAddr().(*net.UDPAddr).AddrPort()}
	p.mu.Unlock()
	request, answer := make([]byte, 2048), make([]byte, 2048)
	begin := cpu(b)
	b.ReportAllocs()
	for b.Loop() {
		p.turn(t)
		n, from := read(b, theirs, request)
		if _, err := theirs.WriteToUDPAddrPort(append([]byte("SIP/2.0 200 OK\r\n"), request[:n]...), from); err != nil {
			b.Fatal(err)
		}
		n, _ = read(b, ours, answer)
		if !p.Fast(answer[:n]) {
			b.Fatal("not recognised")
		}
	}
	b.ReportMetric(float64(cpu(b)-begin)/float64(b.N), "cpu-ns/op")
}

func listen(b *testing.B) *net.UDPConn {
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = conn.Close() })
	return conn
}

func read(b *testing.B, conn *net.UDPConn, buf []byte) (int, netip.AddrPort) {
	n, from, err := conn.ReadFromUDPAddrPort(buf)
	if err != nil {
		b.Fatal(err)
	}
	return n, from
}

// cpu returns the time that this process has spent, in user and in system mode.
func cpu(b *testing.B) time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
