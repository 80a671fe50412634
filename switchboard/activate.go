package switchboard

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"time"

	"graphpbx/models"
	"graphpbx/models/store"
)

// ActivationAttempt is a client that wants to be set up by a link.
type ActivationAttempt struct {
	ID       string
	Secret   string // of the fragment of the link
	Password string
	Device   string     // what the client calls itself
	Source   netip.Addr // where it comes from; the zero address for none
}

// Activated is what a client needs to work for a user, told this once.
type Activated struct {
	Grant
	SIPPassword string // empty where the user has none
}

// OpenActivationLink records that somebody asked for the page of a link. It consumes nothing: scanners of mails open
// links, too. Only the first time is recorded, so that nobody can fill the database by asking again.
func (s *Switchboard) OpenActivationLink(ctx context.Context, id string) error {
	a := s.activations.get(id)
	if a == nil {
		return nil
	}
	done, err := a.begin(ctx)
	if err != nil {
		return err
	}
	defer done()
	link, now := a.now(), time.Now()
	if !link.OpenedAt.IsZero() || link.State(now) != models.ActivationOpen {
		return nil
	}
	link.OpenedAt = now
	if err := s.health.report(s.store.SaveActivationLink(ctx, link)); err != nil {
		return err
	}
	a.set(link)
	s.onboardings.step(link.UserID, models.StepLinkOpened, now, "")
	return nil
}

// Activate sets up a client by a link, once. Whoever does not know the secret learns nothing about the link, and cannot
// burn it; whoever knows it has a few guesses at the password. Failures count against the address, as those of logins do.
func (s *Switchboard) Activate(ctx context.Context, t ActivationAttempt) (Activated, error) {
	if err := checkDeviceName(t.Device); err != nil {
		return Activated{}, err
	}
	if err := s.Refusal(t.Source, activationName, "input"); err != nil {
		return Activated{}, err
	}
	bounds := []bound{s.loginsFrom(t.Source)}
	if wait := s.logins.take(bounds); wait > 0 {
		return Activated{}, refused(models.ProblemLimit, "too many attempts have failed from here: try again in "+spoken(wait), "input")
	}
	activated, guessed, err := s.activate(ctx, t)
	if !guessed {
		s.logins.giveBack(bounds, false)
	}
	return activated, err
}

// activate reports, too, whether a guess has failed.
func (s *Switchboard) activate(ctx context.Context, t ActivationAttempt) (_ Activated, guessed bool, _ error) {
	a := s.activations.opened(t.ID, t.Secret)
	if a == nil {
		_, err := store.VerifyPassword(ctx, "", t.Password) // takes as long as with a link
		s.log.Warn("activation failed", "source", t.Source, "known", false)
		if err != nil {
			return Activated{}, true, s.stored(err)
		}
		s.WrongPassword(DoorActivation, t.Source, activationName, t.ID+t.Secret)
		return Activated{}, true, refused(models.ProblemNotFound, unknownLink(t.Secret), "input", "secret")
	}
	done, err := a.begin(ctx)
	if err != nil {
		return Activated{}, false, err
	}
	defer done()
	if state := ptr(a.now()).State(time.Now()); state != models.ActivationOpen {
		return Activated{}, false, linkRefusal(state, "input", "id")
	}
	right, err := store.VerifyPassword(ctx, a.passwordHash, t.Password)
	switch {
	case err != nil:
		return Activated{}, false, s.stored(err)
	case !right:
		s.log.Warn("activation failed", "source", t.Source, "known", true)
		s.WrongPassword(DoorActivation, t.Source, activationName, t.Password)
		return Activated{}, true, s.failActivation(ctx, a)
	}
	activated, err := s.useActivation(ctx, a, t.Device)
	return activated, false, err
}

func ptr[T any](v T) *T { return &v }

func unknownLink(secret string) string {
	if models.ActivationSecretFault(secret) {
		return "the link is not whole: open it as it was sent, with everything behind the #, or ask for a new one"
	}
	return "this link is not known: open it as it was sent, or ask for a new one"
}

// failActivation counts a wrong password. Memory counts also while the database is away, so that its absence gives
// nobody more guesses.
func (s *Switchboard) failActivation(ctx context.Context, a *activation) error {
	link, now := a.now(), time.Now()
	link.Failures++
	a.set(link)
	s.onboardings.step(link.UserID, models.StepActivationFailed, now, "")
	if err := s.stored(s.store.SaveActivationLink(ctx, link)); err != nil {
		return err
	}
	if link.State(now) == models.ActivationBurned {
		s.onboardings.step(link.UserID, models.StepLinkBurned, now, "")
		return linkRefusal(models.ActivationBurned, "input", "password")
	}
	return refused(models.ProblemForbidden, fmt.Sprintf(
		"the password is wrong: it is the one for the link, which reached you by another way; %d more attempts, then the link is void",
		models.MaxActivationFailures-link.Failures), "input", "password")
}

func (s *Switchboard) useActivation(ctx context.Context, a *activation, device string) (Activated, error) {
	link := a.now()
	user, found := s.User(link.UserID)
	if !found {
		return Activated{}, refused(models.ProblemNotFound, "the account of this link is no more: ask for a new one", "input", "id")
	}
	session, token := newSession(user, device)
	link.UsedAt, link.DeviceName = session.CreatedAt, session.DeviceName
	err := s.store.UseActivationLink(ctx, link, session)
	if errors.Is(err, store.ErrConflict) {
		return Activated{}, linkRefusal(models.ActivationUsed, "input", "id")
	}
	if err = s.stored(err); err != nil {
		return Activated{}, err
	}
	a.set(link)
	s.sessions.add(session)
	s.makeRoom(ctx, user.ID)
	s.onboardings.step(user.ID, models.StepActivated, link.UsedAt, link.DeviceName)
	secret, _ := s.Secret(user.Username, nil)
	return Activated{Grant: Grant{Session: session, Token: token, User: user}, SIPPassword: string(secret)}, nil
}

// linkRefusal says why a link is good for nothing any more.
func linkRefusal(state models.ActivationState, path ...string) error {
	why := map[models.ActivationState]string{
		models.ActivationUsed:    "the link has been used already, and works only once: if that was not you, tell your administrator; else ask for a new one",
		models.ActivationExpired: "the time of the link is over: ask for a new one",
		models.ActivationBurned:  "the password was wrong too often, so the link is void: ask for a new one",
		models.ActivationRevoked: "the link was taken back or replaced by another: use the newest one, or ask for a new one",
	}
	return refused(models.ProblemExpired, why[state], path...)
}
