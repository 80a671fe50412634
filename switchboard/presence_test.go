package switchboard

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"graphpbx/models"
	"graphpbx/switchboard/journal"
)

// of is the viewer who is the user, with that role.
func of(u models.User, role models.Role) models.Viewer {
	return models.Viewer{UserID: u.ID, Role: role}
}

// choose sets the user's own presence.
func (r *rig) choose(u models.User, state models.PresenceState) models.Presence {
	r.t.Helper()
	p, err := r.SetPresence(r.t.Context(), of(u, models.RoleUser), "", state)
	if err != nil {
		r.t.Fatal(err)
	}
	return p
}

// presence fails the test unless the user is seen as shown, and has chosen.
func (r *rig) presence(u models.User, shown, chosen models.PresenceState) {
	r.t.Helper()
	p, found := r.Presence(u.ID)
	if !found || p.State != shown || p.Chosen != chosen {
		r.t.Errorf("%s is %s and has chosen %s, want %s and %s", u.Username, p.State, p.Chosen, shown, chosen)
	}
}

// story returns the switchovers of a user, oldest first, such as "AVAILABLE>OFFLINE by CONNECTION".
func (r *rig) story(u models.User) string {
	r.t.Helper()
	page, err := r.PresenceHistory(admin, u.ID, models.MaxPresenceHistory, "")
	if err != nil {
		r.t.Fatal(err)
	}
	var lines []string
	for _, c := range page.Changes {
		line := fmt.Sprintf("%s>%s by %s", c.From, c.To, c.Source)
		if c.ActorID == u.ID {
			line += " own"
		} else if c.ActorID != "" {
			line += " " + c.ActorID
		}
		lines = append([]string{line}, lines...)
	}
	return strings.Join(lines, "\n")
}

func (r *rig) wantStory(u models.User, want ...string) {
	r.t.Helper()
	if got := r.story(u); got != strings.Join(want, "\n") {
		r.t.Errorf("the history of %s is\n%s\nwant\n%s", u.Username, got, strings.Join(want, "\n"))
	}
}

func TestAClientThatComesBackInTimeIsNeverOffline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t).start()
		anna := r.user("anna", "201")
		r.presence(anna, models.PresenceOffline, models.PresenceAvailable)
		gone := r.ClientConnected(anna.ID)
		r.presence(anna, models.PresenceAvailable, models.PresenceAvailable)
		r.choose(anna, models.PresenceTelephoneService)
		gone()
		gone() // twice is once
		time.Sleep(models.PresenceGrace - time.Second)
		r.presence(anna, models.PresenceTelephoneService, models.PresenceTelephoneService)
		gone = r.ClientConnected(anna.ID)
		time.Sleep(time.Hour)
		r.presence(anna, models.PresenceTelephoneService, models.PresenceTelephoneService)
		before := r.Journal().Head()
		second := r.ClientConnected(anna.ID)
		gone()
		if events := r.sinceThen(before, journal.TopicPresence); len(events) != 0 {
			t.Errorf("a second client changes nothing that others see: %+v", events)
		}
		time.Sleep(time.Hour)
		r.presence(anna, models.PresenceTelephoneService, models.PresenceTelephoneService)
		second()
		time.Sleep(models.PresenceGrace + time.Second)
		r.presence(anna, models.PresenceOffline, models.PresenceAvailable)
		r.wantStory(anna, "OFFLINE>AVAILABLE by CONNECTION", "AVAILABLE>TELEPHONE_SERVICE by CLIENT own",
			"TELEPHONE_SERVICE>AVAILABLE by CONNECTION", "AVAILABLE>OFFLINE by CONNECTION")
		r.stop()
	})
}

