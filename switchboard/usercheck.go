package switchboard

import (
	"fmt"

	"graphpbx/models"
)

// check finds every fault of a user as it shall be, and adds it with the path of its field. The user itself may stand
// in the directory already. Its mobile number is written in the international form.
func (d *directory) check(u *models.User, problems *models.Problems, path ...string) {
	c := checker{d, u, problems, path}
	c.username()
	c.extension()
	c.name(u.FirstName, "firstName")
	c.name(u.Surname, "surname")
	c.name(u.Nickname, "nickname")
	c.mobile()
	if fault := models.TeamsLoginFault(u.TeamsLogin); fault != "" {
		c.add(models.ProblemInvalid, "teamsLogin", "the Teams login %q %s", short(u.TeamsLogin), fault)
	}
	if fault := models.RingLimitFault(u.RingLimit); fault != "" {
		c.add(models.ProblemInvalid, "ringLimit", "how many telephones ring %s", fault)
	}
	if u.Role < models.RoleUser || u.Role > models.RoleAdmin {
		c.add(models.ProblemInvalid, "role", "a user is a user, a supervisor or an administrator: choose one of these")
	}
}

type checker struct {
	directory *directory
	user      *models.User
	problems  *models.Problems
	path      []string
}

func (c checker) add(code models.ProblemCode, field, format string, values ...any) {
	path := append(append([]string(nil), c.path...), field)
	c.problems.Add(code, fmt.Sprintf(format, values...), path...)
}

func (c checker) username() {
	name := c.user.Username
	if fault := models.UsernameFault(name); fault != "" {
		if models.LooksLikeTeamsLogin(name) {
			fault += models.TeamsHint
		}
		c.add(models.ProblemInvalid, "username", "the username %q %s", short(name), fault)
		return
	}
	if reserved, found := c.directory.services.Service(models.PhoneNumber(name)); found {
		c.add(models.ProblemReserved, "username", "%s: choose another username", reserved)
	}
	if other, found := c.directory.username(name); found && other.user.ID != c.user.ID {
		c.add(models.ProblemTaken, "username", "the username %s already belongs to %s: choose another one", name, other.who())
	}
	if other, found := c.directory.number(name); found && other.user.ID != c.user.ID {
		c.add(models.ProblemTaken, "username", "%s is the internal number of %s, and both are dialled: choose another username", name, other.who())
	}
}

// mobile understands a number as people write it. What stood there before somebody asked for this is left alone.
func (c checker) mobile() {
	typed := c.user.Mobile
	if typed == "" {
		return
	}
	number, known := c.directory.world.mobile(string(typed))
	if known {
		c.user.Mobile = number
		return
	}
	if old, found := c.directory.user(c.user.ID); !found || old.user.Mobile != typed {
		c.add(models.ProblemInvalid, "mobile", "%q is nobody's telephone number: write it with its country, such as +491701234567, or as dialled at home, such as 0170 1234567",
			short(string(typed)))
	}
}

func (c checker) extension() {
	number := c.user.Extension
	if fault := models.ExtensionFault(number); fault != "" {
		c.add(models.ProblemInvalid, "extension", "%q %s", short(string(number)), fault)
		return
	}
	if reserved, found := c.directory.services.Service(number); found && !c.hasIt(number) {
		c.add(models.ProblemReserved, "extension", "%s: choose another number", reserved)
	}
	if other, found := c.directory.number(string(number)); found && other.user.ID != c.user.ID {
		c.add(models.ProblemTaken, "extension", "the number %s already belongs to %s: choose another one", number, other.who())
	}
	if other, found := c.directory.username(string(number)); found && other.user.ID != c.user.ID {
		c.add(models.ProblemTaken, "extension", "%s is the username of %s, and both are dialled: choose another number", number, other.who())
	}
}

// hasIt reports whether the user has the number already, from the time before it was kept: other changes go on.
func (c checker) hasIt(number models.PhoneNumber) bool {
	old, found := c.directory.user(c.user.ID)
	return found && old.user.Extension == number
}

func (c checker) name(value, field string) {
	if fault := models.NameFault(value); fault != "" {
		c.add(models.ProblemInvalid, field, "this name %s", fault)
	}
}

// who names a user to an administrator.
func (r *record) who() string {
	if name := r.user.DisplayName(); name != r.user.Username {
		return fmt.Sprintf("%s (%s)", name, r.user.Username)
	}
	return r.user.Username
}

// checkPassword adds the fault of a password that somebody chose for the user.
func checkPassword(u *models.User, password string, problems *models.Problems, path ...string) {
	words := []string{u.Username, string(u.Extension), u.FirstName, u.Surname, u.Nickname}
	if fault := models.PasswordFault(password, words...); fault != "" {
		problems.Add(models.ProblemInvalid, fault, path...)
	}
}
