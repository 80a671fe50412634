package store

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
)

// SealedSecret is a secret as it is stored: "v1:KEYID:BASE64" of AES-256-GCM nonce, ciphertext and tag. It may be
// kept, copied and printed; without the key and its place it tells nothing but the secret's length.
type SealedSecret string

// Place is where a secret belongs. It is sealed in with it, so that a secret copied to the row of another user
// does not open there.
type Place struct{ Table, Row, Column string }

// SIPPasswordPlace is the place of a user's SIP password.
func SIPPasswordPlace(userID string) Place { return Place{"users", userID, "sip_password"} }

func pendingPlace(userID string) Place { return Place{"users", userID, "cti_pending"} }

func (p Place) bytes() []byte { return []byte(p.Table + "\x00" + p.Row + "\x00" + p.Column) }

// Sealer seals and opens secrets under one key. It may be used from any goroutine.
type Sealer struct {
	master [32]byte
	prefix string // "v1:KEYID:"
	aead   cipher.AEAD
}

// NewSealer returns a sealer for the key.
func NewSealer(key [32]byte) (*Sealer, error) {
	s := &Sealer{master: key}
	columns := s.Derive("secret columns")
	block, err := aes.NewCipher(columns[:])
	if err != nil {
		return nil, fmt.Errorf("store: sealer: %w", err)
	}
	if s.aead, err = cipher.NewGCMWithRandomNonce(block); err != nil {
		return nil, fmt.Errorf("store: sealer: %w", err)
	}
	id := s.Derive("key id")
	s.prefix = "v1:" + hex.EncodeToString(id[:4]) + ":"
	return s, nil
}

// Derive returns another key from the same root, always the same for the same purpose (RFC 5869). Keys for other
// purposes than sealing come from here, so that there is one secret to look after.
func (s *Sealer) Derive(purpose string) [32]byte {
	var derived [32]byte
	key, err := hkdf.Key(sha256.New, s.master[:], nil, "graphpbx "+purpose+" v1", len(derived))
	if err == nil { // it cannot fail for 32 bytes (RFC 5869 section 2.3)
		copy(derived[:], key)
	}
	return derived
}

// KeyID names the key without telling anything of it.
func (s *Sealer) KeyID() string { return strings.Split(s.prefix, ":")[1] }

// Seal seals a secret for its place.
func (s *Sealer) Seal(place Place, secret string) SealedSecret {
	sealed := s.aead.Seal(nil, nil, []byte(secret), place.bytes())
	return SealedSecret(s.prefix + base64.RawStdEncoding.EncodeToString(sealed))
}

// Open appends the secret to dst. The caller wipes it after use. It takes about a microsecond, so that nothing
// needs to be kept in clear. It fails with ErrKey where the secret was sealed under another key or for another
// place, or was altered.
func (s *Sealer) Open(dst []byte, place Place, sealed SealedSecret) ([]byte, error) {
	text, ours := strings.CutPrefix(string(sealed), s.prefix)
	if !ours {
		return dst, fmt.Errorf("%w %s did not seal this", ErrKey, s.KeyID())
	}
	data, err := base64.RawStdEncoding.DecodeString(text)
	if err != nil {
		return dst, fmt.Errorf("%w: sealed secret is damaged", ErrKey)
	}
	opened, err := s.aead.Open(dst, nil, data, place.bytes())
	if err != nil {
		return dst, fmt.Errorf("%w: sealed secret is damaged or stands in a wrong place", ErrKey)
	}
	return opened, nil
}
