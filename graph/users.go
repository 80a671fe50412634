package graph

import (
	"context"
	"fmt"
	"strings"

	"github.com/99designs/gqlgen/graphql"

	"graphpbx/models"
	"graphpbx/switchboard"
)

func (r queryResolver) Users(_ context.Context, first int, after, search *string) (*UserConnection, error) {
	if err := checkPage(first); err != nil {
		return nil, err
	}
	page := r.Switchboard.Users(switchboard.UserQuery{First: first, After: value(after), Search: value(search)})
	c := &UserConnection{
		Nodes: make([]*models.User, len(page.Users)), Edges: make([]*UserEdge, len(page.Users)),
		PageInfo: &PageInfo{HasNextPage: page.HasNext, HasPreviousPage: page.HasPrevious}, TotalCount: page.Total,
	}
	for i := range page.Users {
		c.Nodes[i] = &page.Users[i]
		c.Edges[i] = &UserEdge{Cursor: switchboard.UserCursor(&page.Users[i]), Node: &page.Users[i]}
	}
	if last := len(c.Edges) - 1; last >= 0 {
		c.PageInfo.StartCursor, c.PageInfo.EndCursor = &c.Edges[0].Cursor, &c.Edges[last].Cursor
	}
	return c, nil
}

func checkPage(first int) error {
	if first < 0 || first > maxPage {
		return coded(codeInput, fmt.Sprintf("first is %d: choose 0 to %d, and go on with after", first, maxPage))
	}
	return nil
}

func (r queryResolver) User(_ context.Context, id, username *string) (*models.User, error) {
	if (id == nil) == (username == nil) {
		return nil, coded(codeInput, "name the user by id or by username, one of both")
	}
	if id != nil {
		return found(r.Switchboard.User(*id))
	}
	return found(r.Switchboard.UserByUsername(*username))
}

// found is an object, or null where there is none.
func found[T any](object T, there bool) (*T, error) {
	if !there {
		return nil, nil
	}
	return &object, nil
}

func (r mutationResolver) UserCreate(ctx context.Context, input UserCreateInput) (*UserCreatePayload, error) {
	if input.RingLimit != nil && *input.RingLimit == 0 {
		return &UserCreatePayload{Errors: noneRings()}, nil
	}
	n := switchboard.NewUser{User: models.User{
		Username: input.Username, Extension: value(input.Extension),
		FirstName: value(input.FirstName), Surname: value(input.Surname), Nickname: value(input.Nickname), TeamsLogin: value(input.TeamsLogin),
		Mobile: value(input.Mobile), Role: input.Role, RingLimit: value(input.RingLimit),
		BusyInCall: input.BusyInCall, BusyRinging: input.BusyRinging,
	}}
	if a := input.Access; a != nil {
		n.SIPPassword, n.CTIPassword = value(a.SIPPassword), value(a.CTIPassword)
	}
	user, access, err := r.Switchboard.CreateUser(ctx, viewer(ctx), n)
	if err != nil {
		faults, err := mendable(err)
		return &UserCreatePayload{Errors: faults}, err
	}
	return &UserCreatePayload{User: &user, AccessData: r.accessData(access)}, nil
}

// noneRings refuses that none of the telephones of a new user rings; the switchboard takes zero for the default.
func noneRings() []*models.Problem {
	return []*models.Problem{{
		Path: []string{"input", "ringLimit"}, Code: models.ProblemInvalid, Message: "how many telephones ring " + models.RingLimitFault(0),
	}}
}

func (r *Resolver) accessData(a switchboard.AccessData) *AccessData {
	return &AccessData{
		Username: a.Username, Domain: r.Domain,
		SIPPassword: pointer(a.SIPPassword), CTIPassword: pointer(a.CTIPassword),
	}
}

