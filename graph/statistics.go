package graph

import (
	"context"
	"net/netip"
	"time"

	"graphpbx/graph/live"
	"graphpbx/models"
	"graphpbx/switchboard"
	"graphpbx/switchboard/journal"
)

// OnlineStatistics answers how well the terminals of a telephone answered.
func (r telephoneResolver) OnlineStatistics(
	ctx context.Context, telephone *models.Telephone, from time.Time, to *time.Time, resolution *switchboard.Resolution,
) (*switchboard.OnlineStatistics, error) {
	of := switchboard.StatisticsScope{UserID: telephone.UserID}
	o, err := r.Switchboard.OnlineStatistics(ctx, viewer(ctx), of, from, value(to), value(resolution))
	if err != nil {
		return nil, err
	}
	return &o, nil
}

func (r queryResolver) OnlineStatistics(
	ctx context.Context, of OnlineStatisticsScope, from time.Time, to *time.Time, resolution *switchboard.Resolution,
) (*switchboard.OnlineStatistics, error) {
	scope, err := r.scope(of)
	if err != nil {
		return nil, err
	}
	o, err := r.Switchboard.OnlineStatistics(ctx, viewer(ctx), scope, from, value(to), value(resolution))
	if err != nil {
		return nil, err
	}
	return &o, nil
}

func (r *Resolver) scope(of OnlineStatisticsScope) (switchboard.StatisticsScope, error) {
	return r.Switchboard.NewStatisticsScope(value(of.UserID), value(of.TerminalID), value(of.Address))
}

func (r queryResolver) TerminalNetworks(ctx context.Context) ([]*switchboard.TerminalNetwork, error) {
	networks, err := r.Switchboard.TerminalNetworks(viewer(ctx))
	return pointers(networks), err
}

// Buckets answers the cells.
func (onlineStatisticsResolver) Buckets(_ context.Context, o *switchboard.OnlineStatistics) ([]*ProbeBucket, error) {
	return buckets(o.Cells), nil
}

// Availability answers for how much of the time a terminal was there.
func (onlineStatisticsResolver) Availability(_ context.Context, o *switchboard.OnlineStatistics) (float64, error) {
	return o.Reach.Share(), nil
}

// Sent answers how many probes were sent.
func (onlineStatisticsResolver) Sent(_ context.Context, o *switchboard.OnlineStatistics) (int, error) {
	sent, _ := o.Totals()
	return sent, nil
}

// Lost answers how many probes nobody answered.
func (onlineStatisticsResolver) Lost(_ context.Context, o *switchboard.OnlineStatistics) (int, error) {
	_, lost := o.Totals()
	return lost, nil
}

// LongestGap answers when nothing was there for longest.
func (onlineStatisticsResolver) LongestGap(_ context.Context, o *switchboard.OnlineStatistics) (*models.Span, error) {
	return pointer(o.Reach.Gap), nil
}

// Grades answers how many minutes had which colour.
func (onlineStatisticsResolver) Grades(_ context.Context, o *switchboard.OnlineStatistics) ([]*HealthMinutes, error) {
	var grades []*HealthMinutes
	for _, health := range []models.Health{models.HealthGreen, models.HealthOrange, models.HealthRed, models.HealthGrey, models.HealthUnknown} {
		grades = append(grades, &HealthMinutes{Health: health, Minutes: o.Reach.Grades[health]})
	}
	return grades, nil
}

// Events answers registrations and their ends.
func (r onlineStatisticsResolver) Events(ctx context.Context, o *switchboard.OnlineStatistics) ([]*models.TerminalEvent, error) {
	events, _, err := r.Switchboard.TerminalEvents(ctx, viewer(ctx), o.Of, o.From, o.To)
	return pointers(events), err
}

// User answers whose terminals many events are about.
func (r terminalEventResolver) User(_ context.Context, events []*models.TerminalEvent) ([]*models.User, error) {
	ids := make([]string, len(events))
	for i, event := range events {
		ids[i] = event.UserID
	}
	return r.users(ids, false), nil
}

// TerminalID is null where the switchboard started or stopped.
func (terminalEventResolver) TerminalID(_ context.Context, e *models.TerminalEvent) (*string, error) {
	return pointer(e.TerminalID), nil
}

// Address is null likewise.
func (terminalEventResolver) Address(_ context.Context, e *models.TerminalEvent) (*netip.AddrPort, error) {
	return pointer(e.Address), nil
}

func buckets(cells []models.ProbeCell) []*ProbeBucket {
	list := make([]*ProbeBucket, len(cells))
	for i := range cells {
		list[i] = bucket(&cells[i])
	}
	return list
}

func bucket(c *models.ProbeCell) *ProbeBucket {
	b := &ProbeBucket{Start: c.Start, Health: c.Health, Sent: c.Sent, Lost: c.Lost, Green: c.Green, Orange: c.Orange, Red: c.Red}
	if c.Sent > c.Lost {
		b.Min, b.Mean, b.Median, b.P95, b.Max = &c.Min, &c.Mean, &c.Median, &c.P95, &c.Max
	}
	return b
}

// Buckets answers the newest cells of a resolution.
func (statisticsChangedResolver) Buckets(_ context.Context, changed *OnlineStatisticsChanged, resolution switchboard.Resolution) ([]*ProbeBucket, error) {
	return buckets(changed.Live.Cells(resolution)), nil
}

// OnlineStatistics follows the newest cells of what is watched.
func (r subscriptionResolver) OnlineStatistics(ctx context.Context, of OnlineStatisticsScope, since *string) (<-chan OnlineStatisticsEvent, error) {
	wish := func() (live.Wish, error) {
		scope, err := r.scope(of)
		if err != nil {
			return live.Wish{}, err
		}
		key, err := r.Switchboard.WatchStatistics(ctx, viewer(ctx), scope)
		return live.Wish{Topic: journal.TopicStatistics, Keys: []string{key}, Since: since}, err
	}
	return live.Follow(ctx, r.Switchboard.Journal(), wish, func(t live.Told) OnlineStatisticsEvent {
		switch cells, is := t.Event.Value.(switchboard.LiveStatistics); {
		case is:
			return &OnlineStatisticsChanged{Cursor: t.Cursor, At: t.At, Live: cells}
		case t.Kind == live.Removed:
			return removed(t)
		case t.Kind == live.Reset:
			return &Reset{Cursor: t.Cursor, At: t.At}
		}
		return &Synced{Cursor: t.Cursor, At: t.At}
	})
}
