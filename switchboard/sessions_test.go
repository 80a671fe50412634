package switchboard

import (
	"net/netip"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"graphpbx/models"
)

func (r *rig) login(name, password string) (Grant, models.Viewer) {
	r.t.Helper()
	grant, err := r.Login(r.t.Context(), LoginRequest{Username: name, Password: password, Device: "Firefox on Linux"})
	if err != nil {
		r.t.Fatal(err)
	}
	v, valid := r.Viewer(grant.Token)
	if !valid {
		r.t.Fatal("the new session is not valid")
	}
	return grant, v
}

// ended collects the ids of sessions that were told to have ended.
func (r *rig) ended() func() []string {
	var mu sync.Mutex
	var ids []string
	r.t.Cleanup(r.OnSessionEnd(func(id string) {
		mu.Lock()
		defer mu.Unlock()
		ids = append(ids, id)
	}))
	return func() []string {
		mu.Lock()
		defer mu.Unlock()
		return slices.Clone(ids)
	}
}

func TestLogin(t *testing.T) {
	r := newRig(t).start()
	grant, v := r.login("ADMIN", adminPassword)
	user, _ := r.UserByUsername("admin")
	if v.UserID != user.ID || v.Role != models.RoleAdmin || v.SessionID != grant.Session.ID || grant.User.ID != user.ID || len(grant.Token) < 40 {
		t.Errorf("%+v %+v", grant, v)
	}
	for _, wrong := range []LoginRequest{{Username: "admin", Password: "wrong"}, {Username: "admin"}, {Username: "nobody", Password: adminPassword}, {}} {
		if p := problem(t, second(r.Login(t.Context(), wrong))); p.Code != models.ProblemForbidden {
			t.Errorf("%+v: %+v", wrong, p)
		}
	}
	for _, token := range []string{"", "x", grant.Token + "x", grant.Session.ID} {
		if _, valid := r.Viewer(token); valid {
			t.Errorf("%q is valid", token)
		}
	}
	sessions, err := r.Sessions(v, "")
	if err != nil || len(sessions) != 1 || sessions[0].DeviceName != "Firefox on Linux" {
		t.Errorf("%+v, %v", sessions, err)
	}
}

func TestSessionsEnd(t *testing.T) {
	r := newRig(t).start()
	ended := r.ended()
	first, v := r.login("admin", adminPassword)
	second, _ := r.login("admin", adminPassword)
	other := models.Viewer{UserID: "usr_other", Role: models.RoleSupervisor}
	if p := problem(t, r.RevokeSession(t.Context(), other, first.Session.ID)); p.Code != models.ProblemNotFound {
		t.Errorf("%+v", p)
	}
	if err := r.RevokeSession(t.Context(), v, second.Session.ID); err != nil {
		t.Error(err)
	}
	if err := r.Logout(t.Context(), v); err != nil {
		t.Error(err)
	}
	if got := ended(); !slices.Equal(got, []string{second.Session.ID, first.Session.ID}) {
		t.Errorf("told %q", got)
	}
	r.stop()
	r.start()
	for _, grant := range []Grant{first, second} {
		if _, valid := r.Viewer(grant.Token); valid {
			t.Error("a session that was ended is back after the restart")
		}
	}
}

func TestSessionsSurviveARestart(t *testing.T) {
	r := newRig(t).start()
	grant, v := r.login("admin", adminPassword)
	r.stop()
	r.start()
	if again, valid := r.Viewer(grant.Token); !valid || again != v {
		t.Errorf("%+v, %v", again, valid)
	}
}

func TestANewRoleCountsAtOnceAndIsTold(t *testing.T) {
	r := newRig(t).start()
	user, access, _ := r.CreateUser(t.Context(), admin, NewUser{User: models.User{Username: "anna"}})
	grant, _ := r.login("anna", access.CTIPassword)
	ended := r.ended()
	role := models.RoleSupervisor
	if _, err := r.UpdateUser(t.Context(), admin, user.ID, UserPatch{Version: user.Version, Role: &role}); err != nil {
		t.Fatal(err)
	}
	if v, valid := r.Viewer(grant.Token); !valid || v.Role != models.RoleSupervisor {
		t.Errorf("%+v", v)
	}
	if got := ended(); !slices.Equal(got, []string{grant.Session.ID}) {
		t.Errorf("told %q", got)
	}
}

