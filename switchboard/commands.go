package switchboard

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"graphpbx/models"
	"graphpbx/switchboard/routing"
)

// DialRequest is a call to be made for a user: the own telephone rings first, then the number.
type DialRequest struct {
	To         string // number or username
	TerminalID string // the device that shall ring first; empty: every device of the user
	UserID     string // for whom; empty: the viewer. Only administrators may name somebody else
}

// Dial makes a call. What is certain to fail is refused at once, before a telephone rings. Problems name the fields
// below ["input"].
func (s *Switchboard) Dial(v models.Viewer, d DialRequest) (models.Call, error) {
	userID := cmp.Or(d.UserID, v.UserID)
	if userID != v.UserID && v.Role < models.RoleAdmin {
		return models.Call{}, refused(models.ProblemForbidden, "you may make calls for yourself alone: leave the user out", "input", "userId")
	}
	caller, found := s.directory.Load().user(userID)
	if !found {
		return models.Call{}, refused(models.ProblemNotFound, "nobody says for whom the call is made: name a user", "input", "userId")
	}
	if err := s.canRing(caller, d.TerminalID); err != nil {
		return models.Call{}, err
	}
	decision := s.decide(models.CallQuestion{From: caller.account, Dialled: d.To}, time.Now(), false)
	plan := decision.Plan
	if err := undialable(decision); err != nil {
		return models.Call{}, err
	}
	to := plan.To
	if to == (models.Party{}) {
		to.Number = models.PhoneNumber(d.To)
	}
	callID, err := s.telephony.Dial(caller.account, d.TerminalID, d.To, s.KnownAs(models.Viewer{UserID: userID}, to))
	if err != nil {
		return models.Call{}, err
	}
	return s.dialled(callID, caller, plan.To), nil
}

// undialable refuses a call that would go nowhere before any telephone rings for it.
func undialable(d routing.Decision) error {
	refusal := d.Plan.Refuse
	switch {
	case refusal == nil:
		return nil
	case d.SetPresence != "":
		return refused(models.ProblemInvalid,
			fmt.Sprintf("%s is a star code: dial it at a telephone, or set the presence %s instead", d.SetPresence.StarCode(), d.SetPresence), "input", "to")
	case refusal.Cause == models.EndAway:
		return refused(models.ProblemUnreachable, "the call cannot be made: "+refusal.Reason+"; try again later", "input", "to")
	}
	return refused(models.ProblemNotFound, "the call cannot be made: "+refusal.Reason, "input", "to")
}

// canRing refuses a call for which no telephone of the caller can ring.
func (s *Switchboard) canRing(caller *record, terminalID string) error {
	telephone, _ := s.telephones.get(caller.user.ID)
	if len(telephone.Terminals) == 0 {
		return refused(models.ProblemUnreachable,
			fmt.Sprintf("no telephone of %s is registered, so none can ring: connect one first", caller.who()), "input")
	}
	if terminalID == "" {
		return nil
	}
	for _, terminal := range telephone.Terminals {
		if terminal.ID == terminalID {
			return nil
		}
	}
	return refused(models.ProblemNotFound, fmt.Sprintf("%s has no such device: it may have signed off", caller.who()), "input", "terminalId")
}

// dialled returns the call as the engine told it, or as it was begun where that is on its way.
func (s *Switchboard) dialled(callID string, caller *record, to models.Party) models.Call {
	if call, told := s.calls.get(callID); told {
		return call
	}
	return models.Call{
		ID: callID, State: models.CallDialling, Direction: models.DirectionInternal, StartedAt: time.Now(), To: to,
		From: models.Party{UserID: caller.user.ID, DisplayName: caller.account.DisplayName, Number: routing.Number(caller.account)},
	}
}

// Hangup ends a call: one that the viewer takes part in or, for administrators, any.
func (s *Switchboard) Hangup(v models.Viewer, callID string) (models.Call, error) {
	call, found := s.Call(v, callID)
	if found && v.Role < models.RoleAdmin && !slices.Contains(userIDs(&call), v.UserID) {
		return models.Call{}, refused(models.ProblemForbidden, "you may end your own calls alone: ask an administrator to end those of others", "id")
	}
	if !found || !s.telephony.Hangup(callID, models.EndByAdmin) {
		return models.Call{}, refused(models.ProblemNotFound, "there is no such call: it may be over", "id")
	}
	if now, lives := s.calls.get(callID); lives {
		return now, nil
	}
	call.State, call.EndedAt, call.Cause, call.Legs = models.CallEnded, time.Now(), models.EndByAdmin, nil
	return call, nil
}

// Telephone returns a telephone by its id.
func (s *Switchboard) Telephone(id string) (models.Telephone, bool) {
	return s.telephones.get(models.TelephoneUserID(id))
}

// Telephones returns telephones by their ids, those that exist; nil: all, in the order of usernames.
func (s *Switchboard) Telephones(ids []string) []models.Telephone {
	if ids == nil {
		for _, r := range s.directory.Load().sorted {
			ids = append(ids, models.TelephoneID(r.user.ID))
		}
	}
	telephones := make([]models.Telephone, 0, len(ids))
	for _, id := range ids {
		if telephone, found := s.Telephone(id); found {
			telephones = append(telephones, telephone)
		}
	}
	return telephones
}

// Terminal returns a registered device by its id.
func (s *Switchboard) Terminal(id string) (models.Terminal, bool) {
	telephone, _ := s.telephones.get(s.telephones.owner(id))
	for _, terminal := range telephone.Terminals {
		if terminal.ID == id {
			return terminal, true
		}
	}
	return models.Terminal{}, false
}
