package registrar

import (
	"hash/maphash"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"graphpbx/models"
	"graphpbx/sip/digest"
	"graphpbx/sip/flow"
	"graphpbx/sip/wheel"
)

const shardCount = 64

// Registrar holds the bindings of all users. Its methods may be called from several goroutines.
type Registrar struct {
	directory Directory
	auth      *digest.Authenticator
	facts     Facts
	wheel     *wheel.Wheel
	config    Config
	most      atomic.Int32 // devices that may register for one user

	seed    maphash.Seed
	shards  [shardCount]shard
	streams streamIndex
	answers sync.Pool // *[]byte, for the fast path
	next    struct {  // where TakeChanges goes on
		sync.Mutex
		shard int
	}
}

// Target is a device that rings, and the flow to ring it on. A flow that is zero or no longer alive belongs to a device
// whose connection is gone; it may come back.
type Target struct {
	Binding models.Binding
	Flow    flow.Flow
}

// New returns an empty registrar. It starts no goroutine; registrations expire by the wheel.
func New(dir Directory, auth *digest.Authenticator, facts Facts, w *wheel.Wheel, cfg Config) *Registrar {
	r := &Registrar{
		directory: dir, auth: auth, facts: facts, wheel: w, config: cfg.withDefaults(), seed: maphash.MakeSeed(),
	}
	r.most.Store(models.MaxBindings)
	for i := range r.shards {
		r.shards[i].users = map[string]*account{}
		r.shards[i].dirty = map[string]string{}
	}
	r.streams.users = map[flow.Flow][]string{}
	r.answers.New = func() any {
		buf := make([]byte, 0, 2048)
		return &buf
	}
	return r
}

func (r *Registrar) shardOf(userID string) *shard {
	return &r.shards[maphash.String(r.seed, userID)%shardCount]
}

// Limit says how many devices may register for one user, at most models.MaxBindings. Those that are registered stay.
func (r *Registrar) Limit(most int) { r.most.Store(int32(min(most, models.MaxBindings))) }

// Bindings returns copies of the bindings of a user that have not expired.
func (r *Registrar) Bindings(userID string) []models.Binding {
	s := r.shardOf(userID)
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.users[userID].live(time.Now())
}

// Ringing returns the devices of a user that ring when a call comes in, at most limit, see [models.RingingSet]. A device
// whose connection is gone counts as unreachable even before anybody was told.
func (r *Registrar) Ringing(userID string, limit int) []Target {
	s := r.shardOf(userID)
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.users[userID]
	if a == nil {
		return nil
	}
	now := time.Now()
	bindings := a.live(now)
	for i := range bindings {
		bindings[i].Reachable = bindings[i].Reachable && a.find(bindings[i].TerminalID).flow.Alive()
	}
	ringing, _ := models.RingingSet(bindings, limit, now)
	targets := make([]Target, len(ringing))
	for i := range ringing {
		targets[i] = Target{ringing[i], a.find(ringing[i].TerminalID).flow}
	}
	return targets
}

// Each calls visit with a copy of every binding and its flow until it returns false. Bindings that come or go meanwhile
// may be missed. No lock is held during a visit.
func (r *Registrar) Each(visit func(models.Binding, flow.Flow) bool) {
	now := time.Now()
	for i := range r.shards {
		for _, target := range r.shards[i].targets(now) {
			if !visit(target.Binding, target.Flow) {
				return
			}
		}
	}
}

// SetReachable notes whether a device answers. It returns without a word where it is known already, or gone.
func (r *Registrar) SetReachable(userID, terminalID string, reachable bool) {
	r.change(userID, func(s *shard, a *account) []fact {
		e := a.find(terminalID)
		if e == nil || e.Reachable == reachable {
			return nil
		}
		e.Reachable = reachable
		s.touch(e)
		return []fact{{models.BindingReachability, terminalID}}
	})
}

// Unregister ends the registration of a device, or of all devices of the user where terminalID is empty.
func (r *Registrar) Unregister(userID, terminalID string) {
	r.change(userID, func(s *shard, a *account) (facts []fact) {
		for _, e := range slices.Clone(a.entries) {
			if terminalID == "" || e.TerminalID == terminalID {
				r.remove(s, a, e)
				facts = append(facts, fact{models.BindingRemoved, e.TerminalID})
			}
		}
		return facts
	})
}

// FlowClosed tells that a connection is gone. What was registered on it stays, as unreachable, until it expires or
// comes back on another one.
func (r *Registrar) FlowClosed(f flow.Flow) {
	for _, userID := range r.streams.usersOf(f) {
		r.change(userID, func(s *shard, a *account) (facts []fact) {
			for _, e := range a.entries {
				if e.flow == f {
					r.lose(s, e)
					facts = append(facts, fact{models.BindingReachability, e.TerminalID})
				}
			}
			return facts
		})
	}
}

// fact is one thing to be told of an account.
type fact struct {
	cause      models.BindingCause
	terminalID string
}

// change changes one account, which is an empty one where nothing was registered, under the locks and tells what the
// function says has happened.
func (r *Registrar) change(userID string, alter func(*shard, *account) []fact) {
	s := r.shardOf(userID)
	s.change.Lock()
	defer s.change.Unlock()
	s.mu.Lock()
	a := s.users[userID]
	if a == nil {
		a = &account{}
	}
	facts := alter(s, a)
	if len(a.entries) == 0 {
		delete(s.users, userID)
	} else {
		s.users[userID] = a
	}
	var bindings []models.Binding
	if len(facts) > 0 {
		bindings = a.live(time.Now())
	}
	s.mu.Unlock()
	r.tell(userID, bindings, facts)
}

// tell is called with the shard's change lock held. Every listener gets a slice of its own to keep.
func (r *Registrar) tell(userID string, bindings []models.Binding, facts []fact) {
	for i, f := range facts {
		if i > 0 {
			bindings = slices.Clone(bindings)
		}
		r.facts.BindingsChanged(userID, bindings, f.cause, f.terminalID)
	}
}
