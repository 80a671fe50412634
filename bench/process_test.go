package bench

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// Servers run on the first core and whoever loads them on the last, so that a server's figure is that of one core.
const serverCore = 0

func loadCore() int { return runtime.NumCPU() - 1 }

// asServer runs start so that the processes which it begins live on the servers' core from their first instruction: a
// runtime that counts its cores then finds one.
func asServer(t *testing.T, start func()) {
	t.Helper()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	pinThread(t, 0, serverCore)
	defer pinThread(t, 0, loadCore())
	start()
}

// onAllCores runs start so that the processes which it begins may use every core.
func onAllCores(t *testing.T, start func()) {
	t.Helper()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var set unix.CPUSet
	for core := range runtime.NumCPU() {
		set.Set(core)
	}
	if err := unix.SchedSetaffinity(0, &set); err != nil {
		t.Logf("unpinning: %v", err)
	}
	defer pinThread(t, 0, loadCore())
	start()
}

// pinThread ties one thread, and those that it will make, to one core; 0 is the thread that runs.
func pinThread(t *testing.T, id, core int) {
	t.Helper()
	var set unix.CPUSet
	set.Set(core)
	if err := unix.SchedSetaffinity(id, &set); err != nil {
		t.Logf("pinning: %v", err)
	}
}

// pin ties all threads of a process to one core.
func pin(t *testing.T, pid, core int) {
	t.Helper()
	tasks, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*", pid))
	for _, task := range tasks {
		id, _ := strconv.Atoi(filepath.Base(task))
		pinThread(t, id, core)
	}
}

// cpuTime returns what processes have used, user and system, to the nanosecond and with threads that have ended.
func cpuTime(t *testing.T, pids ...int) time.Duration {
	t.Helper()
	var used time.Duration
	for _, pid := range pids {
		const wholeProcess = 2 // CPUCLOCK_SCHED, see clock_getcpuclockid(3)
		var ts unix.Timespec
		if err := unix.ClockGettime(int32(^pid<<3|wholeProcess), &ts); err != nil {
			t.Fatalf("CPU time of process %d: %v", pid, err)
		}
		used += time.Duration(ts.Nano())
	}
	return used
}

// residentBytes returns the resident memory of a process.
func residentBytes(t *testing.T, pid int) int64 {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if value, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kilobytes, _ := strconv.ParseInt(strings.Fields(value)[0], 10, 64)
			return kilobytes << 10
		}
	}
	return 0
}

// family returns a process and all its descendants.
func family(pid int) []int {
	pids := []int{pid}
	out, _ := exec.Command("pgrep", "-P", strconv.Itoa(pid)).Output()
	for _, word := range strings.Fields(string(out)) {
		child, _ := strconv.Atoi(word)
		pids = append(pids, family(child)...)
	}
	return pids
}
