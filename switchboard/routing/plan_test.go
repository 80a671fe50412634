package routing

import (
	"strings"
	"testing"
	"time"

	"graphpbx/models"
)

// office is a small directory.
type office []models.Account

func (o office) ByUsername(name string) (models.Account, bool) {
	return o.find(func(a models.Account) bool { return strings.EqualFold(a.Username, name) })
}

func (o office) ByNumber(number models.PhoneNumber) (models.Account, bool) {
	return o.find(func(a models.Account) bool { return number != "" && a.Extension == number })
}

func (o office) Service(number models.PhoneNumber) (models.ServiceNumber, bool) {
	return services.Service(number)
}

func (o office) find(is func(models.Account) bool) (models.Account, bool) {
	for _, a := range o {
		if is(a) {
			return a, true
		}
	}
	return models.Account{}, false
}

var (
	anna   = models.Account{UserID: "usr_anna", Username: "Anna", Extension: "201", DisplayName: "Anna Berg"}
	bernd  = models.Account{UserID: "usr_bernd", Username: "bernd", DisplayName: "bernd"}
	trunk  = models.Account{UserID: "usr_4711", Username: "4711", DisplayName: "4711"}
	people = office{anna, bernd, trunk}

	services = models.DefaultNumberingPlan().Reserving([]models.PhoneNumber{"112", "110"}).With(models.ServiceNumber{ID: "svc_music", Number: "902", Kind: models.ServiceEchoTest})
)

func TestPlan(t *testing.T) {
	for _, test := range []struct {
		dialled string
		rings   string // user id
		shown   models.PhoneNumber
		status  int
		reason  string
		cause   models.EndCause
	}{
		{dialled: "201", rings: "usr_anna", shown: "201"},
		{dialled: "2-01", rings: "usr_anna", shown: "201"},
		{dialled: "anna", rings: "usr_anna", shown: "201"},
		{dialled: "ANNA", rings: "usr_anna", shown: "201"},
		{dialled: "4711", rings: "usr_4711", shown: "4711"},
		{dialled: "bernd", status: 486, reason: "bernd is your own number", cause: models.EndBusy},
		{dialled: "Bernd", status: 486, reason: "Bernd is your own number", cause: models.EndBusy},
		{dialled: "112", status: 404, reason: "112 is an emergency number, and no line leads outside: dial it from a mobile", cause: models.EndNoLine},
		{dialled: "1-10", status: 404, reason: "110 is an emergency number, and no line leads outside: dial it from a mobile", cause: models.EndNoLine},
		{dialled: "4712", status: 404, reason: "nobody has the number 4712", cause: models.EndNotFound},
		{dialled: "", status: 404, reason: "nobody has the number ", cause: models.EndNotFound},
		{dialled: "902", status: 403, reason: "902 is the echo test: switched off", cause: models.EndRefused},
		{dialled: "701", status: 404, reason: "701 is parking slot 1: not available yet", cause: models.EndNotFound},
		{dialled: "7 20", status: 404, reason: "720 is parking slot 20: not available yet", cause: models.EndNotFound},
		{dialled: "+4930123456", status: 404, reason: "nobody has the number +4930123456", cause: models.EndNotFound},
		{dialled: "x\r\nEvil: <1>\"é", status: 404, reason: "nobody has the number x??Evil: ?1???", cause: models.EndNotFound},
		{dialled: strings.Repeat("9", 500), status: 404, reason: "nobody has the number " + strings.Repeat("9", 64) + "...", cause: models.EndNotFound},
	} {
		plan := Plan(Facts{Question: models.CallQuestion{From: bernd, Dialled: test.dialled}, Directory: people})
		if test.status != 0 {
			want := models.Refusal{Status: test.status, Reason: test.reason, Cause: test.cause}
			if plan.Refuse == nil || *plan.Refuse != want || len(plan.Steps) != 0 {
				t.Errorf("%q: %+v", test.dialled, plan.Refuse)
			}
			continue
		}
		if plan.Refuse != nil || len(plan.Steps) != 1 || len(plan.Steps[0].Users) != 1 {
			t.Errorf("%q: %+v", test.dialled, plan)
			continue
		}
		step := plan.Steps[0]
		if step.Users[0].UserID != test.rings || plan.To.UserID != test.rings || plan.To.Number != test.shown || step.For != RingTime {
			t.Errorf("%q: %+v", test.dialled, plan)
		}
	}
}

func TestTheEchoTestIsAnsweredByTheSwitchboard(t *testing.T) {
	for _, dialled := range []string{"900", "9-00"} {
		plan := Plan(Facts{Question: models.CallQuestion{From: bernd, Dialled: dialled}, Directory: people})
		if plan.Service != models.ServiceEchoTest || plan.To.Number != "900" || plan.Refuse != nil || len(plan.Steps) != 0 {
			t.Errorf("%q: %+v", dialled, plan)
		}
	}
}

func TestRingTimeCanBeSet(t *testing.T) {
	plan := Plan(Facts{Question: models.CallQuestion{From: bernd, Dialled: "201"}, Directory: people, RingTime: time.Minute})
	if plan.Steps[0].For != time.Minute {
		t.Error(plan.Steps[0].For)
	}
}
