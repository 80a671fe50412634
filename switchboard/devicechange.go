package switchboard

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"graphpbx/models"
	"graphpbx/models/store"
	"graphpbx/provision"
)

// NewDevice is a telephone to be prepared.
type NewDevice struct {
	MAC    string // in any way of writing
	Model  string
	UserID string // empty for none yet
	Label  string
	Keys   []models.DeviceKey
	Window time.Duration // how long it may fetch its file by its MAC alone; zero: not at all
}

// DevicePatch is a change of a device. Nil leaves a field as it is.
type DevicePatch struct {
	Version  int // of the device that the change was made from
	MAC      *string
	Model    *string
	UserID   *string
	Label    *string
	Keys     *[]models.DeviceKey
	NewToken bool // the old address of its files ends
}

// ProvisionDevice prepares a telephone. The token of the address of its files is told this once. Problems name the
// fields below ["input"].
func (s *Switchboard) ProvisionDevice(ctx context.Context, v models.Viewer, n NewDevice) (models.Device, string, error) {
	if err := require(v, models.RoleAdmin); err != nil {
		return models.Device{}, "", err
	}
	done, err := s.begin(ctx)
	if err != nil {
		return models.Device{}, "", err
	}
	defer done()
	now := time.Now().UTC().Truncate(time.Microsecond)
	d := store.StoredDevice{Device: models.Device{
		ID: models.NewID(models.KindDevice), Status: models.DevicePrepared, Version: 1, CreatedAt: now, UpdatedAt: now,
	}}
	var problems models.Problems
	s.setDevice(&d, DevicePatch{MAC: &n.MAC, Model: &n.Model, UserID: &n.UserID, Label: &n.Label, Keys: &n.Keys}, &problems)
	if n.Window != 0 {
		openWindow(&d, n.Window, now, &problems, "input", "windowFor")
	}
	if len(problems) > 0 {
		return models.Device{}, "", problems
	}
	token := s.giveToken(&d)
	if err := s.storedDevice(s.store.CreateDevice(ctx, d)); err != nil {
		return models.Device{}, "", err
	}
	return s.admitDevice(d), token, nil
}

// UpdateDevice changes a telephone, which fetches its file anew when it is told to or restarts. A new token is told
// this once. Problems name the fields below ["input"].
func (s *Switchboard) UpdateDevice(ctx context.Context, v models.Viewer, id string, patch DevicePatch) (models.Device, string, error) {
	var token string
	d, err := s.changeDevice(ctx, v, id, func(d *store.StoredDevice, problems *models.Problems) {
		if patch.Version != d.Version {
			problems.Add(models.ProblemConflict, fmt.Sprintf(
				"the telephone was changed meanwhile, to version %d, while you changed version %d: read it again and repeat your change",
				d.Version, patch.Version), "input", "version")
			return
		}
		if s.setDevice(d, patch, problems); patch.NewToken {
			token, d.Status = s.giveToken(d), models.DevicePrepared
		}
	})
	if err != nil {
		return models.Device{}, "", err
	}
	return d, token, nil
}

// OpenDeviceWindow lets a telephone fetch its file by its MAC alone for a time, or no more where the time is zero.
func (s *Switchboard) OpenDeviceWindow(ctx context.Context, v models.Viewer, id string, window time.Duration) (models.Device, error) {
	return s.changeDevice(ctx, v, id, func(d *store.StoredDevice, problems *models.Problems) {
		openWindow(d, window, time.Now(), problems, "for")
	})
}

func openWindow(d *store.StoredDevice, window time.Duration, now time.Time, problems *models.Problems, path ...string) {
	if fault := windowFault(window); fault != "" {
		problems.Add(models.ProblemInvalid, fault, path...)
		return
	}
	d.WindowUntil = time.Time{}
	if window > 0 {
		d.WindowUntil = now.Add(window).UTC().Truncate(time.Microsecond)
	}
}

