package telephones

import (
	"context"
	"sync"
	"testing"
	"time"

	"graphpbx/models"
	"graphpbx/testrig"
	"graphpbx/testrig/baresip"
	"graphpbx/testrig/phone"
)

// A telephone dials the echo test, hears its own tone, nothing while it holds, its tone again, and hangs up.
func TestEcho(t *testing.T) {
	for _, transport := range []models.Transport{models.TransportUDP, models.TransportTCP} {
		t.Run(string(transport), func(t *testing.T) {
			s := testrig.Start(t)
			ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
			defer cancel()
			s.AddUser("anna", "21")
			anna := start(t, ctx, s, phone.Config{Username: "anna", Transport: transport, Sound: plays(annaHz)})
			call := echo(t, ctx, anna, "900")
			if err := call.Hold(ctx); err != nil {
				t.Fatal(err)
			}
			watchCall(t, s, "HELD")
			if err := untilSilent(ctx, call); err != nil {
				t.Errorf("on hold: %v, %+v", err, call.Heard())
			}
			if err := call.Resume(ctx); err != nil {
				t.Fatal(err)
			}
			if err := untilHeard(ctx, call, annaHz); err != nil {
				t.Errorf("after hold: %v, %+v", err, call.Heard())
			}
			hangUp(t, ctx, call)
			record := firstEchoRecord(t, ctx, s.Admin())
			if record.Cause != "CALLER_HUNG_UP" || record.From.User == nil || record.From.User.Username != "anna" ||
				record.To.Number != "900" || record.To.DisplayName != "Echo test" || record.To.User != nil || record.AnsweredAt == nil {
				t.Errorf("the call record is %+v", record)
			}
			leftNothing(t, ctx, s)
		})
	}
}

// echo dials a number and hears itself.
func echo(t *testing.T, ctx context.Context, p *phone.Phone, number string) *phone.Call {
	t.Helper()
	call, err := p.Dial(number)
	if err != nil {
		t.Fatal(err)
	}
	if err := call.Await(ctx, phone.Connected); err != nil {
		t.Fatalf("%s: %v", number, err)
	}
	if err := untilHeard(ctx, call, annaHz); err != nil {
		t.Fatalf("no echo: %v, %+v", err, call.Heard())
	}
	return call
}

func hangUp(t *testing.T, ctx context.Context, call *phone.Call) {
	t.Helper()
	if err := call.Hangup(); err != nil {
		t.Fatal(err)
	}
	if err := call.Await(ctx, phone.Ended); err != nil {
		t.Error(err)
	}
}

