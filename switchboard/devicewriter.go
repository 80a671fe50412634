package switchboard

import (
	"context"
	"time"

	"graphpbx/models/store"
)

// deviceInterval is how often fetches are written.
const deviceInterval = time.Second

// runDevices writes behind what fetches and registrations have changed about devices.
func (s *Switchboard) runDevices(ctx context.Context) {
	ticker := time.NewTicker(deviceInterval)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			_ = s.writeDevices(ctx) // what failed stays dirty, and the health tells it
		}
	}
}

// writeDevices takes its turn with people's changes, so that none is undone by an older state.
func (s *Switchboard) writeDevices(ctx context.Context) error {
	if !s.devices.waiting() {
		return nil
	}
	done, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer done()
	changed := s.devices.take()
	if err = s.health.report(s.store.SaveDeviceFacts(ctx, changed)); err != nil {
		s.devices.giveBack(changed)
	}
	return err
}

func (ds *devices) waiting() bool {
	ds.mu.Lock()
	defer ds.mu.Unlock()
	return len(ds.dirty) > 0
}

func (ds *devices) take() []store.StoredDevice {
	ds.mu.Lock()
	defer ds.mu.Unlock()
	changed := make([]store.StoredDevice, 0, len(ds.dirty))
	for id := range ds.dirty {
		if d := ds.byID[id]; d != nil {
			changed = append(changed, *d)
		}
	}
	clear(ds.dirty)
	return changed
}

func (ds *devices) giveBack(changed []store.StoredDevice) {
	ds.mu.Lock()
	defer ds.mu.Unlock()
	for _, d := range changed {
		if ds.byID[d.ID] != nil {
			ds.dirty[d.ID] = true
		}
	}
}
