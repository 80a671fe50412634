package call

import (
	"fmt"
	"log/slog"
	"maps"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"graphpbx/models"
	"graphpbx/sip/digest"
	"graphpbx/sip/flow"
	"graphpbx/sip/msg"
	"graphpbx/sip/sdp"
	"graphpbx/sip/tx"
	"graphpbx/sip/wheel"
)

// network is a switchboard with telephones in one bubble of time. Packets wait in a queue until settle delivers them,
// so that a test decides what crosses what.
type network struct {
	t       *testing.T
	manager *Manager
	tx      *tx.Layer
	wheel   *wheel.Wheel
	socket  *socket
	media   *fakeMedia
	facts   *factsLog
	router  *fakeRouter
	parser  *msg.Parser

	mu         sync.Mutex
	queue      []packet
	phones     map[netip.AddrPort]*phone
	accounts   map[string]models.Account // by username
	registered map[string][]Target       // by user id
}

type packet struct {
	to   netip.AddrPort
	data []byte
}

// scenario runs a test in a bubble and checks at the end that nothing is left of any call.
func scenario(t *testing.T, run func(n *network)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		n := newNetwork(t, Limits{})
		defer n.wheel.Stop()
		run(n)
		n.leavesNothing()
	})
}

func newNetwork(t *testing.T, limits Limits) *network {
	n := &network{
		t: t, wheel: wheel.New(), media: &fakeMedia{}, facts: &factsLog{ended: map[string]int{}}, parser: msg.NewParser(),
		phones: map[netip.AddrPort]*phone{}, accounts: map[string]models.Account{}, registered: map[string][]Target{},
	}
	n.socket = &socket{network: n, transport: models.TransportUDP, local: netip.MustParseAddrPort("192.0.2.1:5060")}
	n.router = &fakeRouter{network: n}
	n.manager = New(Deps{
		Wheel: n.wheel, Router: n.router, Facts: n.facts, Ringer: n, Directory: n, Auth: fakeAuth{}, Media: n.media,
		Log: slog.New(slog.NewTextHandler(t.Output(), nil)), Limits: limits, Realm: "pbx.example",
	})
	n.tx = tx.New(n.wheel, n.manager, tx.Limits{})
	n.manager.Use(n.tx)
	return n
}

// settle delivers packets until nothing moves.
func (n *network) settle() {
	for {
		synctest.Wait()
		n.mu.Lock()
		queue := n.queue
		n.queue = nil
		n.mu.Unlock()
		if len(queue) == 0 {
			return
		}
		for _, p := range queue {
			n.deliver(p)
		}
	}
}

func (n *network) deliver(p packet) {
	n.t.Helper()
	to := n.phones[p.to]
	m, err := n.parser.Parse(p.data)
	if to == nil || err != nil {
		n.t.Fatalf("the switchboard sent to %v: %v\n%s", p.to, err, p.data)
	}
	to.take(m)
}

// pass lets time go by, with packets flowing.
func (n *network) pass(d time.Duration) {
	for end := time.Now().Add(d); time.Now().Before(end); {
		time.Sleep(min(100*time.Millisecond, time.Until(end)))
		n.settle()
	}
}

// leavesNothing waits for the last timer and checks the tables.
func (n *network) leavesNothing() {
	n.t.Helper()
	n.pass(75 * time.Second)
	if sizes := n.manager.Sizes(); sizes != (Sizes{}) {
		n.t.Errorf("left in the tables: %+v", sizes)
	}
	if servers, clients := n.tx.Count(); servers+clients > 0 {
		n.t.Errorf("left: %d server and %d client transactions", servers, clients)
	}
	n.media.check(n.t)
	n.facts.check(n.t)
	for _, p := range n.phones {
		if len(p.inbox) > 0 {
			n.t.Errorf("%s got something that nobody expected:\n%s", p.name, p.inbox[0])
		}
	}
}

// socket is the switchboard's end of a flow.
type socket struct {
	network   *network
	transport models.Transport
	local     netip.AddrPort
	closed    bool
}

func (s *socket) Send(data []byte, to netip.AddrPort) error {
	s.network.mu.Lock()
	defer s.network.mu.Unlock()
	if s.closed {
		return flow.ErrClosed
	}
	s.network.queue = append(s.network.queue, packet{to, slices.Clone(data)})
	return nil
}

