package main

import (
	"bytes"
	"context"
	"encoding/json"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"graphpbx/testrig/postgres"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(postgres.Tests{M: m}, goleak.IgnoreTopFunction("database/sql.(*DB).connectionOpener"))
}

// ran runs a command to its end.
func ran(t *testing.T, args ...string) (code int, out, errOut string) {
	t.Helper()
	var o, e bytes.Buffer
	code = run(t.Context(), args, &o, &e)
	return code, o.String(), e.String()
}

// must runs a command that has to succeed, and returns what it said.
func must(t *testing.T, args ...string) string {
	t.Helper()
	code, out, errOut := ran(t, args...)
	if code != 0 {
		t.Fatalf("%v: exit code %d: %s", args, code, errOut)
	}
	return out
}

// refusedWith runs a command that has to fail with the words.
func refusedWith(t *testing.T, words string, args ...string) {
	t.Helper()
	if code, out, errOut := ran(t, args...); code == 0 || !strings.Contains(errOut, words) {
		t.Errorf("%v: exit code %d, want %q: %s%s", args, code, words, out, errOut)
	}
}

func TestWords(t *testing.T) {
	for _, args := range [][]string{{"help"}, {"--help"}, {"user", "--help"}, {"user", "help"}, {"version"}} {
		if must(t, args...) == "" {
			t.Errorf("%v says nothing", args)
		}
	}
	refusedWith(t, `no command "frobnicate"`, "frobnicate")
	refusedWith(t, "user add NAME", "user")
	refusedWith(t, "user add NAME", "user", "frobnicate")
	refusedWith(t, "user add NAME", "user", "add", "--data", t.TempDir())
	refusedWith(t, "flags only", "serve", "extra")
	refusedWith(t, "-frobnicate", "serve", "--frobnicate")
}

// The same commands work on a switchboard that runs and on one that does not.
func TestUsersOfAStoppedSwitchboard(t *testing.T) { testUsers(t, dataFolder(t)) }

func TestUsersOfARunningSwitchboard(t *testing.T) {
	data := dataFolder(t)
	serving(t, "--data", data)
	testUsers(t, data)
	refusedWith(t, "in use by a running switchboard (process ", serveArgs("--data", data)...)
}

