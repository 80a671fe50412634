package media

import (
	"errors"
	"net"
	"net/netip"
	"sync/atomic"
)

// maxReadErrors in a row end a reader: the socket will not come back. The call goes on without it.
const maxReadErrors = 100

// readRTP passes what the telephone sends on to the leg that hears it, until the socket is closed.
func (l *Leg) readRTP() {
	read(l.rtp, func(data []byte, source netip.AddrPort) {
		if !l.arrived(data, source) {
			return
		}
		to := l.listener()
		if to == l {
			disguise(data)
		}
		send(to.rtp, &to.target, &to.out, data)
	})
}

// disguise gives an RTP packet another source. A telephone that met its own would take it for a loop in the network
// and drop it (RFC 3550 section 8.2).
func disguise(data []byte) {
	for i := 8; i < rtpHeaderSize; i++ {
		data[i] = ^data[i]
	}
}

// readControl does the same for RTCP. Reports also flow while a side is on hold, where they prove it alive. An echo
// has none: they would speak of the telephone's own stream.
func (l *Leg) readControl() {
	read(l.control, func(data []byte, source netip.AddrPort) {
		if l.controlArrived(data, source) && !l.echoes.Load() {
			send(l.other.control, &l.other.controlTarget, &l.other.controlOut, data)
		}
	})
}

func read(conn *net.UDPConn, handle func(data []byte, source netip.AddrPort)) {
	buffer := make([]byte, maxPacketSize)
	for failures := 0; failures < maxReadErrors; {
		n, source, err := conn.ReadFromUDPAddrPort(buffer)
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			failures++
			continue
		}
		failures = 0
		handle(buffer[:n], source)
	}
}

// send passes a packet on. A failed one is like one lost on the way: the next comes in 20 ms.
func send(conn *net.UDPConn, target *atomic.Pointer[netip.AddrPort], sent *counter, data []byte) {
	to := target.Load()
	if to == nil {
		return
	}
	if _, err := conn.WriteToUDPAddrPort(data, *to); err == nil {
		sent.packets.Add(1)
		sent.bytes.Add(uint64(len(data)))
	}
}

// arrived counts an RTP packet and tells whether it may pass.
func (l *Leg) arrived(data []byte, source netip.AddrPort) bool {
	packet, valid := ParsePacket(data)
	l.mu.Lock()
	defer l.mu.Unlock()
	if !valid || len(data) == maxPacketSize {
		l.stats.Invalid++
		return false
	}
	before := l.latch.peer
	if !l.latch.take(packet, source) {
		l.stats.Foreign++
		return false
	}
	if l.latch.peer != before {
		l.controlLatch.follow(l.latch.peer)
		l.aim()
	}
	l.count(packet, len(data))
	if to := l.listener(); !l.receives || to.target.Load() == nil || !to.sends.Load() {
		l.stats.Withheld++
		return false
	}
	return true
}

// count takes a packet of the telephone into the figures. The lock is held.
func (l *Leg) count(packet Packet, size int) {
	l.listenAnew()
	l.stats.PacketsIn++
	l.stats.BytesIn += uint64(size)
	l.stats.LastPacket = l.heard
	l.reception.Observe(packet, l.heard)
}

func (l *Leg) controlArrived(data []byte, source netip.AddrPort) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !isControlPacket(data) || len(data) == maxPacketSize {
		l.stats.Invalid++
		return false
	}
	before := l.controlLatch.peer
	if !l.controlLatch.take(source, l.latch.peer) {
		l.stats.Foreign++
		return false
	}
	if l.controlLatch.peer != before {
		l.aim()
	}
	l.listenAnew()
	l.stats.ControlIn++
	return true
}
