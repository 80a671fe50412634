package graph

import (
	"context"
	"time"

	"graphpbx/graph/live"
	"graphpbx/models"
	"graphpbx/switchboard/journal"
)

// presences answers something of the presence of many users at once. Of a user who was deleted a moment ago it is that
// of nobody.
func presences[T any](r *Resolver, users []*models.User, what func(models.Presence) T) []T {
	list := make([]T, len(users))
	for i, user := range users {
		p, there := r.Switchboard.Presence(user.ID)
		if !there {
			p = models.Presence{State: models.PresenceOffline, Chosen: models.DefaultPresence}
		}
		list[i] = what(p)
	}
	return list
}

// Presence answers what others see of many users.
func (r userResolver) Presence(_ context.Context, users []*models.User) ([]models.PresenceState, error) {
	return presences(r.Resolver, users, func(p models.Presence) models.PresenceState { return p.State }), nil
}

// PresenceChosen answers what many users have set.
func (r userResolver) PresenceChosen(_ context.Context, users []*models.User) ([]models.PresenceState, error) {
	return presences(r.Resolver, users, func(p models.Presence) models.PresenceState { return p.Chosen }), nil
}

// PresenceReturnsAt answers when many users return by themselves.
func (r userResolver) PresenceReturnsAt(_ context.Context, users []*models.User) ([]*time.Time, error) {
	return presences(r.Resolver, users, func(p models.Presence) *time.Time { return pointer(p.ReturnsAt) }), nil
}

func (r userResolver) PresenceHistory(ctx context.Context, user *models.User, first int, after *string) (*PresenceChangeConnection, error) {
	if err := checkPage(first); err != nil {
		return nil, err
	}
	page, err := r.Switchboard.PresenceHistory(viewer(ctx), user.ID, first, value(after))
	if err != nil {
		return nil, err
	}
	c := &PresenceChangeConnection{
		Nodes: make([]*models.PresenceChange, len(page.Changes)), Edges: make([]*PresenceChangeEdge, len(page.Changes)),
		PageInfo: &PageInfo{HasNextPage: page.HasNext, HasPreviousPage: value(after) != ""},
	}
	for i := range page.Changes {
		c.Nodes[i] = &page.Changes[i]
		c.Edges[i] = &PresenceChangeEdge{Cursor: page.Cursors[i], Node: c.Nodes[i]}
	}
	if last := len(c.Edges) - 1; last >= 0 {
		c.PageInfo.StartCursor, c.PageInfo.EndCursor = &c.Edges[0].Cursor, &c.Edges[last].Cursor
	}
	return c, nil
}

// Actor answers who made many changes.
func (r presenceChangeResolver) Actor(_ context.Context, changes []*models.PresenceChange) ([]*models.User, error) {
	ids := make([]string, len(changes))
	for i, change := range changes {
		ids[i] = change.ActorID
	}
	return r.users(ids, false), nil
}

func (r mutationResolver) PresenceSet(ctx context.Context, presence models.PresenceState, userID *string) (*UserPayload, error) {
	after, err := r.Switchboard.SetPresence(ctx, viewer(ctx), value(userID), presence)
	if err != nil {
		faults, err := mendable(err)
		return &UserPayload{Errors: faults}, err
	}
	user, _ := r.Switchboard.User(after.UserID)
	return &UserPayload{User: &user}, nil
}

func (r queryResolver) PresenceRules(ctx context.Context) ([]*models.PresenceRule, error) {
	rules, err := r.Switchboard.PresenceRules(viewer(ctx))
	return pointers(rules), err
}

func (r mutationResolver) PresenceRuleSet(ctx context.Context, input PresenceRuleInput) (*PresenceRulesPayload, error) {
	return rulesPayload(r.Switchboard.SetPresenceRule(ctx, viewer(ctx), models.PresenceRule{
		Class: input.CallClass, State: input.Presence, Treatment: input.Treatment,
	}))
}

func (r mutationResolver) PresenceRulesReset(ctx context.Context) (*PresenceRulesPayload, error) {
	return rulesPayload(r.Switchboard.ResetPresenceRules(ctx, viewer(ctx)))
}

func rulesPayload(rules []models.PresenceRule, err error) (*PresenceRulesPayload, error) {
	faults, err := mendable(err)
	return &PresenceRulesPayload{Rules: pointers(rules), Errors: faults}, err
}

// pointers returns the places of the elements of a list.
func pointers[T any](list []T) []*T {
	places := make([]*T, len(list))
	for i := range list {
		places[i] = &list[i]
	}
	return places
}

// Presence follows who is there.
func (r subscriptionResolver) Presence(ctx context.Context, userIds []string, since *string) (<-chan PresenceEvent, error) {
	wish := func() (live.Wish, error) {
		return live.Wish{Topic: journal.TopicPresence, Keys: userIds, Since: since}, nil
	}
	return live.Follow(ctx, r.Switchboard.Journal(), wish, func(t live.Told) PresenceEvent {
		switch p, is := t.Event.Value.(models.Presence); {
		case is:
			return &PresenceChanged{
				Cursor: t.Cursor, At: t.At, UserID: p.UserID, Presence: p.State, Previous: pointer(p.Previous),
				Chosen: p.Chosen, ReturnsAt: pointer(p.ReturnsAt),
			}
		case t.Kind == live.Removed:
			return removed(t)
		case t.Kind == live.Reset:
			return &Reset{Cursor: t.Cursor, At: t.At}
		}
		return &Synced{Cursor: t.Cursor, At: t.At}
	})
}
