package msg

import (
	"net/netip"
	"strings"
)

// Malformed is why a message was refused, and what there is to answer.
type Malformed struct {
	Status int    // of the answer; 0 means silence: a response, an ACK, or nothing that could be answered
	Reason string // what is wrong, also the reason phrase

	// Request holds what the answer copies: Via, From, To, Call-ID and CSeq, raw where they could not be read.
	// Nothing else of it is to be relied on. It is nil where Status is 0.
	Request *Request
}

func (m *Malformed) Error() string { return "malformed message: " + m.Reason }

// Response returns the answer, or nil where silence is the answer. It keeps no state and the same bad request always
// gets the same answer (RFC 3261 section 8.2.7). The source is written into the Via as in [SetReceived].
func (m *Malformed) Response(source netip.AddrPort) *Response {
	if m.Status == 0 || m.Request == nil {
		return nil
	}
	SetReceived(m.Request, source)
	return NewStatelessResponse(m.Request, m.Status, m.Reason)
}

// bad is a fault found while parsing; salvage makes a Malformed of it.
type bad struct {
	status int
	reason string
}

func (b *bad) Error() string { return b.reason }

func malformed(reason string) error { return &bad{status: 400, reason: reason} }

// refuse turns a fault into a Malformed, with as much of the request as an answer needs. An answer needs to find its
// way back, so without a topmost Via there is none; other headers are copied as they came, or left out with the
// message (RFC 4475 section 3.3.1 wants a 400 even then).
func refuse(fault *bad, head string) *Malformed {
	silence := &Malformed{Reason: fault.reason}
	line, rest, _ := strings.Cut(head, "\r\n")
	method, _, found := strings.Cut(line, " ")
	if fault.status == 0 || !found || !isToken(method) || Method(method) == ACK {
		return silence
	}
	req := NewRequest(Method(method), Uri{})
	if !salvage(req, rest) {
		return silence
	}
	return &Malformed{Status: fault.status, Reason: fault.reason, Request: req}
}

// salvage copies the headers that every answer repeats, and tells whether the topmost Via can be read.
func salvage(req *Request, head string) bool {
	seen := map[string]bool{}
	lines, vias := lineReader{rest: head}, 0
	for range MaxHeaders {
		line, err := lines.next()
		if err != nil || line == "" {
			break
		}
		name, value, _ := strings.Cut(line, ":")
		name, value = canonicalName(trim(name)), trim(value)
		switch name {
		case "Via":
			if vias++; vias > MaxVias || !salvageVia(req, value, vias == 1) {
				return false
			}
		case "From", "To", "Call-ID", "CSeq":
			if !seen[name] {
				seen[name] = true
				req.AppendHeader(NewHeader(name, value))
			}
		}
	}
	return vias > 0
}

func salvageVia(req *Request, value string, topmost bool) bool {
	if !topmost {
		req.AppendHeader(NewHeader("Via", value))
		return true
	}
	item, rest, _ := nextItem(value)
	via := &ViaHeader{}
	if parseVia(item, via, &arena{}) != nil {
		return false
	}
	req.AppendHeader(via)
	if rest != "" {
		req.AppendHeader(NewHeader("Via", rest))
	}
	return true
}
