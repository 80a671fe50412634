package call

import (
	"time"

	"graphpbx/models"
	"graphpbx/sip/dialog"
	"graphpbx/sip/msg"
	"graphpbx/sip/sdp"
)

// elsewhere tells telephones that stop ringing that they have not missed a call (RFC 3326 section 3).
const elsewhere = `SIP;cause=200;text="Call completed elsewhere"`

// answered lets a branch win the call, if what it says of sound can be used.
func (c *Call) answered(b *branch, fork *dialog.Leg, res *msg.Response) {
	said, status, _ := offerIn(res)
	if said == nil || status != 0 {
		b.refuseAnswer(fork)
		return
	}
	r, p := c.ringing, b.party
	b.final = true
	p.leg, p.confirmed = fork, true
	c.manager.Wheel.Cancel(&c.timer)
	c.cancelBranches(b, []string{elsewhere})
	c.manager.engaged.startTalking(p.userID)
	c.releaseUsers()
	if r.own != nil {
		c.ownAnswered(b, said)
		return
	}
	r.closeRooms(b.sound)
	c.b, c.sound, c.answeredAt = p, b.sound, time.Now()
	switch {
	case r.server == nil:
		c.joinDialled(b, said)
	case r.offer == nil:
		c.joinLater(b, said)
	default:
		c.join(b, said)
	}
	c.ringing = nil
	c.become(c.talking())
	c.watchSound()
}

// refuseAnswer lets a telephone go that picked up without a usable answer. The others ring on.
func (b *branch) refuseAnswer(fork *dialog.Leg) {
	b.acknowledge(fork, nil)
	b.call.send(fork.Request(msg.BYE), fork.Flow, func(*msg.Response) {})
	b.refused(outcome{status: 488, cause: models.EndRefused})
}

// join connects a caller who offered with the answer.
func (c *Call) join(b *branch, answer *sdp.Description) {
	r := c.ringing
	b.acknowledge(b.party.leg, nil)
	c.agree(c.a, c.b, r.offer, answer)
	c.acceptCaller(c.a.relay(c.sound, answer))
}

// joinLater connects a caller who made no offer: it gets the callee's, and its ACK brings the answer, which the callee
// gets in ours (RFC 3261 section 13.2.1).
func (c *Call) joinLater(b *branch, offer *sdp.Description) {
	callee := c.b
	fork := callee.leg
	callee.lateAck = func(body []byte) { b.acknowledge(fork, body) }
	c.a.onAck = func(ack *msg.Request) { c.lateAnswer(c.a, callee, offer, ack) }
	c.acceptCaller(c.a.relay(c.sound, offer))
}

// acceptCaller answers the caller's INVITE with 200.
func (c *Call) acceptCaller(body []byte) {
	r := c.ringing
	invite := keyOf(r.invite)
	c.a.accept(r.server, r.invite, body)
	c.manager.settled(invite)
}

// lateAnswer takes the answer that an ACK brings to an offer of the other side.
func (c *Call) lateAnswer(answerer, offerer *party, offer *sdp.Description, ack *msg.Request) {
	lateAck := offerer.lateAck
	if lateAck == nil || c.state == models.CallEnded {
		return
	}
	answer, status, _ := offerIn(ack)
	if answer == nil || status != 0 {
		c.end(models.EndRefused, nil)
		return
	}
	offerer.lateAck = nil
	c.agree(offerer, answerer, offer, answer)
	lateAck(offerer.relay(c.sound, answer))
	if c.state != c.talking() {
		c.become(c.talking())
	}
}

// agree takes note of what offer and answer settle: where sound goes, and who holds whom. A side holds the other while
// it does not listen; an answer tells that only where the offer would have sent.
func (c *Call) agree(offerer, answerer *party, offer, answer *sdp.Description) {
	offerer.hear(c.sound, offer)
	answerer.hear(c.sound, answer)
	offered := direction(offer)
	offerer.holds = !offered.Receives()
	if offered.Sends() {
		answerer.holds = !direction(answer).Receives()
	}
}

func direction(d *sdp.Description) sdp.Direction {
	i, err := d.Audio()
	if err != nil {
		return sdp.Inactive
	}
	return d.Direction(&d.Media[i])
}

// talking is the state of an answered call.
func (c *Call) talking() models.CallState {
	if c.a.holds || c.b != nil && c.b.holds {
		return models.CallHeld
	}
	return models.CallConnected
}
