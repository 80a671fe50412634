package call

import (
	"math/rand/v2"
	"net/netip"

	"graphpbx/models"
	"graphpbx/sip/dialog"
	"graphpbx/sip/flow"
	"graphpbx/sip/msg"
	"graphpbx/sip/tx"
)

// party is one telephone's part in a call: its dialog, who it is, and what was said about sound. The call's lock
// guards it.
type party struct {
	call       *Call
	caller     bool // its side of the relay
	leg        *dialog.Leg
	userID     string
	terminalID string // empty where the device is not a registered one
	otherName  string // by which its user knows the other side; empty: by the one of everybody

	confirmed bool           // a 2xx went one way or the other
	holds     bool           // it has put the other side on hold
	remote    netip.AddrPort // where it wants sound
	heard     Sound          // the relay that was told so
	originID  uint64         // of the descriptions that it gets
	version   uint64
	described uint64 // hash of the last one

	answer         *tx.Server // a 2xx of ours that it has not acknowledged
	answerSequence uint32
	onAck          func(ack *msg.Request) // set where the ACK brings the answer to an offer of ours
	hangUpAtAck    []string               // reasons of a BYE that waits for the ACK; nil where none waits
	lateAck        func(body []byte)      // acknowledges its 2xx, where that waits for the other side's answer
	over           bool                   // a BYE went one way or the other
}

func newParty(c *Call, caller bool, leg *dialog.Leg) *party {
	return &party{call: c, caller: caller, leg: leg, originID: rand.Uint64() >> 1}
}

func (p *party) key() key { return key{p.leg.CallID, p.leg.LocalTag} }

// register makes the party known to requests and to the end of its connection.
func (p *party) register() {
	m := p.call.manager
	m.dialogs.put(p.key(), p)
	p.follow(p.leg.Flow)
}

// unregister forgets the party. Its requests get 481 from now on.
func (p *party) unregister() {
	m := p.call.manager
	m.dialogs.remove(p.key())
	m.mu.Lock()
	defer m.mu.Unlock()
	m.unfollow(p)
}

// follow pins the party to a flow. Only connections can close, so only they are kept in mind.
func (p *party) follow(f flow.Flow) {
	m := p.call.manager
	m.mu.Lock()
	defer m.mu.Unlock()
	m.unfollow(p)
	p.leg.Flow = f
	if f.Transport() == models.TransportUDP {
		return
	}
	if m.flows[f] == nil {
		m.flows[f] = make(map[*party]struct{})
	}
	m.flows[f][p] = struct{}{}
}

// unfollow needs the manager's lock.
func (m *Manager) unfollow(p *party) {
	f := p.leg.Flow
	delete(m.flows[f], p)
	if len(m.flows[f]) == 0 {
		delete(m.flows, f)
	}
}

// request handles a request of the party's dialog.
func (p *party) request(req *msg.Request, f flow.Flow, server *tx.Server) {
	c := p.call
	if p.leg.RemoteTag == "" || msg.FromTag(req) != p.leg.RemoteTag {
		if server != nil { // another fork of the same INVITE, or no dialog yet
			dismiss(server, req, 481)
		}
		return
	}
	if !p.follows(req, f, server) {
		return
	}
	if req.Method == msg.ACK {
		p.acknowledged(req)
		return
	}
	if server == nil {
		return
	}
	if p.leg.Sequence(req) != nil {
		refuse(server, req, 500, "CSeq out of order")
		return
	}
	switch {
	case req.Method == msg.BYE:
		p.bye(req, server)
	case c.state == models.CallEnded || p.over:
		refuse(server, req, 481, "")
	default:
		p.within(req, server)
	}
}

// within handles what may be asked in a living dialog.
func (p *party) within(req *msg.Request, server *tx.Server) {
	switch req.Method {
	case msg.INVITE, msg.UPDATE:
		p.renegotiate(req, server)
	case msg.INFO, msg.MESSAGE:
		p.passOn(req, server)
	case msg.OPTIONS:
		server.Respond(capabilities(req))
	case msg.REFER:
		res := msg.NewResponse(req, 501, "Transfer Not Available")
		p.call.manager.warn(res, 399, "Transfer by the telephone is not supported; hang up and dial the other number")
		res.AppendHeader(msg.NewHeader("Allow", Allowed))
		server.Respond(res)
	default:
		refuse(server, req, 405, "")
	}
}

// follows goes along with a telephone that sends from elsewhere, and is false for whoever is not the telephone. One
// whose port changed at its router, or whose connection was made anew, has the address and both tags. From another
// address tags prove nothing, since they travel in clear: its user has to log in. An ACK cannot be asked to.
func (p *party) follows(req *msg.Request, f flow.Flow, server *tx.Server) bool {
	switch old := p.leg.Flow; {
	case f == old:
		return true
	case f.Remote.Addr() == old.Remote.Addr(), server != nil && p.loggedIn(req, f, server):
		p.follow(f)
		return true
	}
	return false
}

// loggedIn tells whether a request carries the credentials of the party's user. Where not, it has been answered.
func (p *party) loggedIn(req *msg.Request, f flow.Flow, server *tx.Server) bool {
	account, ok := p.call.manager.authenticate(req, f, server)
	if ok && account.UserID != p.userID {
		refuse(server, req, 403, "Not a Party of This Call")
		return false
	}
	return ok
}

