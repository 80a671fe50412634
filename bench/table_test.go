package bench

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"

	"graphpbx/testrig/postgres"
)

// row is one line of the table.
type row struct {
	what, ours, peer, ratio, budget string
}

var rows []row

const notInstalled = "not installed"

func report(what, ours, peer, ratio, budget string) {
	rows = append(rows, row{what, ours, peer, ratio, budget})
}

// measuring skips a measurement that was not asked for.
func measuring(t *testing.T) {
	t.Helper()
	if os.Getenv("GRAPHPBX_BENCH") == "" {
		t.Skip("measurements run by `make bench` alone")
	}
	runtime.GOMAXPROCS(1)
	pin(t, os.Getpid(), loadCore())
}

func TestMain(m *testing.M) {
	if os.Getenv(relayHelper) != "" {
		os.Exit(relayInOwnProcess())
	}
	code := postgres.Tests{M: m}.Run()
	if len(rows) > 0 {
		printTable()
	}
	os.Exit(code)
}

func printTable() {
	fmt.Printf("\n%d cores, %s, %s\n\n", runtime.NumCPU(), runtime.Version(), processor())
	lines := append([]row{{"what", "graphpbx", "peer or baseline of this run", "ratio", "budget"}}, rows...)
	widths := [5]int{}
	for _, r := range lines {
		for i, cell := range r.cells() {
			widths[i] = max(widths[i], len([]rune(cell)))
		}
	}
	for n, r := range lines {
		for i, cell := range r.cells() {
			fmt.Print(cell, strings.Repeat(" ", widths[i]-len([]rune(cell))+2))
		}
		fmt.Println()
		if n == 0 {
			for _, w := range widths {
				fmt.Print(strings.Repeat("─", w), "  ")
			}
			fmt.Println()
		}
	}
}

func (r row) cells() [5]string { return [5]string{r.what, r.ours, r.peer, r.ratio, r.budget} }

func processor() string {
	text, _ := os.ReadFile("/proc/cpuinfo")
	for line := range strings.Lines(string(text)) {
		if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return "processor unknown"
}
