package switchboard

import (
	"context"
	"time"

	"graphpbx/models"
	"graphpbx/models/store"
)

// maxUntallied is how many hours of the whole switchboard are summed up while somebody waits; those before are not
// shown until the writer has come to them.
const maxUntallied = 3

// tally sums up the next full hour of all terminals, once all of them are stored. It reads them back: what it sums up
// then is what anybody would read, also after a restart within the hour.
func (st *statistics) tally(ctx context.Context, now time.Time) {
	until, err := st.talliedUntil(ctx)
	if st.health.report(err) != nil || until.IsZero() {
		return
	}
	if kept := hourOf(st.keptFrom(now)); until.Before(kept) {
		until = kept
	}
	end := until.Add(time.Hour)
	if now.Before(end.Add(hourGrace)) || st.waitsBefore(end) {
		return
	}
	hour, err := st.sumUp(ctx, until)
	if err == nil {
		err = st.store.SaveTallyHour(ctx, &hour)
	}
	if st.health.report(err) == nil {
		st.setTallied(end)
	}
}

// talliedUntil returns up to where hours of the whole switchboard are stored. Where nothing was ever stored it is the
// running hour.
func (st *statistics) talliedUntil(ctx context.Context) (time.Time, error) {
	st.mu.Lock()
	until := st.tallied
	st.mu.Unlock()
	if !until.IsZero() {
		return until, nil
	}
	until, err := st.store.TalliedUntil(ctx)
	if err != nil {
		return time.Time{}, err
	}
	if until.IsZero() {
		until = st.started
	}
	st.setTallied(until)
	return until, nil
}

func (st *statistics) setTallied(until time.Time) {
	st.mu.Lock()
	defer st.mu.Unlock()
	st.tallied = until
}

// waitsBefore reports whether hours before the time are not stored yet.
func (st *statistics) waitsBefore(end time.Time) bool {
	st.mu.Lock()
	defer st.mu.Unlock()
	for _, h := range st.full {
		if h.Hour.Before(end) {
			return true
		}
	}
	return st.hour.Before(end)
}

// sumUp returns a stored hour of all terminals.
func (st *statistics) sumUp(ctx context.Context, start time.Time) (models.ProbeTallyHour, error) {
	hour := models.ProbeTallyHour{Hour: start}
	hours, err := st.store.ProbeHours(ctx, store.ProbeHourQuery{All: true, From: start, To: start.Add(time.Hour)})
	for i := range hours {
		hour.Add(&hours[i])
	}
	return hour, err
}

// wholeSpan returns the hours of the whole switchboard: those that are summed up, and the last ones, which are not.
func (st *statistics) wholeSpan(ctx context.Context, from, to, now time.Time) ([]models.ProbeTallyHour, error) {
	until, err := st.talliedUntil(ctx)
	if st.health.report(err) != nil {
		return nil, err
	}
	hours, err := st.store.TallyHours(ctx, from, to)
	if st.health.report(err) != nil {
		return nil, err
	}
	if earliest := hourOf(now).Add(-(maxUntallied - 1) * time.Hour); until.Before(earliest) {
		until = earliest
	}
	if from.After(until) {
		until = hourOf(from)
	}
	raw, err := st.span(ctx, StatisticsScope{}, until, to, now)
	if err != nil {
		return nil, err
	}
	return append(hours, tallied(raw, until, to)...), nil
}

// tallied sums up hours of terminals from a full hour on.
func tallied(raw []models.ProbeHour, from, to time.Time) []models.ProbeTallyHour {
	var hours []models.ProbeTallyHour
	for at := from; at.Before(to); at = at.Add(time.Hour) {
		hour := models.ProbeTallyHour{Hour: at}
		for i := range raw {
			hour.Add(&raw[i])
		}
		hours = append(hours, hour)
	}
	return hours
}
