package graph

import (
	"context"

	"graphpbx/models"
)

func (r queryResolver) SecondFactor(ctx context.Context) (*SecondFactor, error) {
	return r.secondFactor(viewer(ctx)), nil
}

func (r *Resolver) secondFactor(v models.Viewer) *SecondFactor {
	factor, on := r.Switchboard.SecondFactor(v)
	if !on {
		return &SecondFactor{}
	}
	return &SecondFactor{Enabled: true, ConfirmedAt: &factor.ConfirmedAt, RecoveryCodesLeft: len(factor.Recovery)}
}

// TotpEnabled says whether logins of the user need a code.
func (r userResolver) TotpEnabled(_ context.Context, user *models.User) (bool, error) {
	return r.Switchboard.HasSecondFactor(user.ID), nil
}

func (r mutationResolver) TotpBegin(ctx context.Context, input TOTPBeginInput) (*TOTPBeginPayload, error) {
	secret, address, err := r.Switchboard.BeginSecondFactor(ctx, viewer(ctx), input.Password)
	if err != nil {
		faults, err := mendable(err)
		return &TOTPBeginPayload{Errors: faults}, err
	}
	picture, err := qrCode(address)
	return &TOTPBeginPayload{Secret: &secret, Address: &address, QRCode: &picture}, err
}

func (r mutationResolver) TotpConfirm(ctx context.Context, input TOTPConfirmInput) (*TOTPRecoveryPayload, error) {
	codes, err := r.Switchboard.ConfirmSecondFactor(ctx, viewer(ctx), input.Code)
	faults, err := mendable(err)
	return &TOTPRecoveryPayload{RecoveryCodes: codes, Errors: faults}, err
}

func (r mutationResolver) TotpDisable(ctx context.Context, input TOTPProofInput) (*TOTPPayload, error) {
	err := r.Switchboard.DisableSecondFactor(ctx, viewer(ctx), input.Password, input.Code)
	if err != nil {
		faults, err := mendable(err)
		return &TOTPPayload{Errors: faults}, err
	}
	return &TOTPPayload{SecondFactor: r.secondFactor(viewer(ctx))}, nil
}

func (r mutationResolver) TotpRecoveryCodesRenew(ctx context.Context, input TOTPProofInput) (*TOTPRecoveryPayload, error) {
	codes, err := r.Switchboard.RenewRecoveryCodes(ctx, viewer(ctx), input.Password, input.Code)
	faults, err := mendable(err)
	return &TOTPRecoveryPayload{RecoveryCodes: codes, Errors: faults}, err
}

func (r mutationResolver) TotpReset(ctx context.Context, userID string) (*UserPayload, error) {
	user, err := r.Switchboard.ResetSecondFactor(ctx, viewer(ctx), userID)
	if err != nil {
		faults, err := mendable(err)
		return &UserPayload{Errors: faults}, err
	}
	return &UserPayload{User: &user}, nil
}
