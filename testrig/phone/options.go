package phone

import (
	"time"

	"graphpbx/sip/flow"
	"graphpbx/sip/msg"
	"graphpbx/sip/wheel"
)

// Probes say how the telephone answers OPTIONS. The zero value answers at once.
type Probes struct {
	Silent bool          // do not answer at all
	Late   time.Duration // answer that much later
}

// SetProbes changes how OPTIONS are answered from now on.
func (p *Phone) SetProbes(probes Probes) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.probes = probes
}

// probed answers OPTIONS without a transaction: the same answer to each repetition is all that it takes.
func (p *Phone) probed(req *msg.Request, f flow.Flow) {
	p.mu.Lock()
	probes := p.probes
	p.mu.Unlock()
	if probes.Silent {
		return
	}
	res := msg.NewStatelessResponse(req, 200, "")
	res.AppendHeader(msg.NewHeader("Allow", allow))
	res.AppendHeader(msg.NewHeader("Accept", "application/sdp"))
	res.AppendHeader(msg.NewHeader("User-Agent", p.cfg.UserAgent))
	data := msg.Append(nil, res)
	if probes.Late <= 0 {
		_ = f.Send(data)
		return
	}
	p.wheel.Schedule(new(wheel.Timer), probes.Late, func() { _ = f.Send(data) })
}
