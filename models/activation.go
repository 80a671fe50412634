package models

import (
	"fmt"
	"strings"
	"time"
)

// ActivationState says what an activation link is good for.
type ActivationState string

// States of an activation link.
const (
	ActivationOpen    ActivationState = "OPEN"    // it can be used
	ActivationUsed    ActivationState = "USED"    // a client has been set up by it
	ActivationExpired ActivationState = "EXPIRED" // nobody used it in time
	ActivationBurned  ActivationState = "BURNED"  // its password was wrong too often
	ActivationRevoked ActivationState = "REVOKED" // an administrator took it back, or made another
)

// Limits of activation links.
const (
	MinActivationLife       = 10 * time.Minute
	MaxActivationLife       = 30 * 24 * time.Hour
	MaxActivationFailures   = 5  // wrong passwords; the last of them burns the link
	MaxUserActivationLinks  = 10 // remembered of one user; the oldest give way
	activationPath          = "/activate/"
	activationSecretLetters = 43 // 256 bits in base64 without padding
)

// ActivationLink sets up one client of a user, once. Its secret and its password are kept by the store alone, and as
// hashes.
type ActivationLink struct {
	ID         string
	UserID     string
	CreatedBy  string // user id of the administrator; empty for the local one
	CreatedAt  time.Time
	ExpiresAt  time.Time
	OpenedAt   time.Time // when its page was first asked for; zero: never
	UsedAt     time.Time // zero: not yet
	DeviceName string    // what the client called itself that used it
	RevokedAt  time.Time // zero: it was not
	Failures   int       // wrong passwords
}

// State returns what the link is good for at a time.
func (l *ActivationLink) State(now time.Time) ActivationState {
	switch {
	case !l.UsedAt.IsZero():
		return ActivationUsed
	case !l.RevokedAt.IsZero():
		return ActivationRevoked
	case l.Failures >= MaxActivationFailures:
		return ActivationBurned
	case !now.Before(l.ExpiresAt):
		return ActivationExpired
	}
	return ActivationOpen
}

// ActivationURL returns the address that a person opens. The secret stands in the fragment, which browsers do not send,
// so that it enters no log of a server or proxy.
func ActivationURL(base, id, secret string) string {
	return strings.TrimSuffix(base, "/") + activationPath + id + "#" + secret
}

// ActivationLifeFault says what is wrong with the life of a link, as the end of a sentence that begins with it; empty
// where nothing is.
func ActivationLifeFault(life time.Duration) string {
	if life < MinActivationLife || life > MaxActivationLife {
		return fmt.Sprintf("is %s: choose 10 minutes to 30 days, 72 hours are usual", life)
	}
	return ""
}

// ActivationSecretFault reports whether a text cannot be the secret of a link, because it was cut on its way.
func ActivationSecretFault(secret string) bool { return len(secret) != activationSecretLetters }
