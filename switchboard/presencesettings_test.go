package switchboard

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"graphpbx/models"
)

func (r *rig) presenceSettings(patch PresenceSettingsPatch) {
	r.t.Helper()
	if _, err := r.UpdatePresenceSettings(r.t.Context(), admin, patch); err != nil {
		r.t.Fatal(err)
	}
}

func TestHistoryIsKeptForDaysOnlyWhereThatIsWanted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t).start()
		anna := r.user("anna", "201")
		r.choose(anna, models.PresenceUnavailable) // before anybody wanted it to be kept
		days := 2
		r.presenceSettings(PresenceSettingsPatch{HistoryDays: &days})
		r.choose(anna, models.PresenceInternalOnly)
		r.store.away.Store(true)
		if err := r.presences.dial(anna.ID, models.PresenceAvailable); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		r.store.away.Store(false)
		r.stop()
		r.start()
		kept := []string{"UNAVAILABLE>INTERNAL_ONLY by CLIENT own", "INTERNAL_ONLY>AVAILABLE by STAR_CODE own"}
		r.wantStory(anna, kept...)
		time.Sleep(47 * time.Hour)
		r.choose(anna, models.PresenceUnavailable)
		r.wantStory(anna, append(kept, "AVAILABLE>UNAVAILABLE by CLIENT own")...)
		time.Sleep(3 * time.Hour)
		r.wantStory(anna, "AVAILABLE>UNAVAILABLE by CLIENT own")
		if stored := r.storedChanges(); len(stored) != 1 {
			t.Errorf("after two days %+v are left in the database", stored)
		}
		none := 0
		r.presenceSettings(PresenceSettingsPatch{HistoryDays: &none})
		r.choose(anna, models.PresenceAvailable)
		time.Sleep(time.Minute)
		if stored := r.storedChanges(); len(stored) != 0 {
			t.Errorf("%+v are left although nothing shall be kept", stored)
		}
		r.stop()
		r.start()
		r.wantStory(anna)
		r.stop()
	})
}

func (r *rig) storedChanges() (stored []models.PresenceChange) {
	r.t.Helper()
	if err := r.store.EachPresenceChange(r.t.Context(), time.Time{}, func(c models.PresenceChange) { stored = append(stored, c) }); err != nil {
		r.t.Fatal(err)
	}
	return stored
}

func TestBeRightBackTakesAsLongAsSet(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t).start()
		anna := r.user("anna", "201")
		hour := time.Hour
		r.presenceSettings(PresenceSettingsPatch{BeRightBack: &hour})
		r.stop()
		r.start()
		r.choose(anna, models.PresenceBeRightBack)
		time.Sleep(hour - time.Second)
		r.presence(anna, models.PresenceOffline, models.PresenceBeRightBack)
		time.Sleep(2 * time.Second)
		r.presence(anna, models.PresenceOffline, models.PresenceAvailable)
		r.stop()
	})
}

func TestPresenceSettingsAreChecked(t *testing.T) {
	r := newRig(t).start()
	long, many := 100*time.Hour, 1000
	_, err := r.UpdatePresenceSettings(t.Context(), admin, PresenceSettingsPatch{BeRightBack: &long, HistoryDays: &many})
	var problems models.Problems
	if !errors.As(err, &problems) || len(problems) != 2 || strings.Join(problems[1].Path, ".") != "input.historyDays" {
		t.Error(err)
	}
	hour := time.Hour
	if _, err := r.UpdatePresenceSettings(t.Context(), models.Viewer{Role: models.RoleSupervisor}, PresenceSettingsPatch{BeRightBack: &hour}); problem(t, err).Code != models.ProblemForbidden {
		t.Error(err)
	}
	r.store.away.Store(true)
	if _, err := r.UpdatePresenceSettings(t.Context(), admin, PresenceSettingsPatch{BeRightBack: &hour}); !errors.Is(err, ErrUnavailable) {
		t.Error(err)
	}
	r.store.away.Store(false)
	if settings, err := r.PresenceSettings(admin); err != nil || settings != models.DefaultPresenceSettings {
		t.Errorf("%+v, %v", settings, err)
	}
}
