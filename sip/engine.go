package sip

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/netip"
	"sync/atomic"

	"graphpbx/models"
	"graphpbx/sip/call"
	"graphpbx/sip/digest"
	"graphpbx/sip/flow"
	"graphpbx/sip/media"
	"graphpbx/sip/msg"
	"graphpbx/sip/probe"
	"graphpbx/sip/registrar"
	"graphpbx/sip/tx"
	"graphpbx/sip/wheel"
)

// Config says how the engine works.
type Config struct {
	Listen       []string           // host:port, each for UDP and TCP
	Realm        string             // realm of digest authentication, and the host part of addresses that telephones are shown
	Digest       []digest.Algorithm // offered to telephones, in this order; empty for MD5 alone
	ExternalHost string             // address that telephones outside see, empty where it is that of the socket
	RTPPorts     [2]int             // first and last port for sound; zero for the default
	Gate         Gate               // who is not answered; nil: everybody is
}

// Gate knows who is not answered. It is asked for every packet before anything is read of it, so it answers from
// memory, at once.
type Gate interface {
	// Blocked reports whether nothing from there is to be answered.
	Blocked(source netip.AddrPort) bool
	// Barred reports whether this name is refused there, whatever its password.
	Barred(source netip.AddrPort, username string) bool
}

type openGate struct{ registrar.Open }

func (openGate) Blocked(netip.AddrPort) bool { return false }

// Directory knows the accounts and opens their SIP passwords.
type Directory interface {
	Account(username string) (models.Account, bool)
	Secret(username string, dst []byte) (secret []byte, ok bool)
}

// Router decides where a call goes.
type Router = call.Router

// Facts hears what happened. Its methods run on the engine's goroutines, under the lock of what they tell about: they
// return at once and command nothing.
type Facts interface {
	registrar.Facts
	call.Facts
	probe.Facts
}

// Engine is a running SIP engine.
type Engine struct {
	log       *slog.Logger
	packets   atomic.Uint64 // that came in
	blocked   atomic.Uint64 // that were not answered
	malformed atomic.Uint64 // that could not be read
	gate      Gate
	parser    *msg.Parser
	wheel     *wheel.Wheel
	flows     *flow.Layer
	tx        *tx.Layer
	registrar *registrar.Registrar
	prober    *probe.Prober
	relay     *media.Relay
	calls     *call.Manager
	ready     chan struct{} // closed once everything is joined; packets wait for it
}

// Start opens the sockets and answers. The error names the address that could not be opened, and the remedy.
func Start(cfg Config, directory Directory, router Router, facts Facts, log *slog.Logger) (*Engine, error) {
	if cfg.Gate == nil {
		cfg.Gate = openGate{}
	}
	e := &Engine{log: log, gate: cfg.Gate, parser: msg.NewParser(), wheel: wheel.New(), ready: make(chan struct{})}
	flows, err := flow.Listen(cfg.Listen, e, log)
	if err != nil {
		e.wheel.Stop()
		return nil, fmt.Errorf("SIP: %w", err)
	}
	e.flows = flows
	e.join(cfg, directory, router, facts)
	close(e.ready)
	return e, nil
}

func (e *Engine) join(cfg Config, directory Directory, router Router, facts Facts) {
	auth := digest.New(cfg.Realm, newKey(), directory, cfg.Digest...)
	watched := &following{Facts: facts, engine: e}
	e.registrar = registrar.New(directory, auth, watched, e.wheel, registrar.Config{Allow: call.Allowed + ", REGISTER", Barrier: e.gate})
	e.prober = probe.New(e.wheel, facts, e.registrar.SetReachable, probe.Config{})
	e.relay = media.NewRelay(media.Config{Ports: cfg.RTPPorts})
	e.calls = call.New(call.Deps{
		Wheel: e.wheel, Router: router, Facts: facts, Ringer: e.registrar, Directory: directory, Auth: auth,
		Media: call.Relay(e.relay), Log: e.log, Realm: cfg.Realm, ExternalHost: cfg.ExternalHost,
		AuthenticationFailed: facts.AuthenticationFailed, Barred: e.gate.Barred,
	})
	e.tx = tx.New(e.wheel, e.calls, tx.Limits{})
	e.calls.Use(e.tx)
}

// Close ends calls, connections and goroutines, in that order.
func (e *Engine) Close() error {
	e.calls.Close()
	err := e.flows.Close()
	e.relay.Close()
	e.wheel.Stop()
	return err
}

// Drain takes no new calls and waits until the living ones have ended, or ctx is over.
func (e *Engine) Drain(ctx context.Context) {
	e.calls.Drain(ctx)
}

// Addresses returns where the engine listens.
func (e *Engine) Addresses() []flow.Address { return e.flows.Addresses() }

// Restore makes devices known that were registered when the switchboard last stopped. They ring at once, from the
// socket on which they registered.
func (e *Engine) Restore(bindings []models.Binding) { e.registrar.Restore(bindings, e.reopen) }

func (e *Engine) reopen(local, remote netip.AddrPort, transport models.Transport) flow.Flow {
	if transport != models.TransportUDP {
		return flow.Flow{} // its connection is gone; it comes back with its next REGISTER
	}
	return e.flows.UDP(local, remote)
}

// Configure makes settings count from now on. What is under way keeps the times that it began with.
func (e *Engine) Configure(s models.TelephonySettings) {
	e.registrar.Limit(s.TerminalsPerUser)
	e.calls.RingFor(s.RingTime)
	e.prober.Configure(probe.Times{Interval: s.ProbeInterval, Retry: s.ProbeRetryInterval, Patience: s.ProbeRed})
}

// TakeChanges returns at most max bindings that changed or were refreshed since they were last taken, each once.
func (e *Engine) TakeChanges(max int) []models.BindingChange { return e.registrar.TakeChanges(max) }

// Unregister ends the registration of a terminal, or of all terminals of the user where terminalID is empty.
func (e *Engine) Unregister(userID, terminalID string) { e.registrar.Unregister(userID, terminalID) }

// ProbeNow asks a terminal at once whether it answers.
func (e *Engine) ProbeNow(terminalID string) { e.prober.Now(terminalID) }

// Dial rings the telephones of the account, or the one terminal, and then calls the number for them.
// Meanwhile they show number and name.
func (e *Engine) Dial(from models.Account, terminalID, number, name string) (callID string, err error) {
	return e.calls.Dial(from, terminalID, number, name)
}

// Hangup ends a call, and reports whether there was such a call.
func (e *Engine) Hangup(callID string, cause models.EndCause) bool {
	return e.calls.Hangup(callID, cause)
}

// Counts are the sizes of the engine's tables, and what came in, for metrics and for tests that look for leaks.
type Counts struct {
	ServerTransactions, ClientTransactions, Calls, MediaSessions, MediaPorts int

	Packets, Blocked, Malformed uint64 // messages since the start: all, those of blocked addresses, those that could not be read
}

// Counts returns how much is under way.
func (e *Engine) Counts() Counts {
	servers, clients := e.tx.Count()
	return Counts{
		ServerTransactions: servers, ClientTransactions: clients, Calls: e.calls.Len(),
		MediaSessions: e.relay.Sessions(), MediaPorts: e.relay.FreePorts(),
		Packets: e.packets.Load(), Blocked: e.blocked.Load(), Malformed: e.malformed.Load(),
	}
}

// newKey returns a fresh key for nonces. A restart makes all of them stale, which costs each telephone one more question
// and no failure.
func newKey() (key [32]byte) {
	_, _ = rand.Read(key[:]) // never fails (crypto/rand)
	return key
}
