package telephones

import (
	"context"
	"fmt"
	"testing"
	"time"

	"graphpbx/models"
	"graphpbx/testrig"
	"graphpbx/testrig/phone"
)

// Four terminals of one user: three ring, and the one whose registration ends first is displaced and says why.
func TestFourTerminalsRingThree(t *testing.T) {
	s := testrig.Start(t)
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	s.AddUser("anna", "21")
	s.AddUser("beat", "22")
	expiries := []time.Duration{10 * time.Minute, 5 * time.Minute, 20 * time.Minute, 15 * time.Minute}
	const displaced = 1
	var terminals []*phone.Phone
	for i, expires := range expiries {
		terminals = append(terminals, start(t, ctx, s, phone.Config{
			Username: "beat", UserAgent: fmt.Sprintf("terminal %d", i), Expires: expires,
		}))
	}
	anna := start(t, ctx, s, phone.Config{Username: "anna"})
	call, err := anna.Dial("22")
	if err != nil {
		t.Fatal(err)
	}
	if err := call.Await(ctx, phone.Ringing); err != nil {
		t.Fatal(err)
	}
	for i, terminal := range terminals {
		if i == displaced {
			continue
		}
		if _, err := terminal.NextCall(ctx); err != nil {
			t.Errorf("terminal %d does not ring: %v", i, err)
		}
	}
	if calls := terminals[displaced].Calls(); len(calls) != 0 {
		t.Error("the displaced terminal rings")
	}
	var answer struct {
		User struct {
			Telephone struct {
				State, Activity string
				Terminals       []struct {
					UserAgent, Displaced, Activity string
					Rings                          bool
				}
			}
		}
	}
	s.Admin().Must(t, `{ user(username: "beat") { telephone { state activity terminals { userAgent rings displaced activity } } } }`, nil, &answer)
	telephone := answer.User.Telephone
	if telephone.State != "FREE" || telephone.Activity != "RINGING" || len(telephone.Terminals) != len(expiries) {
		t.Errorf("the telephone is %+v", telephone)
	}
	for _, terminal := range telephone.Terminals {
		isDisplaced := terminal.UserAgent == fmt.Sprintf("terminal %d", displaced)
		if terminal.Rings == isDisplaced || (terminal.Displaced != "") != isDisplaced || (terminal.Activity == "RINGING") == isDisplaced {
			t.Errorf("%+v", terminal)
		}
	}
}

// The eleventh device is refused with a sentence that says what to do.
func TestEleventhDeviceIsRefused(t *testing.T) {
	s := testrig.Start(t)
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	s.AddUser("anna", "21")
	for range models.MaxBindings {
		start(t, ctx, s, phone.Config{Username: "anna"})
	}
	eleventh, err := phone.Start(ctx, phone.Config{Server: s.SIP, Username: "anna", Password: testrig.Password("anna")})
	if err != nil {
		t.Fatal(err)
	}
	defer eleventh.Close()
	if err := eleventh.Register(ctx); err == nil {
		t.Error("an eleventh device was let in")
	}
}

// A click in a client: the own telephone rings first, then the number; a hang-up by API ends it for both.
func TestDialAndHangUpByAPI(t *testing.T) {
	s := testrig.Start(t)
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	anna := s.AddUser("anna", "21")
	s.AddUser("beat", "22")
	own := start(t, ctx, s, phone.Config{Username: "anna", Sound: plays(annaHz)})
	other := start(t, ctx, s, phone.Config{Username: "beat", Sound: plays(beatHz)})
	admin := s.Admin()
	var dialled struct {
		CallDial struct {
			Call   *struct{ ID, State string }
			Errors []struct{ Message string }
		}
	}
	admin.Must(t, `mutation($user: ID!) { callDial(input: {to: "22", userId: $user}) { call { id state } errors { message } } }`,
		map[string]any{"user": anna.ID}, &dialled)
	if dialled.CallDial.Call == nil {
		t.Fatalf("refused: %v", dialled.CallDial.Errors)
	}
	first := ringing(t, ctx, own)
	if len(other.Calls()) != 0 {
		t.Error("the number rings before the own telephone was picked up")
	}
	if err := first.Answer(); err != nil {
		t.Fatal(err)
	}
	second := ringing(t, ctx, other)
	if err := second.Answer(); err != nil {
		t.Fatal(err)
	}
	for what, heard := range map[string]struct {
		call *phone.Call
		hz   float64
	}{"anna": {first, beatHz}, "beat": {second, annaHz}} {
		if err := untilHeard(ctx, heard.call, heard.hz); err != nil {
			t.Errorf("%s does not hear %.0f Hz: %v, %+v", what, heard.hz, err, heard.call.Heard())
		}
	}
	var hungUp struct {
		CallHangup struct{ Errors []struct{ Message string } }
	}
	admin.Must(t, `mutation($id: ID!) { callHangup(id: $id) { errors { message } } }`, map[string]any{"id": dialled.CallDial.Call.ID}, &hungUp)
	for _, call := range []*phone.Call{first, second} {
		if err := call.Await(ctx, phone.Ended); err != nil {
			t.Error(err)
		}
	}
	record := firstRecord(t, ctx, admin)
	if record.Cause != "ENDED_BY_API" || record.From.User.Username != "anna" || record.To.User.Username != "beat" {
		t.Errorf("the call record is %+v", record)
	}
}

// callRecord is what GraphQL tells of a call that is over.
type callRecord struct {
	Cause    string
	From, To struct{ User struct{ Username string } }
}

func firstRecord(t *testing.T, ctx context.Context, admin *testrig.Client) callRecord {
	t.Helper()
	for ctx.Err() == nil {
		var answer struct{ CallHistory struct{ Nodes []callRecord } }
		admin.Must(t, `{ callHistory { nodes { cause from { user { username } } to { user { username } } } } }`, nil, &answer)
		if nodes := answer.CallHistory.Nodes; len(nodes) > 0 {
			return nodes[0]
		}
	}
	t.Fatal("no call record")
	return callRecord{}
}

func start(t *testing.T, ctx context.Context, s *testrig.Switchboard, cfg phone.Config) *phone.Phone {
	t.Helper()
	cfg.Server, cfg.Password = s.SIP, testrig.Password(cfg.Username)
	p, err := phone.Start(ctx, cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	if err := p.Register(ctx); err != nil {
		t.Fatal(err)
	}
	return p
}

func ringing(t *testing.T, ctx context.Context, p *phone.Phone) *phone.Call {
	t.Helper()
	call, err := p.NextCall(ctx)
	if err != nil {
		t.Fatalf("%s does not ring: %v", p.Username(), err)
	}
	return call
}

func plays(hz float64) func() phone.Sound { return func() phone.Sound { return phone.Tone(hz) } }

func untilHeard(ctx context.Context, call *phone.Call, hz float64) error {
	for !call.Heard().IsTone(hz) {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
	return nil
}
