package call

import (
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"

	"graphpbx/models"
	"graphpbx/sip/flow"
	"graphpbx/sip/msg"
	"graphpbx/sip/sdp"
)

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
	auto     func(msg.Message) // acts instead of the test
	deaf     bool              // does not answer CANCEL
	seen     map[string]bool   // requests, by branch and method
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
	if p.auto != nil {
		p.auto(m)
		return
	}
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
