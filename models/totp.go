package models

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1" // what RFC 6238 and every authenticator app use; HMAC does not suffer from SHA-1's collisions
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/url"
	"strings"
	"time"
)

// Form of one-time codes: what every authenticator app takes for granted (RFC 6238 section 4).
const (
	totpPeriod       = 30 * time.Second
	totpDigits       = 6
	totpSecretLength = 20 // bytes, as long as the hash (RFC 4226 section 4, R6)
	totpDrift        = 1  // steps that a clock may be wrong, each way (RFC 6238 section 5.2)
)

// Authenticator is what a user shows at login beside the password: a code of an app, or a recovery code.
type Authenticator struct {
	UserID      string
	ConfirmedAt time.Time
	LastStep    int64      // of the last code that was taken: it and older ones are not taken again (RFC 6238 section 5.2)
	Recovery    [][32]byte // hashes of the recovery codes that are left
}

// RecoveryCodes is how many recovery codes a user is given.
const RecoveryCodes = 10

// NewTOTPSecret returns a fresh secret for an authenticator app, in base32 as it is typed.
func NewTOTPSecret() string {
	var secret [totpSecretLength]byte
	_, _ = rand.Read(secret[:]) // never fails (crypto/rand, Go 1.24)
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(secret[:])
}

// TOTPAddress returns what the QR code for an authenticator app holds.
func TOTPAddress(issuer, account, secret string) string {
	values := url.Values{"secret": {secret}, "issuer": {issuer}}
	return "otpauth://totp/" + url.PathEscape(issuer+":"+account) + "?" + strings.ReplaceAll(values.Encode(), "+", "%20")
}

// TOTPStep returns the number of the time step (RFC 6238 section 4.2).
func TOTPStep(at time.Time) int64 { return at.Unix() / int64(totpPeriod/time.Second) }

// TOTPCode returns the code of a step (RFC 6238 section 4.1, RFC 4226 section 5.3).
func TOTPCode(secret []byte, step int64) string {
	h := hmac.New(sha1.New, secret)
	_ = binary.Write(h, binary.BigEndian, step) // a hash takes everything
	sum := h.Sum(nil)
	offset := sum[len(sum)-1] & 0x0f
	number := binary.BigEndian.Uint32(sum[offset:]) & 0x7fffffff
	return fmt.Sprintf("%0*d", totpDigits, number%1_000_000)
}

// MatchTOTP returns the step that a code belongs to: now, or a step before or after, and none up to the last one.
func MatchTOTP(secret, code string, now time.Time, last int64) (step int64, right bool) {
	key, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(secret)
	if err != nil {
		return 0, false
	}
	code = withoutBlanks(code)
	for step := TOTPStep(now) - totpDrift; step <= TOTPStep(now)+totpDrift; step++ {
		if step > last && hmac.Equal([]byte(TOTPCode(key, step)), []byte(code)) {
			return step, true
		}
	}
	return 0, false
}

// NewRecoveryCodes returns codes that take the place of an app that is lost, and what is kept of them. Each carries 80 bits,
// so a fast hash hides it well.
func NewRecoveryCodes() (codes []string, hashes [][32]byte) {
	for range RecoveryCodes {
		text := strings.TrimPrefix(NewID(""), "_")
		codes = append(codes, strings.Join([]string{text[:4], text[4:8], text[8:12], text[12:]}, "-"))
		hashes = append(hashes, HashRecoveryCode(text))
	}
	return codes, hashes
}

// HashRecoveryCode returns what is kept of a recovery code, however it was typed.
func HashRecoveryCode(code string) [32]byte {
	return sha256.Sum256([]byte(strings.ToLower(withoutBlanks(code))))
}

func withoutBlanks(code string) string { return strings.NewReplacer(" ", "", "-", "").Replace(code) }
