package switchboard

import (
	"context"
	"crypto/subtle"
	"fmt"
	"slices"
	"sync"
	"time"

	"graphpbx/models"
	"graphpbx/models/store"
)

// activations holds all activation links in memory, at most models.MaxUserActivationLinks of a user. Secrets and
// passwords are known by their hashes alone.
type activations struct {
	mu     sync.Mutex
	byID   map[string]*activation
	byUser map[string][]*activation // oldest first
}

// activation is one link. Whoever changes the link takes its turn first, so that five guesses at once are five guesses;
// a new link of the same user takes those of the earlier ones, oldest first.
type activation struct {
	userID       string
	secretHash   [32]byte
	passwordHash string
	turn         chan struct{} // holds one token

	mu   sync.Mutex
	link models.ActivationLink
	told bool // that it has expired
}

func newActivations() *activations {
	return &activations{byID: make(map[string]*activation), byUser: make(map[string][]*activation)}
}

func (as *activations) add(stored store.StoredActivationLink, now time.Time) {
	a := &activation{
		userID: stored.UserID, secretHash: stored.SecretHash, passwordHash: stored.PasswordHash,
		turn: make(chan struct{}, 1), link: stored.ActivationLink, told: stored.State(now) != models.ActivationOpen,
	}
	as.mu.Lock()
	defer as.mu.Unlock()
	as.byID[stored.ID] = a
	as.byUser[stored.UserID] = append(as.byUser[stored.UserID], a)
}

// get returns a link by its id, nil where there is none.
func (as *activations) get(id string) *activation {
	as.mu.Lock()
	defer as.mu.Unlock()
	return as.byID[id]
}

// opened returns the link that a secret belongs to, nil where there is none.
func (as *activations) opened(id, secret string) *activation {
	a := as.get(id)
	hash := hashOf(secret)
	if a == nil || subtle.ConstantTimeCompare(hash[:], a.secretHash[:]) != 1 {
		return nil
	}
	return a
}

func (as *activations) ofUser(userID string) []*activation {
	as.mu.Lock()
	defer as.mu.Unlock()
	return slices.Clone(as.byUser[userID])
}

func (as *activations) all() []*activation {
	as.mu.Lock()
	defer as.mu.Unlock()
	list := make([]*activation, 0, len(as.byID))
	for _, a := range as.byID {
		list = append(list, a)
	}
	return list
}

// drop forgets links of a user: those named, or all where none is.
func (as *activations) drop(userID string, ids ...string) {
	as.mu.Lock()
	defer as.mu.Unlock()
	gone := func(a *activation) bool { return len(ids) == 0 || slices.Contains(ids, a.now().ID) }
	for _, a := range as.byUser[userID] {
		if gone(a) {
			delete(as.byID, a.now().ID)
		}
	}
	if as.byUser[userID] = slices.DeleteFunc(as.byUser[userID], gone); len(as.byUser[userID]) == 0 {
		delete(as.byUser, userID)
	}
}

// begin waits for the turn to change the link. The caller calls the returned function when it is done.
func (a *activation) begin(ctx context.Context) (done func(), err error) {
	select {
	case a.turn <- struct{}{}:
		return func() { <-a.turn }, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("switchboard: wait to use a link: %w", context.Cause(ctx))
	}
}

// now returns the link as it is.
func (a *activation) now() models.ActivationLink {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.link
}

func (a *activation) set(link models.ActivationLink) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.link = link
}

// expired reports once that nobody has used the link in time.
func (a *activation) expired(now time.Time) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.told || a.link.State(now) != models.ActivationExpired {
		return false
	}
	a.told = true
	return true
}
