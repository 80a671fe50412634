package models

import "time"

// AuditEntry tells who did what when from where, and what came of it. No secret stands in it.
type AuditEntry struct {
	ID        string
	Seq       int64 // place in the log, from 1 without gaps; given when the entry is stored
	At        time.Time
	UserID    string // who did it; empty for the local administrator and for strangers
	Username  string // of the user at that time
	SessionID string
	Source    string // address; empty for the control socket
	Operation string // mutation
	ObjectID  string // what it was done to; empty where it is no single object
	Arguments string // JSON, secrets masked
	Before    string // JSON of what differs, as it was; empty where nothing is known
	After     string // JSON of what differs, as it is now
	Outcome   string // "OK", or the code of the first problem
}

// AuditOK is the outcome of what succeeded.
const AuditOK = "OK"
