package graph

import (
	"context"

	"graphpbx/models"
	"graphpbx/switchboard"
)

func (r queryResolver) PresenceSettings(ctx context.Context) (*models.PresenceSettings, error) {
	settings, err := r.Switchboard.PresenceSettings(viewer(ctx))
	return &settings, err
}

func (r mutationResolver) PresenceSettingsUpdate(ctx context.Context, input PresenceSettingsInput) (*PresenceSettingsPayload, error) {
	days, given := input.HistoryDays.ValueOK()
	change := switchboard.PresenceSettingsPatch{
		BeRightBack: patch(input.BeRightBackFor, models.DefaultPresenceSettings.BeRightBack),
		HistoryDays: patch(input.HistoryDays, models.DefaultPresenceSettings.HistoryDays),
	}
	if given && days != nil && *days == 0 { // on the wire only null means none
		return &PresenceSettingsPayload{Errors: []*models.Problem{{
			Path: []string{"input", "historyDays"}, Code: models.ProblemInvalid,
			Message: "0 is no number of days to keep presence for: choose 1 to 365, or null to keep it until the next restart",
		}}}, nil
	}
	settings, err := r.Switchboard.UpdatePresenceSettings(ctx, viewer(ctx), change)
	if err != nil {
		faults, err := mendable(err)
		return &PresenceSettingsPayload{Errors: faults}, err
	}
	return &PresenceSettingsPayload{Settings: &settings}, nil
}

// HistoryDays is null where changes of presence are forgotten at each restart.
func (presenceSettingsResolver) HistoryDays(_ context.Context, settings *models.PresenceSettings) (*int, error) {
	return pointer(settings.HistoryDays), nil
}
