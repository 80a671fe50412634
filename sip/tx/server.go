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
	layer    *Layer
	key      string
	flow     flow.Flow // where answers go
	timer    wheel.Timer
	fire     func() // s.tick, bound once
	invite   bool
	mu       sync.Mutex
	state    state
	repeat   bool   // the answer is being sent again and again
	last     []byte // the latest answer
	interval time.Duration
	end      time.Time // when the transaction ends
	merge    uint64    // 0 where there is none in Layer.merged
	timeout  func()
}

// Invite returns the INVITE transaction that this one, of a CANCEL, means (RFC 3261 section 9.2), as long as it is there.
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

// Dismiss gives a final answer, not a 2xx, to somebody who has not shown who they are, or who asks for what is not
// there. It goes out once, and again only where the request does: repeated until an ACK came, a packet with a false
// source would bring ten upon whoever is at that address (RFC 3261 section 26.3.2.4). It is remembered for a short
// time, in which a CANCEL finds its INVITE, and not at all where strangers fill the table.
func (s *Server) Dismiss(res *msg.Response) {
	data := s.layer.write(res)
	if s.dismiss(data) {
		_ = s.flow.Send(data) // what is lost is asked for again
	}
}

func (s *Server) dismiss(data []byte) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state >= completed {
		return false
	}
	s.last, s.state = data, completed
	s.unmerge()
	if s.invite && s.layer.servers.count() <= s.layer.limits.Transactions/4 {
		s.endAfter(T4)
	} else {
		s.endAfter(0)
	}
	return true
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
		return true
	case !s.invite:
		s.state = completed
		s.linger(Timeout) // timer J
	case status < 300:
		s.state = accepted
		s.awaitACK(true)
	default:
		s.state = completed
		s.awaitACK(!s.flow.Reliable())
	}
	if status >= 300 {
		s.unmerge() // it may be tried again by another way (RFC 3263 section 4.3)
	}
	return true
}

// await bounds how long a request may go without a final answer.
func (s *Server) await() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.invite {
		s.endAfter(forgotten)
	} else {
		s.endAfter(Timeout) // by then nobody waits for it (timer F of the other side)
	}
}

// awaitACK starts timer G where the answer is to be repeated, and H or L.
func (s *Server) awaitACK(repeat bool) {
	s.endAfter(Timeout)
	if s.repeat = repeat; repeat {
		s.interval = T1
		s.schedule(T1)
	}
}

// linger keeps the transaction for stragglers, which only unreliable transports have.
func (s *Server) linger(d time.Duration) {
	s.repeat = false
	if s.flow.Reliable() {
		d = 0
	}
	s.endAfter(d)
}

func (s *Server) endAfter(d time.Duration) {
	s.end = time.Now().Add(d)
	s.schedule(d)
}

func (s *Server) schedule(d time.Duration) { s.layer.wheel.Schedule(&s.timer, d, s.fire) }

// Acked tells that the ACK to a 2xx has come. The dialog's owner knows, since that ACK is a request of its own.
// From then on retransmissions of the INVITE are absorbed without an answer.
func (s *Server) Acked() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state == accepted && s.repeat {
		s.repeat, s.last = false, nil
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

// unmerge forgets that the request was seen. It needs the lock.
func (s *Server) unmerge() {
	if s.merge != 0 {
		s.layer.merged.remove(s.merge)
		s.merge = 0
	}
}

// tick is the one timer: it sends again, or ends. A timer that was replaced at the last moment may still come; then
// there is time left and it only goes back to sleep.
func (s *Server) tick() {
	s.mu.Lock()
	if left := time.Until(s.end); left > 0 {
		data := s.repetition(left)
		s.mu.Unlock()
		if data != nil {
			_ = s.flow.Send(data)
		}
		return
	}
	var timeout func()
	if s.repeat || s.state == completed && s.invite {
		timeout = s.timeout
	}
	gone := s.state == terminated
	s.state, s.last, s.timeout, s.repeat = terminated, nil, nil, false
	s.mu.Unlock()
	if gone {
		return
	}
	s.layer.servers.remove(s.key)
	s.layer.discount(s)
	if timeout != nil {
		timeout()
	}
}

// repetition returns what to send once more, if anything, and schedules the next time (timer G).
func (s *Server) repetition(left time.Duration) []byte {
	if !s.repeat {
		s.schedule(left)
		return nil
	}
	s.interval = min(2*s.interval, T2)
	s.schedule(min(s.interval, left))
	return s.last
}
