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
	for number, good := range map[PhoneNumber]bool{
		"": true, "+4917012345678": true, "017012345678": true,
		"+": false, "0170/123": false, "++49": false, "+1234567890123456": false, "49+": false,
	} {
		if fault := PhoneNumberFault(number); (fault == "") != good {
			t.Errorf("telephone number %q: %q", number, fault)
		}
	}
}
