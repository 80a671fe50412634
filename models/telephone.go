package models

import (
	"net/netip"
	"time"
)

// TelephoneState is the one word for what the terminals of a user amount to.
type TelephoneState string

// States of a telephone.
const (
	TelephoneOffline TelephoneState = "OFFLINE" // no valid registration
	TelephoneFree    TelephoneState = "FREE"
	TelephoneBusy    TelephoneState = "BUSY" // any terminal takes part in a call
)

// TelephoneActivity is the finer state behind the word, for lamps and clients.
type TelephoneActivity string

// Activities of a telephone or terminal, quietest first.
const (
	ActivityIdle      TelephoneActivity = "IDLE"
	ActivityRinging   TelephoneActivity = "RINGING"
	ActivityDialling  TelephoneActivity = "DIALLING"
	ActivityHeld      TelephoneActivity = "HELD"
	ActivityConnected TelephoneActivity = "CONNECTED"
)

// Telephone sums up the terminals of one user.
type Telephone struct {
	ID        string
	UserID    string
	State     TelephoneState
	Activity  TelephoneActivity
	Since     time.Time // when State or Activity last changed
	Terminals []Terminal

	Warnings     []Warning // what is to be looked after now
	PastWarnings []Warning // those that are over, newest first, at most MaxPastWarnings since the start
}

// Terminal is one registered device as people see it.
type Terminal struct {
	ID           string
	UserID       string
	Name         string // what people call it; empty where they do not
	Contact      string
	Address      netip.AddrPort // where it is reached
	Transport    Transport
	UserAgent    string
	RegisteredAt time.Time
	ExpiresAt    time.Time
	Reachable    bool
	Rings        bool   // it is in the ringing set
	Displaced    string // why it is not; empty where it rings
	Activity     TelephoneActivity
	LastProbe    *Probe
}
