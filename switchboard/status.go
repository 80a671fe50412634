package switchboard

import (
	"time"

	"graphpbx/models"
)

// Status is how the switchboard is, in a few numbers.
type Status struct {
	Database      bool      // it answers
	DatabaseSince time.Time // when that last changed
	DatabaseFault string    // why it does not answer; empty where it does

	Users      int
	Telephones map[models.TelephoneState]int
	Terminals  int
	Calls      int
	Sessions   int
	APITokens  int
	Blocked    int // addresses and names that are refused

	WaitingBindings    int    // changes that the database has not taken yet
	WaitingCallRecords int    // call records that the database has not taken yet
	LostCallRecords    uint64 // call records that were dropped since the queue was full
	WaitingProbeHours  int    // hours of statistics that the database has not taken yet

	WaitingAuditEntries int // that the database has not taken yet

	AuthenticationFailures uint64 // wrong answers to a challenge since the start
}

// Status returns the numbers of this moment. It reads memory only.
func (s *Switchboard) Status() Status {
	fault, since := s.health.state()
	status := Status{
		Database: fault == nil, DatabaseSince: since,
		Users: len(s.directory.Load().sorted), Calls: s.calls.count(), Sessions: s.sessions.count(),
		APITokens: len(s.sessions.tokensOf("")), Blocked: int(s.blocking.inForce.Load()),
		WaitingBindings:        s.bindings.waiting(),
		WaitingProbeHours:      s.statistics.waiting(),
		AuthenticationFailures: s.failures.total.Load(),
	}
	if fault != nil {
		status.DatabaseFault = fault.Error()
	}
	status.Telephones, status.Terminals = s.telephones.count()
	status.WaitingCallRecords, status.LostCallRecords = s.records.counts()
	status.WaitingAuditEntries, _ = s.audit.counts()
	return status
}
