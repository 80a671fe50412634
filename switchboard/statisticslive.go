package switchboard

import (
	"context"
	"slices"
	"sync"
	"time"

	"graphpbx/models"
	"graphpbx/switchboard/journal"
)

// Bounds and times of live statistics.
const (
	liveInterval  = 5 * time.Second // between two looks at what is watched
	maxLiveScopes = 200             // different things that are watched at the same time
)

// LiveStatistics are the newest cells of something that is watched, in each resolution that changes while one watches.
type LiveStatistics struct {
	Of    StatisticsScope
	cells map[Resolution][]models.ProbeCell
}

// Cells returns the newest cells of a resolution, oldest first: the running one, and shortly after its end the one
// before. Days do not change while one watches, and have none.
func (l *LiveStatistics) Cells(r Resolution) []models.ProbeCell { return l.cells[r] }

// liveStatistics are told of what somebody watches, and of nothing else.
type liveStatistics struct {
	journal *journal.Journal

	mu      sync.Mutex
	watched map[string]*watched // by the key of the scope
}

type watched struct {
	of       StatisticsScope
	watchers int
	told     map[Resolution][]models.ProbeCell
}

func newLiveStatistics(j *journal.Journal) *liveStatistics {
	return &liveStatistics{journal: j, watched: make(map[string]*watched)}
}

// WatchStatistics lets the cells of a scope be told in the journal until the context ends, the present ones at once. It
// returns the key to listen to.
func (s *Switchboard) WatchStatistics(ctx context.Context, v models.Viewer, of StatisticsScope) (key string, err error) {
	if err := require(v, models.RoleSupervisor); err != nil {
		return "", err
	}
	key = of.key()
	if !s.live.join(key, of) {
		return "", refused(models.ProblemLimit, "the statistics of too many telephones are watched at this moment: close some windows", "of")
	}
	context.AfterFunc(ctx, func() { s.live.leave(key) })
	s.tellLive(key, of, time.Now())
	return key, nil
}

func (l *liveStatistics) join(key string, of StatisticsScope) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	w := l.watched[key]
	if w == nil {
		if len(l.watched) >= maxLiveScopes {
			return false
		}
		w = &watched{of: of}
		l.watched[key] = w
	}
	w.watchers++
	return true
}

func (l *liveStatistics) leave(key string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	w := l.watched[key]
	if w == nil {
		return
	}
	if w.watchers--; w.watchers == 0 {
		delete(l.watched, key)
		l.journal.Append(journal.TopicStatistics, key, nil, nil)
	}
}

func (s *Switchboard) runLiveStatistics(ctx context.Context) {
	ticker := time.NewTicker(liveInterval)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-ticker.C:
			for key, of := range s.live.scopes() {
				s.tellLive(key, of, now)
			}
		}
	}
}

func (l *liveStatistics) scopes() map[string]StatisticsScope {
	l.mu.Lock()
	defer l.mu.Unlock()
	scopes := make(map[string]StatisticsScope, len(l.watched))
	for key, w := range l.watched {
		scopes[key] = w.of
	}
	return scopes
}

// tellLive tells the newest cells of a scope where they differ from those that were told.
func (s *Switchboard) tellLive(key string, of StatisticsScope, now time.Time) {
	cells := s.statistics.newest(of, now, s.Thresholds())
	s.live.mu.Lock()
	defer s.live.mu.Unlock()
	w := s.live.watched[key]
	if w == nil || !news(cells, w.told) {
		return
	}
	w.told = cells
	s.live.journal.Append(journal.TopicStatistics, key, nil, LiveStatistics{Of: of, cells: cells})
}

// news reports whether there is a cell that was not told.
func news(cells, told map[Resolution][]models.ProbeCell) bool {
	for r := range cells {
		for _, cell := range cells[r] {
			if !slices.Contains(told[r], cell) {
				return true
			}
		}
	}
	return false
}

// newest returns the running cell of each resolution and, while answers to its last questions may still come, the one
// before. What this process did not see from its beginning is left out.
func (st *statistics) newest(of StatisticsScope, now time.Time, limits models.ProbeThresholds) map[Resolution][]models.ProbeCell {
	hours := st.recent(of, now)
	cells := make(map[Resolution][]models.ProbeCell, len(resolutions))
	for _, r := range resolutions[:3] {
		width, _ := r.width()
		from := now.UTC().Truncate(width)
		if late := from.Add(-width); now.Sub(from) < 2*hourGrace && !late.Before(st.started) {
			from = late
		}
		end := now.UTC().Truncate(time.Minute).Add(time.Minute)
		if of.Whole() {
			cells[r] = models.TallyCells(tallied(hours, hourOf(from), end), from, end, width, limits)
		} else {
			cells[r] = models.ProbeCells(hours, from, end, width, limits)
		}
	}
	return cells
}

// recent returns copies of the running hours of a scope and of those before, where they are still at hand.
func (st *statistics) recent(of StatisticsScope, now time.Time) []models.ProbeHour {
	st.mu.Lock()
	defer st.mu.Unlock()
	st.roll(now)
	var hours []models.ProbeHour
	st.each(of, func(r *runningHour) {
		r.settle(now)
		if r.before != nil && now.Sub(r.now.Hour) < 2*hourGrace {
			hours = append(hours, *r.before)
		}
		hours = append(hours, *r.now)
	})
	return hours
}
