package call

import (
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"graphpbx/models"
	"graphpbx/sip/flow"
	"graphpbx/sip/media"
	"graphpbx/sip/msg"
	"graphpbx/sip/sdp"
	"graphpbx/sip/tx"
	"graphpbx/sip/wheel"
)

// board is a switchboard on real sockets, without a registrar.
type board struct {
	manager *Manager
	tx      *tx.Layer
	flows   *flow.Layer
	parser  *msg.Parser
	ready   chan struct{}

	mu      sync.Mutex
	targets map[string][]Target
	ended   chan models.Call
}

func (b *board) Packet(f flow.Flow, data []byte) {
	<-b.ready
	if m, err := b.parser.Parse(data); err == nil && msg.Validate(m) == nil {
		b.tx.Receive(m, f)
	}
}

func (b *board) Closed(f flow.Flow) {}

func (b *board) CallChanged(c models.Call) {
	if c.State == models.CallEnded {
		b.ended <- c
	}
}

func (b *board) Ringing(userID string, _ int) []Target {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.targets[userID]
}

func (b *board) Account(username string) (models.Account, bool) {
	return models.Account{UserID: "usr_" + username, Username: username, DisplayName: username}, true
}

func (b *board) Route(q models.CallQuestion) models.CallPlan {
	a, _ := b.Account(q.Dialled)
	return models.CallPlan{To: partyOf(a), Steps: []models.RingStep{{Users: []models.Account{a}}}}
}

// handset is a telephone on a real socket.
type handset struct {
	t         *testing.T
	sip, rtp  *net.UDPConn
	board     netip.AddrPort
	name      string
	lastBytes string
}

func newHandset(t *testing.T, name string, board netip.AddrPort) *handset {
	h := &handset{t: t, name: name, board: board}
	for _, conn := range []**net.UDPConn{&h.sip, &h.rtp} {
		c, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		*conn = c
	}
	return h
}

func port(c *net.UDPConn) int { return c.LocalAddr().(*net.UDPAddr).Port }

func (h *handset) sound() string {
	return fmt.Sprintf("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio %d RTP/AVP 8\r\n", port(h.rtp))
}

func (h *handset) send(lines string, body string) {
	text := lines + fmt.Sprintf("Contact: <sip:%s@127.0.0.1:%d>\r\n", h.name, port(h.sip))
	if body != "" {
		text += "Content-Type: application/sdp\r\n"
	}
	text += fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(body), body)
	if _, err := h.sip.WriteToUDPAddrPort([]byte(text), h.board); err != nil {
		h.t.Fatal(err)
	}
}

// next waits for a message that begins like that; provisional answers and repetitions are passed over.
func (h *handset) next(start string) msg.Message {
	h.t.Helper()
	buffer := make([]byte, 65536)
	_ = h.sip.SetReadDeadline(time.Now().Add(10 * time.Second))
	for {
		n, err := h.sip.Read(buffer)
		if err != nil {
			h.t.Fatalf("%s waits for %s: %v", h.name, start, err)
		}
		if strings.HasPrefix(string(buffer[:n]), start) {
			m, err := msg.NewParser().Parse(buffer[:n])
			if err != nil {
				h.t.Fatal(err)
			}
			return m
		}
	}
}

func (h *handset) answer(m msg.Message, status int, body string) {
	req := m.(*msg.Request)
	to := req.To().Value()
	if msg.ToTag(req) == "" {
		to += ";tag=answer"
	}
	h.send(fmt.Sprintf("SIP/2.0 %d OK\r\nVia: %s\r\nFrom: %s\r\nTo: %s\r\nCall-ID: %s\r\nCSeq: %s\r\n",
		status, req.Via().Value(), req.From().Value(), to, msg.CallID(req), req.CSeq().Value()), body)
}

