package models

import "time"

// Settings are what an administrator may choose while the switchboard runs. They live in the database, and nowhere else:
// whoever goes by a setting reads it here, so a change counts at once. What must be known before the database is open
// stays a flag of the command line.
type Settings struct {
	Telephony    TelephonySettings
	Activation   ActivationSettings
	Blocking     BlockingSettings
	Callthrough  CallthroughSettings
	Retention    RetentionSettings
	Numbering    NumberingSettings
	Provisioning ProvisioningSettings
	Presence     PresenceSettings // with a way of their own, see [PresenceSettings]
}

// TelephonySettings are about telephones, calls and the online statistics.
type TelephonySettings struct {
	Version            int
	RingLimit          int           // terminals of a new user that ring
	TerminalsPerUser   int           // devices that may register for one user
	RingTime           time.Duration // after which a call that nobody answers ends
	ProbeInterval      time.Duration // between questions to a terminal that answers
	ProbeRetryInterval time.Duration // between questions to one that does not
	ProbeGreen         time.Duration // answered within: green
	ProbeRed           time.Duration // no answer within: red
}

// Thresholds returns what parts the colours of probes.
func (t *TelephonySettings) Thresholds() ProbeThresholds {
	return ProbeThresholds{Green: t.ProbeGreen, Red: t.ProbeRed}
}

// ActivationSettings are about links that set up clients.
type ActivationSettings struct {
	Version  int
	ValidFor time.Duration // of a link for which nothing else is said
}

// BlockingSettings are about addresses from which wrong passwords come.
type BlockingSettings struct {
	Version      int
	Attempts     int           // wrong passwords after which an address is blocked
	Window       time.Duration // within which they add up
	FirstBlock   time.Duration // of an address that was not blocked lately; each further one is twice as long
	LongestBlock time.Duration
}

// BlockTime returns how long the automatic block of that level lasts.
func (b *BlockingSettings) BlockTime(level int) time.Duration {
	length := b.FirstBlock
	for ; level > 1 && length < b.LongestBlock; level-- {
		length *= 2
	}
	return min(length, b.LongestBlock)
}

// CallthroughSettings are about calls that mobiles make through the switchboard.
type CallthroughSettings struct {
	Version      int
	AnnouncedFor time.Duration // how long an announced call is waited for
	PINAttempts  int           // wrong PINs; the last of them locks the rule
	LockFor      time.Duration
	Calls        int // at once, of a rule that the quick start wizard makes
	Minutes      int // of one call, likewise
}

// RetentionSettings say how long facts about people are kept.
type RetentionSettings struct {
	Version        int
	CallRecordDays int // 0: for ever
	StatisticsDays int
}

// NumberingSettings are about what numbers mean.
type NumberingSettings struct {
	Version     int
	HomeCountry string      // ISO 3166, where national numbers belong
	FirstNumber PhoneNumber // of those that are proposed for new users; empty: see NumberRanges
	LastNumber  PhoneNumber
}

// ProvisioningSettings are about telephones that fetch their settings.
type ProvisioningSettings struct {
	Version   int
	WindowFor time.Duration // how long a telephone may come by its MAC alone where nothing else is said
}

// SettingsGroup is a part of the settings that is changed as one.
type SettingsGroup string

// Groups of settings. The schema names its fields so.
const (
	SettingsTelephony    SettingsGroup = "telephony"
	SettingsActivation   SettingsGroup = "activation"
	SettingsBlocking     SettingsGroup = "blocking"
	SettingsCallthrough  SettingsGroup = "callthrough"
	SettingsRetention    SettingsGroup = "retention"
	SettingsNumbering    SettingsGroup = "numbering"
	SettingsProvisioning SettingsGroup = "provisioning"
	SettingsPresence     SettingsGroup = "presence" // without version
)

// SettingsGroups are those with versions.
func SettingsGroups() []SettingsGroup {
	return []SettingsGroup{
		SettingsTelephony, SettingsActivation, SettingsBlocking, SettingsCallthrough, SettingsRetention, SettingsNumbering, SettingsProvisioning,
	}
}

// SettingsID returns the id of a group, for the audit.
func SettingsID(group SettingsGroup) string { return KindSettings + "_" + string(group) }

// Version returns the place of the version of a group; nil where it has none.
func (s *Settings) Version(group SettingsGroup) *int {
	switch group {
	case SettingsTelephony:
		return &s.Telephony.Version
	case SettingsActivation:
		return &s.Activation.Version
	case SettingsBlocking:
		return &s.Blocking.Version
	case SettingsCallthrough:
		return &s.Callthrough.Version
	case SettingsRetention:
		return &s.Retention.Version
	case SettingsNumbering:
		return &s.Numbering.Version
	case SettingsProvisioning:
		return &s.Provisioning.Version
	}
	return nil
}

// Group returns a copy of one group, nil where there is none of that name.
func (s *Settings) Group(group SettingsGroup) any {
	switch group {
	case SettingsTelephony:
		return s.Telephony
	case SettingsActivation:
		return s.Activation
	case SettingsBlocking:
		return s.Blocking
	case SettingsCallthrough:
		return s.Callthrough
	case SettingsRetention:
		return s.Retention
	case SettingsNumbering:
		return s.Numbering
	case SettingsProvisioning:
		return s.Provisioning
	case SettingsPresence:
		return s.Presence
	}
	return nil
}

// DefaultSettings are those of a switchboard where nobody has chosen. They are the defaults of the fields.
func DefaultSettings() Settings {
	s := Settings{Presence: DefaultPresenceSettings}
	for _, group := range SettingsGroups() {
		*s.Version(group) = 1
	}
	for _, field := range SettingFields() {
		field.Reset(&s)
	}
	return s
}
