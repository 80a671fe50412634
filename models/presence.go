package models

import "time"

// PresenceState is what a user lets others know about being there, and what calls to the user go by.
type PresenceState string

// States of presence. All but PresenceOffline are set by somebody.
const (
	PresenceTelephoneService PresenceState = "TELEPHONE_SERVICE" // takes calls of the switchboard's queue
	PresenceAvailable        PresenceState = "AVAILABLE"
	PresenceBeRightBack      PresenceState = "BE_RIGHT_BACK" // becomes available by itself
	PresenceDirectNumberOnly PresenceState = "DIRECT_NUMBER_ONLY"
	PresenceInternalOnly     PresenceState = "INTERNAL_ONLY"
	PresenceUnavailable      PresenceState = "UNAVAILABLE"
	PresenceOffline          PresenceState = "OFFLINE" // derived: no CTI client is connected

	DefaultPresence = PresenceAvailable
)

// How many states there are, and how many of them can be set.
const (
	presenceStates         = 7
	settablePresenceStates = presenceStates - 1
)

// Times and bounds of presence.
const (
	DefaultBeRightBack = 15 * time.Minute // after which PresenceBeRightBack ends by itself
	PresenceGrace      = 10 * time.Second // for a client that lost its line to come back
	MaxPresenceHistory = 100              // switchovers remembered of each user; the oldest are forgotten first
)

// presenceWords are all states with what they are called within a sentence that begins with a number or a name.
// Those that can be set come first.
var presenceWords = [presenceStates]struct {
	state PresenceState
	words string
}{
	{PresenceTelephoneService, "is on telephone service"},
	{PresenceAvailable, "is available"},
	{PresenceBeRightBack, "will be right back"},
	{PresenceDirectNumberOnly, "takes calls to the direct number only"},
	{PresenceInternalOnly, "takes internal calls only"},
	{PresenceUnavailable, "is unavailable"},
	{PresenceOffline, "is offline"},
}

// PresenceStates returns the states that can be set, in the order in which people are offered them.
func PresenceStates() []PresenceState {
	states := make([]PresenceState, settablePresenceStates)
	for i := range states {
		states[i] = presenceWords[i].state
	}
	return states
}

// Words returns the state as the end of a sentence such as "201 is unavailable". It is plain ASCII, since it stands
// in reason phrases that telephones show.
func (p PresenceState) Words() string {
	for _, known := range presenceWords {
		if known.state == p {
			return known.words
		}
	}
	return "has no known presence"
}

// Settable reports whether somebody can set the state.
func (p PresenceState) Settable() bool {
	_, found := p.column()
	return found
}

// column returns the place of a state that can be set.
func (p PresenceState) column() (int, bool) {
	for i, known := range presenceWords[:settablePresenceStates] {
		if known.state == p {
			return i, true
		}
	}
	return 0, false
}

// PresenceSource is what made a state change.
type PresenceSource string

// Sources of a change.
const (
	SourceClient     PresenceSource = "CLIENT"     // the user, by a client
	SourceTelephone  PresenceSource = "TELEPHONE"  // a key of a telephone that tells by itself, such as do not disturb
	SourceStarCode   PresenceSource = "STAR_CODE"  // dialled by telephone, also behind a function key
	SourceAdmin      PresenceSource = "ADMIN"      // an administrator, for the user
	SourceTimer      PresenceSource = "TIMER"      // its time was over
	SourceConnection PresenceSource = "CONNECTION" // a CTI client came or went
	SourceSchedule   PresenceSource = "SCHEDULE"   // a time plan
)

// Presence is what is known of a user's presence. The value carries the whole state.
type Presence struct {
	UserID    string
	State     PresenceState // what others see
	Chosen    PresenceState // what was set last and calls go by, see Routing
	Previous  PresenceState // what others saw before State; empty where nothing has changed yet
	Since     time.Time     // when State last changed
	ChosenAt  time.Time     // when Chosen was set
	ReturnsAt time.Time     // when Chosen becomes available by itself; zero for never
}

// Routing returns the state that calls go by at a time: the one that was set. That nobody is connected never silences
// a desk telephone; only the telephone service needs a client, without which its calls could not be offered.
func (p *Presence) Routing(at time.Time) PresenceState {
	switch {
	case !p.Chosen.Settable():
		return DefaultPresence
	case p.Chosen == PresenceTelephoneService && p.State == PresenceOffline:
		return PresenceAvailable
	case !p.ReturnsAt.IsZero() && !p.ReturnsAt.After(at):
		return PresenceAvailable
	}
	return p.Chosen
}

// PresenceChange is a switchover as it is remembered. While no client of the user is connected a state that is set
// stands here as it was set, although others still see the user offline.
type PresenceChange struct {
	UserID  string
	At      time.Time
	From    PresenceState
	To      PresenceState
	Source  PresenceSource
	ActorID string // user who did it; empty for timers, connections and the local administrator
}
