package testrig

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"
)

// AdminPassword is the administrator's password in every switchboard of the rig.
const AdminPassword = "rig-Administrator-7"

var binary = struct {
	once   sync.Once
	path   string
	output []byte
	err    error
}{}

// Binary builds graphpbx once for each test process and returns where it is.
func Binary(t testing.TB) string {
	t.Helper()
	binary.once.Do(func() {
		folder, err := os.MkdirTemp("", "graphpbx-binary-")
		if err != nil {
			binary.err = err
			return
		}
		binary.path = filepath.Join(folder, "graphpbx")
		binary.output, binary.err = exec.Command("go", "build", "-o", binary.path, "graphpbx/cmd/graphpbx").CombinedOutput()
	})
	if binary.err != nil {
		t.Fatalf("building graphpbx: %v\n%s", binary.err, binary.output)
	}
	return binary.path
}

// Process is a switchboard in a process of its own, to be killed and started again on the same data and ports.
type Process struct {
	t        testing.TB
	Data     string // data folder
	Base     string // http://…
	SIP      string // host:port
	Database string // DSN; empty for SQLite
	args     []string
	command  *exec.Cmd
	exited   chan struct{}
}

// StartProcess runs `graphpbx serve` with fresh ports until the test ends.
func StartProcess(t testing.TB, database string, args ...string) *Process {
	t.Helper()
	p := &Process{
		t: t, Data: t.TempDir(), Database: database,
		Base: "http://" + freeAddress(t), SIP: freeAddress(t), args: args,
	}
	p.Start()
	t.Cleanup(p.cleanup)
	return p
}

// Start runs the switchboard and waits until it is ready.
func (p *Process) Start() {
	p.t.Helper()
	args := append([]string{"serve", "--data", p.Data, "--http", p.Base[len("http://"):], "--sip", p.SIP, "--log-format", "json"}, p.args...)
	if p.Database != "" {
		args = append(args, "--database", p.Database)
	}
	log, err := os.OpenFile(p.logName(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		p.t.Fatal(err)
	}
	defer log.Close()
	p.command = exec.Command(Binary(p.t), args...)
	p.command.Env = append(os.Environ(), "GRAPHPBX_ADMIN_PASSWORD="+AdminPassword)
	p.command.Stdout, p.command.Stderr = log, log
	if err := p.command.Start(); err != nil {
		p.t.Fatal(err)
	}
	p.exited = make(chan struct{})
	go func(command *exec.Cmd, exited chan struct{}) {
		_ = command.Wait()
		close(exited)
	}(p.command, p.exited)
	p.waitReady()
}

// Kill ends the switchboard as a power cut would (SIGKILL), and waits until it is gone.
func (p *Process) Kill() { p.end(syscall.SIGKILL) }

// Stop asks the switchboard to end (SIGTERM), and waits until it is gone.
func (p *Process) Stop() { p.end(syscall.SIGTERM) }

// Pid is the id of the process.
func (p *Process) Pid() int { return p.command.Process.Pid }

// Log returns what the switchboard has printed in all its lives.
func (p *Process) Log() string {
	text, _ := os.ReadFile(p.logName())
	return string(text)
}

// Admin returns a client that is logged in as the administrator.
func (p *Process) Admin() *Client {
	p.t.Helper()
	client, err := (&Client{Base: p.Base}).Login("admin", AdminPassword)
	if err != nil {
		p.t.Fatalf("%v\n%s", err, p.Log())
	}
	return client
}

// Run runs a graphpbx command on the data folder of the switchboard and returns what it prints.
func (p *Process) Run(args ...string) (string, error) {
	out, err := exec.Command(Binary(p.t), args...).CombinedOutput()
	return string(out), err
}

func (p *Process) logName() string { return p.Data + ".log" }

func (p *Process) end(signal syscall.Signal) {
	_ = p.command.Process.Signal(signal)
	select {
	case <-p.exited:
	case <-time.After(30 * time.Second):
		_ = p.command.Process.Kill()
		<-p.exited
		p.t.Errorf("the switchboard did not end within 30 s of %v", signal)
	}
}

func (p *Process) cleanup() {
	select {
	case <-p.exited:
	default:
		p.Stop()
	}
	if p.t.Failed() {
		p.t.Logf("the switchboard's log:\n%s", p.Log())
	}
	_ = os.Remove(p.logName())
}

func (p *Process) waitReady() {
	p.t.Helper()
	deadline := time.Now().Add(30 * time.Second)
	for time.Now().Before(deadline) {
		response, err := http.Get(p.Base + "/readyz")
		if err == nil {
			response.Body.Close()
			if response.StatusCode == http.StatusOK {
				return
			}
		}
		select {
		case <-p.exited:
			p.t.Fatalf("the switchboard ended at start:\n%s", p.Log())
		case <-time.After(20 * time.Millisecond):
		}
	}
	p.t.Fatalf("the switchboard is not ready:\n%s", p.Log())
}

// freeAddress returns a loopback address whose port is free for TCP and UDP.
func freeAddress(t testing.TB) string {
	t.Helper()
	for range 50 {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		address := l.Addr().String()
		u, err := net.ListenPacket("udp", address)
		l.Close()
		if err == nil {
			u.Close()
			return address
		}
	}
	t.Fatal("no free port")
	return ""
}

var _ fmt.Stringer = (*Process)(nil)

// String names the process for messages.
func (p *Process) String() string { return fmt.Sprintf("graphpbx at %s, SIP %s", p.Base, p.SIP) }
