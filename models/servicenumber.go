package models

import "fmt"

// ServiceKind is what a service number does.
type ServiceKind string

// Kinds of services, with the numbers that they have in a new switchboard.
const (
	ServicePark        ServiceKind = "PARK"         // 700: a call transferred here is parked
	ServiceParkingSlot ServiceKind = "PARKING_SLOT" // 701 to 720: dialled to fetch the parked call
	ServiceVoicemail   ServiceKind = "VOICEMAIL"    // 801: the own voicemail
	ServiceEchoTest    ServiceKind = "ECHO_TEST"    // 900: the caller hears the own voice
	ServiceWhoAmI      ServiceKind = "WHO_AM_I"     // 901: reads back the own number and the time
	ServiceMusicOnHold ServiceKind = "MUSIC"        // 902

	// ServiceEmergency is kept for nothing of ours: such a number leads out, see [NumberingPlan.Reserving].
	ServiceEmergency ServiceKind = "EMERGENCY"
)

// ParkingSlots is how many calls can be parked.
const ParkingSlots = 20

// ServiceNumber is a number that the numbering plan keeps for a service, whether or not the service can be used.
type ServiceNumber struct {
	ID      string
	Number  PhoneNumber
	Kind    ServiceKind
	Slot    int // which parking slot, from 1; 0 for the other kinds
	Enabled bool
}

// Label returns what the service is called within a sentence, such as "parking slot 1".
func (n ServiceNumber) Label() string {
	switch n.Kind {
	case ServicePark:
		return "the number that parks a call"
	case ServiceParkingSlot:
		return fmt.Sprint("parking slot ", n.Slot)
	case ServiceVoicemail:
		return "the own voicemail"
	case ServiceEchoTest:
		return "the echo test"
	case ServiceWhoAmI:
		return "the announcement of the own number"
	case ServiceMusicOnHold:
		return "the music on hold"
	}
	if n.Kind == ServiceEmergency {
		return "an emergency number"
	}
	return "a service" // of a newer program
}

// String returns a sentence without its full stop: "701 is parking slot 1".
func (n ServiceNumber) String() string { return string(n.Number) + " is " + n.Label() }

// Available tells whether there is a voice for the service. The others are reserved for when there is.
func (n ServiceNumber) Available() bool { return n.Kind == ServiceEchoTest }
