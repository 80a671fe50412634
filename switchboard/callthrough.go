package switchboard

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"graphpbx/models"
	"graphpbx/models/store"
)

// CallthroughSetting is a rule as an administrator wants it.
type CallthroughSetting struct {
	ID         string // empty: a new rule
	UserID     string // of a new rule; empty, or as it is, for an old one
	Callers    []models.PhoneNumber
	PIN        *string // nil leaves it, and leaves a new rule without; empty removes it
	Identity   models.PhoneNumber
	Countries  []string // nil: the home country
	MaxCalls   int
	MaxMinutes int
	Enabled    bool
	ValidUntil time.Time
}

// SetCallthroughRule makes a rule or replaces one. Problems name the fields below ["input"].
func (s *Switchboard) SetCallthroughRule(ctx context.Context, v models.Viewer, c CallthroughSetting) (models.CallthroughRule, error) {
	if err := require(v, models.RoleAdmin); err != nil {
		return models.CallthroughRule{}, err
	}
	hash := ""
	if pin := c.PIN; pin != nil && *pin != "" {
		if _, err := s.callthroughRule(c); err != nil {
			return models.CallthroughRule{}, err
		}
		var err error
		if hash, err = store.HashPassword(ctx, *pin); err != nil {
			return models.CallthroughRule{}, s.stored(err)
		}
	}
	done, err := s.begin(ctx)
	if err != nil {
		return models.CallthroughRule{}, err
	}
	defer done()
	rule, err := s.callthroughRule(c)
	if err != nil {
		return models.CallthroughRule{}, err
	}
	if c.PIN != nil {
		rule.PINHash, rule.HasPIN = hash, hash != ""
	}
	if err := s.stored(s.store.SaveCallthroughRule(ctx, rule), "input"); err != nil {
		return models.CallthroughRule{}, err
	}
	s.callthrough.set(rule)
	return rule.CallthroughRule, nil
}

// callthroughRule returns the rule that a setting makes of what is there, or all that is wrong with it.
func (s *Switchboard) callthroughRule(c CallthroughSetting) (store.StoredCallthroughRule, error) {
	rule, err := s.callthroughBase(c)
	if err != nil {
		return rule, err
	}
	user, found := s.User(rule.UserID)
	if !found {
		return rule, refused(models.ProblemNotFound, "there is no such user: it may have been deleted", "input", "userId")
	}
	var problems models.Problems
	rule.Callers = s.world.callers(c.Callers, &problems, "input", "callers")
	s.callthrough.taken(rule.ID, rule.Callers, s.called, &problems, "input", "callers")
	rule.Identity = s.world.identity(c.Identity, &problems, "input", "identity")
	rule.Countries = s.world.countries(c.Countries, &problems, "input", "countries")
	rule.MaxCalls, rule.MaxMinutes, rule.Enabled, rule.ValidUntil = c.MaxCalls, c.MaxMinutes, c.Enabled, c.ValidUntil
	rule.LockedUntil = time.Time{} // an administrator looked at it
	c.checkLimits(&problems)
	if c.PIN != nil && *c.PIN != "" {
		if fault := models.PINFault(*c.PIN, append(slices.Clone(rule.Callers), user.Extension, user.Mobile)...); fault != "" {
			problems.Add(models.ProblemInvalid, fault, "input", "pin")
		}
	}
	return rule, problems.Err()
}

// callthroughBase returns the rule that is to be replaced, or a new one.
func (s *Switchboard) callthroughBase(c CallthroughSetting) (store.StoredCallthroughRule, error) {
	if c.ID == "" {
		if len(s.callthrough.ofUser(c.UserID)) >= models.MaxUserCallthroughRules {
			return store.StoredCallthroughRule{}, refused(models.ProblemLimit, fmt.Sprintf(
				"a user has %d callthrough rules at most: add the number to one of them", models.MaxUserCallthroughRules), "input", "userId")
		}
		return store.StoredCallthroughRule{CallthroughRule: models.CallthroughRule{ID: models.NewID(models.KindCallthrough), UserID: c.UserID}}, nil
	}
	rule, found := s.callthrough.get(c.ID)
	if !found {
		return rule, refused(models.ProblemNotFound, "there is no such rule: it may have been deleted", "input", "id")
	}
	if c.UserID != "" && c.UserID != rule.UserID {
		return rule, refused(models.ProblemInvalid, "a rule stays with its user: delete it, and make another", "input", "userId")
	}
	return rule, nil
}

// called is how messages name a user.
func (s *Switchboard) called(userID string) string {
	if r, found := s.directory.Load().user(userID); found {
		return r.who()
	}
	return "a deleted user"
}