func windowFault(window time.Duration) string {
	if window >= 0 && window <= models.MaxDeviceWindow {
		return ""
	}
	return fmt.Sprintf("a window may be open for %d hours at most, since whoever knows the MAC gets the password meanwhile: choose less, a few hours are usual",
		models.MaxDeviceWindow/time.Hour)
}

// changeDevice lets a person change a device: the database first, then memory and the journal.
func (s *Switchboard) changeDevice(ctx context.Context, v models.Viewer, id string, change func(*store.StoredDevice, *models.Problems)) (models.Device, error) {
	if err := require(v, models.RoleAdmin); err != nil {
		return models.Device{}, err
	}
	done, err := s.begin(ctx)
	if err != nil {
		return models.Device{}, err
	}
	defer done()
	d, found := s.devices.get(id)
	if !found {
		return models.Device{}, noSuchDevice(id)
	}
	version := d.Version
	var problems models.Problems
	if change(&d, &problems); len(problems) > 0 {
		return models.Device{}, problems
	}
	d.Version, d.UpdatedAt = version+1, time.Now().UTC().Truncate(time.Microsecond)
	if err := s.storedDevice(s.store.UpdateDevice(ctx, d, version)); err != nil {
		return models.Device{}, err
	}
	return s.admitDevice(d), nil
}

// admitDevice makes a changed device known, but keeps what was fetched while the database wrote, and finds it among
// the registered terminals of its user.
func (s *Switchboard) admitDevice(d store.StoredDevice) models.Device {
	if now, found := s.devices.get(d.ID); found {
		d.Fetches, d.LastFetch, d.FetchedAt, d.Delivered, d.ConfigHash = now.Fetches, now.LastFetch, now.FetchedAt, now.Delivered, now.ConfigHash
		if d.Status != models.DevicePrepared {
			d.Status, d.TerminalID = now.Status, now.TerminalID
		}
	}
	s.devices.set(d)
	s.devices.bound(d.UserID, s.telephones.boundTo(d.UserID))
	d, _ = s.devices.get(d.ID)
	return d.Device
}

// DeleteDevice forgets a telephone. What it has fetched it keeps, and so it stays registered: reset the access data
// of its user to lock it out.
func (s *Switchboard) DeleteDevice(ctx context.Context, v models.Viewer, id string) error {
	if err := require(v, models.RoleAdmin); err != nil {
		return err
	}
	done, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer done()
	if _, found := s.devices.get(id); !found {
		return noSuchDevice(id)
	}
	if err := s.storedDevice(s.store.DeleteDevice(ctx, id)); err != nil {
		return err
	}
	s.devices.remove(id)
	return nil
}

// ResyncDevice tells a telephone to fetch its file anew, and waits for it to say that it heard.
func (s *Switchboard) ResyncDevice(ctx context.Context, v models.Viewer, id string) (models.Device, error) {
	if err := require(v, models.RoleAdmin); err != nil {
		return models.Device{}, err
	}
	d, found := s.devices.get(id)
	switch {
	case !found:
		return models.Device{}, noSuchDevice(id)
	case d.TerminalID == "" || s.telephony == nil:
		return models.Device{}, refused(models.ProblemUnreachable,
			"the telephone is not registered, so it cannot be told: restart it, and it fetches its file", "id")
	}
	return d.Device, s.telephony.Resync(ctx, d.UserID, d.TerminalID)
}

// giveToken gives the device a fresh token of 128 bits and returns it.
func (s *Switchboard) giveToken(d *store.StoredDevice) string {
	var secret [16]byte
	_, _ = rand.Read(secret[:]) // never fails (crypto/rand, Go 1.24)
	token := base64.RawURLEncoding.EncodeToString(secret[:])
	d.TokenHash, d.Token = hashOf(token), s.store.SealDeviceToken(d.ID, token)
	return token
}

