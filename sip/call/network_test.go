package call

import (
	"fmt"
	"log/slog"
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

	weather func([]packet) []packet // loses, doubles and shuffles; nil on a good day

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
		if n.weather != nil {
			queue = n.weather(queue)
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
	fault   bool
}

func (r *fakeRouter) Route(q models.CallQuestion) models.CallPlan {
	if r.fault {
		panic("router")
	}
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
	echoes        bool
}

func (l *fakeLeg) Port() int                       { return l.port }
func (l *fakeLeg) SetRemote(rtp, _ netip.AddrPort) { l.remote = rtp; l.remotes++ }
func (l *fakeLeg) SetSource(netip.Addr)            {}
func (l *fakeLeg) SetDirection(send, receive bool) { l.send, l.receive = send, receive }
func (l *fakeLeg) Sounded() bool                   { return !l.heard.IsZero() }
func (l *fakeLeg) LastPacket() time.Time           { return l.heard }
func (l *fakeLeg) Echo()                           { l.echoes = true }
