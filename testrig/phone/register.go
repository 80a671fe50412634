package phone

import (
	"context"
	"strconv"
	"time"

	"graphpbx/models"
	"graphpbx/sip/flow"
	"graphpbx/sip/msg"
	"graphpbx/sip/wheel"
)

// registration is what lasts from one REGISTER to the next. The lock of the phone guards it.
type registration struct {
	callID   string // stays the same, and CSeq grows (RFC 3261 section 10.2)
	tag      string
	sequence uint32
	asked    time.Duration
	until    time.Time // zero where not registered
	wanted   bool      // to be kept up
	failures int       // in a row
	timer    wheel.Timer
}

func (r *registration) begin(expires time.Duration) {
	r.callID, r.tag, r.asked = msg.NewCallID(), msg.NewTag(), expires
}

// Register makes the telephone known to the switchboard, and keeps it known until Unregister or Close. The error is a
// [*Failure]. Where nobody answers, ctx says how long to wait.
func (p *Phone) Register(ctx context.Context) error {
	p.mu.Lock()
	p.registration.wanted = true
	p.mu.Unlock()
	return p.await(ctx, p.registration.asked)
}

// Unregister says goodbye to the switchboard.
func (p *Phone) Unregister(ctx context.Context) error {
	p.mu.Lock()
	p.registration.wanted = false
	p.wheel.Cancel(&p.registration.timer)
	p.mu.Unlock()
	return p.await(ctx, 0)
}

// Registered tells whether the switchboard knows the telephone, as far as the telephone can tell.
func (p *Phone) Registered() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return time.Now().Before(p.registration.until)
}

func (p *Phone) await(ctx context.Context, expires time.Duration) error {
	result := make(chan error, 1)
	p.register(expires, func(err error) { result <- err })
	select {
	case err := <-result:
		return err
	case <-ctx.Done():
		return p.failure(NobodyAnswers, nil)
	}
}

// attempt is one registration with its challenges.
type attempt struct {
	phone    *Phone
	expires  time.Duration
	done     func(error) // called once
	answered bool        // a challenge of this attempt
	longer   bool        // the time was raised to the least that the switchboard takes
}

func (p *Phone) register(expires time.Duration, done func(error)) {
	(&attempt{phone: p, expires: expires, done: done}).send()
}

func (a *attempt) send() {
	p := a.phone
	p.mu.Lock()
	req, f := p.newRegister(a.expires), p.flow
	p.mu.Unlock()
	p.send(req, f, a.response)
}

// newRegister builds the next REGISTER. The lock is held.
func (p *Phone) newRegister(expires time.Duration) *msg.Request {
	r := &p.registration
	r.sequence++
	uri, _ := msg.ParseURI("sip:" + p.cfg.Domain)
	address := "<sip:" + p.cfg.Username + "@" + p.cfg.Domain + ">"
	req := msg.NewRequest(msg.REGISTER, uri)
	req.AppendHeader(p.via())
	forwards := msg.MaxForwardsHeader(70)
	req.AppendHeader(&forwards)
	req.AppendHeader(msg.NewHeader("From", address+";tag="+r.tag))
	req.AppendHeader(msg.NewHeader("To", address))
	id := msg.CallIDHeader(r.callID)
	req.AppendHeader(&id)
	req.AppendHeader(&msg.CSeqHeader{SeqNo: r.sequence, MethodName: msg.REGISTER})
	req.AppendHeader(msg.NewHeader("Contact", p.contact()))
	req.AppendHeader(msg.NewHeader("Expires", strconv.Itoa(int(expires/time.Second))))
	req.AppendHeader(msg.NewHeader("Allow", allow))
	req.AppendHeader(msg.NewHeader("User-Agent", p.cfg.UserAgent))
	p.authority.sign(req, p.cfg.Username, p.cfg.Password)
	return req
}

func (p *Phone) via() *msg.ViaHeader {
	local := p.flow.Local()
	return &msg.ViaHeader{
		ProtocolName: "SIP", ProtocolVersion: "2.0", Transport: string(p.cfg.Transport),
		Host: local.Addr().String(), Port: int(local.Port()),
		Params: msg.Params{{K: "branch", V: msg.NewBranch()}, {K: "rport"}},
	}
}

// contact returns the Contact of a registration.
func (p *Phone) contact() string {
	value := "<sip:" + p.cfg.Username + "@" + p.flow.Local().String()
	if p.cfg.Transport == models.TransportTCP {
		value += ";transport=tcp"
	}
	value += ">"
	if p.cfg.Instance != "" {
		value += `;+sip.instance="<` + p.cfg.Instance + `>"`
	}
	return value
}

