package models

import (
	"strings"
	"testing"
)

func TestUsernameForm(t *testing.T) {
	for name, good := range map[string]bool{
		"anna": true, "Anna_Berg-2": true, "4711": true, "-": true, strings.Repeat("a", 64): true,
		"": false, strings.Repeat("a", 65): false, "anna.berg": false, "anna berg": false, "änna": false, "anna\n": false, "a@b": false,
	} {
		if fault := UsernameFault(name); (fault == "") != good {
			t.Errorf("%q: %q", name, fault)
		}
	}
}
