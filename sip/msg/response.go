package msg

import (
	"encoding/hex"
	"hash/maphash"
	"net/netip"
	"strconv"
	"strings"

	"github.com/emiago/sipgo/sip"
)

// NewResponse returns a response to a request (RFC 3261 section 8.2.6): with its Via, From, To, Call-ID and CSeq, a tag
// of its own in the To where the request has none and the status is above 100, the Timestamp in a 100, and the
// Record-Route where a dialog may come of it (section 12.1.1). All but To are shared with the request; do not change
// them. An empty reason becomes the usual phrase.
func NewResponse(req *Request, status int, reason string) *Response {
	return respond(req, status, reason, NewTag)
}

// NewStatelessResponse is NewResponse with a tag that is always the same for the same request, as whoever answers
// without remembering must have (RFC 3261 section 8.2.7).
func NewStatelessResponse(req *Request, status int, reason string) *Response {
	return respond(req, status, reason, func() string { return statelessTag(req) })
}

func newResponse(status int, reason string) *Response { return sip.NewResponse(status, reason) }

func respond(req *Request, status int, reason string, tag func() string) *Response {
	if reason == "" {
		reason = ReasonPhrase(status)
	}
	res := newResponse(status, reason)
	for _, h := range req.Headers() {
		switch name := h.Name(); name {
		case "Via", "From", "Call-ID", "CSeq":
			res.AppendHeader(h)
		case "To":
			res.AppendHeader(answerTo(h, status, tag))
		case "Timestamp":
			if status == 100 {
				res.AppendHeader(h)
			}
		case "Record-Route":
			if status > 100 && status < 300 && makesDialog(req.Method) {
				res.AppendHeader(h)
			}
		}
	}
	return res
}

func makesDialog(m Method) bool { return m == INVITE || m == SUBSCRIBE || m == REFER || m == NOTIFY }

// answerTo returns the To of an answer. A To that could not be read is echoed as it came.
func answerTo(h Header, status int, tag func() string) Header {
	to, readable := h.(*ToHeader)
	if !readable {
		if status == 100 || strings.Contains(lower(h.Value()), "tag") {
			return h
		}
		return NewHeader("To", h.Value()+";tag="+tag())
	}
	if status == 100 || to.Params.Has("tag") {
		return to
	}
	answer := *to
	answer.Params = append(make(Params, 0, len(to.Params)+1), to.Params...)
	answer.Params = append(answer.Params, Param{K: "tag", V: tag()})
	return &answer
}

// statelessSeed makes the tags of stateless answers differ from those of any other run.
var statelessSeed = maphash.MakeSeed()

func statelessTag(req *Request) string {
	var h maphash.Hash
	h.SetSeed(statelessSeed)
	for _, header := range req.Headers() {
		switch header.(type) {
		case *ToHeader, *ContentLengthHeader:
		case *ViaHeader:
			_, _ = h.WriteString(BranchOf(req))
		default:
			if name := header.Name(); name == "Call-ID" || name == "CSeq" || name == "From" {
				_, _ = h.WriteString(header.Value())
			}
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

// SetReceived notes in the topmost Via where the request really came from, as its receiver must: "received" where the
// sent-by is another address or a name (RFC 3261 section 18.2.1) or where rport was asked for, which then gets the
// port (RFC 3581 section 4). Answers go there in any case, since they go down the flow.
func SetReceived(req *Request, source netip.AddrPort) {
	via := req.Via()
	if via == nil {
		return
	}
	address := source.Addr().Unmap()
	_, asked := via.Params.Get("rport")
	if asked {
		via.Params.Add("rport", strconv.Itoa(int(source.Port())))
	}
	if sentBy, err := netip.ParseAddr(via.Host); asked || err != nil || sentBy.Unmap() != address {
		via.Params.Add("received", address.WithZone("").String())
	}
}
