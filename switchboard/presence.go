package switchboard

import (
	"errors"
	"sync"
	"time"

	"graphpbx/models"
	"graphpbx/switchboard/journal"
)

// presences is the one state machine for presence. What users set goes in, and who of them has a CTI client
// connected; each change that anybody could see leaves as one event. All is decided under one lock, so the events of a
// user stand in the journal in the order in which they happened.
//
// What was set is written to the database: by [Switchboard.SetPresence] before it counts, else behind (see presenceWriter).
type presences struct {
	journal *journal.Journal
	writer  *presenceWriter
	wake    chan struct{} // something falls due earlier than was known

	mu       sync.Mutex
	stored   map[string]models.Presence // read at start, until the user is added
	past     map[string]*history        // likewise
	byUser   map[string]*presence
	due      map[string]time.Time // by user id: when something happens by itself
	next     time.Time            // when keep looks again
	settings models.PresenceSettings
}

// presence is that of one user.
type presence struct {
	now     models.Presence
	told    models.Presence // as it stands in the journal
	clients int             // CTI clients that are connected
	lostAt  time.Time       // when the last client went; zero while one is connected, and once the grace is over
	history history
}

// Faults of a change of presence.
var (
	errNoUser   = errors.New("there is no such user")
	errNoClient = errors.New("no client is connected")
)

func newPresences(j *journal.Journal, w *presenceWriter) *presences {
	return &presences{
		journal: j, writer: w, wake: make(chan struct{}, 1), settings: models.DefaultPresenceSettings,
		stored: make(map[string]models.Presence), past: make(map[string]*history),
		byUser: make(map[string]*presence), due: make(map[string]time.Time),
	}
}

// restore remembers what users had set when the switchboard last stopped, for when they are added.
func (ps *presences) restore(stored []models.Presence) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	for _, p := range stored {
		ps.stored[p.UserID] = p
	}
}

// restoreChange remembers a switchover that was kept, likewise.
func (ps *presences) restoreChange(c models.PresenceChange) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	if ps.past[c.UserID] == nil {
		ps.past[c.UserID] = &history{}
	}
	ps.past[c.UserID].add(c)
}

// add makes the presence of a new user. Nobody is connected at first; to the telephone service of a user who was, the
// start of the switchboard is a lost line.
func (ps *presences) add(userID string) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	now := time.Now()
	p := &presence{now: models.Presence{UserID: userID, Chosen: models.DefaultPresence, ChosenAt: now}}
	if stored, found := ps.stored[userID]; found && stored.Chosen.Settable() {
		p.now = stored
		delete(ps.stored, userID)
	}
	if past, found := ps.past[userID]; found {
		p.history = *past
		delete(ps.past, userID)
	}
	if p.now.Chosen == models.PresenceTelephoneService {
		p.lostAt = now
	}
	p.now.State, p.now.Since = p.shown(), now
	ps.byUser[userID] = p
	ps.schedule(p)
	ps.tell(p)
}

// remove forgets the presence of a deleted user.
func (ps *presences) remove(userID string) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	if ps.byUser[userID] == nil {
		return
	}
	delete(ps.byUser, userID)
	delete(ps.due, userID)
	ps.writer.forget(userID)
	ps.journal.Append(journal.TopicPresence, userID, nil, nil)
}

// shown is what others see: what was set, while a client is connected or may still come back.
func (p *presence) shown() models.PresenceState {
	if p.clients == 0 && p.lostAt.IsZero() {
		return models.PresenceOffline
	}
	return p.now.Chosen
}

// presenceWish is a change of presence that somebody wants.
type presenceWish struct {
	state  models.PresenceState
	source models.PresenceSource
	actor  string
}

// wanted returns the presence as the wish would make it, and whether that is a change at all. To want to be right back
// once more begins the time anew.
func (ps *presences) wanted(userID string, w presenceWish) (after models.Presence, changes bool, err error) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	p := ps.byUser[userID]
	if p == nil {
		return models.Presence{}, false, errNoUser
	}
	if w.state == models.PresenceTelephoneService && p.shown() == models.PresenceOffline {
		return models.Presence{}, false, errNoClient
	}
	if w.state == p.now.Chosen && w.state != models.PresenceBeRightBack {
		return p.now, false, nil
	}
	return ps.chosen(p, w.state), true, nil
}

