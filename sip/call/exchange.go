package call

import (
	"math/rand/v2"
	"strconv"
	"time"

	"graphpbx/models"
	"graphpbx/sip/msg"
	"graphpbx/sip/sdp"
	"graphpbx/sip/tx"
)

// exchange is a re-INVITE or UPDATE on its way through the switchboard (RFC 3261 section 14, RFC 3311), or one of our
// own. A call has at most one, so that offers never cross within it.
type exchange struct {
	call     *Call
	from     *party // who asked; nil where we ask ourselves
	to       *party
	request  *msg.Request // of from
	server   *tx.Server
	offer    *sdp.Description // nil: the other side is asked for one
	client   *tx.Client
	sequence uint32                                    // CSeq of our request
	ack      []byte                                    // to the 2xx, for when that comes again
	settled  bool                                      // the other side has answered
	done     func(answer *sdp.Description, status int) // of our own
}

// renegotiate takes a re-INVITE or UPDATE of a party and passes it on to the other.
func (p *party) renegotiate(req *msg.Request, server *tx.Server) {
	c := p.call
	if req.Method == msg.UPDATE && len(req.Body()) == 0 { // a mere refresh of target or session timer
		p.leg.Refresh(req)
		p.acceptUpdate(server, req, nil)
		return
	}
	if res := p.glare(req); res != nil {
		server.Respond(res)
		return
	}
	offer, status, err := offerIn(req)
	if status != 0 {
		c.manager.unfit(req, server, status, err)
		return
	}
	if c.served() {
		c.serveAgain(p, req, server, offer)
		return
	}
	if req.Method == msg.INVITE {
		server.Respond(msg.NewResponse(req, 100, ""))
	}
	c.exchange = &exchange{call: c, from: p, to: c.other(p), request: req, server: server, offer: offer}
	c.exchange.start()
}

// glare returns the refusal of an offer that comes while another is under way, nil where none is.
func (p *party) glare(req *msg.Request) *msg.Response {
	c := p.call
	other := c.other(p)
	switch {
	case c.exchange != nil && c.exchange.from == p || p.answer != nil:
		// Its own earlier one is not finished (RFC 3261 section 14.2).
		res := msg.NewResponse(req, 500, "")
		res.AppendHeader(msg.NewHeader("Retry-After", strconv.Itoa(rand.IntN(11))))
		return res
	case c.exchange != nil || !c.connected() || other != nil && (other.answer != nil || other.lateAck != nil):
		return msg.NewResponse(req, 491, "")
	}
	return nil
}

// start sends the offer on.
func (x *exchange) start() {
	method := msg.INVITE
	if x.request != nil {
		method = x.request.Method
	}
	req := x.to.leg.Request(method)
	req.AppendHeader(msg.NewHeader("Contact", x.to.leg.Contact()))
	req.AppendHeader(msg.NewHeader("Allow", Allowed))
	x.to.identify(req)
	if x.offer != nil {
		withBody(req, x.to.relay(x.call.sound, x.offer))
	}
	x.sequence = msg.Sequence(req)
	x.client = x.call.send(req, x.to.flow(), x.response)
}

// response takes the other side's answer; nil means that there will be none.
func (x *exchange) response(res *msg.Response) {
	switch {
	case res == nil:
		x.failed(408, nil)
	case res.StatusCode < 200:
	case res.StatusCode < 300:
		x.accepted(res)
	default:
		x.failed(res.StatusCode, res)
	}
}

func (x *exchange) isInvite() bool { return x.request == nil || x.request.Method == msg.INVITE }

// accepted takes the 2xx. One that comes again, or for a call that has ended, is acknowledged and no more.
func (x *exchange) accepted(res *msg.Response) {
	c := x.call
	if x.settled || c.exchange != x {
		x.acknowledgeAgain()
		return
	}
	x.settled = true
	x.to.leg.Refresh(res)
	if x.from != nil {
		x.from.leg.Refresh(x.request)
	}
	said, status, _ := offerIn(res)
	switch {
	case said == nil || status != 0:
		x.acknowledge(nil)
		x.refuse(488, nil)
	case x.offer == nil:
		x.passOffer(said)
	default:
		x.acknowledge(nil)
		x.finish(said)
	}
}

// finish settles an exchange whose answer is there.
func (x *exchange) finish(answer *sdp.Description) {
	c := x.call
	c.exchange = nil
	if x.from == nil {
		x.done(answer, 200)
		return
	}
	c.agree(x.from, x.to, x.offer, answer)
	body := x.from.relay(c.sound, answer)
	if x.isInvite() {
		x.from.accept(x.server, x.request, body)
	} else {
		x.from.acceptUpdate(x.server, x.request, body)
	}
	if c.state != c.talking() {
		c.become(c.talking())
	}
}

