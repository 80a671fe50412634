package models

// presenceCodes are what is dialled to set a presence. The one that is dialled most comes first.
var presenceCodes = [...]struct {
	code  PhoneNumber
	state PresenceState
}{
	{"*30", PresenceAvailable},
	{"*31", PresenceTelephoneService},
	{"*32", PresenceBeRightBack},
	{"*33", PresenceDirectNumberOnly},
	{"*34", PresenceInternalOnly},
	{"*35", PresenceUnavailable},
}

// PresenceCode returns the state that a star code sets.
func PresenceCode(dialled PhoneNumber) (PresenceState, bool) {
	for _, known := range presenceCodes {
		if known.code == dialled {
			return known.state, true
		}
	}
	return "", false
}

// StarCode returns what is dialled to set the state; empty for one that cannot be set.
func (p PresenceState) StarCode() PhoneNumber {
	for _, known := range presenceCodes {
		if known.state == p {
			return known.code
		}
	}
	return ""
}
