package bench

import (
	"encoding/binary"
	"fmt"
	"net"
	"net/netip"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"graphpbx/sip/media"
)

// TestRelay compares the CPU of a relayed RTP packet with the least a relay could do: read a datagram and write it to
// another socket. What the sender and the receiver use themselves is measured without a relay and taken off.
func TestRelay(t *testing.T) {
	measuring(t)
	const packets = 200000
	direct := directWay(t, packets)
	bare := bareRelay(t, packets) - direct
	ours := mediaRelay(t, packets) - direct
	report("sound, CPU for a relayed packet", fmt.Sprintf("%.1f µs (%d calls a core)", ours, int(1e6/ours/100)),
		fmt.Sprintf("%.1f µs (read and write of bare sockets)", bare), fmt.Sprintf("%.2f x", bare/ours), ">= 800 calls a core")
}

// blast sends packets one after the other, each only when the last has come through, and returns the CPU of this
// process in microseconds for each.
func blast(t *testing.T, from, sink *net.UDPConn, to netip.AddrPort, packets int) float64 {
	t.Helper()
	const warm = 1000
	packet := make([]byte, 172) // G.711, 20 ms
	packet[0] = 0x80
	binary.BigEndian.PutUint32(packet[8:], 0x1234)
	buffer := make([]byte, 2048)
	var begin time.Duration
	for i := range packets + warm {
		if i == warm {
			begin = ownCPU(t)
		}
		binary.BigEndian.PutUint16(packet[2:], uint16(i))
		binary.BigEndian.PutUint32(packet[4:], uint32(i*160))
		if _, err := from.WriteToUDPAddrPort(packet, to); err != nil {
			t.Fatal(err)
		}
		_ = sink.SetReadDeadline(time.Now().Add(2 * time.Second))
		if _, _, err := sink.ReadFromUDPAddrPort(buffer); err != nil {
			t.Fatalf("packet %d did not come through: %v", i, err)
		}
	}
	return float64((ownCPU(t) - begin).Nanoseconds()) / 1000 / float64(packets)
}

// ownCPU returns what this process has used, user and system.
func ownCPU(t *testing.T) time.Duration {
	t.Helper()
	var usage unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &usage); err != nil {
		t.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

func directWay(t *testing.T, packets int) float64 {
	t.Helper()
	from, sink := listenUDP(t), listenUDP(t)
	return blast(t, from, sink, address(sink), packets)
}

func bareRelay(t *testing.T, packets int) float64 {
	t.Helper()
	from, sink, middle := listenUDP(t), listenUDP(t), listenUDP(t)
	out := listenUDP(t)
	done := make(chan struct{})
	go func() {
		defer close(done)
		buffer := make([]byte, 2048)
		for {
			n, _, err := middle.ReadFromUDPAddrPort(buffer)
			if err != nil {
				return
			}
			_, _ = out.WriteToUDPAddrPort(buffer[:n], address(sink))
		}
	}()
	figure := blast(t, from, sink, address(middle), packets)
	middle.Close()
	<-done
	return figure
}

func mediaRelay(t *testing.T, packets int) float64 {
	t.Helper()
	relay := media.NewRelay(media.Config{})
	session, err := relay.Open(netip.MustParseAddr("127.0.0.1"))
	if err != nil {
		t.Fatal(err)
	}
	defer session.Close()
	from, sink := listenUDP(t), listenUDP(t)
	session.A().SetRemote(address(from), netip.AddrPort{})
	session.B().SetRemote(address(sink), netip.AddrPort{})
	return blast(t, from, sink, netip.AddrPortFrom(netip.MustParseAddr("127.0.0.1"), uint16(session.A().Port())), packets)
}

func listenUDP(t *testing.T) *net.UDPConn {
	t.Helper()
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

func address(conn *net.UDPConn) netip.AddrPort { return conn.LocalAddr().(*net.UDPAddr).AddrPort() }
