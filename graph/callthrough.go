package graph

import (
	"context"
	"time"

	"graphpbx/graph/live"
	"graphpbx/models"
	"graphpbx/switchboard"
	"graphpbx/switchboard/journal"
)

func (r mutationResolver) CallthroughRuleSet(ctx context.Context, input CallthroughRuleSetInput) (*CallthroughRulePayload, error) {
	rule, err := r.Switchboard.SetCallthroughRule(ctx, viewer(ctx), switchboard.CallthroughSetting{
		ID: value(input.ID), UserID: value(input.UserID), Callers: input.Callers, PIN: patch(input.Pin, ""),
		Identity: value(input.Identity), Countries: input.Countries, MaxCalls: input.MaxCalls, MaxMinutes: input.MaxMinutes,
		Enabled: input.Enabled, ValidUntil: value(input.ValidUntil),
	})
	if err != nil {
		faults, err := mendable(err)
		return &CallthroughRulePayload{Errors: faults}, err
	}
	return &CallthroughRulePayload{Rule: &rule}, nil
}

func (r mutationResolver) CallthroughRuleDelete(ctx context.Context, id string) (*DeletePayload, error) {
	return deleted(id, r.Switchboard.DeleteCallthroughRule(ctx, viewer(ctx), id))
}

func (r mutationResolver) CallthroughPrepare(ctx context.Context, input CallthroughPrepareInput) (*CallthroughPreparePayload, error) {
	p, err := r.Switchboard.PrepareCallthrough(viewer(ctx), string(input.Destination))
	if err != nil {
		faults, err := mendable(err)
		return &CallthroughPreparePayload{Errors: faults}, err
	}
	return &CallthroughPreparePayload{Destination: &p.Destination, Callers: p.Callers, PreparedUntil: &p.Until}, nil
}

func (r queryResolver) CallthroughRules(ctx context.Context, userID *string) ([]*models.CallthroughRule, error) {
	of := viewer(ctx).UserID
	if userID != nil {
		of = *userID
	}
	return listed(r.Switchboard.CallthroughRules(viewer(ctx), of))
}

func (r userResolver) CallthroughRules(ctx context.Context, user *models.User) ([]*models.CallthroughRule, error) {
	return listed(r.Switchboard.CallthroughRules(viewer(ctx), user.ID))
}

func listed[T any](objects []T, err error) ([]*T, error) {
	list := make([]*T, len(objects))
	for i := range objects {
		list[i] = &objects[i]
	}
	return list, err
}

func (r callthroughRuleResolver) User(_ context.Context, rule *models.CallthroughRule) (*models.User, error) {
	return found(r.Switchboard.User(rule.UserID))
}

// LockedUntil is null where the lock is over.
func (callthroughRuleResolver) LockedUntil(_ context.Context, rule *models.CallthroughRule) (*time.Time, error) {
	if !time.Now().Before(rule.LockedUntil) {
		return nil, nil
	}
	return &rule.LockedUntil, nil
}

// LastAttempt is null where there was none.
func (callthroughRuleResolver) LastAttempt(_ context.Context, rule *models.CallthroughRule) (*models.CallthroughAttempt, error) {
	return pointer(rule.LastAttempt), nil
}

// Reason is null where the call was let through.
func (callthroughAttemptResolver) Reason(_ context.Context, attempt *models.CallthroughAttempt) (*models.CallthroughReason, error) {
	return pointer(attempt.Reason), nil
}

// CallthroughRules follows callthrough rules.
func (r subscriptionResolver) CallthroughRules(ctx context.Context, userIds []string, since *string) (<-chan CallthroughRuleEvent, error) {
	wish := func() (live.Wish, error) {
		return live.Wish{Topic: journal.TopicCallthrough, Keys: userIds, Since: since}, nil
	}
	return live.Follow(ctx, r.Switchboard.Journal(), wish, func(t live.Told) CallthroughRuleEvent {
		switch rule, is := t.Event.Value.(models.CallthroughRule); {
		case is:
			return &CallthroughRuleChanged{Cursor: t.Cursor, At: t.At, Rule: &rule}
		case t.Kind == live.Removed:
			return removed(t)
		case t.Kind == live.Reset:
			return &Reset{Cursor: t.Cursor, At: t.At}
		}
		return &Synced{Cursor: t.Cursor, At: t.At}
	})
}
