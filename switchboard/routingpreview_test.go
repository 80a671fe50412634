package switchboard

import (
	"strings"
	"testing"
	"time"

	"graphpbx/models"
	"graphpbx/switchboard/routing"
)

// told returns the steps of a preview as lines.
func told(p RoutingPreview) string {
	var lines []string
	for _, step := range p.Steps {
		lines = append(lines, string(step.Kind)+": "+step.Reason)
	}
	return strings.Join(lines, "\n")
}

func TestRoutingPreview(t *testing.T) {
	r := newRig(t).start()
	anna, bert := r.user("anna", "201"), r.user("bert", "202")
	ask := func(to string, at time.Time) RoutingPreview {
		t.Helper()
		p, err := r.RoutingPreview(admin, bert.ID, to, at)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	if p := ask("201", time.Time{}); p.Refusal == nil || p.Refusal.Reason != "Not Registered" || p.To.UserID != anna.ID {
		t.Errorf("%+v", p)
	}
	for _, device := range []string{"a", "b", "c", "d"} {
		r.register(anna, device)
	}
	p := ask("201", time.Time{})
	if p.Refusal != nil || len(p.Rings) != 3 || strings.Count(told(p), "DEVICE: ") != 4 || !strings.Contains(told(p), "does not ring: Only 3") {
		t.Errorf("%+v\n%s", p, told(p))
	}
	r.choose(anna, models.PresenceBeRightBack)
	rule := models.PresenceRule{Class: models.ClassColleagueDirect, State: models.PresenceBeRightBack, Treatment: models.TreatAway}
	if _, err := r.SetPresenceRule(t.Context(), admin, rule); err != nil {
		t.Fatal(err)
	}
	if p := ask("201", time.Time{}); p.Refusal == nil || p.Refusal.Cause != models.EndAway || len(p.Rings) != 0 || !strings.Contains(told(p), "PRESENCE: anna will be right back") {
		t.Errorf("%+v\n%s", p, told(p))
	}
	if p := ask("201", time.Now().Add(time.Hour)); p.Refusal != nil || len(p.Rings) != 3 {
		t.Errorf("in an hour: %+v\n%s", p, told(p))
	}
	if p := ask("*35", time.Time{}); p.Presence != models.PresenceUnavailable || p.Steps[0].Kind != routing.StepStarCode {
		t.Errorf("%+v", p)
	}
	r.presence(bert, models.PresenceOffline, models.PresenceAvailable) // a question sets nothing
	for path, question := range map[string]func() error{
		"from": func() error { _, err := r.RoutingPreview(admin, "usr_gone", "201", time.Time{}); return err },
		"at": func() error {
			_, err := r.RoutingPreview(admin, bert.ID, "201", time.Now().Add(-time.Hour))
			return err
		},
		"": func() error {
			_, err := r.RoutingPreview(of(bert, models.RoleUser), bert.ID, "201", time.Time{})
			return err
		},
	} {
		if p := problem(t, question()); strings.Join(p.Path, ".") != path {
			t.Errorf("%q: %+v", path, p)
		}
	}
}

func TestRulesOutliveARestart(t *testing.T) {
	r := newRig(t).start()
	rule := models.PresenceRule{Class: models.ClassColleagueDirect, State: models.PresenceUnavailable, Treatment: models.TreatRing}
	if _, err := r.SetPresenceRule(t.Context(), admin, rule); err != nil {
		t.Fatal(err)
	}
	r.stop()
	r.start()
	if got := r.presenceRules.Load().Treat(rule.Class, rule.State, true); got != models.TreatRing {
		t.Error(got)
	}
	for path, bad := range map[string]models.PresenceRule{
		"input.presence":  {Class: models.ClassColleagueDirect, State: models.PresenceOffline, Treatment: models.TreatRing},
		"input.treatment": {Class: models.ClassReturn, State: models.PresenceAvailable, Treatment: models.TreatSkip},
	} {
		_, err := r.SetPresenceRule(t.Context(), admin, bad)
		if p := problem(t, err); strings.Join(p.Path, ".") != path || p.Code != models.ProblemInvalid {
			t.Errorf("%s: %+v", path, p)
		}
	}
	for _, change := range []func(models.Viewer) error{
		func(v models.Viewer) error { _, err := r.SetPresenceRule(t.Context(), v, rule); return err },
		func(v models.Viewer) error { _, err := r.ResetPresenceRules(t.Context(), v); return err },
	} {
		if p := problem(t, change(models.Viewer{Role: models.RoleSupervisor})); p.Code != models.ProblemForbidden {
			t.Errorf("%+v", p)
		}
	}
	if rules, err := r.PresenceRules(models.Viewer{UserID: "usr_anybody", Role: models.RoleUser}); err != nil || len(rules) == 0 {
		t.Errorf("users may know what their presence does: %d rules, %v", len(rules), err)
	}
	if _, err := r.PresenceRules(models.Viewer{}); err == nil {
		t.Error("strangers may not")
	}
	r.store.away.Store(true)
	if _, err := r.ResetPresenceRules(t.Context(), admin); err == nil || *r.presenceRules.Load() == models.DefaultPresenceMatrix() {
		t.Error("the rules changed without the database", err)
	}
	r.store.away.Store(false)
	if _, err := r.ResetPresenceRules(t.Context(), admin); err != nil || *r.presenceRules.Load() != models.DefaultPresenceMatrix() {
		t.Error(err)
	}
}