func (h *handset) request(method, to string, sequence int, body string) {
	h.send(fmt.Sprintf("%s sip:bob@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:%d;rport;branch=%s\r\nFrom: <sip:%s@x>;tag=%s\r\nTo: %s\r\n"+
		"Call-ID: call-%s\r\nCSeq: %d %s\r\nMax-Forwards: 70\r\nAuthorization: Fake %s\r\n",
		method, port(h.sip), msg.NewBranch(), h.name, h.name, to, h.name, sequence, method, h.name), body)
}

// talk sends sound to where the description says and returns what the other handset hears.
func (h *handset) talk(d msg.Message, other *handset) []byte {
	h.t.Helper()
	described, err := sdp.Parse(d.Body())
	if err != nil {
		h.t.Fatal(err)
	}
	to, _ := described.Media[0].Remote()
	packet := append([]byte{0x80, 8, 0, 1, 0, 0, 0, 0, 0, 0, 0, byte(len(h.name))}, h.name...)
	buffer := make([]byte, 1500)
	_ = other.rtp.SetReadDeadline(time.Now().Add(10 * time.Second))
	if _, err := h.rtp.WriteToUDPAddrPort(packet, to); err != nil {
		h.t.Fatal(err)
	}
	n, err := other.rtp.Read(buffer)
	if err != nil {
		h.t.Fatalf("%s is not heard: %v", h.name, err)
	}
	return buffer[12:n]
}

// One call over real sockets: signalling, sound both ways, goodbye, and nothing left running.
func TestCallOverUDP(t *testing.T) {
	defer goleak.VerifyNone(t)
	log := slog.New(slog.DiscardHandler)
	b := &board{parser: msg.NewParser(), ready: make(chan struct{}), targets: map[string][]Target{}, ended: make(chan models.Call, 1)}
	flows, err := flow.Listen([]string{"127.0.0.1:0"}, b, log)
	if err != nil {
		t.Fatal(err)
	}
	clock := wheel.New()
	relay := media.NewRelay(media.Config{})
	b.flows = flows
	b.manager = New(Deps{
		Wheel: clock, Router: b, Facts: b, Ringer: b, Directory: b, Auth: fakeAuth{}, Media: Relay(relay), Log: log, Realm: "x",
	})
	b.tx = tx.New(clock, b.manager, tx.Limits{})
	b.manager.Use(b.tx)
	close(b.ready)
	defer func() {
		b.manager.Close()
		_ = flows.Close()
		relay.Close()
		clock.Stop()
	}()
	here := flows.Addresses()[0].AddrPort
	alice, bob := newHandset(t, "alice", here), newHandset(t, "bob", here)
	b.mu.Lock()
	b.targets["usr_bob"] = []Target{{
		Binding: models.Binding{TerminalID: "trm_bob", UserID: "usr_bob", Contact: "sip:bob@10.0.0.9"},
		Flow:    flows.UDP(here, netip.MustParseAddrPort(bob.sip.LocalAddr().String())),
	}}
	b.mu.Unlock()

	alice.request("INVITE", "<sip:bob@x>", 1, alice.sound())
	invite := bob.next("INVITE")
	bob.answer(invite, 180, "")
	bob.answer(invite, 200, bob.sound())
	bob.next("ACK")
	answer := alice.next("SIP/2.0 200")
	to := answer.To().Value()
	alice.request("ACK", to, 1, "")
	if got := string(alice.talk(answer, bob)); got != "alice" {
		t.Errorf("bob hears %q", got)
	}
	if got := string(bob.talk(invite, alice)); got != "bob" {
		t.Errorf("alice hears %q", got)
	}
	alice.request("BYE", to, 2, "")
	bob.answer(bob.next("BYE"), 200, "")
	alice.next("SIP/2.0 200")
	if c := <-b.ended; c.Cause != models.EndCallerHungUp {
		t.Errorf("cause %s", c.Cause)
	}
	if relay.Sessions() != 0 || b.manager.Len() != 0 {
		t.Errorf("left: %d sessions, %d calls", relay.Sessions(), b.manager.Len())
	}
}
