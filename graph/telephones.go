package graph

import (
	"context"
	"fmt"
	"time"

	"graphpbx/models"
)

func (r queryResolver) Telephones(_ context.Context, ids []string, state *models.TelephoneState) ([]*models.Telephone, error) {
	if len(ids) > maxPage {
		return nil, coded(codeInput, fmt.Sprintf("%d telephones are too many for one question: name at most %d", len(ids), maxPage))
	}
	telephones := r.Switchboard.Telephones(ids)
	list := make([]*models.Telephone, 0, len(telephones))
	for i := range telephones {
		if state == nil || telephones[i].State == *state {
			list = append(list, &telephones[i])
		}
	}
	return list, nil
}

// User answers the users of many telephones at once.
func (r telephoneResolver) User(_ context.Context, telephones []*models.Telephone) ([]*models.User, error) {
	ids := make([]string, len(telephones))
	for i, telephone := range telephones {
		ids[i] = telephone.UserID
	}
	return r.users(ids, true), nil
}

// users returns users by their ids, null for an empty id. Where a user was deleted a moment ago, and there must be one,
// only the id is left of it.
func (r *Resolver) users(ids []string, must bool) []*models.User {
	users := make([]*models.User, len(ids))
	for i, id := range ids {
		if user, there := r.Switchboard.User(id); there {
			users[i] = &user
		} else if must {
			users[i] = &models.User{ID: id, Role: models.RoleUser}
		}
	}
	return users
}

// RoundTrip is null where no answer came.
func (probeResolver) RoundTrip(_ context.Context, probe *models.Probe) (*time.Duration, error) {
	if probe.Lost {
		return nil, nil
	}
	return &probe.RoundTrip, nil
}

// Health grades a probe.
func (r probeResolver) Health(_ context.Context, probe *models.Probe) (models.Health, error) {
	return probe.Health(r.Switchboard.Thresholds()), nil
}

func (r mutationResolver) TerminalUpdate(ctx context.Context, id string, input TerminalUpdateInput) (*TerminalPayload, error) {
	terminal, err := r.Switchboard.NameTerminal(ctx, viewer(ctx), id, input.Name)
	if err != nil {
		faults, err := mendable(err)
		return &TerminalPayload{Errors: faults}, err
	}
	return &TerminalPayload{Terminal: &terminal}, nil
}

func (r mutationResolver) TerminalUnregister(ctx context.Context, id string) (*DeletePayload, error) {
	return deleted(id, r.Switchboard.UnregisterTerminal(viewer(ctx), id))
}

func (r mutationResolver) TerminalProbe(ctx context.Context, id string) (*TerminalPayload, error) {
	terminal, err := r.Switchboard.ProbeTerminal(viewer(ctx), id)
	if err != nil {
		faults, err := mendable(err)
		return &TerminalPayload{Errors: faults}, err
	}
	return &TerminalPayload{Terminal: &terminal}, nil
}
