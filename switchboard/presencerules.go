package switchboard

import (
	"context"
	"encoding/json"
	"fmt"

	"graphpbx/models"
)

// settingPresenceRules holds the cells of the table that were changed, as JSON. Those that were not follow the table
// as it comes, also where a later release brings another one.
const settingPresenceRules = "presence.rules"

// PresenceRules returns what presence does to calls, cell by cell. Everybody who chooses a presence may know.
func (s *Switchboard) PresenceRules(v models.Viewer) ([]models.PresenceRule, error) {
	if err := require(v, models.RoleUser); err != nil {
		return nil, err
	}
	return s.presenceRules.Load().Rules(), nil
}

// SetPresenceRule changes one cell of the table. Calls that are made from now on go by it.
func (s *Switchboard) SetPresenceRule(ctx context.Context, v models.Viewer, rule models.PresenceRule) ([]models.PresenceRule, error) {
	return s.changeRules(ctx, v, func(m models.PresenceMatrix) (models.PresenceMatrix, error) {
		if !rule.State.Settable() {
			return m, refused(models.ProblemInvalid, notSettable(rule.State), "input", "presence")
		}
		after, fault := m.With(rule.Class, rule.State, rule.Treatment)
		if fault != "" {
			return m, refused(models.ProblemInvalid, "this rule "+fault, "input", "treatment")
		}
		return after, nil
	})
}

// ResetPresenceRules makes the table what it was when the switchboard came.
func (s *Switchboard) ResetPresenceRules(ctx context.Context, v models.Viewer) ([]models.PresenceRule, error) {
	return s.changeRules(ctx, v, func(models.PresenceMatrix) (models.PresenceMatrix, error) {
		return models.DefaultPresenceMatrix(), nil
	})
}

func (s *Switchboard) changeRules(
	ctx context.Context, v models.Viewer, change func(models.PresenceMatrix) (models.PresenceMatrix, error),
) ([]models.PresenceRule, error) {
	if err := require(v, models.RoleAdmin); err != nil {
		return nil, err
	}
	done, err := s.begin(ctx) // rules and users change in one order
	if err != nil {
		return nil, err
	}
	defer done()
	after, err := change(*s.presenceRules.Load())
	if err != nil {
		return nil, err
	}
	text, err := writeRules(after)
	if err != nil {
		return nil, err
	}
	if err := s.health.report(s.store.SetSetting(ctx, settingPresenceRules, text)); err != nil {
		return nil, err
	}
	s.presenceRules.Store(&after)
	return after.Rules(), nil
}

func writeRules(m models.PresenceMatrix) (string, error) {
	changed := map[models.CallClass]map[models.PresenceState]models.Treatment{}
	for _, rule := range m.Rules() {
		if rule.Treatment == rule.Usual {
			continue
		}
		if changed[rule.Class] == nil {
			changed[rule.Class] = map[models.PresenceState]models.Treatment{}
		}
		changed[rule.Class][rule.State] = rule.Treatment
	}
	text, err := json.Marshal(changed)
	return string(text), err
}

// readRules reads what writeRules wrote. A cell that this release does not know is passed over.
func readRules(text string) (models.PresenceMatrix, error) {
	m := models.DefaultPresenceMatrix()
	var changed map[models.CallClass]map[models.PresenceState]models.Treatment
	if err := json.Unmarshal([]byte(text), &changed); err != nil {
		return m, fmt.Errorf("setting %s: %w", settingPresenceRules, err)
	}
	for class, row := range changed {
		for state, treatment := range row {
			m, _ = m.With(class, state, treatment)
		}
	}
	return m, nil
}

// loadRules reads what presence does to calls.
func (s *Switchboard) loadRules(ctx context.Context) error {
	rules := models.DefaultPresenceMatrix()
	s.presenceRules.Store(&rules)
	text, err := s.setting(ctx, settingPresenceRules)
	if err != nil || text == "" {
		return err
	}
	if rules, err = readRules(text); err == nil {
		s.presenceRules.Store(&rules)
	}
	return err
}
