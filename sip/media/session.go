package media

import (
	"sync"
	"time"
)

// Session is the sound of one call: two legs, each with a telephone at its end. All methods are safe for
// concurrent use.
type Session struct {
	relay *Relay
	a, b  Leg

	readers sync.WaitGroup
	closing sync.Once

	mu     sync.Mutex
	closed bool
	watch  *time.Timer
}

// A returns the leg of the caller.
func (s *Session) A() *Leg { return &s.a }

// B returns the leg of the called.
func (s *Session) B() *Leg { return &s.b }

// OnSilence calls fn once for each stretch of silence: when neither RTP nor RTCP has come from a telephone for the
// given time, although its place is known and the leg receives. A leg on hold is not expected to speak. A later call
// replaces the earlier one; a time of zero ends the watch.
//
// fn runs on a goroutine of its own and may take a lock that is held while Close is called: Close does not wait for
// it. It can still be running, or be about to run, when Close returns.
func (s *Session) OnSilence(after time.Duration, fn func(*Leg)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.watch != nil {
		s.watch.Stop()
		s.watch = nil
	}
	if s.closed || after <= 0 || fn == nil {
		return
	}
	var w *time.Timer
	w = time.AfterFunc(after, func() { s.listen(w, after, fn) })
	s.watch = w
}

// listen looks at both legs and comes back when the quieter of them would have been silent for long enough.
func (s *Session) listen(w *time.Timer, after time.Duration, fn func(*Leg)) {
	next := after
	var silent []*Leg
	for _, l := range []*Leg{&s.a, &s.b} {
		left, due := l.silence(after)
		if due {
			silent = append(silent, l)
		}
		next = min(next, left)
	}
	if !s.rearm(w, next) {
		return
	}
	for _, l := range silent {
		fn(l)
	}
}

func (s *Session) rearm(w *time.Timer, next time.Duration) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || s.watch != w {
		return false
	}
	w.Reset(next)
	return true
}

// Close closes the sockets, waits for the readers and gives the ports back. It is safe while packets fly, from
// several goroutines, and more than once; every call returns after the end.
func (s *Session) Close() {
	s.closing.Do(func() {
		s.mu.Lock()
		s.closed = true
		if s.watch != nil {
			s.watch.Stop()
		}
		s.mu.Unlock()
		s.a.closeSockets()
		s.b.closeSockets()
		s.readers.Wait()
		s.relay.dismiss(s)
		s.relay.ports.Release(s.a.port)
		s.relay.ports.Release(s.b.port)
	})
}

func (s *Session) start() {
	for _, l := range []*Leg{&s.a, &s.b} {
		s.readers.Go(l.readRTP)
		s.readers.Go(l.readControl)
	}
}
