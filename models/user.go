package models

import "time"

// Role orders what a viewer may do; a requirement is met by every role at or above it.
type Role int

// Roles, weakest first.
const (
	RoleNone Role = iota // nobody is logged in
	RoleUser
	RoleSupervisor
	RoleAdmin
)

// PhoneNumber holds digits as dialled inside the numbering plan, or E.164 with a leading +.
type PhoneNumber string

// Limits of a user's telephones (domain: three terminals for each user).
const (
	DefaultRingLimit = 3  // terminals that ring
	MaxRingLimit     = 10 // the highest limit an administrator may set
	MaxBindings      = 10 // devices that may register; the next is refused with 403
)

// User is a person with one SIP account: one row of the menu Users/telephones.
// It holds no secret: those are kept by the store and handed out on their own ways.
type User struct {
	ID        string
	Username  string      // SIP user part, digest username and name in call statistics; unique without regard to case
	Extension PhoneNumber // internal number; empty where the user is dialled by username alone
	FirstName string
	Surname   string
	Nickname  string      // shown in the online list of wwphone
	Mobile    PhoneNumber // E.164
	Role      Role
	RingLimit int // terminals that ring, 1 to MaxRingLimit

	BusyInCall  bool // a second call is refused with 486 instead of waiting
	BusyRinging bool // a second call is refused with 486 while the first still rings

	TeamsLogin string // of Microsoft Teams, such as anna.muster@example.com; empty for none

	PasswordChangeDue bool // the CTI password was a one-time password and must be replaced at login
	Version           int  // grows with each change; an update names the version it was made from
	CreatedAt         time.Time
	UpdatedAt         time.Time
}

// DisplayName returns what others see of the user: nickname, else full name, else username.
func (u *User) DisplayName() string {
	switch {
	case u.Nickname != "":
		return u.Nickname
	case u.FirstName != "" && u.Surname != "":
		return u.FirstName + " " + u.Surname
	case u.FirstName+u.Surname != "":
		return u.FirstName + u.Surname
	}
	return u.Username
}

// Account is what the SIP engine knows of a user.
type Account struct {
	UserID      string
	Username    string
	Extension   PhoneNumber
	DisplayName string
	RingLimit   int
	BusyInCall  bool
	BusyRinging bool
}

// Account returns the engine's view of the user.
func (u *User) Account() Account {
	return Account{
		UserID: u.ID, Username: u.Username, Extension: u.Extension, DisplayName: u.DisplayName(),
		RingLimit: u.RingLimit, BusyInCall: u.BusyInCall, BusyRinging: u.BusyRinging,
	}
}
