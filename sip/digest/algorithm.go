package digest

import (
	"crypto/md5"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
)

// Algorithm is a hash function that an answer may be made with.
type Algorithm uint8

// Algorithms that are understood, weakest first.
const (
	MD5    Algorithm = iota + 1 // every telephone speaks it
	SHA256                      // RFC 8760 section 2.1
)

// String returns the name as it stands in a challenge.
func (a Algorithm) String() string {
	if a == SHA256 {
		return "SHA-256"
	}
	return "MD5"
}

// algorithmOf returns the algorithm of that name, or 0 where it is none of ours. No name means MD5 (RFC 7616
// section 3.3).
func algorithmOf(name string) Algorithm {
	switch {
	case name == "" || strings.EqualFold(name, "MD5"):
		return MD5
	case strings.EqualFold(name, "SHA-256"):
		return SHA256
	}
	return 0
}

// ParseAlgorithms reads a list such as "sha-256,md5".
func ParseAlgorithms(list string) (algorithms []Algorithm, err error) {
	for _, name := range strings.Split(list, ",") {
		a := algorithmOf(strings.TrimSpace(name))
		if name == "" || a == 0 || slices.Contains(algorithms, a) {
			return nil, fmt.Errorf("%q is no list of digest algorithms: md5, sha-256, or both parted by a comma", list)
		}
		algorithms = append(algorithms, a)
	}
	return algorithms, nil
}

// appendHash appends the hash of data in hexadecimal.
func (a Algorithm) appendHash(dst, data []byte) []byte {
	if a == SHA256 {
		sum := sha256.Sum256(data)
		return hex.AppendEncode(dst, sum[:])
	}
	sum := md5.Sum(data)
	return hex.AppendEncode(dst, sum[:])
}

// appendResponse appends the answer of RFC 7616 section 3.4.1 for these credentials, or the older one of RFC 2069
// where they name no qop. The scratch is overwritten; it holds no secret afterwards.
func (a Algorithm) appendResponse(dst, scratch []byte, c *credentials, method string, secret []byte) []byte {
	var hash1, hash2 [2 * sha256.Size]byte
	buf := append(scratch[:0], c.username...)
	buf = append(append(buf, ':'), c.realm...)
	buf = append(append(buf, ':'), secret...)
	first := a.appendHash(hash1[:0], buf)
	clear(buf)

	buf = append(append(buf[:0], method...), ':')
	second := a.appendHash(hash2[:0], append(buf, c.uri...))

	buf = append(append(buf[:0], first...), ':')
	buf = append(append(buf, c.nonce...), ':')
	if len(c.qop) > 0 {
		buf = append(append(buf, c.count...), ':')
		buf = append(append(buf, c.cnonce...), ':')
		buf = append(append(buf, c.qop...), ':')
	}
	dst = a.appendHash(dst, append(buf, second...))
	clear(buf[:len(first)]) // as good as the password
	return dst
}
