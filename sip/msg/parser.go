package msg

import (
	"bytes"
	"errors"
	"strings"
)

// Parser reads messages. It has no state and may be used by several goroutines.
type Parser struct{}

// NewParser returns a parser.
func NewParser() *Parser { return &Parser{} }

// Parse reads one whole message. The data may be reused as soon as it returns. The error is always a *[Malformed].
// A header that cannot be read is left out where the message makes sense without it, and is a fault where it does not:
// see [Validate] for what a message must have beyond being readable.
func (p *Parser) Parse(data []byte) (Message, error) {
	data = bytes.TrimLeft(data, "\r\n") // RFC 3261 section 7.5
	if len(data) > MaxMessage {
		return nil, refuse(&bad{513, "Message too large"}, string(data[:headEnd(data[:MaxMessage])]))
	}
	head := string(data[:headEnd(data)])
	m, err := p.parse(head, data[len(head):])
	if err == nil {
		return m, nil
	}
	var fault *bad
	if !errors.As(err, &fault) {
		fault = &bad{400, "Bad Request"}
	}
	return nil, refuse(fault, head)
}

// headEnd returns where the body begins, or the end of the data.
func headEnd(data []byte) int {
	if i := bytes.Index(data, []byte("\r\n\r\n")); i >= 0 {
		return i + 4
	}
	return len(data)
}

func (p *Parser) parse(head string, body []byte) (Message, error) {
	lines := lineReader{rest: head}
	start, err := lines.cut()
	if err != nil {
		return nil, err
	}
	var d draft
	if d.message, err = parseStartLine(start); err != nil {
		return nil, err
	}
	if err := d.headers(&lines); err != nil {
		return nil, err
	}
	return d.message, d.body(body)
}

// parseStartLine reads a Request-Line or Status-Line (RFC 3261 section 7.1 and 7.2).
func parseStartLine(line string) (Message, error) {
	if len(line) >= 4 && strings.EqualFold(line[:4], "SIP/") {
		return parseStatusLine(line)
	}
	method, rest, _ := strings.Cut(line, " ")
	uri, version, found := strings.Cut(rest, " ")
	switch {
	case !isToken(method) || len(rest) == 0:
		return nil, &bad{0, "Not SIP"}
	case strings.ContainsAny(version, " \t") || !found:
		return nil, malformed("Malformed request line")
	case !strings.EqualFold(version, "SIP/2.0"):
		return nil, wrongVersion(version)
	case len(uri) > maxURI:
		return nil, &bad{414, "Request-URI Too Long"}
	}
	req := NewRequest(Method(method), Uri{})
	if err := parseURI(uri, &req.Recipient); err != nil {
		return nil, err
	}
	if req.Recipient.Headers != nil { // RFC 3261 section 19.1.1: not allowed here
		return nil, malformed("Request-URI with headers")
	}
	return req, nil
}

func wrongVersion(version string) error {
	if len(version) >= 4 && strings.EqualFold(version[:4], "SIP/") {
		return &bad{505, "Version Not Supported"}
	}
	return malformed("Malformed request line")
}

// parseStatusLine forgives a missing reason, also where the blank before it is missing.
func parseStatusLine(line string) (Message, error) {
	version, rest, _ := strings.Cut(line, " ")
	code, reason, _ := strings.Cut(rest, " ")
	status, ok := number(code, 699)
	if !ok || status < 100 || len(code) != 3 || !strings.EqualFold(version, "SIP/2.0") {
		return nil, &bad{0, "Malformed status line"}
	}
	res := newResponse(int(status), reason)
	return res, nil
}
