package bench

import (
	"encoding/binary"
	"fmt"
	"net"
	"net/netip"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/ipv4"
)

const (
	relayCalls   = 200
	relayTime    = 6 * time.Second
	soundPeriod  = 20 * time.Millisecond
	soundSlots   = 10 // telephones begin their packets at different moments of the 20 ms
	callPackets  = 100
	allowedLoss  = 0.001
	relayBudget  = ">= 800 calls a core"
	asteriskSaid = ">= 2.5 x Asterisk 22"
)

// TestRelay compares the CPU of a relayed RTP packet with the least that such a relay could do: a goroutine for each
// socket that reads a datagram and writes it to another. Both live in a process of their own and carry 200 calls of
// G.711, 20 ms a packet, in both directions.
func TestRelay(t *testing.T) {
	measuring(t)
	const what = "sound, CPU for a relayed packet (200 calls)"
	bare, ours := relayLoad(t, relayBare), relayLoad(t, relayOurs)
	report(what, fmt.Sprintf("%.1f µs", ours), fmt.Sprintf("%.1f µs (reading and writing, no more)", bare), fmt.Sprintf("%.2f x", bare/ours), "–")
	calls := fmt.Sprintf("%.0f", 1e6/ours/callPackets)
	report("sound, calls a core", calls, "rtpengine: "+notInstalled, "–", relayBudget)
	report("sound, calls a core", calls, "Asterisk 22: "+notInstalled, "–", asteriskSaid)
}

// relayLoad returns microseconds of CPU for a packet.
func relayLoad(t *testing.T, kind string) float64 {
	t.Helper()
	a, b := listenUDP(t), listenUDP(t) // all callers, and all that are called
	helper := startRelay(t, kind, address(a), address(b))
	var received atomic.Int64
	go countPackets(a, &received)
	go countPackets(b, &received)
	toA, toB := soundTo(helper.ports[0]), soundTo(helper.ports[1])
	speak := func(length time.Duration) (sent int64) {
		for begin, slot := time.Now(), 0; time.Since(begin) < length; slot++ {
			sent += toA.send(t, a, slot) + toB.send(t, b, slot)
			time.Sleep(time.Until(begin.Add(time.Duration(slot+1) * soundPeriod / soundSlots)))
		}
		return sent
	}
	speak(time.Second) // addresses are learned
	begin, before := cpuTime(t, helper.pid), received.Load()
	sent := speak(relayTime)
	time.Sleep(100 * time.Millisecond) // what is under way
	used, came := cpuTime(t, helper.pid)-begin, received.Load()-before
	t.Logf("%s: %d packets sent, %d came through, CPU %v", kind, sent, came, used)
	if lost := float64(sent-came) / float64(sent); lost > allowedLoss {
		t.Logf("%s: %.2f %% of the packets were lost: the machine was too busy for the load, or the relay is", kind, 100*lost)
	}
	return float64(used.Microseconds()) / float64(came)
}

// sound is what one side of all calls says, in slots of the 20 ms.
type sound [soundSlots][]ipv4.Message

func soundTo(ports []int) *sound {
	var s sound
	for i, port := range ports {
		packet := make([]byte, 172) // G.711, 20 ms
		packet[0], packet[1] = 0x80, 8
		binary.BigEndian.PutUint32(packet[8:], uint32(port))
		s[i%soundSlots] = append(s[i%soundSlots], ipv4.Message{
			Buffers: [][]byte{packet}, Addr: &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1), Port: port},
		})
	}
	return &s
}

func (s *sound) send(t *testing.T, from *net.UDPConn, slot int) (sent int64) {
	messages := s[slot%soundSlots]
	for i := range messages {
		binary.BigEndian.PutUint16(messages[i].Buffers[0][2:], uint16(slot/soundSlots))
		binary.BigEndian.PutUint32(messages[i].Buffers[0][4:], uint32(slot/soundSlots*160))
	}
	for conn := ipv4.NewPacketConn(from); len(messages) > 0; {
		n, err := conn.WriteBatch(messages, 0)
		if err != nil {
			t.Fatal(err)
		}
		messages = messages[n:]
		sent += int64(n)
	}
	return sent
}

func countPackets(conn *net.UDPConn, received *atomic.Int64) {
	packets, in := ipv4.NewPacketConn(conn), make([]ipv4.Message, 64)
	for i := range in {
		in[i].Buffers = [][]byte{make([]byte, 2048)}
	}
	for {
		n, err := packets.ReadBatch(in, 0)
		if err != nil {
			return
		}
		received.Add(int64(n))
	}
}

func listenUDP(t *testing.T) *net.UDPConn {
	t.Helper()
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	_ = conn.SetReadBuffer(4 << 20)
	t.Cleanup(func() { conn.Close() })
	return conn
}

func address(conn *net.UDPConn) netip.AddrPort { return conn.LocalAddr().(*net.UDPAddr).AddrPort() }
