package tx

import (
	"slices"

	"graphpbx/sip/msg"
)

// follow makes the ACK (RFC 3261 section 17.1.1.3) or CANCEL (section 9.1) of an INVITE from its bytes: the same
// Request-URI, topmost Via, From, Call-ID, CSeq number and Route; the To of the response in an ACK. Reading the bytes
// again is rarer and cheaper than keeping the message.
func follow(invite []byte, method msg.Method, res *msg.Response) *msg.Request {
	m, err := msg.NewParser().Parse(invite)
	original, isRequest := m.(*msg.Request)
	if err != nil || !isRequest {
		return nil
	}
	req := msg.NewRequest(method, original.Recipient)
	req.AppendHeader(original.Via())
	for _, h := range original.Headers() {
		switch h.Name() {
		case "Route", "From", "Call-ID", "Max-Forwards":
			req.AppendHeader(h)
		case "To":
			if res != nil && res.To() != nil {
				h = res.To()
			}
			req.AppendHeader(h)
		case "CSeq":
			req.AppendHeader(&msg.CSeqHeader{SeqNo: msg.Sequence(original), MethodName: method})
		}
	}
	if !slices.ContainsFunc(req.Headers(), func(h msg.Header) bool { return h.Name() == "Max-Forwards" }) {
		hops := msg.MaxForwardsHeader(70)
		req.AppendHeader(&hops)
	}
	return req
}
