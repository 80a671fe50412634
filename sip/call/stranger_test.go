package call

import (
	"net/netip"
	"testing"

	"graphpbx/models"
	"graphpbx/sip/msg"
)

// Whoever reads along on the way knows both tags. From another address they are not enough to end a call or to have its
// sound sent elsewhere.
func TestStrangerWithBothTags(t *testing.T) {
	scenario(t, func(n *network) {
		alice, bob, eve := n.phone("alice"), n.phone("bob"), n.phone("eve")
		a, b := n.connect(alice, bob)
		stolen := *a
		stolen.phone, stolen.sequence = eve, a.sequence+10
		for _, method := range []msg.Method{msg.INVITE, msg.UPDATE, msg.INFO, msg.BYE} {
			stolen.ask(method, eve.sound())
			eve.response(407)
			stolen.ask(method, eve.sound(), "Proxy-Authorization: Fake eve")
			eve.response(403)
		}
		stolen.ack(eve.sound())
		bob.quiet()
		n.hangUp(b, a) // the numbers of the stranger were not taken for alice's, and she is where she was
		n.expectLast(models.CallEnded, models.EndCalleeHungUp)
	})
}

// A telephone that comes from another network logs in, and the call goes with it.
func TestTelephoneThatWanders(t *testing.T) {
	scenario(t, func(n *network) {
		alice, bob := n.phone("alice"), n.phone("bob")
		a, b := n.connect(alice, bob)
		alice.address = netip.MustParseAddrPort("203.0.113.7:5060")
		alice.flow.Remote = alice.address
		n.phones[alice.address] = alice
		a.ask(msg.INVITE, alice.sound())
		alice.response(407)
		a.ask(msg.INVITE, alice.sound(), "Proxy-Authorization: Fake alice")
		alice.response(100)
		bob.reply(bob.request(msg.INVITE), 200, bob.sound())
		bob.request(msg.ACK)
		alice.response(200)
		a.ack("")
		n.hangUp(b, a)
	})
}
