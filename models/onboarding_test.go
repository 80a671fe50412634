package models

import (
	"testing"
	"time"
)

func TestOnboardingHoldsEachStepOnce(t *testing.T) {
	at := func(minute int) time.Time { return time.Date(2026, 1, 1, 0, minute, 0, 0, time.UTC) }
	first := Onboarding{UserID: "usr_a"}.With(StepLinkCreated, at(0), "")
	o := first.With(StepActivationFailed, at(1), "").With(StepLinkOpened, at(2), "").With(StepActivationFailed, at(3), "again")
	want := []OnboardingStep{
		{StepLinkCreated, at(0), at(0), 1, ""}, {StepLinkOpened, at(2), at(2), 1, ""}, {StepActivationFailed, at(1), at(3), 2, "again"},
	}
	if len(o.Steps) != len(want) {
		t.Fatalf("%+v", o.Steps)
	}
	for i := range want {
		if o.Steps[i] != want[i] {
			t.Errorf("%+v, want %+v", o.Steps[i], want[i])
		}
	}
	if len(first.Steps) != 1 || first.Took(StepLinkOpened) || !o.Took(StepLinkOpened) {
		t.Error("an earlier state was changed")
	}
}
