package tx

import (
	"errors"
	"sync"
	"syscall"
	"time"

	"graphpbx/sip/flow"
	"graphpbx/sip/msg"
	"graphpbx/sip/wheel"
)

// Client is a request of ours, until nothing more can come of it.
type Client struct {
	layer  *Layer
	key    string
	flow   flow.Flow
	timer  wheel.Timer
	fire   func() // c.tick, bound once
	invite bool
	on     func(*msg.Response)

	mu       sync.Mutex
	state    state
	cancel   cancellation
	why      []msg.Header // what the CANCEL says beyond itself
	repeat   bool         // the request is being sent again and again
	request  []byte       // to be sent again, and to make ACK and CANCEL of
	ack      []byte       // of a 3xx-6xx, to be sent again
	interval time.Duration
	end      time.Time // when the transaction ends; zero while it may ring
}

// cancellation of an INVITE.
type cancellation uint8

const (
	notCancelled cancellation = iota
	cancelWanted              // as soon as a provisional response comes
	cancelSent
)

// Request sends a request down a flow and tells on of every response in the order of arrival, each once: provisional
// ones, the final one, and for an INVITE every 2xx, also of other forks and retransmitted (RFC 6026 section 7.2). Nil
// means that there will be none: no answer in time, or the flow is gone. Where the request has no Via it gets one.
// The function runs on the goroutine of a reader or the wheel, without a lock of this package, never before Request
// returns by way of the same goroutine, and must not block.
//
// The ACK to a 3xx-6xx is sent here; that to a 2xx is the dialog's.
func (l *Layer) Request(req *msg.Request, f flow.Flow, on func(*msg.Response)) *Client {
	if req.Via() == nil {
		req.PrependHeader(msg.NewVia(string(f.Transport()), f.Local(), msg.NewBranch()))
	}
	c := &Client{
		layer: l, flow: f, on: on, invite: req.Method == msg.INVITE, request: l.write(req),
		key:      string(clientKey(nil, msg.BranchOf(req), req.Method)),
		interval: T1, repeat: !f.Reliable(),
	}
	c.fire = c.tick
	l.clients.put(c.key, c)
	if f.Reliable() {
		l.streams.add(c)
	}
	data := c.request
	c.start()
	if err := f.Send(data); err != nil && !passing(err) {
		l.wheel.Schedule(&c.timer, 0, c.fail)
	}
	return c
}

// start starts timers A and B, or E and F (RFC 3261 sections 17.1.1.2 and 17.1.2.2).
func (c *Client) start() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.endAfter(Timeout)
	if c.repeat {
		c.schedule(T1)
	}
}

// passing tells an error of sending that the next retransmission may not meet.
func passing(err error) bool {
	return errors.Is(err, syscall.ENOBUFS) || errors.Is(err, syscall.EAGAIN) || errors.Is(err, syscall.EPERM)
}

// Cancel takes an INVITE back: by a CANCEL as soon as a provisional response has come (RFC 3261 section 9.1), which may
// be now. The INVITE still gets its final response, usually 487, or a 2xx that was faster; without one for 64*T1 its
// function gets nil. On anything else, or after a final response, nothing happens. The CANCEL takes the headers along,
// such as a Reason (RFC 3326).
func (c *Client) Cancel(headers ...msg.Header) {
	c.mu.Lock()
	var data []byte
	switch {
	case !c.invite || c.cancel != notCancelled:
	case c.state == trying:
		c.cancel, c.why = cancelWanted, headers
	case c.state == proceeding:
		c.why = headers
		data = c.beginCancel()
	}
	c.mu.Unlock()
	c.sendCancel(data)
}

// beginCancel notes that the CANCEL goes out and returns the INVITE to make it of.
func (c *Client) beginCancel() []byte {
	c.cancel, c.repeat = cancelSent, false
	c.endAfter(Timeout)
	return c.request
}

func (c *Client) sendCancel(invite []byte) {
	if invite == nil {
		return
	}
	if cancel := follow(invite, msg.CANCEL, nil); cancel != nil {
		for _, h := range c.why { // which nobody changes any more
			cancel.AppendHeader(h)
		}
		c.layer.Request(cancel, c.flow, func(*msg.Response) {}) // what matters is the answer to the INVITE
	}
}

