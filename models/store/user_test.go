package store

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gorm.io/gorm"

	"graphpbx/models"
)

var full = models.User{
	ID: "usr_full", Username: "Anna_Berg-2", Extension: "4711", FirstName: "Anna", Surname: "Bérg", Nickname: "日本",
	Mobile: "+4917012345678", Role: models.RoleAdmin, RingLimit: 7, BusyInCall: true, BusyRinging: true, PasswordChangeDue: true,
}

func TestUserKeepsEveryField(t *testing.T) {
	onBoth(t, func(t *testing.T, r rig) {
		s := r.open()
		stored := create(t, s, NewUser{User: full, SIPPassword: "hush"})[0]
		want := full
		want.Version, want.CreatedAt, want.UpdatedAt = 1, stored.CreatedAt, stored.UpdatedAt
		if stored.User != want || time.Since(want.CreatedAt) > time.Hour {
			t.Errorf("created: %+v", stored.User)
		}
		if read := all(t, s)[full.ID]; read != stored {
			t.Errorf("read:    %+v\ncreated: %+v", read, stored)
		}
		bare := models.User{ID: full.ID, Username: "b", Role: models.RoleUser, RingLimit: 1, CreatedAt: stored.CreatedAt}
		updated, err := s.UpdateUser(t.Context(), bare, 1)
		wants(t, "update", err, nil)
		bare.Version, bare.UpdatedAt = 2, updated.UpdatedAt
		if updated != bare || all(t, s)[full.ID] != (StoredUser{bare, stored.SIPPassword}) {
			t.Errorf("updated: %+v\nread:    %+v", updated, all(t, s)[full.ID])
		}
	})
}

func TestCreateUsersIsAllOrNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, r rig) {
		s := r.open()
		holder := people("Holder", 1)
		holder[0].Extension = "4711"
		create(t, s, holder...)
		for name, c := range map[string]struct {
			spoil func([]NewUser)
			taken TakenError
		}{
			"username taken, other case":    {func(us []NewUser) { us[batch+1].Username = "hOLDER0" }, TakenError{"username", "hOLDER0"}},
			"extension taken":               {func(us []NewUser) { us[2*batch].Extension = "4711" }, TakenError{"extension", "4711"}},
			"username twice in the list":    {func(us []NewUser) { us[2*batch].Username = "NEW3" }, TakenError{"username", "NEW3"}},
			"extension twice in the list":   {func(us []NewUser) { us[3].Extension, us[2*batch].Extension = "12", "12" }, TakenError{"extension", "12"}},
			"id twice, and nothing to name": {func(us []NewUser) { us[2*batch].ID = us[3].ID }, TakenError{}},
		} {
			users := people("new", 2*batch+1)
			c.spoil(users)
			_, err := s.CreateUsers(t.Context(), users)
			wants(t, name, err, ErrTaken)
			if taken := (*TakenError)(nil); !errors.As(err, &taken) || *taken != c.taken {
				t.Errorf("%s: %v", name, err)
			}
			if left := all(t, s); len(left) != 1 {
				t.Fatalf("%s: %d users are left of it", name, len(left)-1)
			}
		}
		create(t, s, people("new", 2*batch+1)...)
	})
}

