package msg

import "strings"

// ParseAddress reads a name-addr or addr-spec with its parameters, as in Refer-To, Diversion or P-Asserted-Identity
// (RFC 3261 section 25.1). The display name stands as it would between quotation marks.
func ParseAddress(s string) (display string, uri Uri, params Params, err error) {
	display, params, err = parseAddress(s, &uri, &arena{})
	return display, uri, params, err
}

func parseAddress(s string, uri *Uri, a *arena) (display string, params Params, err error) {
	s = trim(s)
	if s == "" {
		return "", nil, malformed("Empty address")
	}
	if s[0] == '"' {
		end := quotedEnd(s)
		if end < 0 {
			return "", nil, malformed("Unbalanced quotation marks")
		}
		display, s = s[1:end-1], trim(s[end:])
		if s == "" || s[0] != '<' {
			return "", nil, malformed("Display name without an address in angle brackets")
		}
	} else if i := strings.IndexAny(s, `<";`); i >= 0 && s[i] == '<' {
		// More than tokens is accepted: many switchboards forget the quotation marks (RFC 4475 section 3.1.2.15).
		display, s = trim(s[:i]), s[i:]
		if strings.IndexByte(display, '\\') >= 0 {
			return "", nil, malformed("Malformed display name")
		}
	}
	if s[0] == '<' {
		params, err = parseBracketed(s[1:], uri, a)
	} else {
		params, err = parseBare(s, uri, a)
	}
	return display, params, err
}

func parseBracketed(s string, uri *Uri, a *arena) (Params, error) {
	end := strings.IndexByte(s, '>')
	if end < 0 {
		return nil, malformed("Address without a closing angle bracket")
	}
	if err := parseURI(s[:end], uri); err != nil {
		return nil, err
	}
	return parseParams(s[end+1:], a)
}

// parseBare reads an address without angle brackets: what follows the first semicolon belongs to the header. A question
// mark or comma would have needed the brackets (RFC 3261 section 20).
func parseBare(s string, uri *Uri, a *arena) (Params, error) {
	spec, params := cutAny(s, ";")
	spec = trim(spec)
	if strings.ContainsAny(spec, "?,") {
		return nil, malformed("Address needs angle brackets")
	}
	if err := parseURI(spec, uri); err != nil {
		return nil, err
	}
	return parseParams(params, a)
}
