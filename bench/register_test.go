package bench

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"graphpbx/testrig"
)

const benchUsers = 10000

// TestRegister compares what a REGISTER with its challenge costs, and how many one core serves.
func TestRegister(t *testing.T) {
	measuring(t)
	ours := startOurs(t, benchUsers)
	before := residentBytes(t, ours.Pid())
	us := loadRegister(t, ours.SIP, []int{ours.Pid()}, true)
	perBinding := (residentBytes(t, ours.Pid()) - before) / benchUsers
	budget := ">= 2 x Kamailio 5.6"
	pid, name, ok := startKamailio(t, "127.0.0.1:15062")
	if !ok {
		report("REGISTER with digest, pairs/s of one core", fmt.Sprintf("%.0f", us.rate), "Kamailio is not installed", "–", budget)
		return
	}
	them := loadRegister(t, "127.0.0.1:15062", family(pid), false)
	report("REGISTER with digest, pairs/s of one core", fmt.Sprintf("%.0f", us.rate), fmt.Sprintf("%.0f (%s)", them.rate, name),
		fmt.Sprintf("%.2f x", us.rate/them.rate), budget)
	report("REGISTER with digest, CPU for a pair", fmt.Sprintf("%.1f µs", us.cpu), fmt.Sprintf("%.1f µs (%s)", them.cpu, name),
		fmt.Sprintf("%.2f x", them.cpu/us.cpu), budget)
	report("memory for a binding (resident, first 10,000)", fmt.Sprintf("%.1f kB", float64(perBinding)/1024), "–", "–", "<= 2 kB beyond 10,000")
}

// registerFigures are pairs a second and microseconds of CPU for a pair.
type registerFigures struct{ rate, cpu float64 }

func loadRegister(t *testing.T, server string, pids []int, ours bool) registerFigures {
	t.Helper()
	load := newRegisterLoad(t, server, benchUsers, 256, func(u int) string { return "pw-" + userName(u) })
	if _, err := load.run(benchUsers, time.Minute); err != nil { // every user once: the bindings are there, refreshes follow
		t.Fatal(err)
	}
	begin := cpuTime(t, pids...)
	r, err := load.run(1<<30, 8*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	used := cpuTime(t, pids...) - begin
	if r.pairs == 0 {
		t.Fatalf("no REGISTER was answered with 200: %+v", r)
	}
	t.Logf("%s ours=%v: %+v, CPU %v", server, ours, r, used)
	return registerFigures{
		rate: float64(r.pairs) / r.took.Seconds(),
		cpu:  float64(used.Microseconds()) / float64(r.pairs),
	}
}

// startOurs runs graphpbx on one core with users u00000… whose passwords are "pw-" and the username.
func startOurs(t *testing.T, users int, args ...string) *testrig.Process {
	t.Helper()
	p := testrig.StartProcess(t, "", args...)
	importUsers(t, p, users)
	pin(t, p.Pid(), serverCore)
	return p
}

func importUsers(t *testing.T, p *testrig.Process, count int) {
	t.Helper()
	var csv strings.Builder
	csv.WriteString("username,number,sipPassword\n")
	for u := range count {
		fmt.Fprintf(&csv, "%s,%d,pw-%s\n", userName(u), 10000+u, userName(u))
	}
	file := filepath.Join(t.TempDir(), "users.csv")
	if err := os.WriteFile(file, []byte(csv.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := p.Run("user", "import", file, "--data", p.Data); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}
