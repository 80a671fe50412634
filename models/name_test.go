package models

import (
	"strings"
	"testing"
)

func TestNameForm(t *testing.T) {
	for name, good := range map[string]bool{
		"": true, "Anna": true, "Jürgen O'Neill-Łódź": true, "日本 太郎": true, "👩‍💻 Support": true,
		strings.Repeat("ä", MaxName): true, strings.Repeat("a", MaxName+1): false,
		"a\nb": false, "a\r\nVia: x": false, "a\x00": false, "a\x7f": false, "a\u0085b": false,
		"a\u2028b": false, "a\u202eb": false, "\xff": false, "M\ufffdller": false,
	} {
		if fault := NameFault(name); (fault == "") != good {
			t.Errorf("%q: %q", name, fault)
		}
	}
}

func TestRingLimit(t *testing.T) {
	for limit, good := range map[int]bool{-1: false, 0: false, 1: true, 3: true, 10: true, 11: false} {
		if fault := RingLimitFault(limit); (fault == "") != good {
			t.Errorf("%d: %q", limit, fault)
		}
	}
}
