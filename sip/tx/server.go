package tx

import (
	"strings"
	"sync"
	"time"

	"graphpbx/sip/flow"
	"graphpbx/sip/msg"
	"graphpbx/sip/wheel"
)

// state of a transaction. The names are those of RFC 3261 section 17 and RFC 6026.
type state uint8

const (
	trying state = iota // calling, in a client INVITE transaction
	proceeding
	completed
	confirmed
	accepted
	terminated
)

// Server is a request that somebody sent us, until its answer has arrived for sure.
type Server struct {
	layer  *Layer
	key    string
	flow   flow.Flow // where answers go
	timer  wheel.Timer
	fire   func() // s.tick, bound once
	invite bool
	merge  uint64 // 0 for requests within a dialog

	mu       sync.Mutex
	state    state
	acked    bool
	last     []byte // the latest answer
	interval time.Duration
	end      time.Time
	timeout  func()
}

// request takes a request that may be a retransmission, and an ACK that may belong to a transaction here.
func (l *Layer) request(req *msg.Request, f flow.Flow) {
	msg.SetReceived(req, f.Remote)
	var buffer keyBuffer
	key := serverKey(buffer[:0], req, req.Method)
	known, found := l.servers.get(key)
	switch {
	case req.Method == msg.ACK:
		if !found || !known.takeACK() {
			l.handler.Request(req, f, nil)
		}
	case found:
		known.again()
	default:
		l.begin(req, f, string(key))
	}
}

// begin makes a transaction of a new request, if there is room for it, and hands it on.
func (l *Layer) begin(req *msg.Request, f flow.Flow, key string) {
	s := &Server{layer: l, key: key, flow: f, invite: req.Method == msg.INVITE}
	if !f.Reliable() {
		s.flow.Remote = msg.ReplyAddress(req, f.Remote)
	}
	s.fire = s.tick
	if status := l.admit(s, req); status != 0 {
		l.refuse(req, s.flow, status)
		return
	}
	if old, fresh := l.servers.put(key, s); !fresh {
		l.discount(s)
		old.again() // another reader was faster with the same request
		return
	}
	if s.invite {
		s.schedule(forgotten)
	} else {
		s.schedule(Timeout)
	}
	l.handler.Request(req, f, s)
	if s.invite && !s.answered() {
		s.Respond(msg.NewResponse(req, 100, ""))
	}
}

// admit counts the transaction, or returns the status with which to refuse it. Requests within a dialog are let in at
// any load, up to twice the bounds: refusing a BYE saves nothing.
func (l *Layer) admit(s *Server, req *msg.Request) int {
	factor := 1
	if msg.ToTag(req) != "" || req.Method == msg.CANCEL {
		factor = 2
	}
	if l.servers.count() >= factor*l.limits.Transactions {
		return 503
	}
	if !l.sources.add(s.flow.Remote.Addr(), factor*l.limits.PerSource) {
		return 503
	}
	if factor == 1 {
		if key := mergeKey(req); l.merged.add(key) {
			s.merge = key
		} else {
			l.sources.remove(s.flow.Remote.Addr())
			return 482
		}
	}
	return 0
}

func (l *Layer) discount(s *Server) {
	l.sources.remove(s.flow.Remote.Addr())
	if s.merge != 0 {
		l.merged.remove(s.merge)
	}
}

// InviteFor returns the INVITE transaction that a CANCEL means (RFC 3261 section 9.2), as long as it is there.
func (l *Layer) InviteFor(cancel *msg.Request) (*Server, bool) {
	var buffer keyBuffer
	return l.servers.get(serverKey(buffer[:0], cancel, msg.INVITE))
}

// Invite returns the INVITE transaction that this one, of a CANCEL, means.
func (s *Server) Invite() (*Server, bool) {
	rest, isCancel := strings.CutPrefix(s.key, string(msg.CANCEL)+" ")
	if !isCancel {
		return nil, false
	}
	var buffer keyBuffer
	key := append(append(buffer[:0], msg.INVITE+" "...), rest...)
	return s.layer.servers.get(key)
}

