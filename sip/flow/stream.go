package flow

import (
	"errors"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"graphpbx/models"
)

// stream is one connection: a reader and a writer, each with a goroutine of its own.
type stream struct {
	conn      net.Conn
	transport models.Transport
	local     netip.AddrPort
	remote    netip.AddrPort
	id        string
	limits    *limits
	closed    atomic.Bool
	retired   atomic.Bool // nothing more is read

	mu     sync.Mutex
	queue  []byte        // what the writer has not taken yet
	wake   chan struct{} // something is in the queue
	finish chan struct{} // closed by the reader: write what is left and end
}

var _ Socket = (*stream)(nil)

func (s *stream) Transport() models.Transport { return s.transport }
func (s *stream) Local() netip.AddrPort       { return s.local }
func (s *stream) Alive() bool                 { return !s.closed.Load() }
func (s *stream) ID() string                  { return s.id }

// Send puts the message into the write queue. A peer that lets the queue fill up loses its connection: what it missed
// cannot be made good, and memory is for those who read.
func (s *stream) Send(data []byte, _ netip.AddrPort) error {
	if s.closed.Load() {
		return ErrClosed
	}
	s.mu.Lock()
	full := len(s.queue)+len(data) > s.limits.writeQueue
	if !full {
		s.queue = append(s.queue, data...)
	}
	s.mu.Unlock()
	if full {
		s.abort()
		return ErrSlow
	}
	select {
	case s.wake <- struct{}{}:
	default: // the writer has been told
	}
	return nil
}

// abort ends the connection at once; reader and writer notice.
func (s *stream) abort() {
	s.closed.Store(true)
	_ = s.conn.Close()
}

// retire lets the reader end, and the writer with it once it has written what is queued.
func (s *stream) retire() {
	s.retired.Store(true)
	_ = s.conn.SetReadDeadline(time.Now())
}

// write sends what is queued until the reader has ended or the peer is gone.
func (s *stream) write() {
	defer s.abort()
	var out []byte
	for {
		last := false
		select {
		case <-s.wake:
		case <-s.finish:
			last = true
		}
		out = s.take(out)
		if len(out) > 0 {
			_ = s.conn.SetWriteDeadline(time.Now().Add(s.limits.writeTime))
			if _, err := s.conn.Write(out); err != nil {
				return
			}
		}
		if last {
			return
		}
	}
}

// take swaps the queue against the buffer that was just written.
func (s *stream) take(written []byte) []byte {
	if cap(written) > 16<<10 {
		written = nil // a burst is over, give its memory back
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	out := s.queue
	s.queue = written[:0]
	return out
}

// read hands over messages until the connection ends. Until its first whole message an accepted connection is not worth
// much and gets little time; afterwards it may be idle for long, but a message that has begun must come to its end.
func (s *stream) read(proven bool, packet func(data []byte)) error {
	var frames framer
	deadline, partial := time.Now().Add(s.limits.idle), false
	if !proven {
		deadline = time.Now().Add(s.limits.firstMessage)
	}
	for {
		_ = s.conn.SetReadDeadline(deadline)
		if s.retired.Load() { // after the deadline, which may have replaced that of retire
			return ErrClosed
		}
		n, err := s.conn.Read(frames.space())
		frames.filled(n)
		delivered, fault := s.deliver(&frames, packet)
		if err = errors.Join(fault, err); err != nil {
			return err
		}
		proven = proven || delivered > 0
		switch {
		case !proven: // the first deadline stands
		case frames.idle():
			deadline, partial = time.Now().Add(s.limits.idle), false
		case delivered > 0 || !partial:
			deadline, partial = time.Now().Add(s.limits.message), true
		}
	}
}

// deliver hands over what is complete and answers keepalives. It returns how many messages there were.
func (s *stream) deliver(frames *framer, packet func(data []byte)) (int, error) {
	for delivered := 0; ; {
		data, err := frames.next()
		switch {
		case len(data) > 0:
			packet(data)
			delivered++
		case data != nil:
			_ = s.Send([]byte("\r\n"), s.remote) // RFC 5626 section 4.4.1
		}
		if err != nil || data == nil {
			return delivered, err
		}
	}
}
