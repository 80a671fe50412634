package switchboard

import (
	"sync"
	"time"
)

// Bounds of failed logins within loginWindow. One person mistyping at one place is held up soon; an office behind one
// address, and a name that somebody attacks from many places, later, so that nobody can lock others out with ease.
const (
	loginWindow     = 10 * time.Minute
	loginsOfPair    = 5 // one address and one account
	loginsOfAddress = 25
	loginsOfOffice  = 100 // of an address where healthy telephones live: one colleague must not lock out all others
	loginsOfAccount = 100
	maxLimited      = 20_000 // keys remembered; beyond, some are forgotten
)

// limiter counts attempts by key within a window that begins with the first of them.
type limiter struct {
	mu      sync.Mutex
	windows map[string]*window
}

type window struct {
	began time.Time
	count int
}

// bound is a key and how many attempts it may have.
type bound struct {
	key   string
	limit int
}

func newLimiter() *limiter { return &limiter{windows: make(map[string]*window)} }

// take counts an attempt for each of the bounds, or for none where one is exhausted; then it returns for how long.
func (l *limiter) take(bounds []bound) (wait time.Duration) {
	now := time.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, b := range bounds {
		if w := l.windows[b.key]; w != nil && w.count >= b.limit {
			if left := loginWindow - now.Sub(w.began); left > 0 {
				wait = max(wait, left)
			}
		}
	}
	if wait > 0 {
		return wait
	}
	for _, b := range bounds {
		l.window(b.key, now).count++
	}
	return 0
}

// giveBack undoes what take counted: the attempt was no failure. A success also clears the count of its first bound.
func (l *limiter) giveBack(bounds []bound, success bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for i, b := range bounds {
		w := l.windows[b.key]
		if w == nil {
			continue
		}
		if w.count--; w.count <= 0 || success && i == 0 {
			delete(l.windows, b.key)
		}
	}
}

func (l *limiter) window(key string, now time.Time) *window {
	w := l.windows[key]
	if w == nil || now.Sub(w.began) >= loginWindow {
		if w == nil && len(l.windows) >= maxLimited {
			l.makeRoom(now)
		}
		w = &window{began: now}
		l.windows[key] = w
	}
	return w
}

// makeRoom drops what is over. Where that is not enough, any quarter goes: whoever fills the table has that many
// addresses that counting would not hold them up.
func (l *limiter) makeRoom(now time.Time) {
	for key, w := range l.windows {
		if now.Sub(w.began) >= loginWindow {
			delete(l.windows, key)
		}
	}
	for key := range l.windows {
		if len(l.windows) < maxLimited*3/4 {
			return
		}
		delete(l.windows, key)
	}
}