func testUsers(t *testing.T, data string) {
	must(t, "user", "add", "anna", "--number", "21", "--first-name", "Anna", "--data", data, "--sip-password", "Kx3-vP9.tQ2m-w")
	if out := must(t, "user", "add", "--data="+data, "--role", "supervisor", "beat"); !strings.Contains(out, "SIP password  ") || strings.Contains(out, "SIP server    \n") {
		t.Errorf("what a telephone wants to know is missing: %s", out)
	}
	refusedWith(t, "number: the number 21 already belongs to", "user", "add", "carla", "--number", "21", "--data", data)
	refusedWith(t, "ROOT", "user", "add", "carla", "--role", "root", "--data", data)

	office := filepath.Join(t.TempDir(), "office.csv")
	write := func(text string) {
		if err := os.WriteFile(office, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("username;number\ndora;24\nemil;21\n")
	refusedWith(t, "graphpbx: line 3: the number 21", "user", "import", office, "--data", data)
	write("username,surname\ndora,M\xfcller\n")
	refusedWith(t, "line 2 is not UTF-8", "user", "import", office, "--data", data)
	refusedWith(t, "no such file", "user", "import", office+"x", "--data", data)
	write("\ufeffusername;number\r\ndora;24\r\nemil;25\r\n")
	if out := must(t, "user", "import", office, "--data", data); out != "2 users created.\n" {
		t.Error(out)
	}

	list := must(t, "user", "list", "--data", data)
	for _, words := range []string{"anna", "21", "SUPERVISOR", "dora", "emil", "OFFLINE", "admin"} {
		if !strings.Contains(list, words) {
			t.Errorf("the list lacks %s: %s", words, list)
		}
	}
	if strings.Contains(list, "Kx3-vP9.tQ2m-w") {
		t.Error("the list shows a password")
	}
	if out := must(t, "user", "list", "--search", "emil", "--data", data); strings.Contains(out, "dora") || !strings.Contains(out, "emil") {
		t.Error(out)
	}

	if out := must(t, "user", "passwd", "ANNA", "--data", data); !strings.Contains(out, "username      anna") || strings.Contains(out, "Kx3-vP9.tQ2m-w") {
		t.Error(out)
	}
	refusedWith(t, `no user "nobody"`, "user", "passwd", "nobody", "--data", data)
	var listed []struct{ Username, Number string }
	if err := json.Unmarshal([]byte(must(t, "user", "list", "--json", "--search", "emil", "--data", data)), &listed); err != nil || len(listed) != 1 || listed[0].Number != "25" {
		t.Errorf("%+v, %v", listed, err)
	}
	var access struct{ SIPPassword, CTIPassword string }
	if err := json.Unmarshal([]byte(must(t, "user", "passwd", "emil", "--json", "--data", data)), &access); err != nil || access.SIPPassword == "" || access.CTIPassword == "" {
		t.Errorf("%+v, %v", access, err)
	}
	refusedWith(t, "no codes are asked at logins of emil", "user", "totp-off", "emil", "--data", data)
	must(t, "user", "delete", "emil", "--data", data)
	refusedWith(t, `no user "emil"`, "user", "delete", "emil", "--data", data)
	refusedWith(t, "last administrator", "user", "delete", "admin", "--data", data)
}

// One file serves all commands.
func TestUserCommandsReadTheFileOfServe(t *testing.T) {
	data := dataFolder(t)
	file := written(t, "data: "+data+"\nhttp: 127.0.0.1:0\nsip: [127.0.0.1:0]\nlog-format: json\n")
	must(t, "user", "add", "anna", "--config", file)
	if out := must(t, "user", "list", "--data", data); !strings.Contains(out, "anna") {
		t.Error(out)
	}
}

// A taken port is named with the flag to change it.
func TestTakenPorts(t *testing.T) {
	tcp, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer tcp.Close()
	udp, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer udp.Close()
	web, sip := tcp.Addr().String(), udp.LocalAddr().String()
	refusedWith(t, web+" is taken by another program: stop it, or choose another with --http", "serve", "--data", dataFolder(t), "--http", web, "--sip", "127.0.0.1:0")
	refusedWith(t, sip, "serve", "--data", dataFolder(t), "--http", "127.0.0.1:0", "--sip", sip)
	refusedWith(t, "--sip", "serve", "--data", dataFolder(t), "--http", "127.0.0.1:0", "--sip", sip)
}

func TestFolderWithALongPath(t *testing.T) {
	refusedWith(t, "shorter path by --data", serveArgs("--data", filepath.Join(dataFolder(t), strings.Repeat("x", 120)))...)
}

// Whoever is interrupted before the start has come to its end has not failed.
func TestInterruptedStart(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out, errOut bytes.Buffer
	if code := run(ctx, serveArgs("--data", dataFolder(t)), &out, &errOut); code != 0 || out.Len() > 0 {
		t.Errorf("exit code %d: %s%s", code, out.String(), errOut.String())
	}
}

// dataFolder returns a folder with a short path, as a socket needs it.
func dataFolder(t *testing.T) string {
	t.Helper()
	data, err := os.MkdirTemp("", "gp")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(data) })
	return data
}

// serveArgs are those of a switchboard on free ports.
func serveArgs(more ...string) []string {
	return append([]string{"serve", "--http", "127.0.0.1:0", "--sip", "127.0.0.1:0"}, more...)
}

// serving runs a switchboard until the test ends, and returns when it is ready.
func serving(t *testing.T, args ...string) {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	ready, ended := &signalled{ready: make(chan struct{})}, make(chan int, 1)
	var log bytes.Buffer
	go func() { ended <- run(ctx, serveArgs(args...), ready, &log) }()
	t.Cleanup(func() {
		stop()
		if code := <-ended; code != 0 {
			t.Errorf("serve: exit code %d: %s", code, log.String())
		}
	})
	select {
	case <-ready.ready:
	case code := <-ended:
		ended <- code
		t.Fatalf("serve: exit code %d: %s", code, log.String())
	case <-time.After(30 * time.Second):
		t.Fatal("serve is not ready")
	}
}

// signalled tells when the greeting, which comes last, has been printed.
type signalled struct {
	text  bytes.Buffer
	ready chan struct{}
}

func (s *signalled) Write(p []byte) (int, error) {
	s.text.Write(p)
	if bytes.Contains(p, []byte("Ctrl-C")) {
		close(s.ready)
	}
	return len(p), nil
}
