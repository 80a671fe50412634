package graph

import (
	"context"
	"time"

	"graphpbx/models"
	"graphpbx/switchboard"
)

func (r queryResolver) APITokens(ctx context.Context, userID *string, all bool) ([]*models.APIToken, error) {
	tokens, err := r.Switchboard.APITokens(viewer(ctx), value(userID), all)
	list := make([]*models.APIToken, len(tokens))
	for i := range tokens {
		list[i] = &tokens[i]
	}
	return list, err
}

func (r mutationResolver) APITokenCreate(ctx context.Context, input APITokenCreateInput) (*APITokenCreatePayload, error) {
	wish := switchboard.NewAPIToken{UserID: value(input.UserID), Name: input.Name, Scopes: input.Scopes, ExpiresAt: value(input.ExpiresAt)}
	made, token, err := r.Switchboard.CreateAPIToken(ctx, viewer(ctx), wish)
	if err != nil {
		faults, err := mendable(err)
		return &APITokenCreatePayload{Errors: faults}, err
	}
	return &APITokenCreatePayload{APIToken: &made, Token: &token}, nil
}

func (r mutationResolver) APITokenRevoke(ctx context.Context, id string) (*DeletePayload, error) {
	return deleted(id, r.Switchboard.RevokeAPIToken(ctx, viewer(ctx), id))
}

// User is whom the token acts for.
func (r apiTokenResolver) User(_ context.Context, token *models.APIToken) (*models.User, error) {
	return found(r.Switchboard.User(token.UserID))
}

// CreatedBy is who made the token.
func (r apiTokenResolver) CreatedBy(_ context.Context, token *models.APIToken) (*models.User, error) {
	return found(r.Switchboard.User(token.CreatedBy))
}

// Scopes are what the token is good for.
func (apiTokenResolver) Scopes(_ context.Context, token *models.APIToken) ([]models.Scope, error) {
	return token.Scopes.List(), nil
}

// LastUsedAt is null for a token that was never used.
func (apiTokenResolver) LastUsedAt(_ context.Context, token *models.APIToken) (*time.Time, error) {
	if token.LastUsedAt.IsZero() {
		return nil, nil
	}
	return &token.LastUsedAt, nil
}
