package switchboard

import (
	"context"
	"time"

	"graphpbx/models"
)

// quiet is how long keep sleeps where nothing is known to fall due.
const quiet = time.Hour

// keep lets happen what happens by itself, until the context ends: who wanted to be right back returns, and who has no
// client any more goes offline.
func (ps *presences) keep(ctx context.Context) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		case <-ps.wake:
		}
		timer.Reset(time.Until(ps.expire(time.Now())))
	}
}

// expire does what is due, and returns when it must be called again.
func (ps *presences) expire(now time.Time) (next time.Time) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	ps.next = now.Add(quiet)
	for userID, at := range ps.due {
		if !at.After(now) {
			ps.elapse(ps.byUser[userID], now)
			at = ps.due[userID] // what comes after, if anything
		}
		if !at.IsZero() && at.Before(ps.next) {
			ps.next = at
		}
	}
	return ps.next
}

// elapse does what is due for one user. The lock is held.
func (ps *presences) elapse(p *presence, now time.Time) {
	if back := p.now.ReturnsAt; !back.IsZero() && !back.After(now) {
		ps.choose(p, ps.chosen(p, models.PresenceAvailable), presenceWish{source: models.SourceTimer})
		ps.writer.hurry()
	}
	if !p.lostAt.IsZero() && !p.lostAt.Add(models.PresenceGrace).After(now) {
		ps.lose(p)
	}
	ps.show(p)
}

// lose gives up a client that did not come back. What it could not take over any more ends with it.
func (ps *presences) lose(p *presence) {
	p.lostAt = time.Time{}
	if p.now.Chosen == models.PresenceTelephoneService {
		ps.choose(p, ps.chosen(p, models.PresenceAvailable), presenceWish{source: models.SourceConnection})
		ps.writer.hurry()
	}
	ps.record(p, p.now.Chosen, models.PresenceOffline, presenceWish{source: models.SourceConnection})
}
