package registrar

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"hash/maphash"
	"strconv"
	"time"

	"graphpbx/models"
	"graphpbx/sip/flow"
	"graphpbx/sip/msg"
)

// Fast answers what telephones send all day, without parsing it: a REGISTER that refreshes the one binding it names, a
// REGISTER without credentials, and an OPTIONS to the switchboard itself. False means that nothing was done and the
// packet has to take the full path. The answer is the one the full path would give, but for tag and nonce.
func (r *Registrar) Fast(f flow.Flow, data []byte) bool {
	if len(data) == 0 || len(data) > msg.MaxMessage || data[0] != 'R' && data[0] != 'O' {
		return false
	}
	m := rawRequest{flow: f, data: data}
	if !m.scan() {
		return false
	}
	buf := r.answers.Get().(*[]byte)
	defer r.answers.Put(buf)
	answer, ok := r.fast((*buf)[:0], &m)
	if !ok {
		return false
	}
	*buf = answer
	_ = f.Send(answer) // the device asks again where it gets no answer
	return true
}

func (r *Registrar) fast(dst []byte, m *rawRequest) (answer []byte, ok bool) {
	switch {
	case m.method == "OPTIONS":
		dst, ok = r.appendEcho(dst, "200 OK", m)
		dst = append(append(dst, "Allow: "...), r.config.Allow...)
		dst = append(append(dst, "\r\nAccept: "...), r.config.Accept...)
		dst = append(append(dst, "\r\nSupported: "...), r.config.Supported...)
		dst = append(dst, "\r\n"...)
	case m.seen&rawAuthorization == 0:
		dst, ok = r.appendChallenge(dst, m, false)
	default:
		dst, ok = r.refresh(dst, m)
	}
	return append(dst, "Content-Length: 0\r\n\r\n"...), ok
}

// appendEcho begins an answer: status line and the headers that it repeats. It is false where the Via needs more thought.
func (r *Registrar) appendEcho(dst []byte, status string, m *rawRequest) (answer []byte, ok bool) {
	dst = append(append(append(dst, "SIP/2.0 "...), status...), "\r\n"...)
	for _, line := range m.echo[:m.echoes] {
		dst = append(append(dst, line.header.String()...), ": "...)
		switch {
		case line.header == rawVia && !ok: // the topmost one
			if dst, ok = appendVia(dst, line.value, m.flow); !ok {
				return dst, false
			}
		case line.header == rawTo:
			dst = append(append(dst, line.value...), ";tag="...)
			dst = r.appendTag(dst, m.data)
		default:
			dst = append(dst, line.value...)
		}
		dst = append(dst, "\r\n"...)
	}
	return dst, true
}

// appendTag appends a tag that is the same for every retransmission (RFC 3261 section 8.2.7).
func (r *Registrar) appendTag(dst, data []byte) []byte {
	var sum [8]byte
	binary.BigEndian.PutUint64(sum[:], maphash.Bytes(r.seed, data))
	return hex.AppendEncode(dst, sum[:])
}

// appendVia appends the topmost Via with the address that the request came from (RFC 3261 section 18.2.1, RFC 3581
// section 4).
func appendVia(dst, via []byte, f flow.Flow) (answer []byte, ok bool) {
	host, params, _ := plainVia(via)
	dst = append(dst, via[:len(via)-len(params)]...)
	asked := false
	for len(params) > 0 {
		var one []byte
		one, params = cutAt(params[1:], ';')
		dst = append(append(dst, ';'), one...)
		switch {
		case string(one) == "rport" && !asked:
			dst = strconv.AppendInt(append(dst, '='), int64(f.Remote.Port()), 10)
			asked = true
		case bytes.HasPrefix(one, []byte("rport")), bytes.HasPrefix(one, []byte("received")):
			return dst, false
		}
	}
	var buf [64]byte
	address := f.Remote.Addr().Unmap().WithZone("").AppendTo(buf[:0])
	switch {
	case asked:
	case host[0] == '[': // an address has several forms there
		return dst, false
	case bytes.Equal(host, address):
		return dst, true
	}
	return append(append(dst, ";received="...), address...), true
}

