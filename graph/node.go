package graph

import (
	"context"

	"graphpbx/models"
	"graphpbx/switchboard/journal"
)

// Node returns any object by its id, which tells its kind.
func (r queryResolver) Node(ctx context.Context, id string) (Node, error) {
	switch models.KindOf(id) {
	case models.KindUser:
		return node(r.Switchboard.User(id))
	case models.KindTelephone:
		return node(r.Switchboard.Telephone(id))
	case models.KindTerminal:
		return node(r.Switchboard.Terminal(id))
	case models.KindDevice:
		return node(r.Switchboard.Device(viewer(ctx), id))
	case models.KindCall:
		return node(r.Switchboard.Call(viewer(ctx), id))
	case models.KindActivationLink:
		return node(r.Switchboard.ActivationLink(viewer(ctx), id))
	case models.KindCallthrough:
		return node(r.Switchboard.CallthroughRule(viewer(ctx), id))
	case models.KindContact:
		return node(r.Switchboard.Contact(viewer(ctx), id))
	case models.KindBlockedAddress:
		return node(r.Switchboard.BlockedAddress(viewer(ctx), id))
	}
	return nil, nil
}

func node[T Node](object T, there bool) (Node, error) {
	if !there {
		return nil, nil
	}
	return object, nil
}

// AsOf returns where the journal stood before the query began.
func (r queryResolver) AsOf(ctx context.Context) (string, error) {
	if head, ok := ctx.Value(headKey{}).(journal.Cursor); ok {
		return head.String(), nil
	}
	return r.Switchboard.Journal().Head().String(), nil
}
