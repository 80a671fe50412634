package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"graphpbx/testrig/postgres"
)

// A backup is taken while the switchboard runs and while it does not, and what is restored from it goes on.
func TestBackupAndRestore(t *testing.T) {
	data, files := dataFolder(t), t.TempDir()
	running, stopped, sealed := filepath.Join(files, "running"), filepath.Join(files, "stopped"), filepath.Join(files, "sealed")
	t.Run("running", func(t *testing.T) {
		serving(t, "--data", data)
		must(t, "user", "add", "anna", "--number", "21", "--data", data, "--sip-password", "Kx3-vP9.tQ2m-w")
		if out := must(t, "backup", running, "--plain", "--data", data); !strings.Contains(out, "users") || !strings.Contains(out, "read back") {
			t.Error(out)
		}
		refusedWith(t, "a switchboard is running", "restore", running, "--data", data)
	})
	refusedWith(t, "is there already", "backup", running, "--plain", "--data", data)
	refusedWith(t, "nobody can be asked", "backup", stopped, "--data", data)
	refusedWith(t, "no switchboard in the data folder", "backup", stopped, "--plain", "--data", t.TempDir())
	must(t, "backup", stopped, "--plain", "--data", data)
	t.Run("sealed", func(t *testing.T) {
		t.Setenv("GRAPHPBX_BACKUP_PASSPHRASE", "too short")
		refusedWith(t, "is guessed", "backup", sealed, "--data", data)
		t.Setenv("GRAPHPBX_BACKUP_PASSPHRASE", "correct horse battery")
		must(t, "backup", sealed, "--data", data)
		t.Setenv("GRAPHPBX_BACKUP_PASSPHRASE", "something else entirely")
		refusedWith(t, "wrong passphrase", "backup", "verify", sealed)
		word := filepath.Join(files, "word")
		if err := os.WriteFile(word, []byte("correct horse battery\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		if out := must(t, "backup", "verify", sealed, "--passphrase-file", word); !strings.Contains(out, "whole") {
			t.Error(out)
		}
	})
	if info, err := os.Stat(sealed); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	if left, _ := filepath.Glob(filepath.Join(files, "*.unfinished")); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
	dsn := postgres.New(t)
	for name, place := range map[string][]string{
		"sqlite": {"--data", dataFolder(t)}, "postgres": {"--data", dataFolder(t), "--database", dsn},
	} {
		t.Run("restored into "+name, func(t *testing.T) {
			must(t, append([]string{"restore", running}, place...)...)
			refusedWith(t, "there is data already", append([]string{"restore", running}, place...)...)
			if out := must(t, append([]string{"user", "list"}, place...)...); !strings.Contains(out, "anna") {
				t.Error(out)
			}
			if name == "postgres" { // the other was tried above
				serving(t, place...)
			}
			back := filepath.Join(t.TempDir(), "back")
			must(t, append([]string{"backup", back, "--plain"}, place...)...)
			again := dataFolder(t)
			must(t, "restore", back, "--data", again)
			if out := must(t, "user", "list", "--data", again); !strings.Contains(out, "anna") || !strings.Contains(out, "21") {
				t.Error(out)
			}
		})
	}
	cut := filepath.Join(files, "cut")
	if whole, err := os.ReadFile(running); err != nil || os.WriteFile(cut, whole[:len(whole)-100], 0o600) != nil {
		t.Fatal(err)
	}
	refusedWith(t, "not a whole backup", "backup", "verify", cut)
	refusedWith(t, "nothing was restored", "restore", cut, "--data", dataFolder(t))
	refusedWith(t, "graphpbx backup FILE", "backup")
	refusedWith(t, "graphpbx restore FILE", "restore", "a", "b")
}