// Flow returns where the answers go.
func (s *Server) Flow() flow.Flow { return s.flow }

// Final tells whether a final answer has been given.
func (s *Server) Final() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.state >= completed
}

// OnTimeout sets what happens where no ACK comes for a final answer to an INVITE within 64*T1. Set it before the
// answer. It runs on the wheel's goroutine, without a lock, and must not block.
func (s *Server) OnTimeout(do func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.timeout = do
}

// Respond sends an answer. Of the response only the bytes are kept. A final answer to an INVITE is sent again until
// it is acknowledged: a 2xx over any transport (RFC 3261 section 13.3.1.4), until Acked is called; others over
// unreliable ones. After a final answer nothing else is sent.
func (s *Server) Respond(res *msg.Response) {
	data := s.layer.write(res)
	if s.answer(res.StatusCode, data) {
		_ = s.flow.Send(data) // what is lost is sent again, or asked for again
	}
}

func (s *Server) answer(status int, data []byte) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state >= completed {
		return false
	}
	s.last = data
	switch {
	case status < 200:
		s.state = proceeding
	case !s.invite:
		s.state = completed
		s.linger(Timeout) // timer J
	case status < 300:
		s.state = accepted
		s.beginRetransmissions(true)
	default:
		s.state = completed
		s.beginRetransmissions(!s.flow.Reliable())
	}
	return true
}

// beginRetransmissions starts timer G, and H or L as the end of it.
func (s *Server) beginRetransmissions(repeat bool) {
	s.end = time.Now().Add(Timeout)
	if !repeat {
		s.schedule(Timeout)
		return
	}
	s.interval = T1
	s.schedule(T1)
}

// Acked tells that the ACK to a 2xx has come. The dialog's owner knows, since that ACK is a request of its own.
func (s *Server) Acked() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state == accepted && !s.acked {
		s.acked, s.last = true, nil // retransmissions of the INVITE are absorbed without an answer
		s.schedule(time.Until(s.end))
	}
}

// takeACK absorbs the ACK to a 3xx-6xx. Any other goes to the owner of the dialog (RFC 6026 section 7.1).
func (s *Server) takeACK() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch s.state {
	case completed:
		s.state, s.last = confirmed, nil
		s.linger(T4) // timer I
		return true
	case confirmed, terminated:
		return true
	}
	return false
}

// again answers a retransmission with the latest answer. After a 2xx it is absorbed (RFC 6026 section 7.1): the answer
// is under way by its own timer.
func (s *Server) again() {
	s.mu.Lock()
	data := s.last
	if s.state == accepted || s.state == confirmed {
		data = nil
	}
	s.mu.Unlock()
	if data != nil {
		_ = s.flow.Send(data)
	}
}

func (s *Server) answered() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.last != nil || s.state != trying
}

// linger keeps the transaction for stragglers, which only unreliable transports have.
func (s *Server) linger(d time.Duration) {
	if s.flow.Reliable() {
		d = 0
	}
	s.schedule(d)
}

func (s *Server) schedule(d time.Duration) { s.layer.wheel.Schedule(&s.timer, d, s.fire) }

// tick is the one timer: it sends again, or ends.
func (s *Server) tick() {
	s.mu.Lock()
	waiting := s.invite && !s.acked && (s.state == accepted || s.state == completed)
	left := time.Until(s.end)
	if waiting && left > 0 {
		data := s.last
		s.interval = min(2*s.interval, T2)
		s.schedule(min(s.interval, left))
		s.mu.Unlock()
		_ = s.flow.Send(data)
		return
	}
	s.state, s.last = terminated, nil
	timeout := s.timeout
	s.timeout = nil
	s.mu.Unlock()
	s.layer.servers.remove(s.key)
	s.layer.discount(s)
	if waiting && timeout != nil {
		timeout()
	}
}
