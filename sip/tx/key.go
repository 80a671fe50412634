package tx

import (
	"hash/maphash"
	"strconv"
	"strings"

	"graphpbx/models"
	"graphpbx/sip/msg"
)

// keyBuffer is where keys are built for looking up; longer ones cost an allocation and work as well.
type keyBuffer [192]byte

// serverKey names the server transaction of a request (RFC 3261 section 17.2.3): by branch, sent-by and method, and by
// the transport it came by, for an answer that leaves by another is none. An ACK has the key of its INVITE. A branch without the cookie, or of nothing but the cookie (RFC 4475 section 3.2.1), names
// nothing; then it takes all that RFC 2543 went by.
func serverKey(dst []byte, req *msg.Request, transport models.Transport) []byte {
	method := req.Method
	if method == msg.ACK {
		method = msg.INVITE
	}
	dst = append(dst, method...) // first, so that the key of the INVITE can be made from that of its CANCEL
	dst = append(append(append(dst, ' '), transport...), ' ')
	via := req.Via()
	branch := via.Params.GetOr("branch", "")
	if len(branch) > len(msg.MagicCookie) && strings.EqualFold(branch[:len(msg.MagicCookie)], msg.MagicCookie) {
		dst = append(dst, branch...)
		dst = append(dst, ' ')
		return appendSentBy(dst, via)
	}
	return appendOldKey(dst, req, via, branch)
}

// appendSentBy writes the sent-by in small letters, as host names are compared.
func appendSentBy(dst []byte, via *msg.ViaHeader) []byte {
	start := len(dst)
	dst = append(dst, via.Host...)
	for i := start; i < len(dst); i++ {
		if c := dst[i]; 'A' <= c && c <= 'Z' {
			dst[i] = c | 0x20
		}
	}
	dst = append(dst, ':')
	return strconv.AppendInt(dst, int64(via.Port), 10)
}

// appendOldKey writes Request-URI, From tag, Call-ID, CSeq number and Via. The To tag is left out, because an ACK has
// one that its INVITE had not; CSeq tells requests of one dialog apart without it. A CANCEL and an ACK of the old
// kind have the same Request-URI, Call-ID, From, CSeq number and Via as their INVITE.
func appendOldKey(dst []byte, req *msg.Request, via *msg.ViaHeader, branch string) []byte {
	dst = append(dst, "old "...)
	dst = msg.AppendURI(dst, &req.Recipient)
	for _, part := range [...]string{msg.FromTag(req), msg.CallID(req), branch} {
		dst = append(dst, ' ')
		dst = append(dst, part...)
	}
	dst = append(dst, ' ')
	dst = strconv.AppendUint(dst, uint64(msg.Sequence(req)), 10)
	dst = append(dst, ' ')
	return appendSentBy(dst, via)
}

// clientKey names a client transaction by the branch, which is ours and unique, and the method (section 17.1.3).
func clientKey(dst []byte, branch string, method msg.Method) []byte {
	dst = append(dst, method...)
	dst = append(dst, ' ')
	return append(dst, branch...)
}

// mergeKey is the same for a request that reaches us by several ways. It is a hash: that two of some hundred thousand
// are equal by chance has a probability of one in a thousand million.
func mergeKey(req *msg.Request) uint64 {
	var h maphash.Hash
	h.SetSeed(seed)
	for _, part := range [...]string{string(req.Method), msg.FromTag(req), msg.CallID(req)} {
		_, _ = h.WriteString(part)
		_ = h.WriteByte(0)
	}
	maphash.WriteComparable(&h, msg.Sequence(req))
	return h.Sum64()
}