func TestNewestSessionsStay(t *testing.T) {
	r := newRig(t).start()
	first, v := r.login("admin", adminPassword)
	user, _ := r.User(v.UserID)
	for range maxUserSessions {
		if _, err := r.grant(t.Context(), user, "", nil); err != nil {
			t.Fatal(err)
		}
	}
	if _, valid := r.Viewer(first.Token); valid || r.sessions.count() != maxUserSessions {
		t.Errorf("%d sessions", r.sessions.count())
	}
}

func TestGuessingIsHeldUp(t *testing.T) {
	r := newRig(t).start()
	guess := LoginRequest{Username: "admin", Password: "wrong", Source: netip.MustParseAddr("192.0.2.66")}
	for range loginsOfPair {
		if p := problem(t, second(r.Login(t.Context(), guess))); p.Code != models.ProblemForbidden {
			t.Fatalf("%+v", p)
		}
	}
	guess.Password = adminPassword
	if p := problem(t, second(r.Login(t.Context(), guess))); p.Code != models.ProblemLimit {
		t.Errorf("%+v", p)
	}
	guess.Source = netip.MustParseAddr("192.0.2.67")
	if _, err := r.Login(t.Context(), guess); err != nil {
		t.Errorf("another address is held up, too: %v", err)
	}
}

func TestLimiter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLimiter()
		pair, address := bound{"pair", 2}, bound{"address", 3}
		both := []bound{pair, address}
		for range 2 {
			if l.take(both) != 0 {
				t.Fatal("held up too soon")
			}
		}
		time.Sleep(time.Minute)
		if wait := l.take(both); wait != loginWindow-time.Minute {
			t.Errorf("wait %v", wait)
		}
		if l.take([]bound{{"other", 2}, address}) != 0 || l.take([]bound{{"third", 2}, address}) == 0 {
			t.Error("the address has three attempts")
		}
		time.Sleep(loginWindow)
		if l.take(both) != 0 {
			t.Error("held up for ever")
		}
		l.giveBack(both, true)
		if len(l.windows) != 1 { // of the other, which is over and forgotten when room is needed
			t.Errorf("%d windows", len(l.windows))
		}
		for n := range 2 * maxLimited {
			l.take([]bound{{time.Duration(n).String(), 1}})
		}
		if len(l.windows) > maxLimited {
			t.Errorf("%d windows", len(l.windows))
		}
	})
}

func TestPasswordChange(t *testing.T) {
	r := newRig(t).start()
	own, v := r.login("admin", adminPassword)
	other, _ := r.login("admin", adminPassword)
	for next, current := range map[string]string{"short": adminPassword, adminPassword: adminPassword, "correct horse battery": "wrong"} {
		if _, err := r.ChangePassword(t.Context(), v, current, next); err == nil {
			t.Errorf("%q for %q was taken", next, current)
		}
	}
	if _, err := r.ChangePassword(t.Context(), v, adminPassword, "correct horse battery"); err != nil {
		t.Fatal(err)
	}
	if _, valid := r.Viewer(own.Token); !valid {
		t.Error("the own session has ended")
	}
	if _, valid := r.Viewer(other.Token); valid {
		t.Error("the other session goes on")
	}
	r.login("admin", "correct horse battery")
}

func TestSessionsEndByTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ss := newSessions()
		now := time.Now()
		add := func(token string) {
			ss.add(models.Session{ID: token, TokenHash: hashOf(token), CreatedAt: now, LastUsedAt: now, ExpiresAt: expiry(now, now)})
		}
		add("idle")
		add("used")
		for range 6*24 + 23 {
			time.Sleep(time.Hour)
			if _, valid := ss.use("used", time.Now()); !valid {
				t.Fatalf("ended after %v", time.Since(now))
			}
		}
		if _, valid := ss.use("idle", time.Now()); valid {
			t.Error("unused for a week, and valid")
		}
		if uses := ss.uses(); len(uses) != 1 || !uses[0].ExpiresAt.Equal(now.Add(SessionLife)) {
			t.Errorf("%+v", uses)
		}
		time.Sleep(time.Hour)
		if _, valid := ss.use("used", time.Now()); valid {
			t.Error("valid for more than a week")
		}
	})
}

func TestLogoutWorksWithoutDatabase(t *testing.T) {
	r := newRig(t).start()
	grant, v := r.login("admin", adminPassword)
	r.store.away.Store(true)
	if err := r.Logout(t.Context(), v); err != nil {
		t.Error(err)
	}
	if _, valid := r.Viewer(grant.Token); valid {
		t.Error("the session goes on")
	}
	r.store.away.Store(false)
	r.stop()
	r.start()
	if _, valid := r.Viewer(grant.Token); valid {
		t.Error("the session is back after the restart")
	}
}
