package routing

import (
	"strings"
	"testing"
	"time"

	"graphpbx/models"
)

var noon = time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)

func factsWith(p models.Presence) Facts {
	return Facts{
		Question: models.CallQuestion{From: bernd, Dialled: "201"}, Directory: people, At: noon,
		Presence: func(userID string) models.Presence {
			if userID == anna.UserID {
				return p
			}
			return models.Presence{Chosen: models.PresenceUnavailable} // whoever calls: it must not matter
		},
	}
}

func TestPresenceOfAColleague(t *testing.T) {
	for state, reason := range map[models.PresenceState]string{
		models.PresenceTelephoneService: "", models.PresenceAvailable: "", models.PresenceBeRightBack: "",
		models.PresenceDirectNumberOnly: "", models.PresenceInternalOnly: "", models.PresenceUnavailable: "201 is unavailable",
	} {
		for _, shown := range []models.PresenceState{state, models.PresenceOffline} {
			checkAway(t, Decide(factsWith(models.Presence{State: shown, Chosen: state}), true), reason)
		}
	}
}

func checkAway(t *testing.T, d Decision, reason string) {
	t.Helper()
	if len(d.Steps) != 3 || d.Steps[0].Kind != StepNumber || d.Steps[1].Kind != StepPresence || d.Steps[2].Kind != StepResult {
		t.Errorf("steps %+v", d.Steps)
	}
	if d.Plan.To.UserID != anna.UserID {
		t.Errorf("goes to %+v", d.Plan.To)
	}
	if reason == "" {
		if d.Plan.Refuse != nil || len(d.Plan.Steps) != 1 {
			t.Errorf("%+v", d.Plan)
		}
		return
	}
	want := models.Refusal{Status: 480, Reason: reason, Cause: models.EndAway}
	if d.Plan.Refuse == nil || *d.Plan.Refuse != want || len(d.Plan.Steps) != 0 {
		t.Errorf("%+v, want %+v", d.Plan, want)
	}
}

func TestRulesRuleAndTimesPass(t *testing.T) {
	rules, fault := models.DefaultPresenceMatrix().With(models.ClassColleagueDirect, models.PresenceBeRightBack, models.TreatAway)
	if fault != "" {
		t.Fatal(fault)
	}
	f := factsWith(models.Presence{State: models.PresenceBeRightBack, Chosen: models.PresenceBeRightBack, ReturnsAt: noon.Add(time.Minute)})
	f.Rules = rules
	checkAway(t, Decide(f, true), "201 will be right back")
	f.At = noon.Add(time.Minute)
	checkAway(t, Decide(f, true), "")
}

func TestStarCodesAskForAPresence(t *testing.T) {
	for _, state := range models.PresenceStates() {
		f := factsWith(models.Presence{})
		f.Question.Dialled = string(state.StarCode())
		d := Decide(f, true)
		if d.SetPresence != state || d.Plan.Refuse == nil || d.Plan.Refuse.Status != 480 || d.Plan.Refuse.Cause != models.EndCarriedOut ||
			!strings.Contains(d.Plan.Refuse.Reason, state.Words()) || len(d.Steps) != 1 {
			t.Errorf("%s: %+v", state, d)
		}
	}
	if d := Decide(factsWith(models.Presence{}), false); d.SetPresence != "" || d.Steps != nil {
		t.Errorf("%+v", d)
	}
}
