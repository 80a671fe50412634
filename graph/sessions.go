package graph

import (
	"context"

	"graphpbx/models"
	"graphpbx/switchboard"
)

func (r queryResolver) Viewer(ctx context.Context) (*models.User, error) {
	return found(r.Switchboard.User(viewer(ctx).UserID))
}

func (r mutationResolver) Login(ctx context.Context, input LoginInput) (*LoginPayload, error) {
	grant, err := r.Switchboard.Login(ctx, switchboard.LoginRequest{
		Username: input.Username, Password: input.Password, Code: value(input.Code), Device: value(input.DeviceName), Source: VisitOf(ctx).Source,
	})
	if err != nil {
		faults, err := mendable(err)
		return &LoginPayload{Errors: faults}, err
	}
	return &LoginPayload{
		Session: &SessionGrant{ID: grant.Session.ID, Token: grant.Token, ExpiresAt: grant.Session.ExpiresAt},
		User:    &grant.User,
	}, nil
}

func (r mutationResolver) Logout(ctx context.Context) (*LogoutPayload, error) {
	faults, err := mendable(r.Switchboard.Logout(ctx, viewer(ctx)))
	return &LogoutPayload{Errors: faults}, err
}

func (r mutationResolver) PasswordChange(ctx context.Context, input PasswordChangeInput) (*PasswordChangePayload, error) {
	user, err := r.Switchboard.ChangePassword(ctx, viewer(ctx), input.Current, input.New)
	if err != nil {
		faults, err := mendable(err)
		return &PasswordChangePayload{Errors: faults}, err
	}
	return &PasswordChangePayload{User: &user}, nil
}

func (r mutationResolver) SessionRevoke(ctx context.Context, id string) (*DeletePayload, error) {
	return deleted(id, r.Switchboard.RevokeSession(ctx, viewer(ctx), id))
}

func (r queryResolver) Sessions(ctx context.Context, userID *string) ([]*models.Session, error) {
	sessions, err := r.Switchboard.Sessions(viewer(ctx), value(userID))
	list := make([]*models.Session, len(sessions))
	for i := range sessions {
		list[i] = &sessions[i]
	}
	return list, err
}

// Current says whether the session is the one that asks.
func (r sessionResolver) Current(ctx context.Context, session *models.Session) (bool, error) {
	return session.ID == viewer(ctx).SessionID, nil
}
