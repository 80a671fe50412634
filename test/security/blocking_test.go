package security

import (
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"graphpbx/testrig"
)

type blockedAddress struct{ ID, Address, Username, Reason, Explanation string }

func blocked(t *testing.T, admin *testrig.Client) []blockedAddress {
	t.Helper()
	var answer struct {
		BlockedAddresses struct {
			Nodes      []blockedAddress
			TotalCount int
		}
	}
	admin.Must(t, `{ blockedAddresses { totalCount nodes { id address username reason explanation failures blockedAt expiresAt } } }`, nil, &answer)
	if answer.BlockedAddresses.TotalCount != len(answer.BlockedAddresses.Nodes) {
		t.Errorf("%+v", answer)
	}
	return answer.BlockedAddresses.Nodes
}

func lift(t *testing.T, admin *testrig.Client, id string) {
	t.Helper()
	var answer struct{ AddressUnblock struct{ DeletedID string } }
	admin.Must(t, `mutation($id: ID!) { addressUnblock(id: $id) { deletedId errors { message } } }`, map[string]any{"id": id}, &answer)
	if answer.AddressUnblock.DeletedID != id {
		t.Errorf("%+v", answer)
	}
}

// Five wrong passwords from an address where nobody lives: the sixth is not answered, by UDP or TCP, until an
// administrator lifts the block.
func TestBruteForceIsNotAnswered(t *testing.T) {
	s := testrig.Start(t)
	s.AddUser("anna", "21")
	admin := s.Admin()
	events, err := admin.Subscribe(`subscription { blockedAddresses { __typename ... on AddressBlocked { blocked { id address } } ... on Removed { id } } }`, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer events.Close()
	bad, other := attack(t, s, "127.0.0.9"), attack(t, s, "127.0.0.10")
	for n := range 5 {
		bad.mustGet("401", "anna", fmt.Sprintf("guess %d", n))
	}
	bad.mustBeIgnored("anna", other)
	if conn, err := (&net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP("127.0.0.9")}}).Dial("tcp", s.SIP); err == nil {
		_ = conn.SetReadDeadline(time.Now().Add(20 * time.Second))
		if _, err := conn.Read(make([]byte, 1)); err != io.EOF && !strings.Contains(err.Error(), "reset") {
			t.Errorf("a connection from there is open: %v", err)
		}
		_ = conn.Close()
	}
	list := blocked(t, admin)
	if len(list) != 1 || list[0].Address != "127.0.0.9" || list[0].Reason != "AUTHENTICATION" || list[0].Username != "" ||
		!strings.Contains(list[0].Explanation, `5 wrong passwords for "anna" within 10 minutes, the last by a telephone`) {
		t.Fatalf("%+v", list)
	}
	other.mustGet("200", "anna", testrig.Password("anna"))
	lift(t, admin, list[0].ID)
	bad.mustGet("200", "anna", testrig.Password("anna"))
	var told []string
	for range 3 {
		var event struct {
			BlockedAddresses struct {
				Typename string `json:"__typename"`
				Blocked  struct{ ID, Address string }
				ID       string
			}
		}
		if err := events.Next(&event); err != nil {
			t.Fatal(err)
		}
		told = append(told, event.BlockedAddresses.Typename+event.BlockedAddresses.Blocked.Address)
	}
	if got := strings.Join(told, " "); got != "Synced AddressBlocked127.0.0.9 Removed" {
		t.Errorf("told %s", got)
	}
}

// One bad telephone in an office: its name is refused there, even with the right password, and everybody else goes on.
func TestAColleagueBehindTheSameAddressKeepsWorking(t *testing.T) {
	s := testrig.Start(t)
	for _, name := range []string{"anna", "beat", "carla"} {
		s.AddUser(name, "")
	}
	admin := s.Admin()
	anna, bad := attack(t, s, "127.0.0.7"), attack(t, s, "127.0.0.7")
	anna.mustGet("200", "anna", testrig.Password("anna"))
	for n := range 5 {
		bad.mustGet("401", "beat", fmt.Sprintf("guess %d", n))
	}
	bad.mustGet("403", "beat", "guess 6")
	bad.mustGet("403", "beat", testrig.Password("beat"))
	bad.mustGet("200", "carla", testrig.Password("carla"))
	anna.mustGet("200", "anna", testrig.Password("anna"))
	attack(t, s, "127.0.0.8").mustGet("200", "beat", testrig.Password("beat"))
	list := blocked(t, admin)
	if len(list) != 1 || list[0].Address != "127.0.0.7" || list[0].Username != "beat" {
		t.Fatalf("%+v", list)
	}
	// Guessing the name of the healthy telephone holds up others, never the telephone itself.
	for n := range 5 {
		bad.mustGet("401", "anna", fmt.Sprintf("guess %d", n))
	}
	bad.mustGet("403", "anna", testrig.Password("anna"))
	anna.mustGet("200", "anna", testrig.Password("anna"))
	lift(t, admin, list[0].ID)
	bad.mustGet("200", "beat", testrig.Password("beat"))
}

// Whoever does not answer our own nonce has not proved to receive our answers: the address may be forged, and counts nothing.
func TestForgedAttemptsBlockNobody(t *testing.T) {
	s := testrig.Start(t)
	s.AddUser("anna", "21")
	victim, attacker := attack(t, s, "127.0.0.99"), attack(t, s, "127.0.0.99")
	for n := range 10_000 {
		attacker.send("anna", fmt.Sprintf(`Digest username="anna", realm="graphpbx", nonce="forged%d", uri="sip:pbx", response="%032x"`, n, n))
		if status, _ := attacker.answer(); status != "401" {
			t.Fatalf("attempt %d: %s", n, status)
		}
	}
	if list := blocked(t, s.Admin()); len(list) > 0 {
		t.Errorf("%+v", list)
	}
	victim.mustGet("200", "anna", testrig.Password("anna"))
}
