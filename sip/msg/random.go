package msg

import (
	"crypto/rand"
	"encoding/hex"
)

// MagicCookie begins every branch of RFC 3261; a branch without it was made by an older device (section 8.1.1.7).
const MagicCookie = "z9hG4bK"

// NewTag returns a fresh tag for From or To, with 64 random bits (RFC 3261 section 19.3 asks for 32).
func NewTag() string { return random("", 8) }

// NewBranch returns a fresh branch for a Via, which names a transaction.
func NewBranch() string { return random(MagicCookie, 10) }

// NewCallID returns a fresh Call-ID. It tells nothing of the host (RFC 3261 section 8.1.1.4 asks only for uniqueness).
func NewCallID() string { return random("", 16) }

func random(prefix string, bytes int) string {
	var seed [16]byte
	var text [40]byte
	_, _ = rand.Read(seed[:bytes]) // never fails (crypto/rand, Go 1.24)
	n := copy(text[:], prefix)
	n += hex.Encode(text[n:], seed[:bytes])
	return string(text[:n])
}
