package dialog

import (
	"errors"
	"net/netip"
	"runtime"
	"strings"
	"testing"

	"graphpbx/models"
	"graphpbx/sip/flow"
	"graphpbx/sip/msg"
)

// socket is an end of ours that sends nothing.
type socket struct {
	transport models.Transport
	local     string
}

func (s socket) Send([]byte, netip.AddrPort) error { return nil }
func (s socket) Transport() models.Transport       { return s.transport }
func (s socket) Local() netip.AddrPort             { return netip.MustParseAddrPort(s.local) }
func (s socket) Alive() bool                       { return true }
func (s socket) ID() string                        { return s.local }

func flowOn(transport models.Transport, local string) flow.Flow {
	return flow.Flow{Socket: socket{transport, local}, Remote: netip.MustParseAddrPort("198.51.100.7:5060")}
}

func parse(t *testing.T, lines ...string) msg.Message {
	t.Helper()
	m, err := msg.NewParser().Parse([]byte(strings.Join(lines, "\r\n") + "\r\n\r\n"))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func incoming(t *testing.T, extra ...string) *msg.Request {
	t.Helper()
	return parse(t, append([]string{
		"INVITE sip:bob@pbx.example SIP/2.0", "Via: SIP/2.0/UDP 10.0.0.9:5060;branch=z9hG4bK1", "Max-Forwards: 70",
		`From: "Al \"A\"" <sip:alice@pbx.example>;tag=theirs`, "To: <sip:bob@pbx.example>", "Call-ID: c1", "CSeq: 7 INVITE",
		"Contact: <sip:alice@10.0.0.9:5060;ob>",
	}, extra...)...).(*msg.Request)
}

func called(t *testing.T, extra ...string) *Leg {
	t.Helper()
	l, err := Called(incoming(t, extra...), flowOn(models.TransportUDP, "192.0.2.1:5060"), Place{}, "bob")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func text(m msg.Message) string { return string(msg.Append(nil, m)) }

func TestCalled(t *testing.T) {
	l := called(t)
	got := text(l.Request(msg.BYE))
	for _, want := range []string{
		"BYE sip:alice@10.0.0.9:5060;ob SIP/2.0\r\n", "Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK",
		"From: <sip:bob@pbx.example>;tag=" + l.LocalTag + "\r\n", `To: "Al \"A\"" <sip:alice@pbx.example>;tag=theirs` + "\r\n",
		"Call-ID: c1\r\n", "CSeq: 1 BYE\r\n", "Max-Forwards: 70\r\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	if got := text(l.Request(msg.INFO)); !strings.Contains(got, "CSeq: 2 INFO\r\n") {
		t.Errorf("numbering:\n%s", got)
	}
}

func TestCalledRefuses(t *testing.T) {
	f := flowOn(models.TransportUDP, "192.0.2.1:5060")
	req := incoming(t)
	req.RemoveHeader("Contact")
	if _, err := Called(req, f, Place{}, ""); !errors.Is(err, ErrNoContact) {
		t.Errorf("without Contact: %v", err)
	}
	long := incoming(t, "Record-Route: <sip:"+strings.Repeat("x", MaxURI)+";lr>")
	if _, err := Called(long, f, Place{}, ""); !errors.Is(err, ErrTooLong) {
		t.Errorf("long route: %v", err)
	}
	req = incoming(t)
	*req.CallID() = msg.CallIDHeader(strings.Repeat("x", MaxIdentifier+1))
	if _, err := Called(req, f, Place{}, ""); !errors.Is(err, ErrTooLong) {
		t.Errorf("long Call-ID: %v", err)
	}
	many := incoming(t, "Record-Route: <sip:p;lr>"+strings.Repeat(", <sip:p;lr>", MaxRoutes))
	if _, err := Called(many, f, Place{}, ""); !errors.Is(err, ErrTooLong) {
		t.Errorf("many routes: %v", err)
	}
}

func calling(t *testing.T) *Leg {
	t.Helper()
	target, err := msg.ParseURI("sip:bob@10.0.0.8:5062;transport=tcp?Subject=x")
	if err != nil {
		t.Fatal(err)
	}
	return New(Calling{
		Flow: flowOn(models.TransportTCP, "[2001:db8::1]:5060"), User: "23",
		From: Address{`Al "A"`, msg.Uri{Scheme: "sip", User: "23", Host: "pbx.example"}},
		To:   Address{"", msg.Uri{Scheme: "sip", User: "bob", Host: "pbx.example"}}, Target: target,
	})
}

func response(t *testing.T, tag string, extra ...string) *msg.Response {
	t.Helper()
	return parse(t, append([]string{
		"SIP/2.0 200 OK", "Via: SIP/2.0/TCP [2001:db8::1]:5060;branch=z9hG4bK1", "From: <sip:23@pbx.example>;tag=ours",
		"To: <sip:bob@pbx.example>" + tag, "Call-ID: c2", "CSeq: 1 INVITE",
	}, extra...)...).(*msg.Response)
}

func TestCalling(t *testing.T) {
	l := calling(t)
	got := text(l.Request(msg.INVITE))
	for _, want := range []string{
		"INVITE sip:bob@10.0.0.8:5062;transport=tcp SIP/2.0\r\n", "Via: SIP/2.0/TCP [2001:db8::1]:5060;branch=z9hG4bK",
		`From: "Al \"A\"" <sip:23@pbx.example>;tag=` + l.LocalTag, "To: <sip:bob@pbx.example>\r\n", "CSeq: 1 INVITE\r\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	if l.Contact() != "<sip:23@[2001:db8::1]:5060;transport=tcp>" {
		t.Errorf("Contact %s", l.Contact())
	}
}

// Each telephone behind one contact has a dialog of its own.
func TestForks(t *testing.T) {
	l := calling(t)
	invite := l.Request(msg.INVITE)
	one, err := l.Fork(response(t, ";tag=one", "Contact: <sip:bob@10.0.0.8>", "Record-Route: <sip:p1;lr>, <sip:p2;lr>"))
	if err != nil {
		t.Fatal(err)
	}
	two, err := l.Fork(response(t, ";tag=two"))
	if err != nil {
		t.Fatal(err)
	}
	ack := text(one.Ack(msg.Sequence(invite)))
	if !strings.HasPrefix(ack, "ACK sip:bob@10.0.0.8 SIP/2.0\r\n") || !strings.Contains(ack, "Route: <sip:p2;lr>\r\nRoute: <sip:p1;lr>\r\n") ||
		!strings.Contains(ack, ";tag=one\r\n") || !strings.Contains(ack, "CSeq: 1 ACK\r\n") {
		t.Errorf("ACK to the first\n%s", ack)
	}
	if bye := text(two.Request(msg.BYE)); !strings.HasPrefix(bye, "BYE sip:bob@10.0.0.8:5062;transport=tcp SIP/2.0\r\n") ||
		!strings.Contains(bye, "CSeq: 2 BYE\r\n") {
		t.Errorf("BYE to the second, which gave no Contact\n%s", bye)
	}
	if l.RemoteTag != "" {
		t.Error("a fork changed the leg it is of")
	}
	if _, err := l.Fork(response(t, "")); !errors.Is(err, ErrNoTag) {
		t.Errorf("answer without tag: %v", err)
	}
}

func TestRoutes(t *testing.T) {
	loose := text(called(t, "Record-Route: <sip:p1;lr>, <sip:p2;lr>").Request(msg.BYE))
	if !strings.HasPrefix(loose, "BYE sip:alice@10.0.0.9:5060;ob ") || !strings.Contains(loose, "Route: <sip:p1;lr>\r\nRoute: <sip:p2;lr>\r\n") {
		t.Errorf("loose routing\n%s", loose)
	}
	strict := text(called(t, "Record-Route: <sip:p1;maddr=x>, <sip:p2;lr>").Request(msg.BYE))
	if !strings.HasPrefix(strict, "BYE sip:p1;maddr=x ") ||
		!strings.Contains(strict, "Route: <sip:p2;lr>\r\nRoute: <sip:alice@10.0.0.9:5060;ob>\r\n") {
		t.Errorf("strict routing\n%s", strict)
	}
}

func TestSequence(t *testing.T) {
	l := called(t)
	for _, step := range []struct {
		number uint32
		want   error
	}{{8, nil}, {8, nil}, {7, ErrOutOfOrder}, {1 << 31, nil}, {9, ErrOutOfOrder}} {
		req := incoming(t)
		req.CSeq().SeqNo = step.number
		if err := l.Sequence(req); !errors.Is(err, step.want) {
			t.Errorf("%d: %v", step.number, err)
		}
	}
}

func TestRefresh(t *testing.T) {
	l := called(t)
	l.Refresh(response(t, ";tag=x", "Contact: <sip:alice@moved>"))
	if got := text(l.Request(msg.BYE)); !strings.HasPrefix(got, "BYE sip:alice@moved ") {
		t.Errorf("target\n%s", got)
	}
	l.Refresh(response(t, ";tag=x"))
	l.Refresh(response(t, ";tag=x", "Contact: <sip:"+strings.Repeat("x", MaxURI)+"@y>"))
	if got := text(l.Request(msg.BYE)); !strings.HasPrefix(got, "BYE sip:alice@moved ") {
		t.Errorf("target did not stay\n%s", got)
	}
}

func TestPlace(t *testing.T) {
	l, err := Called(incoming(t), flowOn(models.TransportUDP, "192.0.2.1:5060"), Place{Host: "pbx.example.com", Port: 5080}, "")
	if err != nil {
		t.Fatal(err)
	}
	if l.Contact() != "<sip:pbx.example.com:5080>" || !strings.Contains(text(l.Request(msg.BYE)), "Via: SIP/2.0/UDP pbx.example.com:5080;") {
		t.Errorf("Contact %s", l.Contact())
	}
}

// A leg outlives the message that it was made of by hours, so it must not hold on to it.
func TestLegLetsGoOfItsMessage(t *testing.T) {
	const count, size = 200, 60_000
	before := heap()
	legs := make([]*Leg, count)
	for i := range legs {
		legs[i] = called(t, "Subject: "+strings.Repeat("x", size), "Record-Route: <sip:p1;lr>")
	}
	if grown := heap() - before; grown > count*size/4 {
		t.Errorf("%d legs keep %d bytes", count, grown)
	}
	runtime.KeepAlive(legs)
}

func heap() int64 {
	var stats runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&stats)
	return int64(stats.HeapAlloc)
}
