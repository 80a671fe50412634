package call

import (
	"context"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"graphpbx/models"
	"graphpbx/sip/flow"
	"graphpbx/sip/msg"
	"graphpbx/sip/tx"
)

// Manager keeps the calls of one switchboard. It has no goroutine of its own.
type Manager struct {
	Deps

	dialogs  *table
	engaged  engaged
	ringsFor atomic.Int64 // a time.Duration

	mu       sync.Mutex // of what follows; a leaf
	calls    map[string]*Call
	invites  map[inviteKey]*Call // INVITEs without final answer: what a CANCEL or a merged request repeats
	flows    map[flow.Flow]map[*party]struct{}
	draining bool
	noRoomAt time.Time     // when the want of ports was last logged
	quiet    chan struct{} // closed when draining has reached the last call
}

// inviteKey identifies an INVITE whichever way it came (RFC 3261 section 8.2.2.2).
type inviteKey struct {
	callID, fromTag string
	sequence        uint32
}

func keyOf(req *msg.Request) inviteKey {
	return inviteKey{msg.CallID(req), msg.FromTag(req), msg.Sequence(req)}
}

// New returns a manager without calls.
func New(deps Deps) *Manager {
	deps.Limits = deps.Limits.withDefaults()
	if _, err := msg.ParseURI("sip:x@" + deps.Realm); err != nil {
		deps.Realm = "pbx.invalid" // a realm may be any text, the host of an address may not
	}
	m := &Manager{
		Deps: deps, dialogs: newTable(), engaged: engaged{users: make(map[string]engagement)},
		calls: make(map[string]*Call), invites: make(map[inviteKey]*Call),
		flows: make(map[flow.Flow]map[*party]struct{}), quiet: make(chan struct{}),
	}
	m.RingFor(defaultRingTime)
	return m
}

// RingFor says how long a step rings that names no time of its own. Steps under way keep theirs.
func (m *Manager) RingFor(d time.Duration) { m.ringsFor.Store(int64(d)) }

func (m *Manager) ringTime() time.Duration { return time.Duration(m.ringsFor.Load()) }

// Use gives the transactions to a manager that was made before them. It comes before the first request.
func (m *Manager) Use(layer *tx.Layer) { m.Tx = layer }

// Request takes a request that opened a transaction, or an ACK, with nil, that belongs to none. It runs on the
// goroutine that read the message, so that the order of arrival is the order of handling.
func (m *Manager) Request(req *msg.Request, f flow.Flow, server *tx.Server) {
	defer m.rescue(req, server)
	switch {
	case req.Method == msg.CANCEL:
		m.cancel(req, server)
	case msg.ToTag(req) != "":
		m.inDialog(req, f, server)
	case server == nil: // an ACK to nothing
	case req.Method == msg.INVITE:
		m.invite(req, f, server)
	case req.Method == msg.OPTIONS:
		server.Respond(capabilities(req))
	case req.Method == msg.BYE || req.Method == msg.UPDATE || req.Method == msg.INFO || req.Method == msg.PRACK:
		dismiss(server, req, 481)
	default:
		dismiss(server, req, 405)
	}
}

// rescue keeps a fault of ours from ending more than one request.
func (m *Manager) rescue(req *msg.Request, server *tx.Server) {
	fault := recover()
	if fault == nil {
		return
	}
	m.Log.Error("handling a request failed", "method", req.Method, "fault", fault, "stack", string(debug.Stack()))
	if server != nil {
		server.Respond(msg.NewResponse(req, 500, ""))
	}
}

// inDialog finds the party that sent a request of a dialog.
func (m *Manager) inDialog(req *msg.Request, f flow.Flow, server *tx.Server) {
	p := m.dialogs.get(key{msg.CallID(req), msg.ToTag(req)})
	if p == nil {
		if server != nil {
			dismiss(server, req, 481)
		}
		return
	}
	p.call.run(func() { p.request(req, f, server) })
}

