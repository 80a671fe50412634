package security

import (
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"graphpbx/sip/digest"
	"graphpbx/testrig"
)

// attacker speaks raw SIP over UDP from an address of its own.
type attacker struct {
	t      *testing.T
	conn   *net.UDPConn
	server string
	serial int
}

func attack(t *testing.T, s *testrig.Switchboard, from string) *attacker {
	t.Helper()
	server, err := net.ResolveUDPAddr("udp", s.SIP)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := net.DialUDP("udp", &net.UDPAddr{IP: net.ParseIP(from)}, server)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return &attacker{t: t, conn: conn, server: s.SIP}
}

// send sends a REGISTER for the user, with an Authorization value where one is given.
func (a *attacker) send(user, authorization string) {
	a.t.Helper()
	a.serial++
	local := a.conn.LocalAddr().String()
	lines := []string{
		"REGISTER sip:" + a.server + " SIP/2.0",
		fmt.Sprintf("Via: SIP/2.0/UDP %s;branch=z9hG4bK%s%d;rport", local, strings.ReplaceAll(local, ":", ""), a.serial),
		"Max-Forwards: 70",
		fmt.Sprintf("From: <sip:%s@pbx>;tag=t", user),
		fmt.Sprintf("To: <sip:%s@pbx>", user),
		"Call-ID: " + user + "-" + local,
		fmt.Sprintf("CSeq: %d REGISTER", a.serial),
		fmt.Sprintf("Contact: <sip:%s@%s>", user, local),
		"Expires: 600",
	}
	if authorization != "" {
		lines = append(lines, "Authorization: "+authorization)
	}
	if _, err := a.conn.Write([]byte(strings.Join(append(lines, "Content-Length: 0"), "\r\n") + "\r\n\r\n")); err != nil {
		a.t.Fatal(err)
	}
}

// answer waits for an answer and returns its status and its challenge.
func (a *attacker) answer() (status, challenge string) {
	a.t.Helper()
	buffer := make([]byte, 4096)
	_ = a.conn.SetReadDeadline(time.Now().Add(20 * time.Second))
	n, err := a.conn.Read(buffer)
	if err != nil {
		a.t.Fatalf("no answer: %v", err)
	}
	for _, line := range strings.Split(string(buffer[:n]), "\r\n") {
		if value, is := strings.CutPrefix(line, "WWW-Authenticate: "); is {
			challenge = value
		}
	}
	return string(buffer[len("SIP/2.0 "):len("SIP/2.0 200")]), challenge
}

// register asks for a challenge, answers it with the password, and returns the final status.
func (a *attacker) register(user, password string) string {
	a.t.Helper()
	a.send(user, "")
	status, challenge := a.answer()
	if challenge == "" {
		return status
	}
	authorization, err := digest.Answer([]string{challenge}, "REGISTER", "sip:"+a.server, user, password)
	if err != nil {
		a.t.Fatal(err)
	}
	a.send(user, authorization)
	status, _ = a.answer()
	return status
}

// mustGet registers and wants a status.
func (a *attacker) mustGet(want, user, password string) {
	a.t.Helper()
	if got := a.register(user, password); got != want {
		a.t.Fatalf("%s from %s: %s, want %s", user, a.conn.LocalAddr(), got, want)
	}
}

// mustBeIgnored sends what is not to be answered. The other's question after it is answered by the same reader, so
// once that has come, this one has been handled.
func (a *attacker) mustBeIgnored(user string, other *attacker) {
	a.t.Helper()
	a.send(user, "")
	other.send("anybody", "")
	other.answer()
	_ = a.conn.SetReadDeadline(time.Now().Add(time.Millisecond))
	if n, err := a.conn.Read(make([]byte, 4096)); err == nil {
		a.t.Fatalf("a blocked address got an answer of %d bytes", n)
	}
}
