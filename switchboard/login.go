package switchboard

import (
	"context"
	"fmt"
	"net/netip"
	"strings"
	"time"

	"graphpbx/models"
	"graphpbx/models/store"
)

// LoginRequest is who wants to log in.
type LoginRequest struct {
	Username string
	Password string
	Code     string     // of an authenticator app, or a recovery code; empty where none is asked
	Device   string     // what the client calls itself
	Source   netip.Addr // where it comes from; the zero address for none
}

// Grant is a new session. Token is told this once.
type Grant struct {
	Session models.Session
	Token   string
	User    models.User
}

// Login begins a session. A wrong username takes as long as a wrong password, and is not told from it.
func (s *Switchboard) Login(ctx context.Context, l LoginRequest) (Grant, error) {
	if err := checkDeviceName(l.Device); err != nil {
		return Grant{}, err
	}
	if fault := models.NameFault(strings.TrimSpace(l.Code)); fault != "" {
		return Grant{}, refused(models.ProblemInvalid, "the code "+fault, "input", "code")
	}
	if err := s.Refusal(l.Source, l.Username, "input"); err != nil {
		return Grant{}, err
	}
	bounds := s.loginBounds(l)
	if wait := s.logins.take(bounds); wait > 0 {
		return Grant{}, refused(models.ProblemLimit, "too many logins have failed from here: try again in "+spoken(wait), "input")
	}
	r, known := s.directory.Load().username(l.Username)
	userID := ""
	if known {
		userID = r.user.ID
	}
	right, err := s.store.VerifyCTIPassword(ctx, userID, l.Password)
	if err != nil {
		s.logins.giveBack(bounds, false)
		return Grant{}, s.stored(err)
	}
	if !right {
		s.log.Warn("login failed", "source", l.Source, "known", known)
		s.WrongPassword(DoorLogin, l.Source, l.Username, l.Password)
		return Grant{}, refused(models.ProblemForbidden,
			"username or password is wrong: it is the password for logins that is asked for, not the one of the telephone", "input")
	}
	return s.enter(ctx, r.user, l, bounds)
}

// enter begins the session of somebody whose password is right, or who comes from the provider of identities.
func (s *Switchboard) enter(ctx context.Context, user models.User, l LoginRequest, bounds []bound) (Grant, error) {
	factor, undo, err := s.passSecondFactor(user, l.Code, l.Source)
	if err != nil {
		if l.Code == "" { // a question, no failure
			s.logins.giveBack(bounds, false)
		}
		return Grant{}, err
	}
	s.logins.giveBack(bounds, true)
	s.blocking.prove(l.Source)
	grant, err := s.grant(ctx, user, l.Device, factor)
	if err != nil {
		undo()
	}
	return grant, err
}

// loginsFrom bounds the failures of an address. One where healthy telephones live has many people behind it.
func (s *Switchboard) loginsFrom(source netip.Addr) bound {
	if s.blocking.isHealthy(source, time.Now()) {
		return bound{"address " + network(source), loginsOfOffice}
	}
	return bound{"address " + network(source), loginsOfAddress}
}

// loginBounds are what an attempt counts against. The pair comes first.
func (s *Switchboard) loginBounds(l LoginRequest) []bound {
	account := models.FoldUsername(short(l.Username))
	return []bound{
		{"pair " + network(l.Source) + " " + account, loginsOfPair},
		s.loginsFrom(l.Source),
		{"account " + account, loginsOfAccount},
	}
}

// network returns what stands for whoever is behind an address: a subscriber has a whole /64 of IPv6.
func network(a netip.Addr) string {
	a = a.Unmap()
	if a.Is6() {
		if prefix, err := a.Prefix(64); err == nil {
			return prefix.String()
		}
	}
	return a.String()
}

func spoken(wait time.Duration) string {
	if minutes := int(wait / time.Minute); minutes >= 1 {
		return fmt.Sprintf("%d minutes", minutes+1)
	}
	return fmt.Sprintf("%d seconds", int(wait/time.Second)+1)
}

// grant makes a session. What is left of a second factor is stored with it.
func (s *Switchboard) grant(ctx context.Context, user models.User, device string, factor *store.StoredSecondFactor) (Grant, error) {
	session, token := newSession(user, device)
	save := func() error { return s.store.SaveSession(ctx, session) }
	if factor != nil {
		save = func() error { return s.store.UseSecondFactor(ctx, *factor, session) }
	}
	if err := s.health.report(save()); err != nil {
		return Grant{}, err
	}
	s.sessions.add(session)
	s.makeRoom(ctx, user.ID)
	return Grant{Session: session, Token: token, User: user}, nil
}

func newSession(user models.User, device string) (session models.Session, token string) {
	token = newSecret()
	now := time.Now()
	return models.Session{
		ID: models.NewID(models.KindSession), UserID: user.ID, TokenHash: hashOf(token),
		DeviceName: strings.TrimSpace(device), CreatedAt: now, LastUsedAt: now, ExpiresAt: expiry(now, now),
	}, token
}

