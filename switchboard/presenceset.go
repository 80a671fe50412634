package switchboard

import (
	"context"
	"errors"
	"fmt"

	"graphpbx/models"
	"graphpbx/switchboard/routing"
)

// ClientConnected takes that a CTI client of the user has connected. The returned function, which may be called more
// than once, takes that it has gone; it has models.PresenceGrace to come back before others see the user offline.
func (s *Switchboard) ClientConnected(userID string) (gone func()) {
	return s.presences.connected(userID)
}

// Presence returns the presence of a user. It reads memory only.
func (s *Switchboard) Presence(userID string) (models.Presence, bool) { return s.presences.get(userID) }

// SetPresence sets the presence of a user: the viewer's own (also where userID is empty) or, for administrators, anybody's.
func (s *Switchboard) SetPresence(ctx context.Context, v models.Viewer, userID string, state models.PresenceState) (models.Presence, error) {
	w := presenceWish{state, models.SourceClient, v.UserID}
	if userID != "" && userID != v.UserID {
		if v.Role < models.RoleAdmin {
			return models.Presence{}, refused(models.ProblemForbidden,
				"you may set your own presence alone: leave the user out, or ask an administrator", "userId")
		}
		w.source = models.SourceAdmin
	} else if userID = v.UserID; userID == "" {
		return models.Presence{}, refused(models.ProblemInvalid, "nobody says whose presence is set: name a user", "userId")
	}
	if !state.Settable() {
		return models.Presence{}, refused(models.ProblemInvalid, notSettable(state), "presence")
	}
	done, err := s.presences.writer.begin(ctx)
	if err != nil {
		return models.Presence{}, err
	}
	defer done()
	after, changes, err := s.presences.wanted(userID, w)
	if err != nil {
		return models.Presence{}, presenceProblem(err, userID)
	}
	if !changes {
		return after, nil
	}
	if err := s.presences.writer.save(ctx, after); err != nil {
		return models.Presence{}, err
	}
	return s.presences.set(after, w), nil
}

func notSettable(state models.PresenceState) string {
	if state == models.PresenceOffline {
		return "OFFLINE cannot be chosen, it follows from no client being connected: choose UNAVAILABLE for a user who takes no calls"
	}
	return fmt.Sprintf("%q is no presence: choose one of %v", short(string(state)), models.PresenceStates())
}

func presenceProblem(err error, userID string) error {
	switch {
	case errors.Is(err, errNoUser):
		return refused(models.ProblemNotFound, fmt.Sprintf("there is no user with the id %q: it may have been deleted", short(userID)), "userId")
	case errors.Is(err, errNoClient):
		return refused(models.ProblemInvalid,
			"the telephone service takes calls of the queue by a client, and none is connected: open wwphone or the dashboard first", "presence")
	}
	return err
}

// dialledPresence carries out a star code, and returns the plan that says what came of it.
func (s *Switchboard) dialledPresence(q models.CallQuestion, d routing.Decision) models.CallPlan {
	if err := s.presences.dial(q.From.UserID, d.SetPresence); err != nil {
		reason := fmt.Sprintf("%s not carried out: %v", d.SetPresence.StarCode(), err)
		d.Plan.Refuse = &models.Refusal{Status: 403, Reason: reason, Cause: models.EndRefused}
	}
	return d.Plan
}
