package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"graphpbx/models"
)

// userRow is a row of users. The times are not called CreatedAt and UpdatedAt: gorm would set those by itself,
// in units of its own.
type userRow struct {
	ID                string  `gorm:"primaryKey"`
	Username          string  `gorm:"not null"`
	UsernameFold      string  `gorm:"not null;uniqueIndex"` // unique without regard to case on both databases
	Extension         *string `gorm:"uniqueIndex"`          // NULL for none, which may stand in many rows
	FirstName         string  `gorm:"not null"`
	Surname           string  `gorm:"not null"`
	Nickname          string  `gorm:"not null"`
	Mobile            string  `gorm:"not null"`
	Role              string  `gorm:"not null"`
	RingLimit         int     `gorm:"not null"`
	BusyInCall        bool    `gorm:"not null"`
	BusyRinging       bool    `gorm:"not null"`
	PasswordChangeDue bool    `gorm:"not null"`
	Version           int     `gorm:"not null"`
	Created           instant `gorm:"column:created_at;not null"`
	Updated           instant `gorm:"column:updated_at;not null"`
	SIPPassword       string  `gorm:"column:sip_password;not null"` // sealed
	CTIHash           string  `gorm:"column:cti_hash;not null"`     // PHC form
	CTIPending        string  `gorm:"column:cti_pending;not null"`  // sealed, until it is hashed
	TeamsLogin        string  `gorm:"not null;default:''"`
}

func (userRow) TableName() string { return "users" }

// userColumns are those that an update of a user writes.
var userColumns = []string{"username", "username_fold", "extension", "first_name", "surname", "nickname", "mobile", "teams_login",
	"role", "ring_limit", "busy_in_call", "busy_ringing", "password_change_due", "version", "updated_at"}

// roleNames are the roles as rows hold them: words outlive a change of the order of the constants.
var roleNames = map[models.Role]string{
	models.RoleNone: "NONE", models.RoleUser: "USER", models.RoleSupervisor: "SUPERVISOR", models.RoleAdmin: "ADMIN",
}

// roleNamed returns the role of that name. An unknown word has no rights.
func roleNamed(name string) models.Role {
	for role, known := range roleNames {
		if known == name {
			return role
		}
	}
	return models.RoleNone
}

func toUserRow(u models.User) userRow {
	row := userRow{
		ID: u.ID, Username: u.Username, UsernameFold: models.FoldUsername(u.Username),
		FirstName: u.FirstName, Surname: u.Surname, Nickname: u.Nickname, Mobile: string(u.Mobile), TeamsLogin: u.TeamsLogin,
		Role: roleNames[u.Role], RingLimit: u.RingLimit, BusyInCall: u.BusyInCall, BusyRinging: u.BusyRinging,
		PasswordChangeDue: u.PasswordChangeDue, Version: u.Version,
		Created: toInstant(u.CreatedAt), Updated: toInstant(u.UpdatedAt),
	}
	if extension := string(u.Extension); extension != "" {
		row.Extension = &extension
	}
	return row
}

func (r *userRow) user() models.User {
	u := models.User{
		ID: r.ID, Username: r.Username, FirstName: r.FirstName, Surname: r.Surname, Nickname: r.Nickname,
		Mobile: models.PhoneNumber(r.Mobile), TeamsLogin: r.TeamsLogin, Role: roleNamed(r.Role), RingLimit: r.RingLimit,
		BusyInCall: r.BusyInCall, BusyRinging: r.BusyRinging, PasswordChangeDue: r.PasswordChangeDue,
		Version: r.Version, CreatedAt: r.Created.Time(), UpdatedAt: r.Updated.Time(),
	}
	if r.Extension != nil {
		u.Extension = models.PhoneNumber(*r.Extension)
	}
	return u
}

func (s *Store) newUserRows(users []NewUser, now time.Time) []userRow {
	rows := make([]userRow, len(users))
	for i, u := range users {
		row := toUserRow(u.User)
		row.Version, row.Created, row.Updated = 1, toInstant(now), toInstant(now)
		row.CTIHash = u.CTIPasswordHash
		if u.SIPPassword != "" {
			row.SIPPassword = string(s.sealer.Seal(SIPPasswordPlace(u.ID), u.SIPPassword))
		}
		if u.CTIPassword != "" {
			row.CTIPending = string(s.sealer.Seal(pendingPlace(u.ID), u.CTIPassword))
		}
		rows[i] = row
	}
	return rows
}

func storedUsers(rows []userRow) []StoredUser {
	users := make([]StoredUser, len(rows))
	for i := range rows {
		users[i] = StoredUser{rows[i].user(), SealedSecret(rows[i].SIPPassword)}
	}
	return users
}

// duplicateWithin finds a value that stands twice in the list itself.
func duplicateWithin(users []NewUser) error {
	names, extensions := make(map[string]bool, len(users)), make(map[models.PhoneNumber]bool, len(users))
	for _, u := range users {
		fold := models.FoldUsername(u.Username)
		if names[fold] {
			return &TakenError{"username", u.Username}
		}
		if u.Extension != "" && extensions[u.Extension] {
			return &TakenError{"extension", string(u.Extension)}
		}
		names[fold], extensions[u.Extension] = true, true
	}
	return nil
}

// whichIsTaken finds the value that made a unique index refuse the rows. The databases tell it in texts that
// differ between them and between versions, so it is looked up.
func (s *Store) whichIsTaken(ctx context.Context, what string, rows []userRow) error {
	taken := &TakenError{}
	err := s.read(ctx, what, func(a attempt, db *gorm.DB) error {
		for i := range rows {
			if holder, err := holderOf(a, db, &rows[i]); err != nil || holder == nil {
				if err != nil {
					return err
				}
				continue
			} else if holder.UsernameFold == rows[i].UsernameFold {
				*taken = TakenError{"username", rows[i].Username}
			} else {
				*taken = TakenError{"extension", *rows[i].Extension}
			}
			return taken
		}
		return taken
	})
	return err
}

// holderOf returns another row that holds the username or the extension of this one, or nil.
func holderOf(a attempt, db *gorm.DB, row *userRow) (*userRow, error) {
	a.answered()
	rows, err := gorm.G[userRow](db).
		Where("(username_fold = ? OR extension = ?) AND id <> ?", row.UsernameFold, row.Extension, row.ID).Limit(1).Find(a)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}
