package switchboard

import (
	"graphpbx/models"
	"graphpbx/switchboard/routing"
)

// Route answers the engine's question whom a call reaches. It reads memory only.
func (s *Switchboard) Route(q models.CallQuestion) models.CallPlan {
	return routing.Plan(routing.Facts{Question: q, Directory: numbers{s.directory.Load()}})
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
