package switchboard

import (
	"cmp"
	"context"
	"crypto/sha256"
	"maps"
	"slices"
	"sync"
	"time"

	"graphpbx/models"
	"graphpbx/models/store"
)

// Life of a session.
const (
	SessionIdle     = 12 * time.Hour     // without use
	SessionLife     = 7 * 24 * time.Hour // however much it is used
	maxUserSessions = 50                 // of one user; the one unused for longest gives way
	sweepInterval   = time.Minute        // how often expired sessions end and uses are written
)

// sessions holds all logins and API tokens in memory. A token is known by its hash alone.
type sessions struct {
	mu      sync.Mutex
	byHash  map[[32]byte]*models.Session
	byID    map[string]*models.Session
	touched map[string]bool // used since that was last written
	doomed  map[string]bool // ended, while the database did not take it
	tellers map[int]func(sessionID string)
	teller  int
	wake    chan struct{} // an API token was made: it may end before those that were known
}

func newSessions() *sessions {
	return &sessions{
		byHash: make(map[[32]byte]*models.Session), byID: make(map[string]*models.Session),
		touched: make(map[string]bool), doomed: make(map[string]bool), tellers: make(map[int]func(string)),
		wake: make(chan struct{}, 1),
	}
}

func (ss *sessions) add(session models.Session) {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	ss.byHash[session.TokenHash], ss.byID[session.ID] = &session, &session
}

// addWithin adds an API token, unless its user has as many as the bound already.
func (ss *sessions) addWithin(token models.Session, bound int) bool {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	count := 0
	for _, other := range ss.byID {
		if other.IsToken() && other.UserID == token.UserID {
			count++
		}
	}
	if count >= bound {
		return false
	}
	ss.byHash[token.TokenHash], ss.byID[token.ID] = &token, &token
	select {
	case ss.wake <- struct{}{}:
	default:
	}
	return true
}

func (ss *sessions) count() (count int) {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	for _, session := range ss.byID {
		if !session.IsToken() {
			count++
		}
	}
	return count
}

// use returns the session of a token and prolongs it. An API token ends when it was said to end.
func (ss *sessions) use(token string, now time.Time) (models.Session, bool) {
	hash := hashOf(token)
	ss.mu.Lock()
	defer ss.mu.Unlock()
	session := ss.byHash[hash]
	if session == nil || !session.ExpiresAt.After(now) {
		return models.Session{}, false
	}
	if session.LastUsedAt = now; !session.IsToken() {
		session.ExpiresAt = expiry(session.CreatedAt, now)
	}
	ss.touched[session.ID] = true
	return *session, true
}

func expiry(created, used time.Time) time.Time {
	idle, end := used.Add(SessionIdle), created.Add(SessionLife)
	if end.Before(idle) {
		return end
	}
	return idle
}

// which returns copies of the sessions that are meant, latest use first.
func (ss *sessions) which(meant func(*models.Session) bool) []models.Session {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	var found []models.Session
	for _, session := range ss.byID {
		if meant(session) {
			found = append(found, *session)
		}
	}
	slices.SortFunc(found, func(a, b models.Session) int {
		return cmp.Or(b.LastUsedAt.Compare(a.LastUsedAt), cmp.Compare(a.ID, b.ID))
	})
	return found
}

// drop forgets a session, and reports whether it was there.
func (ss *sessions) drop(id string) bool {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	session := ss.byID[id]
	if session == nil {
		return false
	}
	delete(ss.byID, id)
	delete(ss.byHash, session.TokenHash)
	delete(ss.touched, id)
	return true
}

// tell says that a session has ended, or that its rights have changed.
func (ss *sessions) tell(id string) {
	ss.mu.Lock()
	tellers := make([]func(string), 0, len(ss.tellers))
	for _, teller := range ss.tellers {
		tellers = append(tellers, teller)
	}
	ss.mu.Unlock()
	for _, teller := range tellers {
		teller(id)
	}
}

// uses returns what has to be written of the sessions used lately.
func (ss *sessions) uses() []store.SessionUse {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	uses := make([]store.SessionUse, 0, len(ss.touched))
	for id := range ss.touched {
		session := ss.byID[id]
		uses = append(uses, store.SessionUse{ID: id, LastUsedAt: session.LastUsedAt, ExpiresAt: session.ExpiresAt})
	}
	clear(ss.touched)
	return uses
}

