package switchboard

import (
	"cmp"
	"fmt"
	"slices"
	"sync"
	"time"

	"graphpbx/models"
	"graphpbx/models/store"
	"graphpbx/switchboard/journal"
)

// callthroughRules holds all rules in memory, and what was announced. A PIN is known by its hash alone.
type callthroughRules struct {
	journal  *journal.Journal
	settings *settings

	mu        sync.Mutex
	byID      map[string]*callthroughRule
	byCaller  map[models.PhoneNumber]*callthroughRule
	announced map[models.PhoneNumber]announcement // at most one of a caller that a rule knows, so it is bounded by the rules
}

// callthroughRule is one rule. Its fields are guarded by the table; a check of a PIN takes its turn first, so that three
// guesses at once are three guesses.
type callthroughRule struct {
	stored store.StoredCallthroughRule
	tries  int // wrong PINs since the last right one
	turn   chan struct{}
}

// announcement is a call that a user said would come.
type announcement struct {
	destination models.Destination
	until       time.Time
}

func newCallthroughRules(j *journal.Journal, chosen *settings) *callthroughRules {
	return &callthroughRules{
		journal: j, settings: chosen, byID: make(map[string]*callthroughRule), byCaller: make(map[models.PhoneNumber]*callthroughRule),
		announced: make(map[models.PhoneNumber]announcement),
	}
}

// set puts a rule in the place of the one with the same id, and tells it. Wrong PINs of the old one are forgotten.
func (cs *callthroughRules) set(stored store.StoredCallthroughRule) {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	cs.unlink(stored.ID)
	rule := &callthroughRule{stored: stored, turn: make(chan struct{}, 1)}
	cs.byID[stored.ID] = rule
	for _, caller := range stored.Callers {
		cs.byCaller[caller] = rule
	}
	cs.tell(rule)
}

func (cs *callthroughRules) unlink(id string) bool {
	old := cs.byID[id]
	if old == nil {
		return false
	}
	delete(cs.byID, id)
	for _, caller := range old.stored.Callers {
		delete(cs.byCaller, caller)
		delete(cs.announced, caller)
	}
	return true
}

func (cs *callthroughRules) tell(rule *callthroughRule) {
	now := rule.stored.CallthroughRule
	cs.journal.Append(journal.TopicCallthrough, now.ID, []string{now.UserID}, now)
}

func (cs *callthroughRules) remove(id string) {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	if cs.unlink(id) {
		cs.journal.Append(journal.TopicCallthrough, id, nil, nil)
	}
}

// ofUser returns the rules of a user, in the order of their ids.
func (cs *callthroughRules) ofUser(userID string) []models.CallthroughRule {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	var rules []models.CallthroughRule
	for _, rule := range cs.byID {
		if rule.stored.UserID == userID {
			rules = append(rules, rule.stored.CallthroughRule)
		}
	}
	slices.SortFunc(rules, func(a, b models.CallthroughRule) int { return cmp.Compare(a.ID, b.ID) })
	return rules
}

func (cs *callthroughRules) get(id string) (store.StoredCallthroughRule, bool) {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	rule := cs.byID[id]
	if rule == nil {
		return store.StoredCallthroughRule{}, false
	}
	return rule.stored, true
}

// holder returns the rule that knows a caller; nil where none does.
func (cs *callthroughRules) holder(caller models.PhoneNumber) *callthroughRule {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	return cs.byCaller[caller]
}

func (cs *callthroughRules) now(rule *callthroughRule) store.StoredCallthroughRule {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	return rule.stored
}

// forget drops the rules of a deleted user.
func (cs *callthroughRules) forget(userID string) {
	for _, rule := range cs.ofUser(userID) {
		cs.remove(rule.ID)
	}
}

// announce keeps the destination of a call that will come from one of the callers.
func (cs *callthroughRules) announce(callers []models.PhoneNumber, a announcement) {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	for _, caller := range callers {
		if cs.byCaller[caller] != nil {
			cs.announced[caller] = a
		}
	}
}

// expected returns where an announced call of the caller goes.
func (cs *callthroughRules) expected(caller models.PhoneNumber, now time.Time) (models.Destination, bool) {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	a, found := cs.announced[caller]
	return a.destination, found && now.Before(a.until)
}

// attempted records what came of a call, and tells it. An announcement serves one call.
func (cs *callthroughRules) attempted(rule *callthroughRule, attempt models.CallthroughAttempt) {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	delete(cs.announced, attempt.Caller)
	rule.stored.LastAttempt = attempt
	if cs.byID[rule.stored.ID] == rule {
		cs.tell(rule)
	}
}

// tried counts a PIN, and reports until when the rule is locked now; zero where it is not.
func (cs *callthroughRules) tried(rule *callthroughRule, right bool, now time.Time) (until time.Time) {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	if right {
		rule.tries = 0
		return time.Time{}
	}
	if rule.tries++; rule.tries < cs.settings.get().Callthrough.PINAttempts {
		return time.Time{}
	}
	rule.tries, rule.stored.LockedUntil = 0, now.Add(cs.settings.get().Callthrough.LockFor)
	return rule.stored.LockedUntil
}

// taken adds which callers belong to another rule than the one with the id.
func (cs *callthroughRules) taken(id string, callers []models.PhoneNumber, who func(userID string) string, problems *models.Problems, path ...string) {
	for _, caller := range callers {
		other := cs.holder(caller)
		if other == nil {
			continue
		}
		if stored := cs.now(other); stored.ID != id {
			problems.Add(models.ProblemTaken, fmt.Sprintf("%s already belongs to a callthrough rule of %s: a number can be that of one user only", caller, who(stored.UserID)), path...)
		}
	}
}
