package routing

import (
	"fmt"

	"graphpbx/models"
)

// Devices tells which devices of a user ring for a call that reaches the user, and what the caller is told where none
// does. The engine decides the same way in the moment of the call, when it knows each connection.
func Devices(a models.Account, t models.Telephone) (rings []models.Terminal, refusal *models.Refusal, steps []Step) {
	say := func(format string, values ...any) {
		steps = append(steps, Step{StepDevice, a.UserID, fmt.Sprintf(format, values...)})
	}
	switch {
	case len(t.Terminals) == 0:
		say("no telephone of %s is registered", a.DisplayName)
		return nil, &models.Refusal{Status: 480, Reason: "Not Registered", Cause: models.EndOffline}, steps
	case a.BusyInCall && t.State == models.TelephoneBusy:
		say("%s is in a call, and wants no second one meanwhile", a.DisplayName)
		return nil, &models.Refusal{Status: 486, Reason: "Busy Here", Cause: models.EndBusy}, steps
	case a.BusyRinging && t.Activity == models.ActivityRinging:
		say("the telephone of %s rings already, and no second call is wanted meanwhile", a.DisplayName)
		return nil, &models.Refusal{Status: 486, Reason: "Busy Here", Cause: models.EndBusy}, steps
	}
	for _, terminal := range t.Terminals {
		switch {
		case !terminal.Rings:
			say("%s does not ring: %s", device(terminal), terminal.Displaced)
		case terminal.Reachable:
			say("%s rings", device(terminal))
			rings = append(rings, terminal)
		default:
			say("%s is tried, although it has not answered lately", device(terminal))
			rings = append(rings, terminal)
		}
	}
	return rings, nil, steps
}

// device is how people know a terminal.
func device(t models.Terminal) string {
	name := t.UserAgent
	if name == "" {
		name = t.Contact
	}
	return fmt.Sprintf("%s (%s)", name, t.Address)
}
