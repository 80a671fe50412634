package graph

import (
	"context"
	"strings"
	"time"

	"graphpbx/graph/live"
	"graphpbx/models"
	"graphpbx/switchboard"
	"graphpbx/switchboard/journal"
)

func (r mutationResolver) ActivationLinkCreate(ctx context.Context, input ActivationLinkCreateInput) (*ActivationLinkCreatePayload, error) {
	made, err := r.Switchboard.CreateActivationLink(ctx, viewer(ctx), switchboard.ActivationRequest{
		UserID: input.UserID, Password: value(input.Password), Life: life(input.ValidFor),
	})
	if err != nil {
		faults, err := mendable(err)
		return &ActivationLinkCreatePayload{Errors: faults}, err
	}
	issued, err := r.issued(ctx, made)
	return &ActivationLinkCreatePayload{ActivationLink: issued}, err
}

// life is what was given, also where that is nothing: zero would stand for the usual time.
func life(given *time.Duration) time.Duration {
	if given != nil && *given == 0 {
		return -1
	}
	return value(given)
}

// issued is a new link with what is shown once.
func (r *Resolver) issued(ctx context.Context, made switchboard.IssuedActivation) (*IssuedActivationLink, error) {
	about := models.Activation{
		User: made.User, Password: made.Password, ExpiresAt: made.Link.ExpiresAt,
		URL: models.ActivationURL(r.base(ctx), made.Link.ID, made.Secret),
	}
	picture, err := qrCode(about.URL)
	if err != nil {
		return nil, err
	}
	issued := &IssuedActivationLink{Link: &made.Link, URL: about.URL, Password: about.Password, QRCode: picture}
	for _, letter := range about.Letters() {
		issued.Letters = append(issued.Letters, &letter)
	}
	return issued, nil
}

// base is the address under which people reach the pages: the configured one, else the one that the visitor used.
func (r *Resolver) base(ctx context.Context) string {
	switch visit := VisitOf(ctx); {
	case r.PublicURL != "":
		return strings.TrimSuffix(r.PublicURL, "/")
	case visit.Base != "":
		return visit.Base
	}
	return r.LocalURL
}

func (r mutationResolver) ActivationLinkRevoke(ctx context.Context, id string) (*ActivationLinkPayload, error) {
	link, err := r.Switchboard.RevokeActivationLink(ctx, viewer(ctx), id)
	if err != nil {
		faults, err := mendable(err)
		return &ActivationLinkPayload{Errors: faults}, err
	}
	return &ActivationLinkPayload{ActivationLink: &link}, nil
}

func (r mutationResolver) Activate(ctx context.Context, input ActivateInput) (*ActivatePayload, error) {
	activated, err := r.Switchboard.Activate(ctx, switchboard.ActivationAttempt{
		ID: input.ID, Secret: input.Secret, Password: input.Password, Device: value(input.DeviceName), Source: VisitOf(ctx).Source,
	})
	if err != nil {
		faults, err := mendable(err)
		return &ActivatePayload{Errors: faults}, err
	}
	access := &ClientAccess{
		User: &activated.User, Domain: r.Domain, Username: activated.User.Username, SIPPassword: pointer(activated.SIPPassword),
		Session: &SessionGrant{ID: activated.Session.ID, Token: activated.Token, ExpiresAt: activated.Session.ExpiresAt},
	}
	for i := range r.Servers {
		access.Servers = append(access.Servers, &r.Servers[i])
	}
	return &ActivatePayload{Access: access}, nil
}

// ActivationLinks are those of everybody.
func (r queryResolver) ActivationLinks(ctx context.Context, state *models.ActivationState) ([]*models.ActivationLink, error) {
	return listed(r.Switchboard.AllActivationLinks(viewer(ctx), value(state)), nil)
}

func (r userResolver) ActivationLinks(ctx context.Context, user *models.User) ([]*models.ActivationLink, error) {
	links := r.Switchboard.ActivationLinks(viewer(ctx), user.ID)
	list := make([]*models.ActivationLink, len(links))
	for i := range links {
		list[i] = &links[i]
	}
	return list, nil
}

func (r activationLinkResolver) User(_ context.Context, link *models.ActivationLink) (*models.User, error) {
	return found(r.Switchboard.User(link.UserID))
}

func (r activationLinkResolver) CreatedBy(_ context.Context, link *models.ActivationLink) (*models.User, error) {
	return found(r.Switchboard.User(link.CreatedBy))
}

// State is what the link is good for at this moment.
func (activationLinkResolver) State(_ context.Context, link *models.ActivationLink) (models.ActivationState, error) {
	return link.State(time.Now()), nil
}

// DeviceName is null where no client has used the link.
func (activationLinkResolver) DeviceName(_ context.Context, link *models.ActivationLink) (*string, error) {
	return pointer(link.DeviceName), nil
}

func (r onboardingResolver) User(_ context.Context, o *models.Onboarding) (*models.User, error) {
	return found(r.Switchboard.User(o.UserID))
}

// Onboarding follows the way of a new colleague.
func (r subscriptionResolver) Onboarding(ctx context.Context, userID string, since *string) (<-chan OnboardingEvent, error) {
	wish := func() (live.Wish, error) {
		return live.Wish{Topic: journal.TopicOnboarding, Keys: []string{userID}, Since: since}, nil
	}
	return live.Follow(ctx, r.Switchboard.Journal(), wish, func(t live.Told) OnboardingEvent {
		switch onboarding, is := t.Event.Value.(models.Onboarding); {
		case is:
			return &OnboardingChanged{Cursor: t.Cursor, At: t.At, Onboarding: &onboarding}
		case t.Kind == live.Removed:
			return removed(t)
		case t.Kind == live.Reset:
			return &Reset{Cursor: t.Cursor, At: t.At}
		}
		return &Synced{Cursor: t.Cursor, At: t.At}
	})
}
