package console

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"graphpbx/sip/media/wav"
	"graphpbx/testrig"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// screen is where a command prints to, watched by a test.
type screen struct {
	mu      sync.Mutex
	text    bytes.Buffer
	changed chan struct{}
}

func newScreen() *screen { return &screen{changed: make(chan struct{}, 1)} }

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case s.changed <- struct{}{}:
	default:
	}
	return s.text.Write(p)
}

func (s *screen) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// shows waits until the words are there, in this order.
func (s *screen) shows(t *testing.T, ctx context.Context, words ...string) {
	t.Helper()
	for {
		rest, missing := s.String(), ""
		for _, w := range words {
			_, after, found := strings.Cut(rest, w)
			if !found {
				missing = w
				break
			}
			rest = after
		}
		if missing == "" {
			return
		}
		select {
		case <-s.changed:
		case <-ctx.Done():
			t.Fatalf("%q did not come; shown:\n%s", missing, s)
		}
	}
}

func office(t *testing.T) (*testrig.Switchboard, context.Context) {
	s := testrig.Start(t)
	s.AddUser("alice", "21")
	s.AddUser("bob", "22")
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	return s, ctx
}

func arguments(s *testrig.Switchboard, user string, more ...string) []string {
	return append([]string{"--server", s.SIP, "--user", user, "--password", testrig.Password(user)}, more...)
}

// The first call of the README: bob waits, alice calls, both hear each other's tone.
func TestFirstCall(t *testing.T) {
	s, ctx := office(t)
	bobs, alices, errors := newScreen(), newScreen(), newScreen()
	waiting, hangup := context.WithCancel(ctx)
	var bob sync.WaitGroup
	bob.Go(func() {
		if code := Run(waiting, arguments(s, "bob", "--answer", "--json"), bobs, errors); code != 0 {
			t.Errorf("bob: %d", code)
		}
	})
	bobs.shows(t, ctx, `"event":"registered"`, `"event":"waiting"`)
	if code := Run(ctx, arguments(s, "alice", "--dial", "22", "--for", "3s", "--transport", "tcp"), alices, errors); code != 0 {
		t.Errorf("alice: %d", code)
	}
	alices.shows(t, ctx, "registered as alice", "calling 22", "22 rings", "connected with 22", "hears a tone of", "ended: hung up after 3.", "0 lost", "unregistered")
	bobs.shows(t, ctx, `"event":"incoming"`, `"event":"connected"`, `"hears":"tone"`, `"event":"ended"`)
	hangup() // Ctrl-C
	bob.Wait()
	bobs.shows(t, ctx, `"event":"unregistered"`)
	if errors.String() != "" {
		t.Errorf("errors: %s", errors)
	}
	for text := range strings.Lines(bobs.String()) {
		var l line
		if err := json.Unmarshal([]byte(text), &l); err != nil || l.Event == "" || l.At.IsZero() {
			t.Errorf("%s: %v", text, err)
		}
	}
	if both := alices.String() + bobs.String(); strings.Contains(both, testrig.Password("bob")) {
		t.Error("a password is shown")
	}
}

