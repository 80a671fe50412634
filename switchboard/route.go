package switchboard

import (
	"time"

	"graphpbx/models"
	"graphpbx/switchboard/routing"
)

// Route answers the engine's question whom a call reaches, and carries out what the caller asks for by a star code. It
// works in memory only.
func (s *Switchboard) Route(q models.CallQuestion) models.CallPlan {
	d := s.decide(q, time.Now(), false)
	if d.SetPresence != "" {
		return s.dialledPresence(q, d)
	}
	return s.named(q.From, q.Dialled, d.Plan)
}

// named adds to a plan by which names the telephones of both ends show each other. A number outside that everybody knows
// has its name also where the call goes nowhere.
func (s *Switchboard) named(from models.Account, dialled string, plan models.CallPlan) models.CallPlan {
	caller := routing.PartyOf(from)
	for i := range plan.Steps {
		names := make(map[string]string)
		for _, user := range plan.Steps[i].Users {
			if name := s.KnownAs(models.Viewer{UserID: user.UserID}, caller); name != caller.DisplayName {
				names[user.UserID] = name
			}
		}
		plan.Steps[i].CallerNames = names
	}
	if plan.Service != "" {
		return plan
	}
	if plan.To == (models.Party{}) {
		if known, found := s.nameOf("", models.Party{Number: models.PhoneNumber(dialled)}); found {
			plan.To = models.Party{Number: models.PhoneNumber(dialled), DisplayName: known.Name}
		}
	}
	if name := s.KnownAs(models.Viewer{UserID: from.UserID}, plan.To); name != plan.To.DisplayName {
		plan.ToName = name
	}
	return plan
}

// decide gathers the facts of a call and decides. It changes nothing.
func (s *Switchboard) decide(q models.CallQuestion, at time.Time, explained bool) routing.Decision {
	return routing.Decide(routing.Facts{
		Question: q, Directory: numbers{s.directory.Load()}, At: at, Rules: *s.presenceRules.Load(),
		Presence: func(userID string) models.Presence {
			p, _ := s.presences.get(userID)
			return p
		},
	}, explained)
}

// numbers shows one state of the directory to the routing.
type numbers struct{ *directory }

func (n numbers) ByUsername(name string) (models.Account, bool) { return accountOf(n.username(name)) }

func (n numbers) ByNumber(number models.PhoneNumber) (models.Account, bool) {
	return accountOf(n.number(string(number)))
}

func (n numbers) Service(number models.PhoneNumber) (models.ServiceNumber, bool) {
	return n.services.Service(number)
}

func accountOf(r *record, found bool) (models.Account, bool) {
	if !found {
		return models.Account{}, false
	}
	return r.account, true
}
