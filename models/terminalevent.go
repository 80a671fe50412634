package models

import (
	"net/netip"
	"time"
)

// TerminalEventKind is what happened to the registration of a terminal.
type TerminalEventKind string

// Kinds of events in the time line of terminals.
const (
	EventRegistered   TerminalEventKind = "REGISTERED"   // a new device, or one that came back
	EventMoved        TerminalEventKind = "MOVED"        // the same device from another address, port or connection
	EventUnregistered TerminalEventKind = "UNREGISTERED" // it said goodbye
	EventExpired      TerminalEventKind = "EXPIRED"      // its time ran out without a goodbye
	EventRemoved      TerminalEventKind = "REMOVED"      // an administrator or its owner ended it
	EventUnreachable  TerminalEventKind = "UNREACHABLE"  // it stopped to answer
	EventReachable    TerminalEventKind = "REACHABLE"    // it answers again
	EventStarted      TerminalEventKind = "STARTED"      // the switchboard itself
	EventStopped      TerminalEventKind = "STOPPED"      // likewise
)

// TerminalEvent is one entry of that time line.
type TerminalEvent struct {
	ID         string
	At         time.Time
	Kind       TerminalEventKind
	UserID     string         // empty where it is the switchboard
	TerminalID string         // likewise
	Address    netip.AddrPort // where the terminal was; invalid where it is the switchboard
	UserAgent  string
}

// Bounds of the time line.
const (
	MaxTerminalEvents     = 1000 // in one answer; the newest are told
	MaxTerminalEventsHour = 60   // kept of one user in an hour: a device that comes and goes each second fills no disk
)
