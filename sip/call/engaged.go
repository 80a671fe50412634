package call

import (
	"sync"

	"graphpbx/models"
)

// engaged counts, for each user, the calls that ring and those that the user takes part in. Only users with a call
// have an entry. Its lock is a leaf.
type engaged struct {
	mu    sync.Mutex
	users map[string]engagement
}

type engagement struct{ ringing, talking int }

// tryRing counts one more ringing call, or tells that the user's own rules make it busy. The talks given are those of
// the very call that asks and do not count: users may call their other telephones.
func (e *engaged) tryRing(account models.Account, ownTalks int) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	now := e.users[account.UserID]
	if account.BusyInCall && now.talking > ownTalks || account.BusyRinging && now.ringing > 0 {
		return false
	}
	now.ringing++
	e.users[account.UserID] = now
	return true
}

func (e *engaged) stopRinging(userID string)  { e.add(userID, -1, 0) }
func (e *engaged) startTalking(userID string) { e.add(userID, 0, 1) }
func (e *engaged) stopTalking(userID string)  { e.add(userID, 0, -1) }

func (e *engaged) add(userID string, ringing, talking int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	now := e.users[userID]
	now.ringing += ringing
	now.talking += talking
	if now == (engagement{}) {
		delete(e.users, userID)
		return
	}
	e.users[userID] = now
}

func (e *engaged) size() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return len(e.users)
}
