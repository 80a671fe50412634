package store

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestKeyIsMadeOnceAndKept(t *testing.T) {
	onBoth(t, func(t *testing.T, r rig) {
		stored := create(t, r.open(), people("a", 1)...)[0]
		path := filepath.Join(r.config.Dir, keyFile)
		before, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		opened, err := r.open().OpenSIPPassword(nil, stored.ID, stored.SIPPassword)
		if err != nil || string(opened) != "sip-a0" {
			t.Errorf("%q, %v", opened, err)
		}
		after, err := os.ReadFile(path)
		if err != nil || string(before) != string(after) {
			t.Errorf("the key has changed (%v)", err)
		}
		left, _ := filepath.Glob(path + ".*")
		if len(left) != 0 {
			t.Errorf("left over: %v", left)
		}
	})
}

func TestWrongKeyIsRefused(t *testing.T) {
	encoded := func(bytes int) []byte { return []byte(base64.StdEncoding.EncodeToString(make([]byte, bytes))) }
	for name, c := range map[string]struct {
		spoil func(path string) error
		says  string
	}{
		"missing":        {os.Remove, "is missing"},
		"of another":     {func(path string) error { return os.WriteFile(path, encoded(32), 0o600) }, "another key"},
		"empty":          {func(path string) error { return os.WriteFile(path, nil, 0o600) }, "is damaged"},
		"too short":      {func(path string) error { return os.WriteFile(path, encoded(31), 0o600) }, "is damaged"},
		"open to others": {func(path string) error { return os.Chmod(path, 0o640) }, "chmod 600"},
		"a folder": {func(path string) error {
			if err := os.Remove(path); err != nil {
				return err
			}
			return os.Mkdir(path, 0o700)
		}, "cannot be read"},
	} {
		t.Run(name, func(t *testing.T) {
			r := rig{t, Config{Dir: t.TempDir()}}
			r.open()
			path := filepath.Join(r.config.Dir, keyFile)
			if err := c.spoil(path); err != nil {
				t.Fatal(err)
			}
			_, err := Open(t.Context(), r.config)
			wants(t, name, err, ErrKey)
			if err != nil && (!strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), keyFile)) {
				t.Errorf("it says: %v", err)
			}
		})
	}
}

func TestGivenKeyNeedsNoFile(t *testing.T) {
	onBoth(t, func(t *testing.T, r rig) {
		r.config.Key = [32]byte{7}
		r.open()
		r.open()
		if _, err := os.Stat(filepath.Join(r.config.Dir, keyFile)); !os.IsNotExist(err) {
			t.Errorf("key file: %v", err)
		}
		r.config.Key = [32]byte{8}
		_, err := Open(t.Context(), r.config)
		wants(t, "another key", err, ErrKey)
	})
}
