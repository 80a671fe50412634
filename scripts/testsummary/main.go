// Command testsummary reads what `go test -json` prints and tells it to people: a line for each package, the whole output of
// what failed, every test that was skipped and why, and the count at the end. It fails where a test or a build failed,
// or where nothing was run.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
)

// event is one line of `go test -json` (go doc test2json).
type event struct {
	Action     string
	Package    string
	ImportPath string // of a build
	Test       string
	Output     string
	Elapsed    float64
}

// summary gathers the events of a run.
type summary struct {
	out                     io.Writer
	output                  map[string]*strings.Builder // by package and test
	skips                   []string
	passed, failed, skipped int
	packages                int
	broken                  bool // a package failed
}

func main() {
	s := &summary{out: os.Stdout, output: map[string]*strings.Builder{}}
	s.read(os.Stdin)
	if !s.tell() {
		os.Exit(1)
	}
}

func (s *summary) read(in io.Reader) {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var e event
		if json.Unmarshal(lines.Bytes(), &e) != nil {
			fmt.Fprintln(s.out, lines.Text()) // not from a test: pass it on
			continue
		}
		s.take(e)
	}
}

func (s *summary) take(e event) {
	key := e.Package + " " + e.Test
	switch e.Action {
	case "output":
		if s.output[key] == nil {
			s.output[key] = &strings.Builder{}
		}
		s.output[key].WriteString(e.Output)
		return
	case "build-output":
		fmt.Fprint(s.out, e.Output)
		return
	case "pass", "fail", "skip":
	default:
		return
	}
	if e.Test == "" {
		s.endPackage(e, key)
	} else {
		s.endTest(e, key)
	}
	delete(s.output, key)
}

func (s *summary) endTest(e event, key string) {
	text := ""
	if s.output[key] != nil {
		text = s.output[key].String()
	}
	switch e.Action {
	case "pass":
		s.passed++
	case "fail":
		s.failed++
		fmt.Fprintf(s.out, "%s %s\n%s", e.Package, e.Test, text)
	case "skip":
		s.skipped++
		s.skips = append(s.skips, fmt.Sprintf("%s %s: %s", e.Package, e.Test, reason(text)))
	}
}

func (s *summary) endPackage(e event, key string) {
	if e.Action == "skip" {
		return // it has no tests
	}
	s.packages++
	if e.Action == "pass" {
		fmt.Fprintf(s.out, "ok    %-40s %6.1f s\n", e.Package, e.Elapsed)
		return
	}
	s.broken = true
	if s.output[key] != nil {
		fmt.Fprint(s.out, s.output[key].String())
	}
	fmt.Fprintf(s.out, "FAIL  %s\n", e.Package)
}

// tell prints the end, and reports whether all is well.
func (s *summary) tell() bool {
	if len(s.skips) > 0 {
		fmt.Fprintf(s.out, "\nSkipped:\n  %s\n", strings.Join(s.skips, "\n  "))
	}
	fmt.Fprintf(s.out, "\n%d passed, %d failed, %d skipped\n", s.passed, s.failed, s.skipped)
	return s.failed == 0 && !s.broken && s.packages > 0
}

// reason is what a test said when it skipped, without its place.
func reason(text string) string {
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "===") || strings.HasPrefix(line, "---") {
			continue
		}
		if _, said, ok := strings.Cut(line, ": "); ok {
			return said
		}
		return line
	}
	return "no reason given"
}
