package graph

import (
	"context"

	"graphpbx/graph/live"
	"graphpbx/models"
	"graphpbx/switchboard"
	"graphpbx/switchboard/journal"
)

func (r queryResolver) BlockedAddresses(ctx context.Context, first int, after *string) (*BlockedAddressConnection, error) {
	if err := checkPage(first); err != nil {
		return nil, err
	}
	page, err := r.Switchboard.BlockedAddresses(viewer(ctx), first, value(after))
	if err != nil {
		return nil, err
	}
	c := &BlockedAddressConnection{
		Nodes: make([]*models.BlockedAddress, len(page.Blocked)), Edges: make([]*BlockedAddressEdge, len(page.Blocked)),
		PageInfo: &PageInfo{HasNextPage: page.HasNext, HasPreviousPage: page.HasPrevious}, TotalCount: page.Total,
	}
	for i := range page.Blocked {
		c.Nodes[i] = &page.Blocked[i]
		c.Edges[i] = &BlockedAddressEdge{Cursor: switchboard.BlockedCursor(&page.Blocked[i]), Node: &page.Blocked[i]}
	}
	if last := len(c.Edges) - 1; last >= 0 {
		c.PageInfo.StartCursor, c.PageInfo.EndCursor = &c.Edges[0].Cursor, &c.Edges[last].Cursor
	}
	return c, nil
}

func (r queryResolver) AllowedAddresses(ctx context.Context) ([]*models.AllowedAddress, error) {
	allowed, err := r.Switchboard.AllowedAddresses(viewer(ctx))
	list := make([]*models.AllowedAddress, len(allowed))
	for i := range allowed {
		list[i] = &allowed[i]
	}
	return list, err
}

func (r mutationResolver) AddressBlock(ctx context.Context, input AddressBlockInput) (*BlockedAddressPayload, error) {
	block, err := r.Switchboard.BlockAddress(ctx, viewer(ctx), VisitOf(ctx).Source, input.Address, input.For)
	if err != nil {
		faults, err := mendable(err)
		return &BlockedAddressPayload{Errors: faults}, err
	}
	return &BlockedAddressPayload{Blocked: &block}, nil
}

func (r mutationResolver) AddressUnblock(ctx context.Context, id string) (*DeletePayload, error) {
	return deleted(id, r.Switchboard.UnblockAddress(ctx, viewer(ctx), id))
}

func (r mutationResolver) AddressAllow(ctx context.Context, input AddressAllowInput) (*AllowedAddressPayload, error) {
	allowed, err := r.Switchboard.AllowAddress(ctx, viewer(ctx), input.Address, input.Note)
	if err != nil {
		faults, err := mendable(err)
		return &AllowedAddressPayload{Errors: faults}, err
	}
	return &AllowedAddressPayload{Allowed: &allowed}, nil
}

func (r mutationResolver) AddressDisallow(ctx context.Context, id string) (*DeletePayload, error) {
	return deleted(id, r.Switchboard.DisallowAddress(ctx, viewer(ctx), id))
}

// BlockedAddresses follows blocks.
func (r subscriptionResolver) BlockedAddresses(ctx context.Context, since *string) (<-chan BlockedAddressEvent, error) {
	wish := func() (live.Wish, error) {
		return live.Wish{Topic: journal.TopicBlocked, Since: since}, nil
	}
	return live.Follow(ctx, r.Switchboard.Journal(), wish, func(t live.Told) BlockedAddressEvent {
		switch block, is := t.Event.Value.(models.BlockedAddress); {
		case is:
			return &AddressBlocked{Cursor: t.Cursor, At: t.At, Blocked: &block}
		case t.Kind == live.Removed:
			return removed(t)
		case t.Kind == live.Reset:
			return &Reset{Cursor: t.Cursor, At: t.At}
		}
		return &Synced{Cursor: t.Cursor, At: t.At}
	})
}
