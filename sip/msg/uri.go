package msg

import (
	"net/netip"
	"strings"

	"github.com/emiago/sipgo/sip"
)

// ParseURI reads a URI. SIP and SIPS URIs are taken apart (RFC 3261 section 19.1); of others only the scheme is known,
// the rest is what [Opaque] returns. The error is for people.
func ParseURI(s string) (Uri, error) {
	var uri Uri
	err := parseURI(s, &uri)
	return uri, err
}

// Opaque returns what follows the scheme of a URI that is neither SIP nor SIPS.
func Opaque(uri *Uri) string {
	if raw := uri.Raw(); raw != "" {
		return raw
	}
	return uri.Host
}

// IsSIP tells whether the URI is a SIP or SIPS URI.
func IsSIP(uri *Uri) bool { return uri.Scheme == "sip" || uri.Scheme == "sips" || uri.Scheme == "" }

func parseURI(s string, uri *Uri) error {
	if hasControl(s) {
		return malformed("White space or control character in a URI")
	}
	colon := strings.IndexByte(s, ':')
	if colon < 1 || !isScheme(s[:colon]) {
		return malformed("URI without a scheme")
	}
	scheme, rest := lower(s[:colon]), s[colon+1:]
	if scheme != "sip" && scheme != "sips" {
		return parseOpaque(s, scheme, rest, uri)
	}
	uri.Scheme = scheme
	rest, uri.HierarhicalSlashes = strings.CutPrefix(rest, "//")
	if at := strings.IndexByte(rest, '@'); at >= 0 {
		uri.User, uri.Password, _ = strings.Cut(rest[:at], ":")
		if uri.User == "" || strings.ContainsAny(rest[:at], `<>"`) {
			return malformed("Malformed user in a URI")
		}
		rest = rest[at+1:]
	}
	hostport, tail := cutAny(rest, ";?")
	if err := parseHostPort(hostport, uri); err != nil {
		return err
	}
	return parseURITail(tail, uri)
}

func isScheme(s string) bool {
	for i := range len(s) {
		c := s[i] | 0x20
		letter := 'a' <= c && c <= 'z'
		if !letter && (i == 0 || !('0' <= s[i] && s[i] <= '9' || s[i] == '+' || s[i] == '-' || s[i] == '.')) {
			return false
		}
	}
	return s != ""
}

// parseOpaque keeps a URI that nobody here can take apart. The library does it for schemes of letters; the others
// (RFC 3986 allows digits, dots, plus and minus) are kept in Host, where both writers find them.
func parseOpaque(s, scheme, rest string, uri *Uri) error {
	if rest == "" || strings.ContainsAny(rest, `<>"`) {
		return malformed("Malformed URI")
	}
	if sip.ParseUri(s, uri) != nil {
		*uri = Uri{Scheme: scheme, Host: rest}
	}
	return nil
}

func cutAny(s, stops string) (before, from string) {
	if i := strings.IndexAny(s, stops); i >= 0 {
		return s[:i], s[i:]
	}
	return s, ""
}

func parseHostPort(s string, uri *Uri) error {
	host, port, err := cutHost(s)
	if err != nil {
		return err
	}
	uri.Host = host
	uri.Port, err = parsePort(port)
	return err
}

// cutHost splits a host from what follows. An IPv6 address keeps its brackets.
func cutHost(s string) (host, rest string, err error) {
	if strings.HasPrefix(s, "[") {
		end := strings.IndexByte(s, ']')
		if end < 0 {
			return "", "", malformed("IPv6 address without a closing bracket")
		}
		if addr, err := netip.ParseAddr(s[1:end]); err != nil || !addr.Is6() {
			return "", "", malformed("Malformed IPv6 address")
		}
		return s[:end+1], s[end+1:], nil
	}
	host, rest = cutAny(s, ": \t")
	if !isHost(host) {
		return "", "", malformed("Malformed host")
	}
	return host, rest, nil
}

// isHost is generous with underscores, which real networks have in their host names.
func isHost(s string) bool {
	for i := range len(s) {
		c := s[i]
		if !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '.' || c == '-' || c == '_') {
			return false
		}
	}
	return s != ""
}

// parsePort reads ":5060", "" or, since telephones write it, ":".
func parsePort(s string) (int, error) {
	if s == "" || s == ":" {
		return 0, nil
	}
	port, ok := number(s[1:], 65535)
	if s[0] != ':' || !ok {
		return 0, malformed("Malformed port")
	}
	return int(port), nil
}

func parseURITail(s string, uri *Uri) error {
	params, headers, _ := strings.Cut(s, "?")
	if strings.ContainsAny(s, `<>"`) {
		return malformed("Malformed URI parameters")
	}
	var err error
	if params != "" {
		if uri.UriParams, err = splitURIParams(params[1:], ";"); err != nil {
			return err
		}
	}
	if headers != "" {
		uri.Headers, err = splitURIParams(headers, "&")
	}
	return err
}

// splitURIParams keeps names as they are written: a URI is handed back to whoever owns it, see [URIParam].
func splitURIParams(s, separator string) (Params, error) {
	params := make(Params, 0, 2)
	for s != "" {
		var item string
		item, s, _ = strings.Cut(s, separator)
		if item == "" {
			continue
		}
		name, value, _ := strings.Cut(item, "=")
		if params = append(params, Param{K: name, V: value}); len(params) > maxParams {
			return nil, malformed("Too many parameters")
		}
	}
	return params, nil
}

// URIParam returns a parameter of a URI without regard to the case of its name, and whether it is there.
func URIParam(uri *Uri, name string) (string, bool) {
	for _, p := range uri.UriParams {
		if strings.EqualFold(p.K, name) {
			return p.V, true
		}
	}
	return "", false
}

// UnescapeUser returns the user part of a URI with its %-escapes resolved (RFC 3261 section 19.1.2). What is not an
// escape stays as it is.
func UnescapeUser(user string) string {
	if strings.IndexByte(user, '%') < 0 {
		return user
	}
	out := make([]byte, 0, len(user))
	for i := 0; i < len(user); i++ {
		if user[i] == '%' && i+2 < len(user) {
			high, low := hexDigit(user[i+1]), hexDigit(user[i+2])
			if high >= 0 && low >= 0 {
				out = append(out, byte(high<<4|low))
				i += 2
				continue
			}
		}
		out = append(out, user[i])
	}
	return string(out)
}

func hexDigit(c byte) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'a' <= c|0x20 && c|0x20 <= 'f':
		return int(c|0x20-'a') + 10
	}
	return -1
}
