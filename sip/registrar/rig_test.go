package registrar

import (
	"fmt"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"graphpbx/models"
	"graphpbx/sip/digest"
	"graphpbx/sip/flow"
	"graphpbx/sip/msg"
	"graphpbx/sip/wheel"
)

// socket keeps what is sent.
type socket struct {
	transport models.Transport
	mu        sync.Mutex
	sent      []string
	closed    bool
	silent    bool // for benchmarks: count nothing
}

var serverAddress = netip.MustParseAddrPort("192.0.2.1:5060")

func (s *socket) Send(data []byte, _ netip.AddrPort) error {
	if s.silent {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sent = append(s.sent, string(data))
	return nil
}
func (s *socket) Transport() models.Transport { return s.transport }
func (s *socket) Local() netip.AddrPort       { return serverAddress }
func (s *socket) ID() string                  { return "test" }
func (s *socket) Alive() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return !s.closed
}

func (s *socket) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
}

// take returns the answers since the last time.
func (s *socket) take() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	sent := s.sent
	s.sent = nil
	return sent
}

// users is the directory: every name of small letters has the password "secret-NAME", but for those beginning with x.
type users struct{ limit int }

func (u users) Account(username string) (models.Account, bool) {
	name := strings.ToLower(username)
	limit := u.limit
	if limit == 0 {
		limit = models.DefaultRingLimit
	}
	return models.Account{UserID: "usr_" + name, Username: name, RingLimit: limit}, !strings.HasPrefix(name, "x")
}

func (u users) Secret(username string, dst []byte) ([]byte, bool) {
	if strings.HasPrefix(username, "x") {
		return dst, false
	}
	dst = append(dst, "secret-"...)
	for _, c := range []byte(username) {
		if 'A' <= c && c <= 'Z' {
			c |= 0x20
		}
		dst = append(dst, c)
	}
	return dst, true
}

// diary keeps the facts.
type diary struct {
	mu       sync.Mutex
	changes  []change
	failures []string
}

type change struct {
	userID     string
	bindings   []models.Binding
	cause      models.BindingCause
	terminalID string
}

func (d *diary) BindingsChanged(userID string, bindings []models.Binding, cause models.BindingCause, terminalID string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.changes = append(d.changes, change{userID, bindings, cause, terminalID})
}

func (d *diary) AuthenticationFailed(source netip.AddrPort, username string, _ uint64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.failures = append(d.failures, source.Addr().String()+" "+username)
}

// take returns the causes since the last time, such as "REGISTERED MOVED".
func (d *diary) take() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	causes := make([]string, len(d.changes))
	for i, c := range d.changes {
		causes[i] = string(c.cause)
	}
	d.changes = nil
	return strings.Join(causes, " ")
}

// rig is a registrar and what surrounds it.
type rig struct {
	*Registrar
	t     testing.TB
	facts *diary
	udp   *socket
	fast  bool         // packets try the fast path first, as in the engine
	took  atomic.Int32 // packets that the fast path took
}

func newRig(t testing.TB, u users) *rig {
	w := wheel.New()
	t.Cleanup(w.Stop)
	facts := &diary{}
	r := &rig{t: t, facts: facts, udp: &socket{transport: models.TransportUDP}, fast: true}
	r.Registrar = New(u, digest.New("pbx", [32]byte{7}, u, digest.SHA256, digest.MD5), facts, w, Config{})
	return r
}

func (r *rig) flow(port int) flow.Flow {
	return flow.Flow{Socket: r.udp, Remote: netip.AddrPortFrom(netip.MustParseAddr("198.51.100.7"), uint16(port))}
}

// receive does what the engine does with a packet.
func (r *rig) receive(f flow.Flow, packet string) {
	if r.fast && r.Fast(f, []byte(packet)) {
		r.took.Add(1)
		return
	}
	m, err := msg.NewParser().Parse([]byte(packet))
	if err == nil {
		err = msg.Validate(m)
	}
	if err != nil {
		if bad, ok := err.(*msg.Malformed); ok && bad.Response(f.Remote) != nil {
			r.send(f, bad.Response(f.Remote))
		}
		return
	}
	req, ok := m.(*msg.Request)
	if !ok {
		return
	}
	msg.SetReceived(req, f.Remote)
	if req.Method == msg.OPTIONS {
		r.Options(req, f)
	} else {
		r.Register(req, f)
	}
}

