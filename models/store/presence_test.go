package store

import (
	"slices"
	"strings"
	"testing"
	"time"

	"graphpbx/models"
)

func presences(t *testing.T, s *Store) []models.Presence {
	t.Helper()
	found, err := s.Presences(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(found, func(a, b models.Presence) int { return strings.Compare(a.UserID, b.UserID) })
	return found
}

func TestPresencesOutliveTheProcess(t *testing.T) {
	onBoth(t, func(t *testing.T, r rig) {
		s := r.open()
		create(t, s, people("a", 250)...)
		at := time.Date(2026, 1, 2, 3, 4, 5, 6000, time.UTC)
		var set []models.Presence
		for i := range 250 {
			set = append(set, models.Presence{UserID: people("a", 250)[i].ID, Chosen: models.PresenceUnavailable, ChosenAt: at})
		}
		set[7].Chosen, set[7].ReturnsAt = models.PresenceBeRightBack, at.Add(time.Minute)
		wants(t, "save", s.SavePresences(t.Context(), set), nil)
		set[8].Chosen = models.PresenceInternalOnly
		wants(t, "save again", s.SavePresences(t.Context(), set[8:9]), nil)
		slices.SortFunc(set, func(a, b models.Presence) int { return strings.Compare(a.UserID, b.UserID) })
		if got := presences(t, r.open()); !slices.Equal(got, set) {
			t.Errorf("%+v\nwant %+v", got, set)
		}
	})
}

func TestPresenceGoesWithItsUser(t *testing.T) {
	onBoth(t, func(t *testing.T, r rig) {
		s := r.open()
		users := create(t, s, people("a", 1)...)
		wants(t, "save", s.SavePresences(t.Context(), []models.Presence{
			{UserID: users[0].ID, Chosen: models.PresenceUnavailable}, {UserID: "usr_gone", Chosen: models.PresenceUnavailable},
		}), nil)
		if got := presences(t, s); len(got) != 1 || got[0].UserID != users[0].ID {
			t.Errorf("%+v", got)
		}
		wants(t, "delete", s.DeleteUser(t.Context(), users[0].ID), nil)
		var left int64
		wants(t, "sweep", s.sweep(t.Context()), nil)
		if err := s.reader.Model(&presenceRow{}).Count(&left).Error; err != nil || left != 0 {
			t.Errorf("%d rows are left, %v", left, err)
		}
	})
}
