package msg

import "github.com/emiago/sipgo/sip"

// Messages and their parts. The types are those of the parser library, so that no message is ever converted.
type (
	// Message is a request or a response.
	Message = sip.Message
	// Request is a SIP request.
	Request = sip.Request
	// Response is a SIP response.
	Response = sip.Response
	// Method is the method of a request; methods are case-sensitive (RFC 3261 section 7.1).
	Method = sip.RequestMethod
	// Uri is a URI. The Host of an IPv6 address has its brackets.
	Uri = sip.Uri
	// Header is one header with one value.
	Header = sip.Header
	// Params are the parameters of a header or URI. The parser writes the names of header parameters in small
	// letters and leaves quoted values quoted, see [Unquote].
	Params = sip.HeaderParams
	// Param is one parameter.
	Param = sip.HeaderKV

	// ViaHeader is one hop of a Via. The Host of an IPv6 address has no brackets.
	ViaHeader = sip.ViaHeader
	// FromHeader is the From of a message. DisplayName stands as it would between quotation marks, see [Escape] and [Unquote].
	FromHeader = sip.FromHeader
	// ToHeader is the To of a message.
	ToHeader = sip.ToHeader
	// ContactHeader is one Contact.
	ContactHeader = sip.ContactHeader
	// RouteHeader is one Route.
	RouteHeader = sip.RouteHeader
	// RecordRouteHeader is one Record-Route.
	RecordRouteHeader = sip.RecordRouteHeader
	// CallIDHeader is the Call-ID.
	CallIDHeader = sip.CallIDHeader
	// CSeqHeader is the CSeq.
	CSeqHeader = sip.CSeqHeader
	// MaxForwardsHeader is the Max-Forwards.
	MaxForwardsHeader = sip.MaxForwardsHeader
	// ContentLengthHeader is the Content-Length. [Append] computes it, nobody needs to set it.
	ContentLengthHeader = sip.ContentLengthHeader
	// ContentTypeHeader is the Content-Type.
	ContentTypeHeader = sip.ContentTypeHeader
)

// Methods.
const (
	INVITE    = sip.INVITE
	ACK       = sip.ACK
	CANCEL    = sip.CANCEL
	BYE       = sip.BYE
	REGISTER  = sip.REGISTER
	OPTIONS   = sip.OPTIONS
	SUBSCRIBE = sip.SUBSCRIBE
	NOTIFY    = sip.NOTIFY
	REFER     = sip.REFER
	INFO      = sip.INFO
	MESSAGE   = sip.MESSAGE
	PRACK     = sip.PRACK
	UPDATE    = sip.UPDATE
	PUBLISH   = sip.PUBLISH
)

// NewRequest returns a request without headers. Add the headers with AppendHeader.
func NewRequest(method Method, to Uri) *Request { return sip.NewRequest(method, to) }

// NewHeader returns a header that is not read any further.
func NewHeader(name, value string) Header { return sip.NewHeader(name, value) }

// headersOf returns the headers of a message in order. They are those of the message, not copies.
func headersOf(m Message) []Header {
	switch m := m.(type) {
	case *Request:
		return m.Headers()
	case *Response:
		return m.Headers()
	}
	return nil
}
