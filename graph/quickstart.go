package graph

import (
	"context"
	"strings"
	"time"

	"graphpbx/models"
	"graphpbx/switchboard"
)

func (r mutationResolver) UserQuickStart(ctx context.Context, input UserQuickStartInput) (*UserQuickStartPayload, error) {
	if input.RingLimit != nil && *input.RingLimit == 0 {
		return &UserQuickStartPayload{Errors: noneRings()}, nil
	}
	result, err := r.Switchboard.RunQuickStart(ctx, viewer(ctx), []switchboard.QuickStart{quickStart(&input)},
		switchboard.QuickStartOptions{DryRun: input.DryRun, Key: value(input.IdempotencyKey)})
	if err != nil {
		faults, err := mendable(err)
		return &UserQuickStartPayload{Errors: faults}, err
	}
	plans, started, err := r.quickStarted(ctx, result)
	payload := &UserQuickStartPayload{Repeated: result.Repeated}
	if len(plans) > 0 {
		payload.Plan = plans[0]
	}
	if len(started) > 0 {
		payload.Started = started[0]
	}
	return payload, err
}

func quickStart(input *UserQuickStartInput) switchboard.QuickStart {
	number, given := input.Extension.ValueOK()
	wish := switchboard.QuickStart{
		NewUser: switchboard.NewUser{User: models.User{
			Username: input.Username, Extension: value(number),
			FirstName: value(input.FirstName), Surname: value(input.Surname), Nickname: value(input.Nickname), Mobile: value(input.Mobile), TeamsLogin: value(input.TeamsLogin),
			Role: input.Role, RingLimit: value(input.RingLimit), BusyInCall: input.BusyInCall, BusyRinging: input.BusyRinging,
		}},
		NextExtension: !given, Callthrough: input.Callthrough, CallthroughPIN: value(input.CallthroughPin),
	}
	if a := input.Access; a != nil {
		wish.SIPPassword, wish.CTIPassword = value(a.SIPPassword), value(a.CTIPassword)
	}
	if o := input.ActivationLink; o != nil {
		wish.Link = &switchboard.ActivationRequest{Password: value(o.Password), Life: life(o.ValidFor)}
	}
	if t := input.Telephone; t != nil {
		wish.Telephone = &switchboard.NewDevice{MAC: t.Mac, Model: t.Model, Label: t.Label, Keys: keysOf(t.Keys), Window: value(t.WindowFor)}
	}
	return wish
}

func (r mutationResolver) UserQuickStartBulk(ctx context.Context, input UserQuickStartBulkInput) (*UserQuickStartBulkPayload, error) {
	result, err := r.Switchboard.RunQuickStartFile(ctx, viewer(ctx), switchboard.QuickStartFile{
		CSV: strings.NewReader(input.CSV), Callthrough: input.Callthrough, Links: input.ActivationLinks, LinkLife: life(input.ValidFor),
		Window: value(input.WindowFor),
	}, switchboard.QuickStartOptions{DryRun: input.DryRun, Key: value(input.IdempotencyKey)})
	if err != nil {
		faults, err := mendable(err)
		return &UserQuickStartBulkPayload{Errors: faults}, err
	}
	plans, started, err := r.quickStarted(ctx, result)
	return &UserQuickStartBulkPayload{Plans: plans, Started: started, Repeated: result.Repeated}, err
}

func (r *Resolver) quickStarted(ctx context.Context, result switchboard.QuickStartResult) (plans []*QuickStartPlan, started []*QuickStarted, _ error) {
	for i := range result.Plans {
		plans = append(plans, quickStartPlan(&result.Plans[i]))
	}
	for i := range result.Started {
		made, err := r.quickStartedOne(ctx, &result.Started[i])
		if err != nil {
			return plans, nil, err
		}
		started = append(started, made)
	}
	return plans, started, nil
}

func quickStartPlan(p *switchboard.QuickStartPlan) *QuickStartPlan {
	plan := &QuickStartPlan{
		Username: p.User.Username, Extension: pointer(p.User.Extension), DisplayName: p.User.DisplayName(), Mobile: pointer(p.User.Mobile),
		CallthroughFrom: pointer(p.CallthroughFrom), ActivationLinkUntil: pointer[time.Time](p.LinkUntil),
	}
	if t := p.Telephone; t != nil {
		plan.Telephone = &QuickStartTelephone{
			Mac: t.MAC.String(), Family: t.Family, Model: t.Model, Label: t.Label, Keys: pointers(t.Keys), WindowUntil: pointer(t.WindowUntil),
		}
	}
	return plan
}

func (r *Resolver) quickStartedOne(ctx context.Context, s *switchboard.QuickStarted) (_ *QuickStarted, err error) {
	made := &QuickStarted{User: &s.User, CallthroughRule: s.Rule, CallthroughPin: pointer(s.PIN), Device: s.Telephone}
	if s.Access != nil {
		made.AccessData = r.accessData(*s.Access)
	}
	if s.TelephoneToken != "" {
		made.DeviceURL = pointer(r.Place.URL + s.TelephoneToken + "/")
	}
	if s.Link != nil {
		made.ActivationLink, err = r.issued(ctx, *s.Link)
	}
	return made, err
}