// checkDeviceName refuses what would not be shown in a list of sessions. It is said before any password is looked at.
func checkDeviceName(name string) error {
	if fault := models.NameFault(strings.TrimSpace(name)); fault != "" {
		return refused(models.ProblemInvalid, "the name of the device "+fault, "input", "deviceName")
	}
	return nil
}

// makeRoom ends the sessions of a user that are too many.
func (s *Switchboard) makeRoom(ctx context.Context, userID string) {
	own := s.sessions.which(func(session *models.Session) bool { return session.UserID == userID && !session.IsToken() })
	if len(own) <= maxUserSessions {
		return
	}
	tooMany := make(map[string]bool)
	for _, session := range own[maxUserSessions:] {
		tooMany[session.ID] = true
	}
	s.revokeSessions(ctx, func(session *models.Session) bool { return tooMany[session.ID] })
}

// Viewer returns who a token belongs to, of a login or of a program, and prolongs the session. It reads memory only. Whoever holds a connection
// open for the session calls it from time to time, so that it does not end for want of use.
func (s *Switchboard) Viewer(token string) (models.Viewer, bool) {
	session, found := s.sessions.use(token, time.Now())
	if !found {
		return models.Viewer{}, false
	}
	user, found := s.User(session.UserID)
	if !found {
		return models.Viewer{}, false
	}
	return models.Viewer{UserID: user.ID, Role: user.Role, SessionID: session.ID, Scopes: session.Scopes}, true
}

// Logout ends the session of the viewer. It works, too, while the database is away.
func (s *Switchboard) Logout(ctx context.Context, v models.Viewer) error {
	s.revokeSessions(ctx, func(session *models.Session) bool { return session.ID == v.SessionID })
	return nil
}

// Sessions returns the sessions of a user, latest use first. An empty userID means the viewer; others are for
// administrators.
func (s *Switchboard) Sessions(v models.Viewer, userID string) ([]models.Session, error) {
	if userID == "" {
		userID = v.UserID
	}
	if userID != v.UserID {
		if err := require(v, models.RoleAdmin); err != nil {
			return nil, err
		}
	}
	now := time.Now()
	return s.sessions.which(func(session *models.Session) bool {
		return session.UserID == userID && !session.IsToken() && session.ExpiresAt.After(now)
	}), nil
}

// RevokeSession ends a session: an own one or, for administrators, any.
func (s *Switchboard) RevokeSession(ctx context.Context, v models.Viewer, id string) error {
	found := s.sessions.which(func(session *models.Session) bool {
		return session.ID == id && !session.IsToken() && (session.UserID == v.UserID || v.Role >= models.RoleAdmin)
	})
	if len(found) == 0 {
		return refused(models.ProblemNotFound, "there is no such session: it may have ended", "id")
	}
	s.revokeSessions(ctx, func(session *models.Session) bool { return session.ID == id })
	return nil
}

// ChangePassword replaces the CTI password of the viewer. The other sessions of the viewer end.
func (s *Switchboard) ChangePassword(ctx context.Context, v models.Viewer, current, next string) (models.User, error) {
	user, found := s.User(v.UserID)
	if !found {
		return models.User{}, refused(models.ProblemNotFound, "the local administrator has no password: log in as a user")
	}
	var problems models.Problems
	if checkPassword(&user, next, &problems, "input", "new"); next == current {
		problems.Add(models.ProblemInvalid, "the new password is the old one: choose another one", "input", "new")
	}
	if len(problems) > 0 {
		return models.User{}, problems
	}
	if err := s.verify(ctx, user, current, "current"); err != nil {
		return models.User{}, err
	}
	return s.changePassword(ctx, v, next)
}

// verify checks the password of somebody who is logged in already. Guessing is bounded here, too.
func (s *Switchboard) verify(ctx context.Context, user models.User, password, field string) error {
	bounds := []bound{{"change " + user.ID, loginsOfPair}}
	if wait := s.logins.take(bounds); wait > 0 {
		return refused(models.ProblemLimit, "the password was wrong too often: try again in "+spoken(wait), "input", field)
	}
	right, err := s.store.VerifyCTIPassword(ctx, user.ID, password)
	if err != nil || right {
		s.logins.giveBack(bounds, right)
		return s.stored(err)
	}
	return refused(models.ProblemForbidden, "this is not your present password: it is the password for logins that is asked for", "input", field)
}

func (s *Switchboard) changePassword(ctx context.Context, v models.Viewer, next string) (models.User, error) {
	if err := s.storeAccess(ctx, v.UserID, AccessData{CTIPassword: next}, false); err != nil {
		return models.User{}, err
	}
	s.revokeSessions(ctx, func(session *models.Session) bool {
		return session.UserID == v.UserID && session.ID != v.SessionID && !session.IsToken()
	})
	user, _ := s.User(v.UserID)
	return user, nil
}
