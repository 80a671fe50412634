package phone

import (
	"errors"

	"graphpbx/models"
	"graphpbx/sip/flow"
	"graphpbx/sip/msg"
	"graphpbx/sip/tx"
)

// allow is what the telephone understands.
const allow = "INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, INFO, NOTIFY"

var _ flow.Handler = (*Phone)(nil)

// Packet implements flow.Handler. Only the switchboard is listened to, as a telephone should: anybody else who finds
// the port is a scanner.
func (p *Phone) Packet(f flow.Flow, data []byte) {
	if f.Remote.Addr() != p.server.Addr() {
		return
	}
	m, err := p.parser.Parse(data)
	if err == nil {
		err = msg.Validate(m)
	}
	var fault *msg.Malformed
	switch {
	case errors.As(err, &fault):
		if res := fault.Response(f.Remote); res != nil {
			_ = f.Send(msg.Append(nil, res))
		}
		return
	case err != nil:
		return
	}
	if req, ok := m.(*msg.Request); ok {
		msg.SetReceived(req, f.Remote)
		if req.Method == msg.OPTIONS {
			p.probed(req, f)
			return
		}
	}
	p.tx.Receive(m, f)
}

// Closed implements flow.Handler. A connection that is gone is opened anew by the next registration.
func (p *Phone) Closed(f flow.Flow) {
	p.mu.Lock()
	ours := f == p.flow && p.cfg.Transport == models.TransportTCP && !p.closed
	p.mu.Unlock()
	p.tx.FlowClosed(f)
	if ours {
		p.tell(Event{Kind: ConnectionLost})
		p.registrationLost()
	}
}

// Request implements tx.Handler.
func (p *Phone) Request(req *msg.Request, f flow.Flow, server *tx.Server) {
	c := p.find(req)
	switch {
	case req.Method == msg.ACK:
		if c != nil {
			c.acked(req)
		}
	case req.Method == msg.CANCEL:
		p.cancelled(req, server)
	case c != nil:
		c.request(req, server)
	case msg.ToTag(req) != "":
		server.Respond(msg.NewResponse(req, 481, ""))
	case req.Method == msg.INVITE:
		p.called(req, f, server)
	case req.Method == msg.NOTIFY: // message lamps and the like, sent without being asked for
		server.Respond(msg.NewResponse(req, 200, ""))
		p.tell(Event{Kind: Notified, Reason: msg.Value(req, "Event")})
	default:
		server.Respond(p.refusal(req, 405))
	}
}

// find returns the call whose dialog a request belongs to.
func (p *Phone) find(req *msg.Request) *Call {
	p.mu.Lock()
	defer p.mu.Unlock()
	for c := range p.active {
		if l := c.leg; l != nil && l.CallID == msg.CallID(req) && l.LocalTag == msg.ToTag(req) && l.RemoteTag == msg.FromTag(req) {
			return c
		}
	}
	return nil
}

func (p *Phone) refusal(req *msg.Request, status int) *msg.Response {
	res := msg.NewResponse(req, status, "")
	res.AppendHeader(msg.NewHeader("Allow", allow))
	return res
}
