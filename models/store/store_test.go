package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"graphpbx/models"
	"graphpbx/testrig/postgres"
)

func TestMain(m *testing.M) {
	if os.Getenv(childDir) != "" {
		recordUntilKilled()
	}
	os.Exit(postgres.Tests{M: m}.Run())
}

// rig is a database of its own for one test.
type rig struct {
	t      *testing.T
	config Config
}

// open opens the database, for the first time or once more. It is closed when the test ends.
func (r rig) open() *Store {
	r.t.Helper()
	s, err := Open(r.t.Context(), r.config)
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() {
		if err := s.Close(); err != nil {
			r.t.Error(err)
		}
	})
	return s
}

// onBoth runs a test on SQLite and on PostgreSQL.
func onBoth(t *testing.T, test func(*testing.T, rig)) {
	t.Run("sqlite", func(t *testing.T) { test(t, rig{t, Config{Dir: t.TempDir()}}) })
	t.Run("postgres", func(t *testing.T) { test(t, rig{t, Config{Dir: t.TempDir(), DSN: postgres.New(t)}}) })
}

// people returns new users named prefix0, prefix1 …
func people(prefix string, n int) []NewUser {
	users := make([]NewUser, n)
	for i := range users {
		name := fmt.Sprint(prefix, i)
		users[i].User = models.User{ID: "usr_" + name, Username: name, Role: models.RoleUser, RingLimit: 3}
		users[i].SIPPassword = "sip-" + name
	}
	return users
}

// create stores users or ends the test.
func create(t *testing.T, s *Store, users ...NewUser) []StoredUser {
	t.Helper()
	stored, err := s.CreateUsers(t.Context(), users)
	if err != nil {
		t.Fatal(err)
	}
	return stored
}

// all returns the users by id.
func all(t *testing.T, s *Store) map[string]StoredUser {
	t.Helper()
	users := map[string]StoredUser{}
	err := s.EachUser(t.Context(), func(u models.User, sealed SealedSecret) error {
		users[u.ID] = StoredUser{u, sealed}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return users
}

// wants fails the test unless err is the one wanted (nil for none).
func wants(t *testing.T, what string, err, want error) {
	t.Helper()
	if (want == nil) != (err == nil) || want != nil && !errors.Is(err, want) {
		t.Errorf("%s: error is %v, want %v", what, err, want)
	}
}

func TestOpenAgainFindsEverything(t *testing.T) {
	onBoth(t, func(t *testing.T, r rig) {
		first := r.open()
		before := create(t, first, people("a", 3)...)
		after := all(t, r.open())
		for _, u := range before {
			if after[u.ID] != u {
				t.Errorf("%+v\nbecame %+v", u, after[u.ID])
			}
		}
	})
}

func TestOpenRefusesWhatIsNoDatabase(t *testing.T) {
	for dsn, want := range map[string]string{
		"mysql://root@localhost/x":                      "must begin with postgres://",
		"postgres://u:hush@127.0.0.1:notaport/x":        "database address",
		"postgres://u:hush@127.0.0.1:1/x?sslmode=maybe": "database address",
	} {
		_, err := Open(t.Context(), Config{Dir: t.TempDir(), DSN: dsn})
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "hush") {
			t.Errorf("%s: %v", dsn, err)
		}
	}
	_, err := Open(t.Context(), Config{Dir: t.TempDir(), DSN: "postgres://u:hush@127.0.0.1:1/x"})
	wants(t, "nobody listens", err, ErrUnavailable)
	if err != nil && strings.Contains(err.Error(), "hush") {
		t.Errorf("the error tells the password: %v", err)
	}
}

func TestFilesAreForTheirOwnerAlone(t *testing.T) {
	r := rig{t, Config{Dir: filepath.Join(t.TempDir(), "data with blank? & #")}}
	create(t, r.open(), people("a", 1)...)
	files, err := os.ReadDir(r.config.Dir)
	if err != nil || len(files) < 2 {
		t.Fatalf("%v, %v", files, err)
	}
	for _, file := range files {
		info, err := file.Info()
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", file.Name(), info.Mode(), err)
		}
	}
}

func TestCloseLeavesNoGoroutine(t *testing.T) {
	onBoth(t, func(t *testing.T, r rig) {
		before := goleak.IgnoreCurrent()
		s, err := Open(t.Context(), r.config)
		if err != nil {
			t.Fatal(err)
		}
		create(t, s, people("a", 500)...)
		wants(t, "ping", s.Ping(t.Context()), nil)
		wants(t, "close", s.Close(), nil)
		goleak.VerifyNone(t, before)
	})
}
