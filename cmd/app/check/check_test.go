package check

import (
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"graphpbx/models"
	"graphpbx/models/store"
)

// of returns what was found under a name.
func of(checks []models.HealthCheck, name string) (found []models.HealthCheck) {
	return slices.DeleteFunc(slices.Clone(checks), func(c models.HealthCheck) bool { return c.Name != name })
}

func wants(t *testing.T, checks []models.HealthCheck, name string, status models.CheckStatus, words string) {
	t.Helper()
	found := of(checks, name)
	if len(found) == 0 || found[0].Status != status || !strings.Contains(found[0].Message, words) {
		t.Errorf("%s: %+v, want %s with %q", name, found, status, words)
	}
	if len(found) > 0 && (found[0].Advice == "") != (status == models.CheckOK) {
		t.Errorf("%s: the advice is %q", name, found[0].Advice)
	}
}

// subject is a switchboard that runs in a folder of its own on free ports.
func subject(t *testing.T) Subject {
	t.Helper()
	s := Subject{Data: t.TempDir(), HTTP: "127.0.0.1:0", SIP: []string{"127.0.0.1:0"}, ExternalHost: "203.0.113.7"}
	if err := os.Chmod(s.Data, 0o700); err != nil {
		t.Fatal(err)
	}
	opened, err := store.Open(t.Context(), store.Config{Dir: s.Data})
	if err != nil {
		t.Fatal(err)
	}
	if err := opened.Close(); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestWhatIsRight(t *testing.T) {
	s := subject(t)
	checks := All(t.Context(), s)
	wants(t, checks, "database", models.CheckOK, "SQLite 3")
	wants(t, checks, "data folder", models.CheckOK, "closed to other users")
	wants(t, checks, "ports", models.CheckOK, "Nobody else")
	wants(t, checks, "external host", models.CheckOK, "203.0.113.7")
	wants(t, checks, "names", models.CheckOK, "are found")
	s.Data = filepath.Join(s.Data, "not", "made")
	checks = All(t.Context(), s)
	wants(t, checks, "database", models.CheckOK, "none yet")
	wants(t, checks, "data folder", models.CheckOK, "not exist yet")
	if len(of(checks, "disk")) != 1 {
		t.Error("the disk was not looked at")
	}
	if _, err := os.Stat(s.Data); err == nil {
		t.Error("the check has made the data folder")
	}
}

func TestWhatIsWrong(t *testing.T) {
	s := subject(t)
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	s.HTTP, s.SIP = taken.Addr().String(), []string{"192.0.2.55:5060"}
	if err := os.Chmod(filepath.Join(s.Data, "secret.key"), 0o644); err != nil {
		t.Fatal(err)
	}
	s.ExternalHost, s.PublicURL = "10.1.2.3", "https://pbx.invalid"
	checks := All(t.Context(), s)
	wants(t, checks, "ports", models.CheckFault, "is taken by ")
	if found := of(checks, "ports"); len(found) != 3 || !strings.Contains(found[1].Message, "no address of this machine") {
		t.Errorf("%+v", found)
	}
	wants(t, checks, "data folder", models.CheckFault, "open to other users")
	wants(t, checks, "external host", models.CheckWarning, "private address")
	wants(t, checks, "names", models.CheckFault, "pbx.invalid")
	if checks[0].Status != models.CheckFault || Worst(checks) != 2 {
		t.Errorf("faults do not come first: %+v", checks)
	}
	if err := os.WriteFile(filepath.Join(s.Data, "graphpbx.db"), []byte(strings.Repeat("no database ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Join(s.Data, "secret.key"), 0o600); err != nil {
		t.Fatal(err)
	}
	wants(t, All(t.Context(), s), "database", models.CheckFault, "")
	s.Database = "postgres://u:hush@127.0.0.1:1/x"
	checks = All(t.Context(), s)
	wants(t, checks, "database", models.CheckFault, "does not answer")
	for _, c := range checks {
		if strings.Contains(c.Message+c.Advice, "hush") {
			t.Errorf("%+v", c)
		}
	}
	s.Running = true
	wants(t, All(t.Context(), s), "ports", models.CheckOK, "its ports")
}

func TestAddresses(t *testing.T) {
	for _, a := range ownAddresses() {
		if a.IsLoopback() {
			t.Errorf("%s", a)
		}
	}
	s := Subject{RTPPorts: [2]int{40000, 40015}}
	if found := soundPorts(t.Context(), s); len(found) != 1 || found[0].Status == models.CheckOK {
		t.Errorf("%+v", found)
	}
}