func (s *socket) Transport() models.Transport { return s.transport }
func (s *socket) Local() netip.AddrPort       { return s.local }
func (s *socket) ID() string                  { return s.local.String() + string(s.transport) }
func (s *socket) Alive() bool {
	s.network.mu.Lock()
	defer s.network.mu.Unlock()
	return !s.closed
}

// Account implements Directory.
func (n *network) Account(username string) (models.Account, bool) {
	a, ok := n.accounts[strings.ToLower(username)]
	return a, ok
}

// Ringing implements Ringer.
func (n *network) Ringing(userID string, limit int) []Target {
	n.mu.Lock()
	defer n.mu.Unlock()
	targets := n.registered[userID]
	return slices.Clone(targets[:min(limit, len(targets))])
}

// fakeAuth believes whoever says who it is.
type fakeAuth struct{}

func (fakeAuth) Check(_ string, credentials []string, _ netip.Addr) digest.Verdict {
	for _, c := range credentials {
		if name, ok := strings.CutPrefix(c, "Fake "); ok {
			return digest.Verdict{Username: name, OK: true}
		}
	}
	return digest.Verdict{Failed: len(credentials) > 0}
}

func (fakeAuth) Challenges(netip.Addr, bool) []string { return []string{`Digest realm="pbx.example"`} }

// fakeRouter rings the user of that name for 20 s, unless a plan is set.
type fakeRouter struct {
	network *network
	plan    *models.CallPlan
}

func (r *fakeRouter) Route(q models.CallQuestion) models.CallPlan {
	if r.plan != nil {
		return *r.plan
	}
	a, ok := r.network.Account(q.Dialled)
	if !ok {
		return models.CallPlan{Refuse: &models.Refusal{Status: 404, Reason: "No Such Number", Cause: models.EndNotFound}}
	}
	return models.CallPlan{To: partyOf(a), Steps: []models.RingStep{{Users: []models.Account{a}, For: 20 * time.Second}}}
}

// factsLog keeps what was told and finds calls that end twice or live on.
type factsLog struct {
	mu    sync.Mutex
	calls []models.Call
	ended map[string]int
}

func (f *factsLog) CallChanged(c models.Call) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.ended[c.ID] > 0 {
		f.ended[c.ID]++ // whatever is told after the end is one too many
	} else if c.State == models.CallEnded {
		f.ended[c.ID] = 1
	}
	f.calls = append(f.calls, c)
}

func (f *factsLog) last() models.Call {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.calls) == 0 {
		return models.Call{}
	}
	return f.calls[len(f.calls)-1]
}

// story returns the states that were told, without repetitions.
func (f *factsLog) story() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	var states []string
	for _, c := range f.calls {
		states = append(states, string(c.State))
	}
	return strings.Join(slices.Compact(states), " ")
}

func (f *factsLog) check(t *testing.T) {
	t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, c := range f.calls {
		if n := f.ended[c.ID]; n != 1 {
			t.Errorf("call %s: %d endings told", c.ID, n)
		}
		if c.State == models.CallEnded && (c.Cause == "" || c.EndedAt.IsZero() || len(c.Legs) > 0) {
			t.Errorf("end without cause or time, or with legs: %+v", c)
		}
	}
}

// fakeMedia counts what is opened and closed.
type fakeMedia struct {
	sounds []*fakeSound
	full   bool
}

func (m *fakeMedia) Open(caller, callee netip.Addr) (Sound, error) {
	if m.full {
		return nil, fmt.Errorf("no ports")
	}
	port := 20000 + 4*len(m.sounds)
	s := &fakeSound{a: fakeLeg{local: caller, port: port}, b: fakeLeg{local: callee, port: port + 2}}
	m.sounds = append(m.sounds, s)
	return s, nil
}

func (m *fakeMedia) check(t *testing.T) {
	t.Helper()
	for i, s := range m.sounds {
		if s.closed != 1 {
			t.Errorf("sound %d was closed %d times", i, s.closed)
		}
	}
}

type fakeSound struct {
	a, b   fakeLeg
	closed int
	silent func()
	after  time.Duration
}

func (s *fakeSound) Caller() SoundLeg { return &s.a }
func (s *fakeSound) Callee() SoundLeg { return &s.b }
func (s *fakeSound) Close()           { s.closed++ }
func (s *fakeSound) OnSilence(after time.Duration, fn func()) {
	s.after, s.silent = after, fn
}

