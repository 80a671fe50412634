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
	watch  *watch
}

// A returns the leg of the caller.
func (s *Session) A() *Leg { return &s.a }

// B returns the leg of the called.
func (s *Session) B() *Leg { return &s.b }

// OnSilence calls fn once for each stretch of silence: when neither RTP nor RTCP has come from a telephone for the
// given time, although its place is known and the leg receives. A leg on hold is not expected to speak. A later call
// replaces the earlier one; a time of zero ends the watch.
//
// The calls of fn come one after the other, on a goroutine of their own, and may take a lock that is held while Close is called: Close does not wait for
// it. It can still be running, or be about to run, when Close returns.
func (s *Session) OnSilence(after time.Duration, fn func(*Leg)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.unwatch()
	if s.closed || after <= 0 || fn == nil {
		return
	}
	w := &watch{after: after, fn: fn}
	s.watch = w
	w.timer = time.AfterFunc(after, func() { s.listen(w) })
}

// watch is what OnSilence was asked for. Its timer belongs to the lock of the session.
type watch struct {
	after time.Duration
	fn    func(*Leg)
	timer *time.Timer
}

// listen looks at both legs and comes back when the quieter of them would have been silent for long enough.
func (s *Session) listen(w *watch) {
	next := w.after
	for _, l := range []*Leg{&s.a, &s.b} {
		left, due := l.silence(w.after)
		next = min(next, left)
		if due && s.watches(w) {
			w.fn(l)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.watch == w {
		w.timer.Reset(next)
	}
}

func (s *Session) watches(w *watch) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.watch == w
}

// unwatch ends the watch. The lock is held.
func (s *Session) unwatch() {
	if s.watch != nil {
		s.watch.timer.Stop()
		s.watch = nil
	}
}

// Close closes the sockets, waits for the readers and gives the ports back. It is safe while packets fly, from
// several goroutines, and more than once; every call returns after the end.
func (s *Session) Close() {
	s.closing.Do(func() {
		s.mu.Lock()
		s.closed = true
		s.unwatch()
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
