package registrar

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"graphpbx/models"
	"graphpbx/sip/msg"
)

// step is what becomes of one contact of a wish.
type step struct {
	contact *contact
	entry   *entry // nil for a device that is not registered yet
	id      string // of its terminal
}

// grant fulfils a wish as a whole or not at all (RFC 3261 section 10.3, item 7) and returns the contacts that are
// registered afterwards.
func (r *Registrar) grant(w *wish) (contacts []string, refused *refusal) {
	r.change(w.account.UserID, func(s *shard, a *account) (facts []fact) {
		now := time.Now()
		var steps []step
		if steps, refused = a.plan(w, int(r.most.Load()), now); refused != nil {
			return nil
		}
		before := a.ringing(w.account.RingLimit, now)
		for _, one := range steps {
			facts = append(facts, r.take(s, a, w, one, now)...)
		}
		if len(facts) == 0 && len(steps) > 0 && !slices.Equal(before, a.ringing(w.account.RingLimit, now)) {
			facts = append(facts, fact{models.BindingRefreshed, steps[0].id})
		}
		contacts = a.contacts(now)
		return facts
	})
	return contacts, refused
}

// answered tells whether a wish has been granted before: the request is a retransmission, and the answer got lost.
func (r *Registrar) answered(w *wish) bool {
	s := r.shardOf(w.account.UserID)
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.users[w.account.UserID]
	for i := range w.contacts {
		e := a.match(w, &w.contacts[i])
		gone := e == nil && w.contacts[i].expires == 0
		if !gone && (e == nil || e.CallID != w.callID || e.CSeq != w.cseq || e.flow != w.flow) {
			return false
		}
	}
	return true
}

// plan finds the entry of each contact and checks everything that could be refused.
func (a *account) plan(w *wish, most int, now time.Time) ([]step, *refusal) {
	if w.look {
		return nil, nil
	}
	steps := make([]step, 0, len(w.contacts))
	if w.all {
		for _, e := range a.entries {
			steps = append(steps, step{&contact{}, e, e.TerminalID})
		}
	}
	for i := range w.contacts {
		one := a.step(w, &w.contacts[i])
		if slices.ContainsFunc(steps, func(other step) bool { return other.id == one.id }) {
			return nil, &refusal{status: 400, reason: "Two Contacts of One Device"}
		}
		steps = append(steps, one)
	}
	for _, one := range steps {
		if e := one.entry; e != nil && e.CallID == w.callID && w.cseq < e.CSeq {
			return nil, &refusal{status: 500, reason: "CSeq Is Lower Than Before"}
		}
	}
	if count := a.count(steps, now); count > most {
		return nil, &refusal{status: 403, reason: "Already " + strconv.Itoa(most) + " Devices Are Registered for This User"}
	}
	return steps, nil
}

// count returns how many devices will be registered after the steps, or 0 where they add none.
func (a *account) count(steps []step, now time.Time) int {
	added, removed := 0, 0
	for _, one := range steps {
		switch {
		case one.entry == nil && one.contact.expires > 0:
			added++
		case one.entry != nil && one.contact.expires == 0 && one.entry.ExpiresAt.After(now):
			removed++
		}
	}
	if added == 0 {
		return 0
	}
	return len(a.live(now)) + added - removed
}

// match finds the entry of a device: by instance and reg-id, else by Call-ID, else by contact URI. The latter counts only
// from the same address, since telephones behind different NATs often have the same private one; but a goodbye is
// believed from anywhere.
func (a *account) match(w *wish, c *contact) *entry {
	if a == nil {
		return nil
	}
	if e := a.sameDevice(w, c); e != nil {
		return e
	}
	for _, e := range a.entries {
		near := c.expires == 0 || e.Remote.Addr() == w.flow.Remote.Addr()
		if near && e.Contact == c.uri && (c.instance == "" || e.InstanceID == "") {
			return e
		}
	}
	return nil
}

func (a *account) sameDevice(w *wish, c *contact) *entry {
	if c.instance == "" {
		return a.sameCall(w, c)
	}
	for _, e := range a.entries {
		if e.InstanceID == c.instance && e.RegID == c.regID {
			return e
		}
	}
	return nil
}

// sameCall finds the entry with the Call-ID of the request. Where there are several, because one request named several
// contacts, the Call-ID tells nothing and the contact URI decides.
func (a *account) sameCall(w *wish, c *contact) (only *entry) {
	count := 0
	for _, e := range a.entries {
		if e.InstanceID != "" || e.CallID != w.callID {
			continue
		}
		if e.Contact == c.uri {
			return e
		}
		only = e
		count++
	}
	if count > 1 || len(w.contacts) > 1 {
		return nil
	}
	return only
}

// terminalID is the id that a device without an entry gets.
func (w *wish) terminalID(c *contact) string {
	callID := w.callID
	if len(w.contacts) > 1 {
		callID = ""
	}
	return models.DeviceTerminalID(w.account.UserID, c.instance, c.regID, callID, c.uri)
}

