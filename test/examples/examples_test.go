package examples

import (
	"bufio"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"graphpbx/testrig"
	"graphpbx/testrig/phone"
)

// watches starts a program that prints changes of telephones, lets one register, and waits until the program has told both
// states. The program ends with the test.
func watches(t *testing.T, s *testrig.Switchboard, offline, free string, command ...string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()
	program := exec.CommandContext(ctx, command[0], command[1:]...)
	program.Env = append(os.Environ(), "GRAPHPBX_PASSWORD="+testrig.AdminPassword)
	program.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	program.Cancel = func() error { return syscall.Kill(-program.Process.Pid, syscall.SIGKILL) }
	var faults strings.Builder
	program.Stderr = &faults
	out, err := program.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := program.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	found := reads(lines, offline)
	if found {
		register(t, s)
		found = reads(lines, free)
	}
	cancel()
	_ = program.Wait()
	if !found {
		t.Errorf("%s: %s", command[0], faults.String())
	}
}

// reads reads until a line holds the words, in their order.
func reads(lines *bufio.Scanner, words string) bool {
	for lines.Scan() {
		rest, found := lines.Text(), true
		for word := range strings.FieldsSeq(words) {
			if _, rest, found = strings.Cut(rest, word); !found {
				break
			}
		}
		if found {
			return true
		}
	}
	return false
}

func register(t *testing.T, s *testrig.Switchboard) {
	t.Helper()
	p, err := phone.Start(t.Context(), phone.Config{Server: s.SIP, Username: "anna", Password: testrig.Password("anna")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	if err := p.Register(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestExampleInGo(t *testing.T) {
	program := filepath.Join(t.TempDir(), "watch")
	if out, err := exec.Command("go", "build", "-o", program, "../../docs/examples/watch").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	s := testrig.Start(t)
	s.AddUser("anna", "21")
	watches(t, s, "anna OFFLINE", "anna FREE", program, s.Base, "admin")
}

func TestExampleWithCurl(t *testing.T) {
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("curl is not installed")
	}
	s := testrig.Start(t)
	s.AddUser("anna", "21")
	watches(t, s, "anna OFFLINE", "anna FREE", "sh", "../../docs/examples/watch.sh", s.Base, "admin")
}

// The TypeScript client is bundled as an application would, and runs under Node against the switchboard.
func TestExampleInTypeScript(t *testing.T) {
	const bundler = "../../web/node_modules/.bin/rolldown"
	if _, err := os.Stat(bundler); err != nil {
		t.Skip("the packages of the pages are not installed: make web")
	}
	folder := t.TempDir()
	main, err := filepath.Abs("../../web/src/live/example")
	if err != nil {
		t.Fatal(err)
	}
	ws, err := filepath.Abs("../../web/node_modules/ws/wrapper.mjs")
	if err != nil {
		t.Fatal(err)
	}
	const program = `import WebSocket from 'WS';
import { watchTelephones } from 'MAIN';
const [, , url, token] = process.argv;
watchTelephones({ url, token: () => token, webSocketImpl: WebSocket }, (all) => console.log(all.map((t) => t.user.displayName + ' ' + t.state).join(', ')));
`
	source := filepath.Join(folder, "watch.ts")
	if err := os.WriteFile(source, []byte(strings.NewReplacer("WS", ws, "MAIN", main).Replace(program)), 0o600); err != nil {
		t.Fatal(err)
	}
	bundle := filepath.Join(folder, "watch.mjs")
	if out, err := exec.Command(bundler, source, "--platform", "node", "--format", "esm", "--file", bundle).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	s := testrig.Start(t)
	s.AddUser("anna", "21")
	watches(t, s, "anna OFFLINE", "anna FREE", "node", bundle, "ws"+strings.TrimPrefix(s.Base, "http")+"/graphql", s.Admin().Token)
}
