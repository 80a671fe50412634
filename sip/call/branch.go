package call

import (
	"slices"

	"graphpbx/models"
	"graphpbx/sip/dialog"
	"graphpbx/sip/msg"
	"graphpbx/sip/sdp"
	"graphpbx/sip/tx"
)

// maxForks bounds the dialogs that one INVITE may make behind a registered contact.
const maxForks = 8

// branch is the INVITE to one terminal. It outlives the call for as long as its transaction may bring late answers.
type branch struct {
	call     *Call
	ringing  *ringing
	party    *party
	base     *dialog.Leg // of which every fork is made
	client   *tx.Client
	sequence uint32 // CSeq of the INVITE
	sound    Sound
	acks     map[string][]byte // by remote tag, for 2xx that come again; nil where the ACK is still to come

	rang      bool
	cancelled bool
	final     bool
}

// callOut sends an INVITE to a terminal. Where it cannot, the outcome remembers why.
func (c *Call) callOut(account models.Account, target Target) {
	r := c.ringing
	sound, err := r.room(c, target.Flow.Local().Addr())
	if err != nil {
		c.manager.noRoom(err)
		r.best.merge(outcome{status: 503, reason: "No Media Ports", cause: models.EndRefused})
		return
	}
	uri, err := msg.ParseURI(target.Binding.Contact)
	if err != nil {
		r.best.merge(silence())
		return
	}
	b := &branch{call: c, ringing: r, sound: sound}
	from := c.shown(account.UserID)
	b.base = dialog.New(dialog.Calling{
		Flow: target.Flow, Place: c.manager.place(target.Flow), User: userPart(string(partyOf(account).Number)),
		From: c.manager.shown(from), To: c.manager.shown(partyOf(account)),
		Target: uri, Path: pathOf(target.Binding.Path),
	})
	b.party = newParty(c, r.own != nil, b.base)
	b.party.userID, b.party.terminalID, b.party.otherName = account.UserID, target.Binding.TerminalID, from.DisplayName
	b.party.register()
	r.branches = append(r.branches, b)
	invite := b.invite()
	b.sequence = msg.Sequence(invite)
	b.client = c.send(invite, target.Flow, b.response)
}

// shown is whom the telephones of a user see calling: the caller by the name that the user knows, or, on the own telephones
// of a user who dials by a click, whoever is dialled.
func (c *Call) shown(userID string) models.Party {
	party, name := c.from, c.ringing.names[userID]
	if own := c.ringing.own; own != nil {
		party, name = c.to, own.name
	}
	if name != "" {
		party.DisplayName = name
	}
	return party
}

// invite builds the INVITE. Nothing of the caller's goes with it but what it offers to hear and send.
func (b *branch) invite() *msg.Request {
	r, p := b.ringing, b.party
	req := b.base.Request(msg.INVITE)
	forwards := msg.MaxForwardsHeader(max(r.maxForwards, 0))
	req.ReplaceHeader(&forwards)
	req.AppendHeader(msg.NewHeader("Contact", b.base.Contact()))
	req.AppendHeader(msg.NewHeader("Allow", Allowed))
	p.identify(req)
	switch {
	case r.own != nil:
		withBody(req, p.describe(sdp.Offer(p.place(b.sound), sdp.Origin{})))
	case r.offer != nil:
		withBody(req, p.relay(b.sound, r.offer))
	}
	return req
}

// pathOf reads the Path of a registration (RFC 3327). A value that cannot be read is passed over.
func pathOf(values []string) []msg.Uri {
	var path []msg.Uri
	for _, value := range values {
		if _, uri, _, err := msg.ParseAddress(value); err == nil && len(path) < dialog.MaxRoutes {
			path = append(path, uri)
		}
	}
	return path
}

// response takes an answer to the INVITE; nil means that none will come.
func (b *branch) response(res *msg.Response) {
	switch {
	case res == nil:
		b.refused(silence())
	case res.StatusCode < 200:
		b.progress(res)
	case res.StatusCode < 300:
		b.accepted(res)
	default:
		b.refused(outcomeOf(res))
	}
}

