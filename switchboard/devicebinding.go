package switchboard

import (
	"slices"

	"graphpbx/models"
	"graphpbx/models/store"
	"graphpbx/provision"
)

// bound takes the bindings of a user as they are now, and finds the user's devices among them. It runs under locks of
// the engine.
func (ds *devices) bound(userID string, bindings []models.Binding) {
	ds.mu.Lock()
	defer ds.mu.Unlock()
	own := slices.Clone(ds.byUser[userID])
	if len(own) == 0 {
		return
	}
	taken := make(map[string]bool, len(own))
	for _, surely := range []bool{true, false} {
		for _, d := range own {
			if d = ds.byID[d.ID]; surely || !taken[d.ID] {
				taken[d.ID] = ds.tie(d, bindings, taken, surely)
			}
		}
	}
	for _, d := range own {
		if d = ds.byID[d.ID]; !taken[d.ID] && d.TerminalID != "" {
			gone := *d
			gone.TerminalID = ""
			ds.put(&gone)
		}
	}
}

// tie finds the binding of a device: surely by its MAC, else by what does not speak against it. A binding belongs to
// one device.
func (ds *devices) tie(d *store.StoredDevice, bindings []models.Binding, taken map[string]bool, surely bool) bool {
	for i := range bindings {
		b := &bindings[i]
		if taken[b.TerminalID] || !ds.mayBe(d, b, surely) {
			continue
		}
		taken[b.TerminalID] = true
		changed := *d
		changed.TerminalID = b.TerminalID
		if d.Status == models.DeviceFetched {
			changed.Status = models.DeviceRegistered
			ds.dirty[d.ID] = true
		}
		if changed.TerminalID != d.TerminalID || changed.Status != d.Status {
			ds.put(&changed)
		}
		return true
	}
	return false
}

// mayBe reports whether a binding is that of the device. Most telephones tell their MAC in the instance id or in the
// User-Agent. One that does not is taken for the device where it is of no other make and came after the file was
// fetched, or where it was the device before.
func (ds *devices) mayBe(d *store.StoredDevice, b *models.Binding, surely bool) bool {
	mac := provision.MACWithin(b.UserAgent)
	if mac == "" {
		mac = provision.MACWithin(b.InstanceID)
	}
	if surely || mac == d.MAC {
		return mac == d.MAC
	}
	if mac != "" && ds.byMAC[mac] != nil {
		return false
	}
	agent, told := provision.ParseAgent(b.UserAgent)
	if told && agent.Family != d.Family {
		return false
	}
	known := b.TerminalID == d.TerminalID || told && d.Status == models.DeviceRegistered
	return known || !d.FetchedAt.IsZero() && !b.RegisteredAt.Before(d.FetchedAt)
}

// boundTo returns the bindings of a user.
func (ts *telephones) boundTo(userID string) []models.Binding {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	if t := ts.byUser[userID]; t != nil {
		return slices.Clone(t.bindings)
	}
	return nil
}
