package store

import (
	"errors"
	"net/netip"
	"reflect"
	"testing"
	"time"

	"graphpbx/models"
)

func someDevice(s *Store, id string, mac models.MAC) StoredDevice {
	now := time.Now().UTC().Truncate(time.Microsecond)
	fetches := []models.DeviceFetch{{At: now, Source: netip.MustParseAddrPort("[2001:db8::1]:4711"), UserAgent: "snom", File: "x.xml",
		Result: models.FetchDelivered, DeviceID: id}}
	return StoredDevice{Fetches: fetches, Token: s.SealDeviceToken(id, "token of "+id), Delivered: "line 1\nü\n", Device: models.Device{
		ID: id, MAC: mac, Family: models.FamilySnom, Model: "D785", UserID: "usr_a0", Label: "Empfang",
		Keys:   []models.DeviceKey{{Kind: models.KeyBLF, Value: "22", Label: `Beat "B" <b>`}},
		Status: models.DeviceFetched, TokenHash: [32]byte{1, 31: id[len(id)-1]}, WindowUntil: now.Add(time.Hour), FetchedAt: now,
		ConfigHash: "abc", Version: 1, CreatedAt: now, UpdatedAt: now, LastFetch: &fetches[0],
	}}
}

func devicesOf(t *testing.T, s *Store) map[string]StoredDevice {
	t.Helper()
	list, err := s.Devices(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	byID := map[string]StoredDevice{}
	for _, d := range list {
		byID[d.ID] = d
	}
	return byID
}

func TestDeviceKeepsEveryField(t *testing.T) {
	onBoth(t, func(t *testing.T, r rig) {
		s := r.open()
		want := someDevice(s, "dev_1", "000413a11fa7")
		wants(t, "create", s.CreateDevice(t.Context(), want), nil)
		if got := devicesOf(t, s)["dev_1"]; !reflect.DeepEqual(got, want) {
			t.Errorf("got  %+v\nwant %+v", got, want)
		}
		token, err := s.OpenDeviceToken(nil, "dev_1", want.Token)
		if string(token) != "token of dev_1" || err != nil {
			t.Errorf("%q, %v", token, err)
		}
		if _, err := s.OpenDeviceToken(nil, "dev_2", want.Token); !errors.Is(err, ErrKey) {
			t.Errorf("the token opens elsewhere: %v", err)
		}
	})
}

func TestChangesAndFactsOfDevicesDoNotUndoEachOther(t *testing.T) {
	onBoth(t, func(t *testing.T, r rig) {
		s := r.open()
		before := someDevice(s, "dev_1", "000413a11fa7")
		wants(t, "create", s.CreateDevice(t.Context(), before), nil)
		changed := before
		changed.Label, changed.Version, changed.Fetches, changed.Delivered = "Lager", 2, nil, "stale"
		wants(t, "update", s.UpdateDevice(t.Context(), changed, 1), nil)
		fact := before
		fact.Label, fact.Version, fact.Delivered, fact.Status = "stale", 1, "new\n", models.DeviceRegistered
		wants(t, "facts", s.SaveDeviceFacts(t.Context(), []StoredDevice{fact, someDevice(s, "dev_gone", "000413a11fa8")}), nil)
		want := before
		want.Label, want.Version, want.Delivered, want.Status = "Lager", 2, "new\n", models.DeviceRegistered
		if got := devicesOf(t, s); len(got) != 1 || !reflect.DeepEqual(got["dev_1"], want) {
			t.Errorf("got  %+v\nwant %+v", got, want)
		}
		wants(t, "old version", s.UpdateDevice(t.Context(), changed, 1), ErrConflict)
		wants(t, "unknown", s.UpdateDevice(t.Context(), someDevice(s, "dev_gone", "000413a11fa8"), 1), ErrNotFound)
		wants(t, "delete", s.DeleteDevice(t.Context(), "dev_1"), nil)
		wants(t, "delete again", s.DeleteDevice(t.Context(), "dev_1"), ErrNotFound)
	})
}

func TestOneDeviceForEachMAC(t *testing.T) {
	onBoth(t, func(t *testing.T, r rig) {
		s := r.open()
		wants(t, "create", s.CreateDevice(t.Context(), someDevice(s, "dev_1", "000413a11fa7")), nil)
		wants(t, "again", s.CreateDevice(t.Context(), someDevice(s, "dev_2", "000413a11fa7")), ErrTaken)
		other := someDevice(s, "dev_2", "000413a11fa8")
		wants(t, "other", s.CreateDevice(t.Context(), other), nil)
		other.MAC = "000413a11fa7"
		wants(t, "moved", s.UpdateDevice(t.Context(), other, 1), ErrTaken)
	})
}

func TestDevicesOfADeletedUserAreNobodys(t *testing.T) {
	onBoth(t, func(t *testing.T, r rig) {
		s := r.open()
		create(t, s, people("a", 1)...)
		wants(t, "create", s.CreateDevice(t.Context(), someDevice(s, "dev_1", "000413a11fa7")), nil)
		wants(t, "delete", s.DeleteUser(t.Context(), "usr_a0"), nil)
		if d := devicesOf(t, s)["dev_1"]; d.UserID != "" || d.Status != models.DevicePrepared || d.Label != "Empfang" {
			t.Errorf("%+v", d)
		}
	})
}
