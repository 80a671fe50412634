package switchboard

import (
	"net/netip"
	"slices"
	"time"

	"graphpbx/models"
)

// The methods of this file are called by the engine on the goroutines that read packets, some under its locks. They
// work in memory alone and command nothing.

// BindingsChanged takes all bindings of a user after one of them changed.
func (s *Switchboard) BindingsChanged(userID string, bindings []models.Binding, cause models.BindingCause, terminalID string) {
	s.telephones.bound(userID, bindings)
	s.statistics.bound(userID, bindings)
	s.timeline.bound(userID, bindings, cause, terminalID)
	s.onboardings.bound(userID, bindings)
	s.devices.bound(userID, bindings)
	s.blocking.bound(userID, bindings)
	s.bindings.hurry()
}

// refreshed takes a binding whose device has registered again, some seconds after the fact.
func (s *Switchboard) refreshed(b models.Binding) {
	s.telephones.refreshed(b)
	s.traces.registered(b.TerminalID, b.RefreshedAt)
}

// CallChanged takes the new state of a call.
func (s *Switchboard) CallChanged(call models.Call) {
	s.nameParty(&call.From)
	s.nameParty(&call.To)
	before, answered := s.calls.changed(call)
	users := userIDs(&before)
	for _, id := range userIDs(&call) {
		if !slices.Contains(users, id) {
			users = append(users, id)
		}
	}
	for _, id := range users {
		s.telephones.called(id, call.ID, legsOf(&call, id))
	}
	s.onboardings.called(&call, userIDs(&call))
	s.notes.changed(recordOf(&call, answered))
	if call.State == models.CallEnded {
		s.records.add(recordOf(&call, answered))
	}
}

// nameParty gives a party that the engine has no name for the one that everybody knows it by.
func (s *Switchboard) nameParty(p *models.Party) {
	if p.UserID == "" && p.DisplayName == "" && p.Number != "" {
		named, _ := s.nameOf("", *p)
		p.DisplayName = named.Name
	}
}

func legsOf(call *models.Call, userID string) []models.CallLeg {
	if call.State == models.CallEnded {
		return nil
	}
	var legs []models.CallLeg
	for _, leg := range call.Legs {
		if leg.UserID == userID {
			legs = append(legs, leg)
		}
	}
	return legs
}

func recordOf(call *models.Call, answered string) models.CallRecord {
	return models.CallRecord{
		ID: call.ID, Direction: call.Direction, From: call.From, To: call.To, TerminalID: answered,
		StartedAt: call.StartedAt, AnsweredAt: call.AnsweredAt, EndedAt: call.EndedAt, Cause: call.Cause,
	}
}

// Probed takes what came of a probe.
func (s *Switchboard) Probed(r models.ProbeResult) {
	if s.telephones.probed(r) {
		s.statistics.probed(r)
		s.traces.probed(r, s.Thresholds())
		s.onboardings.probed(&r)
	}
}

// AuthenticationFailed takes that somebody gave a wrong answer to a challenge of ours. The number is the same where an
// answer is repeated.
func (s *Switchboard) AuthenticationFailed(source netip.AddrPort, username string, answer uint64) {
	s.failures.add(source.Addr(), username)
	s.blocking.wrong(DoorSIP, source.Addr(), wrongPassword{time.Now(), foldName(username), answer, wholeWeight})
}
