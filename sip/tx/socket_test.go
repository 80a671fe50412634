package tx

import (
	"io"
	"log/slog"
	"net"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"graphpbx/sip/flow"
	"graphpbx/sip/msg"
	"graphpbx/sip/wheel"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// canceller rings for ever, and answers a CANCEL as a user agent does.
type canceller struct {
	layer  *Layer
	parser *msg.Parser
}

func (c *canceller) Packet(f flow.Flow, data []byte) {
	m, err := c.parser.Parse(data)
	if err == nil && msg.Validate(m) == nil {
		c.layer.Receive(m, f)
	}
}

func (c *canceller) Closed(f flow.Flow) { c.layer.FlowClosed(f) }

func (c *canceller) Request(req *msg.Request, _ flow.Flow, tx *Server) {
	if req.Method != msg.CANCEL {
		return
	}
	invite, found := tx.Invite()
	if !found {
		tx.Respond(msg.NewResponse(req, 481, ""))
		return
	}
	tx.Respond(msg.NewResponse(req, 200, ""))
	res := msg.NewResponse(req, 487, "")
	res.CSeq().MethodName = msg.INVITE // built from the CANCEL, which is all that this test keeps
	invite.Respond(res)
}

// A CANCEL that leaves together with its INVITE finds it, every time, over UDP and TCP.
func TestCancelStraightAfterInvite(t *testing.T) {
	w := wheel.New()
	defer w.Stop()
	c := &canceller{parser: msg.NewParser()}
	c.layer = New(w, c, Limits{})
	l, err := flow.Listen([]string{"127.0.0.1:0"}, c, slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	for _, address := range l.Addresses() {
		conn, err := net.Dial(strings.ToLower(string(address.Transport)), address.AddrPort.String())
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = conn.Close() }()
		for range 2000 {
			cancelAtOnce(t, conn)
		}
	}
}

func cancelAtOnce(t *testing.T, conn net.Conn) {
	t.Helper()
	branch := msg.NewBranch()
	for _, method := range []string{"INVITE", "CANCEL"} {
		text := strings.ReplaceAll(request(method, branch, "")+"\nContent-Length: 0\n\n", "\n", "\r\n")
		text = strings.NewReplacer(";branch", ";rport;branch", "Call-ID: one", "Call-ID: "+branch).Replace(text)
		if _, err := conn.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	_ = conn.SetReadDeadline(time.Now().Add(20 * time.Second))
	buffer, seen := make([]byte, 65536), ""
	for !strings.Contains(seen, "SIP/2.0 487") {
		n, err := conn.Read(buffer)
		if err != nil {
			t.Fatalf("%v after\n%s", err, seen)
		}
		if seen += string(buffer[:n]); strings.Contains(seen, "SIP/2.0 481") {
			t.Fatalf("the INVITE was not found:\n%s", seen)
		}
	}
}
