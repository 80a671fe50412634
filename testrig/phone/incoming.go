package phone

import (
	"errors"
	"fmt"

	"graphpbx/sip/dialog"
	"graphpbx/sip/flow"
	"graphpbx/sip/msg"
	"graphpbx/sip/sdp"
	"graphpbx/sip/tx"
	"graphpbx/sip/wheel"
)

// errNotRinging says that a call is not one that could be answered or refused.
var errNotRinging = errors.New("the call does not ring here")

// called takes a call that comes in.
func (p *Phone) called(req *msg.Request, f flow.Flow, server *tx.Server) {
	p.mu.Lock()
	manners := p.manners
	p.mu.Unlock()
	if manners.Refuse != 0 {
		server.Respond(msg.NewResponse(req, manners.Refuse, ""))
		return
	}
	leg, err := dialog.Called(req, f, dialog.Place{}, p.cfg.Username)
	if err != nil {
		server.Respond(msg.NewResponse(req, 400, "Bad Contact"))
		return
	}
	s, err := p.newStream()
	if err != nil {
		server.Respond(msg.NewResponse(req, 500, ""))
		return
	}
	c := newCall(p, req.From().Address.User, true, s)
	c.name = msg.Unquote(req.From().DisplayName)
	c.flow, c.leg, c.invite, c.server = f, leg, req, server
	if len(req.Body()) > 0 {
		if c.offer, err = c.session.accept(req.Body(), p.cfg.Laws); err != nil {
			s.stop()
			server.Respond(msg.NewResponse(req, 488, ""))
			return
		}
	}
	if !p.enter(c) {
		s.stop()
		server.Respond(msg.NewResponse(req, 486, ""))
		return
	}
	server.Respond(c.response(req, 180))
	p.announce(c)
	if manners.Answer {
		p.answerLater(c, manners)
	}
}

func (p *Phone) announce(c *Call) {
	select {
	case p.calls <- c:
	default: // nobody fetches them
	}
	p.tell(Event{Kind: CallIncoming, Call: c, Number: c.number})
}

func (p *Phone) answerLater(c *Call, manners Manners) {
	if manners.After <= 0 {
		_ = c.Answer()
		return
	}
	p.wheel.Schedule(new(wheel.Timer), manners.After, func() { _ = c.Answer() })
}

// response builds an answer with the tag of our side and where to reach it.
func (c *Call) response(req *msg.Request, status int) *msg.Response {
	res := msg.NewResponse(req, status, "")
	msg.SetToTag(res, c.leg.LocalTag)
	if status < 300 {
		res.AppendHeader(msg.NewHeader("Contact", c.leg.Contact()))
		res.AppendHeader(msg.NewHeader("Allow", allow))
		res.AppendHeader(msg.NewHeader("User-Agent", c.phone.cfg.UserAgent))
	}
	return res
}

// Answer picks up a call that rings here.
func (c *Call) Answer() error {
	p := c.phone
	p.mu.Lock()
	if c.state != Ringing || !c.incoming {
		p.mu.Unlock()
		return fmt.Errorf("cannot answer: %w", errNotRinging)
	}
	c.server.OnTimeout(c.unacknowledged)
	c.server.Respond(c.described(c.invite, c.offer)) // under the lock, so that no later request overtakes it
	c.connect()
	p.mu.Unlock()
	p.tell(Event{Kind: CallConnected, Call: c, Number: c.number})
	return nil
}

// described builds the 200 to an INVITE or UPDATE: with our answer, or with an offer where it brought none (RFC 3261
// section 13.3.1). The lock is held.
func (c *Call) described(req *msg.Request, offer *sdp.Description) *msg.Response {
	res := c.response(req, 200)
	res.AppendHeader(msg.NewHeader("Content-Type", "application/sdp"))
	if offer == nil {
		res.SetBody(c.session.offer(c.stream.local, c.phone.cfg.Laws, c.wish()))
		return res
	}
	res.SetBody(c.session.answer(offer, c.stream.local, c.session.direction(c.held)))
	return res
}

// Reject refuses a call that rings here, with a status such as 486 or 603.
func (c *Call) Reject(status int) error {
	p := c.phone
	p.mu.Lock()
	if c.state != Ringing || !c.incoming || status < 300 || status > 699 {
		p.mu.Unlock()
		return fmt.Errorf("cannot refuse with %d: %w", status, errNotRinging)
	}
	res, server := c.response(c.invite, status), c.server
	p.mu.Unlock()
	c.finish(End{ByUs: true, Status: res.StatusCode, Reason: res.Reason})
	server.Respond(res)
	return nil
}

// cancelled takes a CANCEL, which means an INVITE that has no answer yet (RFC 3261 section 9.2).
func (p *Phone) cancelled(req *msg.Request, server *tx.Server) {
	invite, ok := server.Invite()
	if !ok {
		server.Respond(msg.NewResponse(req, 481, ""))
		return
	}
	server.Respond(msg.NewResponse(req, 200, ""))
	for _, c := range p.Calls() {
		c.giveUp(invite)
	}
}

func (c *Call) giveUp(invite *tx.Server) {
	p := c.phone
	p.mu.Lock()
	if c.server != invite || c.state != Ringing {
		p.mu.Unlock()
		return
	}
	res := c.response(c.invite, 487)
	p.mu.Unlock()
	invite.Respond(res)
	c.finish(End{Reason: "the caller gave up"})
}

// acked takes the ACK to a 2xx of ours, with the answer where we made the offer.
func (c *Call) acked(req *msg.Request) {
	p := c.phone
	p.mu.Lock()
	server := c.server
	if c.invite == nil || msg.Sequence(c.invite) != msg.Sequence(req) {
		p.mu.Unlock()
		return
	}
	if len(c.invite.Body()) == 0 && len(req.Body()) > 0 {
		if _, err := c.session.accept(req.Body(), p.cfg.Laws); err == nil {
			c.apply()
			c.noteHold()
		}
	}
	c.invite, c.server = nil, nil
	c.notify()
	p.mu.Unlock()
	server.Acked()
}

// unacknowledged ends a call whose other side never acknowledged our answer (RFC 3261 section 13.3.1.4).
func (c *Call) unacknowledged() {
	p := c.phone
	p.mu.Lock()
	if c.state != Connected {
		p.mu.Unlock()
		return
	}
	bye := c.leg.Request(msg.BYE)
	p.mu.Unlock()
	c.bye(bye)
	c.finish(End{ByUs: true, Reason: "the answer was never acknowledged"})
}
