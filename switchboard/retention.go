package switchboard

import (
	"context"
	"errors"
	"time"
)

// retentionInterval is how often old facts are dropped.
const retentionInterval = time.Hour

// runRetention drops what is older than the settings allow: every hour, and at once where they have changed.
func (s *Switchboard) runRetention(ctx context.Context) {
	ticker := time.NewTicker(retentionInterval)
	defer ticker.Stop()
	for {
		s.dropOld(ctx, time.Now())
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		case <-s.retain:
		}
	}
}

// dropOld drops old facts. What the database does not do now is done the next time.
func (s *Switchboard) dropOld(ctx context.Context, now time.Time) {
	kept := s.settings.get().Retention
	before := now.AddDate(0, 0, -kept.StatisticsDays)
	_ = s.health.report(errors.Join(
		s.store.DropProbeHours(ctx, before), s.store.DropTallyHours(ctx, before), s.store.DropTerminalEvents(ctx, before)))
	if kept.CallRecordDays > 0 {
		_ = s.health.report(s.store.DropCallRecords(ctx, now.AddDate(0, 0, -kept.CallRecordDays)))
	}
}
