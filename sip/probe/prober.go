package probe

import (
	"math/rand/v2"
	"sync"
	"time"

	"graphpbx/models"
	"graphpbx/sip/flow"
	"graphpbx/sip/wheel"
)

// Times are what may be chosen of a probe.
type Times struct {
	Interval time.Duration // between probes that are answered
	Retry    time.Duration // between probes while they are not
	Patience time.Duration // from the first sending to giving up
}

// usual are the times until Configure sets others.
var usual = Times{Interval: time.Minute, Retry: 10 * time.Second, Patience: 4 * time.Second}

// Other times of a probe.
const (
	soon = 2 * time.Second // within which a new telephone is asked for the first time

	t1 = 500 * time.Millisecond // first retransmission over UDP (RFC 3261 section 17.1.2.1)
	t2 = 4 * time.Second

	losses = 3 // in a row, after which a telephone counts as unreachable
)

// Facts is told of every probe that has come to its end. It must not block.
type Facts interface {
	Probed(models.ProbeResult)
}

// Config holds the words of a prober. The zero value gives the defaults.
type Config struct {
	User string // user part of the From; default switchboard
}

// Prober asks telephones. Its methods may be called from several goroutines; none of them waits for the network.
type Prober struct {
	wheel  *wheel.Wheel
	facts  Facts
	reach  func(userID, terminalID string, reachable bool)
	user   string
	minute time.Time // start of the minute in which the prober was made; slots count from it

	mu         sync.Mutex // never held while anything is called but the wheel
	times      Times
	byTerminal map[string]*target
	byKey      map[uint64]*target
	lastKey    uint64
	slots      [slotCount]int // telephones in each slot of the minute

	scratch []byte // belongs to the wheel's goroutine, which alone sends
}

// target is one telephone.
type target struct {
	key        uint64
	userID     string
	terminalID string
	contact    string
	path       []string
	flow       flow.Flow
	slot       int
	timer      wheel.Timer
	fire       func()

	pending   bool
	secret    uint64 // of the present probe; nobody else can answer it
	sequence  uint32
	sentAt    time.Time // of the first sending, with monotonic time
	sendings  int
	lost      int // in a row
	reachable bool
}

// New returns a prober that follows nobody yet. It starts no goroutine: probes leave on the wheel's. reach is called
// when a telephone stops or begins to answer.
func New(w *wheel.Wheel, facts Facts, reach func(userID, terminalID string, reachable bool), cfg Config) *Prober {
	if cfg.User == "" {
		cfg.User = "switchboard"
	}
	now := time.Now()
	return &Prober{
		wheel: w, facts: facts, reach: reach, user: cfg.User,
		minute: now.Add(-now.Sub(now.Truncate(time.Minute))), // keeps the monotonic reading
		times:  usual, byTerminal: map[string]*target{}, byKey: map[uint64]*target{},
	}
}

// Configure makes other times count. A probe under way keeps those that it began with for its next sending.
func (p *Prober) Configure(times Times) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.times == times {
		return
	}
	p.times = times
	now := time.Now()
	for _, t := range p.byKey {
		if !t.pending && t.lost == 0 && t.sendings > 0 {
			p.wheel.Schedule(&t.timer, p.untilSlot(t.slot, now), t.fire)
		}
	}
}

