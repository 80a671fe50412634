package switchboard

import (
	"context"
	"encoding/json"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"graphpbx/models"
	"graphpbx/switchboard/journal"
	"graphpbx/testrig/postgres"
)

var stranger = netip.MustParseAddr("198.51.100.7")

// link makes a link with the suggested password.
func (r *rig) link(u models.User) IssuedActivation {
	r.t.Helper()
	made, err := r.CreateActivationLink(r.t.Context(), admin, ActivationRequest{UserID: u.ID})
	if err != nil {
		r.t.Fatal(err)
	}
	return made
}

func attempt(made IssuedActivation) ActivationAttempt {
	return ActivationAttempt{ID: made.Link.ID, Secret: made.Secret, Password: made.Password, Device: "Anna's laptop", Source: stranger}
}

// state returns what the newest link of a user is good for.
func (r *rig) state(u models.User) models.ActivationState {
	return r.ActivationLinks(admin, u.ID)[0].State(time.Now())
}

// steps returns the kinds of steps a user has taken.
func (r *rig) steps(u models.User) string {
	events, _ := r.Journal().State(journal.TopicOnboarding, []string{u.ID})
	if len(events) != 1 {
		return ""
	}
	var kinds []string
	for _, step := range events[0].Value.(models.Onboarding).Steps {
		kinds = append(kinds, string(step.Kind))
	}
	return strings.Join(kinds, " ")
}

func TestActivation(t *testing.T) {
	for name, dsn := range map[string]func() string{"sqlite": func() string { return "" }, "postgres": func() string { return postgres.New(t) }} {
		t.Run(name, func(t *testing.T) {
			r := newRigOn(t, dsn()).start()
			anna := r.user("anna", "21")
			made := r.link(anna)
			if err := r.OpenActivationLink(t.Context(), made.Link.ID); err != nil {
				t.Fatal(err)
			}
			activated, err := r.Activate(t.Context(), attempt(made))
			if err != nil {
				t.Fatal(err)
			}
			secret, _ := r.Secret("anna", nil)
			if v, ok := r.Viewer(activated.Token); !ok || v.UserID != anna.ID || activated.SIPPassword != string(secret) || activated.User.Extension != "21" {
				t.Errorf("%+v, %+v", v, activated.User)
			}
			if _, err := r.Activate(t.Context(), attempt(made)); problem(t, err).Code != models.ProblemExpired {
				t.Errorf("it worked twice: %v", err)
			}
			link := r.ActivationLinks(admin, anna.ID)[0]
			if link.State(time.Now()) != models.ActivationUsed || link.DeviceName != "Anna's laptop" || link.OpenedAt.IsZero() {
				t.Errorf("%+v", link)
			}
			if got := r.steps(anna); got != "LINK_CREATED LINK_OPENED ACTIVATED" {
				t.Error(got)
			}
			r.stop()
			r.start()
			if _, err := r.Activate(t.Context(), attempt(made)); problem(t, err).Code != models.ProblemExpired {
				t.Errorf("a restart made it new: %v", err)
			}
			if got := r.steps(anna); got != "LINK_CREATED LINK_OPENED ACTIVATED" {
				t.Errorf("after a restart: %s", got)
			}
			if _, ok := r.Viewer(activated.Token); !ok {
				t.Error("the session did not survive the restart")
			}
		})
	}
}

func TestFiveWrongPasswordsBurnALink(t *testing.T) {
	r := newRig(t).start()
	anna := r.user("anna", "")
	made := r.link(anna)
	wrong := attempt(made)
	wrong.Password = "not-the-password"
	for i := 1; i <= models.MaxActivationFailures; i++ {
		_, err := r.Activate(t.Context(), wrong)
		if p := problem(t, err); (p.Code == models.ProblemExpired) != (i == models.MaxActivationFailures) {
			t.Errorf("attempt %d: %+v", i, p)
		}
		if i == 2 { // the count outlives a restart
			r.stop()
			r.start()
		}
	}
	if _, err := r.Activate(t.Context(), attempt(made)); problem(t, err).Code != models.ProblemExpired || r.state(anna) != models.ActivationBurned {
		t.Errorf("a burned link works: %v", err)
	}
	if got := r.steps(anna); got != "LINK_CREATED ACTIVATION_FAILED LINK_BURNED" {
		t.Error(got)
	}
}

