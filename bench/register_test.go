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

const (
	benchUsers = 10000
	allUsers   = 2 * benchUsers

	loadRounds   = 3 // ours and the peer in turn, so that what else the machine does falls on both
	loadTime     = 5 * time.Second
	probeTime    = 20 * time.Second
	idleTime     = 5 * time.Second
	settlingTime = 3 * time.Second // for what is written behind
)

// TestRegister compares what a REGISTER with its challenge costs, and how many one core serves. On the way it looks at
// the probes of 10,000 telephones and at the memory of the next 10,000.
func TestRegister(t *testing.T) {
	measuring(t)
	p := startOurs(t, allUsers)
	ours := &registerBench{name: "GraphPBX", load: newRegisterLoad(t, p.SIP, password), pids: []int{p.Pid()}}
	idle := ours.idle(t)
	ours.fill(t, 0, benchUsers)
	probes := ours.watchProbes(t, idle)
	first := residentBytes(t, p.Pid())
	ours.fill(t, benchUsers, allUsers)
	ours.rest(t, settlingTime)
	second := residentBytes(t, p.Pid())

	theirs := &registerBench{}
	pid, name, ok := startKamailio(t, "127.0.0.1:15062")
	if ok {
		*theirs = registerBench{name: name, load: newRegisterLoad(t, "127.0.0.1:15062", password), pids: family(pid)}
		ours.beside(t, func() { theirs.fill(t, 0, allUsers) })
	}
	for range loadRounds {
		ours.round(t)
		if ok {
			ours.beside(t, func() { theirs.round(t) })
		}
	}
	reportRegister(ours, theirs)
	report("memory for a binding (resident, from 10,000 to 20,000)", fmt.Sprintf("%.1f kB", float64(second-first)/1024/benchUsers), "–", "–", "<= 2 kB")
	report("probes, CPU for an OPTIONS, its answer and its statistics", fmt.Sprintf("%.3f ms", probes.each), "–", "–", "<= 0.02 ms")
	report("probes, the same per OPTIONS", fmt.Sprintf("%.3f ms", probes.each), "Asterisk 22: "+notInstalled, "–", "<= 1/10 of Asterisk 22")
	report("probes of 10,000 telephones, the idle process included", fmt.Sprintf("%.2f %% of a core", probes.share), fmt.Sprintf("%.2f %% (no telephones)", 100*idle), "–", "<= 1 %")
}

func reportRegister(ours, theirs *registerBench) {
	const rate, cpu, budget = "REGISTER with digest, pairs/s of one core", "REGISTER with digest, CPU for a pair", ">= 2 x Kamailio 5.6"
	if theirs.load == nil {
		report(rate, fmt.Sprintf("%.0f", ours.rate()), "Kamailio 5.6: "+notInstalled, "–", budget)
		report(cpu, fmt.Sprintf("%.1f µs", ours.cpu()), "Kamailio 5.6: "+notInstalled, "–", budget)
	} else {
		report(rate, fmt.Sprintf("%.0f", ours.rate()), fmt.Sprintf("%.0f (%s)", theirs.rate(), theirs.name), fmt.Sprintf("%.2f x", ours.rate()/theirs.rate()), budget)
		report(cpu, fmt.Sprintf("%.1f µs", ours.cpu()), fmt.Sprintf("%.1f µs (%s)", theirs.cpu(), theirs.name), fmt.Sprintf("%.2f x", theirs.cpu()/ours.cpu()), budget)
	}
	report(rate, fmt.Sprintf("%.0f", ours.rate()), "Kamailio 6.1: "+notInstalled, "–", ">= 1.25 x Kamailio 6.1")
}

// registerBench is one server under the load of registrations.
type registerBench struct {
	name  string
	load  *registerLoad
	pids  []int
	pairs int
	took  time.Duration
	used  time.Duration
}

// rate is what one core would serve: pairs for each second of CPU that the server used, which leaves out the moments
// when other programs had the core.
func (b *registerBench) rate() float64 { return float64(b.pairs) / b.used.Seconds() }

