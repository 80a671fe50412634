package switchboard

import "graphpbx/models"

// LocalAdministrator returns the viewer behind the control socket: whoever may open the socket's file administers the
// machine, and so the switchboard.
func LocalAdministrator() models.Viewer { return models.Viewer{Role: models.RoleAdmin} }

// require refuses a viewer below the role.
func require(v models.Viewer, role models.Role) error {
	if v.Role >= role {
		return nil
	}
	return refused(models.ProblemForbidden, "you have no right to do this: ask an administrator")
}

// refused returns a single problem as an error.
func refused(code models.ProblemCode, message string, path ...string) error {
	return models.Problems{{Path: path, Code: code, Message: message}}
}

// sees reports whether the viewer may see calls of the user.
func sees(v models.Viewer, userIDs ...string) bool {
	if v.Role >= models.RoleSupervisor {
		return true
	}
	for _, id := range userIDs {
		if id != "" && id == v.UserID {
			return true
		}
	}
	return false
}
