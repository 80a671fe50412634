package graph

import (
	"context"

	"graphpbx/graph/live"
	"graphpbx/models"
	"graphpbx/switchboard"
	"graphpbx/switchboard/journal"
)

func (r queryResolver) PhoneBook(ctx context.Context, first int, after, search *string, kinds []switchboard.PhoneBookKind) (*PhoneBookConnection, error) {
	if err := checkPage(first); err != nil {
		return nil, err
	}
	page, err := r.Switchboard.PhoneBook(viewer(ctx), switchboard.PhoneBookQuery{First: first, After: value(after), Search: value(search), Kinds: kinds})
	if err != nil {
		return nil, err
	}
	c := &PhoneBookConnection{
		Nodes: pointers(page.Entries), Edges: make([]*PhoneBookEdge, len(page.Entries)),
		PageInfo: &PageInfo{HasNextPage: page.HasNext, HasPreviousPage: page.HasPrevious}, TotalCount: page.Total,
	}
	for i, entry := range c.Nodes {
		c.Edges[i] = &PhoneBookEdge{Cursor: page.Cursors[i], Node: entry}
	}
	if last := len(c.Edges) - 1; last >= 0 {
		c.PageInfo.StartCursor, c.PageInfo.EndCursor = &c.Edges[0].Cursor, &c.Edges[last].Cursor
	}
	return c, nil
}

func (r queryResolver) CallerName(ctx context.Context, number models.PhoneNumber) (*switchboard.CallerName, error) {
	return found(r.Switchboard.NameOf(viewer(ctx), string(number)))
}

func (r queryResolver) ContactExport(ctx context.Context, scope models.ContactScope, format switchboard.ContactFormat) (*switchboard.ContactExport, error) {
	file, err := r.Switchboard.ExportContacts(viewer(ctx), scope, format)
	return &file, err
}

func (r mutationResolver) ContactCreate(ctx context.Context, input ContactCreateInput) (*ContactPayload, error) {
	return contacted(r.Switchboard.CreateContact(ctx, viewer(ctx), switchboard.NewContact{
		Scope: input.Scope, Contact: models.Contact{
			FirstName: value(input.FirstName), Surname: value(input.Surname), Company: value(input.Company), Note: value(input.Note),
			Numbers: values(input.Numbers),
		},
	}))
}

func (r mutationResolver) ContactUpdate(ctx context.Context, id string, input ContactUpdateInput) (*ContactPayload, error) {
	change := switchboard.ContactPatch{
		Version: input.Version, FirstName: patch(input.FirstName, ""), Surname: patch(input.Surname, ""),
		Company: patch(input.Company, ""), Note: patch(input.Note, ""),
	}
	if given, there := input.Numbers.ValueOK(); there {
		numbers := values(given)
		change.Numbers = &numbers
	}
	return contacted(r.Switchboard.UpdateContact(ctx, viewer(ctx), id, change))
}

func contacted(contact models.Contact, err error) (*ContactPayload, error) {
	if err != nil {
		faults, err := mendable(err)
		return &ContactPayload{Errors: faults}, err
	}
	return &ContactPayload{Contact: &contact}, nil
}

func (r mutationResolver) ContactDelete(ctx context.Context, id string) (*DeletePayload, error) {
	return deleted(id, r.Switchboard.DeleteContact(ctx, viewer(ctx), id))
}

func (r mutationResolver) ContactImport(ctx context.Context, input ContactImportInput) (*ContactImportPayload, error) {
	made, err := r.Switchboard.ImportContacts(ctx, viewer(ctx), switchboard.ContactFile{Scope: input.Scope, Format: input.Format, Text: input.File})
	if err != nil {
		faults, err := mendable(err)
		return &ContactImportPayload{Errors: faults}, err
	}
	return &ContactImportPayload{Created: len(made.Created), Skipped: made.Skipped}, nil
}

// values are what pointers point to.
func values[T any](list []*T) []T {
	all := make([]T, len(list))
	for i, p := range list {
		all[i] = *p
	}
	return all
}

// Contacts follows the contacts that whoever asks may see.
func (r subscriptionResolver) Contacts(ctx context.Context, since *string) (<-chan ContactEvent, error) {
	wish := func() (live.Wish, error) {
		keys := []string{journal.SharedContacts}
		if own := viewer(ctx).UserID; own != "" {
			keys = append(keys, own)
		}
		return live.Wish{Topic: journal.TopicContact, Keys: keys, Since: since}, nil
	}
	return live.Follow(ctx, r.Switchboard.Journal(), wish, func(t live.Told) ContactEvent {
		switch contact, is := t.Event.Value.(models.Contact); {
		case is:
			return &ContactChanged{Cursor: t.Cursor, At: t.At, Contact: &contact}
		case t.Kind == live.Removed:
			return removed(t)
		case t.Kind == live.Reset:
			return &Reset{Cursor: t.Cursor, At: t.At}
		}
		return &Synced{Cursor: t.Cursor, At: t.At}
	})
}
