package telephones

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"graphpbx/sip/digest"
	"graphpbx/testrig"
	"graphpbx/testrig/phone"
)

// A CANCEL that follows its INVITE in the next packet always finds it: 5,000 times, never a 481.
func TestCancelStraightAfterInvite(t *testing.T) {
	const calls = 5000
	s := testrig.Start(t)
	s.AddUser("anna", "21")
	s.AddUser("beat", "22")
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	beat, err := phone.Start(ctx, phone.Config{
		Server: s.SIP, Username: "beat", Password: testrig.Password("beat"),
		Lines: calls, // the caller does not wait for the telephone, which would be busy on a slow machine
	})
	if err != nil {
		t.Fatal(err)
	}
	defer beat.Close()
	if err := beat.Register(ctx); err != nil {
		t.Fatal(err)
	}
	c := newCaller(t, s.SIP)
	const eachNonce = 500
	var challenge digest.Challenge
	for i := range calls {
		if i%eachNonce == 0 {
			challenge = c.challenge(fmt.Sprintf("ask-%d", i))
		}
		id := fmt.Sprintf("cancel-%d", i)
		invite := c.invite(id, challenge, uint32(i%eachNonce+1))
		c.send(invite)
		c.send(c.cancel(id))
		c.expect(id)
	}
}

// caller speaks raw SIP, so that nothing stands between two packets.
type caller struct {
	t      *testing.T
	conn   net.Conn
	server string
}

func newCaller(t *testing.T, server string) *caller {
	t.Helper()
	conn, err := net.Dial("udp", server)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return &caller{t, conn, server}
}

// challenge lets the switchboard refuse an INVITE, and returns what it asks for.
func (c *caller) challenge(id string) digest.Challenge {
	c.t.Helper()
	c.send(c.request("INVITE", id, ""))
	for {
		answer := c.receive()
		if !strings.Contains(answer, " 407 ") {
			continue
		}
		c.send(c.request("ACK", id, toHeader(answer)))
		_, value, _ := strings.Cut(answer, "Proxy-Authenticate: ")
		value, _, _ = strings.Cut(value, "\r\n")
		challenge, err := digest.ParseChallenge(value)
		if err != nil {
			c.t.Fatal(err)
		}
		return challenge
	}
}

func (c *caller) invite(id string, challenge digest.Challenge, count uint32) string {
	answer := challenge.Answer("INVITE", "sip:22@"+c.server, "anna", testrig.Password("anna"), "rig", count)
	return c.request("INVITE", id, "", "Proxy-Authorization: "+answer)
}

func (c *caller) cancel(id string) string { return c.request("CANCEL", id, "") }

func (c *caller) request(method, id, to string, headers ...string) string {
	sequence := "INVITE"
	if method != "INVITE" {
		sequence = method
	}
	if to == "" {
		to = "<sip:22@" + c.server + ">"
	}
	lines := append([]string{
		method + " sip:22@" + c.server + " SIP/2.0",
		"Via: SIP/2.0/UDP " + c.conn.LocalAddr().String() + ";branch=z9hG4bK" + id + ";rport",
		"Max-Forwards: 70",
		"From: <sip:anna@" + c.server + ">;tag=t" + id,
		"To: " + to,
		"Call-ID: " + id,
		"CSeq: 1 " + sequence,
		"Contact: <sip:anna@" + c.conn.LocalAddr().String() + ">",
	}, headers...)
	body := ""
	if method == "INVITE" {
		body = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 40000 RTP/AVP 8\r\n"
		lines = append(lines, "Content-Type: application/sdp")
	}
	return strings.Join(append(lines, fmt.Sprintf("Content-Length: %d", len(body))), "\r\n") + "\r\n\r\n" + body
}

// expect waits for the 200 to the CANCEL and the 487 to the INVITE, in whichever order, and acknowledges the latter.
func (c *caller) expect(id string) {
	c.t.Helper()
	for cancelled, ended := false, false; !cancelled || !ended; {
		answer := c.receive()
		if !strings.Contains(answer, "Call-ID: "+id+"\r\n") {
			continue
		}
		status, method := answer[len("SIP/2.0 "):][:3], "INVITE"
		if strings.Contains(answer, "CSeq: 1 CANCEL") {
			method = "CANCEL"
		}
		switch {
		case status[0] == '1':
		case method == "CANCEL" && status == "200":
			cancelled = true
		case method == "INVITE" && status == "487":
			ended = true
			c.send(c.request("ACK", id, toHeader(answer)))
		default:
			c.t.Fatalf("call %s: %s was answered with\n%s", id, method, answer)
		}
	}
}

func (c *caller) send(message string) {
	c.t.Helper()
	if _, err := c.conn.Write([]byte(message)); err != nil {
		c.t.Fatal(err)
	}
}

func (c *caller) receive() string {
	c.t.Helper()
	buffer := make([]byte, 8192)
	_ = c.conn.SetReadDeadline(time.Now().Add(10 * time.Second))
	for {
		n, err := c.conn.Read(buffer)
		if err != nil {
			c.t.Fatal(err)
		}
		if bytes.HasPrefix(buffer[:n], []byte("SIP/2.0 ")) {
			return string(buffer[:n])
		}
	}
}

func toHeader(answer string) string {
	for line := range strings.Lines(answer) {
		if value, ok := strings.CutPrefix(line, "To: "); ok {
			return strings.TrimSpace(value)
		}
	}
	return ""
}
