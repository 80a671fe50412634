package models

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"strings"
)

// Kinds of objects, as the prefixes of their ids. An id tells its kind, so that one lookup by id serves all.
const (
	KindUser       = "usr"
	KindTelephone  = "tel"
	KindTerminal   = "trm"
	KindCall       = "cal"
	KindCallRecord = "rec"
	KindSession    = "ses"
	KindAPIToken   = "tok"

	KindActivationLink = "act"
	KindCallthrough    = "thr"
	KindDevice         = "dev"
	KindBlockedAddress = "blk"
	KindAllowedAddress = "alw"
	KindAuditEntry     = "aud"
	KindContact        = "con"
	KindTerminalEvent  = "evt"
	KindSettings       = "set"
)

var idAlphabet = base32.NewEncoding("abcdefghijkmnpqrstuvwxyz23456789").WithPadding(base32.NoPadding)

// NewID returns a fresh random id of the given kind, such as "usr_4kq2…". It carries 80 bits of randomness.
func NewID(kind string) string {
	var b [10]byte
	_, _ = rand.Read(b[:]) // never fails (crypto/rand, Go 1.24)
	return kind + "_" + idAlphabet.EncodeToString(b[:])
}

// DerivedID returns the id of the given kind that always belongs to the same parts.
func DerivedID(kind string, parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return kind + "_" + idAlphabet.EncodeToString(sum[:10])
}

// KindOf returns the kind of an id, or "" where it has none.
func KindOf(id string) string {
	kind, _, found := strings.Cut(id, "_")
	if !found {
		return ""
	}
	return kind
}

// TelephoneID returns the id of the telephone of a user. A user has exactly one.
func TelephoneID(userID string) string { return KindTelephone + strings.TrimPrefix(userID, KindUser) }

// TelephoneUserID returns the id of the user whose telephone it is.
func TelephoneUserID(telephoneID string) string {
	return KindUser + strings.TrimPrefix(telephoneID, KindTelephone)
}
