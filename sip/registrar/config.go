package registrar

import (
	"net/netip"
	"time"

	"graphpbx/models"
)

// Directory knows the accounts.
type Directory interface {
	// Account returns the account of a username, without regard to case. It must not block.
	Account(username string) (models.Account, bool)
}

// Facts is told what happened. Its methods must not block and must not change registrations themselves.
type Facts interface {
	// BindingsChanged tells the bindings of a user after a change, one call at a time and in order for each user, and
	// never for a refresh that changes nothing but times. terminalID is the one that changed; it is empty with
	// RESTORED, which speaks of all.
	BindingsChanged(userID string, bindings []models.Binding, cause models.BindingCause, terminalID string)

	// AuthenticationFailed tells of a wrong answer to a challenge that this very address was given. The number is the
	// same where an answer is repeated.
	AuthenticationFailed(source netip.AddrPort, username string, answer uint64)
}

// Barrier knows names that are refused at an address, whatever their password. Its method must not block.
type Barrier interface {
	Barred(source netip.AddrPort, username string) bool
}

// Open is the barrier that lets everybody pass.
type Open struct{}

// Barred is false.
func (Open) Barred(netip.AddrPort, string) bool { return false }

// Config holds the times and words of a registrar. The zero value gives the defaults.
type Config struct {
	MinExpires     time.Duration // a shorter wish is refused with 423; default 60 s
	MaxExpires     time.Duration // a longer wish is cut; default one hour
	DefaultExpires time.Duration // where the device has no wish; default one hour

	Allow     string // methods named in the answer to OPTIONS
	Accept    string // body types named there; default application/sdp
	Supported string // option tags named there; default path

	Barrier Barrier // default Open
}

func (c Config) withDefaults() Config {
	if c.MinExpires <= 0 {
		c.MinExpires = time.Minute
	}
	if c.MaxExpires <= 0 {
		c.MaxExpires = time.Hour
	}
	if c.DefaultExpires <= 0 {
		c.DefaultExpires = time.Hour
	}
	if c.Allow == "" {
		c.Allow = "INVITE, ACK, CANCEL, BYE, OPTIONS, REGISTER, INFO, UPDATE"
	}
	if c.Accept == "" {
		c.Accept = "application/sdp"
	}
	if c.Supported == "" {
		c.Supported = "path"
	}
	if c.Barrier == nil {
		c.Barrier = Open{}
	}
	return c
}

// granted returns how long a binding lives whose device wished for so many seconds; ok is false where that is too
// short. A negative wish is none.
func (c *Config) granted(seconds int64) (granted time.Duration, ok bool) {
	if seconds < 0 {
		return c.DefaultExpires, true
	}
	if seconds > int64(c.MaxExpires/time.Second) {
		return c.MaxExpires, true
	}
	wish := time.Duration(seconds) * time.Second
	return wish, wish == 0 || wish >= c.MinExpires
}
