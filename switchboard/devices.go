package switchboard

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"

	"graphpbx/models"
	"graphpbx/models/store"
	"graphpbx/switchboard/journal"
)

// maxDeviceLog bounds the log of requests for files of all telephones, strangers included. It lives in memory; the
// last ones of each device are stored with it.
const maxDeviceLog = 1000

// devices holds all telephones that fetch their settings. What leaves it is never changed afterwards, only replaced.
type devices struct {
	journal *journal.Journal

	mu      sync.Mutex
	byID    map[string]*store.StoredDevice
	byMAC   map[models.MAC]*store.StoredDevice
	byToken map[[32]byte]*store.StoredDevice
	byUser  map[string][]*store.StoredDevice
	dirty   map[string]bool      // changed by facts since they were last written
	log     []models.DeviceFetch // oldest first
}

func newDevices(j *journal.Journal) *devices {
	return &devices{
		journal: j, byID: make(map[string]*store.StoredDevice), byMAC: make(map[models.MAC]*store.StoredDevice),
		byToken: make(map[[32]byte]*store.StoredDevice), byUser: make(map[string][]*store.StoredDevice),
		dirty: make(map[string]bool),
	}
}

func (s *Switchboard) loadDevices(ctx context.Context) error {
	stored, err := s.store.Devices(ctx)
	for _, d := range stored {
		s.devices.set(d)
		if !d.FetchedAt.IsZero() {
			s.onboardings.fetched(&d.Device, d.FetchedAt)
		}
	}
	return err
}

// set makes a device known as it is now, and tells it.
func (ds *devices) set(d store.StoredDevice) {
	ds.mu.Lock()
	defer ds.mu.Unlock()
	ds.put(&d)
}

// put replaces a device by its new state. The lock is held.
func (ds *devices) put(d *store.StoredDevice) {
	if old := ds.byID[d.ID]; old != nil {
		ds.unlink(old)
	}
	ds.byID[d.ID], ds.byMAC[d.MAC], ds.byToken[d.TokenHash] = d, d, d
	if d.UserID != "" {
		ds.byUser[d.UserID] = append(ds.byUser[d.UserID], d)
	}
	ds.journal.Append(journal.TopicDevice, d.ID, nil, d.Device)
}

func (ds *devices) unlink(d *store.StoredDevice) {
	delete(ds.byID, d.ID)
	delete(ds.byMAC, d.MAC)
	delete(ds.byToken, d.TokenHash)
	own := slices.DeleteFunc(slices.Clone(ds.byUser[d.UserID]), func(other *store.StoredDevice) bool { return other == d })
	if ds.byUser[d.UserID] = own; len(own) == 0 {
		delete(ds.byUser, d.UserID)
	}
}

func (ds *devices) remove(id string) {
	ds.mu.Lock()
	defer ds.mu.Unlock()
	d := ds.byID[id]
	if d == nil {
		return
	}
	ds.unlink(d)
	delete(ds.dirty, id)
	ds.journal.Append(journal.TopicDevice, id, nil, nil)
}

// release makes the devices of a deleted user nobody's, as the database has done.
func (ds *devices) release(userID string) {
	ds.mu.Lock()
	defer ds.mu.Unlock()
	for _, d := range slices.Clone(ds.byUser[userID]) {
		free := *d
		free.UserID, free.Status, free.TerminalID = "", models.DevicePrepared, ""
		ds.put(&free)
	}
}

func (ds *devices) get(id string) (store.StoredDevice, bool) {
	ds.mu.Lock()
	defer ds.mu.Unlock()
	if d := ds.byID[id]; d != nil {
		return *d, true
	}
	return store.StoredDevice{}, false
}

func (ds *devices) holder(mac models.MAC) (store.StoredDevice, bool) {
	ds.mu.Lock()
	defer ds.mu.Unlock()
	if d := ds.byMAC[mac]; d != nil {
		return *d, true
	}
	return store.StoredDevice{}, false
}

// alter changes a device by a fact, where it still is what the fact is about; the new state is told and written behind.
func (ds *devices) alter(id string, fact func(*store.StoredDevice)) {
	ds.mu.Lock()
	defer ds.mu.Unlock()
	d := ds.byID[id]
	if d == nil {
		return
	}
	changed := *d
	fact(&changed)
	ds.dirty[id] = true
	ds.put(&changed)
}

// DeviceQuery asks for a page of the devices, in order of their MAC.
type DeviceQuery struct {
	First  int    // at most MaxUserPage; less than one: none
	After  string // position after which the page begins (DeviceCursor); empty: from the start
	Search string // words that must all occur in MAC, model, label or user, without regard to case
}

// DevicePage is a page of devices.
type DevicePage struct {
	Devices     []models.Device
	HasNext     bool
	HasPrevious bool
	Total       int // all devices that meet the search
}

// DeviceCursor returns the position of a device in the list.
func DeviceCursor(d *models.Device) string { return string(d.MAC) }

// Devices returns a page of the devices. It reads memory only.
func (s *Switchboard) Devices(v models.Viewer, q DeviceQuery) (DevicePage, error) {
	if err := require(v, models.RoleAdmin); err != nil {
		return DevicePage{}, err
	}
	all := s.searchDevices(q.Search)
	start, found := slices.BinarySearchFunc(all, q.After, func(d models.Device, after string) int { return cmp.Compare(string(d.MAC), after) })
	if found {
		start++
	}
	end := min(start+max(0, min(q.First, MaxUserPage)), len(all))
	return DevicePage{Devices: all[start:end:end], HasPrevious: start > 0, HasNext: end < len(all), Total: len(all)}, nil
}

func (s *Switchboard) searchDevices(text string) []models.Device {
	words := strings.Fields(strings.ToLower(text))
	s.devices.mu.Lock()
	all := make([]models.Device, 0, len(s.devices.byID))
	for _, d := range s.devices.byID {
		all = append(all, d.Device)
	}
	s.devices.mu.Unlock()
	if len(words) > 0 {
		all = slices.DeleteFunc(all, func(d models.Device) bool { return !s.occur(words, &d) })
	}
	slices.SortFunc(all, func(a, b models.Device) int { return cmp.Compare(a.MAC, b.MAC) })
	return all
}

func (s *Switchboard) occur(words []string, d *models.Device) bool {
	text := strings.Join([]string{string(d.MAC), d.MAC.String(), string(d.Family), d.Model, d.Label}, "\n")
	if r, found := s.directory.Load().user(d.UserID); found {
		text += "\n" + r.words
	}
	text = strings.ToLower(text)
	return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) })
}

// Device returns a device by its id.
func (s *Switchboard) Device(v models.Viewer, id string) (models.Device, bool) {
	d, found := s.devices.get(id)
	return d.Device, found && v.Role >= models.RoleAdmin
}

// DeviceByMAC returns a device by its hardware address, however that is written.
func (s *Switchboard) DeviceByMAC(v models.Viewer, text string) (models.Device, bool) {
	mac, fits := models.ParseMAC(text)
	if !fits || v.Role < models.RoleAdmin {
		return models.Device{}, false
	}
	d, found := s.devices.holder(mac)
	return d.Device, found
}

// DevicesOf returns the devices of a user, in order of their MAC.
func (s *Switchboard) DevicesOf(userID string) []models.Device {
	s.devices.mu.Lock()
	defer s.devices.mu.Unlock()
	var own []models.Device
	for _, d := range s.devices.byUser[userID] {
		own = append(own, d.Device)
	}
	slices.SortFunc(own, func(a, b models.Device) int { return cmp.Compare(a.MAC, b.MAC) })
	return own
}
