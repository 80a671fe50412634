package store

import (
	"slices"
	"testing"
	"time"

	"graphpbx/models"
)

func changesFrom(t *testing.T, s *Store, from time.Time) (found []models.PresenceChange) {
	t.Helper()
	wants(t, "read", s.EachPresenceChange(t.Context(), from, func(c models.PresenceChange) { found = append(found, c) }), nil)
	return found
}

func TestPresenceChangesKeepTheirOrder(t *testing.T) {
	onBoth(t, func(t *testing.T, r rig) {
		s := r.open()
		users := create(t, s, people("a", 2)...)
		start := time.Date(2026, 1, 2, 3, 4, 5, 6000, time.UTC)
		var all []models.PresenceChange
		for i := range 1234 {
			all = append(all, models.PresenceChange{
				UserID: users[i%2].ID, At: start.Add(time.Duration(i) * time.Second), From: models.PresenceAvailable,
				To: models.PresenceUnavailable, Source: models.SourceStarCode, ActorID: users[0].ID,
			})
		}
		wants(t, "add", s.AddPresenceChanges(t.Context(), all[:1000]), nil)
		wants(t, "add more", s.AddPresenceChanges(t.Context(), all[1000:]), nil)
		if got := changesFrom(t, r.open(), time.Time{}); !slices.Equal(got, all) {
			t.Errorf("%d changes, not those that were stored", len(got))
		}
		wants(t, "drop", s.DropPresenceChanges(t.Context(), all[10].At), nil)
		if got := changesFrom(t, s, time.Time{}); !slices.Equal(got, all[10:]) {
			t.Errorf("%d changes after the drop", len(got))
		}
		if got := changesFrom(t, s, all[1230].At); !slices.Equal(got, all[1230:]) {
			t.Errorf("%d late changes", len(got))
		}
		wants(t, "delete", s.DeleteUser(t.Context(), users[0].ID), nil)
		var left int64
		if err := s.reader.Model(&presenceChangeRow{}).Count(&left).Error; err != nil || left != 612 {
			t.Errorf("%d rows are left, %v", left, err)
		}
	})
}
