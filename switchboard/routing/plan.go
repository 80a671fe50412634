// Package routing decides whom a call reaches. It is a pure function from facts to a plan: everything it needs is
// in its argument, it asks nobody and keeps nothing, so each rule of it is a line in a table of a test.
//
// It must not know how a telephone is reached, nor where users are kept.
package routing

import (
	"fmt"
	"strings"
	"time"

	"graphpbx/models"
)

// RingTime is how long a user's telephones ring where nothing else is said. It is shorter than the time after which
// telephones and trunks give up by themselves (60 s and more), so that the switchboard decides what happens next.
const RingTime = 45 * time.Second

// Directory finds users. It must not change while a plan is made.
type Directory interface {
	// ByUsername finds a user by name, without regard to case.
	ByUsername(name string) (models.Account, bool)
	// ByNumber finds a user by internal number.
	ByNumber(number models.PhoneNumber) (models.Account, bool)
	// Service finds what a number is kept for.
	Service(number models.PhoneNumber) (models.ServiceNumber, bool)
}

// Facts is all that a plan depends on.
type Facts struct {
	Question  models.CallQuestion
	Directory Directory
	RingTime  time.Duration // 0 for RingTime
}

// Plan decides whom a call reaches, or why nobody. A number is looked up before a name, because a telephone with
// nothing but keys can dial no other way; a reserved number comes before both.
func Plan(f Facts) models.CallPlan {
	dialled := f.Question.Dialled
	if service, reserved := f.Directory.Service(models.PhoneNumber(digits(dialled))); reserved {
		return serve(dialled, service)
	}
	to, found := f.find(dialled)
	switch {
	case !found:
		return refuse(dialled, 404, models.EndNotFound, "nobody has the number "+printable(dialled))
	case to.UserID == f.Question.From.UserID:
		return refuse(dialled, 486, models.EndBusy, printable(dialled)+" is your own number")
	}
	return ring(to, f.ringTime())
}

// serve plans a call to a service. One that is switched off, or has no voice yet, says so.
func serve(dialled string, service models.ServiceNumber) models.CallPlan {
	switch {
	case !service.Available():
		return refuse(dialled, 404, models.EndNotFound, fmt.Sprintf("%s: not available yet", service))
	case !service.Enabled:
		return refuse(dialled, 403, models.EndRefused, fmt.Sprintf("%s: switched off", service))
	}
	return models.CallPlan{To: models.Party{Number: service.Number, DisplayName: "Echo test"}, Service: service.Kind}
}

func (f Facts) find(dialled string) (models.Account, bool) {
	if to, found := f.Directory.ByNumber(models.PhoneNumber(dialled)); found {
		return to, true
	}
	if to, found := f.Directory.ByUsername(dialled); found {
		return to, true
	}
	if number := digits(dialled); number != "" {
		return f.Directory.ByNumber(models.PhoneNumber(number))
	}
	return models.Account{}, false
}

func (f Facts) ringTime() time.Duration {
	if f.RingTime > 0 {
		return f.RingTime
	}
	return RingTime
}

func ring(to models.Account, long time.Duration) models.CallPlan {
	return models.CallPlan{
		To:    models.Party{Number: Number(to), DisplayName: to.DisplayName, UserID: to.UserID},
		Steps: []models.RingStep{{Users: []models.Account{to}, For: long}},
	}
}

// Number returns how a user is shown to whom it calls or who calls it: by internal number where there is one, else by
// username, which can be dialled as well.
func Number(a models.Account) models.PhoneNumber {
	if a.Extension != "" {
		return a.Extension
	}
	return models.PhoneNumber(a.Username)
}

func refuse(dialled string, status int, cause models.EndCause, reason string) models.CallPlan {
	return models.CallPlan{
		To:     models.Party{Number: models.PhoneNumber(printable(dialled))},
		Refuse: &models.Refusal{Status: status, Reason: reason, Cause: cause},
	}
}

// digits returns a number as people write it without what only serves the eye (RFC 3966 section 5.1.1), or "" where
// the text is no number.
func digits(dialled string) string {
	number := strings.NewReplacer(" ", "", "-", "", ".", "", "(", "", ")", "").Replace(dialled)
	if strings.Trim(strings.TrimPrefix(number, "+"), "0123456789*#") != "" {
		return ""
	}
	return number
}

// maxPrintable bounds how much of what was dialled is repeated to the caller.
const maxPrintable = models.MaxUsername

// printable returns what was dialled in a form that may stand in a reason phrase: telephones send whatever they like.
func printable(dialled string) string {
	safe := strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' || strings.ContainsRune(`"<>\`, r) {
			return '?'
		}
		return r
	}, dialled)
	if len(safe) > maxPrintable {
		return safe[:maxPrintable] + "..."
	}
	return safe
}
