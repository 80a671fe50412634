package call

import (
	"strings"
	"testing"

	"graphpbx/sip/msg"
)

// A telephone that says where its sound goes in a way that nobody can use is heard and spoken to all the same.
func TestSoundOfATelephoneThatNamesNoUsableAddress(t *testing.T) {
	for connection, want := range map[string]string{
		"c=IN IP4 198.51.100.77":     "198.51.100.77:4004",
		"c=IN IP4 phone.example.com": "198.51.100.2:4004",
		"c=IN IP6 2001:db8::2":       "198.51.100.2:4004",
		"c=IN IP4 127.0.0.1":         "198.51.100.2:4004",
		"i=no connection at all":     "198.51.100.2:4004",
	} {
		scenario(t, func(n *network) {
			alice, bob := n.phone("alice"), n.phone("bob")
			a := alice.dial("bob", alice.sound())
			alice.response(100)
			invite := bob.request(msg.INVITE)
			bob.reply(invite, 200, strings.Replace(bob.sound(), "c=IN IP4 198.51.100.2", connection, 1))
			bob.request(msg.ACK)
			a.meets(alice.response(200))
			a.ack("")
			if got := n.media.sounds[0].b.remote.String(); got != want {
				t.Errorf("%s: sound goes to %s, want %s", connection, got, want)
			}
			n.hangUp(a, bob.takes(invite))
		})
	}
}
