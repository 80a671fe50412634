package switchboard

import (
	"cmp"
	"slices"
	"sync"

	"graphpbx/models"
	"graphpbx/switchboard/journal"
)

// calls holds the calls in progress. Their states come from the engine, which tells each call's changes in order and
// its end exactly once.
type calls struct {
	journal *journal.Journal

	mu   sync.Mutex
	live map[string]liveCall
}

type liveCall struct {
	call     models.Call
	answered string // the terminal that answered, "" before
}

func newCalls(j *journal.Journal) *calls {
	return &calls{journal: j, live: make(map[string]liveCall)}
}

// changed takes the new state of a call, tells it, and returns the state before and the terminal that answered. An end
// is told first as the last state of the call, with its cause, then as its removal.
func (cs *calls) changed(call models.Call) (before models.Call, answered string) {
	call.Legs = slices.Clone(call.Legs)
	cs.mu.Lock()
	defer cs.mu.Unlock()
	old := cs.live[call.ID]
	now := liveCall{call: call, answered: cmp.Or(old.answered, answeredBy(&call))}
	cs.journal.Append(journal.TopicCall, call.ID, userIDs(&call), call)
	if call.State != models.CallEnded {
		cs.live[call.ID] = now
		return old.call, now.answered
	}
	delete(cs.live, call.ID)
	cs.journal.Append(journal.TopicCall, call.ID, nil, nil)
	return old.call, now.answered
}

// answeredBy returns the terminal of the called side that is in conversation.
func answeredBy(call *models.Call) string {
	if call.AnsweredAt.IsZero() {
		return ""
	}
	for _, leg := range call.Legs {
		called := leg.UserID != call.From.UserID || leg.UserID == call.To.UserID
		if called && (leg.Activity == models.ActivityConnected || leg.Activity == models.ActivityHeld) {
			return leg.TerminalID
		}
	}
	return ""
}

// userIDs returns the users of both sides and of all legs, each once.
func userIDs(call *models.Call) []string {
	var ids []string
	add := func(id string) {
		if id != "" && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	add(call.From.UserID)
	add(call.To.UserID)
	for _, leg := range call.Legs {
		add(leg.UserID)
	}
	return ids
}

func (cs *calls) get(id string) (models.Call, bool) {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	live, found := cs.live[id]
	return live.call, found
}

// all returns the calls in progress, oldest first.
func (cs *calls) all() []models.Call {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	all := make([]models.Call, 0, len(cs.live))
	for _, live := range cs.live {
		all = append(all, live.call)
	}
	slices.SortFunc(all, func(a, b models.Call) int {
		return cmp.Or(a.StartedAt.Compare(b.StartedAt), cmp.Compare(a.ID, b.ID))
	})
	return all
}

func (cs *calls) count() int {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	return len(cs.live)
}

// Calls returns the calls in progress that the viewer may see, oldest first: users see their own. A userID keeps those
// that the user takes part in.
func (s *Switchboard) Calls(v models.Viewer, userID string) []models.Call {
	var seen []models.Call
	for _, call := range s.calls.all() {
		users := userIDs(&call)
		if sees(v, users...) && (userID == "" || slices.Contains(users, userID)) {
			seen = append(seen, call)
		}
	}
	return seen
}

// Call returns a call in progress, where the viewer may see it.
func (s *Switchboard) Call(v models.Viewer, id string) (models.Call, bool) {
	call, found := s.calls.get(id)
	if !found || !sees(v, userIDs(&call)...) {
		return models.Call{}, false
	}
	return call, true
}
