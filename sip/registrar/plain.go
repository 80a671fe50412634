package registrar

import (
	"bytes"
	"net/netip"
)

// The functions here recognise the usual forms of what stands in headers, a part of what the parser accepts: they are
// false for everything of which they cannot say at a glance that it is well-formed and written in its usual form.

// nameAddr splits `"Display name" <uri>;params`. Display names with escapes or anything else of interest are left to the
// parser.
func nameAddr(value []byte) (uri, params []byte, ok bool) {
	open := bytes.IndexByte(value, '<')
	end := bytes.IndexByte(value, '>')
	if open < 0 || end < open || bytes.IndexByte(value[open+1:end], '<') >= 0 {
		return nil, nil, false
	}
	if display := bytes.TrimRight(value[:open], " "); len(display) > 0 && display[0] == '"' {
		inner := display[1:max(len(display)-1, 1)]
		ok = len(display) > 1 && display[len(display)-1] == '"' && allOf(inner, quotable)
	} else {
		ok = allOf(display, tokenOrBlank)
	}
	return value[open+1 : end], value[end+1:], ok
}

// plainURI reads sip:user@host:port;name=value, where all but the host may be missing.
func plainURI(uri []byte) (user []byte, ok bool) {
	rest, ok := bytes.CutPrefix(uri, []byte("sip:"))
	if !ok || len(uri) > maxContact {
		return nil, false
	}
	if at := bytes.IndexByte(rest, '@'); at >= 0 {
		user, rest = rest[:at], rest[at+1:]
		if len(user) == 0 || !allOf(user, userByte) {
			return nil, false
		}
	}
	host, params := cutAt(rest, ';')
	_, _, ok = plainHost(host)
	return user, ok && plainParams(params, true)
}

// plainVia reads SIP/2.0/UDP host:port;name=value and returns the host and parameters.
func plainVia(value []byte) (host, params []byte, ok bool) {
	rest, ok := bytes.CutPrefix(value, []byte("SIP/2.0/"))
	if !ok {
		return nil, nil, false
	}
	transport, rest, _ := bytes.Cut(rest, []byte(" "))
	rest, params = cutAt(rest, ';')
	host, _, ok = plainHost(rest)
	return host, params, ok && len(transport) > 0 && allOf(transport, token) && plainParams(params, true)
}

// plainHost reads a name or address, with a port of its usual form or none.
func plainHost(text []byte) (host, port []byte, ok bool) {
	if len(text) > 0 && text[0] == '[' {
		end := bytes.IndexByte(text, ']')
		if end < 0 {
			return nil, nil, false
		}
		addr, err := netip.ParseAddr(string(text[1:end]))
		host, port, ok = text[:end+1], text[end+1:], err == nil && addr.Is6()
	} else {
		host, port = cutAt(text, ':')
		ok = len(host) > 0 && allOf(host, hostByte)
	}
	if !ok || len(port) == 0 {
		return host, nil, ok
	}
	n, ok := plainNumber(port[1:], 65535)
	return host, port[1:], ok && port[0] == ':' && n > 0 && port[1] != '0'
}

// plainParams tells whether the text is a row of ;name=value, the names in small letters and the values tokens. A URI or
// Via may also have names alone, and the colons and brackets of addresses.
func plainParams(text []byte, generous bool) bool {
	values := token
	if generous {
		values = paramByte
	}
	for len(text) > 0 {
		one, rest := cutAt(text[1:], ';')
		name, value, found := bytes.Cut(one, []byte("="))
		if text[0] != ';' || len(name) == 0 || !allOf(name, smallToken) || !allOf(value, values) {
			return false
		}
		if found && len(value) == 0 || !found && !generous {
			return false
		}
		text = rest
	}
	return true
}

func cutAt(text []byte, stop byte) (before, from []byte) {
	if i := bytes.IndexByte(text, stop); i >= 0 {
		return text[:i], text[i:]
	}
	return text, nil
}

// plainNumber reads up to ten digits.
func plainNumber(text []byte, limit int64) (n int64, ok bool) {
	if len(text) == 0 || len(text) > 10 {
		return 0, false
	}
	for _, c := range text {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int64(c-'0')
	}
	return n, n <= limit
}
