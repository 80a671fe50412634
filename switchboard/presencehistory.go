package switchboard

import (
	"strconv"
	"time"

	"graphpbx/models"
)

// history remembers the last switchovers of one user, at most models.MaxPresenceHistory. Unless an administrator wants
// otherwise it lives until the switchboard stops: how somebody spent the day is nobody's business for longer.
type history struct {
	entries []switchover // oldest first
	last    uint64       // number of the newest
}

// switchover is an entry with its number, from 1.
type switchover struct {
	number uint64
	change models.PresenceChange
}

// record remembers a switchover, and has it stored where that is wanted. The lock is held.
func (ps *presences) record(p *presence, from, to models.PresenceState, w presenceWish) {
	change := models.PresenceChange{UserID: p.now.UserID, At: time.Now(), From: from, To: to, Source: w.source, ActorID: w.actor}
	p.history.add(change)
	if ps.settings.HistoryDays > 0 {
		ps.writer.happened(change)
	}
}

// forget drops what is older than the settings want.
func (h *history) forget(settings models.PresenceSettings, now time.Time) {
	if settings.HistoryDays == 0 {
		return
	}
	oldest := now.AddDate(0, 0, -settings.HistoryDays)
	for len(h.entries) > 0 && h.entries[0].change.At.Before(oldest) {
		h.entries = h.entries[1:]
	}
}

func (h *history) add(change models.PresenceChange) {
	h.last++
	if len(h.entries) == models.MaxPresenceHistory {
		copy(h.entries, h.entries[1:])
		h.entries = h.entries[:len(h.entries)-1]
	}
	h.entries = append(h.entries, switchover{h.last, change})
}

// page returns the first entries before a number (0: of all), newest first, and whether there are older ones.
func (h *history) page(first int, before uint64) (page []switchover, more bool) {
	for i := len(h.entries) - 1; i >= 0; i-- {
		entry := h.entries[i]
		if before != 0 && entry.number >= before {
			continue
		}
		if len(page) == first {
			return page, true
		}
		page = append(page, entry)
	}
	return page, false
}

// PresencePage is a page of switchovers, newest first.
type PresencePage struct {
	Changes []models.PresenceChange
	Cursors []string // the place of each of them
	HasNext bool
}

// PresenceHistory returns the switchovers of a user, newest first: at most first, those that stand after the cursor
// (empty: from the newest). It is for supervisors.
func (s *Switchboard) PresenceHistory(v models.Viewer, userID string, first int, after string) (PresencePage, error) {
	if err := require(v, models.RoleSupervisor); err != nil {
		return PresencePage{}, err
	}
	before := uint64(0)
	if after != "" {
		var err error
		if before, err = strconv.ParseUint(after, 10, 64); err != nil || before == 0 {
			return PresencePage{}, refused(models.ProblemInvalid, "this is no place in a history of presence: begin without one", "after")
		}
	}
	entries, more := s.presences.changesOf(userID, first, before)
	page := PresencePage{HasNext: more}
	for _, entry := range entries {
		page.Changes = append(page.Changes, entry.change)
		page.Cursors = append(page.Cursors, strconv.FormatUint(entry.number, 10))
	}
	return page, nil
}