func untilSilent(ctx context.Context, call *phone.Call) error {
	for call.Heard().Frequency != 0 {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
	return nil
}

// leftNothing waits for calls and ports to be gone.
func leftNothing(t *testing.T, ctx context.Context, s *testrig.Switchboard) {
	t.Helper()
	for {
		counts := s.Engine().Counts()
		if counts.Calls == 0 && counts.MediaSessions == 0 {
			return
		}
		select {
		case <-ctx.Done():
			t.Fatalf("left behind: %+v", counts)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// echoRecord is what GraphQL tells of an echo test that is over.
type echoRecord struct {
	Cause      string
	AnsweredAt *time.Time
	From, To   struct {
		Number, DisplayName string
		User                *struct{ Username string }
	}
}

func firstEchoRecord(t *testing.T, ctx context.Context, admin *testrig.Client) echoRecord {
	t.Helper()
	for ctx.Err() == nil {
		var answer struct{ CallHistory struct{ Nodes []echoRecord } }
		admin.Must(t, `{ callHistory { nodes { cause answeredAt from { number displayName user { username } } to { number displayName user { username } } } } }`, nil, &answer)
		if nodes := answer.CallHistory.Nodes; len(nodes) > 0 {
			return nodes[0]
		}
	}
	t.Fatal("no call record")
	return echoRecord{}
}

// A click on 900: the own telephone rings, and once it is picked up it hears itself. The API hangs up.
func TestEchoByAPI(t *testing.T) {
	s := testrig.Start(t)
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	anna := s.AddUser("anna", "21")
	own := start(t, ctx, s, phone.Config{Username: "anna", Sound: plays(annaHz)})
	admin := s.Admin()
	var dialled struct {
		CallDial struct {
			Call   *struct{ ID string }
			Errors []struct{ Message string }
		}
	}
	admin.Must(t, `mutation($user: ID!) { callDial(input: {to: "900", userId: $user}) { call { id } errors { message } } }`,
		map[string]any{"user": anna.ID}, &dialled)
	if dialled.CallDial.Call == nil {
		t.Fatalf("refused: %v", dialled.CallDial.Errors)
	}
	call := ringing(t, ctx, own)
	if err := call.Answer(); err != nil {
		t.Fatal(err)
	}
	if err := untilHeard(ctx, call, annaHz); err != nil {
		t.Fatalf("no echo: %v, %+v", err, call.Heard())
	}
	admin.Must(t, `mutation($id: ID!) { callHangup(id: $id) { errors { message } } }`, map[string]any{"id": dialled.CallDial.Call.ID}, nil)
	if err := call.Await(ctx, phone.Ended); err != nil {
		t.Error(err)
	}
	leftNothing(t, ctx, s)
}

// Several newcomers try it at once, and again and again; nothing stays behind.
func TestManyEchoesLeaveNothing(t *testing.T) {
	s := testrig.Start(t)
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()
	s.AddUser("anna", "21")
	var running sync.WaitGroup
	for range 5 {
		p := start(t, ctx, s, phone.Config{Username: "anna", Sound: plays(annaHz)})
		running.Go(func() {
			for range 20 {
				if err := shortCall(ctx, p, "900"); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	running.Wait()
	leftNothing(t, ctx, s)
}

// service changes the number of the echo test, or switches it on or off.
func service(t *testing.T, admin *testrig.Client, input map[string]any) (code, message string) {
	t.Helper()
	var answer struct {
		ServiceNumberUpdate struct {
			Errors []struct{ Code, Message string }
		}
	}
	admin.Must(t, `mutation($input: ServiceNumberUpdateInput!) { serviceNumberUpdate(id: "svc_echo_test", input: $input) { errors { code message } } }`,
		map[string]any{"input": input}, &answer)
	if faults := answer.ServiceNumberUpdate.Errors; len(faults) > 0 {
		return faults[0].Code, faults[0].Message
	}
	return "", ""
}

// refusal dials a number that goes nowhere.
func refusal(t *testing.T, ctx context.Context, p *phone.Phone, number string) (status int, reason string) {
	t.Helper()
	call, err := p.Dial(number)
	if err != nil {
		t.Fatal(err)
	}
	if err := call.Await(ctx, phone.Ended); err != nil {
		t.Fatal(err)
	}
	end, _ := call.End()
	return end.Status, end.Reason
}

// The echo test gets another number, is switched off and on again, and nobody else can have its number.
func TestEchoAtAnotherNumber(t *testing.T) {
	s := testrig.Start(t)
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	s.AddUser("anna", "21")
	anna := start(t, ctx, s, phone.Config{Username: "anna", Sound: plays(annaHz)})
	admin := s.Admin()
	if code, message := service(t, admin, map[string]any{"number": "21"}); code != "TAKEN" || message != "21 is the internal number of anna: choose another number" {
		t.Errorf("%s %s", code, message)
	}
	early := echo(t, ctx, anna, "900")
	if code, message := service(t, admin, map[string]any{"number": "990"}); code != "" {
		t.Fatalf("%s %s", code, message)
	}
	hangUp(t, ctx, early) // it went on
	hangUp(t, ctx, echo(t, ctx, anna, "990"))
	if status, reason := refusal(t, ctx, anna, "900"); status != 404 || reason != "nobody has the number 900" {
		t.Errorf("900: %d %s", status, reason)
	}
	service(t, admin, map[string]any{"enabled": false})
	if status, reason := refusal(t, ctx, anna, "990"); status != 403 || reason != "990 is the echo test: switched off" {
		t.Errorf("990: %d %s", status, reason)
	}
	if status, reason := refusal(t, ctx, anna, "701"); status != 404 || reason != "701 is parking slot 1: not available yet" {
		t.Errorf("701: %d %s", status, reason)
	}
	service(t, admin, map[string]any{"enabled": true})
	hangUp(t, ctx, echo(t, ctx, anna, "990"))
	leftNothing(t, ctx, s)
}

// A real telephone hears its own tone.
func TestBaresipEcho(t *testing.T) {
	for _, transport := range []string{"udp", "tcp"} {
		t.Run(transport, func(t *testing.T) {
			t.Parallel()
			s := testrig.Start(t)
			s.AddUser("anna", "21")
			anna := baresip.Start(t, baresip.Config{Server: s.SIP, User: "anna", Password: testrig.Password("anna"), Transport: transport, ToneHz: annaHz})
			follow(t, s).until("anna free", func(states map[string]string) bool { return states["anna"] == "FREE" })
			anna.Command("dial", "900")
			anna.WaitFor("CALL_ESTABLISHED")
			listen()
			anna.Command("hold", "")
			watchCall(t, s, "HELD")
			anna.Command("resume", "")
			watchCall(t, s, "CONNECTED")
			listen()
			anna.Command("hangup", "")
			anna.WaitFor("CALL_CLOSED")
			heard(t, "anna", anna.Heard(), annaHz)
			if counts := s.Engine().Counts(); counts.Calls != 0 || counts.MediaSessions != 0 {
				t.Errorf("left behind: %+v", counts)
			}
		})
	}
}
