package switchboard

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"graphpbx/models"
	"graphpbx/switchboard/journal"
)

// set changes settings of one group, from the version that counts now.
func (r *rig) set(group models.SettingsGroup, values map[string]any) models.Settings {
	r.t.Helper()
	now := *r.settings.get()
	after, err := r.UpdateSettings(r.t.Context(), admin, SettingsPatch{Group: group, Version: *now.Version(group), Values: values})
	if err != nil {
		r.t.Fatal(err)
	}
	return after
}

func TestSettingsCountAtOnce(t *testing.T) {
	r := newRig(t).start()
	head := r.Journal().Head()
	r.set(models.SettingsBlocking, map[string]any{"attempts": 2, "firstBlock": time.Hour})
	r.guess(outsider, "anna", 2)
	if list := r.blockedList(); len(list) != 1 || time.Until(list[0].ExpiresAt) < 50*time.Minute {
		t.Errorf("two wrong passwords blocked %+v", list)
	}
	r.set(models.SettingsTelephony, map[string]any{"ringLimit": 7, "ringTime": 45 * time.Second, "probeGreen": 80 * time.Millisecond})
	if u := r.user("anna", "201"); u.RingLimit != 7 {
		t.Errorf("%d telephones of a new user ring", u.RingLimit)
	}
	if r.engine.settings.RingTime != 45*time.Second || r.Thresholds().Green != 80*time.Millisecond {
		t.Errorf("the engine goes by %+v", r.engine.settings)
	}
	r.set(models.SettingsNumbering, map[string]any{"homeCountry": "at", "firstNumber": models.PhoneNumber("500"), "lastNumber": models.PhoneNumber("501")})
	if number, _, ok := r.world.e164("01 5880"); !ok || number != "+4315880" {
		t.Errorf("01 5880 is %s", number)
	}
	if next, _ := r.NextExtension(); next != "500" {
		t.Errorf("the next number is %s", next)
	}
	r.set(models.SettingsActivation, map[string]any{"validFor": 2 * time.Hour})
	anna, _ := r.UserByUsername("anna")
	made, err := r.CreateActivationLink(t.Context(), admin, ActivationRequest{UserID: anna.ID})
	if err != nil || made.Link.ExpiresAt.Sub(made.Link.CreatedAt) != 2*time.Hour {
		t.Errorf("%+v, %v", made.Link, err)
	}
	events := r.sinceThen(head, journal.TopicSettings)
	if last, is := events[len(events)-1].Value.(models.Settings); !is || last.Activation.ValidFor != 2*time.Hour || last.Blocking.Attempts != 2 {
		t.Errorf("%+v", events)
	}
	was, became := differences(r.AuditState(models.SettingsID(models.SettingsBlocking)), models.DefaultSettings().Blocking)
	if !strings.Contains(was, `"attempts":2`) || !strings.Contains(became, `"attempts":5`) {
		t.Error(was, became)
	}
}

func TestSettingsOutliveARestart(t *testing.T) {
	r := newRig(t)
	r.config.HomeCountry = "CH"
	r.start()
	before := r.set(models.SettingsBlocking, map[string]any{"attempts": 9, "window": time.Hour})
	if before.Numbering.HomeCountry != "CH" {
		t.Errorf("the option of the start does not count: %+v", before.Numbering)
	}
	before = r.set(models.SettingsBlocking, map[string]any{"window": nil})
	r.set(models.SettingsNumbering, map[string]any{"homeCountry": "AT"})
	r.stop()
	r.start()
	after, err := r.Settings(admin)
	if err != nil || after.Blocking != before.Blocking || after.Blocking.Attempts != 9 || after.Blocking.Window != 10*time.Minute || after.Blocking.Version != 3 {
		t.Errorf("%+v, %v", after.Blocking, err)
	}
	if after.Numbering.HomeCountry != "AT" {
		t.Errorf("%+v", after.Numbering)
	}
	if err := r.store.SetSetting(t.Context(), "settings.blocking", `{"version":4,"values":{"attempts":"10000"}}`); err != nil {
		t.Fatal(err)
	}
	r.stop()
	r.start()
	if after, _ := r.Settings(admin); after.Blocking != models.DefaultSettings().Blocking {
		t.Errorf("settings out of bounds count: %+v", after.Blocking)
	}
}

func TestSettingsAreRefusedAsAWhole(t *testing.T) {
	r := newRig(t).start()
	want, _ := r.Settings(admin)
	patch := func(group models.SettingsGroup, version int, values map[string]any) error {
		_, err := r.UpdateSettings(t.Context(), admin, SettingsPatch{Group: group, Version: version, Values: values})
		return err
	}
	if p := problem(t, patch(models.SettingsBlocking, 1, map[string]any{"attempts": 7, "window": time.Second})); p.Code != models.ProblemInvalid || !slices.Equal(p.Path, []string{"input", "window"}) {
		t.Errorf("%+v", p)
	}
	if p := problem(t, patch(models.SettingsNumbering, 1, map[string]any{"homeCountry": "Atlantis"})); !slices.Equal(p.Path, []string{"input", "homeCountry"}) {
		t.Errorf("%+v", p)
	}
	if p := problem(t, patch(models.SettingsBlocking, 2, map[string]any{"attempts": 7})); p.Code != models.ProblemConflict {
		t.Errorf("%+v", p)
	}
	if _, err := r.UpdateSettings(t.Context(), models.Viewer{Role: models.RoleSupervisor}, SettingsPatch{Group: models.SettingsBlocking, Version: 1}); problem(t, err).Code != models.ProblemForbidden {
		t.Error(err)
	}
	r.store.away.Store(true)
	if err := patch(models.SettingsBlocking, 1, map[string]any{"attempts": 7}); !errors.Is(err, ErrUnavailable) {
		t.Error(err)
	}
	r.store.away.Store(false)
	if got, _ := r.Settings(admin); got != want {
		t.Errorf("%+v", got)
	}
}

func TestRecordsOfCallsAreDroppedInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t).start()
		old := models.CallRecord{ID: "rec_old", Direction: models.DirectionInternal, StartedAt: time.Now().AddDate(0, 0, -8), EndedAt: time.Now(), Cause: models.EndCallerHungUp}
		fresh := old
		fresh.ID, fresh.StartedAt = "rec_fresh", time.Now().AddDate(0, 0, -6)
		if err := r.store.SaveCallRecords(t.Context(), []models.CallRecord{old, fresh}); err != nil {
			t.Fatal(err)
		}
		left := func() int {
			page, err := r.CallHistory(t.Context(), admin, CallQuery{First: 10})
			if err != nil {
				t.Fatal(err)
			}
			return len(page.Calls)
		}
		time.Sleep(2 * time.Hour)
		if n := left(); n != 2 {
			t.Errorf("%d records are left although nobody wants any dropped", n)
		}
		r.set(models.SettingsRetention, map[string]any{"callRecordDays": 7})
		synctest.Wait()
		if n := left(); n != 1 {
			t.Errorf("%d records are left", n)
		}
		time.Sleep(48 * time.Hour)
		if n := left(); n != 0 {
			t.Errorf("%d records are left two days later", n)
		}
		r.stop()
	})
}
