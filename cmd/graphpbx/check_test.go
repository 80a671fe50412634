package main

import (
	"encoding/json"
	"net"
	"strings"
	"testing"
)

// checked runs the command and returns what it says and the exit code.
func checked(t *testing.T, args ...string) (said string, code int) {
	t.Helper()
	code, out, errOut := ran(t, append([]string{"check"}, args...)...)
	if errOut != "" {
		t.Errorf("%v: %s", args, errOut)
	}
	return out, code
}

// The same command works before a start and on a switchboard that runs, and its exit code tells the worst.
func TestCheck(t *testing.T) {
	data := dataFolder(t)
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	if said, code := checked(t, "--data", data, "--sip", "127.0.0.1:0", "--http", taken.Addr().String()); code != 2 || !strings.Contains(said, "FAULT") || !strings.Contains(said, "graphpbx.test") && !strings.Contains(said, "(process ") {
		t.Errorf("%d: %s", code, said)
	}
	if said, code := checked(t, "--data", data, "--rtp-ports", "7", "--log-level", "loud"); code != 2 || strings.Count(said, "configuration") != 2 {
		t.Errorf("%d: %s", code, said)
	}
	serving(t, "--data", data)
	said, code := checked(t, "--data", data, "--http", taken.Addr().String(), "--json")
	var answer struct {
		Running bool
		Checks  []struct{ Name, Status, Message string }
	}
	if err := json.Unmarshal([]byte(said), &answer); err != nil || !answer.Running || len(answer.Checks) < 5 {
		t.Fatalf("%v: %s", err, said)
	}
	worst := map[string]int{"OK": 0, "WARNING": 1, "FAULT": 2}
	if want := worst[answer.Checks[0].Status]; code != want {
		t.Errorf("exit code %d, want %d: %s", code, want, said)
	}
	for _, c := range answer.Checks {
		if c.Name == "ports" && c.Status != "OK" || c.Name == "database" && c.Status != "OK" {
			t.Errorf("%+v", c)
		}
	}
	refusedWith(t, "graphpbx check", "check", "extra")
}
