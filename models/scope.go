package models

import (
	"slices"
	"strings"
)

// Scope is an area of the API that a token is given. To write in an area includes to read in it.
type Scope string

// Scopes, by area. A role bounds what they amount to: nobody may do more by a token than its owner.
const (
	ScopeUsersRead       Scope = "USERS_READ"
	ScopeUsersWrite      Scope = "USERS_WRITE"
	ScopeTelephonesRead  Scope = "TELEPHONES_READ"
	ScopeTelephonesWrite Scope = "TELEPHONES_WRITE"
	ScopeCallsRead       Scope = "CALLS_READ"
	ScopeCallsWrite      Scope = "CALLS_WRITE"
	ScopeDevicesRead     Scope = "DEVICES_READ"
	ScopeDevicesWrite    Scope = "DEVICES_WRITE"
	ScopeSettingsRead    Scope = "SETTINGS_READ"
	ScopeSettingsWrite   Scope = "SETTINGS_WRITE"
	ScopeAuditRead       Scope = "AUDIT_READ"
	ScopeMetricsRead     Scope = "METRICS_READ"
)

// EveryScope returns all scopes, in the order of the schema.
func EveryScope() []Scope {
	return []Scope{
		ScopeUsersRead, ScopeUsersWrite, ScopeTelephonesRead, ScopeTelephonesWrite, ScopeCallsRead, ScopeCallsWrite,
		ScopeDevicesRead, ScopeDevicesWrite, ScopeSettingsRead, ScopeSettingsWrite, ScopeAuditRead, ScopeMetricsRead,
	}
}

// Scopes is a set of scopes, a bit each in the order of [EveryScope]. The empty set is that of a person, who has logged in
// and is bounded by the role alone.
type Scopes uint32

// NewScopes returns a set. Words that are no scope are left out.
func NewScopes(scopes ...Scope) (set Scopes) {
	for _, scope := range scopes {
		if i := slices.Index(EveryScope(), scope); i >= 0 {
			set |= 1 << i
		}
	}
	return set
}

// ParseScopes reads a set as String writes it.
func ParseScopes(text string) Scopes {
	var scopes []Scope
	for word := range strings.FieldsSeq(text) {
		scopes = append(scopes, Scope(word))
	}
	return NewScopes(scopes...)
}

// List returns the scopes of the set, in the order of the schema.
func (s Scopes) List() (list []Scope) {
	for i, scope := range EveryScope() {
		if s&(1<<i) != 0 {
			list = append(list, scope)
		}
	}
	return list
}

// String writes the set, parted by blanks.
func (s Scopes) String() string {
	words := make([]string, 0, len(EveryScope()))
	for _, scope := range s.List() {
		words = append(words, string(scope))
	}
	return strings.Join(words, " ")
}

// Allow reports whether the set suffices for the scope.
func (s Scopes) Allow(scope Scope) bool {
	set := NewScopes(scope)
	if area, reads := strings.CutSuffix(string(scope), "_READ"); reads {
		set |= NewScopes(Scope(area + "_WRITE"))
	}
	return s&set != 0
}
