package media

import (
	"net/netip"
	"testing"
)

// BenchmarkRelay counts the whole way of a packet of 172 octets: sent by a telephone, read, judged, sent on and read
// by the other telephone. The two system calls of the telephones are part of it; BenchmarkWire has them alone.
func BenchmarkRelay(b *testing.B) {
	relay := NewRelay(Config{})
	defer relay.Close()
	s, err := relay.Open(loopback)
	if err != nil {
		b.Fatal(err)
	}
	from, to := newWire(b), newWire(b)
	s.A().SetRemote(from.local, netip.AddrPort{})
	s.B().SetRemote(to.local, netip.AddrPort{})
	from.to = s.A().Local()
	b.ReportAllocs()
	for b.Loop() {
		from.send()
		to.receive()
	}
}

// BenchmarkWire is the same without the relay between.
func BenchmarkWire(b *testing.B) {
	from, to := newWire(b), newWire(b)
	from.to = to.local
	b.ReportAllocs()
	for b.Loop() {
		from.send()
		to.receive()
	}
}

// BenchmarkArrived is what the relay adds to the system calls.
func BenchmarkArrived(b *testing.B) {
	relay := NewRelay(Config{})
	defer relay.Close()
	s, err := relay.Open(loopback)
	if err != nil {
		b.Fatal(err)
	}
	s.A().SetRemote(signalledHere, netip.AddrPort{})
	s.B().SetRemote(signalledHere, netip.AddrPort{})
	packet := Packet{Payload: make([]byte, 160)}
	data := packet.Append(nil)
	b.ReportAllocs()
	for b.Loop() {
		packet.Sequence++
		data[2], data[3] = byte(packet.Sequence>>8), byte(packet.Sequence)
		if !s.A().arrived(data, signalledHere) {
			b.Fatal("dropped")
		}
	}
}

var signalledHere = netip.MustParseAddrPort("127.0.0.1:9")
