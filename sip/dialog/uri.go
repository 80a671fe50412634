package dialog

import (
	"strconv"
	"strings"

	"graphpbx/sip/msg"
)

// sentBy is what our Via and Contact say.
type sentBy struct {
	host      string // without brackets
	port      int
	transport string
}

func (l *Leg) place(at Place, user string) {
	local := l.Flow.Local()
	l.sentBy = sentBy{host: at.Host, port: at.Port, transport: string(l.Flow.Transport())}
	if l.sentBy.host == "" {
		l.sentBy.host = local.Addr().Unmap().String()
	}
	if l.sentBy.port == 0 {
		l.sentBy.port = int(local.Port())
	}
	l.contact = l.sentBy.contact(user)
}

// contact returns our Contact value. Over UDP the transport parameter is left out: that is the default.
func (s sentBy) contact(user string) string {
	host := s.host
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	value := "<sip:"
	if user != "" {
		value += user + "@"
	}
	value += host + ":" + strconv.Itoa(s.port)
	if s.transport != "UDP" && s.transport != "" {
		value += ";transport=" + strings.ToLower(s.transport)
	}
	return value + ">"
}

// addressValue returns a name-addr; the display name stands as between quotation marks.
func addressValue(display string, uri *msg.Uri) string {
	value := "<" + msg.FormatURI(uri) + ">"
	if display != "" {
		value = `"` + display + `" ` + value
	}
	return value
}

// detached returns a copy of the URI that shares no memory with the message it came in, which would otherwise stay
// for as long as the call.
func detached(uri *msg.Uri) (msg.Uri, error) {
	text := msg.FormatURI(uri)
	if len(text) > MaxURI {
		return msg.Uri{}, ErrTooLong
	}
	return msg.ParseURI(text)
}

// recordRoutes returns the route set of a message: as it stands for the one who was called, reversed for the caller
// (RFC 3261 sections 12.1.1 and 12.1.2).
func recordRoutes(m msg.Message, reversed bool) ([]msg.Uri, error) {
	values := msg.RecordRoutes(m)
	if len(values) > MaxRoutes {
		return nil, ErrTooLong
	}
	var routes []msg.Uri
	for i := range values {
		route := values[i]
		if reversed {
			route = values[len(values)-1-i]
		}
		uri, err := detached(&route.Address)
		if err != nil {
			return nil, err
		}
		routes = append(routes, uri)
	}
	return routes, nil
}
