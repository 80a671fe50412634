package graph

import (
	"context"

	"graphpbx/models"
	"graphpbx/switchboard"
)

func (r queryResolver) NumberingPlan(context.Context) (*models.NumberingPlan, error) {
	return r.Switchboard.NumberingPlan(), nil
}

// Ranges are the numbers that are proposed.
func (r numberingPlanResolver) Ranges(context.Context, *models.NumberingPlan) ([]*models.NumberRange, error) {
	ranges := r.Switchboard.NumberRanges()
	list := make([]*models.NumberRange, len(ranges))
	for i := range ranges {
		list[i] = &ranges[i]
	}
	return list, nil
}

// EmergencyNumbers are kept free.
func (numberingPlanResolver) EmergencyNumbers(_ context.Context, plan *models.NumberingPlan) ([]models.PhoneNumber, error) {
	return plan.Emergency(), nil
}

// Next is the first internal number that nobody has.
func (r numberingPlanResolver) Next(context.Context, *models.NumberingPlan) (*models.PhoneNumber, error) {
	return found(r.Switchboard.NextExtension())
}

// IsFree says whether a user could be given the number.
func (r numberingPlanResolver) IsFree(_ context.Context, _ *models.NumberingPlan, number models.PhoneNumber) (bool, error) {
	return r.Switchboard.IsFree(number), nil
}

// Holder is who has the number.
func (r numberingPlanResolver) Holder(_ context.Context, _ *models.NumberingPlan, number models.PhoneNumber) (*switchboard.NumberHolder, error) {
	return found(r.Switchboard.NumberHolder(number))
}

func (r mutationResolver) ServiceNumberUpdate(ctx context.Context, id string, input ServiceNumberUpdateInput) (*ServiceNumberPayload, error) {
	service, err := r.Switchboard.UpdateServiceNumber(ctx, viewer(ctx), id, switchboard.ServiceNumberPatch{
		Number: input.Number, Enabled: input.Enabled,
	})
	if err != nil {
		faults, err := mendable(err)
		return &ServiceNumberPayload{Errors: faults}, err
	}
	return &ServiceNumberPayload{ServiceNumber: &service}, nil
}
