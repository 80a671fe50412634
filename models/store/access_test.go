package store

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"
)

func TestSetAccess(t *testing.T) {
	onBoth(t, func(t *testing.T, r rig) {
		s, due := r.open(), true
		before := create(t, s, people("a", 1)...)[0]
		hash, err := HashPassword(t.Context(), "new CTI")
		wants(t, "hash", err, nil)
		after, err := s.SetAccess(t.Context(), before.ID, Access{SIPPassword: "new SIP", CTIHash: hash, ChangeDue: &due})
		wants(t, "set", err, nil)
		if after.Version != 2 || !after.PasswordChangeDue || after.CreatedAt != before.CreatedAt || all(t, s)[before.ID] != after {
			t.Errorf("%+v\nread %+v", after, all(t, s)[before.ID])
		}
		mustOpen(t, s, after, "new SIP")
		mustVerify(t, s, before.ID, map[string]bool{"new CTI": true, "": false})

		untouched, err := s.SetAccess(t.Context(), before.ID, Access{})
		wants(t, "set nothing", err, nil)
		if untouched.SIPPassword != after.SIPPassword || !untouched.PasswordChangeDue {
			t.Errorf("%+v", untouched)
		}
		mustVerify(t, s, before.ID, map[string]bool{"new CTI": true})
		_, err = s.SetSIPPassword(t.Context(), "usr_nobody", "x")
		wants(t, "SIP password of nobody", err, ErrNotFound)
		wants(t, "CTI password of nobody", s.SetCTIHash(t.Context(), "usr_nobody", hash), ErrNotFound)
	})
}

func mustOpen(t *testing.T, s *Store, u StoredUser, password string) {
	t.Helper()
	if opened, err := s.OpenSIPPassword(nil, u.ID, u.SIPPassword); err != nil || string(opened) != password {
		t.Errorf("SIP password is %q, %v", opened, err)
	}
}

func mustVerify(t *testing.T, s *Store, userID string, passwords map[string]bool) {
	t.Helper()
	for password, want := range passwords {
		if got, err := s.VerifyCTIPassword(t.Context(), userID, password); got != want || err != nil {
			t.Errorf("CTI password %q of %s: %v, %v", password, userID, got, err)
		}
	}
}

func TestImportedPasswordsWorkBeforeAndAfterTheyAreHashed(t *testing.T) {
	onBoth(t, func(t *testing.T, r rig) {
		s, users := r.open(), people("a", 5)
		for i := range users[:4] {
			users[i].CTIPassword = "secret of " + users[i].Username
		}
		create(t, s, users...)
		mustVerify(t, s, "usr_a0", map[string]bool{"secret of a0": true})
		mustVerify(t, s, "usr_a1", map[string]bool{"secret of a0": false})
		mustBePending(t, s, "usr_a2", "usr_a3")

		done, err := s.HashPendingPasswords(t.Context())
		if done != 2 || err != nil {
			t.Errorf("%d hashed, %v", done, err)
		}
		mustBePending(t, s)
		for _, u := range users[:4] {
			mustVerify(t, s, u.ID, map[string]bool{"secret of " + u.Username: true, "sip-" + u.Username: false})
		}
		mustVerify(t, s, "usr_a4", map[string]bool{"": false})
		mustVerify(t, s, "usr_nobody", map[string]bool{"": false})
		mustVerify(t, s, "", map[string]bool{"": false})
	})
}

func mustBePending(t *testing.T, s *Store, ids ...string) {
	t.Helper()
	rows, err := s.pendingRows(t.Context(), "")
	if err != nil || len(rows) != len(ids) {
		t.Fatalf("%d pending, %v", len(rows), err)
	}
	for i, row := range rows {
		if row.ID != ids[i] {
			t.Errorf("%s is pending, not %s", row.ID, ids[i])
		}
	}
}

func TestPendingPasswordSetMeanwhileStays(t *testing.T) {
	onBoth(t, func(t *testing.T, r rig) {
		s, users := r.open(), people("a", 1)
		users[0].CTIPassword = "old"
		create(t, s, users...)
		pending, err := s.pendingRows(t.Context(), "")
		if err != nil || len(pending) != 1 {
			t.Fatal(pending, err)
		}
		hash, err := HashPassword(t.Context(), "new")
		wants(t, "hash", err, nil)
		wants(t, "set", s.SetCTIHash(t.Context(), "usr_a0", hash), nil)
		_, err = s.settle(t.Context(), pending[0])
		wants(t, "settle", err, nil)
		mustVerify(t, s, "usr_a0", map[string]bool{"new": true, "old": false})
	})
}

func TestDamagedPendingPasswordDoesNotHoldUpOthers(t *testing.T) {
	onBoth(t, func(t *testing.T, r rig) {
		s, users := r.open(), people("a", 3)
		for i := range users {
			users[i].CTIPassword = "secret"
		}
		create(t, s, users...)
		copied := "UPDATE users SET cti_pending = (SELECT cti_pending FROM users WHERE id = 'usr_a2') WHERE id = 'usr_a0'"
		wants(t, "copy a sealed password to another user", s.writer.Exec(copied).Error, nil)
		done, err := s.HashPendingPasswords(t.Context())
		wants(t, "hash", err, ErrKey)
		if done != 2 {
			t.Errorf("%d hashed", done)
		}
		_, err = s.VerifyCTIPassword(t.Context(), "usr_a0", "secret")
		wants(t, "the copied one", err, ErrKey)
	})
}

func TestHashingPendingPasswordsEndsWithItsContext(t *testing.T) {
	s, users := rig{t, Config{Dir: t.TempDir()}}.open(), people("a", 3)
	for i := range users {
		users[i].CTIPassword = "secret"
	}
	create(t, s, users...)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := s.HashPendingPasswords(ctx)
	wants(t, "ended", err, context.Canceled)
	mustBePending(t, s, "usr_a0", "usr_a1", "usr_a2")
}

func TestNoPasswordStandsInTheFiles(t *testing.T) {
	r := rig{t, Config{Dir: t.TempDir()}}
	s, users := r.open(), people("a", 1)
	users[0].SIPPassword, users[0].CTIPassword = "sip+marker+one", "cti+marker+two"
	create(t, s, users...)
	look := func(when string) {
		files, err := filepath.Glob(filepath.Join(r.config.Dir, "*"))
		if err != nil || len(files) < 2 {
			t.Fatal(files, err)
		}
		for _, file := range files {
			content, err := os.ReadFile(file)
			if err != nil || bytes.Contains(content, []byte("+marker+")) {
				t.Errorf("%s: %s holds a password in clear (%v)", when, filepath.Base(file), err)
			}
		}
	}
	look("after the import")
	mustVerify(t, s, "usr_a0", map[string]bool{"cti+marker+two": true})
	look("after the login")
}
