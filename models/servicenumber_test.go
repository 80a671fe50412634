package models

import "testing"

func TestServiceNumbersSayWhatTheyAre(t *testing.T) {
	plan := DefaultNumberingPlan()
	for number, want := range map[PhoneNumber]string{
		"700": "700 is the number that parks a call", "701": "701 is parking slot 1", "720": "720 is parking slot 20",
		"801": "801 is the own voicemail", "900": "900 is the echo test", "901": "901 is the announcement of the own number",
		"902": "902 is the music on hold",
		"":    "", "699": "", "721": "", "0700": "", "+700": "", "800": "", "903": "", "701 ": "",
	} {
		n, found := plan.Service(number)
		if found != (want != "") || found && (n.String() != want || !n.Enabled || n.Available() != (number == "900")) {
			t.Errorf("%q: %+v, %v", number, n, found)
		}
	}
	if n := (ServiceNumber{Number: "950", Kind: "OF_A_NEWER_PROGRAM"}); n.String() != "950 is a service" {
		t.Error(n)
	}
}
