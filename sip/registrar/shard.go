package registrar

import (
	"slices"
	"sync"
	"time"

	"graphpbx/models"
	"graphpbx/sip/flow"
	"graphpbx/sip/wheel"
)

// shard holds the accounts of a part of the users.
type shard struct {
	change sync.Mutex // taken before mu; see the package comment
	mu     sync.Mutex
	users  map[string]*account

	// dirty names the terminals that the store has not heard of in their present state, with their users. It holds at
	// most those that are registered, and those gone that the store still has.
	dirty map[string]string
}

// account is what is registered for one user; at most models.MaxBindings entries. A nil account has none.
type account struct {
	entries []*entry
}

// entry is one binding and what only this process knows of it.
type entry struct {
	models.Binding
	flow  flow.Flow
	q     string // preference of the device (RFC 3261 section 20.10), told back and otherwise of no use here
	timer wheel.Timer
	fire  func() // made once, since the timer is set again and again
	dirty bool   // stands in the shard's table
	news  bool   // there by more than refreshes
	saved bool   // the store has been told of it before

	savedUntil int64 // expiry as the store was told last, in Unix seconds
}

func (a *account) find(terminalID string) *entry {
	if a == nil {
		return nil
	}
	for _, e := range a.entries {
		if e.TerminalID == terminalID {
			return e
		}
	}
	return nil
}

func (a *account) live(now time.Time) []models.Binding {
	if a == nil {
		return nil
	}
	bindings := make([]models.Binding, 0, len(a.entries))
	for _, e := range a.entries {
		if e.ExpiresAt.After(now) {
			bindings = append(bindings, e.Binding)
		}
	}
	return bindings
}

func (s *shard) targets(now time.Time) []Target {
	s.mu.Lock()
	defer s.mu.Unlock()
	targets := make([]Target, 0, len(s.users))
	for _, a := range s.users {
		for _, e := range a.entries {
			if e.ExpiresAt.After(now) {
				targets = append(targets, Target{e.Binding, e.flow})
			}
		}
	}
	return targets
}

// touch notes that the store should hear of the entry.
func (s *shard) touch(e *entry) {
	e.news = true
	s.refreshed(e)
}

// refreshed notes that the store should hear of the entry some time.
func (s *shard) refreshed(e *entry) {
	if !e.dirty {
		e.dirty = true
		s.dirty[e.TerminalID] = e.UserID
	}
}

// insert adds an entry and lets it expire in time.
func (r *Registrar) insert(s *shard, a *account, e *entry) {
	if _, untold := s.dirty[e.TerminalID]; untold {
		e.saved = true // the store still has it from before it was gone
	}
	e.fire = func() { r.expire(e) }
	a.entries = append(a.entries, e)
	r.streams.add(e.flow, e.UserID)
	r.wheel.Schedule(&e.timer, time.Until(e.ExpiresAt), e.fire)
}

// remove takes an entry away.
func (r *Registrar) remove(s *shard, a *account, e *entry) {
	a.entries = slices.DeleteFunc(a.entries, func(other *entry) bool { return other == e })
	r.streams.remove(e.flow, e.UserID)
	r.wheel.Cancel(&e.timer)
	if e.saved {
		s.dirty[e.TerminalID] = e.UserID
	} else {
		delete(s.dirty, e.TerminalID)
	}
}

// lose parts an entry from a connection that is gone.
func (r *Registrar) lose(s *shard, e *entry) {
	r.streams.remove(e.flow, e.UserID)
	e.flow = flow.Flow{}
	e.Reachable = false
	s.touch(e)
}

// prolong sets when the entry expires. The timer is left where it is as long as it fires early enough: it looks again
// when it does, which makes a refresh cheap.
func (r *Registrar) prolong(e *entry, now time.Time, expires time.Duration) {
	earlier := now.Add(expires).Before(e.ExpiresAt)
	e.RefreshedAt, e.ExpiresAt = now, now.Add(expires)
	if earlier {
		r.wheel.Schedule(&e.timer, expires, e.fire)
	}
}

// expire runs on the wheel. Mostly the device has refreshed and there is only to wait for more, which is found out
// without the lock that others may hold for longer.
func (r *Registrar) expire(e *entry) {
	s := r.shardOf(e.UserID)
	s.mu.Lock()
	waits := r.postponed(s.users[e.UserID], e)
	s.mu.Unlock()
	if waits {
		return
	}
	r.change(e.UserID, func(s *shard, a *account) []fact {
		if r.postponed(a, e) {
			return nil
		}
		r.remove(s, a, e)
		return []fact{{models.BindingExpired, e.TerminalID}}
	})
}

// postponed sets the timer again where the entry has time left; it is true also where the entry is there no more.
func (r *Registrar) postponed(a *account, e *entry) bool {
	if a == nil || !slices.Contains(a.entries, e) {
		return true
	}
	left := time.Until(e.ExpiresAt)
	if left > 0 {
		r.wheel.Schedule(&e.timer, left, e.fire)
	}
	return left > 0
}
