package models

import (
	"fmt"
	"net/netip"
	"strings"
	"time"
)

// DeviceFamily is a make of telephones that is set up in one way.
type DeviceFamily string

// Families of telephones.
const (
	FamilySnom        DeviceFamily = "SNOM"
	FamilyYealink     DeviceFamily = "YEALINK"
	FamilyGrandstream DeviceFamily = "GRANDSTREAM"
	FamilyGigaset     DeviceFamily = "GIGASET"
	FamilyFanvil      DeviceFamily = "FANVIL"
	FamilyPoly        DeviceFamily = "POLY"
)

// DeviceStatus says how far the setting up of a telephone has come.
type DeviceStatus string

// Statuses of a device, in the usual order.
const (
	DevicePrepared   DeviceStatus = "PREPARED"   // its file waits to be fetched
	DeviceFetched    DeviceStatus = "FETCHED"    // it has fetched its file
	DeviceRegistered DeviceStatus = "REGISTERED" // it has fetched its file, and registered
	DeviceFailed     DeviceStatus = "FAILED"     // it asked with its own token, and its file could not be given
)

// Bounds of a device.
const (
	MaxDeviceKeys    = 60             // function keys
	MaxDeviceFetches = 50             // entries of the fetch log of one device; the oldest gives way
	MaxDeviceWindow  = 48 * time.Hour // how long the window for a first contact may stay open
	DeviceWindow     = 4 * time.Hour  // how long it does where nothing else is said
)

// Device is a desk telephone or a base that fetches its settings from the switchboard.
type Device struct {
	ID     string
	MAC    MAC
	Family DeviceFamily
	Model  string // as the families of telephones name it
	UserID string // whose account it gets; empty for none yet
	Label  string // what the administrator calls it
	Keys   []DeviceKey

	Status      DeviceStatus
	TokenHash   [32]byte     // SHA-256 of the token in the address of its files; the token itself is sealed
	WindowUntil time.Time    // until then it may fetch its file by its MAC alone; zero for never
	FetchedAt   time.Time    // when a file was last delivered; zero for never
	ConfigHash  string       // of the file that was delivered last; empty for none
	TerminalID  string       // the registered terminal that it is; empty for none. Not stored
	LastFetch   *DeviceFetch // nil for none

	Version   int // grows with each change by a person
	CreatedAt time.Time
	UpdatedAt time.Time
}

// WindowOpen reports whether the telephone may introduce itself by its MAC alone.
func (d *Device) WindowOpen(now time.Time) bool { return now.Before(d.WindowUntil) }

// DeviceKeyKind is what a function key does.
type DeviceKeyKind string

// Kinds of function keys.
const (
	KeyLine      DeviceKeyKind = "LINE"       // takes the line
	KeyBLF       DeviceKeyKind = "BLF"        // lamp of a colleague, and calls it
	KeyPark      DeviceKeyKind = "PARK"       // lamp of a parking slot, parks there and fetches from there
	KeySpeedDial DeviceKeyKind = "SPEED_DIAL" // calls a number
	KeyPresence  DeviceKeyKind = "PRESENCE"   // sets the presence of the user
)

// DeviceKey is one function key. Its place in the list is its place on the telephone.
type DeviceKey struct {
	Kind  DeviceKeyKind
	Value string // number or username, with KeyPresence the presence; empty for a line
	Label string
}

// KeyFault says what is wrong with a function key, as a sentence without its full stop; empty where nothing is. What
// a key dials stands between signs of the telephones' own languages, so it is made of few characters. Whether a number
// for parked calls is a parking slot is for the numbering plan to say.
func (k DeviceKey) KeyFault() string {
	switch k.Kind {
	case KeyLine:
		if k.Value != "" {
			return "a line key dials nothing: leave its value out"
		}
	case KeyBLF, KeyPark, KeySpeedDial:
		if !isDialled(k.Value) {
			return "the key needs the number or username it dials: up to 64 letters, digits and - _ + * # alone"
		}
	case KeyPresence:
		if !PresenceState(k.Value).Settable() {
			return "a key for presence needs one that can be set as its value, such as AVAILABLE or UNAVAILABLE"
		}
	default:
		return fmt.Sprintf("%q is no kind of key: choose LINE, BLF, PARK, SPEED_DIAL or PRESENCE", string(k.Kind))
	}
	if fault := NameFault(k.Label); fault != "" {
		return "the label of the key " + fault
	}
	return ""
}

// OnTelephone returns the key as a telephone knows it: to all of them, a presence is a number that is dialled.
func (k DeviceKey) OnTelephone() DeviceKey {
	if k.Kind == KeyPresence {
		return DeviceKey{Kind: KeySpeedDial, Value: string(PresenceState(k.Value).StarCode()), Label: k.Label}
	}
	return k
}

func isDialled(text string) bool {
	return text != "" && len(text) <= 64 && !strings.ContainsFunc(text, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && !strings.ContainsRune("-_+*#", r)
	})
}

// DeviceFetchResult is what came of a request for a file.
type DeviceFetchResult string

// Results of requests for files. All but the first are answered alike: 404.
const (
	FetchDelivered    DeviceFetchResult = "DELIVERED"
	FetchNoSuchFile   DeviceFetchResult = "NO_SUCH_FILE"  // the device is known, its family has no such file
	FetchMismatch     DeviceFetchResult = "MISMATCH"      // MAC or make of path or User-Agent is not that of the device
	FetchWindowClosed DeviceFetchResult = "WINDOW_CLOSED" // without token, and the window for first contact is closed
	FetchNoUser       DeviceFetchResult = "NO_USER"       // the device has no user yet, so there is nothing to tell it
	FetchFailed       DeviceFetchResult = "FAILED"        // the file could not be made
	FetchUnknown      DeviceFetchResult = "UNKNOWN"       // nobody knows this token or MAC
)

// DeviceFetch is one request for a file, as the log keeps it.
type DeviceFetch struct {
	At        time.Time
	Source    netip.AddrPort
	UserAgent string // shortened, without control characters
	File      string // name of the file, never the token
	Result    DeviceFetchResult
	DeviceID  string // empty where nobody knows the device
}
