package call

import (
	"net/netip"
	"time"

	"graphpbx/models"
	"graphpbx/sip/msg"
	"graphpbx/sip/registrar"
	"graphpbx/sip/sdp"
	"graphpbx/sip/tx"
)

// Target is a terminal that can ring, and where it is.
type Target = registrar.Target

// defaultRingTime of a step that names none, until [Manager.RingFor] sets another.
const defaultRingTime = 30 * time.Second

// ringing is what a call needs only until it is answered.
type ringing struct {
	invite *msg.Request // the caller's, which waits for its final answer; nil where we dial for a user
	server *tx.Server
	offer  *sdp.Description // what the callees are offered; nil asks them for an offer

	callerAddress netip.Addr // our address that the caller talks to
	maxForwards   int
	steps         []models.RingStep // still to come
	users         []string          // that the present step rings
	names         map[string]string // of the caller, as users of the present step know it, by user id
	branches      []*branch         // of the present step, without those that have refused
	rooms         []room
	best          outcome
	rang          bool      // the caller was told
	early         bool      // the caller has the answer of the only branch already
	alone         bool      // one step with one branch: its early sound may pass
	own           *dialling // set while the own telephone of a user rings first, see [Manager.Dial]
	agreed        Sound     // the relay that this telephone was told of
}

// nextStep rings the users of the next step, and those after it where nobody can ring.
func (c *Call) nextStep() {
	r := c.ringing
	for len(r.steps) > 0 {
		step := r.steps[0]
		r.steps = r.steps[1:]
		r.alone = len(r.steps) == 0
		if c.ring(step) {
			return
		}
	}
	c.fail(r.best)
}

// ring starts a step and tells whether anything rings in it.
func (c *Call) ring(step models.RingStep) bool {
	r := c.ringing
	r.names = step.CallerNames
	for _, account := range step.Users {
		targets := c.reachable(account)
		if len(targets) == 0 {
			r.best.merge(c.nobody(account))
			continue
		}
		if !c.manager.engaged.tryRing(account, c.ownTalks(account.UserID)) {
			r.best.merge(outcome{status: 486, cause: models.EndBusy})
			continue
		}
		r.users = append(r.users, account.UserID)
		for _, target := range targets {
			c.callOut(account, target)
		}
	}
	r.alone = r.alone && len(r.branches) == 1
	if len(r.branches) == 0 {
		c.releaseUsers()
		return false
	}
	after := step.For
	if after <= 0 {
		after = c.manager.ringTime()
	}
	c.manager.Wheel.Schedule(&c.timer, after, func() { c.run(func() { c.unanswered(r) }) })
	return true
}

// reachable returns the terminals of an account that can ring now: not the one that calls, and none whose connection
// is gone.
func (c *Call) reachable(account models.Account) []Target {
	var targets []Target
	for _, target := range c.manager.Ringer.Ringing(account.UserID, ringLimit(account)) {
		itself := c.a != nil && target.Flow == c.a.leg.Flow
		if !itself && target.Flow.Alive() && len(c.ringing.branches)+len(targets) < c.manager.Limits.Branches {
			targets = append(targets, target)
		}
	}
	return targets
}

func ringLimit(a models.Account) int {
	if a.RingLimit <= 0 {
		return models.DefaultRingLimit
	}
	return min(a.RingLimit, models.MaxRingLimit)
}

// nobody says why no terminal of the account can ring. Users who call themselves from their only telephone are busy.
func (c *Call) nobody(account models.Account) outcome {
	if account.UserID == c.from.UserID {
		return outcome{status: 486, cause: models.EndBusy}
	}
	return outcome{status: 480, reason: "Not Registered", cause: models.EndOffline}
}

func (c *Call) ownTalks(userID string) int {
	if c.a != nil && userID == c.a.userID {
		return 1
	}
	return 0
}

func (c *Call) releaseUsers() {
	for _, userID := range c.ringing.users {
		c.manager.engaged.stopRinging(userID)
	}
	c.ringing.users = nil
}

// unanswered ends a step whose time is over.
func (c *Call) unanswered(r *ringing) {
	if c.ringing != r || len(r.branches) == 0 {
		return // answered or ended while the timer fired
	}
	r.best.merge(outcome{status: 480, reason: "No Answer", cause: models.EndNoAnswer})
	c.cancelBranches(nil, nil)
	c.stepOver()
}

// stepOver goes on after a step in which nobody answered. A 6xx speaks for the whole call (RFC 3261 section 16.7).
func (c *Call) stepOver() {
	c.manager.Wheel.Cancel(&c.timer)
	c.releaseUsers()
	if c.ringing.best.status >= 600 {
		c.fail(c.ringing.best)
		return
	}
	if len(c.ringing.steps) > 0 {
		c.changed() // nobody of the old step rings any more
	}
	c.nextStep()
}

// cancelBranches takes back the INVITEs of the step, except for one branch.
func (c *Call) cancelBranches(except *branch, reasons []string) {
	branches := c.ringing.branches
	c.ringing.branches = nil
	for _, b := range branches {
		if b != except {
			b.cancel(reasons)
		}
	}
}

// fail ends a call that nobody answered, and tells the caller the best answer that there was.
func (c *Call) fail(o outcome) {
	o = o.orDefault()
	r := c.ringing
	if r.own != nil && (o.cause == models.EndBusy || o.cause == models.EndDeclined) {
		o.cause = models.EndCancelled // by the user who wanted the call
	}
	if r.server != nil {
		res := msg.NewResponse(r.invite, o.status, o.reason)
		addReasons(res, o.reasons)
		if o.warning != "" {
			res.AppendHeader(msg.NewHeader("Warning", o.warning))
		}
		if o.status == 503 {
			res.AppendHeader(msg.NewHeader("Retry-After", seconds(retryAfter)))
		}
		c.finalAnswer(res)
	}
	why := o.reasons
	if len(why) == 0 && r.server == nil { // a telephone that was rung first is told by its BYE
		why = []string{reasonOf(o)}
	}
	c.end(o.cause, why)
}

// finalAnswer answers the caller's INVITE with a refusal.
func (c *Call) finalAnswer(res *msg.Response) {
	r := c.ringing
	invite := keyOf(r.invite)
	c.a.respond(r.server, res)
	r.server, r.invite = nil, nil
	c.manager.settled(invite)
}

// endRinging takes back what rings, because the call is answered or over.
func (c *Call) endRinging(reasons []string) {
	r := c.ringing
	if r == nil {
		return
	}
	if r.server != nil {
		c.finalAnswer(msg.NewResponse(r.invite, statusOf(c.cause), ""))
	}
	c.cancelBranches(nil, reasons)
	c.releaseUsers()
	r.closeRooms(nil)
	c.ringing = nil
}

// toCaller tells the caller that it rings. The body is the answer of a telephone that plays sound before it answers.
func (c *Call) toCaller(status int, body []byte) {
	r := c.ringing
	if r.server == nil {
		return
	}
	res := msg.NewResponse(r.invite, status, "")
	res.AppendHeader(msg.NewHeader("Contact", c.a.leg.Contact()))
	res.AppendHeader(msg.NewHeader("Allow", Allowed))
	c.a.identify(res)
	withBody(res, body)
	c.a.respond(r.server, res)
}
