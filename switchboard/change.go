package switchboard

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"graphpbx/models"
	"graphpbx/models/store"
)

// Users change one after the other: the database first, then the directory, then the journal. So everybody sees the
// changes in one order, and nobody sees one that is not stored.

// begin waits for the turn to change users. The caller calls the returned function when it is done.
func (s *Switchboard) begin(ctx context.Context) (done func(), err error) {
	select {
	case s.changing <- struct{}{}:
		return func() { <-s.changing }, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("switchboard: wait to change users: %w", context.Cause(ctx))
	}
}

// admit makes new users known, with a telephone and a presence each.
func (s *Switchboard) admit(records []*record) {
	s.directory.Store(s.directory.Load().with(nil, records))
	for _, r := range records {
		s.telephones.add(r.user.ID, r.user.RingLimit)
		s.presences.add(r.user.ID)
		s.phoneBook.know(&r.user)
	}
}

// replace makes a changed user known.
func (s *Switchboard) replace(old *record, user models.User, secret store.SealedSecret) {
	s.directory.Store(s.directory.Load().with([]*record{old}, []*record{newRecord(user, secret)}))
	s.telephones.announce(user.ID, user.RingLimit)
	s.phoneBook.know(&user)
}

// dismiss forgets a user.
func (s *Switchboard) dismiss(r *record) {
	s.directory.Store(s.directory.Load().with([]*record{r}, nil))
	s.endSessions(func(session *models.Session) bool { return session.UserID == r.user.ID })
	s.telephones.remove(r.user.ID)
	s.presences.remove(r.user.ID)
	s.statistics.forget(r.user.ID)
	s.timeline.forget(r.user.ID)
	s.secondFactors.forget(r.user.ID)
	s.activations.drop(r.user.ID)
	s.onboardings.forget(r.user.ID)
	s.callthrough.forget(r.user.ID)
	s.devices.release(r.user.ID)
	s.phoneBook.forget(r.user.ID)
}

// stored reports the outcome of a change to the health of the database, and turns what a person can mend into
// problems. That is rare, as everything was checked before: somebody has changed the database from outside.
func (s *Switchboard) stored(err error, path ...string) error {
	_ = s.health.report(err)
	taken := (*store.TakenError)(nil)
	switch {
	case errors.As(err, &taken) && taken.Field != "":
		return refused(models.ProblemTaken,
			fmt.Sprintf("%s already belongs to another user: choose another one", taken.Value), append(path, taken.Field)...)
	case errors.Is(err, store.ErrConflict):
		return refused(models.ProblemConflict,
			"the user was changed meanwhile: read it again and repeat your change", append(path, "version")...)
	case errors.Is(err, store.ErrNotFound):
		return refused(models.ProblemNotFound, "there is no such user any more", "id")
	case errors.Is(err, store.ErrBusy):
		return refused(models.ProblemLimit, "too many passwords are being checked at this moment: try again in a few seconds")
	}
	return err
}

func noSuchUser(id string) error {
	return refused(models.ProblemNotFound, fmt.Sprintf("there is no user with the id %q: it may have been deleted", short(id)), "id")
}

// short bounds what of a client's text is repeated to it.
func short(text string) string {
	if len(text) > 80 {
		return strings.ToValidUTF8(text[:80], "") + "..."
	}
	return text
}
