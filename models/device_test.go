package models

import (
	"strings"
	"testing"
)

func TestParseMAC(t *testing.T) {
	for text, want := range map[string]MAC{
		"00:04:13:A1:1F:A7": "000413a11fa7", "000413a11fa7": "000413a11fa7", "00-04-13-a1-1f-A7": "000413a11fa7",
		"0004.13a1.1fa7": "000413a11fa7", "80:5e:c0:00:00:01": "805ec0000001",
		"": "", "000413a11fa": "", "000413a11fa77": "", "0g0413a11fa7": "", "ff:ff:ff:ff:ff:ff": "", "01005e000001": "",
		"000000000000": "", "000413a11fa7\n": "", strings.Repeat("0", 10_000): "",
	} {
		if got, ok := ParseMAC(text); got != want || ok != (want != "") {
			t.Errorf("%q: %q, %v", text, got, ok)
		}
	}
	if text := MAC("000413a11fa7").String(); text != "00:04:13:a1:1f:a7" {
		t.Error(text)
	}
}

func TestKeyFault(t *testing.T) {
	for _, good := range []DeviceKey{
		{KeyLine, "", "Line"}, {KeyBLF, "22", "Beat <b>"}, {KeyBLF, "anna-b", ""}, {KeyPark, "701", "P1"}, {KeySpeedDial, "+41791234567", "Köln"}, {KeyPresence, "UNAVAILABLE", "Away"},
	} {
		if fault := good.KeyFault(); fault != "" {
			t.Errorf("%+v: %s", good, fault)
		}
	}
	for _, bad := range []DeviceKey{
		{KeyLine, "22", ""}, {KeyBLF, "", ""}, {KeyBLF, "22@1/f", ""}, {KeyPark, "", ""}, {KeyPark, "701@1/f", ""},
		{KeySpeedDial, "1\n2", ""}, {KeyPresence, "OFFLINE", ""}, {KeyPresence, "*35", ""}, {KeySpeedDial, strings.Repeat("1", 65), ""}, {KeyBLF, "22", "a\nb"}, {"", "22", ""},
	} {
		if bad.KeyFault() == "" {
			t.Errorf("%+v passes", bad)
		}
	}
}