// cpu is microseconds for a pair.
func (b *registerBench) cpu() float64 { return float64(b.used.Microseconds()) / float64(b.pairs) }

// fill registers users that were not there yet.
func (b *registerBench) fill(t *testing.T, from, to int) {
	t.Helper()
	b.load.from, b.load.to, b.load.next = from, to, from
	// Windows overlap at the end, so that no user is left out where a packet was lost.
	if _, err := b.load.run(to-from+2*loadWindow, time.Minute); err != nil {
		t.Fatal(err)
	}
}

// round refreshes registrations as fast as the server answers.
func (b *registerBench) round(t *testing.T) {
	t.Helper()
	b.load.from = 0
	begin := cpuTime(t, b.pids...)
	r, err := b.load.run(1<<30, loadTime)
	if err != nil {
		t.Fatal(err)
	}
	used := cpuTime(t, b.pids...) - begin
	if r.pairs == 0 {
		t.Fatalf("no REGISTER was answered with 200: %+v", r)
	}
	t.Logf("%s: %+v, CPU %v", b.name, r, used)
	b.pairs, b.took, b.used = b.pairs+r.pairs, b.took+r.took, b.used+used
}

// beside answers probes while something else is done.
func (b *registerBench) beside(t *testing.T, what func()) {
	t.Helper()
	done, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			select {
			case <-done:
				return
			default:
				if _, err := b.load.listen(50 * time.Millisecond); err != nil {
					t.Log(err)
					return
				}
			}
		}
	}()
	what()
	close(done)
	<-stopped
}

// rest answers probes and asks nothing.
func (b *registerBench) rest(t *testing.T, length time.Duration) registered {
	t.Helper()
	r, err := b.load.listen(length)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// probeFigures are milliseconds of CPU for a probe, and per cent of a core for all.
type probeFigures struct{ each, share float64 }

// idle returns the share of a core that a server uses which has nothing to do.
func (b *registerBench) idle(t *testing.T) float64 {
	t.Helper()
	b.rest(t, settlingTime)
	begin := cpuTime(t, b.pids...)
	r := b.rest(t, idleTime)
	return (cpuTime(t, b.pids...) - begin).Seconds() / r.took.Seconds()
}

// watchProbes measures what probes cost beyond what the server uses anyway, while nothing else happens.
func (b *registerBench) watchProbes(t *testing.T, idle float64) probeFigures {
	t.Helper()
	b.rest(t, settlingTime)
	begin := cpuTime(t, b.pids...)
	r := b.rest(t, probeTime)
	used := cpuTime(t, b.pids...) - begin
	if r.probes == 0 {
		t.Fatal("no probe was seen")
	}
	t.Logf("%s: %d probes in %v, CPU %v", b.name, r.probes, r.took, used)
	return probeFigures{
		each:  1000 * (used.Seconds() - idle*r.took.Seconds()) / float64(r.probes),
		share: 100 * used.Seconds() / r.took.Seconds() * (benchUsers / 60.0) / (float64(r.probes) / r.took.Seconds()),
	}
}

func password(user int) string { return "pw-" + userName(user) }

// startOurs runs graphpbx on the servers' core with users u00000… whose passwords are "pw-" and the username.
func startOurs(t *testing.T, users int, args ...string) (p *testrig.Process) {
	t.Helper()
	testrig.Binary(t)
	asServer(t, func() { p = testrig.StartProcess(t, "", args...) })
	importUsers(t, p, users)
	return p
}

func importUsers(t *testing.T, p *testrig.Process, count int) {
	t.Helper()
	var csv strings.Builder
	csv.WriteString("username,number,sipPassword\n")
	for u := range count {
		fmt.Fprintf(&csv, "%s,%d,%s\n", userName(u), 10000+u, password(u))
	}
	file := filepath.Join(t.TempDir(), "users.csv")
	if err := os.WriteFile(file, []byte(csv.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := p.Run("user", "import", file, "--data", p.Data); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}
