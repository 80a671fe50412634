package phone

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"strings"
	"sync"
	"time"

	"graphpbx/models"
	"graphpbx/sip/flow"
	"graphpbx/sip/media/g711"
	"graphpbx/sip/msg"
	"graphpbx/sip/tx"
	"graphpbx/sip/wheel"
)

// Config says who the telephone is and how it behaves. Server and Username are needed.
type Config struct {
	Server    string           // "host" or "host:port" of the switchboard; without a port 5060
	Transport models.Transport // TransportUDP (also where empty) or TransportTCP
	Local     string           // address to bind, without port; empty = the one that leads to the server

	Username    string
	Password    string
	Domain      string // of the address-of-record; empty = the host of the server
	DisplayName string
	Instance    string        // +sip.instance without quotation marks, such as "urn:uuid:…"; empty = none
	UserAgent   string        // empty = "GraphPBX phone"
	Expires     time.Duration // asked for at registration; 0 = 10 minutes

	Laws    []g711.Law   // codecs in order of preference; nil = A-law, µ-law
	Sound   func() Sound // what is played to the other side, made anew for each call; nil = a tone of its own, see Frequency
	Lines   int          // calls at once; one more is refused with 486; 0 = 4
	Manners Manners      // what it does with calls that come in

	Events func(Event)  // told in order on a goroutine of its own; may use the telephone and its calls, but not Close it
	Wheel  *wheel.Wheel // shared by many telephones of one process; nil = one of its own
	Log    *slog.Logger // nil = silence
}

// Manners say what a telephone does with a call that comes in. The zero value lets it ring.
type Manners struct {
	Answer bool          // pick up by itself
	After  time.Duration // but only after that time
	Refuse int           // refuse at once with that status, such as 486
}

// Phone is one telephone with a socket of its own. Its methods are safe for concurrent use.
type Phone struct {
	cfg    Config
	server netip.AddrPort
	parser *msg.Parser
	wheel  *wheel.Wheel
	flows  *flow.Layer
	tx     *tx.Layer
	sounds sync.WaitGroup // goroutines of the streams
	events *teller
	calls  chan *Call // for NextCall

	mu           sync.Mutex
	flow         flow.Flow
	closed       bool
	manners      Manners
	probes       Probes
	authority    authority
	registration registration
	active       map[*Call]struct{}
	outstanding  int           // requests of ours without a final answer
	settled      chan struct{} // closed when outstanding falls to zero, then made anew
}

// Start opens the socket of a telephone. It does not register, see Register. Over TCP it connects, which ctx bounds.
func Start(ctx context.Context, cfg Config) (*Phone, error) {
	cfg = cfg.withDefaults()
	if err := cfg.check(); err != nil {
		return nil, err
	}
	server, err := resolve(ctx, cfg.Server)
	if err != nil {
		return nil, err
	}
	p := &Phone{
		cfg: cfg, server: server, parser: msg.NewParser(), wheel: cfg.Wheel, manners: cfg.Manners,
		events: newTeller(cfg.Events), calls: make(chan *Call, maxWaitingCalls),
		active: make(map[*Call]struct{}), settled: make(chan struct{}),
	}
	p.registration.begin(cfg.Expires)
	if p.wheel == nil {
		p.wheel = wheel.New()
	}
	p.tx = tx.New(p.wheel, p, tx.Limits{})
	if err := p.open(ctx); err != nil {
		p.stop()
		return nil, err
	}
	return p, nil
}

// maxWaitingCalls bounds the calls that NextCall has not fetched. Others ring all the same.
const maxWaitingCalls = 64

