package durability

import (
	"fmt"
	"maps"
	"testing"
	"time"

	"graphpbx/testrig"
	"graphpbx/testrig/phone"
)

const followTelephones = `subscription($since: Cursor) { telephones(since: $since) { __typename
	... on Event { cursor } ... on TelephoneChanged { telephone { id state user { username } } } ... on Removed { id } } }`

// mirror is what a client holds of the telephones, by the rules of the schema.
type mirror struct {
	states map[string]string // by username
	cursor string
	kinds  map[string]int
}

func newMirror() *mirror { return &mirror{states: map[string]string{}, kinds: map[string]int{}} }

// apply takes the next event of a stream.
func (m *mirror) apply(stream *testrig.Stream) (kind string, err error) {
	var data struct {
		Telephones struct {
			Kind      string `json:"__typename"`
			Cursor    string
			Telephone struct {
				State string
				User  struct{ Username string }
			}
		}
	}
	if err := stream.Next(&data); err != nil {
		return "", err
	}
	event := data.Telephones
	if event.Kind != "Synced" && event.Kind != "Reset" && event.Cursor != "" && event.Cursor == m.cursor && m.kinds["Synced"] > 0 {
		return "", fmt.Errorf("the event at %s came twice", event.Cursor)
	}
	m.cursor = event.Cursor
	m.kinds[event.Kind]++
	switch event.Kind {
	case "TelephoneChanged":
		m.states[event.Telephone.User.Username] = event.Telephone.State
	case "Reset":
		clear(m.states)
	}
	return event.Kind, nil
}

func (m *mirror) untilSynced(t *testing.T, stream *testrig.Stream) {
	t.Helper()
	for {
		kind, err := m.apply(stream)
		if err != nil {
			t.Fatal(err)
		}
		if kind == "Synced" {
			return
		}
	}
}

// A client that is cut off in the middle of a thousand changes, again and again, and comes back with its cursor, holds
// exactly the state of the server in the end.
func TestResumeInTheMiddleOfAThousandChanges(t *testing.T) {
	const telephones, changes, between = 10, 1000, 17
	s := testrig.Start(t)
	phones := make([]*phone.Phone, telephones)
	for i := range phones {
		s.AddUser(name(i), "")
		phones[i] = telephone(t, s.SIP, i)
	}
	admin := s.Admin()
	stop := comeAndGo(t, phones)
	m := newMirror()
	cuts := 0
	for m.kinds["TelephoneChanged"] < changes {
		stream, err := admin.Subscribe(followTelephones, since(m.cursor))
		if err != nil {
			t.Fatal(err)
		}
		for range between {
			if _, err := m.apply(stream); err != nil {
				t.Fatal(err)
			}
		}
		stream.Cut()
		cuts++
	}
	stop()
	stream, err := admin.Subscribe(followTelephones, since(m.cursor))
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Close()
	m.untilSynced(t, stream)
	if want := states(t, admin); !maps.Equal(m.states, want) {
		t.Errorf("after %d cuts the client holds %v, the server %v", cuts, m.states, want)
	}
	if m.kinds["Reset"] > 0 {
		t.Errorf("the client was reset %d times although nothing was forgotten", m.kinds["Reset"])
	}
	t.Logf("%d cuts, events %v", cuts, m.kinds)
}

// comeAndGo lets telephones leave and come back without end until it is stopped.
func comeAndGo(t *testing.T, phones []*phone.Phone) (stop func()) {
	t.Helper()
	end, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for n := 0; ; n++ {
			select {
			case <-end:
				return
			default:
			}
			p := phones[n%len(phones)]
			if err := p.Unregister(within(t, 5*time.Second)); err != nil {
				t.Error(err)
			}
			if n%7 == 0 { // some stay away for a round, so that the end is not all FREE
				continue
			}
			if err := p.Register(within(t, 5*time.Second)); err != nil {
				t.Error(err)
			}
		}
	}()
	return func() { close(end); <-done }
}

// A client whose cursor belongs to an earlier life of the switchboard is reset and receives the present state anew.
func TestResetAfterRestart(t *testing.T) {
	p := testrig.StartProcess(t, "")
	importOffice(t, p, 5)
	telephone(t, p.SIP, 0)
	m := newMirror()
	stream, err := p.Admin().Subscribe(followTelephones, nil)
	if err != nil {
		t.Fatal(err)
	}
	m.untilSynced(t, stream)
	stream.Cut()
	p.Kill()
	p.Start()
	admin := p.Admin()
	stream, err = admin.Subscribe(followTelephones, since(m.cursor))
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Close()
	if kind, err := m.apply(stream); err != nil || kind != "Reset" {
		t.Fatalf("the first event is %q (%v), want Reset", kind, err)
	}
	m.untilSynced(t, stream)
	if want := states(t, admin); !maps.Equal(m.states, want) || want["u0"] != "FREE" {
		t.Errorf("the client holds %v, the server %v", m.states, want)
	}
}

func since(cursor string) map[string]any {
	if cursor == "" {
		return nil
	}
	return map[string]any{"since": cursor}
}
