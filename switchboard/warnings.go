package switchboard

import (
	"context"
	"slices"
	"time"

	"graphpbx/models"
)

// warningInterval is how often it is looked whether a warning ends by itself.
const warningInterval = 15 * time.Second

// warn draws the warnings from the sum of a telephone: those that were there before keep their begin, those that are over
// are remembered as past.
func (t *telephone) warn(sum *models.Telephone, now time.Time) {
	present := models.Warnings(sum.Terminals, t.limit)
	if !slices.Equal(displacedOf(t.now.Terminals), displacedOf(sum.Terminals)) {
		t.shifts = append(t.shifts, now)
	}
	t.shifts = slices.DeleteFunc(t.shifts, func(at time.Time) bool { return now.Sub(at) >= models.FlappingTime })
	if over := len(t.shifts) - models.FlappingChanges; over > 0 {
		t.shifts = slices.Delete(t.shifts, 0, over)
	}
	if len(t.shifts) == models.FlappingChanges {
		flapping := models.Warning{Kind: models.WarningFlapping, Devices: len(sum.Terminals), Limit: t.limit}
		for i := range sum.Terminals {
			flapping.TerminalIDs = append(flapping.TerminalIDs, sum.Terminals[i].ID)
		}
		slices.Sort(flapping.TerminalIDs)
		present = append(present, flapping)
	}
	for i := range present {
		present[i].Since = now
		if before := warningOf(t.now.Warnings, present[i].Kind); before != nil {
			present[i].Since = before.Since
		}
	}
	sum.Warnings, sum.PastWarnings = present, ended(t.now.PastWarnings, t.now.Warnings, present, now)
}

// ended returns the warnings that are over, newest first.
func ended(past, before, present []models.Warning, now time.Time) []models.Warning {
	for _, w := range before {
		if warningOf(present, w.Kind) == nil {
			w.Until = now
			past = append([]models.Warning{w}, past...)
		}
	}
	return past[:min(len(past), models.MaxPastWarnings)]
}

func warningOf(warnings []models.Warning, kind models.WarningKind) *models.Warning {
	for i := range warnings {
		if warnings[i].Kind == kind {
			return &warnings[i]
		}
	}
	return nil
}

func displacedOf(terminals []models.Terminal) (ids []string) {
	for i := range terminals {
		if !terminals[i].Rings {
			ids = append(ids, terminals[i].ID)
		}
	}
	slices.Sort(ids)
	return ids
}

// runWarnings ends the warnings that time ends.
func (s *Switchboard) runWarnings(ctx context.Context) {
	ticker := time.NewTicker(warningInterval)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			s.telephones.calm()
		}
	}
}

// calm looks again at the telephones whose devices change places.
func (ts *telephones) calm() {
	ts.mu.Lock()
	var shifting []string
	for id, t := range ts.byUser {
		if len(t.shifts) > 0 {
			shifting = append(shifting, id)
		}
	}
	ts.mu.Unlock()
	for _, id := range shifting {
		ts.change(id, func(*telephone) bool { return false })
	}
}

// TelephoneWarning is a warning with the telephone it is about.
type TelephoneWarning struct {
	TelephoneID string
	Warning     models.Warning
}

// Warnings returns what is to be looked after at this moment, the newest first. It is for supervisors.
func (s *Switchboard) Warnings(v models.Viewer) ([]TelephoneWarning, error) {
	if err := require(v, models.RoleSupervisor); err != nil {
		return nil, err
	}
	found := s.telephones.warnings()
	slices.SortStableFunc(found, func(a, b TelephoneWarning) int { return b.Warning.Since.Compare(a.Warning.Since) })
	return found, nil
}

func (ts *telephones) warnings() (found []TelephoneWarning) {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	for _, t := range ts.byUser {
		for _, w := range t.now.Warnings {
			found = append(found, TelephoneWarning{t.now.ID, w})
		}
	}
	return found
}
