package telephones

import (
	"testing"
	"time"

	"graphpbx/testrig"
)

// watcher follows the subscription `telephones` as a dashboard would, and knows the state of each user's telephone.
type watcher struct {
	t      *testing.T
	states map[string]string // by username
	events chan telephoneEvent
	fault  chan error
}

type telephoneEvent struct {
	Kind      string `json:"__typename"`
	Telephone *struct {
		State string
		User  struct{ Username string }
	}
}

const followTelephones = `subscription { telephones { __typename ... on TelephoneChanged { telephone { state user { username } } } } }`

func follow(t *testing.T, s *testrig.Switchboard) *watcher {
	t.Helper()
	stream, err := s.Admin().Subscribe(followTelephones, nil)
	if err != nil {
		t.Fatal(err)
	}
	w := &watcher{t: t, states: map[string]string{}, events: make(chan telephoneEvent, 64), fault: make(chan error, 1)}
	done := make(chan struct{})
	stop := make(chan struct{})
	go func() {
		defer close(done)
		for {
			var data struct{ Telephones telephoneEvent }
			if err := stream.Next(&data); err != nil {
				w.fault <- err
				return
			}
			select {
			case w.events <- data.Telephones:
			case <-stop:
				return
			}
		}
	}()
	t.Cleanup(func() {
		close(stop)
		stream.Close()
		<-done
	})
	return w
}

// until waits for the telephones to be as wanted.
func (w *watcher) until(what string, wanted func(states map[string]string) bool) {
	w.t.Helper()
	limit := time.After(15 * time.Second)
	for !wanted(w.states) {
		select {
		case e := <-w.events:
			if e.Telephone != nil {
				w.states[e.Telephone.User.Username] = e.Telephone.State
			}
		case err := <-w.fault:
			w.t.Fatalf("waiting for %s: %v", what, err)
		case <-limit:
			w.t.Fatalf("waiting for %s: the telephones are %v", what, w.states)
		}
	}
}

// watchCall waits until the only call is in the state.
func watchCall(t *testing.T, s *testrig.Switchboard, state string) {
	t.Helper()
	stream, err := s.Admin().Subscribe(`subscription { calls { __typename ... on CallChanged { call { state } } } }`, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Close()
	for {
		var data struct {
			Calls struct{ Call *struct{ State string } }
		}
		if err := stream.Next(&data); err != nil {
			t.Fatalf("waiting for a call to be %s: %v", state, err)
		}
		if data.Calls.Call != nil && data.Calls.Call.State == state {
			return
		}
	}
}
