package models

import (
	"fmt"
	"strings"
)

// ServiceKind is what a reserved number of the numbering plan does.
type ServiceKind string

// Services of the numbering plan.
const (
	ServicePark        ServiceKind = "PARK"         // 700: a call transferred here is parked
	ServiceParkingSlot ServiceKind = "PARKING_SLOT" // 701 to 720: dialled to fetch the parked call
	ServiceVoicemail   ServiceKind = "VOICEMAIL"    // 801: the own voicemail
	ServiceEchoTest    ServiceKind = "ECHO_TEST"    // 900
	ServiceWhoAmI      ServiceKind = "WHO_AM_I"     // 901: reads back the own number and the time
	ServiceMusicOnHold ServiceKind = "MUSIC"        // 902
)

// ReservedNumber is a number that the numbering plan keeps for a service, whether or not the service can be used.
type ReservedNumber struct {
	Number  PhoneNumber
	Service ServiceKind
	Name    string // what the service is called within a sentence, such as "parking slot 1"
}

// String returns a sentence without its full stop: "701 is parking slot 1".
func (n ReservedNumber) String() string { return string(n.Number) + " is " + n.Name }

// numberingPlan are the reserved numbers but for the parking slots.
var numberingPlan = map[PhoneNumber]ReservedNumber{
	"700": {"700", ServicePark, "the number that parks a call"},
	"801": {"801", ServiceVoicemail, "the own voicemail"},
	"900": {"900", ServiceEchoTest, "the echo test"},
	"901": {"901", ServiceWhoAmI, "the announcement of the own number"},
	"902": {"902", ServiceMusicOnHold, "the music on hold"},
}

// ParkingSlots is how many calls can be parked; slot 1 has the number 701.
const ParkingSlots = 20

// Reserved returns the service that the numbering plan keeps a number for.
func Reserved(number PhoneNumber) (ReservedNumber, bool) {
	if n, found := numberingPlan[number]; found {
		return n, true
	}
	for slot := 1; slot <= ParkingSlots; slot++ {
		if number == PhoneNumber(fmt.Sprint(700+slot)) {
			return ReservedNumber{number, ServiceParkingSlot, fmt.Sprint("parking slot ", slot)}, true
		}
	}
	return ReservedNumber{}, false
}

// Lengths of an internal number. One digit alone is left to what telephones dial as a prefix.
const (
	MinExtension = 2
	MaxExtension = 15
)

// ExtensionFault says what is wrong with the form of an internal number, as the end of a sentence that begins with
// the number; empty where nothing is. No number at all is right: such a user is dialled by username.
func ExtensionFault(number PhoneNumber) string {
	switch {
	case number == "":
		return ""
	case !isDigits(string(number)):
		return "is no internal number: use digits alone"
	case len(number) < MinExtension:
		return fmt.Sprintf("is too short for an internal number: use at least %d digits", MinExtension)
	case len(number) > MaxExtension:
		return fmt.Sprintf("is too long for an internal number: use at most %d digits", MaxExtension)
	}
	return ""
}

// PhoneNumberFault says what is wrong with the form of a telephone number in the world, as ExtensionFault does. The
// international form of E.164 is asked for, or digits as dialled; none is right.
func PhoneNumberFault(number PhoneNumber) string {
	digits := strings.TrimPrefix(string(number), "+")
	switch {
	case number == "":
		return ""
	case !isDigits(digits):
		return "is no telephone number: use digits alone, with a leading + for the international form, such as +4930123456"
	case len(digits) > 15:
		return "is too long for a telephone number: E.164 has at most 15 digits"
	}
	return ""
}

func isDigits(text string) bool {
	return text != "" && !strings.ContainsFunc(text, func(r rune) bool { return r < '0' || r > '9' })
}
