package models

import (
	"fmt"
	"strconv"
	"time"
)

// SettingKind says how the value of a setting is written.
type SettingKind string

// Kinds of settings. The schema's enum has the same words.
const (
	SettingInt      SettingKind = "INT"
	SettingDuration SettingKind = "DURATION"
	SettingText     SettingKind = "TEXT"
)

// SettingField describes one setting: everything that a form needs to ask for it, and what storing and checking go by.
type SettingField struct {
	Group   SettingsGroup
	Name    string // as the schema names it
	Kind    SettingKind
	Unit    string // of a number, as a word for people in English; empty for none
	Default string
	Minimum string // empty: no bound
	Maximum string
	English string // one or two sentences that explain it
	German  string

	at func(*Settings) any // *int, *time.Duration, *string or *PhoneNumber
}

// Explanation returns the sentences that explain the setting.
func (f *SettingField) Explanation(l Language) string {
	if l == LanguageGerman {
		return f.German
	}
	return f.English
}

// Reset sets the default.
func (f *SettingField) Reset(s *Settings) { _ = f.Read(s, f.Default) } // a test reads all defaults

// Read sets the value from the text in which it is stored.
func (f *SettingField) Read(s *Settings, text string) error {
	switch at := f.at(s).(type) {
	case *int:
		n, err := strconv.Atoi(text)
		if err == nil {
			*at = n
		}
		return err
	case *time.Duration:
		d, err := time.ParseDuration(text)
		if err == nil {
			*at = d
		}
		return err
	case *string:
		*at = text
	case *PhoneNumber:
		*at = PhoneNumber(text)
	}
	return nil
}

// Text returns the value as it is stored.
func (f *SettingField) Text(s *Settings) string {
	switch at := f.at(s).(type) {
	case *int:
		return strconv.Itoa(*at)
	case *time.Duration:
		return at.String()
	case *string:
		return *at
	case *PhoneNumber:
		return string(*at)
	}
	return ""
}

// Set sets a value of the type of the setting; nil sets the default.
func (f *SettingField) Set(s *Settings, value any) error {
	switch value := value.(type) {
	case nil:
		f.Reset(s)
		return nil
	case int, string, PhoneNumber, time.Duration:
		return f.Read(s, fmt.Sprint(value))
	}
	return fmt.Errorf("%s: a %T is no value of a setting", f.Name, value)
}

// Fault says what is wrong with the value, as a sentence; empty where nothing is.
func (f *SettingField) Fault(s *Settings) string {
	switch at := f.at(s).(type) {
	case *int:
		low, _ := strconv.Atoi(f.Minimum)
		high, _ := strconv.Atoi(f.Maximum)
		if *at < low || *at > high {
			return fmt.Sprintf("%d is out of bounds: choose %d to %d, %s is usual", *at, low, high, f.Default)
		}
	case *time.Duration:
		low, _ := time.ParseDuration(f.Minimum)
		high, _ := time.ParseDuration(f.Maximum)
		if *at < low || *at > high {
			return fmt.Sprintf("%s is out of bounds: choose %s to %s, %s is usual", *at, low, high, f.Default)
		}
	}
	return ""
}

// Check adds what is wrong with the settings of a group, each with the path of its field. That a country exists is for
// whoever knows the countries.
func (s *Settings) Check(group SettingsGroup, problems *Problems, path ...string) {
	add := func(field, message string) {
		problems.Add(ProblemInvalid, message, append(append([]string(nil), path...), field)...)
	}
	for _, f := range SettingFields() {
		if f.Group != group {
			continue
		}
		if fault := f.Fault(s); fault != "" {
			add(f.Name, fault)
		}
	}
	switch {
	case len(*problems) > 0:
	case group == SettingsTelephony && s.Telephony.ProbeGreen >= s.Telephony.ProbeRed:
		add("probeGreen", fmt.Sprintf("an answer within %s cannot be green where none within %s is red: choose a shorter time", s.Telephony.ProbeGreen, s.Telephony.ProbeRed))
	case group == SettingsTelephony && s.Telephony.RingLimit > s.Telephony.TerminalsPerUser:
		add("ringLimit", fmt.Sprintf("%d telephones cannot ring where %d may register: choose fewer", s.Telephony.RingLimit, s.Telephony.TerminalsPerUser))
	case group == SettingsBlocking && s.Blocking.FirstBlock > s.Blocking.LongestBlock:
		add("firstBlock", fmt.Sprintf("the first block cannot be longer than the longest, %s: choose a shorter time", s.Blocking.LongestBlock))
	case group == SettingsNumbering:
		field := "firstNumber"
		if ExtensionFault(s.Numbering.FirstNumber) == "" && ExtensionFault(s.Numbering.LastNumber) != "" {
			field = "lastNumber"
		}
		if fault := s.Numbering.rangeFault(); fault != "" {
			add(field, fault)
		}
	}
}

// rangeFault says what is wrong with the range of numbers for new users; empty where nothing is.
func (n *NumberingSettings) rangeFault() string {
	first, last := n.FirstNumber, n.LastNumber
	switch {
	case first == "" && last == "":
		return ""
	case first == "" || last == "":
		return "a range has a first and a last number: name both, or none of them for the usual ranges"
	case ExtensionFault(first) != "":
		return fmt.Sprintf("%.40q %s", first, ExtensionFault(first))
	case ExtensionFault(last) != "":
		return fmt.Sprintf("%.40q %s", last, ExtensionFault(last))
	case len(first) != len(last):
		return fmt.Sprintf("%s and %s differ in length: numbers of a range have the same number of digits", first, last)
	case first > last:
		return fmt.Sprintf("the range ends at %s before it begins at %s", last, first)
	case len(first) > maxRangeDigits:
		return fmt.Sprintf("numbers of a range have at most %d digits", maxRangeDigits)
	}
	return ""
}

// maxRangeDigits bounds how many numbers are looked through for a free one.
const maxRangeDigits = 5