type fakeLeg struct {
	local         netip.Addr
	port          int
	remote        netip.AddrPort
	remotes       int
	send, receive bool
	heard         time.Time
}

func (l *fakeLeg) Port() int                       { return l.port }
func (l *fakeLeg) SetRemote(rtp, _ netip.AddrPort) { l.remote = rtp; l.remotes++ }
func (l *fakeLeg) SetSource(netip.Addr)            {}
func (l *fakeLeg) SetDirection(send, receive bool) { l.send, l.receive = send, receive }
func (l *fakeLeg) LastPacket() time.Time           { return l.heard }

// phone is a telephone that does what the test says, and by itself only what a test would forget: it acknowledges
// refusals and answers CANCEL.
type phone struct {
	network  *network
	name     string
	userID   string
	terminal string
	address  netip.AddrPort
	flow     flow.Flow
	inbox    []msg.Message
	ringing  *msg.Request // the INVITE that a CANCEL means
	rtp      int
	deaf     bool            // does not answer CANCEL
	seen     map[string]bool // requests, by branch and method
}

// phone adds a user with one registered telephone, or another telephone to a user.
func (n *network) phone(username string) *phone {
	number := len(n.phones) + 1
	p := &phone{
		network: n, name: username, seen: map[string]bool{}, rtp: 4000 + 2*number, terminal: fmt.Sprintf("trm_%d", number),
		address: netip.AddrPortFrom(netip.AddrFrom4([4]byte{198, 51, 100, byte(number)}), 5060),
	}
	p.flow = flow.Flow{Socket: n.socket, Remote: p.address}
	a, known := n.accounts[username]
	if !known {
		a = models.Account{
			UserID: "usr_" + username, Username: username, DisplayName: strings.ToUpper(username[:1]) + username[1:], RingLimit: 3,
		}
		n.accounts[username] = a
	}
	p.userID = a.UserID
	n.phones[p.address] = p
	n.register(p)
	return p
}

// overTCP moves a telephone to a connection of its own.
func (p *phone) overTCP() *phone {
	p.flow.Socket = &socket{network: p.network, transport: models.TransportTCP, local: p.network.socket.local}
	p.network.register(p)
	return p
}

func (n *network) register(p *phone) {
	n.mu.Lock()
	defer n.mu.Unlock()
	targets := slices.DeleteFunc(n.registered[p.userID], func(t Target) bool { return t.Binding.TerminalID == p.terminal })
	n.registered[p.userID] = append(targets, Target{
		Binding: models.Binding{
			TerminalID: p.terminal, UserID: p.userID,
			Contact: "sip:" + p.name + "@10.0.0.9:5060", // an address behind NAT, not to be used
		},
		Flow: p.flow,
	})
}

// account changes the account of a user.
func (n *network) account(username string, change func(*models.Account)) {
	a := n.accounts[username]
	change(&a)
	n.accounts[username] = a
}

// send puts bytes on the wire towards the switchboard.
func (p *phone) send(text string) {
	p.network.t.Helper()
	m, err := p.network.parser.Parse([]byte(text))
	if err == nil {
		err = msg.Validate(m)
	}
	if err != nil {
		p.network.t.Fatalf("%s would send nonsense: %v\n%s", p.name, err, text)
	}
	p.network.tx.Receive(m, p.flow)
}

func (p *phone) take(m msg.Message) {
	switch m := m.(type) {
	case *msg.Request:
		if p.seen[msg.BranchOf(m)+string(m.Method)] && m.Method != msg.ACK {
			return // nobody waits for a retransmission
		}
		p.seen[msg.BranchOf(m)+string(m.Method)] = true
		if m.Method == msg.INVITE {
			p.ringing = m
		}
		if m.Method == msg.ACK && p.ringing != nil && msg.BranchOf(m) == msg.BranchOf(p.ringing) {
			return // to a refusal
		}
		if m.Method == msg.CANCEL && !p.deaf {
			p.inbox = append(p.inbox, m)
			p.reply(m, 200, "")
			p.reply(p.ringing, 487, "")
			return
		}
	case *msg.Response:
		if m.StatusCode >= 300 && msg.MethodOf(m) == msg.INVITE {
			p.send(ackTo(m))
		}
	}
	p.inbox = append(p.inbox, m)
}

