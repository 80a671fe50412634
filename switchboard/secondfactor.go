package switchboard

import (
	"context"
	"net/netip"
	"time"

	"graphpbx/models"
	"graphpbx/models/store"
)

// codesOfAccount bounds wrong codes of one account within loginWindow, from wherever they come. Whoever guesses codes has the
// password already, and of a million codes three are right at a time.
const codesOfAccount = 10

// Issuer is the name under which an authenticator app shows its codes for a switchboard.
const Issuer = "GraphPBX"

// SecondFactor says whether logins of the viewer need a code, and how many recovery codes are left.
func (s *Switchboard) SecondFactor(v models.Viewer) (models.Authenticator, bool) {
	f, on := s.secondFactors.get(v.UserID)
	return f.Authenticator, on
}

// HasSecondFactor reports whether logins of a user need a code.
func (s *Switchboard) HasSecondFactor(userID string) bool {
	_, on := s.secondFactors.get(userID)
	return on
}

// passSecondFactor lets somebody through whose first factor is right. It returns the factor as it is to be stored with the
// session, or nil where none is asked, and what gives the code back.
func (s *Switchboard) passSecondFactor(user models.User, code string, source netip.Addr) (*store.StoredSecondFactor, func(), error) {
	if !s.HasSecondFactor(user.ID) {
		return nil, func() {}, nil
	}
	if code == "" {
		return nil, nil, refused(models.ProblemTOTPRequired, "enter the code that your authenticator app shows, or one of your recovery codes", "input", "code")
	}
	was, is, err := s.takeCode(user, code, source)
	if err != nil {
		return nil, nil, err
	}
	return &is, func() { s.secondFactors.undo(was, is) }, nil
}

// takeCode uses a code up. Wrong ones count like wrong passwords, and for the account.
func (s *Switchboard) takeCode(user models.User, code string, source netip.Addr) (was, is store.StoredSecondFactor, err error) {
	bounds := []bound{{"code " + user.ID, codesOfAccount}}
	if wait := s.logins.take(bounds); wait > 0 {
		return was, is, refused(models.ProblemLimit, "too many codes were wrong: try again in "+spoken(wait), "input", "code")
	}
	was, is, right := s.secondFactors.claim(user.ID, code, time.Now(), s.openFactor)
	if !right {
		s.log.Warn("a code was wrong", "source", source, "username", user.Username)
		s.WrongPassword(DoorLogin, source, user.Username, "code "+code)
		return was, is, refused(models.ProblemForbidden, "the code is wrong, too old or was used already: wait for the next one, and look at the clock of your device", "input", "code")
	}
	s.logins.giveBack(bounds, true)
	return was, is, nil
}

func (s *Switchboard) openFactor(f store.StoredSecondFactor) string {
	secret, err := s.store.OpenTOTPSecret(nil, f.UserID, f.Secret)
	if err != nil {
		s.log.Error("the secret of an authenticator app cannot be opened: only recovery codes work, or an administrator resets it", "user", f.UserID, "error", err)
	}
	return string(secret)
}

// BeginSecondFactor makes a secret for an authenticator app. It counts once the viewer has shown that an app has it.
func (s *Switchboard) BeginSecondFactor(ctx context.Context, v models.Viewer, password string) (secret, address string, err error) {
	user, err := s.person(v)
	if err != nil {
		return "", "", err
	}
	if s.HasSecondFactor(user.ID) {
		return "", "", refused(models.ProblemConflict, "codes are asked already: to change to another app, switch them off first")
	}
	if err := s.verify(ctx, user, password, "password"); err != nil {
		return "", "", err
	}
	secret = models.NewTOTPSecret()
	s.secondFactors.begin(user.ID, secret, time.Now())
	return secret, models.TOTPAddress(Issuer, user.Username, secret), nil
}

