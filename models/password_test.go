package models

import (
	"strings"
	"testing"
)

func TestSuggestedPasswordsAreGoodAndDiffer(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		p := SuggestPassword()
		if fault := PasswordFault(p, "anna", "4711"); fault != "" || len(p) != SuggestedPassword || seen[p] || strings.ContainsAny(p, "0O1lI") {
			t.Fatalf("%q: %q", p, fault)
		}
		seen[p] = true
	}
}

func TestPasswordFault(t *testing.T) {
	for password, good := range map[string]bool{
		"correct horse battery": true, "Kx3-vP9.tQ2m": true, "ÄÖÜäöüß€12ab": true,
		"":                          false,
		"Kx3-vP9.tQ2":               false, // eleven
		strings.Repeat("xyZ4?", 26): false, // 130
		"aaaaaaaaaaaaaaaa":          false,
		"abababababab":              false,
		"anna4711anna":              false,
		"abcdefghijklmnop":          false,
		"987654321098":              false,
		"1234abcd1234":              false,
		"qwertzuiop+asdf":           false,
		"yxcvbnmlkjhgfdsa":          false,
		"Password12345":             false,
		"annaPasswort1":             false,
		"good\x00but control":       false,
	} {
		if fault := PasswordFault(password, "Anna", "4711"); (fault == "") != good {
			t.Errorf("%q: %q", password, fault)
		}
	}
}
