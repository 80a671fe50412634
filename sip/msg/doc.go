// Package msg reads and writes SIP messages (RFC 3261). It is the only room that knows the parser library: others use
// the names of this package. It is strict where a message would mislead (a torn From, two Call-IDs, a length that does
// not fit) and forgiving where nothing depends on it (a Date nobody reads). What it refuses it refuses with a
// [Malformed], which knows the answer to give, so that one bad packet costs one packet.
//
// It must not know sockets, transactions or calls.
package msg

// Bounds of a message. They are generous towards telephones and tight towards those who try.
const (
	MaxMessage = 64 << 10 // bytes of a message with its body; what a UDP datagram can carry
	MaxHeaders = 100      // header lines of a message
	MaxVias    = 70       // Via values of a message: Max-Forwards begins at 70 (RFC 3261 section 8.1.1.6)
	maxURI     = 2048     // bytes of a Request-URI; more is answered with 414
	maxParams  = 64       // parameters of one header value or URI
	maxItems   = 100      // values of one header line that is a list
)
