package graph

import (
	"context"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"graphpbx/graph/live"
	"graphpbx/models"
	"graphpbx/provision"
	"graphpbx/switchboard"
	"graphpbx/switchboard/journal"
)

func (r queryResolver) Devices(ctx context.Context, first int, after, search *string) (*DeviceConnection, error) {
	if err := checkPage(first); err != nil {
		return nil, err
	}
	page, err := r.Switchboard.Devices(viewer(ctx), switchboard.DeviceQuery{First: first, After: value(after), Search: value(search)})
	if err != nil {
		return nil, err
	}
	c := &DeviceConnection{
		Nodes: pointers(page.Devices), Edges: make([]*DeviceEdge, len(page.Devices)),
		PageInfo: &PageInfo{HasNextPage: page.HasNext, HasPreviousPage: page.HasPrevious}, TotalCount: page.Total,
	}
	for i, device := range c.Nodes {
		c.Edges[i] = &DeviceEdge{Cursor: switchboard.DeviceCursor(device), Node: device}
	}
	if last := len(c.Edges) - 1; last >= 0 {
		c.PageInfo.StartCursor, c.PageInfo.EndCursor = &c.Edges[0].Cursor, &c.Edges[last].Cursor
	}
	return c, nil
}

func (r queryResolver) Device(ctx context.Context, id, mac *string) (*models.Device, error) {
	if (id == nil) == (mac == nil) {
		return nil, coded(codeInput, "name the device by id or by MAC, one of both")
	}
	if id != nil {
		return found(r.Switchboard.Device(viewer(ctx), *id))
	}
	return found(r.Switchboard.DeviceByMAC(viewer(ctx), *mac))
}

func (queryResolver) DeviceModels(context.Context) ([]*provision.Model, error) {
	return pointers(provision.Models()), nil
}

func (r queryResolver) DevicePreview(ctx context.Context, id string) (*DevicePreview, error) {
	preview, err := r.Switchboard.PreviewDevice(viewer(ctx), id, r.Place)
	if err != nil {
		return nil, err
	}
	return &DevicePreview{
		File: preview.File, ContentType: preview.ContentType, Content: preview.Content, ConfigHash: preview.Hash,
		Changed: preview.Changed, Difference: pointers(preview.Difference),
	}, nil
}

func (r queryResolver) DeviceFetches(ctx context.Context, first int) ([]*models.DeviceFetch, error) {
	if err := checkPage(first); err != nil {
		return nil, err
	}
	fetches, err := r.Switchboard.DeviceFetches(viewer(ctx), "", first)
	return pointers(fetches), err
}

func (r mutationResolver) DeviceProvision(ctx context.Context, input DeviceProvisionInput) (*DeviceSecretPayload, error) {
	device, token, err := r.Switchboard.ProvisionDevice(ctx, viewer(ctx), switchboard.NewDevice{
		MAC: input.Mac, Model: input.Model, UserID: value(input.UserID), Label: input.Label, Keys: keysOf(input.Keys),
		Window: value(input.WindowFor),
	})
	return r.secret(device, token, err)
}

func (r mutationResolver) DeviceUpdate(ctx context.Context, id string, input DeviceUpdateInput) (*DeviceSecretPayload, error) {
	change := switchboard.DevicePatch{
		Version: input.Version, MAC: patch(input.Mac, ""), Model: patch(input.Model, ""), UserID: patch(input.UserID, ""),
		Label: patch(input.Label, ""), Keys: patchedKeys(input.Keys), NewToken: input.NewToken,
	}
	device, token, err := r.Switchboard.UpdateDevice(ctx, viewer(ctx), id, change)
	return r.secret(device, token, err)
}

func (r mutationResolver) secret(device models.Device, token string, err error) (*DeviceSecretPayload, error) {
	if err != nil {
		faults, err := mendable(err)
		return &DeviceSecretPayload{Errors: faults}, err
	}
	payload := &DeviceSecretPayload{Device: &device}
	if token != "" {
		url := r.Place.URL + token + "/"
		payload.URL = &url
	}
	return payload, nil
}

func keysOf(given []*models.DeviceKey) []models.DeviceKey {
	keys := make([]models.DeviceKey, len(given))
	for i, key := range given {
		keys[i] = *key
	}
	return keys
}

