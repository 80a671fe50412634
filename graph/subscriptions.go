package graph

import (
	"context"
	"slices"

	"graphpbx/graph/live"
	"graphpbx/models"
	"graphpbx/switchboard/journal"
)

// Telephones follows telephones.
func (r subscriptionResolver) Telephones(ctx context.Context, ids []string, since *string) (<-chan TelephoneEvent, error) {
	wish := func() (live.Wish, error) {
		return live.Wish{Topic: journal.TopicTelephone, Keys: ids, Since: since}, nil
	}
	return live.Follow(ctx, r.Switchboard.Journal(), wish, func(t live.Told) TelephoneEvent {
		switch telephone, is := t.Event.Value.(models.Telephone); {
		case is:
			return &TelephoneChanged{Cursor: t.Cursor, At: t.At, Telephone: &telephone}
		case t.Kind == live.Removed:
			return removed(t)
		case t.Kind == live.Reset:
			return &Reset{Cursor: t.Cursor, At: t.At}
		}
		return &Synced{Cursor: t.Cursor, At: t.At}
	})
}

// Calls follows calls. Users without further role may follow their own.
func (r subscriptionResolver) Calls(ctx context.Context, userIds []string, since *string) (<-chan CallEvent, error) {
	wish := func() (live.Wish, error) {
		keys, err := visibleCalls(viewer(ctx), userIds)
		return live.Wish{Topic: journal.TopicCall, Keys: keys, Since: since}, err
	}
	return live.Follow(ctx, r.Switchboard.Journal(), wish, func(t live.Told) CallEvent {
		switch call, is := t.Event.Value.(models.Call); {
		case is:
			return &CallChanged{Cursor: t.Cursor, At: t.At, Call: &call}
		case t.Kind == live.Removed:
			return removed(t)
		case t.Kind == live.Reset:
			return &Reset{Cursor: t.Cursor, At: t.At}
		}
		return &Synced{Cursor: t.Cursor, At: t.At}
	})
}

// visibleCalls returns the users whose calls are followed; nil means all.
func visibleCalls(v models.Viewer, userIDs []string) ([]string, error) {
	if v.Role >= models.RoleSupervisor {
		return userIDs, nil
	}
	if slices.ContainsFunc(userIDs, func(id string) bool { return id != v.UserID }) {
		return nil, coded(codeForbidden, "your role allows to follow your own calls only")
	}
	return []string{v.UserID}, nil
}

// Probes follows the answers of terminals.
func (r subscriptionResolver) Probes(ctx context.Context, telephoneIds []string, since *string) (<-chan ProbeEvent, error) {
	wish := func() (live.Wish, error) {
		return live.Wish{Topic: journal.TopicProbe, Keys: telephoneIds, Since: since}, nil
	}
	return live.Follow(ctx, r.Switchboard.Journal(), wish, func(t live.Told) ProbeEvent {
		switch result, is := t.Event.Value.(models.ProbeResult); {
		case is:
			return &Probed{
				Cursor: t.Cursor, At: t.At, TelephoneID: models.TelephoneID(result.UserID),
				TerminalID: result.TerminalID, Probe: &result.Probe,
			}
		case t.Kind == live.Removed:
			return removed(t)
		case t.Kind == live.Reset:
			return &Reset{Cursor: t.Cursor, At: t.At}
		}
		return &Synced{Cursor: t.Cursor, At: t.At}
	})
}

func removed(t live.Told) *Removed { return &Removed{Cursor: t.Cursor, At: t.At, ID: t.Event.Subject} }