// step finds or names the terminal of a contact.
func (a *account) step(w *wish, c *contact) step {
	e := a.match(w, c)
	if e == nil {
		id := w.terminalID(c)
		if a.find(id) == nil {
			return step{contact: c, id: id}
		}
		// Another contact has the id of this Call-ID already.
		id = models.DeviceTerminalID(w.account.UserID, "", 0, "", c.uri)
		if e = a.find(id); e == nil {
			return step{contact: c, id: id}
		}
	}
	return step{c, e, e.TerminalID}
}

// take does one step and returns what is to be told of it.
func (r *Registrar) take(s *shard, a *account, w *wish, one step, now time.Time) []fact {
	e := one.entry
	switch {
	case one.contact.expires == 0 && e == nil:
		return nil
	case one.contact.expires == 0:
		r.remove(s, a, e)
		return []fact{{models.BindingUnregistered, one.id}}
	case e == nil:
		e = w.entry(one, now)
		r.insert(s, a, e)
		s.touch(e)
		return []fact{{models.BindingRegistered, one.id}}
	}
	cause := r.renew(e, w, one.contact, now)
	if cause == "" {
		s.refreshed(e)
		return nil
	}
	s.touch(e)
	return []fact{{cause, one.id}}
}

func (w *wish) entry(one step, now time.Time) *entry {
	e := &entry{flow: w.flow}
	e.TerminalID, e.UserID = one.id, w.account.UserID
	e.RegisteredAt, e.RefreshedAt, e.ExpiresAt = now, now, now.Add(one.contact.expires)
	e.Reachable = true
	e.write(w, one.contact)
	return e
}

// write copies what the request says of the device. The texts are cloned: they would keep the whole message alive.
func (e *entry) write(w *wish, c *contact) {
	e.Contact, e.InstanceID, e.RegID, e.q = strings.Clone(c.uri), strings.Clone(c.instance), c.regID, strings.Clone(c.q)
	e.CallID, e.CSeq = strings.Clone(w.callID), w.cseq
	e.Path = nil
	for _, value := range w.path {
		e.Path = append(e.Path, strings.Clone(value))
	}
	e.Transport, e.Local, e.Remote = w.flow.Transport(), w.flow.Local(), w.flow.Remote
	e.UserAgent = w.userAgent
}

// renew refreshes an entry. The cause is empty where nothing changed that anybody sees. A device on a new flow counts as
// reachable until probes say otherwise; on the old one its request proves nothing, for it travels the other way.
func (r *Registrar) renew(e *entry, w *wish, c *contact, now time.Time) models.BindingCause {
	var cause models.BindingCause
	switch {
	case !e.flow.Alive() && e.flow != w.flow, e.UserAgent != w.userAgent:
		cause = models.BindingRegistered
	case e.flow != w.flow, e.Contact != c.uri, !slices.Equal(e.Path, w.path):
		cause = models.BindingMoved
	}
	if e.flow != w.flow {
		r.streams.remove(e.flow, e.UserID)
		e.flow, e.Reachable = w.flow, true
		r.streams.add(e.flow, e.UserID)
	}
	e.write(w, c)
	r.prolong(e, now, c.expires)
	return cause
}

// ringing returns which devices ring, in order, where not all of them do.
func (a *account) ringing(limit int, now time.Time) []string {
	if len(a.entries) <= limit {
		return nil
	}
	ringing, _ := models.RingingSet(a.live(now), limit, now)
	ids := make([]string, len(ringing))
	for i := range ringing {
		ids[i] = ringing[i].TerminalID
	}
	slices.Sort(ids) // the order among them changes nothing
	return ids
}

// contacts returns the values of the Contact headers of a 200.
func (a *account) contacts(now time.Time) []string {
	var values []string
	for _, e := range a.entries {
		if e.ExpiresAt.After(now) {
			values = append(values, string(e.appendContact(nil, now)))
		}
	}
	return values
}

// appendContact appends the value of a Contact header of a 200, with the seconds that the binding has left.
func (e *entry) appendContact(dst []byte, now time.Time) []byte {
	dst = append(append(append(dst, '<'), e.Contact...), ">;expires="...)
	dst = strconv.AppendInt(dst, int64((e.ExpiresAt.Sub(now)+time.Second/2)/time.Second), 10)
	if e.q != "" {
		dst = append(append(dst, ";q="...), e.q...)
	}
	if e.InstanceID != "" {
		dst = append(append(dst, `;+sip.instance="`...), msg.Escape(e.InstanceID)...)
		dst = append(dst, '"')
	}
	if e.RegID != 0 {
		dst = append(dst, ";reg-id="...)
		dst = strconv.AppendInt(dst, int64(e.RegID), 10)
	}
	return dst
}