// live tells whether the branch may still win the call.
func (b *branch) live() bool { return b.call.ringing == b.ringing && !b.cancelled && !b.final }

// progress takes a provisional answer. The caller hears of the first that comes from a telephone.
func (b *branch) progress(res *msg.Response) {
	if res.StatusCode == 100 || msg.ToTag(res) == "" || !b.live() {
		return
	}
	c, r := b.call, b.ringing
	if body := b.earlySound(res); body != nil {
		r.early = true
		c.toCaller(183, body)
	} else if !r.rang && !r.early {
		c.toCaller(180, nil)
	}
	r.rang = true
	if b.rang {
		return
	}
	b.rang = true
	if r.own != nil {
		c.changed() // the dialled number does not ring yet
		return
	}
	c.become(models.CallRinging)
}

// earlySound returns the answer that lets the caller hear what a telephone plays before it answers. Only where nothing
// else can answer: a caller can follow one answer, not several.
func (b *branch) earlySound(res *msg.Response) []byte {
	c, r := b.call, b.ringing
	if !r.alone || r.early || r.offer == nil || r.server == nil {
		return nil
	}
	answer, err := description(res)
	if err != nil || answer == nil {
		return nil
	}
	if _, err := answer.Audio(); err != nil {
		return nil
	}
	b.party.hear(b.sound, answer)
	c.a.hear(b.sound, r.offer)
	return c.a.relay(b.sound, answer)
}

// refused takes the end of a branch without answer.
func (b *branch) refused(o outcome) {
	if b.final {
		return
	}
	live := b.live()
	b.final = true
	b.party.unregister()
	if !live {
		return
	}
	c, r := b.call, b.ringing
	r.best.merge(o)
	r.branches = slices.DeleteFunc(r.branches, func(other *branch) bool { return other == b })
	switch {
	case o.status >= 600:
		c.cancelBranches(nil, nil)
		c.stepOver()
	case len(r.branches) == 0:
		c.stepOver()
	case b.rang:
		c.changed()
	}
}

// accepted takes a 2xx: the first wins, one that comes again is acknowledged again, and any other telephone that picked
// up, be it late or another fork, is thanked and let go (RFC 3261 section 13.2.2.4).
func (b *branch) accepted(res *msg.Response) {
	tag := msg.ToTag(res)
	if ack, known := b.acks[tag]; known {
		if ack != nil {
			_ = b.base.Flow.Send(ack)
		}
		return
	}
	fork, err := b.base.Fork(res)
	if err != nil || len(b.acks) >= maxForks {
		b.refused(silence())
		return
	}
	if b.acks == nil {
		b.acks = make(map[string][]byte, 1)
	}
	b.acks[fork.RemoteTag] = nil
	if !b.live() {
		b.dismiss(fork)
		return
	}
	b.call.answered(b, fork, res)
}

// dismiss ends a dialog that nobody wants.
func (b *branch) dismiss(fork *dialog.Leg) {
	b.acknowledge(fork, nil)
	b.call.send(fork.Request(msg.BYE), fork.Flow, func(*msg.Response) {})
	if !b.final {
		b.final = true
		b.party.unregister()
	}
}

// acknowledge sends the ACK to a 2xx and keeps it for when that comes again.
func (b *branch) acknowledge(fork *dialog.Leg, body []byte) {
	ack := fork.Ack(b.sequence)
	withBody(ack, body)
	data := msg.Append(make([]byte, 0, 512+len(body)), ack)
	b.acks[fork.RemoteTag] = data
	_ = fork.Flow.Send(data)
}

// cancel takes the INVITE back and says why, so that a call picked up elsewhere is not shown as missed.
func (b *branch) cancel(reasons []string) {
	if b.cancelled || b.final {
		return
	}
	b.cancelled = true
	b.client.Cancel(reasonHeaders(reasons)...)
}