func (r mutationResolver) UserUpdate(ctx context.Context, id string, input UserUpdateInput) (*UserPayload, error) {
	user, err := r.Switchboard.UpdateUser(ctx, viewer(ctx), id, switchboard.UserPatch{
		Version:  input.Version,
		Username: patch(input.Username, ""), Extension: patch(input.Extension, ""),
		FirstName: patch(input.FirstName, ""), Surname: patch(input.Surname, ""), Nickname: patch(input.Nickname, ""), TeamsLogin: patch(input.TeamsLogin, ""),
		Mobile: patch(input.Mobile, ""), Role: patch(input.Role, models.RoleNone),
		RingLimit:  patch(input.RingLimit, r.Switchboard.UsualRingLimit()),
		BusyInCall: patch(input.BusyInCall, false), BusyRinging: patch(input.BusyRinging, false),
	})
	if err != nil {
		faults, err := mendable(err)
		return &UserPayload{Errors: faults}, err
	}
	return &UserPayload{User: &user}, nil
}

// patch returns nil where a field was left out, and the cleared value where it was null.
func patch[T any](field graphql.Omittable[*T], cleared T) *T {
	given, there := field.ValueOK()
	switch {
	case !there:
		return nil
	case given == nil:
		return &cleared
	}
	return given
}

func (r mutationResolver) UserDelete(ctx context.Context, id string) (*DeletePayload, error) {
	return deleted(id, r.Switchboard.DeleteUser(ctx, viewer(ctx), id))
}

func deleted(id string, err error) (*DeletePayload, error) {
	if err != nil {
		faults, err := mendable(err)
		return &DeletePayload{Errors: faults}, err
	}
	return &DeletePayload{DeletedID: &id}, nil
}

func (r mutationResolver) UserImport(ctx context.Context, input UserImportInput) (*UserImportPayload, error) {
	users, err := r.Switchboard.ImportUsers(ctx, viewer(ctx), strings.NewReader(input.CSV))
	if err != nil {
		faults, err := mendable(err)
		return &UserImportPayload{Errors: faults}, err
	}
	payload := &UserImportPayload{Created: len(users), Users: make([]*models.User, len(users))}
	for i := range users {
		payload.Users[i] = &users[i]
	}
	return payload, nil
}

func (r mutationResolver) AccessDataReset(ctx context.Context, userID string, input AccessDataResetInput) (*AccessDataPayload, error) {
	access, err := r.Switchboard.ResetAccess(ctx, viewer(ctx), userID, switchboard.AccessReset{
		SIPPassword: newPassword(input.SIPPassword), CTIPassword: newPassword(input.CTIPassword),
		EndSessions: input.EndSessions, EndRegistrations: input.EndRegistrations,
	})
	if err != nil {
		faults, err := mendable(err)
		return &AccessDataPayload{Errors: faults}, err
	}
	return &AccessDataPayload{AccessData: r.accessData(access)}, nil
}

func (r mutationResolver) SIPPasswordReveal(ctx context.Context, userID string) (*AccessDataPayload, error) {
	access, err := r.Switchboard.RevealSIPPassword(viewer(ctx), userID)
	if err != nil {
		faults, err := mendable(err)
		return &AccessDataPayload{Errors: faults}, err
	}
	return &AccessDataPayload{AccessData: r.accessData(access)}, nil
}

func newPassword(field graphql.Omittable[*string]) switchboard.NewPassword {
	given, there := field.ValueOK()
	return switchboard.NewPassword{Keep: there && given == nil, Value: value(given)}
}

func (queryResolver) PasswordSuggestion(context.Context) (string, error) {
	return models.SuggestPassword(), nil
}

// Telephone answers the telephones of many users at once.
func (r userResolver) Telephone(_ context.Context, users []*models.User) ([]*models.Telephone, error) {
	telephones := make([]*models.Telephone, len(users))
	for i, user := range users {
		if telephone, there := r.Switchboard.Telephone(models.TelephoneID(user.ID)); there {
			telephones[i] = &telephone
		} else { // the user was deleted a moment ago
			telephones[i] = &models.Telephone{ID: models.TelephoneID(user.ID), UserID: user.ID, State: models.TelephoneOffline, Activity: models.ActivityIdle, Since: user.UpdatedAt}
		}
	}
	return telephones, nil
}

// value is what a pointer points to, or the zero value.
func value[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}

// pointer is null for the zero value.
func pointer[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}
