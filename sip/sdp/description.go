package sdp

import (
	"errors"
	"net/netip"
	"strconv"
	"strings"
)

// Bounds of a description. What is larger is refused, not cut.
const (
	MaxBytes   = 64 << 10
	MaxMedia   = 16
	MaxFormats = 64   // of one media line
	MaxLines   = 1024 // of the whole description
)

// Errors of [Parse].
var (
	ErrTooLarge  = errors.New("sdp: description is too large")
	ErrMalformed = errors.New("sdp: not a session description")
)

// Description is a session description. Lines that nobody here needs (name, time, telephone numbers, keys) are
// read over and written anew.
type Description struct {
	Origin     Origin
	Attributes []Attribute // of the session as a whole
	Media      []Media
}

// Origin names the description (RFC 8866 section 5.2). The version grows with each change of it.
type Origin struct {
	ID      uint64
	Version uint64
	Address netip.Addr
}

// Media is one media line with what belongs to it.
type Media struct {
	Kind       string // audio, video, image, ...
	Port       int    // 0: refused or switched off
	Protocol   string // RTP/AVP, RTP/SAVP, udptl, ...
	Formats    []string
	Connection string   // address in effect, that of the session where the line has none; "" where neither has
	Bandwidth  []string // values of b= lines
	Attributes []Attribute
}

// Attribute is an a= line. A flag such as sendonly has no value.
type Attribute struct{ Name, Value string }

// Parse reads a description. Line ends may be CRLF, LF or missing at the end, unknown lines are passed over, and
// of the lines that RFC 8866 demands only the media lines are needed.
func Parse(body []byte) (*Description, error) {
	if len(body) > MaxBytes {
		return nil, ErrTooLarge
	}
	r := reader{description: &Description{}}
	text, lines := string(body), 0
	for text != "" {
		var line string
		line, text = cutLine(text)
		if lines++; lines > MaxLines {
			return nil, ErrTooLarge
		}
		if err := r.line(line); err != nil {
			return nil, err
		}
	}
	if !r.version && len(r.description.Media) == 0 {
		return nil, ErrMalformed
	}
	r.inherit()
	return r.description, nil
}

// reader gathers a description line by line.
type reader struct {
	description *Description
	connection  string // of the session
	version     bool   // a v= line was seen
}

func cutLine(text string) (line, rest string) {
	line, rest, _ = strings.Cut(text, "\n")
	return strings.TrimRight(line, "\r \t"), rest
}

func (r *reader) line(line string) error {
	if line == "" {
		return nil
	}
	if len(line) < 2 || line[1] != '=' {
		return ErrMalformed
	}
	value := strings.TrimLeft(line[2:], " \t")
	switch line[0] {
	case 'v':
		r.version = true
	case 'o':
		r.description.Origin = parseOrigin(value)
	case 'c':
		r.setConnection(parseConnection(value))
	case 'b':
		if m := r.media(); m != nil && printable(value) {
			m.Bandwidth = append(m.Bandwidth, value)
		}
	case 'a':
		r.addAttribute(value)
	case 'm':
		return r.addMedia(value)
	}
	return nil
}

// media returns the media line that is being read, nil while the session part is.
func (r *reader) media() *Media {
	if n := len(r.description.Media); n > 0 {
		return &r.description.Media[n-1]
	}
	return nil
}

func (r *reader) setConnection(address string) {
	if m := r.media(); m != nil {
		m.Connection = address
		return
	}
	r.connection = address
}

func (r *reader) addAttribute(value string) {
	if value == "" || !printable(value) {
		return
	}
	name, rest, _ := strings.Cut(value, ":")
	a := Attribute{Name: strings.TrimSpace(name), Value: strings.TrimSpace(rest)}
	if m := r.media(); m != nil {
		m.Attributes = append(m.Attributes, a)
		return
	}
	r.description.Attributes = append(r.description.Attributes, a)
}

func (r *reader) addMedia(value string) error {
	fields := strings.Fields(value)
	switch {
	case len(r.description.Media) == MaxMedia || len(fields) > MaxFormats+3:
		return ErrTooLarge
	case len(fields) < 4 || !printable(value):
		return ErrMalformed
	}
	first, _, _ := strings.Cut(fields[1], "/") // "port/count" of layered streams: the first port is meant
	port, err := strconv.ParseUint(first, 10, 16)
	if err != nil {
		return ErrMalformed
	}
	r.description.Media = append(r.description.Media, Media{
		Kind: strings.ToLower(fields[0]), Port: int(port), Protocol: fields[2], Formats: fields[3:],
	})
	return nil
}

// inherit gives the address of the session to each media line without one of its own.
func (r *reader) inherit() {
	for i := range r.description.Media {
		if m := &r.description.Media[i]; m.Connection == "" {
			m.Connection = r.connection
		}
	}
}

// parseOrigin reads "- 123 4 IN IP4 192.0.2.1". What cannot be read stays zero: the origin of a side is never
// passed on.
func parseOrigin(value string) (o Origin) {
	fields := strings.Fields(value)
	if len(fields) < 3 {
		return o
	}
	o.ID, _ = strconv.ParseUint(fields[1], 10, 64)
	o.Version, _ = strconv.ParseUint(fields[2], 10, 64)
	if len(fields) > 5 {
		o.Address, _ = netip.ParseAddr(fields[5])
	}
	return o
}

// parseConnection returns the address of "IN IP4 192.0.2.1/127".
func parseConnection(value string) string {
	fields := strings.Fields(value)
	if len(fields) < 3 {
		return ""
	}
	address, _, _ := strings.Cut(fields[2], "/")
	return address
}

// printable tells whether text is free of control characters, which have no place in any line.
func printable(text string) bool {
	for i := range len(text) {
		if text[i] < ' ' && text[i] != '\t' || text[i] == 0x7f {
			return false
		}
	}
	return true
}