// ackTo is the ACK to a refusal, which has the branch of the INVITE. The Request-URI is of no matter.
func ackTo(res *msg.Response) string {
	return fmt.Sprintf("ACK sip:x@pbx.example SIP/2.0\r\nVia: %s\r\nFrom: %s\r\nTo: %s\r\nCall-ID: %s\r\nCSeq: %d ACK\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n",
		res.Via().Value(), res.From().Value(), res.To().Value(), msg.CallID(res), msg.Sequence(res))
}

// reply answers a request of the switchboard.
func (p *phone) reply(req *msg.Request, status int, body string, extra ...string) {
	p.replyAs(req, p.name+"-tag", status, body, extra...)
}

// replyAs answers with another tag, as another fork would.
func (p *phone) replyAs(req *msg.Request, tag string, status int, body string, extra ...string) {
	to := req.To().Value()
	if msg.ToTag(req) == "" && status > 100 {
		to += ";tag=" + tag
	}
	var text strings.Builder
	fmt.Fprintf(&text, "SIP/2.0 %d %s\r\n", status, msg.ReasonPhrase(status))
	for _, via := range req.GetHeaders("via") {
		fmt.Fprintf(&text, "Via: %s\r\n", via.Value())
	}
	fmt.Fprintf(&text, "From: %s\r\nTo: %s\r\nCall-ID: %s\r\nCSeq: %s\r\n", req.From().Value(), to, msg.CallID(req), req.CSeq().Value())
	if req.Method == msg.INVITE || req.Method == msg.UPDATE {
		fmt.Fprintf(&text, "Contact: <sip:%s@10.0.0.9:5060>\r\n", tag)
	}
	finish(&text, body, extra)
	p.send(text.String())
}

func finish(text *strings.Builder, body string, extra []string) {
	for _, line := range extra {
		text.WriteString(line + "\r\n")
	}
	if body != "" && !strings.Contains(text.String(), "Content-Type: ") {
		text.WriteString("Content-Type: application/sdp\r\n")
	}
	fmt.Fprintf(text, "Content-Length: %d\r\n\r\n%s", len(body), body)
}

// sound is what the telephone describes of itself.
func (p *phone) sound(attributes ...string) string {
	lines := append([]string{"a=rtpmap:8 PCMA/8000"}, attributes...)
	return fmt.Sprintf("v=0\r\no=- 1 1 IN IP4 %[1]v\r\ns=-\r\nc=IN IP4 %[1]v\r\nt=0 0\r\nm=audio %[2]d RTP/AVP 8\r\n%[3]s\r\n",
		p.address.Addr(), p.rtp, strings.Join(lines, "\r\n"))
}

// request takes the next request from the inbox, which must be of that method.
func (p *phone) request(method msg.Method) *msg.Request {
	p.network.t.Helper()
	p.network.settle()
	if len(p.inbox) > 0 {
		if req, ok := p.inbox[0].(*msg.Request); ok && req.Method == method {
			p.inbox = p.inbox[1:]
			return req
		}
	}
	p.network.t.Fatalf("%s waits for %s, got %s", p.name, method, p.got())
	return nil
}

// response takes the next response from the inbox, which must have that status.
func (p *phone) response(status int) *msg.Response {
	p.network.t.Helper()
	p.network.settle()
	if len(p.inbox) > 0 {
		if res, ok := p.inbox[0].(*msg.Response); ok && res.StatusCode == status {
			p.inbox = p.inbox[1:]
			return res
		}
	}
	p.network.t.Fatalf("%s waits for %d, got %s", p.name, status, p.got())
	return nil
}

func (p *phone) got() string {
	if len(p.inbox) == 0 {
		return "nothing"
	}
	return p.inbox[0].String()
}

// quiet checks that the telephone got nothing.
func (p *phone) quiet() {
	p.network.t.Helper()
	p.network.settle()
	if len(p.inbox) > 0 {
		p.network.t.Fatalf("%s should get nothing, got %s", p.name, p.got())
	}
}

// talk is a dialog from the telephone's point of view.
type talk struct {
	phone         *phone
	callID        string
	local, remote string // values of From and To with tags
	target        string
	sequence      int
	branch        string // of the last INVITE
}

