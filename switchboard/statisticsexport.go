package switchboard

import (
	"context"
	"time"

	"graphpbx/models"
)

// ExportedCell is a line of the online statistics as they are exported: a cell of one terminal. For the whole
// switchboard terminal and user are empty.
type ExportedCell struct {
	TerminalID string
	Username   string
	models.ProbeCell
}

// ExportStatistics calls emit for each cell of each terminal of the scope, a day at a time and within it by terminal, however
// long the span is; for the whole switchboard for each cell. It ends at the first error that emit returns. Nothing is
// emitted where it is refused.
func (s *Switchboard) ExportStatistics(
	ctx context.Context, v models.Viewer, of StatisticsScope, from, to time.Time, r Resolution, emit func(*ExportedCell) error,
) error {
	if err := require(v, models.RoleSupervisor); err != nil {
		return err
	}
	now := time.Now()
	if to.IsZero() || to.After(now) {
		to = now
	}
	width, known := r.width()
	if !known {
		return refused(models.ProblemInvalid, "choose one of the resolutions RAW, MINUTE, HOUR and DAY", "resolution")
	}
	if kept := s.statistics.keptFrom(now); from.Before(kept) {
		from = kept
	}
	if !from.Before(to) {
		return refused(models.ProblemInvalid, "the span ends before it begins, or begins in the future: choose an earlier start", "from")
	}
	day := 24 * time.Hour
	for from = from.UTC().Truncate(width); from.Before(to); from = from.Truncate(day).Add(day) {
		end := from.Truncate(day).Add(day)
		if end.After(to) {
			end = to
		}
		if err := s.exportDay(ctx, of, models.Span{From: from, To: end}, width, emit); err != nil {
			return err
		}
	}
	return nil
}

func (s *Switchboard) exportDay(ctx context.Context, of StatisticsScope, span models.Span, width time.Duration, emit func(*ExportedCell) error) error {
	now := time.Now()
	if of.Whole() {
		hours, err := s.statistics.wholeSpan(ctx, span.From, span.To, now)
		if err != nil {
			return err
		}
		return emitCells(models.TallyCells(hours, span.From, span.To, width, s.Thresholds()), ExportedCell{}, emit)
	}
	hours, err := s.statistics.span(ctx, of, span.From, span.To, now)
	if err != nil {
		return err
	}
	byTerminal := map[string][]models.ProbeHour{}
	var terminals []string
	for _, h := range hours {
		if byTerminal[h.TerminalID] == nil {
			terminals = append(terminals, h.TerminalID)
		}
		byTerminal[h.TerminalID] = append(byTerminal[h.TerminalID], h)
	}
	for _, id := range terminals {
		own := byTerminal[id]
		user, _ := s.User(own[0].UserID)
		cells := models.ProbeCells(own, span.From, span.To, width, s.Thresholds())
		if err := emitCells(cells, ExportedCell{TerminalID: id, Username: user.Username}, emit); err != nil {
			return err
		}
	}
	return nil
}

func emitCells(cells []models.ProbeCell, line ExportedCell, emit func(*ExportedCell) error) error {
	for _, line.ProbeCell = range cells {
		if err := emit(&line); err != nil {
			return err
		}
	}
	return nil
}
