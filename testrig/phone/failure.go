package phone

import (
	"fmt"

	"graphpbx/models"
)

// FailureCause says why a telephone could not register.
type FailureCause int

// Causes of failure.
const (
	NobodyAnswers FailureCause = iota + 1
	WrongPassword
	Refused // Status and Reason say how
)

// Failure is why a registration did not come about, with what a person can do about it.
type Failure struct {
	Cause     FailureCause
	Server    string
	Transport models.Transport
	Username  string
	Status    int    // of the answer; 0 where none came
	Reason    string // of the answer
	Err       error  // of the network, where it said more
}

// Unwrap returns the network's error.
func (f *Failure) Unwrap() error { return f.Err }

func (f *Failure) Error() string {
	switch f.Cause {
	case NobodyAnswers:
		return fmt.Sprintf("nobody answers at %s over %s; is the switchboard running (graphpbx serve), is it listening at that address, and does a firewall let SIP through?",
			f.Server, f.Transport)
	case WrongPassword:
		return fmt.Sprintf("%s refuses user %q with this password (%d %s); check the SIP password, or give the user a new one",
			f.Server, f.Username, f.Status, f.Reason)
	}
	return fmt.Sprintf("%s refuses to register user %q: %d %s%s", f.Server, f.Username, f.Status, f.Reason, remedy(f.Status))
}

func remedy(status int) string {
	switch status {
	case 403:
		return "; the user may have too many devices, or may not register from here"
	case 404:
		return "; there is no such user"
	case 503:
		return "; the switchboard is overloaded or stopping, try again later"
	}
	return ""
}
