package switchboard

import (
	"fmt"
	"time"

	"graphpbx/models"
	"graphpbx/switchboard/routing"
)

// RoutingPreview is what would become of a call.
type RoutingPreview struct {
	At       time.Time
	To       models.Party
	Rings    []models.Terminal    // the devices that would ring
	Refusal  *models.Refusal      // what the caller would be told; nil where something rings
	Presence models.PresenceState // what the caller would set by it; empty but for a star code
	Steps    []routing.Step
}

// longPreview bounds how far ahead a call can be asked about.
const longPreview = 366 * 24 * time.Hour

// RoutingPreview tells what would become of a call that a user made, at once or (where at is not zero) later if
// nothing changed by hand until then. Nothing rings and nothing is set.
func (s *Switchboard) RoutingPreview(v models.Viewer, from, dialled string, at time.Time) (RoutingPreview, error) {
	if err := require(v, models.RoleSupervisor); err != nil {
		return RoutingPreview{}, err
	}
	now := time.Now()
	if at.IsZero() {
		at = now
	}
	if at.Before(now.Add(-time.Minute)) || at.After(now.Add(longPreview)) {
		return RoutingPreview{}, refused(models.ProblemInvalid,
			"at is in the past, or more than a year ahead: leave it out to ask for a call made now", "at")
	}
	caller, found := s.directory.Load().user(from)
	if !found {
		return RoutingPreview{}, refused(models.ProblemNotFound,
			fmt.Sprintf("there is no user with the id %q who could call", short(from)), "from")
	}
	d := s.decide(models.CallQuestion{From: caller.account, Dialled: dialled}, at, true)
	p := RoutingPreview{At: at, To: d.Plan.To, Refusal: d.Plan.Refuse, Presence: d.SetPresence, Steps: d.Steps}
	if p.Refusal == nil {
		s.previewDevices(&p, d.Plan)
	}
	return p, nil
}

// previewDevices says which devices of the plan's users would ring.
func (s *Switchboard) previewDevices(p *RoutingPreview, plan models.CallPlan) {
	for _, step := range plan.Steps {
		for _, account := range step.Users {
			telephone, _ := s.telephones.get(account.UserID)
			rings, refusal, steps := routing.Devices(account, telephone)
			p.Rings, p.Steps = append(p.Rings, rings...), append(p.Steps, steps...)
			if len(rings) == 0 && p.Refusal == nil {
				p.Refusal = refusal
			}
		}
	}
	if len(p.Rings) > 0 {
		p.Refusal = nil
	}
}
