package switchboard

import (
	"cmp"
	"slices"
	"time"

	"graphpbx/models"
)

// terminals returns the registered devices as people see them, those that ring first. Within these the order goes by
// age, which a refresh does not change.
func (t *telephone) terminals(now time.Time) []models.Terminal {
	ringing, displaced := models.RingingSet(t.bindings, t.limit, now)
	terminals := make([]models.Terminal, 0, len(ringing)+len(displaced))
	for _, b := range ringing {
		terminals = append(terminals, t.terminal(b, ""))
	}
	for _, d := range displaced {
		terminals = append(terminals, t.terminal(d.Binding, d.Reason))
	}
	slices.SortFunc(terminals[:len(ringing)], byAge)
	slices.SortFunc(terminals[len(ringing):], byAge)
	return terminals
}

func (t *telephone) terminal(b models.Binding, displaced string) models.Terminal {
	return models.Terminal{
		ID: b.TerminalID, UserID: t.userID, Name: t.names[b.TerminalID], Contact: b.Contact, Address: b.Remote, Transport: b.Transport,
		UserAgent: b.UserAgent, RegisteredAt: b.RegisteredAt, ExpiresAt: b.ExpiresAt, Reachable: b.Reachable,
		Rings: displaced == "", Displaced: displaced, Activity: t.activity(b.TerminalID),
		LastProbe: t.probes[b.TerminalID],
	}
}

func byAge(a, b models.Terminal) int {
	return cmp.Or(a.RegisteredAt.Compare(b.RegisteredAt), cmp.Compare(a.ID, b.ID))
}
