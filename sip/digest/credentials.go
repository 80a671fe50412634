package digest

import (
	"bytes"
	"strconv"
)

// maxCredentials bounds one Authorization header. Real ones stay below 500 bytes.
const maxCredentials = 2048

// credentials are the parameters of one Authorization header that matter, as they stand there. They point into the
// header. Quoted pairs are left as they are: none of these values may hold one in a message of good will.
type credentials struct {
	username, realm, nonce, uri, response, algorithm, cnonce, qop, count []byte
}

// parseCredentials reads a header value "Digest name=value, ...". It fails where the scheme is another one, where a
// parameter is malformed or comes twice, or where one that every answer needs is missing.
func parseCredentials(header []byte) (c credentials, ok bool) {
	rest, ok := cutScheme(header)
	if !ok || len(header) > maxCredentials {
		return c, false
	}
	for len(rest) > 0 {
		var name, value []byte
		if name, value, rest, ok = cutParameter(rest); !ok {
			return c, false
		}
		field := c.field(name)
		if field == nil {
			continue // unknown ones are to be ignored (RFC 7616 section 3.4)
		}
		if *field != nil {
			return c, false
		}
		*field = value
	}
	return c, len(c.username) > 0 && c.realm != nil && len(c.nonce) > 0 && len(c.uri) > 0 && len(c.response) > 0
}

func (c *credentials) field(name []byte) *[]byte {
	var lower [9]byte // the longest of the names
	if len(name) > len(lower) {
		return nil
	}
	switch string(appendLower(lower[:0], name)) {
	case "username":
		return &c.username
	case "realm":
		return &c.realm
	case "nonce":
		return &c.nonce
	case "uri":
		return &c.uri
	case "response":
		return &c.response
	case "algorithm":
		return &c.algorithm
	case "cnonce":
		return &c.cnonce
	case "qop":
		return &c.qop
	case "nc":
		return &c.count
	}
	return nil
}

// nonceCount returns the number of times that the client says it has used the nonce; ok is false where the answer
// names a quality of protection that was not offered, or counts wrongly.
func (c *credentials) nonceCount() (count uint32, ok bool) {
	if string(c.qop) != "auth" || len(c.cnonce) == 0 || len(c.count) > 8 {
		return 0, false
	}
	n, err := strconv.ParseUint(string(c.count), 16, 32)
	return uint32(n), err == nil && n > 0
}

func cutScheme(header []byte) ([]byte, bool) {
	const scheme = "digest "
	header = bytes.TrimSpace(header)
	if len(header) < len(scheme) || !bytes.EqualFold(header[:len(scheme)], []byte(scheme)) {
		return nil, false
	}
	return header[len(scheme):], true
}

// cutParameter takes one name=value off the list, with the comma that follows it.
func cutParameter(list []byte) (name, value, rest []byte, ok bool) {
	equals := bytes.IndexByte(list, '=')
	if equals < 0 {
		return nil, nil, nil, false
	}
	name, rest = trim(list[:equals]), skip(list[equals+1:], false)
	if len(name) == 0 || holdsSeparator(name) {
		return nil, nil, nil, false
	}
	if len(rest) > 0 && rest[0] == '"' {
		end := closingQuote(rest)
		if end < 0 {
			return nil, nil, nil, false
		}
		value, rest = rest[1:end], skip(rest[end+1:], false)
		if len(rest) > 0 && rest[0] != ',' {
			return nil, nil, nil, false
		}
	} else {
		end := bytes.IndexByte(rest, ',')
		if end < 0 {
			end = len(rest)
		}
		value, rest = trim(rest[:end]), rest[end:]
		if holdsSeparator(value) {
			return nil, nil, nil, false
		}
	}
	return name, value, skip(rest, true), true
}

// trim and skip are what bytes.TrimSpace and bytes.TrimLeft would be, without their tables: this is half of the reading.
func trim(text []byte) []byte {
	text = skip(text, false)
	for len(text) > 0 && (text[len(text)-1] == ' ' || text[len(text)-1] == '\t') {
		text = text[:len(text)-1]
	}
	return text
}

func skip(text []byte, commas bool) []byte {
	for len(text) > 0 && (text[0] == ' ' || text[0] == '\t' || commas && text[0] == ',') {
		text = text[1:]
	}
	return text
}

// holdsSeparator tells whether a name or unquoted value holds what it could only by a missing quotation mark.
func holdsSeparator(text []byte) bool {
	for _, c := range text {
		if c == '"' || c == ',' {
			return true
		}
	}
	return false
}

// closingQuote returns where the quoted string ends that text begins with, or -1.
func closingQuote(text []byte) int {
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return i
		}
	}
	return -1
}

func appendLower(dst, text []byte) []byte {
	for _, b := range text {
		if 'A' <= b && b <= 'Z' {
			b += 'a' - 'A'
		}
		dst = append(dst, b)
	}
	return dst
}
