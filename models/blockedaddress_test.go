package models

import (
	"net/netip"
	"testing"
	"time"
)

func TestBlockTimeDoubles(t *testing.T) {
	usual := DefaultSettings().Blocking
	for level, want := range map[int]time.Duration{
		0: 15 * time.Minute, 1: 15 * time.Minute, 2: 30 * time.Minute, 3: time.Hour, 7: 16 * time.Hour, 8: 24 * time.Hour, 1000: 24 * time.Hour,
	} {
		if got := usual.BlockTime(level); got != want {
			t.Errorf("level %d: %v, want %v", level, got, want)
		}
	}
}

func TestNetworks(t *testing.T) {
	for text, want := range map[string]string{
		"192.0.2.7": "192.0.2.7", " 192.0.2.7/24 ": "192.0.2.0/24", "2001:db8::7": "2001:db8::7", "2001:db8::7/32": "2001:db8::/32",
		"::ffff:192.0.2.7": "192.0.2.7", "": "", "office": "", "192.0.2.7:5060": "", "192.0.2.0/33": "", "fe80::1%eth0": "",
		"::ffff:192.0.2.0/120": "",
	} {
		n, err := ParseNetwork(text)
		if err == nil && FormatNetwork(n) != want || (err != nil) != (want == "") {
			t.Errorf("%q is %v, %v; want %q", text, n, err, want)
		}
	}
	for text, want := range map[string]string{"192.0.2.7": "192.0.2.7/32", "::ffff:192.0.2.7": "192.0.2.7/32", "2001:db8::7": "2001:db8::/64"} {
		if got := SubscriberNetwork(netip.MustParseAddr(text)); got.String() != want {
			t.Errorf("%s: %v, want %s", text, got, want)
		}
	}
	if SubscriberNetwork(netip.Addr{}).IsValid() {
		t.Error("no address has a network")
	}
}