// Follow asks this telephone from now on, first within two seconds. Where it is followed already, only a new flow makes
// it be asked out of turn. A zero flow changes nothing: a telephone whose connection is gone is asked on in vain, and
// its losses tell for how long it was away, until it comes back or is forgotten with its registration.
func (p *Prober) Follow(b models.Binding, f flow.Flow) {
	if f.IsZero() {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	t := p.byTerminal[b.TerminalID]
	if t == nil {
		t = p.add(b)
	}
	moved := t.flow != f
	t.contact, t.path, t.flow, t.reachable = b.Contact, b.Path, f, b.Reachable
	if moved {
		t.pending, t.lost = false, 0
		p.wheel.Schedule(&t.timer, rand.N(soon-wheel.Tick), t.fire)
	}
}

func (p *Prober) add(b models.Binding) *target {
	p.lastKey++
	t := &target{key: p.lastKey, userID: b.UserID, terminalID: b.TerminalID, slot: p.takeSlot()}
	t.fire = func() { p.turn(t) }
	p.byTerminal[t.terminalID] = t
	p.byKey[t.key] = t
	return t
}

// Forget asks this telephone no more. What is under way comes to nothing.
func (p *Prober) Forget(terminalID string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	t := p.byTerminal[terminalID]
	if t == nil {
		return
	}
	p.wheel.Cancel(&t.timer)
	p.slots[t.slot]--
	delete(p.byTerminal, terminalID)
	delete(p.byKey, t.key)
}

// Now asks a telephone at once. It does nothing where the telephone is not followed or is being asked already.
func (p *Prober) Now(terminalID string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if t := p.byTerminal[terminalID]; t != nil && !t.pending {
		p.wheel.Schedule(&t.timer, 0, t.fire)
	}
}

// Fast takes an answer to a probe, before anything is parsed: it is known by the branch of its topmost Via. Any status
// counts: a telephone that refuses OPTIONS is there. An answer that comes too late is known as such and changes nothing.
// False means that it was no answer to a probe.
func (p *Prober) Fast(data []byte) bool {
	arrived := time.Now()
	key, secret, mine := findBranch(data)
	if mine {
		p.answered(key, secret, arrived)
	}
	return mine
}

func (p *Prober) answered(key, secret uint64, arrived time.Time) {
	p.mu.Lock()
	t := p.byKey[key]
	if t == nil || !t.pending || t.secret != secret {
		p.mu.Unlock()
		return
	}
	result := t.result(models.Probe{At: t.sentAt, RoundTrip: arrived.Sub(t.sentAt), Retransmitted: t.sendings > 1})
	back := !t.reachable
	t.pending, t.lost, t.reachable = false, 0, true
	p.wheel.Schedule(&t.timer, p.untilSlot(t.slot, arrived), t.fire)
	p.mu.Unlock()
	p.facts.Probed(result)
	if back {
		p.reach(result.UserID, result.TerminalID, true)
	}
}

func (t *target) result(probe models.Probe) models.ProbeResult {
	return models.ProbeResult{UserID: t.userID, TerminalID: t.terminalID, Probe: probe}
}

// turn runs on the wheel when something is due: a probe, its next sending, or its end.
func (p *Prober) turn(t *target) {
	now := time.Now()
	p.mu.Lock()
	switch {
	case p.byKey[t.key] != t: // forgotten while the timer fired
		p.mu.Unlock()
	case t.pending && now.Sub(t.sentAt) >= p.times.Patience:
		p.giveUp(t, now)
	default:
		p.send(t)
	}
}

// send begins a probe or sends it again. It is called locked and returns unlocked.
func (p *Prober) send(t *target) {
	first := !t.pending
	if first {
		t.pending, t.secret, t.sendings = true, rand.Uint64(), 0
		t.sequence++
	}
	t.sendings++
	p.scratch = t.appendOptions(p.scratch[:0], p.user)
	now := time.Now() // the last moment before the socket
	if first {
		t.sentAt = now
	}
	p.wheel.Schedule(&t.timer, t.wait(p.times.Patience, now), t.fire)
	to := t.flow
	p.mu.Unlock()
	_ = to.Send(p.scratch) // a packet that does not leave is a packet lost, and counted as such
}

// wait returns the time until the next sending, or until the end where there is none.
func (t *target) wait(patience time.Duration, now time.Time) time.Duration {
	left := patience - now.Sub(t.sentAt)
	if t.flow.Reliable() {
		return left
	}
	return min(left, min(t1<<(t.sendings-1), t2))
}

// giveUp ends a probe without an answer. It is called locked and returns unlocked.
func (p *Prober) giveUp(t *target, now time.Time) {
	t.pending = false
	t.lost++
	gone := t.lost >= losses && t.reachable
	if gone {
		t.reachable = false
	}
	result := t.result(models.Probe{At: t.sentAt, Lost: true})
	p.wheel.Schedule(&t.timer, p.times.Retry-now.Sub(t.sentAt), t.fire)
	p.mu.Unlock()
	p.facts.Probed(result)
	if gone {
		p.reach(result.UserID, result.TerminalID, false)
	}
}
