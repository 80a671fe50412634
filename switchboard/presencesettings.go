package switchboard

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"graphpbx/models"
	"graphpbx/models/store"
)

// Names of the settings of presence.
const (
	settingPresenceHistory = "presence.history"     // historyUntilRestart, or a number of days
	settingBeRightBack     = "presence.beRightBack" // as time.Duration writes it
	historyUntilRestart    = "until-restart"
)

// PresenceSettingsPatch is a change of the settings. Nil leaves a field as it is.
type PresenceSettingsPatch struct {
	BeRightBack *time.Duration
	HistoryDays *int // 0: until the switchboard restarts
}

func (ps *presences) configured() models.PresenceSettings {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	return ps.settings
}

// PresenceSettings returns what an administrator may choose about presence.
func (s *Switchboard) PresenceSettings(v models.Viewer) (models.PresenceSettings, error) {
	if err := require(v, models.RoleAdmin); err != nil {
		return models.PresenceSettings{}, err
	}
	return s.presences.configured(), nil
}

// UpdatePresenceSettings changes the settings; they count at once. Where switchovers are kept no longer than until the
// next restart, those that were stored before are dropped.
func (s *Switchboard) UpdatePresenceSettings(ctx context.Context, v models.Viewer, patch PresenceSettingsPatch) (models.PresenceSettings, error) {
	if err := require(v, models.RoleAdmin); err != nil {
		return models.PresenceSettings{}, err
	}
	if err := patch.check(); err != nil {
		return models.PresenceSettings{}, err
	}
	done, err := s.presences.writer.begin(ctx)
	if err != nil {
		return models.PresenceSettings{}, err
	}
	defer done()
	after := s.presences.configured()
	set(&after.BeRightBack, patch.BeRightBack)
	set(&after.HistoryDays, patch.HistoryDays)
	if err := s.storePresenceSettings(ctx, after, patch); err != nil {
		return models.PresenceSettings{}, err
	}
	s.configurePresence(after)
	if after.HistoryDays == 0 {
		return after, s.presences.writer.dropAll(ctx)
	}
	return after, nil
}

// configurePresence makes settings count, and tells them with the others.
func (s *Switchboard) configurePresence(p models.PresenceSettings) {
	s.presences.configure(p)
	s.settings.change(func(all *models.Settings) { all.Presence = p })
}

func (p PresenceSettingsPatch) check() error {
	var problems models.Problems
	if p.BeRightBack != nil {
		if fault := models.BeRightBackFault(*p.BeRightBack); fault != "" {
			problems.Add(models.ProblemInvalid, fmt.Sprintf("%s %s", *p.BeRightBack, fault), "input", "beRightBackFor")
		}
	}
	if p.HistoryDays != nil {
		if fault := models.HistoryDaysFault(*p.HistoryDays); fault != "" {
			problems.Add(models.ProblemInvalid, fmt.Sprintf("%d %s", *p.HistoryDays, fault), "input", "historyDays")
		}
	}
	return problems.Err()
}

// storePresenceSettings writes those that the patch names.
func (s *Switchboard) storePresenceSettings(ctx context.Context, after models.PresenceSettings, patch PresenceSettingsPatch) error {
	if patch.BeRightBack != nil {
		if err := s.health.report(s.store.SetSetting(ctx, settingBeRightBack, after.BeRightBack.String())); err != nil {
			return err
		}
	}
	if patch.HistoryDays == nil {
		return nil
	}
	days := historyUntilRestart
	if after.HistoryDays > 0 {
		days = strconv.Itoa(after.HistoryDays)
	}
	return s.health.report(s.store.SetSetting(ctx, settingPresenceHistory, days))
}

// loadPresence reads the settings, what users have set, when they did where that is kept, and what it does to calls.
func (s *Switchboard) loadPresence(ctx context.Context) error {
	settings, err := s.loadPresenceSettings(ctx)
	if err != nil {
		return err
	}
	s.configurePresence(settings)
	stored, err := s.store.Presences(ctx)
	if err != nil {
		return err
	}
	s.presences.restore(stored)
	if err := s.loadHistory(ctx, settings.HistoryDays); err != nil {
		return err
	}
	return s.loadRules(ctx)
}

// loadHistory reads the switchovers that are kept. Where none shall be, a change that came between the last wish for that
// and its end may have left one behind.
func (s *Switchboard) loadHistory(ctx context.Context, days int) error {
	now := time.Now()
	if days == 0 {
		return s.store.DropPresenceChanges(ctx, now.Add(time.Hour))
	}
	return s.store.EachPresenceChange(ctx, now.AddDate(0, 0, -days), s.presences.restoreChange)
}

// loadPresenceSettings reads the settings. A value that is out of bounds, which no release of ours has written, counts
// as not set.
func (s *Switchboard) loadPresenceSettings(ctx context.Context) (models.PresenceSettings, error) {
	settings := models.DefaultPresenceSettings
	back, err := s.setting(ctx, settingBeRightBack)
	if err != nil {
		return settings, err
	}
	if d, err := time.ParseDuration(back); err == nil && models.BeRightBackFault(d) == "" {
		settings.BeRightBack = d
	}
	history, err := s.setting(ctx, settingPresenceHistory)
	if err != nil {
		return settings, err
	}
	if days, err := strconv.Atoi(history); err == nil && models.HistoryDaysFault(days) == "" {
		settings.HistoryDays = days
	}
	return settings, nil
}

// setting returns a setting, "" where it was never set.
func (s *Switchboard) setting(ctx context.Context, name string) (string, error) {
	text, err := s.store.Setting(ctx, name)
	if errors.Is(err, store.ErrNotFound) {
		return "", nil
	}
	return text, err
}
