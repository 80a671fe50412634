package switchboard

import (
	"context"
	"slices"

	"graphpbx/models"
	"graphpbx/models/store"
)

// administrator is the username of the first administrator.
const administrator = "admin"

// ensureAdministrator makes sure that somebody can log in. A configured password is made to be that of the user admin.
// Without one, the admin gets a new one-time password at each start until somebody has replaced it.
func (s *Switchboard) ensureAdministrator(ctx context.Context) error {
	password := s.config.AdminPassword
	r, found := s.directory.Load().username(administrator)
	switch {
	case !found && password == "" && slices.ContainsFunc(s.directory.Load().sorted, (*record).isAdministrator):
		return nil // somebody else administers, and admin was deleted or renamed
	case !found:
		return s.createAdministrator(ctx)
	case password != "":
		return s.matchAdministrator(ctx, r)
	case r.user.PasswordChangeDue:
		s.oneTimePassword = models.SuggestPassword()
		return s.setAccess(ctx, r.user.ID, AccessData{CTIPassword: s.oneTimePassword}, true)
	}
	return nil
}

func (r *record) isAdministrator() bool { return r.user.Role == models.RoleAdmin }

func (s *Switchboard) createAdministrator(ctx context.Context) error {
	user, access := NewUser{
		User:        models.User{Username: administrator, Role: models.RoleAdmin},
		CTIPassword: s.config.AdminPassword,
	}.prepared(s.settings.get())
	if s.config.AdminPassword == "" {
		s.oneTimePassword = access.CTIPassword
		user.PasswordChangeDue = true
	}
	hash, err := store.HashPassword(ctx, access.CTIPassword)
	if err != nil {
		return err
	}
	_, err = s.create(ctx, store.NewUser{User: user, SIPPassword: access.SIPPassword, CTIPasswordHash: hash})
	return err
}

// matchAdministrator gives the admin the configured password and the right to use it.
func (s *Switchboard) matchAdministrator(ctx context.Context, r *record) error {
	if !r.isAdministrator() {
		user := r.user
		user.Role = models.RoleAdmin
		user, err := s.store.UpdateUser(ctx, user, user.Version)
		if err != nil {
			return err
		}
		s.replace(r, user, r.secret)
	}
	same, err := s.store.VerifyCTIPassword(ctx, r.user.ID, s.config.AdminPassword)
	if err != nil || same && !r.user.PasswordChangeDue {
		return err
	}
	return s.setAccess(ctx, r.user.ID, AccessData{CTIPassword: s.config.AdminPassword}, false)
}
