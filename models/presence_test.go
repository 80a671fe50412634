package models

import (
	"strings"
	"testing"
	"time"
)

func TestRoutingGoesByWhatWasSet(t *testing.T) {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for _, test := range []struct {
		presence Presence
		want     PresenceState
	}{
		{Presence{State: PresenceAvailable, Chosen: PresenceAvailable}, PresenceAvailable},
		{Presence{State: PresenceOffline, Chosen: PresenceUnavailable}, PresenceUnavailable},
		{Presence{State: PresenceOffline, Chosen: PresenceInternalOnly}, PresenceInternalOnly},
		{Presence{State: PresenceOffline, Chosen: PresenceTelephoneService}, PresenceAvailable},
		{Presence{State: PresenceTelephoneService, Chosen: PresenceTelephoneService}, PresenceTelephoneService},
		{Presence{Chosen: PresenceBeRightBack, ReturnsAt: now.Add(time.Second)}, PresenceBeRightBack},
		{Presence{Chosen: PresenceBeRightBack, ReturnsAt: now}, PresenceAvailable},
		{Presence{}, PresenceAvailable},
		{Presence{Chosen: PresenceOffline}, PresenceAvailable},
	} {
		if got := test.presence.Routing(now); got != test.want {
			t.Errorf("%+v: %s, want %s", test.presence, got, test.want)
		}
	}
}

func TestEveryStateHasWordsAndAStarCode(t *testing.T) {
	seen := map[string]PresenceState{}
	for _, state := range append(PresenceStates(), PresenceOffline) {
		if other, twice := seen[state.Words()]; twice || strings.Contains(state.Words(), "known") {
			t.Errorf("%s and %s: %q", state, other, state.Words())
		}
		seen[state.Words()] = state
		code := state.StarCode()
		if back, known := PresenceCode(code); state.Settable() != known || known && back != state {
			t.Errorf("%s has the star code %q, which sets %q", state, code, back)
		}
	}
	for _, code := range []PhoneNumber{"", "30", "*3", "*300", "*36", "#30"} {
		if state, known := PresenceCode(code); known {
			t.Errorf("%q sets %s", code, state)
		}
	}
}
