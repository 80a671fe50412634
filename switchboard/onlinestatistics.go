package switchboard

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"graphpbx/models"
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

// resolutions are all of them, finest first.
var resolutions = []Resolution{ResolutionRaw, ResolutionMinute, ResolutionHour, ResolutionDay}

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

// finest returns the finest resolution that the span can be told in.
func finest(from, to time.Time) Resolution {
	for _, r := range resolutions {
		if width, _ := r.width(); to.Sub(from.Truncate(width)) <= models.MaxProbeCells*width {
			return r
		}
	}
	return ResolutionDay
}

// maxSpanHours bounds how many hours of terminals one question reads, about 20 MB.
const maxSpanHours = 100_000

// OnlineStatistics tells how well terminals answered.
type OnlineStatistics struct {
	Of         StatisticsScope
	Resolution Resolution
	From, To   time.Time          // From is that of the first cell
	Cells      []models.ProbeCell // in order of time, at most models.MaxProbeCells
	Reach      models.Reach
}

// Totals returns how many probes were sent, and how many of them nobody answered.
func (o *OnlineStatistics) Totals() (sent, lost int) {
	for i := range o.Cells {
		sent, lost = sent+o.Cells[i].Sent, lost+o.Cells[i].Lost
	}
	return sent, lost
}

// OnlineStatistics returns the cells of the span from (inclusive) to (exclusive, the zero time for now), all terminals
// of the scope together; in the finest resolution that the span allows where r is empty. The first cell begins at a whole
// multiple of its length, the last ends at the latest now.
func (s *Switchboard) OnlineStatistics(
	ctx context.Context, v models.Viewer, of StatisticsScope, from, to time.Time, r Resolution,
) (OnlineStatistics, error) {
	if err := require(v, models.RoleSupervisor); err != nil {
		return OnlineStatistics{}, err
	}
	now := time.Now()
	if to.IsZero() || to.After(now) {
		to = now
	}
	if r == "" {
		r = finest(from, to)
	}
	width, err := span(from, to, r)
	if err != nil {
		return OnlineStatistics{}, err
	}
	o := OnlineStatistics{Of: of, Resolution: r, From: from.UTC().Truncate(width), To: to}
	if of.Whole() {
		return o, s.wholeStatistics(ctx, &o, width, now)
	}
	hours, err := s.statistics.span(ctx, of, o.From, to, now)
	if err != nil {
		return OnlineStatistics{}, err
	}
	o.Cells = models.ProbeCells(hours, o.From, to, width, s.Thresholds())
	o.Reach = models.ReachOf(hours, s.since(of, o.From), to, s.Thresholds(), !of.Network.IsValid())
	return o, nil
}

func (s *Switchboard) wholeStatistics(ctx context.Context, o *OnlineStatistics, width time.Duration, now time.Time) error {
	hours, err := s.statistics.wholeSpan(ctx, o.From, o.To, now)
	if err != nil {
		return err
	}
	o.Cells = models.TallyCells(hours, o.From, o.To, width, s.Thresholds())
	o.Reach = models.TallyReach(hours, o.From, o.To, s.Thresholds())
	return nil
}

// since returns from when on somebody could be reached: nobody is to blame for the time before there was a user.
func (s *Switchboard) since(of StatisticsScope, from time.Time) time.Time {
	userID := of.UserID
	if of.TerminalID != "" {
		userID = s.telephones.owner(of.TerminalID)
	}
	if user, found := s.User(userID); found && user.CreatedAt.After(from) {
		return user.CreatedAt.UTC()
	}
	return from
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

// span returns the hours of a scope, oldest first: those of the database, a day at a time, and those that are not there yet.
func (st *statistics) span(ctx context.Context, of StatisticsScope, from, to, now time.Time) ([]models.ProbeHour, error) {
	own := st.unstored(of, now)
	q := of.query()
	if kept := st.keptFrom(now).Add(-time.Hour); from.Before(kept) {
		from = kept
	}
	for q.From = from.UTC().Truncate(time.Hour); q.From.Before(to); q.From = q.To {
		if q.To = q.From.Add(24 * time.Hour); q.To.After(to) {
			q.To = to
		}
		stored, err := st.store.ProbeHours(ctx, q)
		if st.health.report(err) != nil {
			return nil, err
		}
		if own = append(own, joinHours(own, stored)...); len(own) > maxSpanHours {
			return nil, refused(models.ProblemLimit, "there are too many terminals for so long a time: choose a shorter span", "from")
		}
	}
	slices.SortFunc(own, func(a, b models.ProbeHour) int {
		return cmp.Or(a.Hour.Compare(b.Hour), cmp.Compare(a.TerminalID, b.TerminalID))
	})
	return own, nil
}
