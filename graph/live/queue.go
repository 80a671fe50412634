package live

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"slices"
	"time"

	"github.com/gorilla/websocket"
)

// moment is how long a client that is sent away may take to read why.
const moment = 2 * time.Second

// frame is one message: the answer of a shared subscription, or a message made for this connection.
type frame struct {
	of     *member
	answer []byte
	kind   byte // of message by RFC 6455, where it is of no member
}

// put queues a message without waiting. A client that has fallen behind by more than its queue is sent away, and may
// come back with its cursor.
func (c *conn) put(f frame) {
	c.queueMu.Lock()
	waiting := len(c.pending)
	full := waiting >= c.t.cfg.Queue
	leaving := c.final != nil
	if !full && !leaving {
		c.pending = append(c.pending, f)
	}
	c.queueMu.Unlock()
	switch {
	case leaving:
	case full:
		c.tooSlow()
	default:
		c.announce(f, waiting)
	}
}

// announce lets the writer know of a message: at once, or where it is an event, when others have had time to join it in
// one write. Behind others it is announced already.
func (c *conn) announce(f frame, waiting int) {
	switch {
	case f.of == nil || c.t.cfg.Gather < 0 || waiting >= c.t.cfg.Queue/4:
		c.stir()
	case waiting == 0:
		c.t.company.join(c)
	}
}

// feed queues a message, and waits while half of the queue is taken. It returns false where that makes no sense any
// more.
func (c *conn) feed(ctx context.Context, f frame) bool {
	for {
		c.queueMu.Lock()
		if c.final != nil {
			c.queueMu.Unlock()
			return false
		}
		if waiting := len(c.pending); waiting < max(c.t.cfg.Queue/2, 1) {
			c.pending = append(c.pending, f)
			c.queueMu.Unlock()
			c.announce(f, waiting)
			return true
		}
		if c.space == nil {
			c.space = make(chan struct{})
		}
		space := c.space
		c.queueMu.Unlock()
		select {
		case <-space:
		case <-ctx.Done():
			return false
		}
	}
}

// send queues a message of the protocol.
func (c *conn) send(m message) {
	b, err := json.Marshal(m)
	if err != nil {
		c.t.cfg.Log.Error("a message cannot be written", "error", err)
		return
	}
	c.put(frame{answer: b, kind: websocket.TextMessage})
}

func (c *conn) tooSlow() {
	if c.cut(closeTooSlow, "Too slow; come back with your cursor", true) {
		c.t.counts.slow.Add(1)
	}
}

// cut ends the connection with a close code, after what is pending or instead of it. It does not wait. Only the first
// reason counts; it reports whether it is this one.
func (c *conn) cut(code int, reason string, drop bool) bool {
	c.queueMu.Lock()
	defer c.queueMu.Unlock()
	if c.final != nil {
		return false
	}
	c.final = websocket.FormatCloseMessage(code, reason)
	if drop {
		c.pending = nil
	}
	if c.space != nil {
		close(c.space)
		c.space = nil
	}
	_ = c.cork.farewell(time.Now().Add(moment))
	c.stir()
	return true
}

// extend gives the client time to speak or to listen, unless it is being sent away.
func (c *conn) extend(set func(time.Time) error, by time.Duration) bool {
	c.queueMu.Lock()
	defer c.queueMu.Unlock()
	if c.final == nil {
		_ = set(time.Now().Add(by))
	}
	return c.final == nil
}

func (c *conn) stir() {
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

// take empties the queue.
func (c *conn) take(spare []frame) (batch []frame, final []byte) {
	c.queueMu.Lock()
	defer c.queueMu.Unlock()
	batch, c.pending = c.pending, spare[:0]
	if c.space != nil {
		close(c.space)
		c.space = nil
	}
	return batch, c.final
}

// write sends what is queued until the connection ends. Only it waits for the client, and nobody else writes messages but
// the courier, who does not; besides them the library answers pings and the client's close.
func (c *conn) write() {
	ping := time.NewTicker(c.t.cfg.PingInterval)
	defer ping.Stop()
	var batch []frame
	var final []byte
	for {
		select {
		case <-c.ctx.Done():
			return
		case <-ping.C:
			c.send(message{Type: "ping"})
		case <-c.wake:
			c.writing.Lock()
			batch, final = c.take(batch)
			err := c.flush(batch)
			c.writing.Unlock()
			switch {
			case err != nil:
				c.hangUp() // perhaps within a message, where a close message would be taken for its end
				return
			case final != nil:
				_ = c.ws.WriteControl(websocket.CloseMessage, final, time.Now().Add(moment))
				return
			}
			clear(batch) // let go of the answers
			batch = bounded(batch)
		}
	}
}

// bounded drops a buffer that a burst made large.
func bounded(batch []frame) []frame {
	if cap(batch) > 512 {
		return nil
	}
	return batch
}

// flush writes messages with few calls to the kernel.
func (c *conn) flush(batch []frame) error {
	c.cork.hold()
	var data []byte
	for len(batch) > 0 {
		data, batch = c.render(data[:0], batch)
		if _, err := c.cork.Write(data); err != nil {
			return err
		}
	}
	return c.cork.release()
}

// deliver writes what is queued without waiting. What the kernel does not take at once, the writer sends. It returns the
// batch for the next.
func (c *conn) deliver(r *courier, until time.Time) []frame {
	if !c.writing.TryLock() {
		c.stir() // the writer is at it, and waits for the client
		return r.batch
	}
	defer c.writing.Unlock()
	if !c.cork.seize() {
		c.stir() // something waits for the client
		return r.batch
	}
	defer c.cork.mu.Unlock()
	if c.leaving() {
		return r.batch // the writer has been told
	}
	batch, _ := c.take(r.batch)
	for rest := batch; len(rest) > 0; {
		r.data, rest = c.render(r.data[:0], rest)
		waits, err := c.cork.try(r.data, until)
		if err != nil {
			c.hangUp()
			return batch
		}
		if waits {
			c.putBack(rest)
			c.stir()
			return batch
		}
	}
	return batch
}

// putBack returns messages that were taken too early to the head of the queue.
func (c *conn) putBack(rest []frame) {
	c.queueMu.Lock()
	defer c.queueMu.Unlock()
	if c.final == nil {
		c.pending = append(slices.Clone(rest), c.pending...)
	}
}

// render appends messages as websocket frames until it is enough for one write, and returns what is left of them.
func (c *conn) render(data []byte, batch []frame) ([]byte, []frame) {
	delivered := int64(0)
	for len(batch) > 0 && len(data) < holdAtMost {
		f := batch[0]
		batch = batch[1:]
		switch {
		case f.of == nil:
			data = append(appendHead(data, f.kind, len(f.answer)), f.answer...)
		case !f.of.gone.Load():
			data = appendHead(data, websocket.TextMessage, len(f.of.opening)+len(f.answer)+1)
			data = append(append(append(data, f.of.opening...), f.answer...), '}')
			delivered++
		}
	}
	c.t.counts.delivered.Add(delivered)
	return data, batch
}

// appendHead appends what stands before a whole message of a server (RFC 6455 section 5.2).
func appendHead(data []byte, kind byte, size int) []byte {
	const whole = 0x80
	switch {
	case size < 126:
		return append(data, whole|kind, byte(size))
	case size < 1<<16:
		return binary.BigEndian.AppendUint16(append(data, whole|kind, 126), uint16(size))
	default:
		return binary.BigEndian.AppendUint64(append(data, whole|kind, 127), uint64(size))
	}
}