// cancel answers a CANCEL and tells the call what it means (RFC 3261 section 9.2). One that comes too late changes
// nothing, and is answered 200 all the same while its INVITE is remembered.
func (m *Manager) cancel(req *msg.Request, server *tx.Server) {
	invite, found := server.Invite()
	if !found {
		dismiss(server, req, 481)
		return
	}
	server.Respond(msg.NewResponse(req, 200, ""))
	if tag := msg.ToTag(req); tag != "" {
		if p := m.dialogs.get(key{msg.CallID(req), tag}); p != nil {
			p.call.run(func() { p.call.cancelExchange(invite) })
		}
		return
	}
	m.mu.Lock()
	c := m.invites[keyOf(req)]
	m.mu.Unlock()
	if c != nil {
		c.run(func() { c.cancelled(invite, reasons(req)) })
	}
}

// admit takes a new call into the tables, or says why not.
func (m *Manager) admit(c *Call, invite inviteKey) (status int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case m.draining || len(m.calls) >= m.Limits.Calls:
		return 503
	case invite.callID != "" && m.invites[invite] != nil:
		return 482 // the same request by another way
	}
	m.calls[c.id] = c
	if invite.callID != "" {
		m.invites[invite] = c
	}
	return 0
}

// settled forgets the INVITE of a call: nothing can cancel it any more.
func (m *Manager) settled(invite inviteKey) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.invites, invite)
}

// forget takes an ended call off the tables.
func (m *Manager) forget(c *Call) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.calls, c.id)
	m.reachQuiet()
}

func (m *Manager) reachQuiet() {
	if !m.draining || len(m.calls) > 0 {
		return
	}
	select {
	case <-m.quiet:
	default:
		close(m.quiet)
	}
}

// Len returns the number of calls.
func (m *Manager) Len() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.calls)
}

// Calls returns the calls in progress, in no order.
func (m *Manager) Calls() []models.Call {
	live := m.live()
	calls := make([]models.Call, 0, len(live))
	for _, c := range live {
		c.mu.Lock()
		if c.state != models.CallEnded {
			calls = append(calls, c.snapshot())
		}
		c.mu.Unlock()
	}
	return calls
}

func (m *Manager) live() []*Call {
	m.mu.Lock()
	defer m.mu.Unlock()
	live := make([]*Call, 0, len(m.calls))
	for _, c := range m.calls {
		live = append(live, c)
	}
	return live
}

// Hangup ends a call for the given cause and tells whether there was such a call.
func (m *Manager) Hangup(callID string, cause models.EndCause) (found bool) {
	m.mu.Lock()
	c := m.calls[callID]
	m.mu.Unlock()
	if c != nil {
		c.run(func() { found = c.end(cause, nil) })
	}
	return found
}

// Drain takes no new calls from now on and waits until the last one has ended, or ctx is over.
func (m *Manager) Drain(ctx context.Context) {
	m.mu.Lock()
	m.draining = true
	m.reachQuiet()
	m.mu.Unlock()
	select {
	case <-m.quiet:
	case <-ctx.Done():
	}
}

// Close takes no new calls and ends those in progress. Their last requests leave at once and nobody waits for the
// answers, nor for an ACK that is still on its way.
func (m *Manager) Close() {
	m.mu.Lock()
	m.draining = true
	m.mu.Unlock()
	for _, c := range m.live() {
		c.run(func() {
			c.end(models.EndInterrupted, nil)
			for _, p := range []*party{c.a, c.b} {
				if p != nil {
					p.leave()
				}
			}
		})
	}
}

// Sizes are the entries of the tables, for tests that look for leaks.
type Sizes struct{ Calls, Dialogs, Invites, Users, Flows int }

// Sizes returns how much is kept. All are zero once the last transaction of the last call is over.
func (m *Manager) Sizes() Sizes {
	m.mu.Lock()
	defer m.mu.Unlock()
	return Sizes{
		Calls: len(m.calls), Dialogs: m.dialogs.size(), Invites: len(m.invites),
		Users: m.engaged.size(), Flows: len(m.flows),
	}
}

// retryAfter of refusals for want of room.
const retryAfter = 5 * time.Second
