package models

import (
	"slices"
	"time"
)

// Limits of callthrough rules.
const (
	MaxUserCallthroughRules = 5
	MaxCallthroughCallers   = 5 // numbers that one rule knows a user by
	MaxCallthroughCalls     = 10
	MaxCallthroughMinutes   = 24 * 60
)

// CallthroughRule lets a user call through the switchboard from outside, as if from the own telephone. The PIN is kept
// by the store alone, as a hash.
type CallthroughRule struct {
	ID          string
	UserID      string
	Callers     []PhoneNumber // the numbers the user calls from, E.164; each belongs to one rule alone
	HasPIN      bool          // without one, only announced calls are let through
	Identity    PhoneNumber   // number that is shown to whoever is called, E.164; empty: the user's own
	Countries   []string      // where it may call: ISO 3166 codes of two letters
	MaxCalls    int           // at once
	MaxMinutes  int           // of one call
	Enabled     bool
	ValidUntil  time.Time // zero: no end
	LockedUntil time.Time // zero, or over: not locked
	LastAttempt CallthroughAttempt
}

// CallthroughAttempt is what came of a call to the access number. The zero value says that there was none.
type CallthroughAttempt struct {
	At          time.Time
	Caller      PhoneNumber
	Destination PhoneNumber // empty where it did not come to that
	Admitted    bool
	Reason      CallthroughReason // empty where it was admitted
}

// CallthroughStep is what happens next to a call to the access number.
type CallthroughStep string

// Steps of a callthrough.
const (
	CallthroughAdmit          CallthroughStep = "ADMIT"
	CallthroughAskPIN         CallthroughStep = "ASK_PIN"
	CallthroughAskDestination CallthroughStep = "ASK_DESTINATION"
	CallthroughRefuse         CallthroughStep = "REFUSE"
)

// CallthroughReason says why a call is not let through.
type CallthroughReason string

// Reasons of refusals.
const (
	CallthroughNoRule      CallthroughReason = "NO_RULE"      // nobody calls from that number, or it is withheld
	CallthroughDisabled    CallthroughReason = "DISABLED"     // the rule is switched off
	CallthroughExpired     CallthroughReason = "EXPIRED"      // the time of the rule is over
	CallthroughLocked      CallthroughReason = "LOCKED"       // the PIN was wrong too often
	CallthroughNoPIN       CallthroughReason = "NO_PIN"       // the rule has no PIN, and the call was not announced
	CallthroughWrongPIN    CallthroughReason = "WRONG_PIN"    // it may be tried again, unless the rule is locked now
	CallthroughTooMany     CallthroughReason = "TOO_MANY"     // as many calls as the rule allows are under way
	CallthroughEmergency   CallthroughReason = "EMERGENCY"    // to be dialled directly, so that help finds the caller
	CallthroughBadNumber   CallthroughReason = "BAD_NUMBER"   // nobody has that number
	CallthroughCountry     CallthroughReason = "COUNTRY"      // the rule does not allow that country
	CallthroughUnavailable CallthroughReason = "UNAVAILABLE"  // it could not be decided, so the answer is no
	CallthroughUserGone    CallthroughReason = "USER_DELETED" // the rule has outlived its user by a moment
)

// DestinationKind tells what a dialled number is.
type DestinationKind int

// Kinds of destinations.
const (
	DestinationMissing   DestinationKind = iota // not dialled yet
	DestinationUnknown                          // no number at all
	DestinationInternal                         // of the numbering plan
	DestinationWorld                            // outside, with a country
	DestinationEmergency                        // an emergency service
)

// Destination is a dialled number, understood.
type Destination struct {
	Kind    DestinationKind
	Number  PhoneNumber // internal, or E.164
	Country string      // of DestinationWorld; ISO 3166, or "001" for numbers of no country
}

// CallthroughPIN says what is known of the caller's PIN.
type CallthroughPIN int

// What is known of a PIN.
const (
	PINMissing CallthroughPIN = iota
	PINRight
	PINWrong
)

// CallthroughQuestion is all that a decision about a call depends on, besides the rule.
type CallthroughQuestion struct {
	Now         time.Time
	Calls       int  // of the rule, under way
	Announced   bool // the user, logged in, has said a moment ago that this call would come
	PIN         CallthroughPIN
	Destination Destination
}

// CallthroughDecision is what to do with a call.
type CallthroughDecision struct {
	Step        CallthroughStep
	Reason      CallthroughReason // of REFUSE
	Destination Destination       // of ADMIT
	Limit       time.Duration     // of ADMIT: the call ends then
}

// Decide says what happens next to a call. It fails closed: what no rule allows is refused. That a caller's number is
// the right one proves nothing, since anybody can forge it: there must be a PIN or an announcement.
func (r *CallthroughRule) Decide(q CallthroughQuestion) CallthroughDecision {
	if reason := r.Closed(q.Now); reason != "" {
		return refuseCallthrough(reason)
	}
	if q.Calls >= r.MaxCalls {
		return refuseCallthrough(CallthroughTooMany)
	}
	switch {
	case q.Announced || q.PIN == PINRight && r.HasPIN:
		return r.decideDestination(q.Destination)
	case !r.HasPIN:
		return refuseCallthrough(CallthroughNoPIN)
	case q.PIN == PINWrong:
		return refuseCallthrough(CallthroughWrongPIN)
	}
	return CallthroughDecision{Step: CallthroughAskPIN}
}

// Closed says why the rule lets nobody through at a time, whoever calls and whatever is dialled; empty where it may.
func (r *CallthroughRule) Closed(now time.Time) CallthroughReason {
	switch {
	case r == nil:
		return CallthroughNoRule
	case !r.Enabled:
		return CallthroughDisabled
	case !r.ValidUntil.IsZero() && !now.Before(r.ValidUntil):
		return CallthroughExpired
	case now.Before(r.LockedUntil):
		return CallthroughLocked
	}
	return ""
}

func (r *CallthroughRule) decideDestination(d Destination) CallthroughDecision {
	switch {
	case d.Kind == DestinationMissing:
		return CallthroughDecision{Step: CallthroughAskDestination}
	case d.Kind == DestinationEmergency:
		return refuseCallthrough(CallthroughEmergency)
	case d.Kind == DestinationUnknown:
		return refuseCallthrough(CallthroughBadNumber)
	case d.Kind == DestinationWorld && !slices.Contains(r.Countries, d.Country):
		return refuseCallthrough(CallthroughCountry)
	}
	return CallthroughDecision{Step: CallthroughAdmit, Destination: d, Limit: time.Duration(r.MaxMinutes) * time.Minute}
}

func refuseCallthrough(reason CallthroughReason) CallthroughDecision {
	return CallthroughDecision{Step: CallthroughRefuse, Reason: reason}
}
