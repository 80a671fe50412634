package digest

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// ErrNoChallenge says that none of the challenges can be answered: another scheme, algorithm or quality of protection.
var ErrNoChallenge = errors.New("digest: no challenge with MD5 or SHA-256 and without auth-int among those offered")

// Challenge is one WWW-Authenticate or Proxy-Authenticate header, as a client reads it.
type Challenge struct {
	Realm     string
	Nonce     string
	Opaque    string // to be sent back as it is; usually empty
	Algorithm Algorithm
	QOP       bool // auth is offered; otherwise the answer is that of RFC 2069
	Stale     bool // the last answer was right but for its nonce: the password need not be asked for again
}

// ParseChallenge reads a header value. It fails on what this package cannot answer.
func ParseChallenge(value string) (Challenge, error) {
	rest, ok := cutScheme([]byte(value))
	if !ok {
		return Challenge{}, ErrNoChallenge
	}
	c := Challenge{Algorithm: MD5}
	for len(rest) > 0 {
		var name, text []byte
		if name, text, rest, ok = cutParameter(rest); !ok {
			return Challenge{}, fmt.Errorf("digest: malformed challenge %q", value)
		}
		if !c.set(strings.ToLower(string(name)), string(text)) {
			return Challenge{}, ErrNoChallenge
		}
	}
	if c.Nonce == "" {
		return Challenge{}, fmt.Errorf("digest: challenge without nonce %q", value)
	}
	return c, nil
}

func (c *Challenge) set(name, value string) bool {
	switch name {
	case "realm":
		c.Realm = value
	case "nonce":
		c.Nonce = value
	case "opaque":
		c.Opaque = value
	case "stale":
		c.Stale = strings.EqualFold(value, "true")
	case "algorithm":
		c.Algorithm = algorithmOf(value)
		return c.Algorithm != 0
	case "qop":
		for one := range strings.SplitSeq(value, ",") {
			c.QOP = c.QOP || strings.EqualFold(strings.TrimSpace(one), "auth")
		}
		return c.QOP
	}
	return true
}

// Answer returns the Authorization header value for the challenge. count is how often its nonce has been used with
// this answer included; cnonce is any text that the client makes up.
func (c Challenge) Answer(method, uri, username, password, cnonce string, count uint32) string {
	parts := credentials{username: []byte(username), realm: []byte(c.Realm), nonce: []byte(c.Nonce), uri: []byte(uri)}
	if c.QOP {
		parts.qop, parts.cnonce, parts.count = []byte("auth"), []byte(cnonce), fmt.Appendf(nil, "%08x", count)
	}
	response := c.Algorithm.appendResponse(nil, nil, &parts, method, []byte(password))
	text := fmt.Sprintf(`Digest username="%s", realm="%s", nonce="%s", uri="%s", response="%s", algorithm=%s`,
		username, c.Realm, c.Nonce, uri, response, c.Algorithm)
	if c.Opaque != "" {
		text += fmt.Sprintf(`, opaque="%s"`, c.Opaque)
	}
	if c.QOP {
		text += fmt.Sprintf(`, qop=auth, nc=%s, cnonce="%s"`, parts.count, cnonce)
	}
	return text
}

// Answer answers the strongest of the challenges that it understands, for the first use of its nonce.
func Answer(challenges []string, method, uri, username, password string) (string, error) {
	var best Challenge
	for _, value := range challenges {
		if c, err := ParseChallenge(value); err == nil && c.Algorithm > best.Algorithm {
			best = c
		}
	}
	if best.Algorithm == 0 {
		return "", ErrNoChallenge
	}
	var cnonce [8]byte
	_, _ = rand.Read(cnonce[:]) // never fails (crypto/rand, Go 1.24)
	return best.Answer(method, uri, username, password, hex.EncodeToString(cnonce[:]), 1), nil
}
