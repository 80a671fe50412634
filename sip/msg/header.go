package msg

import "strings"

// kind tells how a header is read.
type kind uint8

const (
	kindPlain kind = iota // kept as text
	kindVia
	kindFrom
	kindTo
	kindCallID
	kindCSeq
	kindContact
	kindRoute
	kindRecordRoute
	kindMaxForwards
	kindContentLength
	kindContentType
)

type headerName struct {
	name string // as written in RFC 3261
	kind kind
}

// headerNames has the headers that the switchboard looks at, by small letters and by every compact form of the IANA
// registry. What is not here keeps the name it came with.
var headerNames = map[string]headerName{
	"via": {"Via", kindVia}, "v": {"Via", kindVia},
	"from": {"From", kindFrom}, "f": {"From", kindFrom},
	"to": {"To", kindTo}, "t": {"To", kindTo},
	"call-id": {"Call-ID", kindCallID}, "i": {"Call-ID", kindCallID},
	"cseq":    {"CSeq", kindCSeq},
	"contact": {"Contact", kindContact}, "m": {"Contact", kindContact},
	"route":          {"Route", kindRoute},
	"record-route":   {"Record-Route", kindRecordRoute},
	"max-forwards":   {"Max-Forwards", kindMaxForwards},
	"content-length": {"Content-Length", kindContentLength}, "l": {"Content-Length", kindContentLength},
	"content-type": {"Content-Type", kindContentType}, "c": {"Content-Type", kindContentType},

	"accept-contact": {"Accept-Contact", kindPlain}, "a": {"Accept-Contact", kindPlain},
	"referred-by": {"Referred-By", kindPlain}, "b": {"Referred-By", kindPlain},
	"request-disposition": {"Request-Disposition", kindPlain}, "d": {"Request-Disposition", kindPlain},
	"content-encoding": {"Content-Encoding", kindPlain}, "e": {"Content-Encoding", kindPlain},
	"reject-contact": {"Reject-Contact", kindPlain}, "j": {"Reject-Contact", kindPlain},
	"supported": {"Supported", kindPlain}, "k": {"Supported", kindPlain},
	"identity-info": {"Identity-Info", kindPlain}, "n": {"Identity-Info", kindPlain},
	"event": {"Event", kindPlain}, "o": {"Event", kindPlain},
	"refer-to": {"Refer-To", kindPlain}, "r": {"Refer-To", kindPlain},
	"subject": {"Subject", kindPlain}, "s": {"Subject", kindPlain},
	"allow-events": {"Allow-Events", kindPlain}, "u": {"Allow-Events", kindPlain},
	"session-expires": {"Session-Expires", kindPlain}, "x": {"Session-Expires", kindPlain},
	"identity": {"Identity", kindPlain}, "y": {"Identity", kindPlain},

	"accept": {"Accept", kindPlain}, "allow": {"Allow", kindPlain}, "authorization": {"Authorization", kindPlain},
	"expires": {"Expires", kindPlain}, "min-expires": {"Min-Expires", kindPlain}, "min-se": {"Min-SE", kindPlain},
	"path": {"Path", kindPlain}, "privacy": {"Privacy", kindPlain},
	"proxy-authenticate": {"Proxy-Authenticate", kindPlain}, "proxy-authorization": {"Proxy-Authorization", kindPlain},
	"proxy-require": {"Proxy-Require", kindPlain}, "rack": {"RAck", kindPlain}, "reason": {"Reason", kindPlain},
	"replaces": {"Replaces", kindPlain}, "require": {"Require", kindPlain}, "retry-after": {"Retry-After", kindPlain},
	"rseq": {"RSeq", kindPlain}, "server": {"Server", kindPlain}, "service-route": {"Service-Route", kindPlain},
	"subscription-state": {"Subscription-State", kindPlain}, "timestamp": {"Timestamp", kindPlain},
	"unsupported": {"Unsupported", kindPlain}, "user-agent": {"User-Agent", kindPlain},
	"warning": {"Warning", kindPlain}, "www-authenticate": {"WWW-Authenticate", kindPlain},
}

func lookUpHeader(name string) headerName {
	var small [24]byte // longer than any name above
	if len(name) > len(small) {
		return headerName{name: name}
	}
	for i := range len(name) {
		c := name[i]
		if 'A' <= c && c <= 'Z' {
			c |= 0x20
		}
		small[i] = c
	}
	if known, ok := headerNames[string(small[:len(name)])]; ok {
		return known
	}
	return headerName{name: name}
}

func canonicalName(name string) string { return lookUpHeader(name).name }

// lineReader gives the lines of a header section, unfolded.
type lineReader struct{ rest string }

// next returns the next line without its end; "" is the empty line, or the end. A carriage return or line feed of its
// own is refused: somebody behind us might take it for the end of a line.
func (r *lineReader) next() (string, error) {
	line, err := r.cut()
	if err != nil || line == "" || !r.folded() {
		return line, err
	}
	var b strings.Builder
	b.WriteString(strings.TrimRight(line, " \t"))
	for r.folded() {
		if line, err = r.cut(); err != nil {
			return "", err
		}
		b.WriteByte(' ')
		b.WriteString(trim(line))
	}
	return b.String(), nil
}

func (r *lineReader) folded() bool { return r.rest != "" && (r.rest[0] == ' ' || r.rest[0] == '\t') }

func (r *lineReader) cut() (string, error) {
	end := strings.IndexByte(r.rest, '\n')
	if end < 1 || r.rest[end-1] != '\r' {
		return "", malformed("Line without its end")
	}
	line := r.rest[:end-1]
	if strings.IndexByte(line, '\r') >= 0 {
		return "", malformed("Carriage return within a line")
	}
	r.rest = r.rest[end+1:]
	return line, nil
}
