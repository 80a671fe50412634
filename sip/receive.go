package sip

import (
	"errors"
	"net/netip"

	"graphpbx/models"
	"graphpbx/sip/flow"
	"graphpbx/sip/msg"
)

// Packet takes what came in on a socket. It runs on the reader's goroutine, so the order of arrival is the order of handling.
func (e *Engine) Packet(f flow.Flow, data []byte) {
	<-e.ready
	e.packets.Add(1)
	if e.gate.Blocked(f.Remote) {
		e.blocked.Add(1)
		return // an answer would cost more, and tell that there is somebody
	}
	if e.prober.Fast(data) || e.registrar.Fast(f, data) {
		return
	}
	m, err := e.parser.Parse(data)
	if err == nil {
		err = msg.Validate(m)
	}
	if err != nil {
		e.malformed.Add(1)
		e.refuse(f, err)
		return
	}
	switch m := m.(type) {
	case *msg.Request:
		e.request(m, f)
	case *msg.Response:
		e.tx.Receive(m, f)
	}
}

// Admit tells the sockets whether to take a connection.
func (e *Engine) Admit(remote netip.AddrPort) bool { return !e.gate.Blocked(remote) }

// Closed hears that a connection is gone.
func (e *Engine) Closed(f flow.Flow) {
	<-e.ready
	e.registrar.FlowClosed(f)
	e.tx.FlowClosed(f)
	e.calls.FlowClosed(f)
}

// request hands a request on. Those that need no transaction are answered at once; others are completed by tx.
func (e *Engine) request(req *msg.Request, f flow.Flow) {
	switch {
	case req.Method == msg.REGISTER:
		msg.SetReceived(req, f.Remote)
		e.registrar.Register(req, f)
	case req.Method == msg.OPTIONS && msg.ToTag(req) == "":
		msg.SetReceived(req, f.Remote)
		e.registrar.Options(req, f)
	default:
		e.tx.Receive(req, f)
	}
}

// refuse answers what could not be read where an answer can find its way, and is silent otherwise.
func (e *Engine) refuse(f flow.Flow, err error) {
	var malformed *msg.Malformed
	if !errors.As(err, &malformed) {
		return
	}
	e.log.Debug("message refused", "from", f.Remote, "transport", f.Transport(), "reason", malformed.Reason)
	if answer := malformed.Response(f.Remote); answer != nil {
		_ = f.Send(msg.Append(nil, answer)) // a refusal that does not arrive is no loss
	}
}

// following lets the prober follow the bindings, then passes the fact on.
type following struct {
	Facts
	engine *Engine
}

// BindingsChanged tells the prober whom to ask from now on.
func (w *following) BindingsChanged(userID string, bindings []models.Binding, cause models.BindingCause, terminalID string) {
	if cause != models.BindingReachability {
		w.engine.follow(userID, terminalID)
	}
	w.Facts.BindingsChanged(userID, bindings, cause, terminalID)
}

func (e *Engine) follow(userID, changed string) {
	present := false
	for _, target := range e.registrar.Ringing(userID, models.MaxBindings) {
		e.prober.Follow(target.Binding, target.Flow)
		present = present || target.Binding.TerminalID == changed
	}
	if !present && changed != "" {
		e.prober.Forget(changed)
	}
}
