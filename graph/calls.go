package graph

import (
	"context"

	"graphpbx/models"
	"graphpbx/switchboard"
)

func (r queryResolver) Calls(ctx context.Context, userID *string) ([]*models.Call, error) {
	calls := r.Switchboard.Calls(viewer(ctx), value(userID))
	list := make([]*models.Call, len(calls))
	for i := range calls {
		list[i] = &calls[i]
	}
	return list, nil
}

func (r queryResolver) CallHistory(ctx context.Context, userID *string, first int, after *string) (*CallConnection, error) {
	if err := checkPage(first); err != nil {
		return nil, err
	}
	page, err := r.Switchboard.CallHistory(ctx, viewer(ctx), switchboard.CallQuery{UserID: value(userID), First: first, After: value(after)})
	if err != nil {
		return nil, err
	}
	c := &CallConnection{
		Nodes: make([]*models.Call, len(page.Calls)), Edges: make([]*CallEdge, len(page.Calls)),
		PageInfo: &PageInfo{HasNextPage: page.HasNext, HasPreviousPage: value(after) != ""},
	}
	for i := range page.Calls {
		c.Nodes[i] = past(&page.Calls[i])
		c.Edges[i] = &CallEdge{Cursor: switchboard.CallCursor(&page.Calls[i]), Node: c.Nodes[i]}
	}
	if last := len(c.Edges) - 1; last >= 0 {
		c.PageInfo.StartCursor, c.PageInfo.EndCursor = &c.Edges[0].Cursor, &c.Edges[last].Cursor
	}
	return c, nil
}

// past is a call as its record tells it.
func past(r *models.CallRecord) *models.Call {
	return &models.Call{
		ID: r.ID, State: models.CallEnded, Direction: r.Direction, From: r.From, To: r.To,
		StartedAt: r.StartedAt, AnsweredAt: r.AnsweredAt, EndedAt: r.EndedAt, Cause: r.Cause,
	}
}

func (r mutationResolver) CallDial(ctx context.Context, input CallDialInput) (*CallPayload, error) {
	return commanded(r.Switchboard.Dial(viewer(ctx), switchboard.DialRequest{
		To: string(input.To), TerminalID: value(input.TerminalID), UserID: value(input.UserID),
	}))
}

func (r mutationResolver) CallHangup(ctx context.Context, id string) (*CallPayload, error) {
	return commanded(r.Switchboard.Hangup(viewer(ctx), id))
}

func commanded(call models.Call, err error) (*CallPayload, error) {
	if err != nil {
		faults, err := mendable(err)
		return &CallPayload{Errors: faults}, err
	}
	return &CallPayload{Call: &call}, nil
}

// User answers the users of many parties at once.
func (r partyResolver) User(_ context.Context, parties []*models.Party) ([]*models.User, error) {
	ids := make([]string, len(parties))
	for i, party := range parties {
		ids[i] = party.UserID
	}
	return r.users(ids, false), nil
}

// KnownAs is the name by which whoever asks knows the party.
func (r partyResolver) KnownAs(ctx context.Context, party *models.Party) (string, error) {
	return r.Switchboard.KnownAs(viewer(ctx), *party), nil
}

// User answers the users of many legs at once.
func (r callLegResolver) User(_ context.Context, legs []*models.CallLeg) ([]*models.User, error) {
	ids := make([]string, len(legs))
	for i, leg := range legs {
		ids[i] = leg.UserID
	}
	return r.users(ids, false), nil
}

// TerminalID is null where the device is not a registered one.
func (callLegResolver) TerminalID(_ context.Context, leg *models.CallLeg) (*string, error) {
	return pointer(leg.TerminalID), nil
}
