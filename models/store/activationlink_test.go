package store

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"graphpbx/models"
)

func link(id string, created time.Time) NewActivationLink {
	return NewActivationLink{StoredActivationLink: StoredActivationLink{
		SecretHash: [32]byte{1, 31: 9}, PasswordHash: "$argon2id$…",
		ActivationLink: models.ActivationLink{
			ID: id, UserID: "usr_a0", CreatedBy: "usr_admin", CreatedAt: created, ExpiresAt: created.Add(time.Hour),
		},
	}}
}

func linkSession(id string, now time.Time) models.Session {
	return models.Session{
		ID: id, UserID: "usr_a0", TokenHash: [32]byte{id[len(id)-1]}, DeviceName: "wwphone", CreatedAt: now, LastUsedAt: now,
		ExpiresAt: now.Add(time.Hour),
	}
}

func TestActivationLinks(t *testing.T) {
	onBoth(t, func(t *testing.T, r rig) {
		s := r.open()
		create(t, s, people("a", 1)...)
		now := time.Now().UTC().Truncate(time.Microsecond)
		mustHold := func(step string, links ...StoredActivationLink) {
			t.Helper()
			got, err := s.ActivationLinks(t.Context())
			if err != nil || len(got) != len(links) {
				t.Fatalf("%s: %+v, %v", step, got, err)
			}
			for i := range got {
				if got[i] != links[i] {
					t.Errorf("%s:\n%+v, want\n%+v", step, got[i], links[i])
				}
			}
		}
		first, second, third := link("act_1", now), link("act_2", now.Add(time.Minute)), link("act_3", now.Add(2*time.Minute))
		second.Revoked, third.Dropped = []string{"act_1"}, []string{"act_1"}
		wants(t, "create", s.CreateActivationLink(t.Context(), first), nil)
		mustHold("created", first.StoredActivationLink)
		first.OpenedAt, first.Failures = now.Add(time.Second), 2
		wants(t, "save", s.SaveActivationLink(t.Context(), first.ActivationLink), nil)
		mustHold("saved", first.StoredActivationLink)
		wants(t, "create another", s.CreateActivationLink(t.Context(), second), nil)
		first.RevokedAt = second.CreatedAt
		mustHold("revoked by the other", first.StoredActivationLink, second.StoredActivationLink)
		wants(t, "create a third", s.CreateActivationLink(t.Context(), third), nil)
		mustHold("forgotten", second.StoredActivationLink, third.StoredActivationLink)
		wants(t, "save what is gone", s.SaveActivationLink(t.Context(), first.ActivationLink), ErrConflict)
		wants(t, "use what is revoked", s.UseActivationLink(t.Context(), first.ActivationLink, linkSession("ses_1", now)), ErrConflict)
		wants(t, "delete the user", s.DeleteUser(t.Context(), "usr_a0"), nil)
		mustHold("gone with the user")
	})
}

// A link works once, whoever races.
func TestActivationLinkIsUsedOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r rig) {
		s := r.open()
		create(t, s, people("a", 1)...)
		now := time.Now().UTC().Truncate(time.Microsecond)
		l := link("act_1", now)
		wants(t, "create", s.CreateActivationLink(t.Context(), l), nil)
		l.UsedAt, l.DeviceName = now, "wwphone"
		var won atomic.Int32
		var racers sync.WaitGroup
		for i := range 8 {
			racers.Go(func() {
				err := s.UseActivationLink(t.Context(), l.ActivationLink, linkSession("ses_"+string(rune('a'+i)), now))
				if err == nil {
					won.Add(1)
				} else {
					wants(t, "lost", err, ErrConflict)
				}
			})
		}
		racers.Wait()
		sessions, err := s.Sessions(t.Context())
		if won.Load() != 1 || len(sessions) != 1 || err != nil {
			t.Errorf("%d won, %d sessions, %v", won.Load(), len(sessions), err)
		}
	})
}