func (r *Registrar) appendChallenge(dst []byte, m *rawRequest, stale bool) (answer []byte, ok bool) {
	dst, ok = r.appendEcho(dst, "401 Unauthorized", m)
	return r.auth.AppendChallenges(dst, "WWW-Authenticate", m.flow.Remote.Addr(), stale), ok
}

// refresh answers a REGISTER of a device that is registered exactly as it says. All that could need the full path is
// looked at first: once the credentials have been checked the nonce is spent, and there is no way back.
func (r *Registrar) refresh(dst []byte, m *rawRequest) (answer []byte, ok bool) {
	expires, ok := r.config.granted(m.expires)
	if !ok || expires == 0 || m.seen&rawContact == 0 || !bytes.EqualFold(m.user, m.fromUser) {
		return dst, false
	}
	account, ok := r.directory.Account(string(m.user))
	if !ok || !r.knows(&account, m) {
		return dst, false
	}
	empty := dst
	if dst, ok = r.appendEcho(dst, "200 OK", m); !ok {
		return dst, false
	}
	verdict := r.auth.CheckBytes("REGISTER", m.authorization, m.flow.Remote.Addr())
	switch {
	case verdict.Answered() && r.config.Barrier.Barred(m.flow.Remote, verdict.Username):
		return r.appendEcho(empty, "403 "+Barred, m)
	case verdict.Failed:
		r.facts.AuthenticationFailed(m.flow.Remote, verdict.Username, verdict.Answer)
	case !verdict.OK && !verdict.Repeated:
	case !bytes.EqualFold(m.user, []byte(verdict.Username)):
		return r.appendEcho(empty, "403 "+notTheUser, m)
	default:
		if dst, ok = r.prolongKnown(dst, &account, m, expires, verdict.Repeated); ok {
			return dst, true
		}
		verdict.Stale = true // changed under our hands: ask once more, and the full path sees to it
	}
	return r.appendChallenge(empty, m, verdict.Stale)
}

// knows tells whether there is a binding that the request would merely refresh.
func (r *Registrar) knows(account *models.Account, m *rawRequest) bool {
	s := r.shardOf(account.UserID)
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.users[account.UserID].known(account.RingLimit, m, time.Now()) != nil
}

// prolongKnown prolongs the binding and appends the contacts that the 200 names. A repeated request changes nothing.
func (r *Registrar) prolongKnown(dst []byte, account *models.Account, m *rawRequest, expires time.Duration, repeated bool) ([]byte, bool) {
	s := r.shardOf(account.UserID)
	s.mu.Lock()
	defer s.mu.Unlock()
	a, now := s.users[account.UserID], time.Now()
	e := a.known(account.RingLimit, m, now)
	if e == nil || repeated && e.CSeq != m.cseq {
		return dst, false
	}
	if !repeated {
		e.CSeq = m.cseq
		r.prolong(e, now, expires)
		s.refreshed(e)
	}
	for _, e := range a.entries {
		if e.ExpiresAt.After(now) {
			dst = append(e.appendContact(append(dst, "Contact: "...), now), "\r\n"...)
		}
	}
	return dst, true
}

// known returns the entry that the request merely refreshes, or nil. Where more devices are registered than may ring, a
// refresh can change who does, and that is to be told by the full path.
func (a *account) known(limit int, m *rawRequest, now time.Time) *entry {
	if a == nil || len(a.entries) > limit {
		return nil
	}
	for _, e := range a.entries {
		if e.flow == m.flow && e.CallID == string(m.callID) && e.Contact == string(m.contact) {
			if m.cseq >= e.CSeq && e.ExpiresAt.After(now) && e.describes(m) {
				return e
			}
			return nil
		}
	}
	return nil
}

func (e *entry) describes(m *rawRequest) bool {
	return e.InstanceID == string(m.instance) && e.RegID == m.regID && e.q == string(m.q) && len(e.Path) == 0 &&
		e.UserAgent == string(m.userAgent[:min(len(m.userAgent), maxUserAgent)])
}