// ConfirmSecondFactor makes codes necessary for logins of the viewer, once an app shows the right one. It returns recovery
// codes, told this once. Other sessions of the viewer end: they began without a code.
func (s *Switchboard) ConfirmSecondFactor(ctx context.Context, v models.Viewer, code string) ([]string, error) {
	user, err := s.person(v)
	if err != nil {
		return nil, err
	}
	now := time.Now()
	secret, begun := s.secondFactors.awaiting(user.ID, now)
	if !begun {
		return nil, refused(models.ProblemExpired, "there is nothing to confirm, or it took too long: begin again", "input", "code")
	}
	bounds := []bound{{"code " + user.ID, codesOfAccount}}
	if wait := s.logins.take(bounds); wait > 0 {
		return nil, refused(models.ProblemLimit, "too many codes were wrong: try again in "+spoken(wait), "input", "code")
	}
	step, right := models.MatchTOTP(secret, code, now, 0)
	if !right {
		return nil, refused(models.ProblemInvalid, "this is not the code that the app shows now: scan the picture again, and look at the clock of your device", "input", "code")
	}
	s.logins.giveBack(bounds, true)
	codes, hashes := models.NewRecoveryCodes()
	factor := store.StoredSecondFactor{
		Authenticator: models.Authenticator{UserID: user.ID, ConfirmedAt: now, LastStep: step, Recovery: hashes},
		Secret:        s.store.SealTOTPSecret(user.ID, secret),
	}
	if err := s.stored(s.store.SaveSecondFactor(ctx, factor)); err != nil {
		return nil, err
	}
	s.secondFactors.forget(user.ID)
	s.secondFactors.set(factor)
	s.revokeSessions(ctx, func(other *models.Session) bool {
		return other.UserID == user.ID && other.ID != v.SessionID && !other.IsToken()
	})
	return codes, nil
}

// DisableSecondFactor lets the viewer log in by password alone again. It asks for the password and a code.
func (s *Switchboard) DisableSecondFactor(ctx context.Context, v models.Viewer, password, code string) error {
	user, err := s.proven(ctx, v, password, code)
	if err != nil {
		return err
	}
	return s.dropSecondFactor(ctx, user.ID)
}

// RenewRecoveryCodes replaces the recovery codes of the viewer. It asks for the password and a code.
func (s *Switchboard) RenewRecoveryCodes(ctx context.Context, v models.Viewer, password, code string) ([]string, error) {
	user, err := s.proven(ctx, v, password, code)
	if err != nil {
		return nil, err
	}
	factor, _ := s.secondFactors.get(user.ID)
	codes, hashes := models.NewRecoveryCodes()
	factor.Recovery = hashes
	if err := s.stored(s.store.SaveSecondFactor(ctx, factor)); err != nil {
		return nil, err
	}
	s.secondFactors.set(factor)
	return codes, nil
}

// proven makes sure that it is the viewer who asks, by password and code.
func (s *Switchboard) proven(ctx context.Context, v models.Viewer, password, code string) (models.User, error) {
	user, err := s.person(v)
	if err != nil {
		return user, err
	}
	if !s.HasSecondFactor(user.ID) {
		return user, refused(models.ProblemNotFound, "no codes are asked at your logins")
	}
	if err := s.verify(ctx, user, password, "password"); err != nil {
		return user, err
	}
	_, _, err = s.takeCode(user, code, netip.Addr{}) // whoever is logged in is no guesser from outside
	return user, err
}

// person returns the user behind a viewer. Programs and the local administrator are none.
func (s *Switchboard) person(v models.Viewer) (models.User, error) {
	user, found := s.User(v.UserID)
	if !found || v.ByToken() {
		return user, refused(models.ProblemNotFound, "only a person who is logged in has a password and codes: log in as a user")
	}
	return user, nil
}

// ResetSecondFactor lets a user log in by password alone who has lost the app and the recovery codes. Sessions of the user go on.
func (s *Switchboard) ResetSecondFactor(ctx context.Context, v models.Viewer, userID string) (models.User, error) {
	if err := require(v, models.RoleAdmin); err != nil {
		return models.User{}, err
	}
	user, found := s.User(userID)
	switch {
	case !found:
		return user, refused(models.ProblemNotFound, "there is no such user: it may have been deleted", "userId")
	case v.ByToken():
		return user, refused(models.ProblemForbidden, "a person resets codes, not an API token: log in")
	case userID == v.UserID:
		return user, refused(models.ProblemForbidden, "your own codes are switched off with one of them: use totpDisable, or ask another administrator", "userId")
	case !s.HasSecondFactor(userID):
		return user, refused(models.ProblemNotFound, "no codes are asked at logins of "+user.Username, "userId")
	}
	return user, s.dropSecondFactor(ctx, userID)
}

func (s *Switchboard) dropSecondFactor(ctx context.Context, userID string) error {
	if err := s.stored(s.store.DeleteSecondFactor(ctx, userID)); err != nil {
		return err
	}
	s.secondFactors.forget(userID)
	return nil
}

func (s *Switchboard) loadSecondFactors(ctx context.Context) error {
	factors, err := s.store.SecondFactors(ctx)
	for _, f := range factors {
		s.secondFactors.set(f)
	}
	return err
}
