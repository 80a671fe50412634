// Package wheel is the one clock of the signalling: a timer wheel with a single goroutine that serves every
// transaction, registration, probe and call. Adding and cancelling cost a few list operations and no runtime timer,
// which is what makes a million pending timers bearable. It must not know what it times.
package wheel

import (
	"log/slog"
	"math"
	"runtime/debug"
	"sync"
	"time"
)

const (
	// Tick is the grain of the wheel: a timer fires up to one tick late and never early. RFC 3261 counts in
	// multiples of 500 ms, so 20 ms are lost in the noise of any network.
	Tick = 20 * time.Millisecond

	slots = 2048 // one turn is 41 s, longer than 64*T1: only registrations stay for several turns

	idle = 24 * time.Hour // between two looks at a wheel without timers; any would do, since a new timer wakes it
)

// Timer is one pending expiry. The zero value is ready; embed it in what it times. A Timer belongs to one wheel.
type Timer struct {
	prev, next *Timer
	due        int64 // tick at which it fires
	fire       func()
}

// Wheel runs timers. Its methods may be called from several goroutines, also from within a timer's function.
type Wheel struct {
	start time.Time
	wake  chan struct{} // tells the sleeping goroutine that something is due earlier
	quit  chan struct{}
	done  chan struct{}

	mu      sync.Mutex
	turned  int64 // last tick that was dealt with
	wakeAt  int64 // tick at which the goroutine means to wake
	pending int
	stopped bool
	due     Timer // timers taken out of their slot and about to fire; still cancellable
	slot    [slots]Timer
}

// New returns a running wheel. It holds one goroutine until Stop.
func New() *Wheel {
	w := &Wheel{
		start: time.Now(),
		wake:  make(chan struct{}, 1),
		quit:  make(chan struct{}),
		done:  make(chan struct{}),
	}
	w.due.clear()
	for i := range w.slot {
		w.slot[i].clear()
	}
	go w.run()
	return w
}

// Stop ends the wheel and waits for its goroutine; timers still pending never fire. It must not be called by a
// timer's own function, which would wait for itself. A second call does nothing.
func (w *Wheel) Stop() {
	w.mu.Lock()
	first := !w.stopped
	w.stopped = true
	w.mu.Unlock()
	if first {
		close(w.quit)
	}
	<-w.done
}

// Schedule lets fire run once, after the given time and up to one tick more. A pending expiry of the same timer is
// replaced. The function runs on the wheel's goroutine and must not block; it may schedule and cancel. On a stopped
// wheel nothing happens.
func (w *Wheel) Schedule(t *Timer, after time.Duration, fire func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.stopped {
		return
	}
	if t.next != nil {
		t.unlink()
		w.pending--
	}
	elapsed := time.Since(w.start)
	if w.pending == 0 {
		w.turned = max(w.turned, w.tickAt(elapsed)) // nothing can have been missed
	}
	t.fire = fire
	t.due = max(w.tickAt(elapsed+max(after, 0)+Tick-1), w.turned+1)
	w.slot[t.due%slots].append(t)
	w.pending++
	if t.due < w.wakeAt {
		w.wakeAt = t.due
		w.signal()
	}
}

// Cancel takes back a pending expiry. It tells whether there was one: false means that the function has run, is
// running now, or was never scheduled.
func (w *Wheel) Cancel(t *Timer) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if t.next == nil {
		return false
	}
	t.unlink()
	t.fire = nil
	w.pending--
	return true
}

// Pending tells how many timers wait.
func (w *Wheel) Pending() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.pending
}

func (w *Wheel) tickAt(elapsed time.Duration) int64 { return int64(elapsed / Tick) }

func (w *Wheel) signal() {
	select {
	case w.wake <- struct{}{}:
	default: // a signal is already waiting
	}
}

// run turns the wheel. It sleeps until the next slot that holds a timer, so that an idle switchboard does not tick.
func (w *Wheel) run() {
	defer close(w.done)
	clock := time.NewTimer(0)
	defer clock.Stop()
	for {
		clock.Reset(w.sleep())
		select {
		case <-w.quit:
			return
		case <-w.wake:
		case <-clock.C:
		}
		w.turn()
	}
}

// sleep returns how long nothing is to be done. A timer that is scheduled before that wakes the goroutine.
func (w *Wheel) sleep() time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.pending == 0 {
		w.wakeAt = math.MaxInt64
		return idle
	}
	w.wakeAt = w.turned + 1
	for w.wakeAt < w.turned+slots && w.slot[w.wakeAt%slots].empty() {
		w.wakeAt++
	}
	return time.Until(w.start.Add(time.Duration(w.wakeAt) * Tick))
}

// turn deals with every tick up to now.
func (w *Wheel) turn() {
	now := w.tickAt(time.Since(w.start))
	for w.advance(now) {
		for fire := w.take(); fire != nil; fire = w.take() {
			survive(fire)
		}
	}
}

// survive runs one function and outlives what may happen there: one call must not stop the clock of all others.
func survive(fire func()) {
	defer func() {
		if fault := recover(); fault != nil {
			slog.Error("a timer was abandoned after a fault of the program", "fault", fault, "stack", string(debug.Stack()))
		}
	}()
	fire()
}

// advance moves on to the next slot with timers and gathers what is due in it; false where the wheel has caught up
// with now.
func (w *Wheel) advance(now int64) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.pending == 0 {
		w.turned = max(w.turned, now)
	}
	for w.turned < now && w.slot[(w.turned+1)%slots].empty() {
		w.turned++
	}
	if w.turned >= now || w.stopped {
		return false
	}
	w.turned++
	head := &w.slot[w.turned%slots]
	for t := head.next; t != head; {
		next := t.next
		if t.due <= w.turned { // others wait for a later turn
			t.unlink()
			w.due.append(t)
		}
		t = next
	}
	return true
}

// take returns the next due function, or nil. One at a time, so that a timer can be cancelled until it really fires.
func (w *Wheel) take() func() {
	w.mu.Lock()
	defer w.mu.Unlock()
	t := w.due.next
	if t == &w.due || w.stopped {
		return nil
	}
	t.unlink()
	w.pending--
	fire := t.fire
	t.fire = nil // what it captured may be freed
	return fire
}

func (t *Timer) clear() { t.prev, t.next = t, t }

func (t *Timer) empty() bool { return t.next == t }

func (t *Timer) append(other *Timer) {
	other.prev, other.next = t.prev, t
	t.prev.next = other
	t.prev = other
}

func (t *Timer) unlink() {
	t.prev.next, t.next.prev = t.next, t.prev
	t.prev, t.next = nil, nil
}