func (ps *presences) chosen(p *presence, state models.PresenceState) models.Presence {
	after := p.now
	after.Chosen, after.ChosenAt, after.ReturnsAt = state, time.Now(), time.Time{}
	if state == models.PresenceBeRightBack {
		after.ReturnsAt = after.ChosenAt.Add(ps.settings.BeRightBack)
	}
	return after
}

// set makes a presence count that was wanted a moment ago, and returns it. Where the last client has gone meanwhile,
// the telephone service ends like that of a line that was lost.
func (ps *presences) set(after models.Presence, w presenceWish) models.Presence {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	p := ps.byUser[after.UserID]
	if p == nil {
		return after
	}
	if after.Chosen == models.PresenceTelephoneService && p.shown() == models.PresenceOffline {
		p.lostAt = time.Now()
	}
	ps.choose(p, after, w)
	ps.show(p)
	return p.now
}

// choose takes over what was set. The lock is held.
func (ps *presences) choose(p *presence, after models.Presence, w presenceWish) {
	before := p.now.Chosen
	p.now.Chosen, p.now.ChosenAt, p.now.ReturnsAt = after.Chosen, after.ChosenAt, after.ReturnsAt
	if before != after.Chosen {
		ps.record(p, before, after.Chosen, w)
	}
	ps.writer.changed(p.now)
}

// dial sets a presence by a star code. It never waits: the database hears of it afterwards.
func (ps *presences) dial(userID string, state models.PresenceState) error {
	w := presenceWish{state, models.SourceStarCode, userID}
	after, changes, err := ps.wanted(userID, w)
	if err == nil && changes {
		ps.set(after, w)
		ps.writer.hurry()
	}
	return err
}

// connected counts a CTI client of the user in, and returns what counts it out.
func (ps *presences) connected(userID string) (gone func()) {
	ps.count(userID, 1)
	return sync.OnceFunc(func() { ps.count(userID, -1) })
}

func (ps *presences) count(userID string, more int) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	p := ps.byUser[userID]
	if p == nil || p.clients+more < 0 { // deleted, or made anew under an id that was
		return
	}
	p.clients += more
	p.lostAt = time.Time{}
	if p.clients == 0 {
		p.lostAt = time.Now()
	}
	if before := p.now.State; before == models.PresenceOffline {
		ps.record(p, before, p.now.Chosen, presenceWish{source: models.SourceConnection})
	}
	ps.show(p)
}

// show tells what others see of a presence that has changed. The lock is held.
func (ps *presences) show(p *presence) {
	before := p.now.State
	p.now.State = p.shown()
	if p.now.State != before {
		p.now.Previous, p.now.Since = before, time.Now()
	}
	ps.schedule(p)
	ps.tell(p)
}

// tell appends an event where anything differs from the last one.
func (ps *presences) tell(p *presence) {
	if p.told != p.now {
		p.told = p.now
		ps.journal.Append(journal.TopicPresence, p.now.UserID, nil, p.now)
	}
}

// schedule notes when something happens to the presence by itself.
func (ps *presences) schedule(p *presence) {
	at := p.now.ReturnsAt
	if end := p.lostAt.Add(models.PresenceGrace); !p.lostAt.IsZero() && (at.IsZero() || end.Before(at)) {
		at = end
	}
	if at.IsZero() {
		delete(ps.due, p.now.UserID)
		return
	}
	ps.due[p.now.UserID] = at
	if at.Before(ps.next) {
		ps.next = at
		select {
		case ps.wake <- struct{}{}:
		default:
		}
	}
}

// get returns the presence of a user.
func (ps *presences) get(userID string) (models.Presence, bool) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	p := ps.byUser[userID]
	if p == nil {
		return models.Presence{}, false
	}
	return p.now, true
}

// changesOf returns switchovers of a user, newest first: see history.page.
func (ps *presences) changesOf(userID string, first int, before uint64) (page []switchover, more bool) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	p := ps.byUser[userID]
	if p == nil {
		return nil, false
	}
	p.history.forget(ps.settings, time.Now())
	return p.history.page(first, before)
}

// configure makes settings count from now on. Who is away for a moment already returns as was told.
func (ps *presences) configure(settings models.PresenceSettings) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	ps.settings = settings
}
