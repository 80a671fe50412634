package models

import (
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"
)

var ringNow = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// device returns a binding that expires and was registered so many minutes from now.
func device(id string, reachable bool, expires, registered int) Binding {
	return Binding{
		TerminalID: id, UserAgent: "Phone " + id, Reachable: reachable,
		Remote:       netip.MustParseAddrPort("192.0.2.1:5060"),
		ExpiresAt:    ringNow.Add(time.Duration(expires) * time.Minute),
		RegisteredAt: ringNow.Add(time.Duration(registered) * time.Minute),
	}
}

func TestRingingSet(t *testing.T) {
	for _, test := range []struct {
		name      string
		limit     int
		bindings  []Binding
		ringing   string
		displaced string
		why       string // of the first displaced
	}{
		{"nobody", 3, nil, "", "", ""},
		{"fewer than the limit", 3, []Binding{device("a", true, 5, -5), device("b", true, 9, -5)}, "ba", "", ""},
		{"the first to expire gives way", 3, []Binding{
			device("a", true, 5, -1), device("b", true, 8, -2), device("c", true, 6, -3), device("d", true, 7, -4),
		}, "bdc", "a", "for a registration that runs longer, come Phone b (192.0.2.1:5060), Phone d (192.0.2.1:5060) and Phone c (192.0.2.1:5060)."},
		{"the unreachable gives way, however long it stays", 1, []Binding{
			device("a", false, 60, -1), device("b", true, 1, -2),
		}, "b", "a", "since this one does not answer, come Phone b (192.0.2.1:5060)."},
		{"the unreachable rings where there is a place", 2, []Binding{
			device("a", false, 60, -1), device("b", true, 1, -2),
		}, "ba", "", ""},
		{"later registration breaks a tie", 1, []Binding{
			device("a", true, 5, -9), device("b", true, 5, -1),
		}, "b", "a", "for a later registration"},
		{"the id breaks the last tie", 1, []Binding{
			device("b", true, 5, -1), device("a", true, 5, -1),
		}, "a", "b", "for a later registration"},
		{"expired ones are neither", 1, []Binding{
			device("a", true, 0, -9), device("b", true, -1, -1), device("c", true, 1, -1),
		}, "c", "", ""},
		{"limit 0", 0, []Binding{device("a", true, 5, -1)}, "", "a", "the limit is 0"},
	} {
		t.Run(test.name, func(t *testing.T) {
			given := slices.Clone(test.bindings)
			ringing, displaced := RingingSet(given, test.limit, ringNow)
			if got := ids(ringing); got != test.ringing {
				t.Errorf("ringing %q, want %q", got, test.ringing)
			}
			var others []Binding
			for _, d := range displaced {
				others = append(others, d.Binding)
			}
			if got := ids(others); got != test.displaced {
				t.Errorf("displaced %q, want %q", got, test.displaced)
			}
			if len(displaced) > 0 && !strings.Contains(displaced[0].Reason, test.why) {
				t.Errorf("reason %q, want %q in it", displaced[0].Reason, test.why)
			}
			if ids(given) != ids(test.bindings) {
				t.Error("the bindings given were reordered")
			}
		})
	}
}

func ids(bindings []Binding) string {
	var b strings.Builder
	for i := range bindings {
		b.WriteString(bindings[i].TerminalID)
	}
	return b.String()
}