func (cfg Config) withDefaults() Config {
	cfg.Transport = cmp.Or(cfg.Transport, models.TransportUDP)
	cfg.UserAgent = cmp.Or(cfg.UserAgent, "GraphPBX phone")
	cfg.Expires = cmp.Or(cfg.Expires, 10*time.Minute)
	cfg.Lines = cmp.Or(cfg.Lines, 4)
	if host, _, err := net.SplitHostPort(cfg.Server); err != nil {
		cfg.Domain = cmp.Or(cfg.Domain, cfg.Server)
		cfg.Server = net.JoinHostPort(strings.Trim(cfg.Server, "[]"), "5060")
	} else {
		cfg.Domain = cmp.Or(cfg.Domain, host)
	}
	if strings.Contains(cfg.Domain, ":") && !strings.HasPrefix(cfg.Domain, "[") {
		cfg.Domain = "[" + cfg.Domain + "]"
	}
	if cfg.Laws == nil {
		cfg.Laws = []g711.Law{g711.A, g711.Mu}
	}
	if cfg.Sound == nil {
		name := cfg.Username
		cfg.Sound = func() Sound { return Tone(Frequency(name)) }
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	return cfg
}

func (cfg Config) check() error {
	if cfg.Transport != models.TransportUDP && cfg.Transport != models.TransportTCP {
		return fmt.Errorf("this telephone speaks udp and tcp, not %q", cfg.Transport)
	}
	if _, err := msg.ParseURI("sip:" + cfg.Username + "@" + cfg.Domain); err != nil || cfg.Username == "" {
		return fmt.Errorf("%q at %q is no SIP address; a username is letters, digits, - and _", cfg.Username, cfg.Domain)
	}
	return nil
}

func resolve(ctx context.Context, server string) (netip.AddrPort, error) {
	host, port, err := net.SplitHostPort(server)
	if err != nil {
		return netip.AddrPort{}, fmt.Errorf("server %q: %w", server, err)
	}
	number, err := net.DefaultResolver.LookupPort(ctx, "udp", port)
	if err != nil {
		return netip.AddrPort{}, fmt.Errorf("server %q: %w", server, err)
	}
	if host == "" {
		host = "127.0.0.1"
	}
	addresses, err := net.DefaultResolver.LookupNetIP(ctx, "ip", host)
	if err != nil {
		return netip.AddrPort{}, fmt.Errorf("server %q: %w", server, err)
	}
	return netip.AddrPortFrom(addresses[0].Unmap(), uint16(number)), nil
}

// open binds the address that leads to the server, so that Contact and session descriptions name one that it can reach.
func (p *Phone) open(ctx context.Context) error {
	local := p.cfg.Local
	if local == "" {
		probe, err := net.Dial("udp", p.server.String()) // sends nothing, only asks for the route
		if err != nil {
			return fmt.Errorf("no way to %s: %w", p.server, err)
		}
		local = probe.LocalAddr().(*net.UDPAddr).AddrPort().Addr().Unmap().String()
		_ = probe.Close()
	}
	flows, err := flow.Listen([]string{net.JoinHostPort(local, "0")}, p, p.cfg.Log)
	if err != nil {
		return err
	}
	p.flows = flows
	return p.connect(ctx)
}

// connect finds the flow to the server: for UDP a matter of course, for TCP a connection.
func (p *Phone) connect(ctx context.Context) error {
	if p.cfg.Transport == models.TransportUDP {
		p.setFlow(p.flows.UDP(p.flows.Addresses()[0].AddrPort, p.server))
		return nil
	}
	opened := make(chan error, 1)
	p.flows.Dial(p.server, func(f flow.Flow, err error) {
		if err == nil {
			p.setFlow(f)
		}
		opened <- err
	})
	select {
	case err := <-opened:
		if err != nil {
			return &Failure{Cause: NobodyAnswers, Server: p.cfg.Server, Transport: p.cfg.Transport, Err: err}
		}
		return nil
	case <-ctx.Done():
		return &Failure{Cause: NobodyAnswers, Server: p.cfg.Server, Transport: p.cfg.Transport, Err: ctx.Err()}
	}
}

func (p *Phone) setFlow(f flow.Flow) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.flow = f
}

// Username returns the name it registers under.
func (p *Phone) Username() string { return p.cfg.Username }

// Local returns the address that it is reached at.
func (p *Phone) Local() netip.AddrPort {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.flow.Local()
}

// Server returns the address of the switchboard.
func (p *Phone) Server() netip.AddrPort { return p.server }

// SetManners changes what it does with calls that come in from now on.
func (p *Phone) SetManners(m Manners) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.manners = m
}

// Calls returns the calls that have not ended.
func (p *Phone) Calls() []*Call {
	p.mu.Lock()
	defer p.mu.Unlock()
	calls := make([]*Call, 0, len(p.active))
	for c := range p.active {
		calls = append(calls, c)
	}
	return calls
}

// NextCall waits for a call to come in, and returns each once.
func (p *Phone) NextCall(ctx context.Context) (*Call, error) {
	select {
	case c := <-p.calls:
		return c, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("%s: no call came: %w", p.cfg.Username, context.Cause(ctx))
	}
}