// response finds the transaction of a response (RFC 3261 section 17.1.3). Without one it is ignored.
func (l *Layer) response(res *msg.Response) {
	var buffer keyBuffer
	c, found := l.clients.get(clientKey(buffer[:0], msg.BranchOf(res), msg.MethodOf(res)))
	if found {
		c.receive(res)
	}
}

func (c *Client) receive(res *msg.Response) {
	c.mu.Lock()
	var tell bool
	var send, cancelled []byte
	switch status := res.StatusCode; {
	case status < 200:
		tell, cancelled = c.provisional()
	case !c.invite:
		tell = c.final()
	case status < 300:
		tell = c.success()
	default:
		tell, send = c.failure(res)
	}
	c.mu.Unlock()
	if send != nil {
		_ = c.flow.Send(send) // lost, it is sent again when the response is
	}
	c.sendCancel(cancelled)
	if tell {
		c.on(res)
	}
}

func (c *Client) provisional() (tell bool, cancel []byte) {
	if c.state > proceeding {
		return false, nil
	}
	first := c.state == trying
	c.state = proceeding
	switch {
	case !c.invite: // timer E goes on, at T2
	case c.cancel == cancelWanted:
		cancel = c.beginCancel()
	case first:
		c.repeat, c.end = false, time.Time{} // how long it may ring is the caller's business
		c.layer.wheel.Cancel(&c.timer)
	}
	return true, cancel
}

func (c *Client) final() bool {
	if c.state >= completed {
		return false
	}
	c.state, c.request = completed, nil
	c.linger(T4) // timer K
	return true
}

// success is a 2xx to an INVITE. Even after a failure it is told: a fork that answers is a call to be ended.
func (c *Client) success() bool {
	if c.state == terminated {
		return false
	}
	if c.state < completed {
		c.state, c.request = accepted, nil
		c.repeat = false
		c.endAfter(Timeout) // timer M
	}
	return true
}

// failure is a 3xx-6xx to an INVITE. It is acknowledged each time it comes (RFC 3261 section 17.1.1.3).
func (c *Client) failure(res *msg.Response) (tell bool, ack []byte) {
	switch c.state {
	case trying, proceeding:
		c.state = completed
		if ack := follow(c.request, msg.ACK, res); ack != nil {
			c.ack = c.layer.write(ack)
		}
		c.request = nil
		c.linger(Timeout) // timer D
		return true, c.ack
	case completed:
		return false, c.ack
	}
	return false, nil
}

// linger keeps the transaction for stragglers, which only unreliable transports have.
func (c *Client) linger(d time.Duration) {
	c.repeat = false
	if c.flow.Reliable() {
		d = 0
	}
	c.endAfter(d)
}

func (c *Client) endAfter(d time.Duration) {
	c.end = time.Now().Add(d)
	c.schedule(d)
}

func (c *Client) schedule(d time.Duration) { c.layer.wheel.Schedule(&c.timer, d, c.fire) }

// tick is the one timer: it sends again, or ends. A timer that was replaced at the last moment may still come; then
// there is time left, or no end at all.
func (c *Client) tick() {
	c.mu.Lock()
	left := time.Until(c.end)
	if left <= 0 && !c.end.IsZero() {
		c.mu.Unlock()
		c.close()
		return
	}
	data := c.repetition(left)
	c.mu.Unlock()
	if data != nil {
		_ = c.flow.Send(data)
	}
}

// repetition returns what to send once more, if anything, and schedules the next time: doubling, for other methods than
// INVITE up to T2, which is the interval at once after a provisional response (RFC 3261 section 17.1.2.2).
func (c *Client) repetition(left time.Duration) []byte {
	if !c.repeat {
		if !c.end.IsZero() {
			c.schedule(left)
		}
		return nil
	}
	c.interval *= 2
	if !c.invite && (c.interval > T2 || c.state == proceeding) {
		c.interval = T2
	}
	c.schedule(min(c.interval, left))
	return c.request
}

// fail ends the transaction because its flow is gone.
func (c *Client) fail() {
	c.layer.wheel.Cancel(&c.timer)
	c.close()
}

// close takes the transaction out of the tables, once, and tells where no answer came.
func (c *Client) close() {
	c.mu.Lock()
	was := c.state
	c.state, c.request, c.ack = terminated, nil, nil
	c.mu.Unlock()
	if was == terminated {
		return
	}
	c.layer.clients.remove(c.key)
	if c.flow.Reliable() {
		c.layer.streams.remove(c)
	}
	if was <= proceeding {
		c.on(nil)
	}
}
