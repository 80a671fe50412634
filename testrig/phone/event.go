package phone

import (
	"sync"
	"time"
)

// Kind says what an event is about.
type Kind string

// Kinds of events.
const (
	Registered         Kind = "registered"          // Expires says for how long
	RegistrationFailed Kind = "registration-failed" // Reason says why; it is tried again
	Unregistered       Kind = "unregistered"
	ConnectionLost     Kind = "connection-lost"
	Notified           Kind = "notified" // told something without having asked; Reason is the Event header
	CallIncoming       Kind = "incoming"
	CallRings          Kind = "rings" // the other side does
	CallConnected      Kind = "connected"
	CallHeld           Kind = "held"    // ByUs tells who holds whom
	CallResumed        Kind = "resumed" // ByUs tells who took the call back
	CallEnded          Kind = "ended"   // Status and Reason say why, where it was refused; ByUs tells who hung up
)

// Event is something that happened to a telephone.
type Event struct {
	At      time.Time
	Kind    Kind
	Call    *Call  // nil where it is about no call
	Number  string // of the other side of the call
	ByUs    bool
	Status  int // SIP status, 0 where none came
	Reason  string
	Expires time.Duration
}

// maxEvents bounds what waits to be told. A listener that is stuck loses what comes after.
const maxEvents = 4096

// teller hands events to the listener one by one, so that the listener may take its time and use the telephone. Its
// goroutine lives only while there is something to tell.
type teller struct {
	listener func(Event)
	running  sync.WaitGroup

	mu      sync.Mutex
	waiting []Event
	talking bool
	closed  bool
}

func newTeller(listener func(Event)) *teller { return &teller{listener: listener} }

func (t *teller) tell(e Event) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.listener == nil || t.closed || len(t.waiting) >= maxEvents {
		return
	}
	t.waiting = append(t.waiting, e)
	if !t.talking {
		t.talking = true
		t.running.Go(t.talk)
	}
}

func (t *teller) talk() {
	for {
		t.mu.Lock()
		if len(t.waiting) == 0 {
			t.talking = false
			t.mu.Unlock()
			return
		}
		batch := t.waiting
		t.waiting = nil
		t.mu.Unlock()
		for _, e := range batch {
			t.listener(e)
		}
	}
}

// close tells what waits and takes nothing more.
func (t *teller) close() {
	t.mu.Lock()
	t.closed = true
	t.mu.Unlock()
	t.running.Wait()
}

func (p *Phone) tell(e Event) {
	e.At = time.Now()
	p.events.tell(e)
}
