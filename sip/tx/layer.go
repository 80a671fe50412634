package tx

import (
	"sync"
	"time"

	"graphpbx/sip/flow"
	"graphpbx/sip/msg"
	"graphpbx/sip/wheel"
)

// Timers of RFC 3261 section 17.1.1.1.
const (
	T1      = 500 * time.Millisecond // a round trip, generously
	T2      = 4 * time.Second        // longest interval of retransmissions
	T4      = 5 * time.Second        // how long a message may stay in the network
	Timeout = 64 * T1                // timers B, D, F, H, J, L and M
)

// forgotten bounds an INVITE that nobody ever answers. Whoever rings for longer has lost it.
const forgotten = time.Hour

// Handler takes requests.
type Handler interface {
	// Request takes a request that is no retransmission. The transaction is nil for an ACK, which belongs to a 2xx
	// then. A CANCEL has a transaction of its own; that of the INVITE is found by [Server.Invite]. Runs on the reader's
	// goroutine and must not block. An INVITE that has not been answered when it returns gets a 100.
	Request(req *msg.Request, f flow.Flow, tx *Server)
}

// Limits bound the memory that others can fill. A zero means the default.
type Limits struct {
	Transactions int // server transactions of all sources; more are answered with 503. Default 200,000, about 200 MB.
	PerSource    int // server transactions of one address. Default 100,000, since a trunk is one address.
}

// Layer holds all transactions. Its methods may be called from several goroutines.
type Layer struct {
	wheel   *wheel.Wheel
	handler Handler
	limits  Limits
	servers table[*Server]
	clients table[*Client]
	merged  mergedRequests
	sources sources
	streams streamClients
	buffers sync.Pool // *[]byte, for writing messages
}

// New returns an empty layer on a wheel.
func New(w *wheel.Wheel, h Handler, limits Limits) *Layer {
	if limits.Transactions <= 0 {
		limits.Transactions = 200_000
	}
	if limits.PerSource <= 0 {
		limits.PerSource = 100_000
	}
	l := &Layer{wheel: w, handler: h, limits: limits}
	l.servers.init()
	l.clients.init()
	l.merged.init()
	l.sources.init()
	l.streams.init()
	l.buffers.New = func() any { b := make([]byte, 0, 2048); return &b }
	return l
}

// Receive takes a message that has passed msg.Validate. Retransmissions are absorbed, responses that belong to nothing
// are ignored. The Via of a request is completed as its receiver must (msg.SetReceived).
func (l *Layer) Receive(m msg.Message, f flow.Flow) {
	switch m := m.(type) {
	case *msg.Request:
		l.request(m, f)
	case *msg.Response:
		l.response(m)
	}
}

// Count returns how many transactions there are.
func (l *Layer) Count() (servers, clients int) { return l.servers.count(), l.clients.count() }

// FlowClosed ends every client transaction on a connection that is gone: their functions get nil.
func (l *Layer) FlowClosed(f flow.Flow) {
	for _, c := range l.streams.take(f.Socket) {
		c.fail()
	}
}

// write returns the message as bytes of exact length.
func (l *Layer) write(m msg.Message) []byte {
	scratch := l.buffers.Get().(*[]byte)
	defer l.buffers.Put(scratch)
	*scratch = msg.Append((*scratch)[:0], m)
	return append(make([]byte, 0, len(*scratch)), *scratch...)
}

// refuse answers statelessly, and asks to come back later where the status is 503.
func (l *Layer) refuse(req *msg.Request, f flow.Flow, status int) {
	res := msg.NewStatelessResponse(req, status, "")
	if status == 503 {
		res.AppendHeader(msg.NewHeader("Retry-After", "5"))
	}
	scratch := l.buffers.Get().(*[]byte)
	defer l.buffers.Put(scratch)
	*scratch = msg.Append((*scratch)[:0], res)
	_ = f.Send(*scratch) // a lost answer is asked for again
}
