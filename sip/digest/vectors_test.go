package digest

import "testing"

// The examples of RFC 7616 section 3.9.1 and RFC 2617 section 3.5, and the latter as RFC 2069 would answer it.
func TestVectors(t *testing.T) {
	newer := Challenge{Realm: "http-auth@example.org", Nonce: "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", QOP: true}
	older := Challenge{Realm: "testrealm@host.com", Nonce: "dcd98b7102dd2f0e8b11d0f600bfb0c093"}
	for _, test := range []struct {
		name             string
		challenge        Challenge
		algorithm        Algorithm
		qop              bool
		password, cnonce string
		expected         string
	}{
		{"RFC 7616 MD5", newer, MD5, true, "Circle of Life", "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
			"8ca523f5e9506fed4657c9700eebdbec"},
		{"RFC 7616 SHA-256", newer, SHA256, true, "Circle of Life", "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
			"753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"},
		{"RFC 2617", older, MD5, true, "Circle Of Life", "0a4f113b", "6629fae49393a05397450978507c4ef1"},
		{"RFC 2069", older, MD5, false, "Circle Of Life", "", "670fd8c2df070c60b045671b8b24ff02"},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.challenge.Algorithm, test.challenge.QOP = test.algorithm, test.qop
			header := test.challenge.Answer("GET", "/dir/index.html", "Mufasa", test.password, test.cnonce, 1)
			c, ok := parseCredentials([]byte(header))
			if !ok || string(c.response) != test.expected {
				t.Fatalf("answer %s", header)
			}
		})
	}
}