// touchAgain marks sessions whose use could not be written.
func (ss *sessions) touchAgain(uses []store.SessionUse) {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	for _, use := range uses {
		if ss.byID[use.ID] != nil {
			ss.touched[use.ID] = true
		}
	}
}

// OnSessionEnd calls tell with the id of each session that ends from now on, or whose user gets another role: whoever
// serves a connection of it must close it. It is called without locks and must not wait. The returned function ends it.
func (s *Switchboard) OnSessionEnd(tell func(sessionID string)) (cancel func()) {
	ss := s.sessions
	ss.mu.Lock()
	defer ss.mu.Unlock()
	ss.teller++
	n := ss.teller
	ss.tellers[n] = tell
	return func() {
		ss.mu.Lock()
		defer ss.mu.Unlock()
		delete(ss.tellers, n)
	}
}

func (s *Switchboard) loadSessions(ctx context.Context) error {
	stored, err := s.store.Sessions(ctx)
	for _, session := range stored {
		s.sessions.add(session)
	}
	return err
}

// endSessions ends sessions in memory, for when the database has forgotten them with their user.
func (s *Switchboard) endSessions(meant func(*models.Session) bool) {
	for _, session := range s.sessions.which(meant) {
		if s.sessions.drop(session.ID) {
			s.sessions.tell(session.ID)
		}
	}
}

// reviewSessions tells that the rights of a user have changed.
func (s *Switchboard) reviewSessions(userID string) {
	for _, session := range s.sessions.which(func(session *models.Session) bool { return session.UserID == userID }) {
		s.sessions.tell(session.ID)
	}
}

// revokeSessions ends sessions in memory at once, then in the database: where that is away, as soon as it is back.
func (s *Switchboard) revokeSessions(ctx context.Context, meant func(*models.Session) bool) {
	for _, session := range s.sessions.which(meant) {
		if !s.sessions.drop(session.ID) {
			continue
		}
		s.sessions.tell(session.ID)
		s.deleteSession(ctx, session.ID)
	}
}

func (s *Switchboard) deleteSession(ctx context.Context, id string) {
	err := s.health.report(s.store.DeleteSession(ctx, id))
	s.sessions.mu.Lock()
	defer s.sessions.mu.Unlock()
	if delete(s.sessions.doomed, id); err != nil {
		s.sessions.doomed[id] = true
	}
}

func (ss *sessions) awaitingDeletion() []string {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	return slices.Collect(maps.Keys(ss.doomed))
}

// runSessions ends sessions whose time is over, API tokens in the moment they are, and writes down which were used.
func (s *Switchboard) runSessions(ctx context.Context) {
	ticker := time.NewTicker(sweepInterval)
	defer ticker.Stop()
	for {
		end := time.NewTimer(s.sessions.nextTokenEnd(time.Now()))
		select {
		case <-ctx.Done():
			end.Stop()
			return
		case <-s.sessions.wake:
		case <-end.C:
			s.endExpired(time.Now())
		case now := <-ticker.C:
			s.endExpired(now)
			s.writeSessions(ctx)
		}
		end.Stop()
	}
}

func (s *Switchboard) endExpired(now time.Time) {
	s.endSessions(func(session *models.Session) bool { return !session.ExpiresAt.After(now) })
}

// nextTokenEnd returns how long it is until the next API token ends; at most until the next sweep.
func (ss *sessions) nextTokenEnd(now time.Time) time.Duration {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	next := sweepInterval
	for _, session := range ss.byID {
		if session.IsToken() {
			next = min(next, session.ExpiresAt.Sub(now))
		}
	}
	return max(next, 0)
}

// writeSessions makes up for ends that the database has not taken, and writes which sessions were used.
func (s *Switchboard) writeSessions(ctx context.Context) {
	for _, id := range s.sessions.awaitingDeletion() {
		s.deleteSession(ctx, id)
	}
	uses := s.sessions.uses()
	if len(uses) == 0 {
		return
	}
	if s.health.report(s.store.TouchSessions(ctx, uses)) != nil {
		s.sessions.touchAgain(uses)
	}
}

// hashOf returns what is kept of a token. A token is random, so a fast hash hides it well.
func hashOf(token string) [32]byte { return sha256.Sum256([]byte(token)) }
