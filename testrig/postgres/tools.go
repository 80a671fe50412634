package postgres

import (
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
)

// tools are the programs of an installation.
type tools struct{ initdb, postgres string }

// installed finds PostgreSQL in the PATH, else where Debian puts it (the newest version). It skips the test where
// there is none.
func installed(t testing.TB) tools {
	t.Helper()
	folders := filepath.SplitList(os.Getenv("PATH"))
	debian, _ := filepath.Glob("/usr/lib/postgresql/*/bin") // the pattern is well formed
	for i := len(debian) - 1; i >= 0; i-- {
		folders = append(folders, debian[i])
	}
	for _, folder := range folders {
		found := tools{filepath.Join(folder, "initdb"), filepath.Join(folder, "postgres")}
		if runs(found.initdb) && runs(found.postgres) {
			return found
		}
	}
	t.Skip("skipped: PostgreSQL is not installed (no initdb in PATH nor in /usr/lib/postgresql/*/bin; on Debian: apt-get install postgresql)")
	return tools{}
}

func runs(path string) bool {
	_, err := exec.LookPath(path)
	return err == nil
}

// servant returns the account that PostgreSQL runs under: it refuses to run as root, so root lends it the account
// of the installation, else nobody's. Anybody else runs it under the own account: nil.
func servant() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	account, err := user.Lookup("postgres")
	if err != nil {
		if account, err = user.Lookup("nobody"); err != nil {
			return nil, err
		}
	}
	uid, err := strconv.ParseUint(account.Uid, 10, 32)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.ParseUint(account.Gid, 10, 32)
	if err != nil {
		return nil, err
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
}
