package switchboard

import (
	"slices"
	"sync"
	"time"

	"graphpbx/models"
	"graphpbx/models/store"
)

// secondFactors holds what users show at login beside their passwords. Secrets of apps are sealed, recovery codes are known by
// their hashes.
type secondFactors struct {
	mu     sync.Mutex
	byUser map[string]store.StoredSecondFactor
	begun  map[string]begunFactor // by user; not confirmed yet, and not stored
}

// begunFactor is a secret that was shown to a user who has not confirmed yet that an app has it.
type begunFactor struct {
	secret string
	until  time.Time
}

// confirmTime is how long a user may take to scan the code and type what the app shows.
const confirmTime = 15 * time.Minute

func newSecondFactors() *secondFactors {
	return &secondFactors{byUser: make(map[string]store.StoredSecondFactor), begun: make(map[string]begunFactor)}
}

func (fs *secondFactors) get(userID string) (store.StoredSecondFactor, bool) {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	f, found := fs.byUser[userID]
	return f, found
}

func (fs *secondFactors) set(f store.StoredSecondFactor) {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	fs.byUser[f.UserID] = f
}

func (fs *secondFactors) forget(userID string) {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	delete(fs.byUser, userID)
	delete(fs.begun, userID)
}

// begin remembers a secret that a user has been shown. An earlier one is good for nothing any more.
func (fs *secondFactors) begin(userID, secret string, now time.Time) {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	for other, b := range fs.begun {
		if b.until.Before(now) {
			delete(fs.begun, other)
		}
	}
	fs.begun[userID] = begunFactor{secret, now.Add(confirmTime)}
}

// awaiting returns the secret that a user is to confirm.
func (fs *secondFactors) awaiting(userID string, now time.Time) (secret string, found bool) {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	b, found := fs.begun[userID]
	return b.secret, found && b.until.After(now)
}

// claim takes a code, so that nobody else can use it, also not in the same moment. It returns the factor as it was and as it is
// now; where the database does not take that, undo gives the code back.
func (fs *secondFactors) claim(userID, code string, now time.Time, open func(store.StoredSecondFactor) string) (was, is store.StoredSecondFactor, right bool) {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	was, found := fs.byUser[userID]
	if !found {
		return was, is, false
	}
	is = was
	if step, matches := models.MatchTOTP(open(was), code, now, was.LastStep); matches {
		is.LastStep = step
		fs.byUser[userID] = is
		return was, is, true
	}
	if i := slices.Index(was.Recovery, models.HashRecoveryCode(code)); i >= 0 {
		is.Recovery = slices.Delete(slices.Clone(was.Recovery), i, i+1)
		fs.byUser[userID] = is
		return was, is, true
	}
	return was, is, false
}

// undo gives a code back, unless another was taken meanwhile.
func (fs *secondFactors) undo(was, is store.StoredSecondFactor) {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	if present, found := fs.byUser[is.UserID]; found && present.LastStep == is.LastStep && len(present.Recovery) == len(is.Recovery) {
		fs.byUser[is.UserID] = was
	}
}
