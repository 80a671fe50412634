package models

import "testing"

func TestTerminalIDTellsDevicesApart(t *testing.T) {
	id := func(user, instance string, regID int, callID, contact string) string {
		return DeviceTerminalID(user, instance, regID, callID, contact)
	}
	base := id("usr_a", "urn:uuid:1", 1, "c1", "sip:a@1.2.3.4")
	for name, same := range map[string]string{
		"another call id": id("usr_a", "urn:uuid:1", 1, "c2", "sip:a@1.2.3.4"),
		"another contact": id("usr_a", "urn:uuid:1", 1, "c1", "sip:a@4.3.2.1:5061"),
	} {
		if same != base {
			t.Errorf("%s: counts as another device", name)
		}
	}
	seen := map[string]string{base: "base"}
	for name, other := range map[string]string{
		"another user":           id("usr_b", "urn:uuid:1", 1, "c1", "sip:a@1.2.3.4"),
		"another instance":       id("usr_a", "urn:uuid:2", 1, "c1", "sip:a@1.2.3.4"),
		"reg-id 2":               id("usr_a", "urn:uuid:1", 2, "c1", "sip:a@1.2.3.4"),
		"reg-id 11":              id("usr_a", "urn:uuid:1", 11, "c1", "sip:a@1.2.3.4"),
		"by call id":             id("usr_a", "", 0, "c1", "sip:a@1.2.3.4"),
		"by contact":             id("usr_a", "", 0, "", "sip:a@1.2.3.4"),
		"contact like a call id": id("usr_a", "", 0, "", "c1"),
	} {
		if known, twice := seen[other]; twice {
			t.Errorf("%s: the same as %s", name, known)
		}
		seen[other] = name
	}
}
