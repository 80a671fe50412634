// Package sipp runs SIPp scenarios in tests and measurements. A message that a scenario does not expect is a failed call,
// and a failed call fails the test.
package sipp

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"graphpbx/testrig/ports"
)

// Run says what SIPp shall do.
type Run struct {
	Server    string   // host:port of the switchboard
	Scenario  string   // file
	Port      int      // local port; 0 = any
	Transport string   // "u1" UDP (default), "t1" TCP
	Calls     int      // how many; 0 = 1, Endless = until Stop
	Rate      int      // calls begun in a second; 0 = 10
	Limit     int      // calls at once; 0 = SIPp's own rule
	Injection []string // lines of the injection file, fields parted by ';'
	Timeout   time.Duration
}

// Endless is a number of calls that is never reached.
const Endless = 1 << 30

// Installed returns where SIPp is, and skips the test where it is not installed.
func Installed(t testing.TB) string {
	t.Helper()
	program, err := exec.LookPath("sipp")
	if err != nil {
		t.Skip("SIPp is not installed (apt-get install sip-tester)")
	}
	return program
}

// Do runs SIPp to its end and fails the test where a call failed.
func Do(t testing.TB, r Run) {
	t.Helper()
	if err := Begin(t, r).Wait(); err != nil {
		t.Fatal(err)
	}
}

// Running is a SIPp that was begun.
type Running struct {
	command *exec.Cmd
	outcome error
	done    chan struct{}
}

// Begin starts SIPp. It ends with the test at the latest.
func Begin(t testing.TB, r Run) *Running {
	t.Helper()
	program := Installed(t)
	if r.Timeout == 0 {
		r.Timeout = time.Minute
	}
	folder := t.TempDir()
	ctx, cancel := context.WithTimeout(context.Background(), r.Timeout)
	command := exec.CommandContext(ctx, program, r.arguments(t, folder)...)
	command.Dir = folder
	output, err := os.Create(filepath.Join(folder, "output"))
	if err != nil {
		t.Fatal(err)
	}
	command.Stdout, command.Stderr = output, output
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	running := &Running{command: command, done: make(chan struct{})}
	go func() {
		defer close(running.done)
		defer cancel()
		err := command.Wait()
		output.Close()
		if ctx.Err() != nil {
			err = errors.Join(ctx.Err(), err)
		}
		if err != nil && command.ProcessState.ExitCode() != exitByCommand {
			running.outcome = fmt.Errorf("sipp %s: %w\n%s", filepath.Base(r.Scenario), err, complaints(folder))
		}
	}()
	t.Cleanup(func() {
		cancel()
		<-running.done
	})
	return running
}

// exitByCommand is the exit code of a SIPp that was asked to end and has no failed call.
const exitByCommand = 97

// Wait waits until all calls are done, and says which failed.
func (r *Running) Wait() error {
	<-r.done
	return r.outcome
}

// Stop lets the calls under way end, takes no new ones, and says which failed.
func (r *Running) Stop() error {
	_ = r.command.Process.Signal(syscall.SIGUSR1)
	return r.Wait()
}

// FreePort returns a port of the loopback interface that nobody uses.
func FreePort(t testing.TB) int {
	t.Helper()
	port, err := ports.Free()
	if err != nil {
		t.Fatal(err)
	}
	return port
}

func (r Run) arguments(t testing.TB, folder string) []string {
	t.Helper()
	scenario, err := filepath.Abs(r.Scenario)
	if err != nil {
		t.Fatal(err)
	}
	transport := r.Transport
	if transport == "" {
		transport = "u1"
	}
	args := []string{
		r.Server, "-sf", scenario, "-i", "127.0.0.1", "-t", transport, "-nostdin", "-trace_err", "-error_file", filepath.Join(folder, "errors"),
		"-m", fmt.Sprint(max(r.Calls, 1)), "-r", fmt.Sprint(max(r.Rate, 10)), "-timeout_error", "-recv_timeout", "20000",
		"-buff_size", "4000000", // a provisional response that finds the socket full is never sent again
	}
	if r.Port != 0 {
		args = append(args, "-p", fmt.Sprint(r.Port))
	}
	if r.Limit != 0 {
		args = append(args, "-l", fmt.Sprint(r.Limit))
	}
	if len(r.Injection) > 0 {
		file := filepath.Join(folder, "injection.csv")
		if err := os.WriteFile(file, []byte("SEQUENTIAL\n"+strings.Join(r.Injection, "\n")+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, "-inf", file)
	}
	return args
}

// complaints returns what SIPp found wrong, or the end of its output.
func complaints(folder string) string {
	text, err := os.ReadFile(filepath.Join(folder, "errors"))
	if err != nil || len(text) == 0 {
		text, _ = os.ReadFile(filepath.Join(folder, "output"))
	}
	if len(text) > 4000 {
		text = text[:4000]
	}
	return string(text)
}
