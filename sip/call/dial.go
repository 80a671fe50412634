package call

import (
	"graphpbx/models"
	"graphpbx/sip/sdp"
)

// dialling is a call that begins at the switchboard: the user's own telephone rings first, and once it is picked up
// the number is called for it (third party call control, RFC 3725). The own telephone gets an offer of ours at once,
// since many telephones refuse an INVITE without one; what it answers is offered to the other side.
type dialling struct {
	account models.Account
	number  string
	name    string // as the user knows it; empty where it is not known
}

// Dial rings the telephones of the account, or only the terminal given, and then calls the number for them. Meanwhile they
// show number and name. It is one call from the first ring on. The error is a [models.Problems] where nothing can ring.
func (m *Manager) Dial(from models.Account, terminalID, number, name string) (callID string, err error) {
	targets := m.ownTargets(from, terminalID)
	if len(targets) == 0 {
		return "", unreachable(terminalID)
	}
	c := m.newCall(from)
	c.to = models.Party{Number: models.PhoneNumber(number)}
	c.run(func() {
		if m.admit(c, inviteKey{}) != 0 {
			err = full()
			return
		}
		c.ringOwn(&dialling{from, number, name}, targets)
	})
	if err != nil {
		return "", err
	}
	return c.id, nil
}

func full() error {
	var problems models.Problems
	problems.Add(models.ProblemLimit, "The switchboard takes no more calls at the moment; try again in a minute.")
	return problems
}

func unreachable(terminalID string) error {
	var problems models.Problems
	if terminalID != "" {
		problems.Add(models.ProblemUnreachable,
			"This terminal cannot be reached: it is not registered, or its connection is gone. Choose another.", "input", "terminalId")
		return problems
	}
	problems.Add(models.ProblemUnreachable, "None of your telephones can be reached: none is registered. Connect one first.")
	return problems
}

// ownTargets returns the terminals of the account that can ring, or the one that is asked for.
func (m *Manager) ownTargets(from models.Account, terminalID string) []Target {
	limit := ringLimit(from)
	if terminalID != "" {
		limit = models.MaxBindings // also one that does not ring for others
	}
	var targets []Target
	for _, target := range m.Ringer.Ringing(from.UserID, limit) {
		if target.Flow.Alive() && (terminalID == "" || target.Binding.TerminalID == terminalID) {
			targets = append(targets, target)
		}
	}
	return targets
}

func (c *Call) ringOwn(own *dialling, targets []Target) {
	c.ringing = &ringing{own: own, maxForwards: 70}
	c.changed()
	r := c.ringing
	for _, target := range targets {
		c.callOut(own.account, target)
	}
	if len(r.branches) == 0 {
		c.fail(r.best)
		return
	}
	c.manager.Wheel.Schedule(&c.timer, c.manager.ringTime(), func() { c.run(func() { c.unanswered(r) }) })
}

// ownAnswered goes on with the number once the user has picked up.
func (c *Call) ownAnswered(b *branch, answer *sdp.Description) {
	own := c.ringing.own
	c.ringing.closeRooms(b.sound)
	c.a = b.party
	b.acknowledge(c.a.leg, nil)
	c.a.hear(b.sound, answer)
	local := c.a.leg.Flow.Local().Addr()
	c.ringing = &ringing{
		offer: answer, callerAddress: local, maxForwards: 70, rooms: []room{{callee: local, sound: b.sound}},
		agreed: b.sound,
	}
	c.ask(own.account, own.number)
}

// joinDialled connects the user's telephone with whoever answered. Where they speak the same codecs and the relay has
// not changed, that is all; else the user's telephone gets the answer as a new offer.
func (c *Call) joinDialled(b *branch, answer *sdp.Description) {
	offer, agreed := c.ringing.offer, c.ringing.agreed
	b.acknowledge(c.b.leg, nil)
	if agreed == c.sound && answer.SameCodecs(offer) {
		c.agree(c.a, c.b, offer, answer)
		return
	}
	c.b.hear(c.sound, answer)
	c.offerTo(c.a, answer, true, func(again *sdp.Description, status int) {
		if again == nil {
			c.end(models.EndRefused, []string{reasonOf(outcome{status: status})})
			return
		}
		c.agree(c.b, c.a, answer, again)
	})
}
