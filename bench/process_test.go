package bench

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// Servers are pinned to the first core and whoever loads them to the last, so that a server's figure is that of one core.
const serverCore = 0

// pin ties all threads of a process, and those it will make, to one core.
func pin(t *testing.T, pid, core int) {
	t.Helper()
	var set unix.CPUSet
	set.Set(core)
	tasks, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*", pid))
	for _, task := range tasks {
		id, _ := strconv.Atoi(filepath.Base(task))
		if err := unix.SchedSetaffinity(id, &set); err != nil {
			t.Logf("pinning: %v", err)
		}
	}
}

// cpuTime returns what a process and its children now living have used, user and system.
func cpuTime(t *testing.T, pids ...int) time.Duration {
	t.Helper()
	var ticks int64
	for _, pid := range pids {
		text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		if err != nil {
			t.Fatal(err)
		}
		fields := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
		user, _ := strconv.ParseInt(fields[11], 10, 64)
		system, _ := strconv.ParseInt(fields[12], 10, 64)
		ticks += user + system
	}
	return time.Duration(ticks) * 10 * time.Millisecond // USER_HZ is 100 on Linux
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
