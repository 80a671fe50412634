package call

import (
	"bytes"
	"fmt"
	"net/netip"
	"strconv"
	"syscall"
	"testing"
	"time"

	"graphpbx/models"
	"graphpbx/sip/flow"
	"graphpbx/sip/msg"
	"graphpbx/sip/tx"
	"graphpbx/sip/wheel"
)

// benchBoard is a switchboard whose packets end in memory.
type benchBoard struct {
	tx     *tx.Layer
	parser *msg.Parser
	callee Target
	sent   map[netip.AddrPort][]byte // last message to each telephone
	ack    []byte
}

func (b *benchBoard) Send(data []byte, to netip.AddrPort) error {
	b.sent[to] = append(b.sent[to][:0], data...)
	return nil
}
func (b *benchBoard) Transport() models.Transport  { return models.TransportUDP }
func (b *benchBoard) Local() netip.AddrPort        { return netip.MustParseAddrPort("192.0.2.1:5060") }
func (b *benchBoard) Alive() bool                  { return true }
func (b *benchBoard) ID() string                   { return "bench" }
func (b *benchBoard) CallChanged(models.Call)      {}
func (b *benchBoard) Ringing(string, int) []Target { return []Target{b.callee} }
func (b *benchBoard) Account(username string) (models.Account, bool) {
	return benchAccount(username), true
}
func (b *benchBoard) Route(q models.CallQuestion) models.CallPlan {
	a := benchAccount(q.Dialled)
	return models.CallPlan{To: partyOf(a), Steps: []models.RingStep{{Users: []models.Account{a}}}}
}

func benchAccount(username string) models.Account {
	return models.Account{UserID: "usr_" + username, Username: username, DisplayName: username, RingLimit: 3}
}

func (b *benchBoard) receive(tb testing.TB, data []byte, from flow.Flow) {
	m, err := b.parser.Parse(data)
	if err == nil {
		err = msg.Validate(m)
	}
	if err != nil {
		tb.Fatalf("%v\n%s", err, data)
	}
	b.tx.Receive(m, from)
}

// value returns a header value of a message as it was sent.
func value(data []byte, name string) []byte {
	start := bytes.Index(data, []byte("\r\n"+name+": ")) + len(name) + 4
	return data[start : start+bytes.IndexByte(data[start:], '\r')]
}

// response answers a captured request as a telephone would.
func response(dst, req []byte, status, body string) []byte {
	dst = append(append(append(dst[:0], "SIP/2.0 "...), status...), "\r\n"...)
	for _, name := range [...]string{"Via", "From", "Call-ID", "CSeq", "To"} {
		dst = append(append(append(append(dst, name...), ": "...), value(req, name)...), "\r\n"...)
	}
	if to := value(req, "To"); !bytes.Contains(to, []byte("tag=")) {
		dst = append(dst[:len(dst)-2], ";tag=callee\r\n"...)
	}
	dst = append(dst, "Contact: <sip:bob@10.0.0.9>\r\nContent-Type: application/sdp\r\nContent-Length: "...)
	dst = strconv.AppendInt(dst, int64(len(body)), 10)
	return append(append(dst, "\r\n\r\n"...), body...)
}

func cpu(tb testing.TB) time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		tb.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// BenchmarkCall is the work of the switchboard for one call of 14 messages from INVITE to the last 200, without the
// sockets: parser, transactions, dialogs, descriptions, routing. The budget with sockets is 0.4 ms.
func BenchmarkCall(b *testing.B) {
	board := &benchBoard{parser: msg.NewParser(), sent: map[netip.AddrPort][]byte{}}
	alice := flow.Flow{Socket: board, Remote: netip.MustParseAddrPort("198.51.100.1:5060")}
	bob := flow.Flow{Socket: board, Remote: netip.MustParseAddrPort("198.51.100.2:5060")}
	board.callee = Target{Binding: models.Binding{TerminalID: "trm_bob", Contact: "sip:bob@10.0.0.9:5060"}, Flow: bob}
	clock := wheel.New()
	defer clock.Stop()
	manager := New(Deps{
		Wheel: clock, Router: board, Facts: board, Ringer: board, Directory: board, Auth: fakeAuth{}, Media: &fakeMedia{}, Realm: "x",
		Limits: Limits{Calls: 1 << 30},
	})
	board.tx = tx.New(clock, manager, tx.Limits{Transactions: 1 << 30, PerSource: 1 << 30})
	manager.Use(board.tx)
	sound := "v=0\r\no=- 1 1 IN IP4 198.51.100.1\r\ns=-\r\nc=IN IP4 198.51.100.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 9 8 0 101\r\n" +
		"a=rtpmap:9 G722/8000\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=ptime:20\r\n"
	request := func(dst []byte, method string, call, sequence int, to, body string) []byte {
		return fmt.Appendf(dst[:0], "%s sip:bob@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP 198.51.100.1:5060;rport;branch=z9hG4bK%d-%d-%s\r\n"+
			"From: <sip:alice@x>;tag=a\r\nTo: %s\r\nCall-ID: call-%d\r\nCSeq: %d %s\r\nMax-Forwards: 70\r\nContact: <sip:alice@10.0.0.9>\r\n"+
			"Authorization: Fake alice\r\nContent-Type: application/sdp\r\nContent-Length: %d\r\n\r\n%s",
			method, call, sequence, method, to, call, sequence, method, len(body), body)
	}
	var buffer []byte
	b.ReportAllocs()
	begin := cpu(b)
	for call := 0; b.Loop(); call++ {
		buffer = request(buffer, "INVITE", call, 1, "<sip:bob@x>", sound)
		board.receive(b, buffer, alice)
		invite := bytes.Clone(board.sent[bob.Remote])
		board.receive(b, response(buffer, invite, "180 Ringing", ""), bob)
		board.receive(b, response(buffer, invite, "200 OK", sound), bob)
		to := string(value(board.sent[alice.Remote], "To"))
		buffer = request(buffer, "ACK", call, 1, to, "")
		board.receive(b, buffer, alice)
		buffer = request(buffer, "BYE", call, 2, to, "")
		board.receive(b, buffer, alice)
		board.receive(b, response(buffer, bytes.Clone(board.sent[bob.Remote]), "200 OK", ""), bob)
	}
	b.StopTimer()
	b.ReportMetric(float64((cpu(b)-begin).Microseconds())/float64(b.N), "cpu-µs/op") // ns/op counts whatever else the machine does
	if n := manager.Len(); n > 0 {
		b.Fatalf("%d calls are left", n)
	}
}
