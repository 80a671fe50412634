package bench

import (
	"bytes"
	"fmt"
	"net"
	"testing"
	"time"
)

// toggler makes a telephone come and go: each REGISTER and each farewell is one change that watchers are told.
type toggler struct {
	conn     net.Conn
	user     int
	realm    string
	nonce    string
	uses     int
	sequence int
	changed  *changeTimes // nil where times are of no interest
}

func newToggler(t *testing.T, server string, user int) *toggler {
	t.Helper()
	conn, err := net.Dial("udp", server)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return &toggler{conn: conn, user: user}
}

// set registers the telephone (on) or ends its registration.
func (g *toggler) set(on bool) error {
	expires := 0
	if on {
		expires = 3600
	}
	for range 5 {
		answer, err := g.send(expires)
		if err != nil {
			return err
		}
		if bytes.HasPrefix(answer, []byte("SIP/2.0 200")) {
			return nil
		}
		at := max(bytes.Index(answer, []byte("algorithm=MD5")), 0)
		challenge := answer[bytes.LastIndexByte(answer[:at], '\n')+1:]
		g.realm, g.nonce, g.uses = quoted(challenge, "realm"), quoted(challenge, "nonce"), 0
	}
	return fmt.Errorf("user %d cannot register", g.user)
}

func (g *toggler) send(expires int) ([]byte, error) {
	g.sequence++
	g.uses++
	name := userName(g.user)
	b := fmt.Appendf(nil, "REGISTER sip:bench SIP/2.0\r\nVia: SIP/2.0/UDP %s;rport;branch=z9hG4bKt%d.%d\r\nMax-Forwards: 70\r\n"+
		"From: <sip:%s@bench>;tag=t1\r\nTo: <sip:%s@bench>\r\nCall-ID: toggle-%s\r\nCSeq: %d REGISTER\r\nContact: <sip:%s@%s>\r\nExpires: %d\r\n",
		g.conn.LocalAddr(), g.user, g.sequence, name, name, name, g.sequence, name, g.conn.LocalAddr(), expires)
	if g.nonce != "" {
		first := md5hex(name + ":" + g.realm + ":pw-" + name)
		response := md5hex(fmt.Sprintf("%s:%s:%08x:abcdef12:auth:%s", first, g.nonce, g.uses, md5hex("REGISTER:sip:bench")))
		b = fmt.Appendf(b, "Authorization: Digest username=\"%s\",realm=\"%s\",cnonce=\"abcdef12\",nc=%08x,qop=auth,uri=\"sip:bench\","+
			"nonce=\"%s\",response=\"%s\",algorithm=MD5\r\n", name, g.realm, g.uses, g.nonce, response)
	}
	if g.changed != nil {
		g.changed.note(g.user)
	}
	if _, err := g.conn.Write(append(b, "Content-Length: 0\r\n\r\n"...)); err != nil {
		return nil, err
	}
	answer := make([]byte, 4096)
	_ = g.conn.SetReadDeadline(time.Now().Add(2 * time.Second))
	for {
		n, err := g.conn.Read(answer)
		if err != nil {
			return nil, err
		}
		if !isOptions(answer[:n]) {
			return answer[:n], nil
		}
		if _, err := g.conn.Write(appendOptionsAnswer(nil, answer[:n])); err != nil {
			return nil, err
		}
	}
}
