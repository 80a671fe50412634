package switchboard

import (
	"context"
	"net/netip"
	"slices"
	"time"

	"graphpbx/models"
	"graphpbx/models/store"
)

// Bounds of a diagnosis.
const (
	diagnosisSpan = 24 * time.Hour // at most, before the end of what is asked for
	maxDiagnosed  = 20             // terminals in one answer
	maxNeighbours = 20             // others behind the same address that are looked at
	maxElsewhere  = 40             // others behind addresses of their own
	maxPastEvents = 5000
)

// Diagnoses tells for each terminal of the scope what is the matter with it, at most maxDiagnosed; from what was seen in the
// last day before the end of the span. Of the whole switchboard nothing is told.
func (s *Switchboard) Diagnoses(ctx context.Context, v models.Viewer, of StatisticsScope, from, to time.Time) ([]models.Diagnosis, error) {
	if err := require(v, models.RoleSupervisor); err != nil {
		return nil, err
	}
	if earliest := to.Add(-diagnosisSpan); from.Before(earliest) {
		from = earliest
	}
	if of.Whole() || !from.Before(to) {
		return nil, nil
	}
	hours, err := s.statistics.span(ctx, of, from, to, time.Now())
	if err != nil {
		return nil, err
	}
	subjects, networks := terminalsOf(hours)
	subjects = subjects[:min(len(subjects), maxDiagnosed)]
	if len(subjects) == 0 {
		return nil, nil
	}
	others := s.telephones.witnesses(subjects, networks)
	seen, err := s.tracesOf(ctx, append(slices.Clone(subjects), others...), models.Span{From: from, To: to})
	if err != nil {
		return nil, err
	}
	diagnoses := make([]models.Diagnosis, len(subjects))
	for i := range subjects {
		rest := slices.Delete(slices.Clone(seen), i, i+1)
		diagnoses[i] = models.Diagnose(seen[i], rest)
	}
	return diagnoses, nil
}

// terminalsOf returns the terminals of hours, and where they were.
func terminalsOf(hours []models.ProbeHour) (ids []string, networks []netip.Prefix) {
	for i := range hours {
		if !slices.Contains(ids, hours[i].TerminalID) {
			ids = append(ids, hours[i].TerminalID)
		}
		if !slices.Contains(networks, hours[i].Network) {
			networks = append(networks, hours[i].Network)
		}
	}
	return ids, networks
}

// tracesOf returns what was seen of terminals, in their order.
func (s *Switchboard) tracesOf(ctx context.Context, ids []string, span models.Span) ([]models.Trace, error) {
	own := s.statistics.unstored(StatisticsScope{}, time.Now())
	own = slices.DeleteFunc(own, func(h models.ProbeHour) bool { return !slices.Contains(ids, h.TerminalID) })
	stored, err := s.store.ProbeHours(ctx, store.ProbeHourQuery{TerminalIDs: ids, From: span.From, To: span.To})
	if s.health.report(err) != nil {
		return nil, err
	}
	hours := append(joinHours(own, stored), own...)
	slices.SortFunc(hours, func(a, b models.ProbeHour) int { return a.Hour.Compare(b.Hour) })
	events, _, err := s.store.TerminalEvents(ctx, store.TerminalEventQuery{TerminalIDs: ids, From: span.From, To: span.To, Limit: maxPastEvents})
	if s.health.report(err) != nil {
		return nil, err
	}
	byTerminal := map[string][]models.ProbeHour{}
	for _, h := range hours {
		byTerminal[h.TerminalID] = append(byTerminal[h.TerminalID], h)
	}
	seen := make([]models.Trace, len(ids))
	for i, id := range ids {
		fine := slices.DeleteFunc(s.traces.marks(id), func(m models.Mark) bool { return m.At.After(span.To) })
		seen[i] = models.NewTrace(id, byTerminal[id], events, fine, s.Thresholds())
		seen[i].Cut(span)
	}
	return seen, nil
}

// witnesses returns other registered terminals: neighbours behind the networks, and some elsewhere, each behind an address of
// its own.
func (ts *telephones) witnesses(subjects []string, networks []netip.Prefix) []string {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	var near, far []string
	taken := map[netip.Prefix]bool{}
	for _, t := range ts.byUser {
		for i := range t.bindings {
			b := &t.bindings[i]
			network := models.SubscriberNetwork(b.Remote.Addr())
			switch {
			case slices.Contains(subjects, b.TerminalID):
			case slices.Contains(networks, network):
				if len(near) < maxNeighbours {
					near = append(near, b.TerminalID)
				}
			case !taken[network] && len(far) < maxElsewhere:
				taken[network] = true
				far = append(far, b.TerminalID)
			}
		}
	}
	return append(near, far...)
}
