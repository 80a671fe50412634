package switchboard

import (
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"graphpbx/models"
	"graphpbx/switchboard/journal"
)

const (
	mobile  = "+491701234567"
	pin     = "482917"
	outside = "030123456"
)

func ruleOf(u models.User) CallthroughSetting {
	return CallthroughSetting{
		UserID: u.ID, Callers: []models.PhoneNumber{"0170 1234567"}, PIN: ptr(pin), MaxCalls: 1, MaxMinutes: 120, Enabled: true,
	}
}

// rule makes a rule and ends the test where that is refused.
func (r *rig) rule(c CallthroughSetting) models.CallthroughRule {
	r.t.Helper()
	rule, err := r.SetCallthroughRule(r.t.Context(), admin, c)
	if err != nil {
		r.t.Fatal(err)
	}
	return rule
}

// through asks what happens to a call, and fails the test unless it is this.
func (r *rig) through(what string, c CallthroughCall, step models.CallthroughStep, reason models.CallthroughReason) models.CallthroughDecision {
	r.t.Helper()
	d, err := r.Callthrough(r.t.Context(), c)
	if err != nil || d.Step != step || d.Reason != reason {
		r.t.Errorf("%s: %+v, %v, want %s %s", what, d, err, step, reason)
	}
	return d
}

func TestCallthrough(t *testing.T) {
	r := newRig(t).start()
	anna := r.user("anna", "21")
	rule := r.rule(ruleOf(anna))
	if rule.Callers[0] != mobile || rule.Countries[0] != "DE" || !rule.HasPIN {
		t.Errorf("%+v", rule)
	}
	for _, restarted := range []bool{false, true} {
		if restarted {
			r.stop()
			r.start()
		}
		r.through("first", CallthroughCall{Caller: "01701234567"}, models.CallthroughAskPIN, "")
		r.through("with PIN", CallthroughCall{Caller: mobile, PIN: pin}, models.CallthroughAskDestination, "")
		d := r.through("with all", CallthroughCall{Caller: mobile, PIN: pin, Dialled: outside}, models.CallthroughAdmit, "")
		if d.Destination.Number != "+4930123456" || d.Destination.Country != "DE" || d.Limit != 2*time.Hour {
			t.Errorf("%+v", d)
		}
		r.through("inside", CallthroughCall{Caller: mobile, PIN: pin, Dialled: "21"}, models.CallthroughAdmit, "")
		r.through("emergency", CallthroughCall{Caller: mobile, PIN: pin, Dialled: "112"}, models.CallthroughRefuse, models.CallthroughEmergency)
		r.through("abroad", CallthroughCall{Caller: mobile, PIN: pin, Dialled: "+41446681800"}, models.CallthroughRefuse, models.CallthroughCountry)
		r.through("nonsense", CallthroughCall{Caller: mobile, PIN: pin, Dialled: "0"}, models.CallthroughRefuse, models.CallthroughBadNumber)
		r.through("a second call", CallthroughCall{Caller: mobile, PIN: pin, Dialled: outside, Calls: 1}, models.CallthroughRefuse, models.CallthroughTooMany)
		r.through("somebody else", CallthroughCall{Caller: "+491709999999", PIN: pin}, models.CallthroughRefuse, models.CallthroughNoRule)
		r.through("withheld", CallthroughCall{PIN: pin}, models.CallthroughRefuse, models.CallthroughNoRule)
		r.through("nonsense caller", CallthroughCall{Caller: "anonymous\r\n"}, models.CallthroughRefuse, models.CallthroughNoRule)
	}
	events, _ := r.Journal().State(journal.TopicCallthrough, []string{anna.ID})
	if last := events[0].Value.(models.CallthroughRule).LastAttempt; last.Reason != models.CallthroughTooMany || last.Caller != mobile || last.Admitted {
		t.Errorf("%+v", last)
	}
	if err := r.DeleteUser(t.Context(), admin, anna.ID); err != nil {
		t.Fatal(err)
	}
	r.through("a deleted user", CallthroughCall{Caller: mobile, PIN: pin, Dialled: outside}, models.CallthroughRefuse, models.CallthroughNoRule)
}

