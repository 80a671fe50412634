package phone

import (
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"time"

	"graphpbx/sip/media"
	"graphpbx/sip/media/g711"
)

const (
	frameTime    = 20 * time.Millisecond
	frameSamples = 160

	// maxCatchUp bounds the frames that are sent at once after the machine was held up: a gap is better than a flood.
	maxCatchUp = 5
)

// stream is the sound of one call: a socket, a goroutine that sends and one that receives.
type stream struct {
	conn  *net.UDPConn
	local netip.AddrPort
	quit  chan struct{}

	mu      sync.Mutex
	sound   Sound
	remote  netip.AddrPort
	law     g711.Law
	sends   bool
	stopped bool
	sent    uint64
	packet  media.Packet // the next one
	ear     ear
}

// newStream opens a socket on the address of the signalling, with an even port as RFC 3550 section 11 asks.
func (p *Phone) newStream() (*stream, error) {
	conn, err := listenEven(p.Local().Addr())
	if err != nil {
		return nil, fmt.Errorf("no port for sound: %w", err)
	}
	s := &stream{
		conn: conn, local: conn.LocalAddr().(*net.UDPAddr).AddrPort(), quit: make(chan struct{}),
		sound: p.cfg.Sound(), packet: newPacket(),
	}
	s.local = netip.AddrPortFrom(s.local.Addr().Unmap(), s.local.Port())
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed { // its goroutines would have nobody to wait for them
		_ = conn.Close()
		return nil, net.ErrClosed
	}
	p.sounds.Go(s.receive)
	p.sounds.Go(s.send)
	return s, nil
}

func listenEven(local netip.Addr) (*net.UDPConn, error) {
	var last error
	for range 32 {
		conn, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(netip.AddrPortFrom(local, 0)))
		if err != nil {
			return nil, err
		}
		if conn.LocalAddr().(*net.UDPAddr).Port%2 == 0 {
			return conn, nil
		}
		_ = conn.Close()
		last = fmt.Errorf("the system offers odd ports only")
	}
	return nil, last
}

// newPacket begins at random numbers (RFC 3550 section 5.1).
func newPacket() media.Packet {
	var random [10]byte
	_, _ = rand.Read(random[:]) // never fails (crypto/rand, Go 1.24)
	return media.Packet{
		SSRC: binary.BigEndian.Uint32(random[:]), Timestamp: binary.BigEndian.Uint32(random[4:]),
		Sequence: binary.BigEndian.Uint16(random[8:]), Marker: true,
	}
}

// steer says where sound goes and how it is coded. Where remote is invalid nothing is sent.
func (s *stream) steer(remote netip.AddrPort, law g711.Law, sends bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.sends = sends && remote.IsValid(); s.sends && remote != s.remote {
		s.packet.Marker = true // a new spurt of talk
	}
	s.remote, s.law = remote, law
}

func (s *stream) play(sound Sound) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sound = sound
}

// stop ends the goroutines and does not wait for them, so that it may be called where packets are read.
func (s *stream) stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopped {
		return
	}
	s.stopped = true
	close(s.quit)
	_ = s.conn.Close()
}

// send keeps the pace of the clock, not of the ticks: ticks that came late are made up for.
func (s *stream) send() {
	ticker := time.NewTicker(frameTime)
	defer ticker.Stop()
	start, done := time.Now(), 0
	var frame [frameSamples]int16
	data, codes := make([]byte, 0, 12+frameSamples), make([]byte, 0, frameSamples)
	for {
		select {
		case <-s.quit:
			return
		case <-ticker.C:
		}
		due := int(time.Since(start) / frameTime)
		done = max(done, due-maxCatchUp)
		for ; done < due; done++ {
			var to netip.AddrPort
			if data, to = s.next(data[:0], codes[:0], frame[:]); to.IsValid() {
				_, _ = s.conn.WriteToUDPAddrPort(data, to) // what does not get through is lost, as on any line
			}
		}
	}
}

// next makes the next packet. Time goes on while nothing is sent, so that the other side can tell a pause from loss.
func (s *stream) next(data, codes []byte, frame []int16) ([]byte, netip.AddrPort) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.sends {
		s.packet.Timestamp += frameSamples
		s.packet.Marker = true
		return data, netip.AddrPort{}
	}
	s.sound.Fill(frame)
	s.packet.PayloadType, s.packet.Payload = uint8(s.law), s.law.Encode(codes, frame)
	data = s.packet.Append(data)
	s.packet.Sequence++
	s.packet.Timestamp += frameSamples
	s.packet.Marker = false
	s.sent++
	return data, s.remote
}

func (s *stream) receive() {
	buffer := make([]byte, 2048)
	for {
		n, _, err := s.conn.ReadFromUDPAddrPort(buffer)
		if err != nil {
			return
		}
		if packet, ok := media.ParsePacket(buffer[:n]); ok {
			s.mu.Lock()
			s.ear.take(packet, time.Now())
			s.mu.Unlock()
		}
	}
}

func (s *stream) heard() Heard {
	s.mu.Lock()
	h, sound := s.ear.sum(time.Now())
	h.Sent = s.sent
	s.mu.Unlock()
	h.listen(sound)
	return h
}
