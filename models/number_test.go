package models

import "testing"

func TestReserved(t *testing.T) {
	for number, want := range map[PhoneNumber]string{
		"700": "700 is the number that parks a call", "701": "701 is parking slot 1", "720": "720 is parking slot 20",
		"801": "801 is the own voicemail", "900": "900 is the echo test", "901": "901 is the announcement of the own number",
		"902": "902 is the music on hold",
		"":    "", "699": "", "721": "", "0700": "", "+700": "", "800": "", "903": "", "701 ": "",
	} {
		n, found := Reserved(number)
		if found != (want != "") || found && n.String() != want {
			t.Errorf("%q: %v, %v", number, n, found)
		}
	}
}

func TestNumberForms(t *testing.T) {
	for number, good := range map[PhoneNumber]bool{
		"": true, "1": false, "10": true, "4711": true, "123456789012345": true,
		"1234567890123456": false, "+49": false, "47 11": false, "47a11": false, "４７": false,
	} {
		if fault := ExtensionFault(number); (fault == "") != good {
			t.Errorf("internal number %q: %q", number, fault)
		}
	}
	for number, good := range map[PhoneNumber]bool{
		"": true, "+4917012345678": true, "017012345678": true,
		"+": false, "0170/123": false, "++49": false, "+1234567890123456": false, "49+": false,
	} {
		if fault := PhoneNumberFault(number); (fault == "") != good {
			t.Errorf("telephone number %q: %q", number, fault)
		}
	}
}
