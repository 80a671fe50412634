package switchboard

import (
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"graphpbx/models"
	"graphpbx/models/store"
)

// crashed returns the folder as a crash would leave it now.
func crashed(t *testing.T, dir string) string {
	t.Helper()
	left := t.TempDir()
	if err := os.CopyFS(left, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Join(left, "secret.key"), 0o600); err != nil {
		t.Fatal(err)
	}
	return left
}

// recordsAfter starts another switchboard on what a crash has left, and returns its records by id.
func recordsAfter(t *testing.T, left string) map[string]models.CallRecord {
	t.Helper()
	opened, err := store.Open(t.Context(), store.Config{Dir: left})
	if err != nil {
		t.Fatal(err)
	}
	defer opened.Close()
	r := &rig{t: t, store: &outage{Store: opened}, engine: &engine{}, config: Config{Dir: left, AdminPassword: adminPassword}}
	r.start()
	defer r.stop()
	page, err := r.CallHistory(t.Context(), admin, CallQuery{First: 100})
	if err != nil {
		t.Fatal(err)
	}
	records := map[string]models.CallRecord{}
	for _, record := range page.Calls {
		records[record.ID] = record
	}
	return records
}

// A crash leaves a record of every call that was in progress, with the time until which it certainly went on, and changes
// none of those that were over.
func TestCrashLeavesRecordsOfCalls(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t).start()
		began := time.Now()
		call := func(id string, answered bool, cause models.EndCause) {
			c := models.Call{ID: id, State: models.CallRinging, Direction: models.DirectionInternal, StartedAt: began}
			r.CallChanged(c)
			if answered {
				c.State, c.AnsweredAt = models.CallConnected, began.Add(2*time.Second)
				r.CallChanged(c)
			}
			if cause != "" {
				c.State, c.EndedAt, c.Cause = models.CallEnded, began.Add(3*time.Second), cause
				r.CallChanged(c)
			}
		}
		call("cal_talks", true, "")
		call("cal_rings", false, "")
		call("cal_over", true, models.EndCallerHungUp)
		time.Sleep(10*time.Minute + 500*time.Millisecond)
		left := crashed(t, r.config.Dir)
		records := recordsAfter(t, left)
		talked, rang, over := records["cal_talks"], records["cal_rings"], records["cal_over"]
		if talked.Cause != models.EndInterrupted || talked.EndedAt.Sub(began).Round(time.Second) != 10*time.Minute || talked.AnsweredAt.IsZero() {
			t.Errorf("%+v", talked)
		}
		if rang.Cause != models.EndInterrupted || !rang.AnsweredAt.IsZero() || over.Cause != models.EndCallerHungUp || len(records) != 3 {
			t.Errorf("%+v", records)
		}
		if again := recordsAfter(t, left); again["cal_talks"] != talked || len(again) != 3 {
			t.Errorf("after another start: %+v", again)
		}
		r.stop()
		if _, err := os.Stat(filepath.Join(r.config.Dir, notesFile)); !os.IsNotExist(err) {
			t.Error("the notes are left after an orderly end")
		}
	})
}

// The notes stay small, however many calls there were.
func TestNotesOfCallsStaySmall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t).start()
		for range 20 {
			for range 500 {
				c := models.Call{ID: models.NewID(models.KindCall), State: models.CallRinging, Direction: models.DirectionInternal, StartedAt: time.Now()}
				r.CallChanged(c)
				c.State, c.EndedAt, c.Cause = models.CallEnded, time.Now(), models.EndBusy
				r.CallChanged(c)
			}
			r.CallChanged(models.Call{ID: "cal_lives", State: models.CallRinging, Direction: models.DirectionInternal, StartedAt: time.Now().Add(time.Hour)})
			time.Sleep(3 * time.Second)
		}
		info, err := os.Stat(filepath.Join(r.config.Dir, notesFile))
		if err != nil || info.Size() > 2*compactNotesAt {
			t.Errorf("%v, %v", info, err)
		}
		if records := recordsAfter(t, crashed(t, r.config.Dir)); records["cal_lives"].Cause != models.EndInterrupted {
			t.Errorf("%+v", records["cal_lives"])
		}
		r.stop()
	})
}
