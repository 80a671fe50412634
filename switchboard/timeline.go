package switchboard

import (
	"context"
	"log/slog"
	"net/netip"
	"sync"
	"time"

	"graphpbx/models"
	"graphpbx/models/store"
)

// timelineSpool is the file of events that wait for the database.
const timelineSpool = "terminal-events.spool"

// timelineStore is where events of terminals are kept. An event may be delivered twice.
type timelineStore interface {
	SaveTerminalEvents(ctx context.Context, events []models.TerminalEvent) error
}

// timeline tells registrations and their ends in the order in which they happened, and has them stored.
type timeline struct {
	queue *recordQueue[models.TerminalEvent]
	heard func(models.TerminalEvent) // of every event, stored or not; it must not wait

	mu        sync.Mutex
	terminals map[string]place // registered ones: of one that has gone the engine tells only the id
	hour      time.Time
	counts    map[string]int // events of this hour by user
}

// place is what an event tells of a terminal.
type place struct {
	userID    string
	address   netip.AddrPort
	userAgent string
}

func newTimeline(s timelineStore, dir string, h *health, log *slog.Logger) *timeline {
	id := func(e *models.TerminalEvent) string { return e.ID }
	return &timeline{
		queue: &recordQueue[models.TerminalEvent]{
			of: "events of terminals", save: s.SaveTerminalEvents, spool: spool[models.TerminalEvent]{spoolPath(dir, timelineSpool), id},
			health: h, log: log, wake: make(chan struct{}, 1), emptied: make(chan struct{}),
		},
		heard:     func(models.TerminalEvent) {},
		terminals: make(map[string]place), counts: make(map[string]int),
	}
}

// eventKinds are the causes that stand in the time line. A binding that is read back at start is no news.
var eventKinds = map[models.BindingCause]models.TerminalEventKind{
	models.BindingRegistered: models.EventRegistered, models.BindingMoved: models.EventMoved, models.BindingUnregistered: models.EventUnregistered,
	models.BindingExpired: models.EventExpired, models.BindingRemoved: models.EventRemoved,
}

// bound takes the bindings of a user after one of them changed.
func (tl *timeline) bound(userID string, bindings []models.Binding, cause models.BindingCause, terminalID string) {
	tl.mu.Lock()
	defer tl.mu.Unlock()
	kind := eventKinds[cause]
	for i := range bindings {
		b := &bindings[i]
		tl.terminals[b.TerminalID] = place{userID, b.Remote, b.UserAgent}
		if cause == models.BindingReachability && b.TerminalID == terminalID {
			kind = models.EventUnreachable
			if b.Reachable {
				kind = models.EventReachable
			}
		}
	}
	at, known := tl.terminals[terminalID]
	switch cause {
	case models.BindingUnregistered, models.BindingExpired, models.BindingRemoved:
		delete(tl.terminals, terminalID)
	}
	if kind != "" && known {
		tl.add(models.TerminalEvent{Kind: kind, UserID: userID, TerminalID: terminalID, Address: at.address, UserAgent: at.userAgent})
	}
}

// add is called locked.
func (tl *timeline) add(e models.TerminalEvent) {
	e.ID, e.At = models.NewID(models.KindTerminalEvent), time.Now()
	tl.heard(e)
	if hour := hourOf(e.At); !hour.Equal(tl.hour) {
		tl.hour = hour
		clear(tl.counts)
	}
	if tl.counts[e.UserID]++; tl.counts[e.UserID] <= models.MaxTerminalEventsHour {
		tl.queue.add(e)
	}
}

// tell notes an event of the switchboard itself.
func (tl *timeline) tell(kind models.TerminalEventKind) {
	tl.mu.Lock()
	defer tl.mu.Unlock()
	tl.add(models.TerminalEvent{Kind: kind})
}

// forget drops the terminals of a deleted user.
func (tl *timeline) forget(userID string) {
	tl.mu.Lock()
	defer tl.mu.Unlock()
	for id, at := range tl.terminals {
		if at.userID == userID {
			delete(tl.terminals, id)
		}
	}
}

// TerminalEvents returns registrations and their ends, oldest first; of more than models.MaxTerminalEvents the newest,
// and true. What happened a moment ago is among them.
func (s *Switchboard) TerminalEvents(
	ctx context.Context, v models.Viewer, of StatisticsScope, from, to time.Time,
) (events []models.TerminalEvent, more bool, err error) {
	if err := require(v, models.RoleSupervisor); err != nil {
		return nil, false, err
	}
	waiting, cancel := context.WithTimeout(ctx, historyPatience)
	s.timeline.queue.settled(waiting)
	cancel()
	events, more, err = s.store.TerminalEvents(ctx, store.TerminalEventQuery{
		UserID: of.UserID, TerminalID: of.TerminalID, Network: of.Network, From: from, To: to, Limit: models.MaxTerminalEvents,
	})
	return events, more, s.health.report(err)
}
