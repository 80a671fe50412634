package call

import (
	"graphpbx/models"
	"graphpbx/sip/flow"
)

// FlowClosed hears that a connection is gone. Those who talked over it may come back for a time: telephones open a new
// connection and register again.
func (m *Manager) FlowClosed(f flow.Flow) {
	m.mu.Lock()
	lost := make([]*party, 0, len(m.flows[f]))
	for p := range m.flows[f] {
		lost = append(lost, p)
	}
	m.mu.Unlock()
	for _, p := range lost {
		p.call.run(p.lost)
	}
}

// lost gives the side time to come back. A telephone that only rings needs no care: its INVITE fails by itself.
func (p *party) lost() {
	c := p.call
	if c.state == models.CallEnded || p != c.a && p != c.b {
		return
	}
	c.manager.Wheel.Schedule(&c.grace, c.manager.Limits.FlowGrace, func() { c.run(c.endIfLost) })
}

// endIfLost ends the call where a side has not come back.
func (c *Call) endIfLost() {
	if c.state == models.CallEnded {
		return
	}
	for _, p := range []*party{c.a, c.b} {
		if p != nil && !p.leg.Flow.Alive() && !p.found() {
			c.end(models.EndUnreachable, nil)
			return
		}
	}
}

// found moves the party to the connection on which its terminal has registered again, if it has.
func (p *party) found() bool {
	if p.terminalID == "" {
		return false
	}
	for _, target := range p.call.manager.Ringer.Ringing(p.userID, models.MaxBindings) {
		if target.Binding.TerminalID == p.terminalID && target.Flow.Alive() {
			p.follow(target.Flow)
			return true
		}
	}
	return false
}

// flow returns where the party is now. Where its connection is gone it may have registered from another.
func (p *party) flow() flow.Flow {
	if !p.leg.Flow.Alive() {
		p.found()
	}
	return p.leg.Flow
}
