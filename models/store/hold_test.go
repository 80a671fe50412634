package store

import (
	"errors"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"graphpbx/testrig/postgres"
)

// await waits until something holds.
func await(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !holds(); {
		if time.Now().After(deadline) {
			t.Fatal("in vain: " + what)
		}
		<-time.After(20 * time.Millisecond)
	}
}

// One switchboard at a time works on a database, also after the connection with the lock has died; and one that another
// has replaced changes nothing any more.
func TestOneSwitchboardOnADatabase(t *testing.T) {
	dsn := postgres.New(t)
	lost := make(chan error, 1)
	config := Config{Dir: t.TempDir(), DSN: dsn, Exclusive: true, Lost: func(err error) { lost <- err }}
	first := rig{t, config}.open()
	create(t, first, people("a", 1)...)
	_, err := Open(t.Context(), config)
	wants(t, "second", err, ErrHeld)
	if host, _ := os.Hostname(); err == nil || !strings.Contains(err.Error(), "process "+strconv.Itoa(os.Getpid())) || !strings.Contains(err.Error(), host[:min(len(host), 30)]) {
		t.Errorf("the other is not named: %v", err)
	}

	onlooker := rig{t, Config{Dir: config.Dir, DSN: dsn}}.open()
	locks := func() (pids []int64) {
		wants(t, "locks", onlooker.writer.Raw("SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND classid = ? AND granted", holdClass).Scan(&pids).Error, nil)
		return pids
	}
	before := locks()
	wants(t, "cut", onlooker.writer.Exec("SELECT pg_terminate_backend(?)", before[0]).Error, nil)
	create(t, first, people("b", 1)...)
	await(t, "the lock is taken again", func() bool { now := locks(); return len(now) == 1 && now[0] != before[0] })
	create(t, first, people("c", 1)...)

	term, err := onlooker.Setting(t.Context(), termSetting)
	wants(t, "term", err, nil)
	wants(t, "another takes over", onlooker.SetSetting(t.Context(), termSetting, term+"0"), nil)
	_, err = first.CreateUsers(t.Context(), people("d", 1))
	wants(t, "change by the replaced one", err, ErrUnavailable)
	wants(t, "cut", onlooker.writer.Exec("SELECT pg_terminate_backend(?)", locks()[0]).Error, nil)
	select {
	case err := <-lost:
		if !errors.Is(err, ErrHeld) {
			t.Error(err)
		}
	case <-time.After(20 * time.Second):
		t.Error("nobody was told")
	}
	if users := all(t, onlooker); len(users) != 3 {
		t.Errorf("%d users", len(users))
	}
}
