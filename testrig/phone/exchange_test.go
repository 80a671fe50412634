package phone

import (
	"bytes"
	"context"
	"log/slog"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"graphpbx/models"
	"graphpbx/sip/digest"
	"graphpbx/sip/flow"
	"graphpbx/sip/msg"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// exchange is the least that telephones need to talk to each other: it knows who registered where and passes messages
// on without a memory of its own. Whoever has a password is asked for it.
type exchange struct {
	parser *msg.Parser
	flows  *flow.Layer
	auth   *digest.Authenticator

	mu      sync.Mutex
	places  map[string]flow.Flow // by username
	sources map[netip.AddrPort]flow.Flow
	refused map[string]bool // branches that were answered here
	passed  map[string]bool // branches whose answer to the challenge was right
	expires int
	drop    func(msg.Message) bool // loses a message on its way
}

func newExchange(t *testing.T) *exchange {
	t.Helper()
	x := &exchange{
		parser: msg.NewParser(), places: map[string]flow.Flow{}, sources: map[netip.AddrPort]flow.Flow{},
		refused: map[string]bool{}, passed: map[string]bool{}, expires: 60,
	}
	x.auth = digest.New("test", [32]byte{1}, x)
	flows, err := flow.Listen([]string{"127.0.0.1:0"}, x, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	x.flows = flows
	t.Cleanup(func() { flows.Close() })
	return x
}

func (x *exchange) address() string { return x.flows.Addresses()[0].AddrPort.String() }

// Secret implements digest.Secrets.
func (x *exchange) Secret(username string, dst []byte) ([]byte, bool) {
	return append(dst, "secret of "+username...), true
}

func (x *exchange) Closed(flow.Flow) {}

func (x *exchange) Packet(f flow.Flow, data []byte) {
	m, err := x.parser.Parse(data)
	if err != nil {
		return
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	x.sources[f.Remote] = f
	if x.drop != nil && x.drop(m) {
		return
	}
	switch m := m.(type) {
	case *msg.Request:
		msg.SetReceived(m, f.Remote)
		x.request(m, f)
	case *msg.Response:
		x.back(data)
	}
}

func (x *exchange) request(req *msg.Request, f flow.Flow) {
	initial := msg.ToTag(req) == "" && (req.Method == msg.INVITE || req.Method == msg.REGISTER)
	if initial && !x.passed[msg.BranchOf(req)] {
		verdict := x.auth.Check(string(req.Method), msg.Values(req, "Authorization"), f.Remote.Addr())
		if !verdict.OK || verdict.Username != req.From().Address.User {
			x.refused[msg.BranchOf(req)] = true
			res := msg.NewStatelessResponse(req, 401, "")
			for _, c := range x.auth.Challenges(f.Remote.Addr(), verdict.Stale) {
				res.AppendHeader(msg.NewHeader("WWW-Authenticate", c))
			}
			_ = f.Send(msg.Append(nil, res))
			return
		}
		x.passed[msg.BranchOf(req)] = true // a repetition carries the same answer once more
	}
	if req.Method == msg.REGISTER {
		x.register(req, f)
		return
	}
	if x.refused[msg.BranchOf(req)] { // the ACK of a refusal
		return
	}
	to, ok := x.places[req.Recipient.User]
	if !ok {
		x.refused[msg.BranchOf(req)] = true
		_ = f.Send(msg.Append(nil, msg.NewStatelessResponse(req, 404, "")))
		return
	}
	// A branch made from the one before takes ACK and CANCEL the way of their INVITE (RFC 3261 section 16.11).
	req.PrependHeader(msg.NewVia(string(to.Transport()), to.Local(), msg.BranchOf(req)+"x"))
	_ = to.Send(msg.Append(nil, req))
}

func (x *exchange) register(req *msg.Request, f flow.Flow) {
	seconds, _ := msg.Seconds(msg.Value(req, "Expires"))
	user := req.To().Address.User
	res := msg.NewStatelessResponse(req, 200, "")
	if seconds == 0 {
		delete(x.places, user)
	} else {
		x.places[user] = f
		contact := *req.Contact()
		contact.Params = contact.Params.Clone()
		contact.Params.Add("expires", strconv.Itoa(min(int(seconds), x.expires)))
		res.AppendHeader(&contact)
	}
	_ = f.Send(msg.Append(nil, res))
}

// back takes our Via off a response and sends it where the next one points.
func (x *exchange) back(data []byte) {
	before, rest, _ := bytes.Cut(data, []byte("Via: "))
	_, after, _ := bytes.Cut(rest, []byte("\r\n"))
	data = slices.Concat(before, after)
	m, err := x.parser.Parse(data)
	if err != nil || m.Via() == nil {
		return
	}
	port, _ := strconv.Atoi(m.Via().Params.GetOr("rport", ""))
	address, _ := netip.ParseAddr(m.Via().Params.GetOr("received", ""))
	if f, ok := x.sources[netip.AddrPortFrom(address, uint16(port))]; ok {
		_ = f.Send(data)
	}
}

func (x *exchange) lose(drop func(msg.Message) bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.drop = drop
}

func (x *exchange) knows(user string) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	_, ok := x.places[user]
	return ok
}

// probe sends an OPTIONS down the flow of a user.
func (x *exchange) probe(user, branch string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	f := x.places[user]
	_ = f.Send([]byte(strings.ReplaceAll("OPTIONS sip:"+user+"@127.0.0.1 SIP/2.0\nVia: SIP/2.0/UDP "+f.Local().String()+
		";branch="+msg.MagicCookie+branch+";rport\nMax-Forwards: 70\nFrom: <sip:x@127.0.0.1>;tag=1\nTo: <sip:"+user+
		"@127.0.0.1>\nCall-ID: "+branch+"\nCSeq: 1 OPTIONS\nContent-Length: 0\n\n", "\n", "\r\n")))
}

// patience is how long a test waits for what must happen.
func patience(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	t.Cleanup(cancel)
	return ctx
}

// start starts a telephone whose password is right and registers it.
func (x *exchange) start(t *testing.T, name string, change ...func(*Config)) *Phone {
	t.Helper()
	cfg := Config{Server: x.address(), Username: name, Password: "secret of " + name, Transport: models.TransportUDP}
	for _, c := range change {
		c(&cfg)
	}
	p, err := Start(patience(t), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	if err := p.Register(patience(t)); err != nil {
		t.Fatal(err)
	}
	return p
}

func overTCP(c *Config) { c.Transport = models.TransportTCP }