func TestOfflineKeepsWhatWasSet(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t).start()
		anna, bert := r.user("anna", "201"), r.user("bert", "202")
		gone := r.ClientConnected(anna.ID)
		r.choose(anna, models.PresenceUnavailable)
		gone()
		time.Sleep(models.PresenceGrace + time.Second)
		r.presence(anna, models.PresenceOffline, models.PresenceUnavailable)
		plan := r.Route(models.CallQuestion{From: bert.Account(), Dialled: "201"})
		if plan.Refuse == nil || plan.Refuse.Status != 480 || plan.Refuse.Reason != "201 is unavailable" || plan.Refuse.Cause != models.EndAway {
			t.Errorf("%+v", plan)
		}
		if _, err := r.SetPresence(t.Context(), admin, anna.ID, models.PresenceAvailable); err != nil {
			t.Fatal(err)
		}
		if plan := r.Route(models.CallQuestion{From: bert.Account(), Dialled: "201"}); plan.Refuse != nil {
			t.Errorf("%+v", plan)
		}
		r.wantStory(anna, "OFFLINE>AVAILABLE by CONNECTION", "AVAILABLE>UNAVAILABLE by CLIENT own", "UNAVAILABLE>OFFLINE by CONNECTION",
			"UNAVAILABLE>AVAILABLE by ADMIN usr_nobody")
		r.stop()
	})
}

func TestBeRightBackReturnsByItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t).start()
		anna := r.user("anna", "201")
		defer r.ClientConnected(anna.ID)()
		before := r.Journal().Head()
		r.choose(anna, models.PresenceBeRightBack)
		time.Sleep(models.DefaultBeRightBack - time.Minute)
		p := r.choose(anna, models.PresenceBeRightBack) // once more begins anew
		if !p.ReturnsAt.Equal(time.Now().Add(models.DefaultBeRightBack)) {
			t.Error(p.ReturnsAt)
		}
		time.Sleep(models.DefaultBeRightBack - time.Second)
		r.presence(anna, models.PresenceBeRightBack, models.PresenceBeRightBack)
		time.Sleep(2 * time.Second)
		r.presence(anna, models.PresenceAvailable, models.PresenceAvailable)
		r.choose(anna, models.PresenceBeRightBack)
		r.choose(anna, models.PresenceInternalOnly) // before it is over
		time.Sleep(time.Hour)
		r.presence(anna, models.PresenceInternalOnly, models.PresenceInternalOnly)
		r.wantStory(anna, "OFFLINE>AVAILABLE by CONNECTION", "AVAILABLE>BE_RIGHT_BACK by CLIENT own", "BE_RIGHT_BACK>AVAILABLE by TIMER",
			"AVAILABLE>BE_RIGHT_BACK by CLIENT own", "BE_RIGHT_BACK>INTERNAL_ONLY by CLIENT own")
		last := r.sinceThen(before, journal.TopicPresence)
		if p := last[len(last)-1].Value.(models.Presence); len(last) != 1 || p.State != models.PresenceInternalOnly ||
			p.Previous != models.PresenceBeRightBack || !p.ReturnsAt.IsZero() {
			t.Errorf("%+v", last)
		}
		r.stop()
	})
}

func TestARestartKeepsWhatWasSetAndForgetsTheHistory(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t).start()
		users := map[models.PresenceState]models.User{}
		for i, state := range models.PresenceStates() {
			u := r.user(fmt.Sprint("user", i), models.PhoneNumber(fmt.Sprint(200+i)))
			gone := r.ClientConnected(u.ID)
			r.choose(u, state)
			gone()
			users[state] = u
		}
		r.stop()
		time.Sleep(time.Minute)
		r.start()
		for state, u := range users {
			shown := models.PresenceOffline
			if state == models.PresenceTelephoneService {
				shown = state // its client has the grace to come back
			}
			r.presence(u, shown, state)
			r.wantStory(u)
		}
		time.Sleep(models.DefaultBeRightBack)
		r.presence(users[models.PresenceTelephoneService], models.PresenceOffline, models.PresenceAvailable)
		r.presence(users[models.PresenceBeRightBack], models.PresenceOffline, models.PresenceAvailable)
		r.presence(users[models.PresenceUnavailable], models.PresenceOffline, models.PresenceUnavailable)
		r.stop()
		r.start()
		r.presence(users[models.PresenceTelephoneService], models.PresenceOffline, models.PresenceAvailable)
		r.presence(users[models.PresenceBeRightBack], models.PresenceOffline, models.PresenceAvailable)
		r.stop()
	})
}