// dial sends an INVITE.
func (p *phone) dial(number string, body string, extra ...string) *talk {
	d := &talk{
		phone: p, callID: msg.NewCallID(), local: fmt.Sprintf("<sip:%s@pbx.example>;tag=%s", p.name, msg.NewTag()),
		remote: "<sip:" + number + "@pbx.example>", target: "sip:" + number + "@pbx.example",
	}
	d.invite(body, append([]string{"Authorization: Fake " + p.name}, extra...)...)
	return d
}

func (d *talk) invite(body string, extra ...string) {
	d.sequence++
	d.branch = msg.NewBranch()
	d.send(msg.INVITE, d.sequence, d.branch, body, extra...)
}

// ask sends a request with a number of its own.
func (d *talk) ask(method msg.Method, body string, extra ...string) {
	d.sequence++
	d.send(method, d.sequence, msg.NewBranch(), body, extra...)
}

func (d *talk) ack(body string) { d.send(msg.ACK, d.sequence, msg.NewBranch(), body) }
func (d *talk) cancel(extra ...string) {
	d.send(msg.CANCEL, d.sequence, d.branch, "", extra...)
}

func (d *talk) send(method msg.Method, sequence int, branch, body string, extra ...string) {
	p := d.phone
	var text strings.Builder
	fmt.Fprintf(&text, "%s %s SIP/2.0\r\nVia: SIP/2.0/%s %v;branch=%s;rport\r\n", method, d.target, p.flow.Transport(), p.address, branch)
	fmt.Fprintf(&text, "From: %s\r\nTo: %s\r\nCall-ID: %s\r\nCSeq: %d %s\r\n", d.local, d.remote, d.callID, sequence, method)
	if !slices.ContainsFunc(extra, func(line string) bool { return strings.HasPrefix(line, "Max-Forwards") }) {
		text.WriteString("Max-Forwards: 70\r\n")
	}
	fmt.Fprintf(&text, "Contact: <sip:%s@10.0.0.9:5060>\r\n", p.name)
	finish(&text, body, extra)
	p.send(text.String())
}

// meets notes what a response to our INVITE makes known.
func (d *talk) meets(res *msg.Response) *msg.Response {
	d.remote = res.To().Value()
	if res.Contact() != nil {
		d.target = msg.FormatURI(&res.Contact().Address)
	}
	return res
}

// takes makes the dialog of a telephone that was called.
func (p *phone) takes(req *msg.Request) *talk {
	return &talk{
		phone: p, callID: msg.CallID(req), local: req.To().Value() + ";tag=" + p.name + "-tag", remote: req.From().Value(),
		target: msg.FormatURI(&req.Contact().Address), sequence: 100,
	}
}

// connected makes a call between two telephones.
func (n *network) connect(from, to *phone) (a, b *talk) {
	n.t.Helper()
	a = from.dial(to.name, from.sound())
	from.response(100)
	invite := to.request(msg.INVITE)
	b = to.takes(invite)
	to.reply(invite, 180, "")
	from.response(180)
	to.reply(invite, 200, to.sound())
	to.request(msg.ACK)
	a.meets(from.response(200))
	a.ack("")
	n.settle()
	return a, b
}

// hangUp says BYE from one side and answers it at the other.
func (n *network) hangUp(from, to *talk) {
	n.t.Helper()
	from.ask(msg.BYE, "")
	from.phone.response(200)
	to.phone.reply(to.phone.request(msg.BYE), 200, "")
	n.settle()
}

// described reads the body of a message.
func (n *network) described(m msg.Message) *sdp.Description {
	n.t.Helper()
	d, err := sdp.Parse(m.Body())
	if err != nil {
		n.t.Fatalf("description: %v\n%s", err, m)
	}
	return d
}

func (n *network) expectLast(state models.CallState, cause models.EndCause) {
	n.t.Helper()
	if got := n.facts.last(); got.State != state || got.Cause != cause {
		n.t.Errorf("call is %s %s, want %s %s", got.State, got.Cause, state, cause)
	}
}

// legs returns the legs of the last state as "user:activity", sorted.
func (n *network) legs() string {
	legs := map[string]bool{}
	for _, l := range n.facts.last().Legs {
		legs[l.TerminalID+":"+string(l.Activity)] = true
	}
	return strings.Join(slices.Sorted(maps.Keys(legs)), " ")
}

func netipPort(a netip.AddrPort, port uint16) netip.AddrPort {
	return netip.AddrPortFrom(a.Addr(), port)
}
