package call

import (
	"log/slog"
	"net/netip"
	"time"

	"graphpbx/models"
	"graphpbx/sip/digest"
	"graphpbx/sip/tx"
	"graphpbx/sip/wheel"
)

// Router knows where a call may go. It answers from memory and never blocks.
type Router interface {
	Route(models.CallQuestion) models.CallPlan
}

// Facts is told of every change of a call: its whole new state, in order, under the call's lock. The last one of each
// call is CallEnded, and there is exactly one. The receiver must not block and must not call back.
type Facts interface {
	CallChanged(models.Call)
}

// Ringer knows the registered terminals of a user, best first, at most limit of them.
type Ringer interface {
	Ringing(userID string, limit int) []Target
}

// Directory knows the accounts by username, without regard to case.
type Directory interface {
	Account(username string) (models.Account, bool)
}

// Auth asks callers who they are.
type Auth interface {
	Check(method string, credentials []string, source netip.Addr) digest.Verdict
	Challenges(source netip.Addr, stale bool) []string
}

// Limits bound what calls may take. Zero fields take the default.
type Limits struct {
	Calls     int           // at once; the next INVITE gets 503. Default 10,000
	Branches  int           // terminals that one step rings. Default 32
	Silence   time.Duration // without RTP from both sides an answered call ends; a held one is asked after. Default 60 s
	FlowGrace time.Duration // a side whose connection closed may come back within. Default 30 s
}

func (l Limits) withDefaults() Limits {
	if l.Calls <= 0 {
		l.Calls = 10_000
	}
	if l.Branches <= 0 {
		l.Branches = 32
	}
	if l.Silence <= 0 {
		l.Silence = time.Minute
	}
	if l.FlowGrace <= 0 {
		l.FlowGrace = 30 * time.Second
	}
	return l
}

// Deps is what a [Manager] works with.
type Deps struct {
	Tx        *tx.Layer // or given later, see [Manager.Use]
	Wheel     *wheel.Wheel
	Router    Router
	Facts     Facts
	Ringer    Ringer
	Directory Directory
	Auth      Auth
	Media     Media
	Log       *slog.Logger
	Limits    Limits

	// Realm is the host part of the addresses that telephones are shown.
	Realm string
	// ExternalHost is what telephones outside of our own networks are told instead of the socket's address, for SIP
	// and, where it is an IP address, for RTP. Empty: the socket's address for everyone.
	ExternalHost string
	// AuthenticationFailed hears of wrong passwords that may count against their source; nil is allowed.
	AuthenticationFailed func(source netip.AddrPort, username string, answer uint64)
	// Barred tells names that are refused at an address; nil: none.
	Barred func(source netip.AddrPort, username string) bool
}
