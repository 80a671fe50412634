package switchboard

import (
	"context"
	"fmt"

	"graphpbx/models"
)

// UserPatch is a change of a user. Nil leaves a field as it is.
type UserPatch struct {
	Version     int // of the user that the change was made from
	Username    *string
	Extension   *models.PhoneNumber
	FirstName   *string
	Surname     *string
	Nickname    *string
	Mobile      *models.PhoneNumber
	TeamsLogin  *string
	Role        *models.Role
	RingLimit   *int
	BusyInCall  *bool
	BusyRinging *bool
}

// UpdateUser changes a user. Problems name the fields below ["input"]; CONFLICT says that the user has another version
// by now.
func (s *Switchboard) UpdateUser(ctx context.Context, v models.Viewer, id string, patch UserPatch) (models.User, error) {
	if err := require(v, models.RoleAdmin); err != nil {
		return models.User{}, err
	}
	done, err := s.begin(ctx)
	if err != nil {
		return models.User{}, err
	}
	defer done()
	old, user, err := s.patched(id, patch)
	if err != nil {
		return models.User{}, err
	}
	if err = governs(v, old.user.Role, user.Role); err != nil {
		return models.User{}, err
	}
	user, err = s.store.UpdateUser(ctx, user, patch.Version)
	if err = s.stored(err, "input"); err != nil {
		return models.User{}, err
	}
	s.replace(old, user, old.secret)
	if user.Role != old.user.Role {
		s.reviewSessions(user.ID)
	}
	return user, nil
}

// patched returns the user as it is and as it shall be, or the problems of that.
func (s *Switchboard) patched(id string, patch UserPatch) (*record, models.User, error) {
	directory := s.directory.Load()
	old, found := directory.user(id)
	if !found {
		return nil, models.User{}, noSuchUser(id)
	}
	if patch.Version != old.user.Version {
		return nil, models.User{}, refused(models.ProblemConflict, fmt.Sprintf(
			"%s was changed meanwhile (at %s UTC, to version %d, while you changed version %d): read the user again and repeat your change",
			old.who(), old.user.UpdatedAt.UTC().Format("15:04:05"), old.user.Version, patch.Version), "input", "version")
	}
	user := tidy(patch.apply(old.user))
	var problems models.Problems
	directory.check(&user, &problems, "input")
	if old.user.Role == models.RoleAdmin && user.Role != models.RoleAdmin && directory.administrators() == 1 {
		problems.Add(models.ProblemInvalid, lastAdministrator(old), "input", "role")
	}
	return old, user, problems.Err()
}

func (p *UserPatch) apply(u models.User) models.User {
	set(&u.Username, p.Username)
	set(&u.Extension, p.Extension)
	set(&u.FirstName, p.FirstName)
	set(&u.Surname, p.Surname)
	set(&u.Nickname, p.Nickname)
	set(&u.Mobile, p.Mobile)
	set(&u.TeamsLogin, p.TeamsLogin)
	set(&u.Role, p.Role)
	set(&u.RingLimit, p.RingLimit)
	set(&u.BusyInCall, p.BusyInCall)
	set(&u.BusyRinging, p.BusyRinging)
	return u
}

func set[T any](field *T, value *T) {
	if value != nil {
		*field = *value
	}
}

// DeleteUser deletes a user with its registrations, sessions, API tokens and statistics. Its calls end.
func (s *Switchboard) DeleteUser(ctx context.Context, v models.Viewer, id string) error {
	if err := require(v, models.RoleAdmin); err != nil {
		return err
	}
	if user, found := s.User(id); found {
		if err := governs(v, user.Role); err != nil {
			return err
		}
	}
	if err := s.delete(ctx, id); err != nil {
		return err
	}
	if s.telephony != nil { // the command line works on the users of a switchboard that has no engine
		for _, call := range s.Calls(LocalAdministrator(), id) {
			s.telephony.Hangup(call.ID, models.EndByAdmin)
		}
		s.telephony.Unregister(id, "") // without a lock: the engine tells us what came of it
	}
	return nil
}

func (s *Switchboard) delete(ctx context.Context, id string) error {
	done, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer done()
	directory := s.directory.Load()
	old, found := directory.user(id)
	if !found {
		return noSuchUser(id)
	}
	if old.user.Role == models.RoleAdmin && directory.administrators() == 1 {
		return refused(models.ProblemInvalid, lastAdministrator(old), "id")
	}
	if err := s.stored(s.store.DeleteUser(ctx, id)); err != nil {
		return err
	}
	s.dismiss(old)
	return nil
}

func (d *directory) administrators() int {
	n := 0
	for _, r := range d.sorted {
		if r.user.Role == models.RoleAdmin {
			n++
		}
	}
	return n
}

func lastAdministrator(r *record) string {
	return fmt.Sprintf("%s is the last administrator, and without one nobody could change anything: make somebody else administrator first", r.who())
}
