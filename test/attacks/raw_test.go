package attacks

import (
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"graphpbx/sip/digest"
	"graphpbx/sip/msg"
	"graphpbx/testrig"
)

// attempt bounds whatever a test waits for.
const attempt = 10 * time.Second

// stranger speaks raw SIP from an address of its own and need not keep to any rule.
type stranger struct {
	t      *testing.T
	conn   *net.UDPConn
	server string
}

func newStranger(t *testing.T, server, ip string) *stranger {
	t.Helper()
	local := &net.UDPAddr{IP: net.ParseIP(ip)}
	to, err := net.ResolveUDPAddr("udp", server)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := net.DialUDP("udp", local, to)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return &stranger{t, conn, server}
}

func (s *stranger) address() string { return s.conn.LocalAddr().String() }

// request writes a request of anna. Headers that it is given replace its own.
func (s *stranger) request(method, id string, headers ...string) string {
	uri := "sip:22@" + s.server
	if method == "REGISTER" {
		uri = "sip:" + s.server
	}
	own := []string{
		"Via: SIP/2.0/UDP " + s.address() + ";rport;branch=" + msg.MagicCookie + id,
		"Max-Forwards: 70", "From: <sip:anna@pbx>;tag=" + id, "To: <sip:22@pbx>", "Call-ID: " + id, "CSeq: 1 " + method,
		"Contact: <sip:anna@" + s.address() + ">", "Content-Length: 0",
	}
	lines := []string{method + " " + uri + " SIP/2.0"}
	for _, line := range own {
		if !replaced(line, headers) {
			lines = append(lines, line)
		}
	}
	return strings.Join(append(lines, headers...), "\r\n") + "\r\n\r\n"
}

func replaced(line string, headers []string) bool {
	name, _, _ := strings.Cut(line, ":")
	for _, h := range headers {
		if strings.HasPrefix(h, name+":") {
			return true
		}
	}
	return false
}

func (s *stranger) send(message string) {
	s.t.Helper()
	if _, err := s.conn.Write([]byte(message)); err != nil {
		s.t.Fatal(err)
	}
}

// answer waits for the final answer to the request of that Call-ID.
func (s *stranger) answer(id string) string {
	s.t.Helper()
	for {
		text, ok := s.next(attempt)
		if !ok {
			s.t.Fatalf("no answer to %s", id)
		}
		if strings.Contains(text, "Call-ID: "+id+"\r\n") && strings.HasPrefix(text, "SIP/2.0 ") && text[8] != '1' {
			return text
		}
	}
}

func (s *stranger) next(patience time.Duration) (string, bool) {
	buffer := make([]byte, 65536)
	_ = s.conn.SetReadDeadline(time.Now().Add(patience))
	n, err := s.conn.Read(buffer)
	return string(buffer[:n]), err == nil
}

// ask sends a request and returns the status of its final answer.
func (s *stranger) ask(method, id string, headers ...string) (status, answer string) {
	s.t.Helper()
	s.send(s.request(method, id, headers...))
	answer = s.answer(id)
	return answer[8:11], answer
}

// login returns the header that answers the challenge of a refusal.
func (s *stranger) login(refusal, method, uri, username string) string {
	s.t.Helper()
	name := "Authorization"
	_, value, found := strings.Cut(refusal, "WWW-Authenticate: ")
	if !found {
		name = "Proxy-Authorization"
		_, value, _ = strings.Cut(refusal, "Proxy-Authenticate: ")
	}
	value, _, _ = strings.Cut(value, "\r\n")
	challenge, err := digest.ParseChallenge(value)
	if err != nil {
		s.t.Fatalf("%v in\n%s", err, refusal)
	}
	return name + ": " + challenge.Answer(method, uri, username, testrig.Password(username), "rig", 1)
}

// register registers a user with a Contact, and returns the status.
func (s *stranger) register(id, username, aor, contact string) string {
	s.t.Helper()
	headers := []string{"From: <sip:" + aor + "@pbx>;tag=" + id, "To: <sip:" + aor + "@pbx>", "Contact: <" + contact + ">"}
	_, refusal := s.ask("REGISTER", id, headers...)
	login := s.login(refusal, "REGISTER", "sip:"+s.server, username)
	status, _ := s.ask("REGISTER", id, append(headers, "CSeq: 2 REGISTER", fmt.Sprintf("Via: SIP/2.0/UDP %s;branch=%s%s-2", s.address(), msg.MagicCookie, id), login)...)
	return status
}
