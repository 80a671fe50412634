package graph

import (
	"context"
	"time"

	"graphpbx/models"
	"graphpbx/switchboard/routing"
)

func (r queryResolver) RoutingPreview(ctx context.Context, from string, to models.PhoneNumber, at *time.Time) (*RoutingPreview, error) {
	p, err := r.Switchboard.RoutingPreview(viewer(ctx), from, string(to), value(at))
	if err != nil {
		return nil, err
	}
	return &RoutingPreview{
		At: p.At, To: &p.To, Rings: pointers(p.Rings), Refusal: p.Refusal, PresenceSet: pointer(p.Presence), Steps: pointers(p.Steps),
	}, nil
}

// User answers whom many steps are about.
func (r routingStepResolver) User(_ context.Context, steps []*routing.Step) ([]*models.User, error) {
	ids := make([]string, len(steps))
	for i, step := range steps {
		ids[i] = step.UserID
	}
	return r.users(ids, false), nil
}
