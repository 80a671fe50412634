package store

import (
	"testing"
	"time"

	"graphpbx/models"
)

func TestSessions(t *testing.T) {
	onBoth(t, func(t *testing.T, r rig) {
		s := r.open()
		create(t, s, people("a", 1)...)
		now := time.Now().UTC().Truncate(time.Microsecond)
		want := models.Session{
			ID: "ses_a", UserID: "usr_a0", TokenHash: [32]byte{1, 2, 31: 3}, DeviceName: "Änne's laptop",
			CreatedAt: now, LastUsedAt: now, ExpiresAt: now.Add(time.Hour),
		}
		mustHold := func(step string, sessions ...models.Session) {
			t.Helper()
			got, err := s.Sessions(t.Context())
			if err != nil || len(got) != len(sessions) || len(got) > 0 && got[0] != sessions[0] {
				t.Errorf("%s: %+v, %v", step, got, err)
			}
		}
		wants(t, "save", s.SaveSession(t.Context(), want), nil)
		mustHold("saved", want)
		want.DeviceName = "another"
		wants(t, "save again", s.SaveSession(t.Context(), want), nil)
		mustHold("saved again", want)
		want.LastUsedAt, want.ExpiresAt = now.Add(time.Minute), now.Add(2*time.Hour)
		wants(t, "touch", s.TouchSessions(t.Context(), []SessionUse{{"ses_a", want.LastUsedAt, want.ExpiresAt}, {"ses_gone", now, now}}), nil)
		mustHold("touched", want)
		wants(t, "delete", s.DeleteSession(t.Context(), "ses_a"), nil)
		wants(t, "delete again", s.DeleteSession(t.Context(), "ses_a"), nil)
		mustHold("deleted")
	})
}

func TestAPITokensAreKeptLikeSessions(t *testing.T) {
	onBoth(t, func(t *testing.T, r rig) {
		s := r.open()
		create(t, s, people("a", 1)...)
		now := time.Now().UTC().Truncate(time.Microsecond)
		token := models.Session{
			ID: "tok_a", UserID: "usr_a0", TokenHash: [32]byte{7}, DeviceName: "CRM", Start: "gpbx_Ab3d", CreatedBy: "usr_b",
			Scopes: models.NewScopes(models.ScopeCallsRead, models.ScopeAuditRead), CreatedAt: now, LastUsedAt: now, ExpiresAt: now.Add(time.Hour),
		}
		expired := token
		expired.ID, expired.TokenHash, expired.ExpiresAt = "tok_b", [32]byte{8}, now.Add(-time.Second)
		mustHold := func(step string, tokens ...models.Session) {
			t.Helper()
			got, err := s.Sessions(t.Context())
			if err != nil || len(got) != len(tokens) || len(got) > 0 && got[0] != tokens[0] {
				t.Errorf("%s: %+v, %v", step, got, err)
			}
		}
		wants(t, "save", s.SaveSession(t.Context(), token), nil)
		wants(t, "save", s.SaveSession(t.Context(), expired), nil)
		mustHold("saved", token)
		token.LastUsedAt = now.Add(time.Minute)
		wants(t, "touch", s.TouchSessions(t.Context(), []SessionUse{{"tok_a", token.LastUsedAt, token.ExpiresAt}}), nil)
		mustHold("touched", token)
		wants(t, "delete", s.DeleteSession(t.Context(), "tok_a"), nil)
		mustHold("deleted")
		token.ID = "tok_c"
		wants(t, "save", s.SaveSession(t.Context(), token), nil)
		wants(t, "delete the user", s.DeleteUser(t.Context(), "usr_a0"), nil)
		mustHold("the user is deleted")
	})
}

func TestSettings(t *testing.T) {
	onBoth(t, func(t *testing.T, r rig) {
		s := r.open()
		_, err := s.Setting(t.Context(), "colour")
		wants(t, "never set", err, ErrNotFound)
		for _, value := range []string{"green", "", "ü\n'\"%"} {
			wants(t, "set", s.SetSetting(t.Context(), "colour", value), nil)
			if got, err := s.Setting(t.Context(), "colour"); got != value || err != nil {
				t.Errorf("%q, %v; want %q", got, err, value)
			}
		}
	})
}
