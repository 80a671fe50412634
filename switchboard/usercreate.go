package switchboard

import (
	"context"
	"strings"

	"graphpbx/models"
	"graphpbx/models/store"
)

// NewUser is a user to be created. Of User the id, the version and the times are ignored; role 0 is RoleUser, limit 0
// is that of the settings.
type NewUser struct {
	models.User
	SIPPassword string // empty: the switchboard chooses
	CTIPassword string // empty: the switchboard chooses
}

// AccessData are the passwords of a user, told once to whoever made them. An empty one was not changed.
type AccessData struct {
	Username    string
	SIPPassword string
	CTIPassword string
}

// CreateUser creates a user with a telephone that is offline. Problems name the fields below ["input"].
func (s *Switchboard) CreateUser(ctx context.Context, v models.Viewer, n NewUser) (models.User, AccessData, error) {
	if err := require(v, models.RoleAdmin); err != nil {
		return models.User{}, AccessData{}, err
	}
	user, access := n.prepared(s.settings.get())
	if err := governs(v, user.Role); err != nil {
		return models.User{}, AccessData{}, err
	}
	if err := s.checkNew(&user, n); err != nil {
		return models.User{}, AccessData{}, err
	}
	hash, err := store.HashPassword(ctx, access.CTIPassword)
	if err != nil {
		return models.User{}, AccessData{}, s.stored(err)
	}
	stored, err := s.create(ctx, store.NewUser{User: user, SIPPassword: access.SIPPassword, CTIPasswordHash: hash})
	if err != nil {
		return models.User{}, AccessData{}, err
	}
	return stored, access, nil
}

// prepared fills in what was left out.
func (n NewUser) prepared(chosen *models.Settings) (models.User, AccessData) {
	user := tidy(n.User)
	user.ID = models.NewID(models.KindUser)
	user.PasswordChangeDue = false
	if user.Role == models.RoleNone {
		user.Role = models.RoleUser
	}
	if user.RingLimit == 0 {
		user.RingLimit = chosen.Telephony.RingLimit
	}
	access := AccessData{Username: user.Username, SIPPassword: n.SIPPassword, CTIPassword: n.CTIPassword}
	if access.SIPPassword == "" {
		access.SIPPassword = models.SuggestPassword()
	}
	if access.CTIPassword == "" {
		access.CTIPassword = models.SuggestPassword()
	}
	return user, access
}

// tidy drops blanks around what people type.
func tidy(u models.User) models.User {
	for _, text := range []*string{&u.Username, &u.FirstName, &u.Surname, &u.Nickname, &u.TeamsLogin, (*string)(&u.Extension), (*string)(&u.Mobile)} {
		*text = strings.TrimSpace(*text)
	}
	return u
}

func (s *Switchboard) checkNew(user *models.User, n NewUser) error {
	var problems models.Problems
	s.directory.Load().check(user, &problems, "input")
	if n.SIPPassword != "" {
		checkPassword(user, n.SIPPassword, &problems, "input", "access", "sipPassword")
	}
	if n.CTIPassword != "" {
		checkPassword(user, n.CTIPassword, &problems, "input", "access", "ctiPassword")
	}
	return problems.Err()
}

// create stores a checked user and makes it known. What was checked before the turn came is checked again.
func (s *Switchboard) create(ctx context.Context, n store.NewUser) (models.User, error) {
	done, err := s.begin(ctx)
	if err != nil {
		return models.User{}, err
	}
	defer done()
	var problems models.Problems
	if s.directory.Load().check(&n.User, &problems, "input"); len(problems) > 0 {
		return models.User{}, problems
	}
	stored, err := s.store.CreateUsers(ctx, []store.NewUser{n})
	if err = s.stored(err, "input"); err != nil {
		return models.User{}, err
	}
	s.admit([]*record{newRecord(stored[0].User, stored[0].SIPPassword)})
	return stored[0].User, nil
}
