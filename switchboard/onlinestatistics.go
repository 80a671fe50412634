package switchboard

import (
	"context"
	"fmt"
	"time"

	"graphpbx/models"
	"graphpbx/models/store"
)

// Resolution is how long a cell of the online statistics is. The schema's enum has the same words.
type Resolution string

// Resolutions.
const (
	ResolutionRaw    Resolution = "RAW"    // one minute: every single probe
	ResolutionMinute Resolution = "MINUTE" // five minutes
	ResolutionHour   Resolution = "HOUR"
	ResolutionDay    Resolution = "DAY" // of UTC
)

func (r Resolution) width() (time.Duration, bool) {
	switch r {
	case ResolutionRaw:
		return time.Minute, true
	case ResolutionMinute:
		return 5 * time.Minute, true
	case ResolutionHour:
		return time.Hour, true
	case ResolutionDay:
		return 24 * time.Hour, true
	}
	return 0, false
}

// OnlineStatistics tells how well the terminals of a telephone answered.
type OnlineStatistics struct {
	Resolution   Resolution
	Cells        []models.ProbeCell // in order of time, at most models.MaxProbeCells
	Availability float64            // share of probes that were answered, 0 to 1; 1 where none was sent
}

// OnlineStatistics returns the cells of the span from (inclusive) to (exclusive, the zero time for now), all terminals
// of the telephone together. The first cell begins at a whole multiple of its length, the last ends at the latest now.
func (s *Switchboard) OnlineStatistics(
	ctx context.Context, v models.Viewer, telephoneID string, from, to time.Time, r Resolution,
) (OnlineStatistics, error) {
	if err := require(v, models.RoleSupervisor); err != nil {
		return OnlineStatistics{}, err
	}
	userID := models.TelephoneUserID(telephoneID)
	if _, found := s.User(userID); !found {
		return OnlineStatistics{}, refused(models.ProblemNotFound, "there is no such telephone: its user may have been deleted", "id")
	}
	now := time.Now()
	if to.IsZero() || to.After(now) {
		to = now
	}
	width, err := span(from, to, r)
	if err != nil {
		return OnlineStatistics{}, err
	}
	from = from.UTC().Truncate(width)
	hours, err := s.statistics.span(ctx, userID, from, to, now)
	if err != nil {
		return OnlineStatistics{}, err
	}
	cells := models.ProbeCells(hours, from, to, width, s.config.Thresholds)
	return OnlineStatistics{Resolution: r, Cells: cells, Availability: availability(cells)}, nil
}

// span checks what is asked for, and returns the length of a cell.
func span(from, to time.Time, r Resolution) (time.Duration, error) {
	width, known := r.width()
	switch {
	case !known:
		return 0, refused(models.ProblemInvalid, fmt.Sprintf("there is no resolution %q", short(string(r))), "resolution")
	case !from.Before(to):
		return 0, refused(models.ProblemInvalid, "the span ends before it begins, or begins in the future: choose an earlier start", "from")
	case to.Sub(from.Truncate(width)) > models.MaxProbeCells*width:
		return 0, refused(models.ProblemLimit, fmt.Sprintf(
			"that would be more than %d cells: choose a coarser resolution or a shorter span", models.MaxProbeCells), "resolution")
	}
	return width, nil
}

// span returns the hours of a user: those of the database, and those that are not there yet.
func (st *statistics) span(ctx context.Context, userID string, from, to, now time.Time) ([]models.ProbeHour, error) {
	own := st.ofUser(userID, now)
	stored, err := st.store.ProbeHours(ctx, store.ProbeHourQuery{UserID: userID, From: from, To: to})
	if st.health.report(err) != nil {
		return nil, err
	}
	return append(own, joinHours(own, stored)...), nil
}

func availability(cells []models.ProbeCell) float64 {
	sent, lost := 0, 0
	for i := range cells {
		sent, lost = sent+cells[i].Sent, lost+cells[i].Lost
	}
	if sent == 0 {
		return 1
	}
	return float64(sent-lost) / float64(sent)
}
