package switchboard

import (
	"slices"
	"sync"
	"time"

	"graphpbx/models"
	"graphpbx/switchboard/journal"
)

// telephones is the one state machine for the state of telephones. Facts go in (bindings, legs of calls, probes, the
// user's limit), and each change that anybody could see leaves as one event. All is decided under one lock, so the
// events of a telephone stand in the journal in the order in which they happened.
type telephones struct {
	journal *journal.Journal

	mu         sync.Mutex
	thresholds models.ProbeThresholds
	byUser     map[string]*telephone
	owners     map[string]string // terminal id -> user id
	names      map[string]string // terminal id -> what people call it
}

// telephone holds the facts about the devices of one user, and what follows from them.
type telephone struct {
	userID   string
	limit    int
	bindings []models.Binding
	legs     map[string][]models.CallLeg // by call id; only legs of this user
	probes   map[string]*models.Probe    // the last one by terminal id, never changed
	shifts   []time.Time                 // when the set of displaced terminals last changed
	names    map[string]string           // what people call terminals, by id; shared by all telephones
	now      models.Telephone            // never changed, only replaced: events share it
}

func newTelephones(j *journal.Journal, thresholds models.ProbeThresholds) *telephones {
	return &telephones{
		journal: j, thresholds: thresholds,
		byUser: make(map[string]*telephone), owners: make(map[string]string), names: make(map[string]string),
	}
}

// grade parts the colours of probes differently from now on. Those that were told keep the colour in which they were.
func (ts *telephones) grade(thresholds models.ProbeThresholds) {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	ts.thresholds = thresholds
}

// add makes the telephone of a new user, and tells it.
func (ts *telephones) add(userID string, limit int) {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	t := &telephone{userID: userID, limit: limit, names: ts.names, legs: make(map[string][]models.CallLeg), probes: make(map[string]*models.Probe)}
	t.now = t.sum(time.Now())
	ts.byUser[userID] = t
	ts.tell(t)
}

// remove ends the telephone of a deleted user.
func (ts *telephones) remove(userID string) {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	t := ts.byUser[userID]
	if t == nil {
		return
	}
	delete(ts.byUser, userID)
	for _, b := range t.bindings {
		ts.forget(t, b.TerminalID)
		delete(ts.names, b.TerminalID)
	}
	ts.journal.Append(journal.TopicTelephone, t.now.ID, nil, nil)
}

// announce tells the telephone again although nothing about it has changed, because its user has; and follows the
// user's limit.
func (ts *telephones) announce(userID string, limit int) {
	ts.change(userID, func(t *telephone) bool {
		t.limit = limit
		return true
	})
}

// bound takes the bindings of a user as they are now.
func (ts *telephones) bound(userID string, bindings []models.Binding) {
	ts.change(userID, func(t *telephone) bool {
		gone := t.bindings
		t.bindings = slices.Clone(bindings)
		for _, b := range t.bindings {
			ts.owners[b.TerminalID] = userID
		}
		for _, b := range gone {
			if !slices.ContainsFunc(t.bindings, func(other models.Binding) bool { return other.TerminalID == b.TerminalID }) {
				ts.forget(t, b.TerminalID)
			}
		}
		return false
	})
}

// forget drops what is kept for a terminal that is registered no more.
func (ts *telephones) forget(t *telephone, terminalID string) {
	delete(t.probes, terminalID)
	delete(ts.owners, terminalID)
	ts.journal.Append(journal.TopicProbe, terminalID, nil, nil)
}

// refreshed takes a later expiry of a binding that is known. It comes some time after the fact: where the terminal is
// gone meanwhile, or was refreshed again, it changes nothing.
func (ts *telephones) refreshed(b models.Binding) {
	ts.change(b.UserID, func(t *telephone) bool {
		for i := range t.bindings {
			if known := &t.bindings[i]; known.TerminalID == b.TerminalID && known.RefreshedAt.Before(b.RefreshedAt) {
				known.RefreshedAt, known.ExpiresAt = b.RefreshedAt, b.ExpiresAt
			}
		}
		return false
	})
}

// called takes the legs that the user has in a call now; none: the user takes part no more.
func (ts *telephones) called(userID, callID string, legs []models.CallLeg) {
	ts.change(userID, func(t *telephone) bool {
		if len(legs) == 0 {
			delete(t.legs, callID)
		} else {
			t.legs[callID] = legs
		}
		return false
	})
}

// probed takes the answer to a probe, and tells it in the stream of probes. It reports whether the terminal is known.
func (ts *telephones) probed(r models.ProbeResult) bool {
	known := false
	ts.change(r.UserID, func(t *telephone) bool {
		if ts.owners[r.TerminalID] != r.UserID {
			return false
		}
		known = true
		probe := r.Probe
		t.probes[r.TerminalID] = &probe
		ts.journal.Append(journal.TopicProbe, r.TerminalID, []string{models.TelephoneID(r.UserID)}, r)
		return false
	})
	return known
}

// change lets a fact change the telephone of a user, and tells the telephone where the change can be seen or must be
// told. Facts about unknown users are late news of deleted ones.
func (ts *telephones) change(userID string, fact func(*telephone) (must bool)) {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	t := ts.byUser[userID]
	if t == nil {
		return
	}
	must := fact(t)
	before := t.now
	t.now = t.sum(time.Now())
	if must || ts.differ(&before, &t.now) {
		ts.tell(t)
	}
}

func (ts *telephones) tell(t *telephone) {
	ts.journal.Append(journal.TopicTelephone, t.now.ID, nil, t.now)
}

// get returns the telephone of a user.
func (ts *telephones) get(userID string) (models.Telephone, bool) {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	t := ts.byUser[userID]
	if t == nil {
		return models.Telephone{}, false
	}
	return copied(t.now), true
}

// owner returns the user a registered terminal belongs to, or "".
func (ts *telephones) owner(terminalID string) string {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	return ts.owners[terminalID]
}

// count returns how many telephones are in each state, and how many terminals there are.
func (ts *telephones) count() (states map[models.TelephoneState]int, terminals int) {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	states = make(map[models.TelephoneState]int, 3)
	for _, t := range ts.byUser {
		states[t.now.State]++
	}
	return states, len(ts.owners)
}

func copied(t models.Telephone) models.Telephone {
	t.Terminals = slices.Clone(t.Terminals)
	return t
}
