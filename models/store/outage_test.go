package store

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"graphpbx/models"
	"graphpbx/testrig/postgres"
)

// calls are one of each kind of call to the database.
func calls(s *Store) map[string]func(context.Context) error {
	soon := time.Now().Add(time.Hour)
	return map[string]func(context.Context) error{
		"ping": s.Ping,
		"read users": func(ctx context.Context) error {
			return s.EachUser(ctx, func(models.User, SealedSecret) error { return nil })
		},
		"create users": func(ctx context.Context) error {
			_, err := s.CreateUsers(ctx, people(models.NewID("new")+"_", 2*batch+1))
			return err
		},
		"update user": func(ctx context.Context) error {
			_, err := s.UpdateUser(ctx, models.User{ID: "usr_nobody"}, 1)
			return unless(err, ErrNotFound)
		},
		"delete user": func(ctx context.Context) error { return unless(s.DeleteUser(ctx, "usr_nobody"), ErrNotFound) },
		"verify password": func(ctx context.Context) error {
			_, err := s.VerifyCTIPassword(ctx, "usr_a0", "x")
			return err
		},
		"save bindings": func(ctx context.Context) error {
			return s.SaveBindings(ctx, []models.BindingChange{bound("usr_a0", "trm_a", soon)})
		},
		"save call records": func(ctx context.Context) error {
			return s.SaveCallRecords(ctx, []models.CallRecord{{ID: "cal_a"}})
		},
		"read call records": func(ctx context.Context) error {
			_, _, err := s.CallRecords(ctx, CallRecordQuery{UserID: "usr_a0", Limit: 10})
			return err
		},
		"save probe hours": func(ctx context.Context) error {
			return s.SaveProbeHours(ctx, []models.ProbeHour{hour("usr_a0", "trm_a", noon)})
		},
		"set setting": func(ctx context.Context) error { return s.SetSetting(ctx, "colour", "green") },
	}
}

func unless(err, fine error) error {
	if errors.Is(err, fine) {
		return nil
	}
	return err
}

// callAll makes every call at once. Each must end by itself well before the context of the caller does.
func callAll(t *testing.T, when string, s *Store, want error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	var under sync.WaitGroup
	for name, call := range calls(s) {
		under.Go(func() { wants(t, when+": "+name, call(ctx), want) })
	}
	under.Wait()
	if ctx.Err() != nil {
		t.Errorf("%s: calls did not end by themselves", when)
	}
}

func TestPostgreSQLGoneAndBack(t *testing.T) {
	server := postgres.NewServer(t)
	s := rig{t, Config{Dir: t.TempDir(), DSN: server.Database(t)}}.open()
	create(t, s, people("a", 1)...)
	callAll(t, "before", s, nil)
	for _, outage := range []struct {
		name       string
		begin, end func(testing.TB)
	}{
		{"frozen", server.Freeze, server.Thaw},
		{"stopped", server.Stop, server.Start},
		{"frozen again", server.Freeze, server.Thaw},
	} {
		outage.begin(t)
		callAll(t, outage.name, s, ErrUnavailable)
		callAll(t, outage.name+", second try", s, ErrUnavailable)
		outage.end(t)
		callAll(t, "after it was "+outage.name, s, nil)
	}
	server.Stop(t)
	server.Start(t)
	callAll(t, "restarted unnoticed", s, nil)
}

func TestFrozenAmidATransactionLeavesNothingOfIt(t *testing.T) {
	server := postgres.NewServer(t)
	s := rig{t, Config{Dir: t.TempDir(), DSN: server.Database(t)}}.open()
	err := s.change(t.Context(), "test", func(a attempt, tx *gorm.DB) error {
		rows := s.newUserRows(people("a", 10), time.Now())
		if err := gorm.G[userRow](tx).CreateInBatches(a, &rows, len(rows)); err != nil {
			return err
		}
		server.Freeze(t)
		rows = s.newUserRows(people("b", 10), time.Now())
		return gorm.G[userRow](tx).CreateInBatches(a, &rows, len(rows))
	})
	server.Thaw(t)
	wants(t, "frozen", err, ErrUnavailable)
	if users := all(t, s); len(users) != 0 {
		t.Errorf("%d users are left", len(users))
	}
}

func TestSQLiteLockedByAnother(t *testing.T) {
	r := rig{t, Config{Dir: t.TempDir()}}
	s, other := r.open(), r.open()
	create(t, s, people("a", 1)...)
	locked := other.writer.Begin()
	wants(t, "lock", locked.Error, nil)
	wants(t, "write", s.SetSetting(t.Context(), "colour", "green"), ErrUnavailable)
	if n := len(all(t, s)); n != 1 {
		t.Errorf("reading finds %d users", n)
	}
	wants(t, "unlock", locked.Rollback().Error, nil)
	callAll(t, "unlocked", s, nil)
}

func TestSQLiteFull(t *testing.T) {
	s := rig{t, Config{Dir: t.TempDir()}}.open()
	var pages int
	wants(t, "size", s.writer.Raw("PRAGMA page_count").Scan(&pages).Error, nil)
	limit := func(n int) {
		t.Helper()
		var set int
		wants(t, "limit", s.writer.Raw("PRAGMA max_page_count = "+strconv.Itoa(n)).Scan(&set).Error, nil)
	}
	limit(pages + 10)
	_, err := s.CreateUsers(t.Context(), people("a", 500))
	wants(t, "full", err, ErrUnavailable)
	if n := len(all(t, s)); n != 0 {
		t.Errorf("%d users are left", n)
	}
	limit(1 << 20)
	create(t, s, people("a", 500)...)
}

func TestCallerWhoGivesUpIsNotTheDatabase(t *testing.T) {
	onBoth(t, func(t *testing.T, r rig) {
		s := r.open()
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		for name, call := range calls(s) {
			err := call(ctx)
			wants(t, name, err, context.Canceled)
			if errors.Is(err, ErrUnavailable) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}
