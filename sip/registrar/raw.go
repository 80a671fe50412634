package registrar

import (
	"bytes"

	"graphpbx/sip/flow"
)

// Bounds of what the fast path looks at; whatever has more takes the full path.
const (
	rawLines = 40
	rawEchos = 12 // Via (several), From, To, Call-ID and CSeq
)

// rawRequest is what the fast path needs of a REGISTER or OPTIONS. The slices point into the packet. All that is echoed
// has been found to be in the form in which the full path would write it, but for display names.
type rawRequest struct {
	flow   flow.Flow
	data   []byte // the whole packet
	method string
	echo   [rawEchos]rawEcho // in the order of the message, as an answer repeats them
	echoes int
	seen   rawHeader // headers that stood there

	user     []byte // of the To
	fromUser []byte
	callID   []byte
	cseq     uint32

	contact       []byte // URI of the one Contact
	instance      []byte
	regID         int
	q             []byte
	expires       int64 // of the Contact, else of the header; -1 where none is wished
	userAgent     []byte
	authorization []byte
}

type rawEcho struct {
	header rawHeader
	value  []byte
}

// rawHeader is a set of headers.
type rawHeader uint16

const (
	rawVia rawHeader = 1 << iota
	rawFrom
	rawTo
	rawCallID
	rawCSeq
	rawContact
	rawExpires
	rawUserAgent
	rawAuthorization
	rawMaxForwards
	rawContentLength
	rawIgnored
	rawUnusual

	rawNeeded = rawVia | rawFrom | rawTo | rawCallID | rawCSeq
)

// String returns the name under which the header is echoed.
func (h rawHeader) String() string {
	switch h {
	case rawVia:
		return "Via"
	case rawFrom:
		return "From"
	case rawTo:
		return "To"
	case rawCallID:
		return "Call-ID"
	}
	return "CSeq"
}

// scan reads a packet. It is false for whatever is not an everyday REGISTER or OPTIONS: folded lines, several contacts,
// headers that change what is to be done, anything malformed. That is for the parser to judge.
func (m *rawRequest) scan() bool {
	line, rest, ok := cutLine(m.data)
	if !ok || !m.startLine(line) {
		return false
	}
	m.expires = -1
	header := int64(-1)
	for range rawLines {
		if line, rest, ok = cutLine(rest); !ok {
			return false
		}
		if len(line) == 0 {
			if m.expires < 0 {
				m.expires = header
			}
			return len(rest) == 0 && m.seen&rawNeeded == rawNeeded
		}
		if !m.header(line, &header) {
			return false
		}
	}
	return false
}

// cutLine takes one line off. A carriage return within it is not ours to judge.
func cutLine(data []byte) (line, rest []byte, ok bool) {
	end := bytes.IndexByte(data, '\n')
	if end < 1 || bytes.IndexByte(data[:end], '\r') != end-1 {
		return nil, nil, false
	}
	return data[:end-1], data[end+1:], true
}

func (m *rawRequest) startLine(line []byte) bool {
	method, rest, _ := bytes.Cut(line, []byte(" "))
	uri, version, _ := bytes.Cut(rest, []byte(" "))
	switch string(method) {
	case "REGISTER":
		m.method = "REGISTER"
	case "OPTIONS":
		m.method = "OPTIONS"
	default:
		return false
	}
	_, ok := plainURI(uri)
	return ok && string(version) == "SIP/2.0"
}

func (m *rawRequest) header(line []byte, expires *int64) bool {
	name, value, ok := bytes.Cut(line, []byte(":"))
	if !ok || !allOf(name, token) || len(name) == 0 {
		return false // folded lines begin with a blank, which is no token either
	}
	h := rawHeaderOf(name)
	if h == rawIgnored {
		return true
	}
	if h == rawUnusual || h != rawVia && m.seen&h != 0 {
		return false
	}
	m.seen |= h
	value = bytes.Trim(value, " \t")
	switch h {
	case rawContact:
		return m.readContact(value)
	case rawExpires:
		*expires, ok = plainNumber(value, 1<<32-1)
		return ok
	case rawUserAgent:
		m.userAgent = value
		return true
	case rawAuthorization:
		m.authorization = value
		return true
	case rawMaxForwards:
		_, ok = plainNumber(value, 255)
		return ok
	case rawContentLength:
		length, ok := plainNumber(value, 0)
		return ok && length == 0
	}
	return m.readEcho(h, value)
}

