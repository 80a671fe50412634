package telephones

import (
	"context"
	"strings"
	"testing"
	"time"

	"graphpbx/models"
	"graphpbx/testrig"
	"graphpbx/testrig/phone"
)

// patient is a telephone of the user that lets calls ring.
func patient(t *testing.T, ctx context.Context, s *testrig.Switchboard, username string) *phone.Phone {
	t.Helper()
	p, err := phone.Start(ctx, phone.Config{Server: s.SIP, Username: username, Password: testrig.Password(username)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	if err := p.Register(ctx); err != nil {
		t.Fatal(err)
	}
	return p
}

// What a user wants of second calls holds for real calls, and a change of it from the next call on.
func TestBusyPoliciesOfUsers(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	s := testrig.Start(t)
	for name, c := range map[string]struct {
		inCall, whenRinging bool
		talking             bool // bert talks when the second call comes; else his telephone rings
		busy                bool
	}{
		"waits in a call":       {false, false, true, false},
		"busy in a call":        {true, false, true, true},
		"rings twice":           {false, false, false, false},
		"busy when it rings":    {false, true, false, true},
		"ringing is no talking": {true, false, false, false},
		"talking is no ringing": {false, true, true, false},
		"both, while it talks":  {true, true, true, true},
		"both, while it rings":  {true, true, false, true},
	} {
		t.Run(name, func(t *testing.T) {
			id := strings.ReplaceAll(strings.ReplaceAll(name, " ", "-"), ",", "")
			anna, bert, carl := "anna-"+id, "bert-"+id, "carl-"+id
			s.AddUser(anna, "")
			s.AddUser(carl, "")
			s.Create(models.User{Username: bert, BusyInCall: c.inCall, BusyRinging: c.whenRinging})
			first, called, second := patient(t, ctx, s, anna), patient(t, ctx, s, bert), patient(t, ctx, s, carl)
			if c.talking {
				called.SetManners(phone.Manners{Answer: true})
			}
			call, err := first.Dial(bert)
			if err != nil {
				t.Fatal(err)
			}
			state := phone.Ringing
			if c.talking {
				state = phone.Connected
			}
			if err := call.Await(ctx, state); err != nil {
				t.Fatal(err)
			}
			called.SetManners(phone.Manners{})
			other, err := second.Dial(bert)
			if err != nil {
				t.Fatal(err)
			}
			if !c.busy {
				if err := other.Await(ctx, phone.Ringing); err != nil {
					t.Errorf("the second call does not ring: %v", err)
				}
				_ = other.Hangup()
			} else if err := other.Await(ctx, phone.Ended); err != nil {
				t.Errorf("the second call is not refused: %v", err)
			} else if end, _ := other.End(); !strings.Contains(end.String(), "486") {
				t.Errorf("the second call is refused with %s", end)
			}
			_ = call.Hangup()
			_ = call.Await(ctx, phone.Ended)
		})
	}
}
