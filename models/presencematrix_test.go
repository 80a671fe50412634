package models

import (
	"strings"
	"testing"
)

// The whole table, as people read it. A star sends the call away only where there is somewhere to send it.
const wholeTable = `
COLLEAGUE_DIRECT | RING  | RING     | AWAY* | RING | RING     | AWAY
OUTSIDE_DIRECT   | RING  | RING     | AWAY* | RING | AWAY     | AWAY
OUTSIDE_GROUP    | RING  | RING     | SKIP  | SKIP | SKIP     | SKIP
COLLEAGUE_GROUP  | RING  | RING     | SKIP  | SKIP | RING     | SKIP
OUTSIDE_QUEUE    | OFFER | OVERFLOW | SKIP  | SKIP | SKIP     | SKIP
COLLEAGUE_QUEUE  | OFFER | OVERFLOW | SKIP  | SKIP | OVERFLOW | SKIP
RETURN           | RING  | RING     | RING  | RING | RING     | RING`

var columns = []PresenceState{"TELEPHONE_SERVICE", "AVAILABLE", "BE_RIGHT_BACK", "DIRECT_NUMBER_ONLY", "INTERNAL_ONLY", "UNAVAILABLE"}

func TestTheWholeTable(t *testing.T) {
	m := DefaultPresenceMatrix()
	cells := 0
	for _, line := range strings.Split(strings.TrimSpace(wholeTable), "\n") {
		row := strings.Split(line, "|")
		class := CallClass(strings.TrimSpace(row[0]))
		for i, state := range columns {
			want := strings.TrimSpace(row[i+1])
			without, starred := strings.CutSuffix(want, "*")
			with := without
			if starred {
				without = "RING"
			}
			if got := m.Treat(class, state, true); got != Treatment(with) {
				t.Errorf("%s, %s with a target: %s, want %s", class, state, got, with)
			}
			if got := m.Treat(class, state, false); got != Treatment(without) {
				t.Errorf("%s, %s without a target: %s, want %s", class, state, got, without)
			}
			cells++
		}
		if got, want := m.Treat(class, PresenceOffline, true), m.Treat(class, PresenceAvailable, true); got != want {
			t.Errorf("%s: %s for a word that cannot be set, want %s", class, got, want)
		}
	}
	if rules := m.Rules(); len(rules) != cells || cells != callClasses*len(PresenceStates()) {
		t.Errorf("%d cells tested, %d in the table", cells, len(rules))
	}
}

func TestRulesCanBeChanged(t *testing.T) {
	m, fault := DefaultPresenceMatrix().With(ClassColleagueDirect, PresenceUnavailable, TreatRing)
	if fault != "" || m.Treat(ClassColleagueDirect, PresenceUnavailable, true) != TreatRing {
		t.Error(fault, m)
	}
	if m.Treat(ClassOutsideDirect, PresenceUnavailable, true) != TreatAway || DefaultPresenceMatrix() == m {
		t.Error("another cell has changed, or the table as it comes")
	}
	for _, rule := range m.Rules() {
		changed := rule.Class == ClassColleagueDirect && rule.State == PresenceUnavailable
		if (rule.Treatment != rule.Usual) != changed {
			t.Errorf("%+v", rule)
		}
		if _, fault := m.With(rule.Class, rule.State, rule.Usual); fault != "" {
			t.Errorf("%+v cannot be set back: it %s", rule, fault)
		}
	}
	for _, bad := range []PresenceRule{
		{Class: "NOBODY", State: PresenceAvailable, Treatment: TreatRing},
		{Class: ClassReturn, State: PresenceOffline, Treatment: TreatRing},
		{Class: ClassReturn, State: PresenceAvailable, Treatment: TreatAway},
		{Class: ClassOutsideGroup, State: PresenceAvailable, Treatment: TreatOffer},
		{Class: ClassOutsideQueue, State: PresenceAvailable, Treatment: "LOSE"},
	} {
		if after, fault := m.With(bad.Class, bad.State, bad.Treatment); fault == "" || after != m {
			t.Errorf("%+v was taken", bad)
		}
	}
}