func patchedKeys(field graphql.Omittable[[]*models.DeviceKey]) *[]models.DeviceKey {
	given, there := field.ValueOK()
	if !there {
		return nil
	}
	keys := keysOf(given)
	return &keys
}

func (r mutationResolver) DeviceDelete(ctx context.Context, id string) (*DeletePayload, error) {
	return deleted(id, r.Switchboard.DeleteDevice(ctx, viewer(ctx), id))
}

func (r mutationResolver) DeviceResync(ctx context.Context, id string) (*DevicePayload, error) {
	return provisioned(r.Switchboard.ResyncDevice(ctx, viewer(ctx), id))
}

func (r mutationResolver) DeviceWindowOpen(ctx context.Context, id string, forArg *time.Duration) (*DevicePayload, error) {
	open := r.Switchboard.UsualDeviceWindow()
	if forArg != nil {
		open = *forArg
	}
	return provisioned(r.Switchboard.OpenDeviceWindow(ctx, viewer(ctx), id, open))
}

func provisioned(device models.Device, err error) (*DevicePayload, error) {
	if err != nil {
		faults, err := mendable(err)
		return &DevicePayload{Errors: faults}, err
	}
	return &DevicePayload{Device: &device}, nil
}

// Devices answers the devices of a user.
func (r userResolver) Devices(_ context.Context, user *models.User) ([]*models.Device, error) {
	return pointers(r.Switchboard.DevicesOf(user.ID)), nil
}

// Mac is written as it is printed on the telephone.
func (deviceResolver) Mac(_ context.Context, device *models.Device) (string, error) {
	return device.MAC.String(), nil
}

// User answers the users of many devices at once.
func (r deviceResolver) User(_ context.Context, devices []*models.Device) ([]*models.User, error) {
	ids := make([]string, len(devices))
	for i, device := range devices {
		ids[i] = device.UserID
	}
	return r.users(ids, false), nil
}

// Terminal is null while the device is not registered.
func (r deviceResolver) Terminal(_ context.Context, device *models.Device) (*models.Terminal, error) {
	return found(r.Switchboard.Terminal(device.TerminalID))
}

// WindowUntil is null where the window is closed.
func (deviceResolver) WindowUntil(_ context.Context, device *models.Device) (*time.Time, error) {
	if !device.WindowOpen(time.Now()) {
		return nil, nil
	}
	return &device.WindowUntil, nil
}

// FetchedAt is null where it was given no file.
func (deviceResolver) FetchedAt(_ context.Context, device *models.Device) (*time.Time, error) {
	return pointer(device.FetchedAt), nil
}

// ConfigHash is null where it was given no file.
func (deviceResolver) ConfigHash(_ context.Context, device *models.Device) (*string, error) {
	return pointer(device.ConfigHash), nil
}

// Fetches are the last requests of the device.
func (r deviceResolver) Fetches(ctx context.Context, device *models.Device, first int) ([]*models.DeviceFetch, error) {
	if err := checkPage(first); err != nil {
		return nil, err
	}
	fetches, err := r.Switchboard.DeviceFetches(viewer(ctx), device.ID, first)
	return pointers(fetches), err
}

// Device is null where nobody knows it.
func (r deviceFetchResolver) Device(ctx context.Context, fetch *models.DeviceFetch) (*models.Device, error) {
	return found(r.Switchboard.Device(viewer(ctx), fetch.DeviceID))
}

// Devices follows devices.
func (r subscriptionResolver) Devices(ctx context.Context, ids []string, since *string) (<-chan DeviceEvent, error) {
	wish := func() (live.Wish, error) {
		return live.Wish{Topic: journal.TopicDevice, Keys: ids, Since: since}, nil
	}
	return live.Follow(ctx, r.Switchboard.Journal(), wish, func(t live.Told) DeviceEvent {
		switch device, is := t.Event.Value.(models.Device); {
		case is:
			return &DeviceChanged{Cursor: t.Cursor, At: t.At, Device: &device}
		case t.Kind == live.Removed:
			return removed(t)
		case t.Kind == live.Reset:
			return &Reset{Cursor: t.Cursor, At: t.At}
		}
		return &Synced{Cursor: t.Cursor, At: t.At}
	})
}
