package models

import (
	"net/netip"
	"strconv"
	"time"
)

// Transport is the way SIP travels between a terminal and the switchboard.
type Transport string

// Transports. The words are those of the Via header (RFC 3261 section 20.42, RFC 7118).
const (
	TransportUDP Transport = "UDP"
	TransportTCP Transport = "TCP"
	TransportTLS Transport = "TLS"
	TransportWS  Transport = "WS"
	TransportWSS Transport = "WSS"
)

// Binding ties one device of a user to the place where it can be reached (RFC 3261 section 10).
// It is what a REGISTER makes and what survives a restart.
type Binding struct {
	TerminalID string // derived from user and device: the same device keeps it through refreshes and moves
	UserID     string
	Contact    string // the contact URI as registered, with its parameters, without angle brackets
	InstanceID string // +sip.instance (RFC 5626), empty where the device sends none
	RegID      int    // reg-id (RFC 5626), 0 where the device sends none
	CallID     string
	CSeq       uint32
	Path       []string // Path header values (RFC 3327), topmost first

	Transport Transport
	Local     netip.AddrPort // address of ours that the device registered with
	Remote    netip.AddrPort // where the REGISTER came from
	UserAgent string

	RegisteredAt time.Time // first REGISTER of this registration; refreshes leave it
	RefreshedAt  time.Time
	ExpiresAt    time.Time

	Reachable bool // false after three probes in a row went unanswered, or when its connection is gone
}

// DeviceTerminalID returns the id of a terminal. A device is known by +sip.instance with reg-id, else by Call-ID,
// else by its contact URI, so that a refresh, also from a new port behind NAT, never counts twice.
func DeviceTerminalID(userID, instanceID string, regID int, callID, contact string) string {
	switch {
	case instanceID != "":
		return DerivedID(KindTerminal, userID, "instance", instanceID, strconv.Itoa(regID))
	case callID != "":
		return DerivedID(KindTerminal, userID, "call-id", callID)
	}
	return DerivedID(KindTerminal, userID, "contact", contact)
}

// BindingChange is one step for the store: the binding as it is now, or that it is gone.
type BindingChange struct {
	Binding Binding // with Gone, only TerminalID and UserID matter
	Gone    bool
	Refresh bool // nothing but Call-ID, CSeq and times differ from what the store was told before; losing it costs the later expiry and no more
	Minor   bool // a refresh that prolongs by less than a tenth of the registration's length: the store need not hear of it
}

// BindingCause says why the bindings of a user changed.
type BindingCause string

// Causes of a change of bindings.
const (
	BindingRegistered   BindingCause = "REGISTERED"   // a new device, or one that came back
	BindingMoved        BindingCause = "MOVED"        // the same device from another address or connection
	BindingRefreshed    BindingCause = "REFRESHED"    // a refresh after which other devices ring than before; plain ones are not told
	BindingUnregistered BindingCause = "UNREGISTERED" // the device said goodbye
	BindingExpired      BindingCause = "EXPIRED"      // its time ran out
	BindingRemoved      BindingCause = "REMOVED"      // an administrator ended it, or the user was deleted
	BindingReachability BindingCause = "REACHABILITY" // it stopped or began to answer probes
	BindingRestored     BindingCause = "RESTORED"     // read back at start
)
