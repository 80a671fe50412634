package dialog

import (
	"graphpbx/sip/msg"
)

// maxForwards of a request that begins with us (RFC 3261 section 8.1.1.6).
const maxForwards = 70

// Request builds the next request of the dialog, with a branch and a CSeq of its own. Headers and body of the method are
// added by the caller. It is not for ACK, see [Leg.Ack], nor for CANCEL, which the transaction makes of its INVITE.
func (l *Leg) Request(method msg.Method) *msg.Request {
	l.localSequence++
	return l.build(method, l.localSequence)
}

// Ack builds the ACK to a 2xx of the INVITE with that CSeq. It is a transaction of its own, so the branch is new
// (RFC 3261 section 13.2.2.4).
func (l *Leg) Ack(sequence uint32) *msg.Request { return l.build(msg.ACK, sequence) }

// Contact returns the value of our Contact header, for requests and answers that make or refresh the dialog.
func (l *Leg) Contact() string { return l.contact }

func (l *Leg) build(method msg.Method, sequence uint32) *msg.Request {
	target, routes := l.target, l.routes
	if len(routes) > 0 && !isLoose(&routes[0]) {
		// A strict router wants to be the Request-URI, and the target as the last route (RFC 3261 section 12.2.1.1).
		strict := make([]msg.Uri, 0, len(routes))
		routes = append(append(strict, routes[1:]...), target)
		target = withoutHeaders(l.routes[0])
	}
	req := msg.NewRequest(method, withoutHeaders(target))
	req.AppendHeader(l.via())
	for i := range routes {
		req.AppendHeader(&msg.RouteHeader{Address: routes[i]})
	}
	forwards := msg.MaxForwardsHeader(maxForwards)
	req.AppendHeader(&forwards)
	req.AppendHeader(msg.NewHeader("From", l.local+";tag="+l.LocalTag))
	req.AppendHeader(msg.NewHeader("To", l.to()))
	id := msg.CallIDHeader(l.CallID)
	req.AppendHeader(&id)
	req.AppendHeader(&msg.CSeqHeader{SeqNo: sequence, MethodName: method})
	return req
}

func (l *Leg) to() string {
	if l.RemoteTag == "" {
		return l.remote
	}
	return l.remote + ";tag=" + l.RemoteTag
}

// via asks for rport, so that answers find their way back through NAT (RFC 3581).
func (l *Leg) via() *msg.ViaHeader {
	return &msg.ViaHeader{
		ProtocolName: "SIP", ProtocolVersion: "2.0",
		Transport: l.sentBy.transport, Host: l.sentBy.host, Port: l.sentBy.port,
		Params: msg.Params{{K: "branch", V: msg.NewBranch()}, {K: "rport"}},
	}
}

// withoutHeaders drops what must not stand in a Request-URI (RFC 3261 section 19.1.1).
func withoutHeaders(uri msg.Uri) msg.Uri {
	uri.Headers = nil
	return uri
}

func isLoose(route *msg.Uri) bool {
	_, loose := msg.URIParam(route, "lr")
	return loose
}
