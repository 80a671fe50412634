package models

import (
	"strings"
	"testing"
	"time"
)

func TestDefaultsOfSettingsAreRight(t *testing.T) {
	usual := DefaultSettings()
	for _, f := range SettingFields() {
		if err := f.Read(&usual, f.Default); err != nil || f.Text(&usual) != f.Default {
			t.Errorf("%s.%s: the default is %q, read as %q: %v", f.Group, f.Name, f.Default, f.Text(&usual), err)
		}
		if f.English == "" || f.German == "" {
			t.Errorf("%s.%s is not explained", f.Group, f.Name)
		}
	}
	for _, group := range append(SettingsGroups(), SettingsPresence) {
		var problems Problems
		if usual.Check(group, &problems); len(problems) > 0 || usual.Group(group) == nil {
			t.Errorf("%s: %v", group, problems)
		}
	}
	if usual.Telephony.Thresholds() != DefaultProbeThresholds || usual.Telephony.RingLimit != DefaultRingLimit || usual.Telephony.TerminalsPerUser != MaxBindings {
		t.Errorf("%+v", usual.Telephony)
	}
}

func TestSettingsHaveBounds(t *testing.T) {
	for field, change := range map[string]func(*Settings){
		"ringLimit":    func(s *Settings) { s.Telephony.RingLimit = 0 },
		"ringTime":     func(s *Settings) { s.Telephony.RingTime = time.Hour },
		"probeGreen":   func(s *Settings) { s.Telephony.ProbeGreen, s.Telephony.ProbeRed = 2*time.Second, time.Second },
		"attempts":     func(s *Settings) { s.Blocking.Attempts = 101 },
		"firstBlock":   func(s *Settings) { s.Blocking.FirstBlock, s.Blocking.LongestBlock = time.Hour, time.Minute },
		"firstNumber":  func(s *Settings) { s.Numbering.FirstNumber = "300" },
		"firstNumber ": func(s *Settings) { s.Numbering.FirstNumber, s.Numbering.LastNumber = "399", "300" },
		" firstNumber": func(s *Settings) { s.Numbering.FirstNumber, s.Numbering.LastNumber = "30", "300" },
	} {
		all := DefaultSettings()
		change(&all)
		var problems Problems
		for _, group := range SettingsGroups() {
			all.Check(group, &problems, "input")
		}
		if len(problems) != 1 || problems[0].Path[1] != strings.TrimSpace(field) {
			t.Errorf("%s: %v", field, problems)
		}
	}
}

func TestRangeOfNumbersForNewUsers(t *testing.T) {
	all := DefaultSettings()
	all.Numbering.FirstNumber, all.Numbering.LastNumber = "0300", "0302"
	next, found := all.Numbering.NextExtension(func(n PhoneNumber) bool { return n <= "0301" })
	if ranges := all.Numbering.NumberRanges([]PhoneNumber{"0301", "300"}); next != "0302" || !found || len(ranges) != 1 || ranges[0] != (NumberRange{"0300", "0302", 2}) {
		t.Error(next, ranges)
	}
}
