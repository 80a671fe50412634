package phone

import (
	"context"
	"time"

	"graphpbx/sip/flow"
	"graphpbx/sip/msg"
	"graphpbx/sip/tx"
)

// farewell is how long Close waits for the switchboard to answer.
const farewell = 2 * time.Second

// Close hangs up, unregisters and closes the socket. It waits for the switchboard's answers, but no longer than two
// seconds for each, and for all goroutines of the telephone.
func (p *Phone) Close() {
	for _, c := range p.Calls() {
		_ = c.Hangup()
	}
	ctx, cancel := context.WithTimeout(context.Background(), farewell)
	defer cancel()
	p.settle(ctx)
	if p.Registered() {
		ctx, cancel := context.WithTimeout(context.Background(), farewell)
		defer cancel()
		_ = p.Unregister(ctx)
	}
	p.stop()
}

// Kill closes the socket without a word, as a telephone does whose plug is pulled.
func (p *Phone) Kill() { p.stop() }

func (p *Phone) stop() {
	p.mu.Lock()
	first := !p.closed
	p.closed = true
	calls := make([]*Call, 0, len(p.active))
	for c := range p.active {
		calls = append(calls, c)
	}
	p.wheel.Cancel(&p.registration.timer)
	p.mu.Unlock()
	if !first {
		return
	}
	if p.flows != nil {
		_ = p.flows.Close()
	}
	if p.cfg.Wheel == nil {
		p.wheel.Stop()
	}
	for _, c := range calls {
		c.finish(End{ByUs: true, Reason: "telephone switched off"})
	}
	p.sounds.Wait()
	p.events.close()
}

// send starts a client transaction. The callback is called as the transaction layer does it, but no more once the
// telephone is closed.
func (p *Phone) send(req *msg.Request, f flow.Flow, on func(*msg.Response)) *tx.Client {
	p.mu.Lock()
	closed := p.closed
	if !closed {
		p.outstanding++
	}
	p.mu.Unlock()
	if closed {
		return nil
	}
	final := false // written by one goroutine after the other: responses come in order
	return p.tx.Request(req, f, func(res *msg.Response) {
		if (res == nil || res.StatusCode >= 200) && !final {
			final = true
			defer p.answered()
		}
		p.mu.Lock()
		closed := p.closed
		p.mu.Unlock()
		if !closed {
			on(res)
		}
	})
}

func (p *Phone) answered() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.outstanding--; p.outstanding == 0 {
		close(p.settled)
		p.settled = make(chan struct{})
	}
}

// settle waits until every request has its final answer.
func (p *Phone) settle(ctx context.Context) {
	for {
		p.mu.Lock()
		busy, settled := p.outstanding > 0, p.settled
		p.mu.Unlock()
		if !busy {
			return
		}
		select {
		case <-settled:
		case <-ctx.Done():
			return
		}
	}
}
