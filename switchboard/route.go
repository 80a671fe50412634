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

func accountOf(r *record, found bool) (models.Account, bool) {
	if !found {
		return models.Account{}, false
	}
	return r.account, true
}

// NextExtension returns the first internal number that nobody has; false where none is left.
func (s *Switchboard) NextExtension() (models.PhoneNumber, bool) {
	directory := s.directory.Load()
	return models.NextExtension(func(number models.PhoneNumber) bool { return !directory.isFree(number) })
}

// IsFree reports whether a user could be given the internal number.
func (s *Switchboard) IsFree(number models.PhoneNumber) bool {
	_, reserved := models.Reserved(number)
	return number != "" && !reserved && models.ExtensionFault(number) == "" && s.directory.Load().isFree(number)
}

func (d *directory) isFree(number models.PhoneNumber) bool {
	_, isNumber := d.number(string(number))
	_, isName := d.username(string(number))
	return !isNumber && !isName
}
