package models

import "testing"

func TestNumberForms(t *testing.T) {
	for number, good := range map[PhoneNumber]bool{
		"": true, "1": false, "10": true, "4711": true, "123456789012345": true,
		"1234567890123456": false, "+49": false, "47 11": false, "47a11": false, "４７": false,
	} {
		if fault := ExtensionFault(number); (fault == "") != good {
			t.Errorf("internal number %q: %q", number, fault)
		}
	}
}
