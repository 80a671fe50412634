package durability

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"graphpbx/testrig"
	"graphpbx/testrig/phone"
)

// importOffice creates count users u0, u1, … with internal numbers 1000, 1001, … by the command line.
func importOffice(t *testing.T, p *testrig.Process, count int) {
	t.Helper()
	var csv strings.Builder
	csv.WriteString("username,number,sipPassword\n")
	for i := range count {
		fmt.Fprintf(&csv, "%s,%d,%s\n", name(i), 1000+i, testrig.Password(name(i)))
	}
	file := filepath.Join(t.TempDir(), "office.csv")
	if err := os.WriteFile(file, []byte(csv.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	args := []string{"user", "import", file, "--data", p.Data}
	if p.Database != "" {
		args = append(args, "--database", p.Database)
	}
	if out, err := p.Run(args...); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}

func name(i int) string { return fmt.Sprintf("u%d", i) }

func within(t *testing.T, limit time.Duration) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	t.Cleanup(cancel)
	return ctx
}

// telephone registers user i with a telephone of its own that answers.
func telephone(t *testing.T, server string, i int) *phone.Phone {
	t.Helper()
	p, err := phone.Start(within(t, 10*time.Second), phone.Config{
		Server: server, Username: name(i), Password: testrig.Password(name(i)),
		Manners: phone.Manners{Answer: true},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	if err := p.Register(within(t, 10*time.Second)); err != nil {
		t.Fatal(err)
	}
	return p
}

// talk lets one telephone call a number, and waits until both hear the other.
func talk(t *testing.T, from *phone.Phone, number string) *phone.Call {
	t.Helper()
	call, err := from.Dial(number)
	if err != nil {
		t.Fatal(err)
	}
	if err := call.Await(within(t, 15*time.Second), phone.Connected); err != nil {
		t.Fatalf("%s calls %s: %v", from.Username(), number, err)
	}
	hear(t, call)
	return call
}

// hear waits until another quarter of a second of sound has come.
func hear(t *testing.T, call *phone.Call) {
	t.Helper()
	before := call.Heard().Packets
	for deadline := time.Now().Add(10 * time.Second); call.Heard().Packets < before+12; {
		if time.Now().After(deadline) {
			t.Fatalf("nothing is heard: %+v", call.Heard())
		}
		<-time.After(20 * time.Millisecond)
	}
}

// states returns the state of each telephone by username, as GraphQL tells it.
func states(t *testing.T, admin *testrig.Client) map[string]string {
	t.Helper()
	var answer struct {
		Telephones []struct {
			State string
			User  struct{ Username string }
		}
	}
	admin.Must(t, `{ telephones { state user { username } } }`, nil, &answer)
	found := map[string]string{}
	for _, telephone := range answer.Telephones {
		found[telephone.User.Username] = telephone.State
	}
	return found
}
