package store

import (
	"net/netip"
	"slices"
	"testing"
	"time"

	"graphpbx/models"
)

func TestBlockedAddresses(t *testing.T) {
	onBoth(t, func(t *testing.T, r rig) {
		s := r.open()
		now := time.Now().UTC().Truncate(time.Microsecond)
		one := models.BlockedAddress{
			ID: "blk_one", Network: netip.MustParsePrefix("192.0.2.7/32"), Username: "anna", Reason: models.BlockAuthentication,
			Culprit: "anna", Level: 2, Failures: 5, Explanation: "Änne's telephone", BlockedAt: now, ExpiresAt: now.Add(time.Hour),
		}
		two := models.BlockedAddress{ID: "blk_two", Network: netip.MustParsePrefix("2001:db8::/32"), Reason: models.BlockManual, BlockedAt: now}
		mustHold := func(step string, want ...models.BlockedAddress) {
			t.Helper()
			if got, err := s.BlockedAddresses(t.Context()); err != nil || !slices.Equal(got, want) {
				t.Errorf("%s: %+v, %v", step, got, err)
			}
		}
		mustHold("before")
		wants(t, "save", s.SaveBlockedAddresses(t.Context(), []models.BlockedAddress{one, two}, nil), nil)
		mustHold("saved", one, two)
		one.Level, one.ExpiresAt = 3, now.Add(2*time.Hour)
		wants(t, "save again", s.SaveBlockedAddresses(t.Context(), []models.BlockedAddress{one}, []string{"blk_two", "blk_gone"}), nil)
		s = r.open()
		mustHold("saved again", one)
	})
}

func TestAllowedAddresses(t *testing.T) {
	onBoth(t, func(t *testing.T, r rig) {
		s := r.open()
		want := models.AllowedAddress{
			ID: "alw_a", Network: netip.MustParsePrefix("192.0.2.0/24"), Note: "office", CreatedAt: time.Now().UTC().Truncate(time.Microsecond),
		}
		wants(t, "save", s.SaveAllowedAddress(t.Context(), want), nil)
		want.Note = "head office"
		wants(t, "save again", s.SaveAllowedAddress(t.Context(), want), nil)
		if got, err := s.AllowedAddresses(t.Context()); err != nil || !slices.Equal(got, []models.AllowedAddress{want}) {
			t.Errorf("%+v, %v", got, err)
		}
		wants(t, "delete", s.DeleteAllowedAddress(t.Context(), "alw_a"), nil)
		wants(t, "delete again", s.DeleteAllowedAddress(t.Context(), "alw_a"), nil)
		if got, err := s.AllowedAddresses(t.Context()); err != nil || len(got) > 0 {
			t.Errorf("%+v, %v", got, err)
		}
	})
}
