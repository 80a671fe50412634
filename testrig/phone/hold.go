package phone

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"graphpbx/sip/msg"
	"graphpbx/sip/sdp"
	"graphpbx/sip/tx"
)

// ErrNotConnected says that a call cannot be held or resumed, because nobody has answered it or it is over.
var ErrNotConnected = errors.New("the call is not connected")

// errChanging says that another change is under way.
var errChanging = errors.New("the call is being changed")

// Hold puts the other side on hold by a re-INVITE and waits for its answer. Another change that is under way is let
// through first.
func (c *Call) Hold(ctx context.Context) error { return c.change(ctx, true) }

// Resume takes the other side back.
func (c *Call) Resume(ctx context.Context) error { return c.change(ctx, false) }

// wish is the direction that an offer of ours asks for. The lock is held.
func (c *Call) wish() sdp.Direction {
	if c.held {
		return sdp.SendOnly
	}
	return sdp.SendRecv
}

// change sends re-INVITEs until one is answered for good: where both sides ask at once, both get a 491 and try again
// after a time that differs (RFC 3261 section 14.1).
func (c *Call) change(ctx context.Context, held bool) error {
	for {
		if c.State() != Connected {
			return ErrNotConnected
		}
		if err := c.AwaitFunc(ctx, c.stable); err != nil {
			return err
		}
		status, err := c.changeOnce(ctx, held)
		if errors.Is(err, errChanging) {
			continue
		}
		if err != nil || status < 300 {
			return err
		}
		if status != 491 && status != 500 { // 500: their answer to the last change still waits for its ACK
			return fmt.Errorf("%s refused the change of hold: %d", c.number, status)
		}
		pause := time.NewTimer(c.glarePause())
		select {
		case <-pause.C:
		case <-ctx.Done():
			pause.Stop()
			return context.Cause(ctx)
		}
	}
}

// stable tells whether no change is under way, in either direction. The lock is held.
func (c *Call) stable() bool { return c.state == Connected && !c.changing && c.invite == nil }

func (c *Call) glarePause() time.Duration {
	if c.incoming {
		return rand.N(2 * time.Second)
	}
	return 2100*time.Millisecond + rand.N(1900*time.Millisecond)
}

func (c *Call) changeOnce(ctx context.Context, held bool) (status int, err error) {
	p := c.phone
	p.mu.Lock()
	if !c.stable() {
		p.mu.Unlock()
		return 0, errChanging
	}
	c.changing = true
	before := c.held
	c.held = held
	req := c.newInvite()
	p.mu.Unlock()

	result := make(chan int, 1)
	p.send(req, c.flow, func(res *msg.Response) { c.changeAnswered(req, res, before, result) })
	select {
	case status := <-result:
		return status, nil
	case <-ctx.Done():
		return 0, context.Cause(ctx)
	}
}

// changeAnswered takes the answer to a re-INVITE. Without a success everything stays as it was.
func (c *Call) changeAnswered(req *msg.Request, res *msg.Response, before bool, result chan<- int) {
	status := 408
	if res != nil {
		status = res.StatusCode
	}
	switch {
	case status < 200:
		return
	case status < 300:
		c.changed2xx(req, res)
	default:
		c.phone.mu.Lock()
		c.held, c.changing = before, false
		c.notify()
		c.phone.mu.Unlock()
		if status == 408 || status == 481 { // the dialog is gone (RFC 3261 section 12.2.1.2)
			_ = c.Hangup()
		}
	}
	select {
	case result <- status:
	default: // a repetition
	}
}

func (c *Call) changed2xx(req *msg.Request, res *msg.Response) {
	p := c.phone
	p.mu.Lock()
	repeated := c.ackNumber == msg.Sequence(res)
	if !repeated {
		c.leg.Refresh(res)
		c.ack, c.ackTag, c.ackNumber = msg.Append(nil, c.leg.Ack(msg.Sequence(req))), msg.ToTag(res), msg.Sequence(res)
		if _, err := c.session.accept(res.Body(), p.cfg.Laws); err == nil {
			c.apply()
		}
		c.changing = false
		c.notify()
	}
	held := c.held
	_ = c.flow.Send(c.ack) // under the lock, so that no later request overtakes it
	p.mu.Unlock()
	if !repeated {
		p.tell(Event{Kind: holdKind(held), Call: c, Number: c.number, ByUs: true})
	}
}

// reinvited takes a re-INVITE of the other side: a new direction, a new address, or only a sign of life.
func (c *Call) reinvited(req *msg.Request, server *tx.Server) {
	p := c.phone
	p.mu.Lock()
	defer p.mu.Unlock()
	res := c.changedByThem(req)
	if res.StatusCode < 300 {
		c.invite, c.server = req, server
		server.OnTimeout(c.unacknowledged)
	}
	server.Respond(res)
}

// updated takes an UPDATE (RFC 3311), which changes the session like a re-INVITE but has no ACK.
func (c *Call) updated(req *msg.Request, server *tx.Server) {
	p := c.phone
	p.mu.Lock()
	var res *msg.Response
	if len(req.Body()) > 0 {
		res = c.changedByThem(req)
	} else {
		res = c.response(req, 200)
	}
	p.mu.Unlock()
	server.Respond(res)
}

// changedByThem does what the description asks for and builds the answer. The lock is held.
func (c *Call) changedByThem(req *msg.Request) *msg.Response {
	switch {
	case c.changing:
		return c.response(req, 491)
	case c.invite != nil: // the last answer still waits for its ACK (RFC 3261 section 14.2)
		res := c.response(req, 500)
		res.AppendHeader(msg.NewHeader("Retry-After", "1"))
		return res
	}
	var offer *sdp.Description
	if len(req.Body()) > 0 {
		var err error
		if offer, err = c.session.accept(req.Body(), c.phone.cfg.Laws); err != nil {
			return c.response(req, 488)
		}
		c.apply()
		c.noteHold()
	}
	c.leg.Refresh(req)
	return c.described(req, offer)
}
