package store

import (
	"reflect"
	"testing"
	"time"

	"graphpbx/models"
)

func TestCallthroughRules(t *testing.T) {
	onBoth(t, func(t *testing.T, r rig) {
		s := r.open()
		create(t, s, people("a", 2)...)
		now := time.Now().UTC().Truncate(time.Microsecond)
		mustHold := func(step string, rules ...StoredCallthroughRule) {
			t.Helper()
			got, err := s.CallthroughRules(t.Context())
			if err != nil || len(got) != len(rules) || len(got) > 0 && !reflect.DeepEqual(got, rules) {
				t.Errorf("%s:\n%+v, want\n%+v, %v", step, got, rules, err)
			}
		}
		first := StoredCallthroughRule{PINHash: "$argon2id$…", CallthroughRule: models.CallthroughRule{
			ID: "thr_1", UserID: "usr_a0", Callers: []models.PhoneNumber{"+491701234567", "+4930123456"}, HasPIN: true, Identity: "+49301234",
			Countries: []string{"AT", "DE"}, MaxCalls: 1, MaxMinutes: 120, Enabled: true, ValidUntil: now.Add(time.Hour),
		}}
		second := StoredCallthroughRule{CallthroughRule: models.CallthroughRule{
			ID: "thr_2", UserID: "usr_a1", Callers: []models.PhoneNumber{"+491709999999"}, Countries: []string{"DE"},
		}}
		wants(t, "save", s.SaveCallthroughRule(t.Context(), first), nil)
		wants(t, "save another", s.SaveCallthroughRule(t.Context(), second), nil)
		mustHold("saved", first, second)
		taken := second
		taken.Callers = first.Callers[:1]
		wants(t, "a caller of another rule", s.SaveCallthroughRule(t.Context(), taken), ErrTaken)
		mustHold("refused whole", first, second)
		first.Callers, first.PINHash, first.HasPIN, first.Enabled = first.Callers[1:], "", false, false
		wants(t, "save again", s.SaveCallthroughRule(t.Context(), first), nil)
		wants(t, "now it is free", s.SaveCallthroughRule(t.Context(), taken), nil)
		mustHold("saved again", first, taken)
		first.LockedUntil = now.Add(time.Minute)
		wants(t, "lock", s.LockCallthroughRule(t.Context(), "thr_1", first.LockedUntil), nil)
		mustHold("locked", first, taken)
		wants(t, "delete", s.DeleteCallthroughRule(t.Context(), "thr_2"), nil)
		wants(t, "delete again", s.DeleteCallthroughRule(t.Context(), "thr_2"), nil)
		mustHold("deleted", first)
		wants(t, "delete the user", s.DeleteUser(t.Context(), "usr_a0"), nil)
		mustHold("gone with the user")
		second.Callers = []models.PhoneNumber{"+491701234567", "+4930123456"}
		wants(t, "callers are gone, too", s.SaveCallthroughRule(t.Context(), second), nil)
	})
}
