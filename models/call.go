package models

import "time"

// CallState is where a call stands as a whole.
type CallState string

// States of a call. Each call ends exactly once.
const (
	CallDialling  CallState = "DIALLING" // under way, nothing rings yet
	CallRinging   CallState = "RINGING"
	CallConnected CallState = "CONNECTED"
	CallHeld      CallState = "HELD" // one side has put the other on hold
	CallEnded     CallState = "ENDED"
)

// CallDirection tells inside from outside.
type CallDirection string

// Directions of a call.
const (
	DirectionInternal CallDirection = "INTERNAL"
	DirectionInbound  CallDirection = "INBOUND"
	DirectionOutbound CallDirection = "OUTBOUND"
)

// EndCause says why a call ended.
type EndCause string

// Causes of an end.
const (
	EndCallerHungUp  EndCause = "CALLER_HUNG_UP" // after the answer
	EndCalleeHungUp  EndCause = "CALLEE_HUNG_UP"
	EndCancelled     EndCause = "CANCELLED" // the caller gave up before the answer
	EndBusy          EndCause = "BUSY"
	EndNoAnswer      EndCause = "NO_ANSWER"
	EndDeclined      EndCause = "DECLINED"
	EndOffline       EndCause = "OFFLINE"     // nothing registered that could ring
	EndNotFound      EndCause = "NOT_FOUND"   // nobody has the number
	EndRefused       EndCause = "REFUSED"     // not allowed, or no codec in common
	EndUnreachable   EndCause = "UNREACHABLE" // the telephone did not answer the signalling
	EndMediaLost     EndCause = "MEDIA_LOST"  // no sound from one side for too long
	EndByAdmin       EndCause = "ENDED_BY_API"
	EndInterrupted   EndCause = "INTERRUPTED" // the switchboard stopped
	EndInternalError EndCause = "INTERNAL_ERROR"
	EndAway          EndCause = "AWAY"        // the presence of the called party keeps such calls away
	EndNoLine        EndCause = "NO_LINE"     // it was to go outside, and no line leads there
	EndCarriedOut    EndCause = "CARRIED_OUT" // a star code, which was carried out
)

// Party is one side of a call.
type Party struct {
	Number      PhoneNumber // as dialled or shown
	DisplayName string
	UserID      string // empty for a party outside
}

// CallLeg is the part one terminal takes in a call.
type CallLeg struct {
	UserID     string
	TerminalID string // empty where the device is not a registered one
	Activity   TelephoneActivity
}

// Call is a call in progress, or one that has just ended. The value carries the whole state.
type Call struct {
	ID         string
	State      CallState
	Direction  CallDirection
	From       Party
	To         Party
	Legs       []CallLeg // the terminals that take part now; empty once ended
	StartedAt  time.Time
	AnsweredAt time.Time // zero before the answer
	EndedAt    time.Time // zero before the end
	Cause      EndCause  // empty before the end
	Sounded    bool      // told with the end: every telephone of the call was heard, and was sent sound
}

// CallRecord is what remains of a call.
type CallRecord struct {
	ID         string // the id of the call
	Direction  CallDirection
	From       Party
	To         Party
	TerminalID string // the terminal that answered; empty where none did
	StartedAt  time.Time
	AnsweredAt time.Time // zero where nobody answered
	EndedAt    time.Time
	Cause      EndCause
}

// CallQuestion is what the engine asks before a call may go anywhere.
type CallQuestion struct {
	CallID  string
	From    Account // the authenticated caller
	Dialled string  // user part of the request URI, as dialled
}

// CallPlan is the answer: whom to ring and for how long, or why not.
type CallPlan struct {
	To     Party      // whom the caller means, as known to the switchboard
	ToName string     // how the caller knows whom it calls, where that is not To's name
	Steps  []RingStep // tried one after the other until somebody answers
	Refuse *Refusal   // set where the call goes nowhere

	// Service is set where the switchboard itself answers, instead of a telephone. The engine has a voice for
	// ServiceEchoTest alone.
	Service ServiceKind
}

// RingStep rings all its users at once.
type RingStep struct {
	Users []Account
	For   time.Duration

	CallerNames map[string]string // by user id: how a user knows the caller, where that is not the caller's own name
}

// Refusal is a call turned away.
type Refusal struct {
	Status int    // SIP status code, 400 to 699
	Reason string // reason phrase, which many telephones show
	Cause  EndCause
}