// Guessing at once gives no more guesses, and no more than one of those who know all is let in.
func TestActivationRaces(t *testing.T) {
	r := newRig(t).start()
	wrong, right := attempt(r.link(r.user("anna", ""))), attempt(r.link(r.user("bert", "")))
	wrong.Password = "not-the-password"
	var guesses, entered atomic.Int32
	var racers sync.WaitGroup
	for i := range 10 {
		racers.Go(func() {
			guess := wrong
			guess.Source = netip.AddrFrom4([4]byte{203, 0, 113, byte(i)})
			if _, err := r.Activate(context.Background(), guess); strings.Contains(err.Error(), "more attempts") {
				guesses.Add(1)
			}
		})
		racers.Go(func() {
			if _, err := r.Activate(context.Background(), right); err == nil {
				entered.Add(1)
			}
		})
	}
	racers.Wait()
	if guesses.Load() != models.MaxActivationFailures-1 || entered.Load() != 1 {
		t.Errorf("%d guesses were free, %d clients were set up", guesses.Load(), entered.Load())
	}
}

func TestStrangersCannotBurnALink(t *testing.T) {
	r := newRig(t).start()
	anna := r.user("anna", "")
	made := r.link(anna)
	guess := attempt(made)
	for i := range loginsOfAddress {
		guess.Secret = strings.Repeat("s", 43)
		if _, err := r.Activate(t.Context(), guess); problem(t, err).Code != models.ProblemNotFound {
			t.Fatalf("attempt %d: %v", i, err)
		}
	}
	if _, err := r.Activate(t.Context(), attempt(made)); problem(t, err).Code != models.ProblemLimit {
		t.Errorf("the address is not held up: %v", err)
	}
	elsewhere := attempt(made)
	elsewhere.Source = netip.MustParseAddr("192.0.2.99")
	if _, err := r.Activate(t.Context(), elsewhere); err != nil {
		t.Errorf("whoever has the link is held up by strangers: %v", err)
	}
}

