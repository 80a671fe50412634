package models

import "fmt"

// CallClass is what kind of call it is, as far as presence is concerned.
type CallClass string

// Classes of calls.
const (
	ClassColleagueDirect CallClass = "COLLEAGUE_DIRECT" // colleague -> own number
	ClassOutsideDirect   CallClass = "OUTSIDE_DIRECT"   // outside -> own direct number
	ClassOutsideGroup    CallClass = "OUTSIDE_GROUP"    // outside -> group or main number
	ClassColleagueGroup  CallClass = "COLLEAGUE_GROUP"
	ClassOutsideQueue    CallClass = "OUTSIDE_QUEUE"   // attendants' queue of the switchboard, from outside
	ClassColleagueQueue  CallClass = "COLLEAGUE_QUEUE" // the same, for a colleague
	ClassReturn          CallClass = "RETURN"          // a call that the user parked or transferred comes back
)

// Treatment is what presence does to a call.
type Treatment string

// Treatments.
const (
	TreatRing         Treatment = "RING"
	TreatAway         Treatment = "AWAY"           // straight to the not-available target, else refused with 480
	TreatAwayIfTarget Treatment = "AWAY_IF_TARGET" // the same, but rings where there is no target
	TreatSkip         Treatment = "SKIP"           // the group or queue passes the user over
	TreatOffer        Treatment = "OFFER"          // the queue offers the call
	TreatOverflow     Treatment = "OVERFLOW"       // the queue offers it once nobody else is left
)

const callClasses = 7

// classRow is a row of the table: what it starts with, and what may be chosen in its place.
type classRow struct {
	class   CallClass
	usual   [settablePresenceStates]Treatment // in the order of presenceWords
	allowed []Treatment
}

// matrixRows is the table as it comes. A call that comes back must not be sent away where nobody takes it, since its
// caller has been talking to us already.
var matrixRows = [callClasses]classRow{
	{ClassColleagueDirect, [...]Treatment{TreatRing, TreatRing, TreatAwayIfTarget, TreatRing, TreatRing, TreatAway},
		[]Treatment{TreatRing, TreatAway, TreatAwayIfTarget}},
	{ClassOutsideDirect, [...]Treatment{TreatRing, TreatRing, TreatAwayIfTarget, TreatRing, TreatAway, TreatAway},
		[]Treatment{TreatRing, TreatAway, TreatAwayIfTarget}},
	{ClassOutsideGroup, [...]Treatment{TreatRing, TreatRing, TreatSkip, TreatSkip, TreatSkip, TreatSkip},
		[]Treatment{TreatRing, TreatSkip}},
	{ClassColleagueGroup, [...]Treatment{TreatRing, TreatRing, TreatSkip, TreatSkip, TreatRing, TreatSkip},
		[]Treatment{TreatRing, TreatSkip}},
	{ClassOutsideQueue, [...]Treatment{TreatOffer, TreatOverflow, TreatSkip, TreatSkip, TreatSkip, TreatSkip},
		[]Treatment{TreatOffer, TreatOverflow, TreatSkip}},
	{ClassColleagueQueue, [...]Treatment{TreatOffer, TreatOverflow, TreatSkip, TreatSkip, TreatOverflow, TreatSkip},
		[]Treatment{TreatOffer, TreatOverflow, TreatSkip}},
	{ClassReturn, [...]Treatment{TreatRing, TreatRing, TreatRing, TreatRing, TreatRing, TreatRing},
		[]Treatment{TreatRing, TreatAwayIfTarget}},
}

// PresenceMatrix says what presence does to calls: a row for each class of calls, a column for each state that can be
// set. The zero value is no table; begin with DefaultPresenceMatrix.
type PresenceMatrix [callClasses][settablePresenceStates]Treatment

// PresenceRule is one cell of the table.
type PresenceRule struct {
	Class     CallClass
	State     PresenceState
	Treatment Treatment
	Usual     Treatment // what the cell says where nobody has changed it
}

// DefaultPresenceMatrix returns the table as it comes.
func DefaultPresenceMatrix() PresenceMatrix {
	var m PresenceMatrix
	for row := range matrixRows {
		m[row] = matrixRows[row].usual
	}
	return m
}

func rowOf(class CallClass) (int, bool) {
	for row := range matrixRows {
		if matrixRows[row].class == class {
			return row, true
		}
	}
	return 0, false
}

// Rules returns all cells, row by row.
func (m PresenceMatrix) Rules() []PresenceRule {
	rules := make([]PresenceRule, 0, callClasses*settablePresenceStates)
	for row := range matrixRows {
		for column, state := range PresenceStates() {
			rules = append(rules, PresenceRule{matrixRows[row].class, state, m[row][column], matrixRows[row].usual[column]})
		}
	}
	return rules
}

// With returns the table with one cell changed, or what is wrong with that as the end of a sentence that begins with
// "this rule"; empty where nothing is.
func (m PresenceMatrix) With(class CallClass, state PresenceState, treatment Treatment) (PresenceMatrix, string) {
	row, known := rowOf(class)
	if !known {
		return m, fmt.Sprintf("names the kind of call %q, which there is not", class)
	}
	column, known := state.column()
	if !known {
		return m, fmt.Sprintf("names the presence %q: choose one that can be set", state)
	}
	for _, allowed := range matrixRows[row].allowed {
		if allowed == treatment {
			m[row][column] = treatment
			return m, ""
		}
	}
	return m, fmt.Sprintf("cannot be %s for this kind of call: choose one of %v", treatment, matrixRows[row].allowed)
}

// Treat decides what happens to a call for a user whose calls go by the state: TreatRing, TreatAway, TreatSkip,
// TreatOffer or TreatOverflow. The target is where the user's calls go while the user is away. A state that cannot be
// set counts as the default, so that no call is lost to an unknown word.
func (m PresenceMatrix) Treat(class CallClass, state PresenceState, target bool) Treatment {
	row, known := rowOf(class)
	if !known {
		return TreatRing
	}
	column, known := state.column()
	if !known {
		column, _ = DefaultPresence.column()
	}
	switch treatment := m[row][column]; {
	case treatment == TreatAwayIfTarget && target:
		return TreatAway
	case treatment == TreatAwayIfTarget:
		return TreatRing
	default:
		return treatment
	}
}
