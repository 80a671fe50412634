package attacks

import (
	"context"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"graphpbx/testrig"
	"graphpbx/testrig/phone"
)

// Whatever a stranger asks for, nobody's telephone rings, nothing is registered, and the answer comes once.
func TestStrangersAreRefused(t *testing.T) {
	t.Parallel()
	s := testrig.Start(t)
	s.AddUser("anna", "21")
	s.AddUser("beat", "22")
	beat := registered(t, s, phone.Config{Username: "beat"})
	x := newStranger(t, s.SIP, "127.0.0.1")
	for method, want := range map[string]string{
		"INVITE": "407", "REGISTER": "401", "OPTIONS": "200", "SUBSCRIBE": "405", "NOTIFY": "405", "REFER": "405", "PUBLISH": "405",
		"MESSAGE": "405", "INFO": "481", "UPDATE": "481", "PRACK": "481", "BYE": "481", "CANCEL": "481", "INVENTED": "405",
	} {
		if status, _ := x.ask(method, method+"-alone"); status != want {
			t.Errorf("%s is answered with %s, want %s", method, status, want)
		}
		within := "481"
		if method == "REGISTER" {
			within = "401"
		}
		if status, _ := x.ask(method, method+"-within", "To: <sip:22@pbx>;tag=guessed"); status != within {
			t.Errorf("%s in a dialog that is none is answered with %s, want %s", method, status, within)
		}
	}
	if text, more := x.next(700 * time.Millisecond); more { // past T1, when a refusal would be sent again
		t.Errorf("a second answer:\n%s", text)
	}
	if counts := s.Engine().Counts(); counts.Calls != 0 || counts.MediaSessions != 0 {
		t.Errorf("%+v", counts)
	}
	if calls := beat.Calls(); len(calls) != 0 {
		t.Error("the telephone rings")
	}
}

// What the answer to OPTIONS names is served, and nothing else.
func TestAllowedMethodsAreServed(t *testing.T) {
	t.Parallel()
	s := testrig.Start(t)
	x := newStranger(t, s.SIP, "127.0.0.1")
	_, answer := x.ask("OPTIONS", "ask")
	_, allow, _ := strings.Cut(answer, "Allow: ")
	allow, _, _ = strings.Cut(allow, "\r\n")
	methods := strings.Split(allow, ", ")
	if !slices.Contains(methods, "INVITE") || !slices.Contains(methods, "REGISTER") {
		t.Errorf("allowed are %q", allow)
	}
	for _, method := range methods {
		if method == "ACK" {
			continue // is never answered
		}
		if status, _ := x.ask(method, method+"-served"); status == "405" {
			t.Errorf("%s is named and not served", method)
		}
	}
}

// One user's password is of no use for another's name.
func TestCredentialsOfAnother(t *testing.T) {
	t.Parallel()
	s := testrig.Start(t)
	s.AddUser("anna", "21")
	s.AddUser("beat", "22")
	x := newStranger(t, s.SIP, "127.0.0.1")
	if status := x.register("other", "beat", "anna", "sip:anna@"+x.address()); status != "403" {
		t.Errorf("REGISTER of anna by beat: %s", status)
	}
	_, refusal := x.ask("INVITE", "from")
	login := x.login(refusal, "INVITE", "sip:22@"+s.SIP, "beat")
	if status, _ := x.ask("INVITE", "from", "CSeq: 2 INVITE", "Via: SIP/2.0/UDP "+x.address()+";branch=z9hG4bKfrom2", login); status != "403" {
		t.Errorf("INVITE from anna by beat: %s", status)
	}
	if counts := s.Engine().Counts(); counts.Calls != 0 {
		t.Errorf("%+v", counts)
	}
}

// A Contact may name anybody. What is for the telephone goes where it registered from, and nothing reaches the victim.
func TestContactOfAVictim(t *testing.T) {
	t.Parallel()
	s := testrig.Start(t)
	s.AddUser("anna", "21")
	s.AddUser("beat", "22")
	victim, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 50)})
	if err != nil {
		t.Fatal(err)
	}
	defer victim.Close()
	x := newStranger(t, s.SIP, "127.0.0.1")
	if status := x.register("reflect", "beat", "beat", "sip:beat@"+victim.LocalAddr().String()); status != "200" {
		t.Fatalf("REGISTER: %s", status)
	}
	anna := registered(t, s, phone.Config{Username: "anna"})
	if _, err := anna.Dial("22"); err != nil {
		t.Fatal(err)
	}
	for probed, rang := false, false; !probed || !rang; { // the first probe comes within two seconds
		text, ok := x.next(attempt)
		if !ok {
			t.Fatalf("probed %v, rang %v", probed, rang)
		}
		probed, rang = probed || strings.HasPrefix(text, "OPTIONS "), rang || strings.HasPrefix(text, "INVITE ")
	}
	_ = victim.SetReadDeadline(time.Now().Add(50 * time.Millisecond))
	if n, err := victim.Read(make([]byte, 2000)); err == nil {
		t.Errorf("%d bytes reached the victim", n)
	}
}

// registered starts a telephone of a user and registers it.
func registered(t *testing.T, s *testrig.Switchboard, cfg phone.Config) *phone.Phone {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), attempt)
	defer cancel()
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