func TestThreeWrongPINsLockARule(t *testing.T) {
	r := newRig(t).start()
	rule := ruleOf(r.user("anna", "21"))
	rule.ID = r.rule(rule).ID
	wrong := CallthroughCall{Caller: mobile, PIN: "918273", Dialled: outside}
	r.through("first", wrong, models.CallthroughRefuse, models.CallthroughWrongPIN)
	r.through("a right one between", CallthroughCall{Caller: mobile, PIN: pin, Dialled: outside}, models.CallthroughAdmit, "")
	var free atomic.Int32
	var racers sync.WaitGroup
	for range 8 { // at once they have no more guesses than one after the other
		racers.Go(func() {
			if d, err := r.Callthrough(t.Context(), wrong); err != nil || d.Reason == models.CallthroughWrongPIN {
				free.Add(1)
			}
		})
	}
	racers.Wait()
	if int(free.Load()) != r.settings.get().Callthrough.PINAttempts-1 {
		t.Errorf("%d guesses were answered", free.Load())
	}
	right := CallthroughCall{Caller: mobile, PIN: pin, Dialled: outside}
	r.through("locked", right, models.CallthroughRefuse, models.CallthroughLocked)
	r.stop()
	r.start()
	r.through("locked after a restart", right, models.CallthroughRefuse, models.CallthroughLocked)
	rule.PIN = nil
	r.rule(rule)
	r.through("opened by an administrator, with the old PIN", right, models.CallthroughAdmit, "")
}

func TestAnnouncedCallthrough(t *testing.T) {
	r := newRig(t).start()
	anna, bert := r.user("anna", "21"), r.user("bert", "22")
	rule := ruleOf(anna)
	rule.PIN = nil
	r.rule(rule)
	viewer := models.Viewer{UserID: anna.ID, Role: models.RoleUser}
	call := CallthroughCall{Caller: mobile}
	r.through("not announced", call, models.CallthroughRefuse, models.CallthroughNoPIN)
	p, err := r.PrepareCallthrough(viewer, outside)
	if err != nil || p.Destination != "+4930123456" || len(p.Callers) != 1 {
		t.Fatalf("%+v, %v", p, err)
	}
	if d := r.through("announced", call, models.CallthroughAdmit, ""); d.Destination.Number != "+4930123456" {
		t.Errorf("%+v", d)
	}
	r.through("an announcement serves once", call, models.CallthroughRefuse, models.CallthroughNoPIN)
	for name, tc := range map[string]struct {
		viewer      models.Viewer
		destination string
		code        models.ProblemCode
	}{
		"no rule":   {models.Viewer{UserID: bert.ID, Role: models.RoleAdmin}, outside, models.ProblemForbidden},
		"nobody":    {models.Viewer{}, outside, models.ProblemForbidden},
		"emergency": {viewer, "110", models.ProblemForbidden},
		"abroad":    {viewer, "+41446681800", models.ProblemForbidden},
		"nonsense":  {viewer, "+", models.ProblemInvalid},
		"empty":     {viewer, "", models.ProblemInvalid},
	} {
		if _, err := r.PrepareCallthrough(tc.viewer, tc.destination); problem(t, err).Code != tc.code {
			t.Errorf("%s: %v", name, err)
		}
	}
	r.through("refused announcements announce nothing", call, models.CallthroughRefuse, models.CallthroughNoPIN)
}