func TestStarCodes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t).start()
		anna := r.user("anna", "201")
		dial := func(code models.PhoneNumber) models.Refusal {
			t.Helper()
			plan := r.Route(models.CallQuestion{From: anna.Account(), Dialled: string(code)})
			if plan.Refuse == nil {
				t.Fatalf("%s: %+v", code, plan)
			}
			return *plan.Refuse
		}
		r.store.away.Store(true) // no telephone waits for the database
		if refusal := dial("*35"); refusal.Status != 480 || refusal.Cause != models.EndCarriedOut || !strings.Contains(refusal.Reason, "is unavailable") {
			t.Errorf("%+v", refusal)
		}
		r.presence(anna, models.PresenceOffline, models.PresenceUnavailable)
		if refusal := dial("*31"); refusal.Status != 403 || !strings.Contains(refusal.Reason, "no client") {
			t.Errorf("%+v", refusal)
		}
		r.presence(anna, models.PresenceOffline, models.PresenceUnavailable)
		r.wantStory(anna, "AVAILABLE>UNAVAILABLE by STAR_CODE own")
		time.Sleep(10 * time.Second)
		r.store.away.Store(false)
		time.Sleep(2 * presenceRetry)
		if stored, err := r.store.Presences(t.Context()); err != nil || len(stored) != 1 || stored[0].Chosen != models.PresenceUnavailable {
			t.Errorf("%+v, %v", stored, err)
		}
		r.register(anna, "desk")
		_, err := r.Dial(of(anna, models.RoleUser), DialRequest{To: "*30"})
		if p := problem(t, err); !strings.Contains(p.Message, "star code") {
			t.Error(p)
		}
		r.presence(anna, models.PresenceOffline, models.PresenceUnavailable)
		r.stop()
	})
}

func TestWhoMaySetWhat(t *testing.T) {
	r := newRig(t).start()
	anna, bert := r.user("anna", "201"), r.user("bert", "202")
	before := r.Journal().Head()
	for name, tc := range map[string]struct {
		viewer models.Viewer
		user   string
		state  models.PresenceState
		path   string
		code   models.ProblemCode
	}{
		"offline":           {of(anna, models.RoleUser), "", models.PresenceOffline, "presence", models.ProblemInvalid},
		"no word of ours":   {of(anna, models.RoleUser), "", "ASLEEP", "presence", models.ProblemInvalid},
		"without a client":  {of(anna, models.RoleUser), "", models.PresenceTelephoneService, "presence", models.ProblemInvalid},
		"a colleague's":     {of(anna, models.RoleUser), bert.ID, models.PresenceUnavailable, "userId", models.ProblemForbidden},
		"by a supervisor":   {of(anna, models.RoleSupervisor), bert.ID, models.PresenceUnavailable, "userId", models.ProblemForbidden},
		"of nobody":         {LocalAdministrator(), "", models.PresenceUnavailable, "userId", models.ProblemInvalid},
		"of who is not any": {admin, "usr_gone", models.PresenceUnavailable, "userId", models.ProblemNotFound},
	} {
		_, err := r.SetPresence(t.Context(), tc.viewer, tc.user, tc.state)
		if p := problem(t, err); p.Code != tc.code || strings.Join(p.Path, ".") != tc.path {
			t.Errorf("%s: %+v", name, p)
		}
	}
	r.store.away.Store(true)
	if _, err := r.SetPresence(t.Context(), of(anna, models.RoleUser), "", models.PresenceUnavailable); !errors.Is(err, ErrUnavailable) {
		t.Error(err)
	}
	r.store.away.Store(false)
	r.presence(anna, models.PresenceOffline, models.PresenceAvailable)
	if events := r.sinceThen(before, journal.TopicPresence); len(events) != 0 {
		t.Errorf("%+v", events)
	}
	if _, err := r.PresenceHistory(of(anna, models.RoleUser), bert.ID, 10, ""); problem(t, err).Code != models.ProblemForbidden {
		t.Error(err)
	}
	if _, err := r.SetPresence(t.Context(), LocalAdministrator(), anna.ID, models.PresenceUnavailable); err != nil {
		t.Error(err)
	}
	r.wantStory(anna, "AVAILABLE>UNAVAILABLE by ADMIN")
	if err := r.DeleteUser(t.Context(), admin, anna.ID); err != nil {
		t.Fatal(err)
	}
	if events := r.sinceThen(before, journal.TopicPresence); len(events) == 0 || !events[len(events)-1].Removed() {
		t.Errorf("%+v", events)
	}
	r.ClientConnected(anna.ID)() // of a deleted user: no fault
}

