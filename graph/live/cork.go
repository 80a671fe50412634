package live

import (
	"bufio"
	"net"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// holdAtMost bounds what is held back for one write to the kernel.
const holdAtMost = 64 << 10

// corked is a connection whose writes can be held together, because a system call for each message is what most of
// the time of a busy stream goes into.
type corked struct {
	net.Conn
	attempt func([]byte) (int, error) // writes what the kernel takes at once; nil where that cannot be asked

	mu      sync.Mutex  // held while the kernel is waited for, so that no one who may not wait takes it
	holding atomic.Bool // changed under mu
	held    []byte

	deadline sync.Mutex    // never held while anybody is waited for
	until    time.Time     // the deadline of writes that patience has set; zero where somebody else has set one
	last     bool          // farewell has set the deadline
	timeout  time.Duration // how long one write may take
}

// farewell sets the last deadline, which patience does not move. It applies to a write that is waiting, too.
func (c *corked) farewell(until time.Time) error {
	c.deadline.Lock()
	defer c.deadline.Unlock()
	c.last = true
	return c.Conn.SetDeadline(until)
}

// slack is how much longer than asked a write may take, so that a deadline need not be set for each.
const slack = time.Second

// patience sets the deadline of what is written from now on.
func (c *corked) patience(until time.Time) error {
	c.deadline.Lock()
	defer c.deadline.Unlock()
	if c.last || !c.until.Before(until) {
		return nil
	}
	c.until = until.Add(slack)
	return c.Conn.SetWriteDeadline(c.until)
}

// SetWriteDeadline is called by the library for each message. What is held back keeps the deadline that it has, which
// the library would take away.
func (c *corked) SetWriteDeadline(t time.Time) error {
	if c.holding.Load() {
		return nil
	}
	c.deadline.Lock()
	defer c.deadline.Unlock()
	c.until = time.Time{}
	return c.Conn.SetWriteDeadline(t)
}

func (c *corked) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.holding.Load() {
		return c.Conn.Write(p)
	}
	c.held = append(c.held, p...)
	if len(c.held) < holdAtMost {
		return len(p), nil
	}
	return len(p), c.flush()
}

// seize takes the cork for writes without waiting, unless somebody is writing or something is held. Whoever has it must
// unlock mu.
func (c *corked) seize() bool {
	if !c.mu.TryLock() {
		return false
	}
	if c.holding.Load() {
		c.mu.Unlock()
		return false
	}
	return true
}

// try writes without waiting. What the kernel does not take is held and waits until the writer releases it; nothing may be
// tried before. The cork must be seized.
func (c *corked) try(p []byte, until time.Time) (waits bool, err error) {
	if err := c.patience(until); err != nil { // also for an attempt, which a deadline that has passed would refuse
		return false, err
	}
	n := 0
	if c.attempt != nil {
		n, err = c.attempt(p)
	}
	if err != nil || n == len(p) {
		return false, err
	}
	c.holding.Store(true)
	c.held = append(c.held, p[n:]...)
	return true, nil
}

func (c *corked) hold() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.holding.Store(true)
}

// release writes what is held.
func (c *corked) release() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.holding.Store(false)
	return c.flush()
}

func (c *corked) flush() error {
	if len(c.held) == 0 {
		return nil
	}
	var err error
	for piece := range slices.Chunk(c.held, holdAtMost) {
		if err = c.patience(time.Now().Add(c.timeout)); err != nil {
			break
		}
		if _, err = c.Conn.Write(piece); err != nil {
			break
		}
	}
	if c.held = c.held[:0]; cap(c.held) > 2*holdAtMost {
		c.held = nil
	}
	return err
}

// hijacker puts a cork beneath a websocket as it is made.
type hijacker struct {
	http.ResponseWriter
	cork *corked
}

func (h *hijacker) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	c, rw, err := http.NewResponseController(h.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	h.cork = &corked{Conn: c}
	if tcp, ok := c.(*net.TCPConn); ok {
		_ = tcp.SetWriteBuffer(holdAtMost) // so that a client that does not read is noticed before megabytes wait for it
		h.cork.attempt = attempts(tcp)
	}
	return h.cork, rw, nil
}