func TestActivationLinksEndEarly(t *testing.T) {
	r := newRig(t).start()
	anna, bert := r.user("anna", ""), r.user("bert", "")
	first, second := r.link(anna), r.link(anna)
	if _, err := r.Activate(t.Context(), attempt(first)); problem(t, err).Code != models.ProblemExpired {
		t.Errorf("a replaced link works: %v", err)
	}
	if _, err := r.RevokeActivationLink(t.Context(), admin, second.Link.ID); err != nil || r.state(anna) != models.ActivationRevoked {
		t.Errorf("%v, %s", err, r.state(anna))
	}
	if _, err := r.RevokeActivationLink(t.Context(), admin, second.Link.ID); problem(t, err).Code != models.ProblemExpired {
		t.Errorf("revoked twice: %v", err)
	}
	if _, err := r.Activate(t.Context(), attempt(second)); problem(t, err).Code != models.ProblemExpired {
		t.Errorf("a revoked link works: %v", err)
	}
	orphan := r.link(bert)
	if err := r.DeleteUser(t.Context(), admin, bert.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Activate(t.Context(), attempt(orphan)); problem(t, err).Code != models.ProblemNotFound {
		t.Errorf("the link of a deleted user works: %v", err)
	}
	for range models.MaxUserActivationLinks + 3 {
		r.link(anna)
	}
	links := r.ActivationLinks(admin, anna.ID)
	if len(links) != models.MaxUserActivationLinks || links[0].State(time.Now()) != models.ActivationOpen || links[1].State(time.Now()) != models.ActivationRevoked {
		t.Errorf("%d links, %+v", len(links), links)
	}
}

func TestActivationIsRefusedWhereTheWishIsWrong(t *testing.T) {
	r := newRig(t).start()
	anna := r.user("anna", "")
	for name, tc := range map[string]struct {
		viewer  models.Viewer
		request ActivationRequest
		code    models.ProblemCode
		path    string
	}{
		"nobody":         {models.Viewer{}, ActivationRequest{UserID: anna.ID}, models.ProblemForbidden, ""},
		"a user":         {models.Viewer{UserID: anna.ID, Role: models.RoleUser}, ActivationRequest{UserID: anna.ID}, models.ProblemForbidden, ""},
		"no such user":   {admin, ActivationRequest{UserID: "usr_x"}, models.ProblemNotFound, "input userId"},
		"weak password":  {admin, ActivationRequest{UserID: anna.ID, Password: "anna-anna-anna"}, models.ProblemInvalid, "input password"},
		"too short":      {admin, ActivationRequest{UserID: anna.ID, Life: time.Second}, models.ProblemInvalid, "input validFor"},
		"in the past":    {admin, ActivationRequest{UserID: anna.ID, Life: -time.Hour}, models.ProblemInvalid, "input validFor"},
		"nearly forever": {admin, ActivationRequest{UserID: anna.ID, Life: 1000 * time.Hour}, models.ProblemInvalid, "input validFor"},
	} {
		before := r.Journal().Head()
		_, err := r.CreateActivationLink(t.Context(), tc.viewer, tc.request)
		if p := problem(t, err); p.Code != tc.code || strings.Join(p.Path, " ") != tc.path {
			t.Errorf("%s: %+v", name, p)
		}
		if stored, err := r.store.ActivationLinks(t.Context()); r.Journal().Head() != before || len(stored) != 0 || err != nil {
			t.Errorf("%s: something was changed", name)
		}
	}
	if len(r.ActivationLinks(models.Viewer{UserID: anna.ID, Role: models.RoleSupervisor}, anna.ID)) != 0 {
		t.Error("a supervisor sees links")
	}
}

// What was set up is followed to the first call; a telephone from before says nothing.
func TestOnboardingFollowsToTheFirstCall(t *testing.T) {
	r := newRig(t).start()
	anna, bert := r.user("anna", "21"), r.user("bert", "22")
	old := r.register(anna, "old")
	made := r.link(anna)
	probe := func(b models.Binding) {
		r.Probed(models.ProbeResult{UserID: anna.ID, TerminalID: b.TerminalID, Probe: models.Probe{At: time.Now(), RoundTrip: time.Millisecond}})
	}
	probe(old)
	if _, err := r.Activate(t.Context(), attempt(made)); err != nil {
		t.Fatal(err)
	}
	device := r.register(anna, "new")
	probe(device)
	probe(device)
	call := models.Call{ID: "cal_1", State: models.CallRinging, From: models.Party{UserID: anna.ID, Number: "21"}, To: models.Party{UserID: bert.ID, Number: "22"}, StartedAt: time.Now()}
	r.CallChanged(call)
	if got := r.steps(anna); got != "LINK_CREATED ACTIVATED REGISTERED PROBED" {
		t.Error(got)
	}
	call.State, call.AnsweredAt = models.CallConnected, time.Now()
	r.CallChanged(call)
	if got := r.steps(anna); got != "LINK_CREATED ACTIVATED REGISTERED PROBED CALLED" {
		t.Error(got)
	}
	call.State, call.EndedAt = models.CallEnded, time.Now()
	r.CallChanged(call)
	if got := r.steps(anna); got != "LINK_CREATED ACTIVATED REGISTERED PROBED CALLED" {
		t.Errorf("a call in which one side heard nothing: %s", got)
	}
	call.ID, call.State, call.Sounded = "cal_2", models.CallEnded, true
	r.CallChanged(call)
	if got := r.steps(anna); got != "LINK_CREATED ACTIVATED REGISTERED PROBED CALLED TEST_CALL" {
		t.Error(got)
	}
	if got := r.steps(bert); got != "" {
		t.Errorf("bert was sent no link, but: %s", got)
	}
	if err := r.DeleteUser(t.Context(), admin, anna.ID); err != nil || r.steps(anna) != "" {
		t.Errorf("after the end of the user: %v, %s", err, r.steps(anna))
	}
}

// No secret of a link stands in an event, a list or the database.
func TestActivationSecretsStayHidden(t *testing.T) {
	r := newRig(t).start()
	made := r.link(r.user("anna", ""))
	stored, err := r.store.ActivationLinks(t.Context())
	if err != nil || len(stored) != 1 {
		t.Fatal(err)
	}
	events, _ := r.Journal().State(journal.TopicOnboarding, nil)
	text, err := json.Marshal([]any{stored, events, r.ActivationLinks(admin, made.User.ID)})
	if err != nil || strings.Contains(string(text), made.Secret) || strings.Contains(string(text), made.Password) {
		t.Errorf("%s, %v", text, err)
	}
	if !strings.HasPrefix(stored[0].PasswordHash, "$argon2id$") || stored[0].SecretHash != hashOf(made.Secret) {
		t.Errorf("%+v", stored[0])
	}
}
