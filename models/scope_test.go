package models

import (
	"slices"
	"testing"
)

func TestScopes(t *testing.T) {
	set := NewScopes(ScopeCallsWrite, ScopeUsersRead, "NONSENSE")
	if got := set.List(); !slices.Equal(got, []Scope{ScopeUsersRead, ScopeCallsWrite}) {
		t.Error(got)
	}
	if again := ParseScopes(set.String()); again != set {
		t.Errorf("%q is read as %q", set, again)
	}
	for scope, want := range map[Scope]bool{
		ScopeUsersRead: true, ScopeUsersWrite: false, ScopeCallsRead: true, ScopeCallsWrite: true,
		ScopeAuditRead: false, "": false, "NONSENSE": false, "_READ": false,
	} {
		if set.Allow(scope) != want {
			t.Errorf("%q allows %q: %v", set, scope, !want)
		}
	}
	if Scopes(0).Allow(ScopeUsersRead) {
		t.Error("the empty set allows something")
	}
	if all := NewScopes(EveryScope()...); len(all.List()) != len(EveryScope()) {
		t.Error("some scope has no bit")
	}
}
