package phone

import (
	"context"
	"fmt"
	"strconv"

	"graphpbx/sip/dialog"
	"graphpbx/sip/flow"
	"graphpbx/sip/msg"
	"graphpbx/sip/sdp"
	"graphpbx/sip/tx"
)

// State is where a call stands.
type State string

// States of a call, in the order they come.
const (
	Dialling  State = "dialling" // only of a call that we make
	Ringing   State = "ringing"
	Connected State = "connected"
	Ended     State = "ended"
)

// End is why a call ended.
type End struct {
	ByUs   bool
	Status int    // of the answer that refused it; 0 where it was hung up
	Reason string // of the answer, or in words
}

func (e End) String() string {
	switch {
	case e.Status != 0:
		return strconv.Itoa(e.Status) + " " + e.Reason
	case e.Reason != "":
		return e.Reason
	case e.ByUs:
		return "hung up"
	}
	return "the other side hung up"
}

// Call is one call of a telephone. Its methods are safe for concurrent use.
type Call struct {
	phone    *Phone
	number   string
	name     string
	incoming bool
	stream   *stream

	// The lock of the phone guards what follows.
	state   State
	end     End
	done    chan struct{} // closed at the end
	changed chan struct{} // closed when the state or hold changes, then made anew
	flow    flow.Flow
	leg     *dialog.Leg
	session session

	invite    *msg.Request     // INVITE of the other side that waits for our answer or for its ACK
	offer     *sdp.Description // what it offered; nil where we make the offer
	server    *tx.Server       // its transaction
	client    *tx.Client       // of our INVITE, while it has no answer
	cancelled bool             // hung up before that
	answered  bool             // a challenge to our INVITE

	ack        []byte // ACK of our last INVITE, sent again for each repetition of its 2xx
	ackTag     string // of the telephone that it goes to
	ackNumber  uint32
	changing   bool // a re-INVITE of ours is under way
	held       bool // by us
	heldByThem bool
}

func newCall(p *Phone, number string, incoming bool, s *stream) *Call {
	c := &Call{phone: p, number: number, incoming: incoming, stream: s, state: Dialling, changed: make(chan struct{}), done: make(chan struct{})}
	c.session.begin()
	if incoming {
		c.state = Ringing
	}
	return c
}

// Number returns whom the call goes to or comes from: the user part of the SIP address.
func (c *Call) Number() string { return c.number }

// Name returns the display name of a caller, as the switchboard shows it; empty where it shows none or where we call.
func (c *Call) Name() string { return c.name }

// Incoming tells whether the other side called.
func (c *Call) Incoming() bool { return c.incoming }

// State returns where the call stands.
func (c *Call) State() State {
	c.phone.mu.Lock()
	defer c.phone.mu.Unlock()
	return c.state
}

// End returns why the call ended, and whether it has.
func (c *Call) End() (End, bool) {
	c.phone.mu.Lock()
	defer c.phone.mu.Unlock()
	return c.end, c.state == Ended
}

// Done is closed when the call has ended.
func (c *Call) Done() <-chan struct{} { return c.done }

// OnHold tells whether we hold the other side, and whether it holds us.
func (c *Call) OnHold() (byUs, byThem bool) {
	c.phone.mu.Lock()
	defer c.phone.mu.Unlock()
	return c.held, c.heldByThem
}

// Await waits until the call has come to a state. Where it ends before, the error says why.
func (c *Call) Await(ctx context.Context, want State) error {
	order := map[State]int{Dialling: 0, Ringing: 1, Connected: 2, Ended: 3}
	return c.AwaitFunc(ctx, func() bool { return order[c.state] >= order[want] && (c.state != Ended || want == Ended) })
}

// AwaitHold waits until the call is held in the given way.
func (c *Call) AwaitHold(ctx context.Context, byUs, byThem bool) error {
	return c.AwaitFunc(ctx, func() bool { return c.held == byUs && c.heldByThem == byThem && c.state == Connected })
}

// AwaitFunc waits for a condition, which is called under the lock of the telephone whenever the call has changed and
// must not use the telephone or the call. Where the call ends without it, the error says why.
func (c *Call) AwaitFunc(ctx context.Context, met func() bool) error {
	for {
		c.phone.mu.Lock()
		done, ended, end, changed, state := met(), c.state == Ended, c.end, c.changed, c.state
		c.phone.mu.Unlock()
		switch {
		case done:
			return nil
		case ended:
			return fmt.Errorf("call of %s with %s ended: %s", c.phone.cfg.Username, c.number, end)
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return fmt.Errorf("call of %s with %s is still %s: %w", c.phone.cfg.Username, c.number, state, context.Cause(ctx))
		}
	}
}

// Play plays another sound to the other side from now on.
func (c *Call) Play(s Sound) { c.stream.play(s) }

// Heard returns what came from the other side.
func (c *Call) Heard() Heard { return c.stream.heard() }

// Hangup ends the call, whatever its state: CANCEL, BYE, or a refusal while it rings here. It does not wait for the
// answer. A call that has ended is left alone.
func (c *Call) Hangup() error {
	c.phone.mu.Lock()
	state, leg := c.state, c.leg
	var bye *msg.Request
	if state == Connected {
		bye = leg.Request(msg.BYE)
	}
	client := c.client
	c.cancelled = state == Dialling || state == Ringing && !c.incoming
	c.phone.mu.Unlock()
	switch {
	case state == Ended:
		return nil
	case state == Ringing && c.incoming:
		return c.Reject(603)
	case bye != nil:
		c.bye(bye)
	case client != nil:
		client.Cancel()
	}
	c.finish(End{ByUs: true})
	return nil
}

func (c *Call) bye(req *msg.Request) {
	req.AppendHeader(msg.NewHeader("User-Agent", c.phone.cfg.UserAgent))
	c.phone.send(req, c.flow, func(*msg.Response) {})
}

// finish ends the call once.
func (c *Call) finish(end End) {
	p := c.phone
	p.mu.Lock()
	if c.state == Ended {
		p.mu.Unlock()
		return
	}
	c.state, c.end = Ended, end
	delete(p.active, c)
	c.notify()
	close(c.done)
	p.mu.Unlock()
	c.stream.stop()
	p.tell(Event{Kind: CallEnded, Call: c, Number: c.number, ByUs: end.ByUs, Status: end.Status, Reason: end.Reason})
}

// notify wakes who awaits a change. The lock is held.
func (c *Call) notify() {
	close(c.changed)
	c.changed = make(chan struct{})
}

// enter takes a call into the table, unless the telephone is closed or has no line free.
func (p *Phone) enter(c *Call) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed || len(p.active) >= p.cfg.Lines {
		return false
	}
	p.active[c] = struct{}{}
	return true
}

// request handles a request of the other side within the dialog.
func (c *Call) request(req *msg.Request, server *tx.Server) {
	c.phone.mu.Lock()
	err := c.leg.Sequence(req)
	c.phone.mu.Unlock()
	if err != nil {
		server.Respond(msg.NewResponse(req, 500, ""))
		return
	}
	switch req.Method {
	case msg.BYE:
		server.Respond(msg.NewResponse(req, 200, ""))
		c.finish(End{})
	case msg.INVITE:
		c.reinvited(req, server)
	case msg.UPDATE:
		c.updated(req, server)
	case msg.INFO, msg.NOTIFY:
		server.Respond(msg.NewResponse(req, 200, ""))
	default:
		server.Respond(c.phone.refusal(req, 405))
	}
}
