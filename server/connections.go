package server

import (
	"context"
	"errors"
	"sync"
	"time"

	"graphpbx/graph/live"
	"graphpbx/models"
)

// Bounds of open streams of all kinds.
const (
	maxConnections     = 25_000
	maxUserConnections = 100 // of one user, logins and API tokens together: many windows, and programs that forget to close
)

// stayAlive is how often open streams prolong their sessions.
const stayAlive = time.Minute

// errGoingAway ends streams when the server stops.
var errGoingAway = errors.New("the server is stopping")

// sessionSource is what connections ask of the switchboard.
type sessionSource interface {
	Viewer(token string) (models.Viewer, bool)
	OnSessionEnd(tell func(sessionID string)) (cancel func())
}

// connections knows all open streams by their sessions: they end within a moment of their session, keep it alive while
// they last, and end when the server does.
type connections struct {
	sessions sessionSource
	stop     func()
	open     sync.WaitGroup
	keeper   sync.WaitGroup

	mu     sync.Mutex
	all    map[*connection]struct{}
	bySess map[string]map[*connection]struct{}
	byUser map[string]int
	closed bool
}

// connection is one open stream.
type connection struct {
	session string // empty for the local administrator and for strangers
	user    string // likewise
	token   string
	end     context.CancelCauseFunc
}

func newConnections(sessions sessionSource) *connections {
	ctx, cancel := context.WithCancel(context.Background())
	cs := &connections{sessions: sessions, all: map[*connection]struct{}{}, bySess: map[string]map[*connection]struct{}{}, byUser: map[string]int{}}
	forget := sessions.OnSessionEnd(cs.ended)
	cs.stop = sync.OnceFunc(func() {
		forget()
		cancel()
	})
	cs.keeper.Go(func() { cs.stayAlive(ctx) })
	return cs
}

// keep returns a context that ends with the session or the server, and must be released. It fails where there are too
// many streams, of all or of the user, or no more are taken.
func (cs *connections) keep(ctx context.Context, v models.Viewer, token string) (_ context.Context, release func(), err error) {
	ctx, end := context.WithCancelCause(ctx)
	c := &connection{session: v.SessionID, user: v.UserID, token: token, end: end}
	if err := cs.add(c); err != nil {
		end(errGoingAway)
		return nil, nil, err
	}
	if v.SessionID != "" {
		if _, lives := cs.sessions.Viewer(token); !lives { // it ended before we listened
			end(live.ErrRevoked)
		}
	}
	return ctx, sync.OnceFunc(func() { cs.remove(c) }), nil
}

func (cs *connections) add(c *connection) error {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	if cs.closed || len(cs.all) >= maxConnections {
		return live.ErrFull
	}
	if c.user != "" && cs.byUser[c.user] >= maxUserConnections {
		return live.ErrCrowded
	}
	cs.byUser[c.user]++
	cs.all[c] = struct{}{}
	if cs.bySess[c.session] == nil {
		cs.bySess[c.session] = map[*connection]struct{}{}
	}
	cs.bySess[c.session][c] = struct{}{}
	cs.open.Add(1)
	return nil
}

func (cs *connections) remove(c *connection) {
	cs.mu.Lock()
	delete(cs.all, c)
	delete(cs.bySess[c.session], c)
	if len(cs.bySess[c.session]) == 0 {
		delete(cs.bySess, c.session)
	}
	less(cs.byUser, c.user)
	cs.mu.Unlock()
	c.end(context.Canceled)
	cs.open.Done()
}

func less(counts map[string]int, key string) {
	if counts[key]--; counts[key] <= 0 {
		delete(counts, key)
	}
}

func (cs *connections) count() int {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	return len(cs.all)
}

// ended closes the streams of a session. The switchboard calls it.
func (cs *connections) ended(session string) {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	for c := range cs.bySess[session] {
		if session != "" {
			c.end(live.ErrRevoked)
		}
	}
}

// stayAlive prolongs the sessions of open streams, and closes those of sessions that ended without a word.
func (cs *connections) stayAlive(ctx context.Context) {
	ticker := time.NewTicker(stayAlive)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			cs.prolong()
		}
	}
}

func (cs *connections) prolong() {
	for session, token := range cs.tokens() {
		if _, lives := cs.sessions.Viewer(token); !lives {
			cs.ended(session)
		}
	}
}

// tokens returns one token of each session that has streams.
func (cs *connections) tokens() map[string]string {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	tokens := make(map[string]string, len(cs.bySess))
	for session, streams := range cs.bySess {
		for c := range streams {
			if session != "" {
				tokens[session] = c.token
			}
			break
		}
	}
	return tokens
}

// shut ends all streams and takes no more.
func (cs *connections) shut() {
	cs.stop()
	cs.mu.Lock()
	defer cs.mu.Unlock()
	cs.closed = true
	for c := range cs.all {
		c.end(errGoingAway)
	}
}

// wait waits until all streams have gone, or the context ends.
func (cs *connections) wait(ctx context.Context) error {
	cs.keeper.Wait()
	gone := make(chan struct{})
	go func() {
		cs.open.Wait()
		close(gone)
	}()
	select {
	case <-gone:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