// passOffer gives the offer of the side that was asked for one to the side that asked. The answer comes in its ACK.
func (x *exchange) passOffer(offer *sdp.Description) {
	c, to := x.call, x.to
	to.lateAck = func(body []byte) { x.acknowledge(body) }
	x.from.onAck = func(ack *msg.Request) {
		c.exchange = nil
		c.lateAnswer(x.from, to, offer, ack)
	}
	x.from.accept(x.server, x.request, x.from.relay(c.sound, offer))
}

// failed tells the side that asked what the other said. A dialog that the other side does not know any more, or a
// silent side, ends the call (RFC 3261 section 12.2.1.2).
func (x *exchange) failed(status int, res *msg.Response) {
	c := x.call
	if x.settled || c.exchange != x {
		return
	}
	x.settled = true
	x.refuse(status, res)
	switch status {
	case 481:
		x.to.forgotten()
	case 408:
		c.end(models.EndUnreachable, nil)
	}
}

// refuse ends an exchange without agreement: all stays as it was.
func (x *exchange) refuse(status int, because *msg.Response) {
	x.call.exchange = nil
	if x.from == nil {
		x.done(nil, status)
		return
	}
	if status < 400 || status == 401 || status == 407 { // nothing that the asking side could act on
		status = 488
	}
	res := msg.NewResponse(x.request, status, "")
	if because != nil {
		addReasons(res, reasons(because))
		if warning := warningOf(because); warning != "" {
			res.AppendHeader(msg.NewHeader("Warning", warning))
		}
	}
	x.server.Respond(res)
}

// acknowledge sends the ACK to the 2xx of our INVITE.
func (x *exchange) acknowledge(body []byte) {
	if !x.isInvite() {
		return
	}
	ack := x.to.leg.Ack(x.sequence)
	withBody(ack, body)
	x.ack = msg.Append(make([]byte, 0, 512+len(body)), ack)
	_ = x.to.leg.Flow.Send(x.ack)
}

// acknowledgeAgain answers a 2xx that comes again. One for an offer whose answer is still to come has to wait; one
// that crossed the end of the call gets its first ACK here.
func (x *exchange) acknowledgeAgain() {
	switch {
	case x.ack != nil:
		_ = x.to.leg.Flow.Send(x.ack)
	case !x.settled:
		x.acknowledge(nil)
	}
}

// cancelExchange takes back a re-INVITE whose sender cancels it.
func (c *Call) cancelExchange(invite *tx.Server) {
	if x := c.exchange; x != nil && x.server == invite && !x.settled {
		x.client.Cancel()
	}
}

// endExchange leaves nobody waiting when the call ends.
func (c *Call) endExchange() {
	x := c.exchange
	if x == nil {
		return
	}
	c.exchange = nil
	if x.from != nil && !x.settled {
		x.server.Respond(msg.NewResponse(x.request, 487, ""))
	}
	if !x.settled {
		x.client.Cancel()
	}
}

// acceptUpdate answers an UPDATE with 200.
func (p *party) acceptUpdate(server *tx.Server, req *msg.Request, body []byte) {
	res := msg.NewResponse(req, 200, "")
	res.AppendHeader(msg.NewHeader("Contact", p.leg.Contact()))
	res.AppendHeader(msg.NewHeader("Allow", Allowed))
	withBody(res, body)
	server.Respond(res)
}

// offerTo makes an offer of our own to a party, again after a while where it has one under way itself: whoever made
// the Call-ID of a dialog waits longer (RFC 3261 section 14.1).
func (c *Call) offerTo(p *party, offer *sdp.Description, madeCallID bool, done func(answer *sdp.Description, status int)) {
	if c.state == models.CallEnded {
		return
	}
	again := func() {
		c.manager.Wheel.Schedule(&c.timer, retryAfterGlare(madeCallID), func() {
			c.run(func() { c.offerTo(p, offer, madeCallID, done) })
		})
	}
	if c.exchange != nil || p.answer != nil {
		again()
		return
	}
	c.exchange = &exchange{call: c, to: p, offer: offer, done: func(answer *sdp.Description, status int) {
		if status == 491 {
			again()
			return
		}
		done(answer, status)
	}}
	c.exchange.start()
}

// retryAfterGlare draws the time in units of 10 ms: 2.1 to 4 s for the owner of the Call-ID, 0 to 2 s for the other.
func retryAfterGlare(madeCallID bool) time.Duration {
	if madeCallID {
		return 2100*time.Millisecond + time.Duration(rand.IntN(191))*10*time.Millisecond
	}
	return time.Duration(rand.IntN(201)) * 10 * time.Millisecond
}
