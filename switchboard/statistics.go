package switchboard

import (
	"context"
	"slices"
	"sync"
	"time"

	"graphpbx/models"
	"graphpbx/models/store"
)

// Bounds and times of the statistics.
const (
	statisticsInterval = 5 * time.Second
	hourGrace          = 15 * time.Second // an answer may come so long after the hour in which it was asked for
	maxWaitingHours    = 240_000          // a day of 10,000 terminals, about 35 MB; beyond, the oldest are lost
	maxRunningHours    = 200_000          // terminals in one hour; beyond, new ones are not followed
	hourBatch          = 5000
	checkpointInterval = 10 * time.Minute
)

// statisticsStore is where hours of statistics are kept.
type statisticsStore interface {
	SaveProbeHours(ctx context.Context, hours []models.ProbeHour) error
	ProbeHours(ctx context.Context, q store.ProbeHourQuery) ([]models.ProbeHour, error)
	SaveTallyHour(ctx context.Context, hour *models.ProbeTallyHour) error
	TallyHours(ctx context.Context, from, to time.Time) ([]models.ProbeTallyHour, error)
	TalliedUntil(ctx context.Context) (time.Time, error)
}

// statistics gathers the answers to probes: the running hour in memory, full hours in the database, each written once.
type statistics struct {
	store    statisticsStore
	settings *settings
	health   *health
	started  time.Time // the hour of the start may stand in the database already, in part

	mu      sync.Mutex
	hour    time.Time                          // the running hour
	running map[string]map[string]*runningHour // by user id and terminal id
	count   int                                // of running hours
	full    []*models.ProbeHour                // not stored yet, oldest first
	saved   time.Time                          // when the running hour was last stored
	tallied time.Time                          // up to here the hours of the whole switchboard are stored; zero before that is known
}

// runningHour is the hour of one terminal.
type runningHour struct {
	now        *models.ProbeHour
	before     *models.ProbeHour // the hour before, while answers to its last questions may still come
	registered bool
	since      time.Time // when registered last changed
}

func newStatistics(s statisticsStore, chosen *settings, h *health) *statistics {
	now := time.Now()
	return &statistics{
		store: s, settings: chosen, health: h, started: hourOf(now), hour: hourOf(now),
		running: make(map[string]map[string]*runningHour), saved: now,
	}
}

// load reads back what was stored of the running hour, so that it goes on where it stopped.
func (st *statistics) load(ctx context.Context) error {
	hours, err := st.store.ProbeHours(ctx, store.ProbeHourQuery{All: true, From: st.started, To: st.started.Add(time.Hour)})
	now := time.Now()
	st.mu.Lock()
	defer st.mu.Unlock()
	for i := range hours {
		st.put(hours[i].UserID, hours[i].TerminalID, &runningHour{now: &hours[i], since: now})
	}
	return err
}

// keptFrom returns from when on statistics are kept.
func (st *statistics) keptFrom(now time.Time) time.Time {
	return now.AddDate(0, 0, -st.settings.get().Retention.StatisticsDays)
}

func hourOf(t time.Time) time.Time { return t.UTC().Truncate(time.Hour) }

// bound takes which terminals of a user are registered.
func (st *statistics) bound(userID string, bindings []models.Binding) {
	now := time.Now()
	st.mu.Lock()
	defer st.mu.Unlock()
	st.roll(now)
	registered := make(map[string]bool, len(bindings))
	for i := range bindings {
		registered[bindings[i].TerminalID] = true
		st.register(userID, &bindings[i], now)
	}
	for id, r := range st.running[userID] {
		if r.registered && !registered[id] {
			r.registered, r.since = false, now
		}
	}
}

func (st *statistics) register(userID string, b *models.Binding, now time.Time) {
	r := st.running[userID][b.TerminalID]
	switch {
	case r == nil && st.count >= maxRunningHours:
	case r == nil:
		st.add(userID, b, now)
	case !r.registered:
		r.settle(now)
		r.registered, r.since = true, now
	}
	if r != nil {
		r.now.Network = models.SubscriberNetwork(b.Remote.Addr())
	}
}

