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
	RingTime  time.Duration                       // 0 for RingTime
	At        time.Time                           // when the call is made
	Presence  func(userID string) models.Presence // nil: everybody is available; it must not change meanwhile
	Rules     models.PresenceMatrix               // zero for models.DefaultPresenceMatrix
}

// Plan decides whom a call reaches, or why nobody.
func Plan(f Facts) models.CallPlan { return Decide(f, false).Plan }

// Decide decides whom a call reaches, or why nobody. A number is looked up before a name, because a telephone with
// nothing but keys can dial no other way; a reserved number and a star code come before both.
func Decide(f Facts, explained bool) Decision {
	w := way{facts: f, explained: explained}
	w.decide()
	return w.decision
}

func (w *way) decide() {
	f, dialled := &w.facts, w.facts.Question.Dialled
	number := models.PhoneNumber(digits(dialled))
	if service, reserved := f.Directory.Service(number); reserved {
		w.serve(service)
		return
	}
	if state, is := models.PresenceCode(number); is {
		w.decision.SetPresence = state
		w.refuse(StepStarCode, starCodeStatus, models.EndCarriedOut, fmt.Sprintf("%s: presence %s", number, state.Words()))
		return
	}
	to, found := f.find(dialled)
	switch {
	case !found:
		w.refuse(StepNumber, 404, models.EndNotFound, "nobody has the number "+printable(dialled))
	case to.UserID == f.Question.From.UserID:
		w.refuse(StepNumber, 486, models.EndBusy, printable(dialled)+" is your own number")
	default:
		w.step(StepNumber, to.UserID, func() string { return fmt.Sprintf("%s is the number of %s", printable(dialled), to.DisplayName) })
		w.colleague(to)
	}
}

// starCodeStatus answers a star code that was carried out. No announcement tells the caller yet, and a call that is answered
// and ended in silence would leave open what came of it. So the answer is a refusal whose reason phrase says it: 480 is
// the one that telephones show as it is, and that makes none of them try elsewhere (as 5xx does), ask for a password
// (401, 407) or note that somebody declined (6xx). A star code that is not carried out gets 403.
const starCodeStatus = 480

// colleague decides a call of a colleague to the own number of a user.
func (w *way) colleague(to models.Account) {
	const class = models.ClassColleagueDirect
	state := w.facts.presence(to.UserID)
	treatment := w.facts.rules().Treat(class, state, false) // there are no not-available targets yet
	w.step(StepPresence, to.UserID, func() string {
		return fmt.Sprintf("%s %s: a colleague's call to the own number is treated as %s", to.DisplayName, state.Words(), treatment)
	})
	if treatment == models.TreatAway {
		w.refuse(StepResult, 480, models.EndAway, printable(string(Number(to)))+" "+state.Words())
		w.decision.Plan.To = PartyOf(to)
		return
	}
	w.decision.Plan = ring(to, w.facts.ringTime())
	w.step(StepResult, to.UserID, func() string { return fmt.Sprintf("%s rings for %s", to.DisplayName, w.facts.ringTime()) })
}

// presence returns what calls for the user go by.
func (f *Facts) presence(userID string) models.PresenceState {
	if f.Presence == nil {
		return models.DefaultPresence
	}
	p := f.Presence(userID)
	return p.Routing(f.At)
}

func (f *Facts) rules() models.PresenceMatrix {
	if f.Rules == (models.PresenceMatrix{}) {
		return models.DefaultPresenceMatrix()
	}
	return f.Rules
}

// serve plans a call to a service. One that is switched off, or has no voice yet, says so.
func (w *way) serve(service models.ServiceNumber) {
	switch {
	case service.Kind == models.ServiceEmergency:
		w.refuse(StepNumber, 404, models.EndNoLine, fmt.Sprintf("%s, and no line leads outside: dial it from a mobile", service))
		return
	case !service.Available():
		w.refuse(StepNumber, 404, models.EndNotFound, fmt.Sprintf("%s: not available yet", service))
		return
	case !service.Enabled:
		w.refuse(StepNumber, 403, models.EndRefused, fmt.Sprintf("%s: switched off", service))
		return
	}
	w.decision.Plan = models.CallPlan{To: models.Party{Number: service.Number, DisplayName: "Echo test"}, Service: service.Kind}
	w.step(StepNumber, "", func() string { return service.String() + ": the switchboard answers itself" })
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
	return models.CallPlan{To: PartyOf(to), Steps: []models.RingStep{{Users: []models.Account{to}, For: long}}}
}

// PartyOf returns how a user is seen in calls.
func PartyOf(to models.Account) models.Party {
	return models.Party{Number: Number(to), DisplayName: to.DisplayName, UserID: to.UserID}
}

// Number returns how a user is shown to whom it calls or who calls it: by internal number where there is one, else by
// username, which can be dialled as well.
func Number(a models.Account) models.PhoneNumber {
	if a.Extension != "" {
		return a.Extension
	}
	return models.PhoneNumber(a.Username)
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
