package call

import (
	"strconv"
	"strings"

	"graphpbx/models"
	"graphpbx/sip/msg"
)

// outcome is why nobody answered: the best of the final answers so far. The zero value means none.
type outcome struct {
	status  int // that the caller is told
	said    int // what a telephone said, where that is another
	reason  string
	cause   models.EndCause
	reasons []string // Reason headers of the answer
	warning string
}

// merge keeps the better of two outcomes (in the spirit of RFC 3261 section 16.7): what speaks for the person before
// what speaks for one device, and any answer before silence.
func (o *outcome) merge(other outcome) {
	if other.rank() > o.rank() {
		*o = other
	}
}

func (o outcome) rank() int {
	status := o.status
	if o.said != 0 {
		status = o.said
	}
	switch {
	case status == 0:
		return 0
	case status >= 600:
		return 9
	case status == 486:
		return 8
	case status == 488 || status == 415:
		return 7
	case status == 480 || status == 487:
		return 6
	case status == 408:
		return 5
	case status >= 400 && status < 500:
		return 4
	}
	return 3
}

// orDefault is what the caller is told where the plan rang nobody at all.
func (o outcome) orDefault() outcome {
	if o.status < 400 || o.status > 699 || o.status == 408 {
		o.status = 480
	}
	if o.cause == "" {
		o.cause = models.EndOffline
	}
	return o
}

// outcomeOf translates the refusal of a callee into what the caller may know. Challenges, redirections and faults of
// one telephone are nothing that the caller could act on.
func outcomeOf(res *msg.Response) outcome {
	o := outcome{status: res.StatusCode, said: res.StatusCode, reason: res.Reason, reasons: reasons(res)}
	switch {
	case o.status == 486 || o.status == 600:
		o.cause = models.EndBusy
	case o.status >= 603 && o.status != 604 && o.status != 606:
		o.cause = models.EndDeclined
	case o.status == 403:
		o.cause = models.EndDeclined
	case o.status == 488 || o.status == 415 || o.status == 606:
		o.cause, o.warning = models.EndRefused, warningOf(res)
	case o.status == 480 || o.status == 487:
		o.status, o.reason, o.cause = 480, "", models.EndNoAnswer
	default:
		o.status, o.reason, o.cause = 480, "", models.EndUnreachable
	}
	return o
}

// warningOf returns the Warning of a refusal, with a pseudonym for the address of the telephone that gave it
// (RFC 3261 section 20.43).
func warningOf(res *msg.Response) string {
	fields := strings.SplitN(msg.Value(res, "Warning"), " ", 3)
	if len(fields) < 3 {
		return ""
	}
	return fields[0] + " telephone " + fields[2]
}

// silence is the outcome of a telephone that did not answer the signalling at all.
func silence() outcome { return outcome{status: 408, cause: models.EndUnreachable} }

// statusOf is the answer to an INVITE whose call ended before anybody refused it.
func statusOf(cause models.EndCause) int {
	switch cause {
	case models.EndCancelled:
		return 487
	case models.EndInternalError:
		return 500
	case models.EndInterrupted:
		return 503
	}
	return 480
}

// reasonOf says an outcome as a Reason header.
func reasonOf(o outcome) string {
	reason := o.reason
	if reason == "" {
		reason = msg.ReasonPhrase(o.status)
	}
	return `SIP;cause=` + strconv.Itoa(o.status) + `;text="` + msg.Escape(reason) + `"`
}