// rawHeaderOf knows headers by their names of any case. Those that nobody here looks at are ignored, as the full path
// ignores them.
func rawHeaderOf(name []byte) rawHeader {
	var small [20]byte
	if len(name) > len(small) {
		return rawIgnored
	}
	for i, c := range name {
		if 'A' <= c && c <= 'Z' {
			c |= 0x20
		}
		small[i] = c
	}
	switch string(small[:len(name)]) {
	case "via", "v":
		return rawVia
	case "from", "f":
		return rawFrom
	case "to", "t":
		return rawTo
	case "call-id", "i":
		return rawCallID
	case "cseq":
		return rawCSeq
	case "contact", "m":
		return rawContact
	case "expires":
		return rawExpires
	case "user-agent":
		return rawUserAgent
	case "authorization":
		return rawAuthorization
	case "max-forwards":
		return rawMaxForwards
	case "content-length", "l":
		return rawContentLength
	case "require", "path", "route", "record-route":
		return rawUnusual
	}
	return rawIgnored
}

func (m *rawRequest) readEcho(h rawHeader, value []byte) bool {
	if m.echoes == len(m.echo) {
		return false
	}
	m.echo[m.echoes] = rawEcho{h, value}
	m.echoes++
	var uri, params []byte
	var ok bool
	switch h {
	case rawVia:
		_, _, ok = plainVia(value)
	case rawFrom:
		uri, params, ok = nameAddr(value)
		m.fromUser, ok = plainIf(ok && plainParams(params, false), uri)
	case rawTo:
		uri, params, ok = nameAddr(value) // a tag would mean a dialog
		m.user, ok = plainIf(ok && len(params) == 0, uri)
	case rawCallID:
		m.callID, ok = value, allOf(value, visible) && len(value) > 0 && len(value) <= maxCallID
	case rawCSeq:
		digits, method, _ := bytes.Cut(value, []byte(" "))
		var n int64
		n, ok = plainNumber(digits, 1<<31-1)
		m.cseq, ok = uint32(n), ok && string(method) == m.method
	}
	return ok
}

func plainIf(ok bool, uri []byte) ([]byte, bool) {
	if !ok {
		return nil, false
	}
	return plainURI(uri)
}

// readContact reads <uri>;expires=60;q=0.5;+sip.instance="<urn:...>";reg-id=1 and passes over other parameters.
func (m *rawRequest) readContact(value []byte) bool {
	uri, params, ok := nameAddr(value)
	if _, plain := plainURI(uri); !ok || !plain || bytes.IndexByte(value, ',') >= 0 {
		return false
	}
	m.contact = uri
	for len(params) > 0 {
		var name, text []byte
		if name, text, params, ok = cutContactParam(params); !ok {
			return false
		}
		switch string(name) {
		case "expires":
			m.expires, ok = plainNumber(text, 1<<32-1)
		case "reg-id":
			var n int64
			n, ok = plainNumber(text, 99)
			m.regID = int(n)
			ok = ok && n > 0
		case "q":
			m.q, ok = text, len(text) > 0
		case "+sip.instance":
			m.instance, ok = text, len(text) > 0
		}
		if !ok {
			return false
		}
	}
	return true
}

// cutContactParam takes one ;name=value off, the name in small letters. A value loses its quotation marks.
func cutContactParam(params []byte) (name, value, rest []byte, ok bool) {
	end := 1
	for end < len(params) && params[end] != '=' && params[end] != ';' {
		end++
	}
	name, rest = params[1:end], params[end:]
	if params[0] != ';' || len(name) == 0 || !allOf(name, smallToken) {
		return nil, nil, nil, false
	}
	if len(rest) == 0 || rest[0] == ';' {
		return name, nil, rest, true
	}
	if rest = rest[1:]; len(rest) > 0 && rest[0] == '"' {
		end = bytes.IndexByte(rest[1:], '"') + 1
		if end < 1 || !allOf(rest[1:end], visible) || bytes.IndexByte(rest[1:end], '\\') >= 0 {
			return nil, nil, nil, false
		}
		return name, rest[1:end], rest[end+1:], len(rest) == end+1 || rest[end+1] == ';'
	}
	end = bytes.IndexByte(rest, ';')
	if end < 0 {
		end = len(rest)
	}
	return name, rest[:end], rest[end:], end > 0 && allOf(rest[:end], token)
}
