package telephones

import (
	"context"
	"strings"
	"testing"
	"time"

	"graphpbx/models"
	"graphpbx/switchboard"
	"graphpbx/testrig"
	"graphpbx/testrig/baresip"
	"graphpbx/testrig/phone"
)

// keep makes a contact of a user or, for nobody, a shared one.
func keep(t *testing.T, s *testrig.Switchboard, owner models.User, name string, number models.PhoneNumber) {
	t.Helper()
	v, scope := models.Viewer{UserID: owner.ID, Role: models.RoleUser}, models.ContactPersonal
	if owner.ID == "" {
		v, scope = switchboard.LocalAdministrator(), models.ContactShared
	}
	_, err := s.App.Switchboard().CreateContact(t.Context(), v, switchboard.NewContact{Scope: scope, Contact: models.Contact{
		Surname: name, Numbers: []models.ContactNumber{{Kind: models.NumberWork, Number: number}},
	}})
	if err != nil {
		t.Fatal(err)
	}
}

// registered starts a telephone of the user that is registered.
func registered(ctx context.Context, t *testing.T, s *testrig.Switchboard, username string) *phone.Phone {
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

// The name that a telephone shows is the one that its user knows the caller by, and nobody else sees it.
func TestTelephonesShowTheNamesOfThePhoneBook(t *testing.T) {
	s := testrig.Start(t)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	anna, beat := s.Create(models.User{Username: "anna", Extension: "21", FirstName: "Anna", Surname: "Muster"}), s.AddUser("beat", "22")
	s.AddUser("carl", "23")
	const own = `Schwester "Änne" <x>`
	keep(t, s, beat, own, "anna")
	keep(t, s, models.User{}, "Nobody sees this", "21")
	keep(t, s, models.User{}, "Zoo", "030 123456")
	annaPhone, beatPhone, carlPhone := registered(ctx, t, s, "anna"), registered(ctx, t, s, "beat"), registered(ctx, t, s, "carl")
	for _, test := range []struct {
		callee *phone.Phone
		number string
		want   string
	}{{beatPhone, "22", own}, {carlPhone, "23", "Anna Muster"}} {
		call, err := annaPhone.Dial(test.number)
		if err != nil {
			t.Fatal(err)
		}
		incoming, err := test.callee.NextCall(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if incoming.Name() != test.want || incoming.Number() != "21" {
			t.Errorf("%s shows %q, %q", test.number, incoming.Name(), incoming.Number())
		}
		var seen struct {
			Calls []struct {
				From, To struct{ DisplayName, KnownAs string }
			}
		}
		if err := s.Admin().Do(`{ calls { from { displayName knownAs } to { displayName knownAs } } }`, nil, &seen); err != nil {
			t.Fatal(err)
		}
		if len(seen.Calls) != 1 || seen.Calls[0].From.DisplayName != "Anna Muster" || seen.Calls[0].From.KnownAs != "Anna Muster" {
			t.Errorf("an administrator sees %+v", seen.Calls)
		}
		ended(ctx, t, call)
	}
	clicked(ctx, t, s, beat, beatPhone, own)
	call, err := annaPhone.Dial("030123456") // nobody takes it outside yet, but who it was is known
	if err != nil {
		t.Fatal(err)
	}
	<-call.Done()
	var past struct {
		CallHistory struct {
			Nodes []struct {
				To struct{ DisplayName, Number string }
			}
		}
	}
	if err := s.Admin().Do(`query($u: ID) { callHistory(first: 1, userId: $u) { nodes { to { displayName number } } } }`, map[string]any{"u": anna.ID}, &past); err != nil {
		t.Fatal(err)
	}
	if nodes := past.CallHistory.Nodes; len(nodes) != 1 || nodes[0].To.DisplayName != "Zoo" || nodes[0].To.Number != "030123456" {
		t.Errorf("the history tells %+v", nodes)
	}
}

// clicked dials a contact for a user by a click: the own telephone shows whom it will call.
func clicked(ctx context.Context, t *testing.T, s *testrig.Switchboard, user models.User, own *phone.Phone, name string) {
	t.Helper()
	var dialled struct {
		CallDial struct{ Errors []struct{ Message string } }
	}
	err := s.Admin().Do(`mutation($u: ID) { callDial(input: {to: "21", userId: $u}) { errors { message } } }`, map[string]any{"u": user.ID}, &dialled)
	if err != nil || len(dialled.CallDial.Errors) > 0 {
		t.Fatal(err, dialled)
	}
	call, err := own.NextCall(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if call.Name() != name || call.Number() != "21" {
		t.Errorf("the own telephone shows %q, %q", call.Name(), call.Number())
	}
	_ = call.Reject(603)
	<-call.Done()
}

func ended(ctx context.Context, t *testing.T, call *phone.Call) {
	t.Helper()
	if err := call.Hangup(); err != nil {
		t.Fatal(err)
	}
	select {
	case <-call.Done():
	case <-ctx.Done():
		t.Fatal("the call does not end")
	}
}

// A real telephone shows it, too.
func TestBaresipShowsTheNameOfTheCaller(t *testing.T) {
	s := testrig.Start(t)
	s.AddUser("anna", "21")
	beat := s.AddUser("beat", "22")
	keep(t, s, beat, "Schwester", "21")
	annaPhone := baresip.Start(t, baresip.Config{Server: s.SIP, User: "anna", Password: testrig.Password("anna"), Transport: "udp", ToneHz: annaHz})
	beatPhone := baresip.Start(t, baresip.Config{Server: s.SIP, User: "beat", Password: testrig.Password("beat"), Transport: "udp", ToneHz: beatHz})
	watch := follow(t, s)
	watch.until("both free", func(states map[string]string) bool { return states["anna"] == "FREE" && states["beat"] == "FREE" })
	annaPhone.Command("dial", "22")
	beatPhone.WaitFor("CALL_INCOMING")
	for limit := time.Now().Add(15 * time.Second); !strings.Contains(beatPhone.Log(), "Schwester"); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(limit) {
			t.Fatalf("the telephone shows\n%s", beatPhone.Log())
		}
	}
	annaPhone.Command("hangup", "")
	annaPhone.WaitFor("CALL_CLOSED")
}
