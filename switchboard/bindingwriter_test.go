package switchboard

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"graphpbx/models"
)

func (r *rig) stored() []models.Binding {
	r.t.Helper()
	bindings, err := r.store.Bindings(r.t.Context())
	if err != nil {
		r.t.Fatal(err)
	}
	return bindings
}

func TestBindingsAreWrittenBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t).start()
		anna := r.user("anna", "201")
		desk := r.register(anna, "desk")
		time.Sleep(2 * bindingDelay)
		if stored := r.stored(); len(stored) != 1 || stored[0].TerminalID != desk.TerminalID {
			t.Errorf("%+v", stored)
		}
		desk.RefreshedAt, desk.ExpiresAt = time.Now(), time.Now().Add(2*time.Hour)
		r.engine.mu.Lock()
		r.engine.changes = append(r.engine.changes, models.BindingChange{Binding: desk, Refresh: true}) // it is not told
		r.engine.mu.Unlock()
		time.Sleep(2 * takeInterval)
		if terminal, _ := r.Terminal(desk.TerminalID); !terminal.ExpiresAt.Equal(desk.ExpiresAt) {
			t.Errorf("after the refresh %+v", terminal)
		}
		r.register(anna, "lobby") // what is written at once takes no refresh along
		time.Sleep(2 * takeInterval)
		for _, b := range r.stored() {
			if b.TerminalID == desk.TerminalID && b.ExpiresAt.Equal(desk.ExpiresAt) {
				t.Errorf("a refresh was written within seconds")
			}
		}
		time.Sleep(refreshInterval)
		if stored := r.stored(); len(stored) != 2 || !slices.ContainsFunc(stored, func(b models.Binding) bool { return b.ExpiresAt.Equal(desk.ExpiresAt) }) {
			t.Errorf("in the end %+v", stored)
		}
		r.engine.change(models.BindingChange{Binding: desk, Gone: true})
		time.Sleep(2 * bindingDelay)
		if stored := r.stored(); len(stored) != 1 {
			t.Errorf("after the end %+v", stored)
		}
		r.stop()
	})
}

func TestBindingsWaitForTheDatabaseAndForTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t).start()
		anna := r.user("anna", "201")
		r.store.away.Store(true)
		for n := range 9 {
			b := r.register(anna, fmt.Sprint("device ", n))
			if n%3 == 0 {
				r.engine.change(models.BindingChange{Binding: b, Gone: true})
			}
			time.Sleep(time.Minute)
		}
		if n := r.Status().WaitingBindings; n != 9 {
			t.Errorf("%d bindings wait", n)
		}
		r.store.away.Store(false)
		time.Sleep(2 * takeInterval)
		if stored := r.stored(); len(stored) != 6 || r.Status().WaitingBindings != 0 {
			t.Errorf("%d stored, %d wait", len(stored), r.Status().WaitingBindings)
		}
		r.register(anna, "the last")
		r.stop()
		if stored := r.stored(); len(stored) != 7 {
			t.Errorf("%d stored at the end", len(stored))
		}
	})
}

func TestRegistrationsSurviveARestart(t *testing.T) {
	r := newRig(t).start()
	anna := r.user("anna", "201")
	desk := r.register(anna, "desk")
	r.stop()
	r.engine = &engine{}
	r.start()
	if telephone := r.telephone(anna); telephone.State != models.TelephoneFree || telephone.Terminals[0].ID != desk.TerminalID {
		t.Errorf("%+v", telephone)
	}
}

func TestABindingWhoseRefreshWasNotWrittenIsRestored(t *testing.T) {
	now := time.Now()
	var stored []models.Binding
	for id, left := range map[string]time.Duration{"hour": time.Hour, "soon": time.Second, "just": -time.Second, "long": -refreshInterval} {
		stored = append(stored, models.Binding{TerminalID: id, ExpiresAt: now.Add(left)})
	}
	got := map[string]time.Duration{}
	for _, b := range stillThere(stored, now) {
		got[b.TerminalID] = b.ExpiresAt.Sub(now)
	}
	want := map[string]time.Duration{"hour": time.Hour, "soon": 2 * refreshInterval, "just": 2 * refreshInterval}
	if !maps.Equal(got, want) {
		t.Errorf("%v", got)
	}
}

func TestAuthenticationFailuresAreGathered(t *testing.T) {
	r := newRig(t).start()
	for n := range 3 * maxFailures {
		r.AuthenticationFailed(binding("", "", time.Now()).Remote, fmt.Sprint("user", n), uint64(n))
	}
	counts, others := r.failures.take()
	if len(counts) != maxFailures || others != 2*maxFailures || r.Status().AuthenticationFailures != 3*maxFailures {
		t.Errorf("%d and %d others of %d", len(counts), others, r.Status().AuthenticationFailures)
	}
}