func TestHistoryIsBoundedAndPaged(t *testing.T) {
	r := newRig(t).start()
	anna := r.user("anna", "201")
	for i := range models.MaxPresenceHistory + 50 {
		state := models.PresenceUnavailable
		if i%2 == 1 {
			state = models.PresenceAvailable
		}
		if err := r.presences.dial(anna.ID, state); err != nil {
			t.Fatal(err)
		}
	}
	var all []models.PresenceChange
	for after := ""; ; {
		page, err := r.PresenceHistory(admin, anna.ID, 7, after)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, page.Changes...)
		if after = page.Cursors[len(page.Cursors)-1]; !page.HasNext {
			break
		}
	}
	if len(all) != models.MaxPresenceHistory {
		t.Errorf("%d switchovers", len(all))
	}
	for i := range len(all) - 1 {
		if all[i].From != all[i+1].To || all[i].At.Before(all[i+1].At) {
			t.Errorf("%d: %+v does not follow on %+v", i, all[i], all[i+1])
		}
	}
	for _, after := range []string{"0", "-1", "x", "99999999999999999999999"} {
		if _, err := r.PresenceHistory(admin, anna.ID, 7, after); problem(t, err).Path[0] != "after" {
			t.Error(err)
		}
	}
}

// Clients come and go, and states are set from everywhere at once; in the end all agree.
func TestPresenceUnderLoad(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t).start()
		anna := r.user("anna", "201")
		var all sync.WaitGroup
		for n := range 8 {
			all.Go(func() {
				random := rand.New(rand.NewPCG(1, uint64(n)))
				for range 50 {
					gone := r.ClientConnected(anna.ID)
					state := models.PresenceStates()[random.IntN(6)]
					if n%2 == 0 {
						_ = r.presences.dial(anna.ID, state)
					} else if _, err := r.SetPresence(t.Context(), of(anna, models.RoleUser), "", state); err != nil {
						t.Error(err)
					}
					gone()
				}
			})
		}
		all.Wait()
		time.Sleep(models.DefaultBeRightBack + time.Minute)
		p, _ := r.Presence(anna.ID)
		told, _ := r.Journal().State(journal.TopicPresence, []string{anna.ID})
		stored, err := r.store.Presences(t.Context())
		if err != nil || len(stored) != 1 || len(told) != 1 {
			t.Fatal(stored, told, err)
		}
		if p.State != models.PresenceOffline || told[0].Value.(models.Presence) != p || stored[0].Chosen != p.Chosen {
			t.Errorf("%+v\ntold   %+v\nstored %+v", p, told[0].Value, stored[0])
		}
		r.presences.mu.Lock()
		if len(r.presences.due) != 0 || r.presences.byUser[anna.ID].clients != 0 {
			t.Error("something is left", r.presences.due)
		}
		r.presences.mu.Unlock()
		r.stop()
	})
}
