package media

import (
	"net/netip"
	"testing"
)

// A session description names any address that it likes. Nothing is sent where no telephone can be.
func TestWhereNothingIsSent(t *testing.T) {
	relay := NewRelay(Config{})
	for _, c := range []struct {
		local, remote string
		used          bool
	}{
		{"192.0.2.1:20000", "198.51.100.7:4000", true},
		{"192.0.2.1:20000", "[::ffff:198.51.100.7]:4000", true},
		{"127.0.0.1:20000", "127.0.0.7:4000", true},
		{"0.0.0.0:20000", "127.0.0.7:4000", true},
		{"192.0.2.1:20000", "127.0.0.1:4000", false},
		{"192.0.2.1:20000", "[::ffff:127.0.0.1]:4000", false},
		{"[2001:db8::1]:20000", "[::1]:4000", false},
		{"192.0.2.1:20000", "255.255.255.255:4000", false},
		{"192.0.2.1:20000", "224.0.0.1:4000", false},
		{"192.0.2.1:20000", "0.0.0.0:4000", false},
		{"192.0.2.1:20000", "198.51.100.7:0", false},
		{"192.0.2.1:20000", "[2001:db8::2]:4000", false},
	} {
		l := &Leg{relay: relay, local: netip.MustParseAddrPort(c.local)}
		if got := l.usable(netip.MustParseAddrPort(c.remote)); got.IsValid() != c.used {
			t.Errorf("%s to %s: %v", c.local, c.remote, got)
		}
	}
}
