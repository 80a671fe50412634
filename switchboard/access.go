package switchboard

import (
	"context"
	"time"

	"graphpbx/models"
	"graphpbx/models/store"
)

// NewPassword says what to do with a password. The zero value lets the switchboard choose one.
type NewPassword struct {
	Keep  bool   // leave it as it is
	Value string // empty: the switchboard chooses
}

// AccessReset says what to do with the passwords of a user.
type AccessReset struct {
	SIPPassword NewPassword
	CTIPassword NewPassword

	EndSessions      bool // end all sessions and API tokens of the user; a new CTI password ends the sessions anyway
	EndRegistrations bool // end all registrations: the devices must come back with the password that is valid now
}

// ResetAccess replaces passwords of a user, and returns the new ones this once. With a new CTI password the sessions of
// the user end; telephones that are registered stay so until they renew it, unless the reset ends that, too.
func (s *Switchboard) ResetAccess(ctx context.Context, v models.Viewer, userID string, reset AccessReset) (AccessData, error) {
	if err := require(v, models.RoleAdmin); err != nil {
		return AccessData{}, err
	}
	old, found := s.directory.Load().user(userID)
	if !found {
		return AccessData{}, refused(models.ProblemNotFound, "there is no such user: it may have been deleted", "userId")
	}
	if err := governs(v, old.user.Role); err != nil {
		return AccessData{}, err
	}
	access := AccessData{Username: old.user.Username}
	var problems models.Problems
	access.SIPPassword = reset.SIPPassword.choose(&old.user, &problems, "input", "sipPassword")
	access.CTIPassword = reset.CTIPassword.choose(&old.user, &problems, "input", "ctiPassword")
	if len(problems) > 0 {
		return AccessData{}, problems
	}
	if err := s.setAccess(ctx, userID, access, false); err != nil {
		return AccessData{}, err
	}
	if reset.EndSessions {
		s.revokeSessions(ctx, func(session *models.Session) bool { return session.UserID == userID })
	}
	if reset.EndRegistrations && s.telephony != nil { // nil on the command line, where no switchboard runs
		s.telephony.Unregister(userID, "")
	}
	return access, nil
}

// RevealSIPPassword returns the SIP password of a user, for whoever has to enter it in a telephone by hand.
func (s *Switchboard) RevealSIPPassword(v models.Viewer, userID string) (AccessData, error) {
	if err := require(v, models.RoleAdmin); err != nil {
		return AccessData{}, err
	}
	r, found := s.directory.Load().user(userID)
	if !found {
		return AccessData{}, refused(models.ProblemNotFound, "there is no such user: it may have been deleted", "userId")
	}
	if err := governs(v, r.user.Role); err != nil {
		return AccessData{}, err
	}
	password, err := s.store.OpenSIPPassword(nil, userID, r.secret)
	if err != nil {
		return AccessData{}, err
	}
	s.log.Info("a SIP password was revealed", "username", r.user.Username, "to", v.UserID)
	return AccessData{Username: r.user.Username, SIPPassword: string(password)}, nil
}

func (n NewPassword) choose(u *models.User, problems *models.Problems, path ...string) string {
	switch {
	case n.Keep:
		return ""
	case n.Value == "":
		return models.SuggestPassword()
	}
	checkPassword(u, n.Value, problems, path...)
	return n.Value
}

// setAccess stores passwords, those that are not empty. A new CTI password ends the sessions of the user.
func (s *Switchboard) setAccess(ctx context.Context, userID string, access AccessData, changeDue bool) error {
	if access.SIPPassword == "" && access.CTIPassword == "" {
		return nil
	}
	if err := s.storeAccess(ctx, userID, access, changeDue); err != nil || access.CTIPassword == "" {
		return err
	}
	s.revokeSessions(ctx, func(session *models.Session) bool { return session.UserID == userID && !session.IsToken() })
	return nil
}

func (s *Switchboard) storeAccess(ctx context.Context, userID string, access AccessData, changeDue bool) error {
	change, err := accessChange(ctx, access, changeDue)
	if err != nil {
		return s.stored(err)
	}
	done, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer done()
	old, found := s.directory.Load().user(userID)
	if !found {
		return noSuchUser(userID)
	}
	stored, err := s.store.SetAccess(ctx, userID, change)
	if err = s.stored(err); err != nil {
		return err
	}
	s.replace(old, stored.User, stored.SIPPassword)
	s.blocking.forgive(old.user.Username)
	return nil
}

func accessChange(ctx context.Context, access AccessData, changeDue bool) (change store.Access, err error) {
	change.SIPPassword = access.SIPPassword
	if access.CTIPassword != "" {
		change.ChangeDue = &changeDue
		change.CTIHash, err = store.HashPassword(ctx, access.CTIPassword)
	}
	return change, err
}

// passwordRetry is how long the hashing of an import waits for a database that is away.
const passwordRetry = time.Minute

// runPasswords hashes in the background what this import, or one before the start, has left to be hashed.
func (s *Switchboard) runPasswords(ctx context.Context) {
	for ctx.Err() == nil {
		if n, err := s.store.HashPendingPasswords(ctx); s.health.report(err) != nil && ctx.Err() == nil {
			s.log.Warn("the passwords of an import are not all hashed yet; it goes on in a minute", "hashed", n, "error", err)
			pause(ctx, passwordRetry)
			continue
		}
		select {
		case <-ctx.Done():
		case <-s.hashPasswords:
		}
	}
}

// Secret appends the SIP password of the user to dst. It is opened for each use and kept nowhere; the caller wipes it.
func (s *Switchboard) Secret(username string, dst []byte) ([]byte, bool) {
	r, found := s.directory.Load().username(username)
	if !found || r.secret == "" {
		return dst, false
	}
	opened, err := s.store.OpenSIPPassword(dst, r.user.ID, r.secret)
	if err != nil {
		return dst, false
	}
	return opened, true
}

// Account returns what the engine knows of a user, by username without regard to case.
func (s *Switchboard) Account(username string) (models.Account, bool) {
	r, found := s.directory.Load().username(username)
	if !found {
		return models.Account{}, false
	}
	return r.account, true
}
