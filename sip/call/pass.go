package call

import (
	"graphpbx/sip/msg"
	"graphpbx/sip/tx"
)

// passOn carries an INFO (digits, RFC 6086) or MESSAGE to the other side, and its answer back.
func (p *party) passOn(req *msg.Request, server *tx.Server) {
	c := p.call
	if !c.connected() {
		refuse(server, req, 480, "Not Answered Yet")
		return
	}
	if c.served() {
		takeIn(req, server)
		return
	}
	other := c.other(p)
	out := other.leg.Request(req.Method)
	for _, name := range [...]string{"Content-Type", "Content-Disposition", "Info-Package"} {
		if value := msg.Value(req, name); value != "" {
			out.AppendHeader(msg.NewHeader(name, value))
		}
	}
	out.SetBody(req.Body())
	c.send(out, other.flow(), func(res *msg.Response) {
		switch {
		case res == nil:
			refuse(server, req, 408, "")
		case res.StatusCode >= 200:
			server.Respond(msg.NewResponse(req, passable(res.StatusCode), ""))
		}
	})
}

// takeIn answers what is meant for the other side where that is the switchboard: it hears digits without doing anything
// about them, and reads no messages.
func takeIn(req *msg.Request, server *tx.Server) {
	if req.Method == msg.INFO {
		server.Respond(msg.NewResponse(req, 200, ""))
		return
	}
	refuse(server, req, 405, "")
}

// passable hides what only concerns our dialog with the other side: its challenges and redirections, and that it has
// lost the dialog, which this side has not.
func passable(status int) int {
	if status >= 300 && status < 400 || status == 401 || status == 407 || status == 481 {
		return 480
	}
	return status
}
