package store

import (
	"reflect"
	"testing"
	"time"

	"graphpbx/models"
)

func TestSecondFactors(t *testing.T) {
	onBoth(t, func(t *testing.T, r rig) {
		s := r.open()
		create(t, s, people("a", 1)...)
		now := time.Now().UTC().Truncate(time.Microsecond)
		factor := StoredSecondFactor{
			Authenticator: models.Authenticator{UserID: "usr_a0", ConfirmedAt: now, LastStep: 7, Recovery: [][32]byte{{1}, {2, 31: 3}}},
			Secret:        s.SealTOTPSecret("usr_a0", "GEZDGNBVGY3TQOJQ"),
		}
		mustHold := func(step string, want ...StoredSecondFactor) {
			t.Helper()
			if got, err := s.SecondFactors(t.Context()); err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("%s: %+v, %v", step, got, err)
			}
		}
		wants(t, "save", s.SaveSecondFactor(t.Context(), factor), nil)
		mustHold("saved", factor)
		if secret, err := s.OpenTOTPSecret(nil, "usr_a0", factor.Secret); string(secret) != "GEZDGNBVGY3TQOJQ" || err != nil {
			t.Errorf("%s, %v", secret, err)
		}
		factor.LastStep, factor.Recovery = 8, nil
		session := models.Session{ID: "ses_a", UserID: "usr_a0", TokenHash: [32]byte{9}, ExpiresAt: now.Add(time.Hour)}
		wants(t, "use", s.UseSecondFactor(t.Context(), factor, session), nil)
		mustHold("used", factor)
		if sessions, _ := s.Sessions(t.Context()); len(sessions) != 1 {
			t.Errorf("sessions: %+v", sessions)
		}
		wants(t, "delete", s.DeleteSecondFactor(t.Context(), "usr_a0"), nil)
		wants(t, "delete again", s.DeleteSecondFactor(t.Context(), "usr_a0"), nil)
		mustHold("deleted")
		wants(t, "save", s.SaveSecondFactor(t.Context(), factor), nil)
		wants(t, "delete the user", s.DeleteUser(t.Context(), "usr_a0"), nil)
		mustHold("the user is deleted")
	})
}
