package tx

import (
	"fmt"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"graphpbx/models"
	"graphpbx/sip/flow"
	"graphpbx/sip/msg"
	"graphpbx/sip/wheel"
)

// socket records what is sent, with the time of it.
type socket struct {
	transport models.Transport
	begin     time.Time
	mu        sync.Mutex
	sent      []sent
	broken    error
}

type sent struct {
	at   time.Duration
	data string
}

func (s *socket) Send(data []byte, _ netip.AddrPort) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sent = append(s.sent, sent{time.Since(s.begin), string(data)})
	return s.broken
}
func (s *socket) Transport() models.Transport { return s.transport }
func (s *socket) Local() netip.AddrPort       { return netip.MustParseAddrPort("192.0.2.1:5060") }
func (s *socket) Alive() bool                 { return true }
func (s *socket) ID() string                  { return "test" }

// take returns what was sent since the last time: "first line@seconds", the times rounded down to the tick.
func (s *socket) take() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var lines []string
	for _, one := range s.sent {
		line, _, _ := strings.Cut(one.data, "\r\n")
		line = strings.TrimSuffix(strings.TrimPrefix(line, "SIP/2.0 "), " SIP/2.0")
		lines = append(lines, fmt.Sprintf("%s@%.1f", line, one.at.Seconds()))
	}
	s.sent = nil
	return lines
}

func (s *socket) last() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sent[len(s.sent)-1].data
}

// rig is a layer with a fake network.
type rig struct {
	*testing.T
	layer  *Layer
	socket *socket
	flow   flow.Flow

	request func(*msg.Request, *Server) // answers requests; may be nil
	handled []string

	mu sync.Mutex // guards what the functions of client transactions note
}

func (r *rig) Request(req *msg.Request, f flow.Flow, tx *Server) {
	name := string(req.Method)
	if tx == nil {
		name += " without transaction"
	}
	r.handled = append(r.handled, name)
	if r.request != nil {
		r.request(req, tx)
	}
}

func run(t *testing.T, transport models.Transport, limits Limits, test func(*rig)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := wheel.New()
		defer w.Stop()
		s := &socket{transport: transport, begin: time.Now()}
		r := &rig{T: t, socket: s, flow: flow.Flow{Socket: s, Remote: netip.MustParseAddrPort("192.0.2.9:5060")}}
		r.layer = New(w, r, limits)
		test(r)
	})
}

// parse reads a message whose lines are separated by line feeds.
func (r *rig) parse(text string) msg.Message {
	r.Helper()
	m, err := msg.NewParser().Parse([]byte(strings.ReplaceAll(text, "\n", "\r\n") + "\r\n\r\n"))
	if err == nil {
		err = msg.Validate(m)
	}
	if err != nil {
		r.Fatalf("%v in\n%s", err, text)
	}
	return m
}

func (r *rig) receive(text string) { r.Helper(); r.layer.Receive(r.parse(text), r.flow) }

func (r *rig) wantSent(lines ...string) { r.Helper(); r.want("sent", r.socket.take(), lines) }

func (r *rig) wantHandled(names ...string) {
	r.Helper()
	r.want("handled", r.handled, names)
	r.handled = nil
}

func (r *rig) want(what string, got, want []string) {
	r.Helper()
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		r.Fatalf("%s\n  %s\nwanted\n  %s", what, strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

func (r *rig) wantTold(told *[]string, want ...string) {
	r.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	r.want("told", *told, want)
}

func (r *rig) wantCount(servers, clients int) {
	r.Helper()
	if s, c := r.layer.Count(); s != servers || c != clients {
		r.Fatalf("%d server and %d client transactions, wanted %d and %d", s, c, servers, clients)
	}
}

// wait lets time pass and everything settle.
func wait(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// request returns a request as a telephone sends it.
func request(method, branch, toTag string) string {
	if toTag != "" {
		toTag = ";tag=" + toTag
	}
	return method + " sip:bob@192.0.2.1 SIP/2.0\n" +
		"Via: SIP/2.0/UDP 192.0.2.9:5060;branch=" + branch + "\n" +
		"From: <sip:alice@192.0.2.1>;tag=alice\n" +
		"To: <sip:bob@192.0.2.1>" + toTag + "\n" +
		"Call-ID: one\n" +
		"CSeq: 1 " + method + "\n" +
		"Max-Forwards: 70"
}

// respond answers every request with one status.
func respond(status int) func(*msg.Request, *Server) {
	return func(req *msg.Request, tx *Server) {
		if tx != nil {
			tx.Respond(msg.NewResponse(req, status, ""))
		}
	}
}
