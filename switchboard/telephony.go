package switchboard

import (
	"context"

	"graphpbx/models"
)

// Telephony is what the switchboard commands of the SIP engine. The engine tells what came of it through the methods
// for facts, which it may do while a command still runs; so no lock is held during a command.
type Telephony interface {
	// Restore makes devices known that were registered when the switchboard last stopped.
	Restore(bindings []models.Binding)
	// Configure makes settings count from now on. What is under way keeps the times that it began with.
	Configure(settings models.TelephonySettings)
	// TakeChanges returns at most max bindings that changed or were refreshed since they were last taken, each once.
	TakeChanges(max int) []models.BindingChange
	// Unregister ends the registration of a terminal, or of all terminals of the user where terminalID is empty.
	Unregister(userID, terminalID string)
	// ProbeNow asks a terminal at once whether it answers.
	ProbeNow(terminalID string)
	// Resync tells a terminal to fetch its settings anew, and waits for it to say that it heard. The error is
	// models.Problems where the terminal does not answer, or does not want to.
	Resync(ctx context.Context, userID, terminalID string) error
	// Dial rings the telephones of the account, or the one terminal, and then calls the number for them. Meanwhile they show
	// number and name. The error is models.Problems where a person can mend it.
	Dial(from models.Account, terminalID, number, name string) (callID string, err error)
	// Hangup ends a call, and reports whether there was such a call.
	Hangup(callID string, cause models.EndCause) bool
}
