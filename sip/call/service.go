package call

import (
	"time"

	"graphpbx/models"
	"graphpbx/sip/msg"
	"graphpbx/sip/sdp"
	"graphpbx/sip/tx"
)

// echoTime bounds an echo test. Whoever has heard enough hangs up; a forgotten receiver must not keep ports for ever.
const echoTime = 10 * time.Minute

// serve answers a call for a service of the switchboard: there is no called telephone. The one that calls hears itself.
func (c *Call) serve(service models.ServiceKind) {
	if service != models.ServiceEchoTest { // the router promises what we cannot do
		c.fail(outcome{status: 404, cause: models.EndNotFound})
		return
	}
	sound, err := c.ownSound()
	if err != nil {
		c.manager.noRoom(err)
		c.fail(outcome{status: 503, reason: "No Media Ports", cause: models.EndRefused})
		return
	}
	sound.Caller().Echo()
	r := c.ringing
	c.sound, c.answeredAt = sound, time.Now()
	r.closeRooms(sound)
	if r.offer != nil {
		c.echo(r.offer)
	}
	if r.server != nil {
		c.acceptCaller(c.echoBody(r.offer))
	}
	c.ringing = nil
	c.become(c.talking())
	c.watchSound()
	c.manager.Wheel.Schedule(&c.timer, echoTime, func() { c.run(c.endEcho) })
}

// ownSound returns the relay that the caller talks to: the one that its telephone was told of when it was rung, else a
// new one.
func (c *Call) ownSound() (Sound, error) {
	if agreed := c.ringing.agreed; agreed != nil {
		return agreed, nil
	}
	local := c.ringing.callerAddress
	return c.manager.Media.Open(local, local)
}

// echo takes note of what the telephone described of itself.
func (c *Call) echo(said *sdp.Description) {
	c.a.hear(c.sound, said)
	c.a.holds = !direction(said).Receives()
}

// echoBody is the answer to an offer; to an INVITE without one an offer of ours, whose answer the ACK brings.
func (c *Call) echoBody(offer *sdp.Description) []byte {
	if offer != nil {
		return c.a.describe(offer.Echoed(c.a.place(c.sound), sdp.Origin{}))
	}
	c.a.onAck = c.echoAnswered
	return c.a.describe(sdp.Offer(c.a.place(c.sound), sdp.Origin{}))
}

func (c *Call) echoAnswered(ack *msg.Request) {
	answer, status, _ := offerIn(ack)
	if answer == nil || status != 0 {
		c.end(models.EndRefused, nil)
		return
	}
	c.echoes(answer)
}

// echoes goes on with what the telephone has described anew, as when it holds the call.
func (c *Call) echoes(said *sdp.Description) {
	if c.echo(said); c.state != c.talking() {
		c.become(c.talking())
	}
}

// serveAgain answers a re-INVITE or UPDATE where there is nobody to pass it on to.
func (c *Call) serveAgain(p *party, req *msg.Request, server *tx.Server, offer *sdp.Description) {
	p.leg.Refresh(req)
	if offer != nil {
		c.echoes(offer)
	}
	if body := c.echoBody(offer); req.Method == msg.INVITE {
		p.accept(server, req, body)
	} else {
		p.acceptUpdate(server, req, body)
	}
}

// endEcho hangs up for the switchboard.
func (c *Call) endEcho() {
	if c.served() {
		c.end(models.EndCalleeHungUp, []string{`SIP;cause=200;text="The echo test ends after 10 minutes"`})
	}
}