// phone is a telephone that registers as RFC 3261 says, with real answers to real challenges.
type phone struct {
	user, password, contact, callID, headers, agent string
	cseq                                            int
	flow                                            flow.Flow
}

func (r *rig) phone(user string, port int) *phone {
	return &phone{
		user: user, password: "secret-" + user, callID: fmt.Sprintf("%s-%d", user, port), flow: r.flow(port),
		contact: fmt.Sprintf("<sip:%s@10.0.0.5:%d>", user, port), agent: "Test",
	}
}

func (p *phone) request(authorization string) string {
	p.cseq++
	text := fmt.Sprintf("REGISTER sip:pbx SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.5:5060;rport;branch=z9hG4bK%d\r\n"+
		"Max-Forwards: 70\r\nFrom: <sip:%[2]s@pbx>;tag=1\r\nTo: <sip:%[2]s@pbx>\r\nCall-ID: %[3]s\r\nCSeq: %[1]d REGISTER\r\n"+
		"User-Agent: %[5]s\r\n%[4]s", p.cseq, p.user, p.callID, p.headers, p.agent)
	if p.contact != "" {
		text += "Contact: " + p.contact + "\r\n"
	}
	if authorization != "" {
		text += "Authorization: " + authorization + "\r\n"
	}
	return text + "Content-Length: 0\r\n\r\n"
}

// register goes through challenge and answer and returns the last answer.
func (r *rig) register(p *phone) *msg.Response {
	r.t.Helper()
	challenge := r.exchange(p.flow, p.request(""))
	if challenge.StatusCode != 401 {
		return challenge
	}
	return r.exchange(p.flow, p.request(p.answer(r.t, challenge)))
}

func (p *phone) answer(t testing.TB, challenge *msg.Response) string {
	t.Helper()
	answer, err := digest.Answer(msg.Values(challenge, "WWW-Authenticate"), "REGISTER", "sip:pbx", p.user, p.password)
	if err != nil {
		t.Fatal(err)
	}
	return answer
}

// exchange sends a packet and returns the answer to it.
func (r *rig) exchange(f flow.Flow, packet string) *msg.Response {
	r.t.Helper()
	s := f.Socket.(*socket)
	s.take()
	r.receive(f, packet)
	sent := s.take()
	if len(sent) != 1 {
		r.t.Fatalf("%d answers to %q", len(sent), packet)
	}
	m, err := msg.NewParser().Parse([]byte(sent[0]))
	if err == nil {
		err = msg.Validate(m)
	}
	if err != nil {
		r.t.Fatalf("%v: %s", err, sent[0])
	}
	return m.(*msg.Response)
}

// want registers and expects an answer with that status and as many contacts.
func (r *rig) want(p *phone, status, contacts int) *msg.Response {
	r.t.Helper()
	res := r.register(p)
	if res.StatusCode != status || len(msg.Values(res, "Contact")) != contacts {
		r.t.Fatalf("want %d with %d contacts, got\n%s", status, contacts, msg.Append(nil, res))
	}
	return res
}

func (r *rig) wantFacts(want string) {
	r.t.Helper()
	if got := r.facts.take(); got != want {
		r.t.Fatalf("facts %q, want %q", got, want)
	}
}

// flows is what the socket layer offers for a restart.
func (r *rig) flows(_, remote netip.AddrPort, t models.Transport) flow.Flow {
	return flow.Flow{Socket: r.udp, Remote: remote}
}

// flowOn is the flow of the telephone on the socket of another rig.
func (p *phone) flowOn(r *rig) flow.Flow { return flow.Flow{Socket: r.udp, Remote: p.flow.Remote} }
