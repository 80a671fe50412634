package store

import (
	"errors"
	"slices"
	"testing"

	"graphpbx/models"
)

// servicesOf returns the plan that is stored.
func servicesOf(t *testing.T, s *Store) []models.ServiceNumber {
	t.Helper()
	numbers, err := s.ServiceNumbers(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return models.NewNumberingPlan(numbers).Services()
}

func TestServiceNumbers(t *testing.T) {
	onBoth(t, func(t *testing.T, r rig) {
		s := r.open()
		plan := models.DefaultNumberingPlan()
		if got := servicesOf(t, s); !slices.Equal(got, plan.Services()) {
			t.Errorf("a new database holds %v", got)
		}
		echo, _ := plan.ServiceByID("svc_echo_test")
		echo.Number, echo.Enabled = "990", false
		wants(t, "update", s.UpdateServiceNumber(t.Context(), echo), nil)
		plan = plan.With(echo)
		if got := servicesOf(t, r.open()); !slices.Equal(got, plan.Services()) {
			t.Errorf("after a restart it holds %v", got)
		}
		echo.Number = "901"
		err := s.UpdateServiceNumber(t.Context(), echo)
		wants(t, "the number of another", err, ErrTaken)
		if taken := (*TakenError)(nil); !errors.As(err, &taken) || *taken != (TakenError{"number", "901"}) {
			t.Errorf("%v", err)
		}
		wants(t, "no such service", s.UpdateServiceNumber(t.Context(), models.ServiceNumber{ID: "svc_x", Number: "1"}), ErrNotFound)
		if got := servicesOf(t, s); !slices.Equal(got, plan.Services()) {
			t.Errorf("refusals changed it to %v", got)
		}
	})
}