// respond answers a request of this party within its dialog.
func (p *party) respond(server *tx.Server, res *msg.Response) {
	msg.SetToTag(res, p.leg.LocalTag)
	server.Respond(res)
}

// accept sends a 2xx to an INVITE of this party and waits for the ACK. Without one the dialog is worth nothing
// (RFC 3261 section 13.3.1.4).
func (p *party) accept(server *tx.Server, req *msg.Request, body []byte) {
	c := p.call
	res := msg.NewResponse(req, 200, "")
	res.AppendHeader(msg.NewHeader("Contact", p.leg.Contact()))
	res.AppendHeader(msg.NewHeader("Allow", Allowed))
	p.identify(res)
	withBody(res, body)
	p.answer, p.answerSequence, p.confirmed = server, msg.Sequence(req), true
	server.OnTimeout(func() { c.run(func() { p.unacknowledged(server) }) })
	p.respond(server, res)
}

// identify tells a telephone of ours who is at the other end (RFC 3325).
func (p *party) identify(m msg.Message) {
	c := p.call
	other := c.from
	if p.caller {
		other = c.to
	}
	if other.Number == "" {
		return
	}
	if p.otherName != "" {
		other.DisplayName = p.otherName
	}
	shown := c.manager.shown(other)
	value := "<" + msg.FormatURI(&shown.URI) + ">"
	if shown.Display != "" {
		value = `"` + msg.Escape(shown.Display) + `" ` + value
	}
	m.AppendHeader(msg.NewHeader("P-Asserted-Identity", value))
}

// acknowledged takes the ACK to our 2xx.
func (p *party) acknowledged(ack *msg.Request) {
	if p.answer == nil || msg.Sequence(ack) != p.answerSequence {
		return // a repeated one
	}
	p.answer.Acked()
	p.answer = nil
	if onAck := p.onAck; onAck != nil {
		p.onAck = nil
		onAck(ack)
	}
	if p.hangUpAtAck != nil {
		p.sendBye(p.hangUpAtAck)
	}
}

func (p *party) unacknowledged(server *tx.Server) {
	if p.answer != server {
		return
	}
	p.answer, p.onAck = nil, nil
	if p.hangUpAtAck != nil {
		p.sendBye(p.hangUpAtAck)
		return
	}
	p.call.end(models.EndUnreachable, nil)
}

// bye takes the other side's goodbye. Two that cross are both answered 200.
func (p *party) bye(req *msg.Request, server *tx.Server) {
	c := p.call
	p.respond(server, msg.NewResponse(req, 200, ""))
	if p.answer != nil { // it saw our 2xx, or it would have cancelled
		p.answer.Acked()
		p.answer, p.onAck, p.hangUpAtAck = nil, nil, nil
	}
	if p.over = true; c.state == models.CallEnded {
		p.unregister() // an own BYE that waits for its answer no longer needs the entry
		return
	}
	p.unregister()
	c.end(c.causeOf(p), reasons(req))
}

// causeOf says what a goodbye of that side means.
func (c *Call) causeOf(p *party) models.EndCause {
	switch {
	case !c.connected():
		return models.EndCancelled
	case p == c.a:
		return models.EndCallerHungUp
	}
	return models.EndCalleeHungUp
}

// hangUp ends the party's dialog, if it has one and has not ended it itself. A telephone that has not acknowledged our
// 2xx must not get a BYE before it does, or before we stop waiting (RFC 3261 section 15).
func (p *party) hangUp(reasons []string) {
	if p.over {
		return
	}
	p.onAck = nil
	if !p.confirmed { // its INVITE got another answer, there is no dialog
		p.over = true
		p.unregister()
		return
	}
	if p.answer != nil {
		p.hangUpAtAck = append([]string{}, reasons...)
		return
	}
	p.sendBye(reasons)
}

// leave says the BYE that waits for an ACK, since nobody will be there to take it.
func (p *party) leave() {
	if p.hangUpAtAck == nil {
		return
	}
	p.answer.Acked()
	p.answer = nil
	p.sendBye(p.hangUpAtAck)
}

func (p *party) sendBye(reasons []string) {
	if p.over {
		return
	}
	p.over, p.hangUpAtAck = true, nil
	if lateAck := p.lateAck; lateAck != nil { // no BYE before the ACK
		p.lateAck = nil
		lateAck(nil)
	}
	if p.leg.RemoteTag == "" || !p.flow().Alive() {
		p.unregister()
		return
	}
	bye := p.leg.Request(msg.BYE)
	addReasons(bye, reasons)
	c := p.call
	c.send(bye, p.leg.Flow, func(res *msg.Response) {
		if res == nil || res.StatusCode >= 200 {
			p.unregister()
		}
	})
}

// send opens a client transaction whose answers are handled under the call's lock.
func (c *Call) send(req *msg.Request, f flow.Flow, on func(*msg.Response)) *tx.Client {
	return c.manager.Tx.Request(req, f, func(res *msg.Response) { c.run(func() { on(res) }) })
}
