package live

import (
	"context"
	"sync"
	"sync/atomic"
)

// member is one shared subscription of one connection.
type member struct {
	conn     *conn
	ctx      context.Context // ends with the subscription
	opening  []byte          // what stands before each answer: {"id":"…","type":"next","payload":
	wish     Wish
	group    *group
	question question
	gone     atomic.Bool // answers that still wait are not for it any more

	mu    sync.Mutex
	live  bool   // the head has been told
	again bool   // the head is to be read anew
	upto  uint64 // number of what was heard last
	held  []heard
}

type heard struct {
	seq    uint64
	answer []byte
}

// hear passes an answer on, or holds it back while the head is told. An answer that came before, or that the head
// contains, is dropped.
func (m *member) hear(seq uint64, answer []byte) {
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case answer == nil || seq <= m.upto || m.gone.Load():
	case m.live:
		m.upto = seq
		m.conn.put(frame{of: m, answer: answer})
	case len(m.held) >= m.conn.t.cfg.Queue:
		m.conn.tooSlow()
	case len(m.held) == 0 || seq > m.held[len(m.held)-1].seq:
		m.held = append(m.held, heard{seq, answer})
	}
}

// restart lets the member begin with Reset and the present state, because the dispatcher lost its place.
func (m *member) restart() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.held = nil
	if !m.live {
		m.again = true
		return
	}
	m.live = false
	m.conn.work(func() { m.arrive(true) })
}

// arrive tells the head, then what was held back meanwhile, then lets the tail through. It waits for its turn among the
// heads of the connection.
func (m *member) arrive(anew bool) {
	select {
	case m.conn.heads <- struct{}{}:
		defer func() { <-m.conn.heads }()
	case <-m.ctx.Done():
		return
	}
	for {
		answers, upto, ok := m.head(anew)
		if !ok || !m.tell(answers) {
			return
		}
		again, ok := m.open(upto)
		if !ok || !again {
			return
		}
		anew = true
	}
}

// head executes the head. Few do so at the same time.
func (m *member) head(anew bool) (answers [][]byte, upto uint64, ok bool) {
	t := m.conn.t
	select {
	case t.slots <- struct{}{}:
		defer func() { <-t.slots }()
	case <-m.ctx.Done():
		return nil, 0, false
	}
	share := m.group.shared()
	h := readHead(t.cfg.Journal, m.wish, anew)
	answers = make([][]byte, 0, len(h.events)+2)
	ok = h.tell(func(told Told) bool {
		var answer []byte
		switch told.Kind {
		case Changed, Removed:
			answer = m.group.answer(h.cursor.Epoch, told.Event, share)
		case Synced, Reset:
			answer = m.group.execute(told)
		}
		answers = append(answers, answer)
		return answer != nil && m.ctx.Err() == nil
	})
	return answers, h.cursor.Seq, ok
}

// tell sends answers at the speed of the client.
func (m *member) tell(answers [][]byte) bool {
	for i, answer := range answers {
		if !m.conn.feed(m.ctx, frame{of: m, answer: answer}) {
			return false
		}
		answers[i] = nil
	}
	return true
}

// open sends what was held back beyond the head, at the speed of the client, and lets the tail through as soon as
// nothing is left. It returns again where the head is to be told anew.
func (m *member) open(upto uint64) (again, ok bool) {
	for {
		m.mu.Lock()
		m.upto = max(m.upto, upto)
		held := m.held
		m.held = nil
		if m.again {
			m.again = false
			m.mu.Unlock()
			return true, true
		}
		if len(held) == 0 {
			m.live = true
			m.mu.Unlock()
			return false, true
		}
		m.mu.Unlock()
		for _, h := range held {
			if h.seq <= upto {
				continue
			}
			upto = h.seq
			if !m.conn.feed(m.ctx, frame{of: m, answer: h.answer}) {
				return false, false
			}
		}
	}
}
