package graph

import (
	"context"
	"net/netip"
	"time"

	"graphpbx/models"
	"graphpbx/switchboard"
)

// Warnings answers what is to be looked after.
func (r queryResolver) Warnings(ctx context.Context) ([]*switchboard.TelephoneWarning, error) {
	warnings, err := r.Switchboard.Warnings(viewer(ctx))
	return pointers(warnings[:min(len(warnings), maxPage)]), err
}

// Telephone answers what a warning is about; only the id is left of one whose user was deleted a moment ago.
func (r telephoneWarningResolver) Telephone(_ context.Context, w *switchboard.TelephoneWarning) (*models.Telephone, error) {
	if telephone, there := r.Switchboard.Telephone(w.TelephoneID); there {
		return &telephone, nil
	}
	return &models.Telephone{
		ID: w.TelephoneID, UserID: models.TelephoneUserID(w.TelephoneID), State: models.TelephoneOffline, Activity: models.ActivityIdle,
	}, nil
}

// Warning answers the warning.
func (telephoneWarningResolver) Warning(_ context.Context, w *switchboard.TelephoneWarning) (*models.Warning, error) {
	return &w.Warning, nil
}

// Until is null while the warning is present.
func (warningResolver) Until(_ context.Context, w *models.Warning) (*time.Time, error) {
	return pointer(w.Until), nil
}

// Text answers the sentence.
func (warningResolver) Text(_ context.Context, w *models.Warning, language models.Language) (string, error) {
	return w.Text(language), nil
}

// Diagnoses answers what is the matter with each terminal.
func (r onlineStatisticsResolver) Diagnoses(ctx context.Context, o *switchboard.OnlineStatistics) ([]*models.Diagnosis, error) {
	diagnoses, err := r.Switchboard.Diagnoses(ctx, viewer(ctx), o.Of, o.From, o.To)
	return pointers(diagnoses), err
}

// Address is null where nobody knows it.
func (diagnosisResolver) Address(_ context.Context, d *models.Diagnosis) (*netip.Prefix, error) {
	return pointer(d.Network), nil
}

// Seconds is null where nobody knows it.
func (diagnosisResolver) Seconds(_ context.Context, d *models.Diagnosis) (*int, error) {
	return pointer(d.Seconds), nil
}

// Advice answers the sentence.
func (diagnosisResolver) Advice(_ context.Context, d *models.Diagnosis, language models.Language) (string, error) {
	return d.Advice(language), nil
}
