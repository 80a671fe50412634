package digest

import (
	"bytes"
	"strings"
	"testing"
)

func TestParseCredentials(t *testing.T) {
	const base = `Digest username="a", realm="r", nonce="n", uri="sip:p", response="0"`
	for _, test := range []struct {
		name, header string
		ok           bool
	}{
		{"plain", base, true},
		{"odd spaces and case", "dIGEST   USERNAME = \"a\" ,realm=\"r\",nonce=\"n\",\turi=\"sip:p\" , response=\"0\"", true},
		{"comma in quotes", strings.Replace(base, `"sip:p"`, `"sip:p;x=1,2"`, 1), true},
		{"quoted pair", strings.Replace(base, `"n"`, `"n\"m"`, 1), true},
		{"unknown parameters", base + `, opaque="x", something-long=1`, true},
		{"algorithm in quotes", base + `, algorithm="SHA-256"`, true},
		{"parameter twice", base + `, nonce="m"`, false},
		{"no nonce", strings.Replace(base, ` nonce="n",`, ``, 1), false},
		{"open quote", base + `, cnonce="abc`, false},
		{"text after quote", base + `, cnonce="abc"x`, false},
		{"no value", base + `, cnonce`, false},
		{"empty", ``, false},
		{"scheme only", `Digest `, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			if _, ok := parseCredentials([]byte(test.header)); ok != test.ok {
				t.Fatalf("ok = %v", ok)
			}
		})
	}
}

func FuzzAuthorization(f *testing.F) {
	a := newTestAuthenticator()
	f.Add(answer(f, a.Challenges(home, false), "alice", "correct horse"))
	f.Add(answer(f, a.Challenges(home, false)[1:], "alice", "wrong"))
	f.Add(`Digest username="a\"b", realm="pbx",nonce=x,uri=y , response="" , nc=00000001,,qop=auth`)
	f.Add("Digest ")
	f.Fuzz(func(t *testing.T, header string) {
		c, ok := parseCredentials([]byte(header))
		if ok && (!strings.Contains(header, string(c.username)) || bytes.ContainsRune(c.nonce, '"') && !bytes.ContainsRune(c.nonce, '\\')) {
			t.Fatalf("username %q, nonce %q", c.username, c.nonce)
		}
		if v := a.Check("REGISTER", []string{header}, abroad); v.OK || v.Failed {
			t.Fatalf("no nonce was ever given to that address: %+v", v)
		}
		_, _ = ParseChallenge(header)
	})
}