// failing makes the n-th statement of that kind fail, as a full disk would.
func failing(t *testing.T, s *Store, n int, register func(string, func(*gorm.DB)) error, remove func(string) error) (undo func()) {
	t.Helper()
	count := 0
	err := register("test:fail", func(db *gorm.DB) {
		if count++; count == n {
			_ = db.AddError(errors.New("disk on fire"))
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return func() { _ = remove("test:fail") }
}

func TestAFaultAmidAChangeLeavesNothingOfIt(t *testing.T) {
	onBoth(t, func(t *testing.T, r rig) {
		s := r.open()
		fixture := populate(t, s)
		for n := 1; n <= 3; n++ {
			callbacks := s.writer.Callback().Create()
			undo := failing(t, s, n, callbacks.Before("gorm:create").Register, callbacks.Remove)
			_, err := s.CreateUsers(t.Context(), people("new", 2*batch+1))
			undo()
			if err == nil || len(all(t, s)) != 1 {
				t.Errorf("statement %d of creating: %v; %d users", n, err, len(all(t, s)))
			}
		}
		for n := 1; n <= 4; n++ {
			callbacks := s.writer.Callback().Delete()
			undo := failing(t, s, n, callbacks.Before("gorm:delete").Register, callbacks.Remove)
			err := s.DeleteUser(t.Context(), fixture.user.ID)
			undo()
			if err == nil {
				t.Errorf("statement %d of deleting did not fail", n)
			}
			fixture.mustBe(t, s, true)
		}
		wants(t, "delete", s.DeleteUser(t.Context(), fixture.user.ID), nil)
		fixture.mustBe(t, s, false)
	})
}

// fixture is a user with one row of everything.
type fixture struct{ user StoredUser }

func populate(t *testing.T, s *Store) fixture {
	t.Helper()
	f := fixture{create(t, s, people("a", 1)...)[0]}
	now := time.Now()
	id := f.user.ID
	wants(t, "terminal name", s.SaveTerminalName(t.Context(), id, "trm_a", "desk"), nil)
	wants(t, "binding", s.SaveBindings(t.Context(), []models.BindingChange{{Binding: models.Binding{TerminalID: "trm_a", UserID: id, ExpiresAt: now.Add(time.Hour)}}}), nil)
	wants(t, "hour", s.SaveProbeHours(t.Context(), []models.ProbeHour{models.NewProbeHour(id, "trm_a", now)}), nil)
	wants(t, "session", s.SaveSession(t.Context(), models.Session{ID: "ses_a", UserID: id, ExpiresAt: now.Add(time.Hour)}), nil)
	wants(t, "record", s.SaveCallRecords(t.Context(), []models.CallRecord{{ID: "cal_a", From: models.Party{UserID: id}, StartedAt: now}}), nil)
	return f
}

// mustBe checks that all of the user is there, or nothing but the call records.
func (f fixture) mustBe(t *testing.T, s *Store, there bool) {
	t.Helper()
	want := 0
	if there {
		want = 1
	}
	count := map[string]int64{}
	for _, table := range []string{"users", "bindings", "terminal_hours", "terminal_names", "sessions"} {
		var n int64
		if err := s.reader.Table(table).Count(&n).Error; err != nil || n != int64(want) {
			t.Errorf("%s: %d rows, want %d (%v)", table, n, want, err)
		}
		count[table] = n
	}
	records, _, err := s.CallRecords(t.Context(), CallRecordQuery{UserID: f.user.ID, Limit: 10})
	if err != nil || len(records) != 1 {
		t.Errorf("call records: %v, %v", records, err)
	}
}

func TestUpdateUserRefuses(t *testing.T) {
	onBoth(t, func(t *testing.T, r rig) {
		s := r.open()
		users := people("a", 2)
		users[0].Extension = "4711"
		create(t, s, users...)
		change := func(edit func(*models.User), version int) error {
			u := users[1].User
			edit(&u)
			_, err := s.UpdateUser(t.Context(), u, version)
			return err
		}
		wants(t, "stale", change(func(*models.User) {}, 7), ErrConflict)
		wants(t, "unknown", change(func(u *models.User) { u.ID = "usr_nobody" }, 1), ErrNotFound)
		wants(t, "username", change(func(u *models.User) { u.Username = "A0" }, 1), ErrTaken)
		wants(t, "extension", change(func(u *models.User) { u.Extension = "4711" }, 1), ErrTaken)
		wants(t, "own name in another case", change(func(u *models.User) { u.Username = "A1" }, 1), nil)
		wants(t, "delete nobody", s.DeleteUser(t.Context(), "usr_nobody"), ErrNotFound)
	})
}

func TestOfManyEditorsOneWins(t *testing.T) {
	onBoth(t, func(t *testing.T, r rig) {
		s := r.open()
		u := create(t, s, people("a", 1)...)[0].User
		var won, lost atomic.Int32
		var editors sync.WaitGroup
		for n := range 8 {
			editors.Go(func() {
				mine := u
				mine.FirstName = fmt.Sprint(n)
				switch _, err := s.UpdateUser(t.Context(), mine, 1); {
				case err == nil:
					won.Add(1)
				case errors.Is(err, ErrConflict):
					lost.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		editors.Wait()
		if won.Load() != 1 || lost.Load() != 7 {
			t.Errorf("%d won, %d lost", won.Load(), lost.Load())
		}
	})
}

func TestEachUserMeetsAllUntilTold(t *testing.T) {
	onBoth(t, func(t *testing.T, r rig) {
		s := r.open()
		create(t, s, people("a", page+7)...)
		if n := len(all(t, s)); n != page+7 {
			t.Errorf("%d users", n)
		}
		enough, met := errors.New("enough"), 0
		err := s.EachUser(t.Context(), func(models.User, SealedSecret) error {
			if met++; met == 3 {
				return enough
			}
			return nil
		})
		if !errors.Is(err, enough) || met != 3 {
			t.Errorf("%v after %d", err, met)
		}
	})
}

func BenchmarkImport(b *testing.B) {
	users := people("a", 10_000)
	for i := range users {
		users[i].CTIPassword = "correct horse battery"
	}
	for b.Loop() {
		s, err := Open(b.Context(), Config{Dir: b.TempDir()})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := s.CreateUsers(b.Context(), users); err != nil {
			b.Fatal(err)
		}
		_ = s.Close()
	}
}
