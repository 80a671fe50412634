package models

import "testing"

func TestNumberingPlanChangesByMakingAnother(t *testing.T) {
	before := DefaultNumberingPlan()
	echo, found := before.ServiceByID("svc_echo_test")
	if !found || echo.Number != "900" || len(before.Services()) != 5+ParkingSlots {
		t.Fatalf("%+v, %v", echo, found)
	}
	echo.Number = "99"
	after := before.With(echo)
	if n, found := after.Service("99"); !found || n.Kind != ServiceEchoTest {
		t.Errorf("%+v, %v", n, found)
	}
	if _, found := after.Service("900"); found {
		t.Error("the old number is still kept")
	}
	if n, found := before.Service("900"); !found || n.Kind != ServiceEchoTest {
		t.Error("the plan itself was changed")
	}
	if first := after.Services()[0]; first.Number != "99" {
		t.Errorf("the first is %v", first)
	}
	if _, found := after.ServiceByID("svc_unknown"); found {
		t.Error("found what is not there")
	}
}