// add begins the hour of a terminal. It was not registered in the minutes before its registration.
func (st *statistics) add(userID string, b *models.Binding, now time.Time) {
	hour := models.NewProbeHour(userID, b.TerminalID, now)
	hour.Network = models.SubscriberNetwork(b.Remote.Addr())
	r := &runningHour{now: &hour, since: hour.Hour.Add(-time.Minute)}
	if b.RegisteredAt.After(hour.Hour) {
		r.settle(b.RegisteredAt)
	}
	r.registered, r.since = true, now
	st.put(userID, b.TerminalID, r)
}

func (st *statistics) put(userID, terminalID string, r *runningHour) {
	if st.running[userID] == nil {
		st.running[userID] = make(map[string]*runningHour)
	}
	st.running[userID][terminalID] = r
	st.count++
}

// settle notes that the terminal was not registered in the minutes between the one of the last change and the one of
// the time given, neither included, where it was not.
func (r *runningHour) settle(until time.Time) {
	if r.registered {
		return
	}
	for minute := r.since.Truncate(time.Minute).Add(time.Minute); minute.Before(until.Truncate(time.Minute)); minute = minute.Add(time.Minute) {
		r.now.SetOffline(minute)
	}
}

// probed takes what came of a probe.
func (st *statistics) probed(p models.ProbeResult) {
	st.mu.Lock()
	defer st.mu.Unlock()
	st.roll(time.Now())
	r := st.running[p.UserID][p.TerminalID]
	if r != nil && !r.now.Set(p.Probe) && r.before != nil {
		r.before.Set(p.Probe)
	}
}

// roll begins the next hour when its time has come.
func (st *statistics) roll(now time.Time) {
	hour := hourOf(now)
	if !hour.After(st.hour) {
		return
	}
	st.hour = hour
	for userID, terminals := range st.running {
		for id, r := range terminals {
			r.settle(r.now.Hour.Add(time.Hour))
			st.full = append(st.full, r.now)
			if !r.registered {
				st.drop(userID, id)
				continue
			}
			next := models.NewProbeHour(userID, id, now)
			next.Network = r.now.Network
			r.before, r.now = r.now, &next
		}
	}
	if over := len(st.full) - maxWaitingHours; over > 0 {
		st.full = slices.Clone(st.full[over:])
	}
}

func (st *statistics) drop(userID, terminalID string) {
	delete(st.running[userID], terminalID)
	st.count--
	if len(st.running[userID]) == 0 {
		delete(st.running, userID)
	}
}

// forget drops the running hours of a deleted user.
func (st *statistics) forget(userID string) {
	st.mu.Lock()
	defer st.mu.Unlock()
	st.count -= len(st.running[userID])
	delete(st.running, userID)
	st.full = slices.DeleteFunc(st.full, func(h *models.ProbeHour) bool { return h.UserID == userID })
}

// unstored returns copies of the hours of a scope that are not in the database yet.
func (st *statistics) unstored(of StatisticsScope, now time.Time) []models.ProbeHour {
	st.mu.Lock()
	defer st.mu.Unlock()
	st.roll(now)
	var hours []models.ProbeHour
	for _, h := range st.full {
		if of.holds(h) {
			hours = append(hours, *h)
		}
	}
	st.each(of, func(r *runningHour) {
		r.settle(now)
		hours = append(hours, *r.now)
	})
	return hours
}

// each visits the running hours of a scope. The lock is held.
func (st *statistics) each(of StatisticsScope, visit func(*runningHour)) {
	if of.UserID != "" {
		for _, r := range st.running[of.UserID] {
			if of.holds(r.now) {
				visit(r)
			}
		}
		return
	}
	for _, terminals := range st.running {
		for _, r := range terminals {
			if of.holds(r.now) {
				visit(r)
			}
		}
	}
}

func (st *statistics) waiting() int {
	st.mu.Lock()
	defer st.mu.Unlock()
	return len(st.full)
}
