package switchboard

import (
	"context"
	"fmt"
	"time"

	"graphpbx/models"
	"graphpbx/models/store"
)

// CallthroughCall is a call to the access number, with what is known of it so far.
type CallthroughCall struct {
	Caller  string // as the network tells it; empty where it is withheld
	PIN     string // as dialled; empty where none was yet
	Dialled string // the destination, as dialled; empty where none was yet
	Calls   int    // other calls of the same rule that are under way
}

// Callthrough decides what happens next to a call to the access number. It fails closed: where anything goes wrong, the
// decision is a refusal, and the error says what. Whatever ends a call, or lets it through, is an event of its rule.
func (s *Switchboard) Callthrough(ctx context.Context, c CallthroughCall) (models.CallthroughDecision, error) {
	refusal := models.CallthroughDecision{Step: models.CallthroughRefuse, Reason: models.CallthroughNoRule}
	caller, _, ok := s.world.e164(c.Caller)
	if !ok {
		return refusal, nil
	}
	rule := s.callthrough.holder(caller)
	if rule == nil {
		s.log.Warn("a callthrough was refused: no rule knows the caller", "caller", caller)
		return refusal, nil
	}
	decision, err := s.decideCallthrough(ctx, rule, caller, c)
	if err != nil {
		decision = models.CallthroughDecision{Step: models.CallthroughRefuse, Reason: models.CallthroughUnavailable}
	}
	if decision.Step == models.CallthroughAdmit || decision.Step == models.CallthroughRefuse {
		s.callthrough.attempted(rule, models.CallthroughAttempt{
			At: time.Now(), Caller: caller, Destination: decision.Destination.Number,
			Admitted: decision.Step == models.CallthroughAdmit, Reason: decision.Reason,
		})
	}
	return decision, err
}

func (s *Switchboard) decideCallthrough(ctx context.Context, rule *callthroughRule, caller models.PhoneNumber, c CallthroughCall) (models.CallthroughDecision, error) {
	select {
	case rule.turn <- struct{}{}:
		defer func() { <-rule.turn }()
	case <-ctx.Done():
		return models.CallthroughDecision{}, fmt.Errorf("switchboard: wait to check a PIN: %w", context.Cause(ctx))
	}
	now := s.callthrough.now(rule)
	if _, found := s.User(now.UserID); !found {
		return models.CallthroughDecision{Step: models.CallthroughRefuse, Reason: models.CallthroughUserGone}, nil
	}
	q := models.CallthroughQuestion{Now: time.Now(), Calls: c.Calls, Destination: s.destination(c.Dialled)}
	if destination, expected := s.callthrough.expected(caller, q.Now); expected && c.PIN == "" && c.Dialled == "" {
		q.Announced, q.Destination = true, destination
	}
	decision := now.Decide(q)
	if decision.Step != models.CallthroughAskPIN || c.PIN == "" {
		return decision, nil
	}
	if err := s.checkPIN(ctx, rule, now.PINHash, c.PIN, &q); err != nil {
		return decision, err
	}
	now = s.callthrough.now(rule)
	return now.Decide(q), nil
}

// checkPIN says in the question whether the PIN is right. The last wrong one locks the rule, in memory at once.
func (s *Switchboard) checkPIN(ctx context.Context, rule *callthroughRule, hash, pin string, q *models.CallthroughQuestion) error {
	right, err := store.VerifyPassword(ctx, hash, pin)
	if err != nil {
		return err
	}
	q.PIN = models.PINWrong
	if right {
		q.PIN = models.PINRight
	}
	until := s.callthrough.tried(rule, right, q.Now)
	if until.IsZero() {
		return nil
	}
	return s.health.report(s.store.LockCallthroughRule(ctx, s.callthrough.now(rule).ID, until))
}

// Preparation is a call that is waited for.
type Preparation struct {
	Destination models.PhoneNumber
	Callers     []models.PhoneNumber // the call may come from any of these
	Until       time.Time
}

// PrepareCallthrough announces a call of the viewer through the switchboard: for a minute, a call from one of the
// numbers of the viewer's rules goes to the destination, without PIN and without digits.
func (s *Switchboard) PrepareCallthrough(v models.Viewer, dialled string) (Preparation, error) {
	now := time.Now()
	a := announcement{destination: s.destination(dialled), until: now.Add(s.settings.get().Callthrough.AnnouncedFor)}
	p := Preparation{Destination: a.destination.Number, Until: a.until}
	refusal := models.CallthroughNoRule
	for _, rule := range s.callthrough.ofUser(v.UserID) {
		decision := rule.Decide(models.CallthroughQuestion{Now: now, Announced: true, Destination: a.destination})
		if decision.Step == models.CallthroughAdmit {
			p.Callers = append(p.Callers, rule.Callers...)
		} else if decision.Step == models.CallthroughAskDestination {
			refusal = models.CallthroughBadNumber
		} else {
			refusal = decision.Reason
		}
	}
	if len(p.Callers) == 0 {
		return Preparation{}, callthroughRefusal(refusal)
	}
	s.callthrough.announce(p.Callers, a)
	return p, nil
}

// callthroughRefusal says to a person why there is no way through.
func callthroughRefusal(reason models.CallthroughReason) error {
	type answer struct {
		code    models.ProblemCode
		message string
		path    []string
	}
	destination := []string{"input", "destination"}
	answers := map[models.CallthroughReason]answer{
		models.CallthroughNoRule:    {models.ProblemForbidden, "you have no callthrough rule: ask an administrator for one", nil},
		models.CallthroughDisabled:  {models.ProblemForbidden, "your callthrough rule is switched off: ask an administrator", nil},
		models.CallthroughExpired:   {models.ProblemExpired, "the time of your callthrough rule is over: ask an administrator", nil},
		models.CallthroughLocked:    {models.ProblemLimit, "your callthrough rule is locked since its PIN was wrong too often: try again in a quarter of an hour", nil},
		models.CallthroughEmergency: {models.ProblemForbidden, "dial emergency numbers directly, so that help finds you", destination},
		models.CallthroughBadNumber: {models.ProblemInvalid, "nobody has that number: check it, and write it with its country, such as +4930123456", destination},
		models.CallthroughCountry:   {models.ProblemForbidden, "your callthrough rule does not allow calls to that country: ask an administrator", destination},
	}
	a, known := answers[reason]
	if !known {
		a = answers[models.CallthroughNoRule]
	}
	return refused(a.code, a.message, a.path...)
}
