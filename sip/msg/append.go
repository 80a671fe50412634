package msg

import (
	"strconv"
	"strings"
)

// Append writes the message behind dst and returns the longer slice. The Content-Length is that of the body, whatever
// the header says, and always there. A carriage return, line feed or NUL inside of a header cannot get out: it is
// written as an underscore, which may stand anywhere, so no value can ever add a line to a message.
func Append(dst []byte, m Message) []byte {
	switch m := m.(type) {
	case *Request:
		dst = appendText(dst, string(m.Method))
		dst = append(dst, ' ')
		dst = appendURI(dst, &m.Recipient)
		dst = append(dst, " SIP/2.0\r\n"...)
	case *Response:
		dst = append(dst, "SIP/2.0 "...)
		dst = strconv.AppendInt(dst, int64(m.StatusCode), 10)
		dst = append(dst, ' ')
		dst = appendText(dst, m.Reason)
		dst = append(dst, '\r', '\n')
	default:
		return dst
	}
	for _, h := range headersOf(m) {
		if _, isLength := h.(*ContentLengthHeader); !isLength && !strings.EqualFold(h.Name(), "Content-Length") {
			dst = appendHeader(dst, h)
		}
	}
	dst = append(dst, "Content-Length: "...)
	dst = strconv.AppendInt(dst, int64(len(m.Body())), 10)
	dst = append(dst, "\r\n\r\n"...)
	return append(dst, m.Body()...)
}

func appendHeader(dst []byte, h Header) []byte {
	dst = appendText(dst, h.Name())
	dst = append(dst, ':', ' ')
	switch h := h.(type) {
	case *ViaHeader:
		dst = appendVia(dst, h)
	case *FromHeader:
		dst = appendAddress(dst, h.DisplayName, &h.Address, h.Params)
	case *ToHeader:
		dst = appendAddress(dst, h.DisplayName, &h.Address, h.Params)
	case *ContactHeader:
		if h.Address.Wildcard {
			dst = append(dst, '*')
		} else {
			dst = appendAddress(dst, h.DisplayName, &h.Address, h.Params)
		}
	case *RouteHeader:
		dst = appendAddress(dst, "", &h.Address, nil)
	case *RecordRouteHeader:
		dst = appendAddress(dst, "", &h.Address, nil)
	case *CSeqHeader:
		dst = strconv.AppendUint(dst, uint64(h.SeqNo), 10)
		dst = append(dst, ' ')
		dst = appendText(dst, string(h.MethodName))
	case *MaxForwardsHeader:
		dst = strconv.AppendUint(dst, uint64(*h), 10)
	default:
		dst = appendText(dst, h.Value())
	}
	return append(dst, '\r', '\n')
}

// appendText copies s without what could end a line.
func appendText(dst []byte, s string) []byte {
	start := len(dst)
	dst = append(dst, s...)
	for i := start; i < len(dst); i++ {
		if c := dst[i]; c == '\r' || c == '\n' || c == 0 {
			dst[i] = '_'
		}
	}
	return dst
}

func appendVia(dst []byte, via *ViaHeader) []byte {
	dst = appendText(dst, via.ProtocolName)
	dst = append(dst, '/')
	dst = appendText(dst, via.ProtocolVersion)
	dst = append(dst, '/')
	dst = appendText(dst, via.Transport)
	dst = append(dst, ' ')
	dst = appendHostPort(dst, via.Host, via.Port)
	return appendParams(dst, via.Params)
}

func appendAddress(dst []byte, display string, uri *Uri, params Params) []byte {
	if display != "" {
		dst = append(dst, '"')
		dst = appendDisplay(dst, display)
		dst = append(dst, '"', ' ')
	}
	dst = append(dst, '<')
	dst = appendURI(dst, uri)
	dst = append(dst, '>')
	return appendParams(dst, params)
}

// appendDisplay writes a display name that is escaped already, and mends one that is not, so that the quotation marks
// around it always hold.
func appendDisplay(dst []byte, s string) []byte {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\' && i+1 < len(s):
			dst = append(dst, c)
			i++
			dst = appendText(dst, s[i:i+1])
		case c == '\\' || c == '"':
			dst = append(dst, '\\', c)
		default:
			dst = appendText(dst, s[i:i+1])
		}
	}
	return dst
}

func appendHostPort(dst []byte, host string, port int) []byte {
	if strings.IndexByte(host, ':') >= 0 && host[0] != '[' {
		dst = append(dst, '[')
		dst = appendText(dst, host)
		dst = append(dst, ']')
	} else {
		dst = appendText(dst, host)
	}
	if port > 0 {
		dst = append(dst, ':')
		dst = strconv.AppendInt(dst, int64(port), 10)
	}
	return dst
}

// AppendURI writes a URI behind dst and returns the longer slice.
func AppendURI(dst []byte, uri *Uri) []byte { return appendURI(dst, uri) }

// FormatURI returns the URI as text, without angle brackets.
func FormatURI(uri *Uri) string { return string(appendURI(make([]byte, 0, 64), uri)) }

func appendURI(dst []byte, uri *Uri) []byte {
	if uri.Wildcard {
		return append(dst, '*')
	}
	if uri.Scheme == "" {
		dst = append(dst, "sip:"...)
	} else {
		dst = appendText(dst, uri.Scheme)
		dst = append(dst, ':')
	}
	if !IsSIP(uri) {
		return appendText(dst, Opaque(uri))
	}
	if uri.HierarhicalSlashes {
		dst = append(dst, '/', '/')
	}
	if uri.User != "" {
		dst = appendText(dst, uri.User)
		if uri.Password != "" {
			dst = append(dst, ':')
			dst = appendText(dst, uri.Password)
		}
		dst = append(dst, '@')
	}
	dst = appendHostPort(dst, uri.Host, uri.Port)
	dst = appendParams(dst, uri.UriParams)
	separator := byte('?')
	for _, p := range uri.Headers {
		dst = appendParam(append(dst, separator), p)
		separator = '&'
	}
	return dst
}

func appendParams(dst []byte, params Params) []byte {
	for _, p := range params {
		dst = appendParam(append(dst, ';'), p)
	}
	return dst
}

func appendParam(dst []byte, p Param) []byte {
	dst = appendText(dst, p.K)
	if p.V == "" {
		return dst
	}
	dst = append(dst, '=')
	return appendText(dst, p.V)
}