// setDevice sets what a patch says, and finds every fault of it. What the telephone would have to fetch makes it
// prepared again.
func (s *Switchboard) setDevice(d *store.StoredDevice, patch DevicePatch, problems *models.Problems) {
	before := d.Device
	if patch.MAC != nil {
		s.setMAC(d, *patch.MAC, problems)
	}
	if patch.Model != nil {
		setModel(d, *patch.Model, problems)
	}
	if patch.UserID != nil {
		if d.UserID = *patch.UserID; d.UserID != "" {
			if _, found := s.directory.Load().user(d.UserID); !found {
				problems.Add(models.ProblemNotFound, "there is no such user: it may have been deleted", "input", "userId")
			}
		}
	}
	if patch.Label != nil {
		d.Label = strings.TrimSpace(*patch.Label)
		if fault := models.NameFault(d.Label); fault != "" {
			problems.Add(models.ProblemInvalid, "the label "+fault, "input", "label")
		}
	}
	if patch.Keys != nil {
		d.Keys = slices.Clone(*patch.Keys)
	}
	checkKeys(&d.Device, s.NumberingPlan(), problems)
	if d.MAC != before.MAC || d.Model != before.Model || d.UserID != before.UserID || !slices.Equal(d.Keys, before.Keys) {
		d.Status, d.TerminalID = models.DevicePrepared, ""
	}
}

func (s *Switchboard) setMAC(d *store.StoredDevice, text string, problems *models.Problems) {
	mac, fits := models.ParseMAC(text)
	if !fits {
		problems.Add(models.ProblemInvalid, fmt.Sprintf(
			"%q is no MAC of a telephone: copy the twelve digits 0-9 and a-f from its label, such as 00:04:13:a1:1f:a7", short(text)), "input", "mac")
		return
	}
	if other, found := s.devices.holder(mac); found && other.ID != d.ID {
		problems.Add(models.ProblemTaken, fmt.Sprintf(
			"the telephone %s is prepared already (%s): change that one, or delete it first", mac, other.Model), "input", "mac")
	}
	d.MAC = mac
}

func setModel(d *store.StoredDevice, name string, problems *models.Problems) {
	model, found := provision.ModelNamed(name)
	if !found {
		problems.Add(models.ProblemInvalid, fmt.Sprintf(
			"%q is no model that can be prepared: choose one of deviceModels, such as D785 or T54W", short(name)), "input", "model")
		return
	}
	d.Family, d.Model = model.Family, model.Name
}

func checkKeys(d *models.Device, plan *models.NumberingPlan, problems *models.Problems) {
	if model, found := provision.ModelNamed(d.Model); found && len(d.Keys) > model.Keys {
		problems.Add(models.ProblemLimit, fmt.Sprintf(
			"%d keys are too many: of the %s %d can be set", len(d.Keys), model.Name, model.Keys), "input", "keys")
		return
	}
	for i, key := range d.Keys {
		if fault := key.KeyFault(); fault != "" {
			problems.Add(models.ProblemInvalid, fault, "input", "keys", fmt.Sprint(i))
			continue
		}
		if slot, _ := plan.Service(models.PhoneNumber(key.Value)); key.Kind == models.KeyPark && slot.Kind != models.ServiceParkingSlot {
			problems.Add(models.ProblemInvalid, fmt.Sprintf(
				"%s is no parking slot: a key for parked calls needs one, see numberingPlan", key.Value), "input", "keys", fmt.Sprint(i))
		}
	}
}

// storedDevice does for devices what stored does for users.
func (s *Switchboard) storedDevice(err error) error {
	taken := (*store.TakenError)(nil)
	switch {
	case errors.As(err, &taken):
		return refused(models.ProblemTaken, fmt.Sprintf("the telephone %s is prepared already: change that one, or delete it first", taken.Value), "input", "mac")
	case errors.Is(err, store.ErrConflict):
		return refused(models.ProblemConflict, "the telephone was changed meanwhile: read it again and repeat your change", "input", "version")
	case errors.Is(err, store.ErrNotFound):
		return refused(models.ProblemNotFound, "there is no such telephone any more", "id")
	}
	return s.health.report(err)
}

func noSuchDevice(id string) error {
	return refused(models.ProblemNotFound, fmt.Sprintf("there is no device with the id %q: it may have been deleted", short(id)), "id")
}
