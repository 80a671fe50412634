package switchboard

import (
	"context"
	"errors"
	"strings"

	"graphpbx/models"
	"graphpbx/models/store"
)

// mayManage refuses whoever neither owns a terminal nor is a supervisor.
func (s *Switchboard) mayManage(v models.Viewer, terminalID string) (userID string, err error) {
	if err := require(v, models.RoleUser); err != nil {
		return "", err
	}
	userID = s.telephones.owner(terminalID)
	switch {
	case v.Role < models.RoleSupervisor && (userID == "" || userID != v.UserID):
		return "", refused(models.ProblemForbidden, "this is not one of your own devices: ask a supervisor or an administrator", "id")
	case userID == "":
		return "", refused(models.ProblemNotFound, "there is no such device: it may have signed off", "id")
	}
	return userID, nil
}

// UnregisterTerminal ends the registration of a device. It may register again.
func (s *Switchboard) UnregisterTerminal(v models.Viewer, id string) error {
	userID, err := s.mayManage(v, id)
	if err != nil {
		return err
	}
	s.telephony.Unregister(userID, id)
	return nil
}

// ProbeTerminal asks a device at once whether it answers. What comes of it is told in the stream of probes.
func (s *Switchboard) ProbeTerminal(v models.Viewer, id string) (models.Terminal, error) {
	if _, err := s.mayManage(v, id); err != nil {
		return models.Terminal{}, err
	}
	terminal, _ := s.Terminal(id)
	s.telephony.ProbeNow(id)
	return terminal, nil
}

// NameTerminal sets what people call a device; an empty name takes it away. A device that tells its instance (RFC 5626) keeps
// the name for ever, others until they restart. Problems name the field below ["input"].
func (s *Switchboard) NameTerminal(ctx context.Context, v models.Viewer, id, name string) (models.Terminal, error) {
	userID, err := s.mayManage(v, id)
	if err != nil {
		return models.Terminal{}, err
	}
	name = strings.TrimSpace(name)
	if fault := models.NameFault(name); fault != "" {
		return models.Terminal{}, refused(models.ProblemInvalid, "the name "+fault, "input", "name")
	}
	done, err := s.begin(ctx)
	if err != nil {
		return models.Terminal{}, err
	}
	defer done()
	err = s.health.report(s.store.SaveTerminalName(ctx, userID, id, name))
	if errors.Is(err, store.ErrTooManyNames) {
		return models.Terminal{}, refused(models.ProblemLimit, "a hundred devices of this user have a name already: take the name from one of them first", "input", "name")
	}
	if err != nil {
		return models.Terminal{}, err
	}
	s.telephones.name(userID, id, name)
	terminal, _ := s.Terminal(id)
	return terminal, nil
}

// name sets what people call a terminal, and tells it.
func (ts *telephones) name(userID, terminalID, name string) {
	ts.change(userID, func(t *telephone) bool {
		if name == "" {
			delete(t.names, terminalID)
		} else {
			t.names[terminalID] = name
		}
		return false
	})
}

// loadTerminalNames reads what people call terminals.
func (s *Switchboard) loadTerminalNames(ctx context.Context) error {
	names, err := s.store.TerminalNames(ctx)
	s.telephones.mu.Lock()
	defer s.telephones.mu.Unlock()
	for id, name := range names {
		s.telephones.names[id] = name
	}
	return err
}
