package call

import (
	"runtime/debug"
	"sync"
	"time"

	"graphpbx/models"
	"graphpbx/sip/wheel"
)

// Call is one call from the first INVITE to the last BYE. Every field is guarded by the lock; see [Call.run].
type Call struct {
	manager *Manager
	id      string

	mu         sync.Mutex
	state      models.CallState
	from, to   models.Party
	startedAt  time.Time
	answeredAt time.Time
	endedAt    time.Time
	cause      models.EndCause

	a, b     *party    // caller and, once answered, callee; a call that the switchboard itself answers has no callee
	ringing  *ringing  // until the answer: everything that an answered call has no use for
	exchange *exchange // a re-INVITE or UPDATE under way
	sound    Sound     // once answered
	timer    wheel.Timer
	sounded  bool        // set with the end: sound went both ways
	grace    wheel.Timer // how long a closed connection may take to come back
	hold     wheel.Timer // until a held call is asked after
}

// run holds the call's lock while f runs. A fault of ours ends this call and no other.
func (c *Call) run(f func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	defer c.rescue()
	f()
}

func (c *Call) rescue() {
	fault := recover()
	if fault == nil {
		return
	}
	c.manager.Log.Error("a call failed", "call", c.id, "fault", fault, "stack", string(debug.Stack()))
	defer func() { _ = recover() }() // what broke may break its end as well; the process must not
	c.end(models.EndInternalError, nil)
}

// become tells a new state.
func (c *Call) become(state models.CallState) {
	c.state = state
	c.changed()
	if state == models.CallHeld {
		c.watchHold()
	}
}

func (c *Call) changed() { c.manager.Facts.CallChanged(c.snapshot()) }

func (c *Call) snapshot() models.Call {
	s := models.Call{
		ID: c.id, State: c.state, Direction: models.DirectionInternal, From: c.from, To: c.to,
		StartedAt: c.startedAt, AnsweredAt: c.answeredAt, EndedAt: c.endedAt, Cause: c.cause, Sounded: c.sounded,
	}
	if c.state != models.CallEnded {
		s.Legs = c.legs()
	}
	return s
}

func (c *Call) legs() []models.CallLeg {
	legs := make([]models.CallLeg, 0, 2)
	for _, p := range []*party{c.a, c.b} {
		if p != nil {
			legs = append(legs, models.CallLeg{UserID: p.userID, TerminalID: p.terminalID, Activity: c.activity()})
		}
	}
	if c.ringing == nil {
		return legs
	}
	for _, b := range c.ringing.branches {
		if b.rang {
			legs = append(legs, models.CallLeg{
				UserID: b.party.userID, TerminalID: b.party.terminalID, Activity: models.ActivityRinging,
			})
		}
	}
	return legs
}

// activity of the sides that have answered or called. Hold counts for both: neither hears the other.
func (c *Call) activity() models.TelephoneActivity {
	switch c.state {
	case models.CallConnected:
		return models.ActivityConnected
	case models.CallHeld:
		return models.ActivityHeld
	}
	return models.ActivityDialling
}

// connected tells whether both sides talk, or hold each other.
func (c *Call) connected() bool {
	return c.state == models.CallConnected || c.state == models.CallHeld
}

// served tells whether the switchboard itself has answered, so that there is no other side.
func (c *Call) served() bool { return c.b == nil && c.connected() }

// sides returns the telephones that take part.
func (c *Call) sides() []*party {
	sides := make([]*party, 0, 2)
	for _, p := range []*party{c.a, c.b} {
		if p != nil {
			sides = append(sides, p)
		}
	}
	return sides
}

// other returns the other side, nil before the answer and where the switchboard itself has answered.
func (c *Call) other(p *party) *party {
	if p == c.a {
		return c.b
	}
	return c.a
}

// end ends the call, once, whatever led to it: everyone who has not hung up is told, ports and timers are given back,
// and the last state is told. The reasons are those of whoever ended it. It returns false where the call had ended.
func (c *Call) end(cause models.EndCause, reasons []string) bool {
	if c.state == models.CallEnded {
		return false
	}
	c.state, c.cause, c.endedAt = models.CallEnded, cause, time.Now()
	m := c.manager
	m.Wheel.Cancel(&c.timer)
	m.Wheel.Cancel(&c.grace)
	m.Wheel.Cancel(&c.hold)
	if len(reasons) == 0 {
		reasons = reasonFor(cause)
	}
	c.endExchange()
	c.endRinging(reasons)
	for _, p := range []*party{c.a, c.b} {
		if p != nil {
			m.engaged.stopTalking(p.userID)
			p.hangUp(reasons)
		}
	}
	if c.sound != nil {
		c.sounded = c.soundedBothWays()
		c.sound.Close()
		c.sound = nil
	}
	m.forget(c)
	c.changed()
	return true
}

// soundedBothWays reports whether every telephone of the call was heard and was sent sound. Who speaks with the
// switchboard itself is alone.
func (c *Call) soundedBothWays() bool {
	sides := c.sides()
	for _, p := range sides {
		if !p.soundLeg(c.sound).Sounded() {
			return false
		}
	}
	return len(sides) > 0 && !c.answeredAt.IsZero()
}

// reasonFor says to telephones why the switchboard itself ended a call (RFC 3326).
func reasonFor(cause models.EndCause) []string {
	switch cause {
	case models.EndMediaLost:
		return []string{`SIP;cause=200;text="No sound from either side"`}
	case models.EndByAdmin:
		return []string{`SIP;cause=200;text="Ended at the switchboard"`}
	case models.EndInterrupted:
		return []string{`SIP;cause=503;text="The switchboard stops"`}
	}
	return nil
}

// watchSound ends the call when both sides have been silent for too long, as when both have lost power or network. A
// held call may be silent.
func (c *Call) watchSound() {
	after := c.manager.Limits.Silence
	c.sound.OnSilence(after, func() {
		c.run(func() {
			if c.state == models.CallConnected && silent(c.sound.Caller(), c.answeredAt, after) &&
				silent(c.sound.Callee(), c.answeredAt, after) {
				c.end(models.EndMediaLost, nil)
			}
		})
	})
}

func silent(leg SoundLeg, answered time.Time, after time.Duration) bool {
	last := leg.LastPacket()
	if last.Before(answered) {
		last = answered
	}
	return time.Since(last) >= after
}
