package models

import (
	"strings"
	"testing"
)

func TestContactIsShownByNameElseByCompany(t *testing.T) {
	for want, c := range map[string]Contact{
		"Anna Muster": {FirstName: "Anna", Surname: "Muster", Company: "Muster AG"},
		"Muster":      {Surname: "Muster"},
		"Anna":        {FirstName: "Anna"},
		"Muster AG":   {Company: "Muster AG"},
	} {
		if got := c.DisplayName(); got != want {
			t.Errorf("%+v is shown as %q", c, got)
		}
	}
}

func TestNoteForm(t *testing.T) {
	for note, good := range map[string]bool{
		"": true, "two\nlines\tand a tab": true, strings.Repeat("ä", MaxContactNote): true, strings.Repeat("a", MaxContactNote+1): false,
		"a\x00": false, "a\rb": false, "a\u202eb": false, "\xff": false,
	} {
		if fault := NoteFault(note); (fault == "") != good {
			t.Errorf("%.20q: %q", note, fault)
		}
	}
}
