package switchboard

import (
	"slices"
	"time"

	"graphpbx/models"
)

// loudness orders activities, so that the telephone shows the liveliest of its terminals.
var loudness = map[models.TelephoneActivity]int{
	models.ActivityIdle: 0, models.ActivityRinging: 1, models.ActivityDialling: 2, models.ActivityHeld: 3, models.ActivityConnected: 4,
}

func louder(a, b models.TelephoneActivity) models.TelephoneActivity {
	if loudness[b] > loudness[a] {
		return b
	}
	return a
}

// sum draws the conclusion from the facts: the telephone as people see it.
func (t *telephone) sum(now time.Time) models.Telephone {
	sum := models.Telephone{
		ID: models.TelephoneID(t.userID), UserID: t.userID,
		State: models.TelephoneOffline, Activity: models.ActivityIdle, Since: t.now.Since,
		Terminals: t.terminals(now),
	}
	if len(sum.Terminals) > 0 {
		sum.Activity = t.activity("")
		sum.State = stateOf(sum.Activity)
	}
	t.warn(&sum, now)
	if sum.State != t.now.State || sum.Activity != t.now.Activity {
		sum.Since = now
	}
	return sum
}

// stateOf: a telephone that merely rings can still be called, so it is free.
func stateOf(a models.TelephoneActivity) models.TelephoneState {
	if loudness[a] > loudness[models.ActivityRinging] {
		return models.TelephoneBusy
	}
	return models.TelephoneFree
}

// activity returns the liveliest activity among the legs of a terminal, or of all devices of the user where
// terminalID is empty (also such as call without being registered).
func (t *telephone) activity(terminalID string) models.TelephoneActivity {
	liveliest := models.ActivityIdle
	for _, legs := range t.legs {
		for _, leg := range legs {
			if terminalID == "" || leg.TerminalID == terminalID {
				liveliest = louder(liveliest, leg.Activity)
			}
		}
	}
	return liveliest
}

// differ reports whether anybody could see that a telephone has changed. An expiry that moves on with each refresh is
// no change, and the last probe is one only where its colour changes: each probe is told in its own stream.
func (ts *telephones) differ(a, b *models.Telephone) bool {
	if a.State != b.State || a.Activity != b.Activity || len(a.Terminals) != len(b.Terminals) {
		return true
	}
	same := func(x, y models.Warning) bool { return x.Same(&y) }
	if !slices.EqualFunc(a.Warnings, b.Warnings, same) || !slices.EqualFunc(a.PastWarnings, b.PastWarnings, same) {
		return true
	}
	for i := range a.Terminals {
		x, y := a.Terminals[i], b.Terminals[i]
		if ts.colour(x.LastProbe) != ts.colour(y.LastProbe) {
			return true
		}
		if !x.RegisteredAt.Equal(y.RegisteredAt) {
			return true
		}
		x.RegisteredAt, x.ExpiresAt, x.LastProbe = y.RegisteredAt, y.ExpiresAt, y.LastProbe
		if x != y {
			return true
		}
	}
	return false
}

func (ts *telephones) colour(p *models.Probe) models.Health {
	if p == nil {
		return models.HealthUnknown
	}
	return p.Health(ts.thresholds)
}