func TestFailuresHaveRemedies(t *testing.T) {
	s, ctx := office(t)
	t.Setenv(PasswordVariable, "")
	noise := filepath.Join(t.TempDir(), "noise.wav")
	if err := os.WriteFile(noise, []byte("noise"), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name string
		args []string
		code int
		says []string
	}{
		{"wrong password", []string{"--server", s.SIP, "--user", "alice", "--password", "guess"}, 1, []string{"wrong password", `"alice"`, "graphpbx user passwd alice"}},
		{"nobody listens", []string{"--server", "127.0.0.1:9", "--user", "alice", "--password", "x", "--transport", "tcp"}, 1, []string{"nobody answers at 127.0.0.1:9", "graphpbx serve"}},
		{"nobody has the number", arguments(s, "alice", "--dial", "4711"), 1, []string{"nobody has the number 4711"}},
		{"nobody at home", arguments(s, "alice", "--dial", "22"), 1, []string{"22 is not registered"}},
		{"no user", []string{"--password", "x"}, 2, []string{"--user"}},
		{"no password", []string{"--user", "alice", "--data", t.TempDir()}, 2, []string{"--password", PasswordVariable, "--data"}},
		{"a word too many", arguments(s, "alice", "22"), 2, []string{"--dial 22"}},
		{"unknown flag", []string{"--colour"}, 2, []string{"colour", "--password"}},
		{"unknown transport", arguments(s, "alice", "--transport", "pigeon"), 2, []string{"udp or tcp"}},
		{"no such file", arguments(s, "alice", "--play", "missing.wav"), 1, []string{"missing.wav"}},
		{"no sound in the file", arguments(s, "alice", "--play", noise), 1, []string{noise, "not a WAV file", "sox"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			errors := newScreen()
			if code := Run(ctx, test.args, newScreen(), errors); code != test.code {
				t.Errorf("code %d, want %d", code, test.code)
			}
			for _, words := range test.says {
				if !strings.Contains(errors.String(), words) {
					t.Errorf("does not say %q:\n%s", words, errors)
				}
			}
		})
	}
}

func TestHelp(t *testing.T) {
	errors := newScreen()
	if code := Run(t.Context(), []string{"--help"}, newScreen(), errors); code != 0 {
		t.Errorf("code %d", code)
	}
	for _, words := range []string{"--dial bob", "ten seconds", "Ctrl-C", PasswordVariable, "-transport"} {
		if !strings.Contains(errors.String(), words) {
			t.Errorf("does not say %q:\n%s", words, errors)
		}
	}
}

// On the machine of the switchboard nobody needs to know a password.
func TestAsksTheSwitchboardForThePassword(t *testing.T) {
	s, ctx := office(t)
	t.Setenv(PasswordVariable, "")
	out, errors := newScreen(), newScreen()
	args := []string{"--server", s.SIP, "--data", s.Data, "--for", "1s", "--user"}
	if code := Run(ctx, append(args, "alice"), out, errors); code != 0 {
		t.Errorf("code %d: %s", code, errors)
	}
	out.shows(t, ctx, "registered as alice", "unregistered")
	if code := Run(ctx, append(args, "nobody"), out, errors); code == 0 || !strings.Contains(errors.String(), `no user "nobody"`) {
		t.Errorf("code %d: %s", code, errors)
	}
	if strings.Contains(out.String()+errors.String(), testrig.Password("alice")) {
		t.Error("the password is shown")
	}
}

// A recording is played, and the password comes from the environment.
func TestPlaysRecording(t *testing.T) {
	s, ctx := office(t)
	sound := make([]int16, 8000)
	for i := range sound {
		sound[i] = int16(8000 * (i / 4 % 2 * 2)) // a square wave of 1000 Hz
		sound[i] -= 8000
	}
	name := filepath.Join(t.TempDir(), "square.wav")
	file, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := wav.Write(file, sound); err != nil {
		t.Fatal(err)
	}
	file.Close()

	bobs, errors := newScreen(), newScreen()
	waiting, hangup := context.WithCancel(ctx)
	var bob sync.WaitGroup
	bob.Go(func() { Run(waiting, arguments(s, "bob", "--answer"), bobs, errors) })
	bobs.shows(t, ctx, "registered as bob")
	t.Setenv(PasswordVariable, testrig.Password("alice"))
	args := []string{"--server", s.SIP, "--user", "alice", "--dial", "bob", "--play", name, "--for", "3s"}
	if code := Run(ctx, args, newScreen(), errors); code != 0 {
		t.Errorf("alice: %d", code)
	}
	bobs.shows(t, ctx, "21 (alice) calls", "hears a tone of 1000 Hz", "the other side hung up")
	hangup()
	bob.Wait()
	if errors.String() != "" {
		t.Errorf("errors: %s", errors)
	}
}