func (c *CallthroughSetting) checkLimits(problems *models.Problems) {
	if c.MaxCalls < 1 || c.MaxCalls > models.MaxCallthroughCalls {
		problems.Add(models.ProblemInvalid, fmt.Sprintf("%d calls at once: choose 1 to %d, 1 is usual", c.MaxCalls, models.MaxCallthroughCalls), "input", "maxCalls")
	}
	if c.MaxMinutes < 1 || c.MaxMinutes > models.MaxCallthroughMinutes {
		problems.Add(models.ProblemInvalid, fmt.Sprintf("%d minutes: choose 1 to %d", c.MaxMinutes, models.MaxCallthroughMinutes), "input", "maxMinutes")
	}
	if !c.ValidUntil.IsZero() && !c.ValidUntil.After(time.Now()) {
		problems.Add(models.ProblemInvalid, "the rule would be over already: choose a later time, or leave it out", "input", "validUntil")
	}
}

// callers returns the numbers of a rule in the international form, in order.
func (w world) callers(numbers []models.PhoneNumber, problems *models.Problems, path ...string) []models.PhoneNumber {
	if len(numbers) < 1 || len(numbers) > models.MaxCallthroughCallers {
		problems.Add(models.ProblemInvalid, fmt.Sprintf("a rule knows its user by 1 to %d numbers: give those of the mobile", models.MaxCallthroughCallers), path...)
		return nil
	}
	var callers []models.PhoneNumber
	for _, number := range numbers {
		caller, _, ok := w.e164(string(number))
		if !ok {
			problems.Add(models.ProblemInvalid, fmt.Sprintf("%q is nobody's telephone number: write it with its country, such as +491701234567", short(string(number))), path...)
			continue
		}
		if !slices.Contains(callers, caller) {
			callers = append(callers, caller)
		}
	}
	slices.Sort(callers)
	return callers
}

func (w world) identity(number models.PhoneNumber, problems *models.Problems, path ...string) models.PhoneNumber {
	if number == "" {
		return ""
	}
	identity, _, ok := w.e164(string(number))
	if !ok {
		problems.Add(models.ProblemInvalid, fmt.Sprintf("%q is nobody's telephone number: write it with its country, such as +4930123456", short(string(number))), path...)
	}
	return identity
}

func (w world) countries(codes []string, problems *models.Problems, path ...string) []string {
	if codes == nil {
		return []string{w.home()}
	}
	known := make([]string, 0, len(codes))
	for _, code := range codes {
		code = strings.ToUpper(strings.TrimSpace(code))
		if !w.isCountry(code) {
			problems.Add(models.ProblemInvalid, fmt.Sprintf("%q is no country: give two letters of ISO 3166, such as DE or AT", short(code)), path...)
			return nil
		}
		if !slices.Contains(known, code) {
			known = append(known, code)
		}
	}
	slices.Sort(known)
	return known
}

// DeleteCallthroughRule deletes a rule.
func (s *Switchboard) DeleteCallthroughRule(ctx context.Context, v models.Viewer, id string) error {
	if err := require(v, models.RoleAdmin); err != nil {
		return err
	}
	done, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer done()
	if _, found := s.callthrough.get(id); !found {
		return refused(models.ProblemNotFound, "there is no such rule: it may have been deleted", "id")
	}
	if err := s.stored(s.store.DeleteCallthroughRule(ctx, id)); err != nil {
		return err
	}
	s.callthrough.remove(id)
	return nil
}

// CallthroughRules returns the rules of a user: the own ones or, for administrators, anybody's.
func (s *Switchboard) CallthroughRules(v models.Viewer, userID string) ([]models.CallthroughRule, error) {
	if userID != v.UserID {
		if err := require(v, models.RoleAdmin); err != nil {
			return nil, err
		}
	}
	return s.callthrough.ofUser(userID), nil
}

// CallthroughRule returns a rule by its id, where the viewer may see it.
func (s *Switchboard) CallthroughRule(v models.Viewer, id string) (models.CallthroughRule, bool) {
	rule, found := s.callthrough.get(id)
	if !found || rule.UserID != v.UserID && require(v, models.RoleAdmin) != nil {
		return models.CallthroughRule{}, false
	}
	return rule.CallthroughRule, true
}

func (s *Switchboard) loadCallthroughRules(ctx context.Context) error {
	rules, err := s.store.CallthroughRules(ctx)
	for _, rule := range rules {
		s.callthrough.set(rule)
	}
	return err
}