func TestCallthroughRuleBadInput(t *testing.T) {
	r := newRig(t).start()
	anna, bert := r.user("anna", "2117"), r.user("bert", "22")
	r.rule(ruleOf(bert))
	good := ruleOf(anna)
	good.Callers = []models.PhoneNumber{"+4930123456"}
	for name, tc := range map[string]struct {
		change func(*CallthroughSetting)
		code   models.ProblemCode
		path   string
	}{
		"no user":            {func(c *CallthroughSetting) { c.UserID = "" }, models.ProblemNotFound, "input userId"},
		"unknown user":       {func(c *CallthroughSetting) { c.UserID = "usr_x" }, models.ProblemNotFound, "input userId"},
		"unknown rule":       {func(c *CallthroughSetting) { c.ID = "thr_x" }, models.ProblemNotFound, "input id"},
		"another's rule":     {func(c *CallthroughSetting) { c.ID = r.callthrough.ofUser(bert.ID)[0].ID }, models.ProblemInvalid, "input userId"},
		"no caller":          {func(c *CallthroughSetting) { c.Callers = nil }, models.ProblemInvalid, "input callers"},
		"too many":           {func(c *CallthroughSetting) { c.Callers = make([]models.PhoneNumber, 6) }, models.ProblemInvalid, "input callers"},
		"no number":          {func(c *CallthroughSetting) { c.Callers = []models.PhoneNumber{"mobile"} }, models.ProblemInvalid, "input callers"},
		"another's number":   {func(c *CallthroughSetting) { c.Callers = []models.PhoneNumber{mobile} }, models.ProblemTaken, "input callers"},
		"short PIN":          {func(c *CallthroughSetting) { c.PIN = ptr("4829") }, models.ProblemInvalid, "input pin"},
		"PIN of the number":  {func(c *CallthroughSetting) { c.PIN = ptr("302117") }, models.ProblemInvalid, "input pin"},
		"unknown country":    {func(c *CallthroughSetting) { c.Countries = []string{"DE", "XX"} }, models.ProblemInvalid, "input countries"},
		"no identity":        {func(c *CallthroughSetting) { c.Identity = "x" }, models.ProblemInvalid, "input identity"},
		"no calls":           {func(c *CallthroughSetting) { c.MaxCalls = 0 }, models.ProblemInvalid, "input maxCalls"},
		"endless":            {func(c *CallthroughSetting) { c.MaxMinutes = 1441 }, models.ProblemInvalid, "input maxMinutes"},
		"over before it was": {func(c *CallthroughSetting) { c.ValidUntil = time.Now() }, models.ProblemInvalid, "input validUntil"},
	} {
		setting, before := good, r.Journal().Head()
		tc.change(&setting)
		_, err := r.SetCallthroughRule(t.Context(), admin, setting)
		if p := problem(t, err); p.Code != tc.code || strings.Join(p.Path, " ") != tc.path {
			t.Errorf("%s: %+v", name, p)
		}
		if stored, err := r.store.CallthroughRules(t.Context()); r.Journal().Head() != before || len(stored) != 1 || err != nil {
			t.Errorf("%s: something was changed", name)
		}
	}
	for range models.MaxUserCallthroughRules {
		good.Callers[0] += "0"
		r.rule(good)
	}
	good.Callers[0] += "0"
	if _, err := r.SetCallthroughRule(t.Context(), admin, good); problem(t, err).Code != models.ProblemLimit {
		t.Error(err)
	}
	if _, err := r.SetCallthroughRule(t.Context(), models.Viewer{UserID: anna.ID, Role: models.RoleSupervisor}, good); problem(t, err).Code != models.ProblemForbidden {
		t.Error(err)
	}
	if _, err := r.CallthroughRules(models.Viewer{UserID: bert.ID, Role: models.RoleUser}, anna.ID); problem(t, err).Code != models.ProblemForbidden {
		t.Error(err)
	}
}

func TestHomeCountry(t *testing.T) {
	r := newRig(t)
	r.config.HomeCountry = "at"
	r.start()
	if number, country, ok := r.world.e164("01 5880"); !ok || number != "+4315880" || country != "AT" {
		t.Error(number, country, ok)
	}
	r.stop()
	r.config.HomeCountry = "Austria"
	if _, err := New(t.Context(), r.store, r.config, nil); err == nil || !strings.Contains(err.Error(), "ISO 3166") {
		t.Error(err)
	}
}