func (a *attempt) response(res *msg.Response) {
	p := a.phone
	switch {
	case res == nil:
		a.fail(p.failure(NobodyAnswers, nil))
	case res.StatusCode < 200:
	case res.StatusCode < 300:
		a.succeed(res)
	case res.StatusCode == 401 || res.StatusCode == 407:
		a.challenged(res)
	case res.StatusCode == 423 && !a.longer:
		seconds, ok := msg.Seconds(msg.Value(res, "Min-Expires"))
		if !ok {
			a.fail(p.failure(Refused, res))
			return
		}
		a.longer = true
		a.expires = time.Duration(seconds) * time.Second
		a.send()
	default:
		a.fail(p.failure(Refused, res))
	}
}

// challenged answers a challenge once. A second one means that the password is wrong, unless it says that only the
// nonce was too old.
func (a *attempt) challenged(res *msg.Response) {
	p := a.phone
	p.mu.Lock()
	known := p.authority.learn(res)
	again := known && (!a.answered || p.authority.challenge.Stale)
	p.mu.Unlock()
	switch {
	case !known:
		a.fail(p.failure(Refused, res))
	case !again || p.cfg.Password == "":
		a.fail(p.failure(WrongPassword, res))
	default:
		a.answered = true
		a.send()
	}
}

func (a *attempt) succeed(res *msg.Response) {
	p := a.phone
	granted := p.granted(res, a.expires)
	p.mu.Lock()
	r := &p.registration
	if r.failures = 0; a.expires == 0 {
		r.until = time.Time{}
	} else {
		r.until = time.Now().Add(granted)
		if r.wanted && !p.closed {
			// Before the last tenth of the time, so that a lost packet or two do no harm.
			p.wheel.Schedule(&r.timer, max(granted-granted/10-time.Second, granted/2), p.refresh)
		}
	}
	p.mu.Unlock()
	if a.expires == 0 {
		p.tell(Event{Kind: Unregistered})
	} else {
		p.tell(Event{Kind: Registered, Expires: granted})
	}
	a.done(nil)
}

// granted finds the time that the switchboard gave to this very contact (RFC 3261 section 10.2.4).
func (p *Phone) granted(res *msg.Response, asked time.Duration) time.Duration {
	p.mu.Lock()
	local := p.flow.Local()
	p.mu.Unlock()
	for _, c := range msg.Contacts(res) {
		if c.Address.User != p.cfg.Username || c.Address.Port != int(local.Port()) {
			continue
		}
		if seconds, ok := msg.Seconds(c.Params.GetOr("expires", "")); ok {
			return time.Duration(seconds) * time.Second
		}
	}
	if seconds, ok := msg.Seconds(msg.Value(res, "Expires")); ok {
		return time.Duration(seconds) * time.Second
	}
	return asked
}

func (a *attempt) fail(err *Failure) {
	p := a.phone
	p.tell(Event{Kind: RegistrationFailed, Status: err.Status, Reason: err.Error()})
	a.done(err)
}

func (p *Phone) failure(cause FailureCause, res *msg.Response) *Failure {
	f := &Failure{Cause: cause, Server: p.cfg.Server, Transport: p.cfg.Transport, Username: p.cfg.Username}
	if res != nil {
		f.Status, f.Reason = res.StatusCode, res.Reason
	}
	return f
}

// refresh registers again in the background; after a failure it tries again, later each time.
func (p *Phone) refresh() {
	p.mu.Lock()
	wanted, f := p.registration.wanted && !p.closed, p.flow
	p.mu.Unlock()
	switch {
	case !wanted:
	case f.Alive():
		p.register(p.registration.asked, func(err error) {
			if err != nil {
				p.registrationLost()
			}
		})
	default:
		p.flows.Dial(p.server, func(f flow.Flow, err error) {
			if err != nil {
				p.registrationLost()
				return
			}
			p.setFlow(f)
			p.refresh()
		})
	}
}

// registrationLost schedules the next attempt: after 1 s, then twice as long each time, at most a minute.
func (p *Phone) registrationLost() {
	p.mu.Lock()
	defer p.mu.Unlock()
	r := &p.registration
	if !r.wanted || p.closed {
		return
	}
	pause := min(time.Second<<min(r.failures, 6), time.Minute)
	r.failures++
	p.wheel.Schedule(&r.timer, pause, p.refresh)
}
