package durability

import (
	"testing"

	"graphpbx/testrig"
)

// What users have set outlives even a kill; the history of it ends with the process.
func TestPresenceAfterAKill(t *testing.T) {
	p := testrig.StartProcess(t, "")
	type answer struct {
		User struct {
			ID, Presence, PresenceChosen string
			PresenceHistory              struct{ Nodes []struct{ To string } }
		}
	}
	ask := func() (a answer) {
		p.Admin().Must(t, `{ user(username: "admin") { id presence presenceChosen presenceHistory { nodes { to } } } }`, nil, &a)
		return a
	}
	p.Admin().Must(t, `mutation { presenceSet(presence: INTERNAL_ONLY) { errors { message } } }`, nil, nil)
	if a := ask(); a.User.PresenceChosen != "INTERNAL_ONLY" || len(a.User.PresenceHistory.Nodes) != 1 || a.User.PresenceHistory.Nodes[0].To != "INTERNAL_ONLY" {
		t.Errorf("%+v", a)
	}
	p.Kill()
	p.Start()
	if a := ask(); a.User.PresenceChosen != "INTERNAL_ONLY" || a.User.Presence != "OFFLINE" || len(a.User.PresenceHistory.Nodes) != 0 {
		t.Errorf("after the kill %+v", a)
	}
}
