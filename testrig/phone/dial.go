package phone

import (
	"fmt"

	"graphpbx/sip/dialog"
	"graphpbx/sip/msg"
)

// Dial calls a number or username and returns at once; see [Call.Await]. The error says why no call could be begun.
func (p *Phone) Dial(number string) (*Call, error) {
	to, err := msg.ParseURI("sip:" + number + "@" + p.cfg.Domain)
	if err != nil || number == "" {
		return nil, fmt.Errorf("%q cannot be dialled: only what may stand in a SIP address can", number)
	}
	from, err := msg.ParseURI("sip:" + p.cfg.Username + "@" + p.cfg.Domain)
	if err != nil {
		return nil, err
	}
	s, err := p.newStream()
	if err != nil {
		return nil, err
	}
	c := newCall(p, number, false, s)
	p.mu.Lock()
	c.flow = p.flow
	c.leg = dialog.New(dialog.Calling{
		Flow: p.flow, User: p.cfg.Username,
		From: dialog.Address{Display: p.cfg.DisplayName, URI: from}, To: dialog.Address{URI: to}, Target: to,
	})
	p.mu.Unlock()
	if !p.enter(c) {
		s.stop()
		return nil, fmt.Errorf("%s has all of its %d lines in use, or is switched off", p.cfg.Username, p.cfg.Lines)
	}
	c.sendInvite()
	return c, nil
}

func (c *Call) sendInvite() {
	p := c.phone
	p.mu.Lock()
	req := c.newInvite()
	p.mu.Unlock()
	client := p.send(req, c.flow, func(res *msg.Response) { c.inviteAnswered(req, res) })
	p.mu.Lock()
	c.client = client
	cancelled := c.cancelled
	p.mu.Unlock()
	if cancelled && client != nil {
		client.Cancel()
	}
}

// newInvite builds the next INVITE with an offer. The lock is held.
func (c *Call) newInvite() *msg.Request {
	req := c.leg.Request(msg.INVITE)
	c.describe(req)
	req.SetBody(c.session.offer(c.stream.local, c.phone.cfg.Laws, c.wish()))
	c.phone.authority.sign(req, c.phone.cfg.Username, c.phone.cfg.Password)
	return req
}

// describe adds the headers of a message that carries a session description. The lock is held.
func (c *Call) describe(m msg.Message) {
	m.AppendHeader(msg.NewHeader("Contact", c.leg.Contact()))
	m.AppendHeader(msg.NewHeader("Allow", allow))
	m.AppendHeader(msg.NewHeader("User-Agent", c.phone.cfg.UserAgent))
	m.AppendHeader(msg.NewHeader("Content-Type", "application/sdp"))
}

func (c *Call) inviteAnswered(req *msg.Request, res *msg.Response) {
	switch {
	case res == nil:
		c.finish(End{Status: 408, Reason: "nobody answers at " + c.phone.cfg.Server})
	case res.StatusCode == 100:
	case res.StatusCode < 200:
		c.rings(res)
	case res.StatusCode < 300:
		c.picked(req, res)
	case res.StatusCode == 401 || res.StatusCode == 407:
		c.challenged(res)
	default:
		c.finish(End{Status: res.StatusCode, Reason: res.Reason})
	}
}

// rings takes a provisional answer, with the sound that may come before the answer proper.
func (c *Call) rings(res *msg.Response) {
	p := c.phone
	p.mu.Lock()
	first := c.state == Dialling
	if first {
		c.state = Ringing
		c.notify()
	}
	if len(res.Body()) > 0 && c.state == Ringing {
		if _, err := c.session.accept(res.Body(), p.cfg.Laws); err == nil {
			c.apply()
		}
	}
	p.mu.Unlock()
	if first {
		p.tell(Event{Kind: CallRings, Call: c, Number: c.number, Status: res.StatusCode, Reason: res.Reason})
	}
}

func (c *Call) challenged(res *msg.Response) {
	p := c.phone
	p.mu.Lock()
	again := p.authority.learn(res) && (!c.answered || p.authority.challenge.Stale) && p.cfg.Password != "" && !c.cancelled
	c.answered = true
	p.mu.Unlock()
	if !again {
		c.finish(End{Status: res.StatusCode, Reason: res.Reason})
		return
	}
	c.sendInvite()
}

// picked takes a 2xx: the first one makes the call, a repetition gets the ACK again, and one from another telephone
// of a fork is acknowledged and hung up (RFC 3261 section 13.2.2.4). So is one that comes after we hung up.
func (c *Call) picked(req *msg.Request, res *msg.Response) {
	p := c.phone
	p.mu.Lock()
	if c.ack != nil && c.ackTag == msg.ToTag(res) && c.ackNumber == msg.Sequence(res) {
		_ = c.flow.Send(c.ack)
		p.mu.Unlock()
		return
	}
	fork, err := c.leg.Fork(res)
	if err != nil {
		p.mu.Unlock()
		c.finish(End{ByUs: true, Reason: "the answer cannot be used: " + err.Error()})
		return
	}
	ack := msg.Append(nil, fork.Ack(msg.Sequence(req)))
	_ = c.flow.Send(ack) // under the lock, so that no later request overtakes it
	wanted := c.state == Dialling || c.state == Ringing
	if wanted {
		_, err = c.session.accept(res.Body(), p.cfg.Laws)
	}
	if !wanted || err != nil {
		bye := fork.Request(msg.BYE)
		p.mu.Unlock()
		c.bye(bye)
		if wanted {
			c.finish(End{ByUs: true, Reason: "no sound in common: " + err.Error()})
		}
		return
	}
	c.leg, c.client = fork, nil
	c.ack, c.ackTag, c.ackNumber = ack, msg.ToTag(res), msg.Sequence(res)
	c.connect()
	p.mu.Unlock()
	p.tell(Event{Kind: CallConnected, Call: c, Number: c.number})
}

// connect begins the conversation. The lock is held.
func (c *Call) connect() {
	c.state = Connected
	c.apply()
	c.notify()
}
