package tx

import (
	"graphpbx/sip/flow"
	"graphpbx/sip/msg"
)

// request takes a request that may be a retransmission, and an ACK that may belong to a transaction here.
func (l *Layer) request(req *msg.Request, f flow.Flow) {
	msg.SetReceived(req, f.Remote)
	var buffer keyBuffer
	key := serverKey(buffer[:0], req, f.Transport())
	known, found := l.servers.get(key)
	switch {
	case req.Method == msg.ACK:
		if !found || !known.takeACK() {
			l.handler.Request(req, f, nil)
		}
	case found:
		known.again()
	default:
		l.begin(req, f, string(key))
	}
}

// begin makes a transaction of a new request, if there is room for it, and hands it on.
func (l *Layer) begin(req *msg.Request, f flow.Flow, key string) {
	s := &Server{layer: l, key: key, flow: f, invite: req.Method == msg.INVITE}
	if !f.Reliable() {
		s.flow.Remote = msg.ReplyAddress(req, f.Remote)
	}
	s.fire = s.tick
	if status := l.admit(s, req); status != 0 {
		l.refuse(req, s.flow, status)
		return
	}
	if old, fresh := l.servers.put(key, s); !fresh {
		l.discount(s)
		old.again() // another reader was faster with the same request
		return
	}
	s.await()
	l.handler.Request(req, f, s)
	if s.invite && !s.answered() {
		s.Respond(msg.NewResponse(req, 100, ""))
	}
}

// admit counts the transaction, or returns the status with which to refuse it. Requests within a dialog are let in at
// any load, up to twice the bounds: refusing a BYE saves nothing.
func (l *Layer) admit(s *Server, req *msg.Request) int {
	factor := 1
	if msg.ToTag(req) != "" || req.Method == msg.CANCEL {
		factor = 2
	}
	if l.servers.count() >= factor*l.limits.Transactions {
		return 503
	}
	if !l.sources.add(s.flow.Remote.Addr(), factor*l.limits.PerSource) {
		return 503
	}
	if factor == 2 || msg.FromTag(req) == "" {
		return 0
	}
	s.merge = mergeKey(req)
	if !l.merged.add(s.merge) {
		l.sources.remove(s.flow.Remote.Addr())
		return 482
	}
	return 0
}

func (l *Layer) discount(s *Server) {
	l.sources.remove(s.flow.Remote.Addr())
	s.unmerge()
}
