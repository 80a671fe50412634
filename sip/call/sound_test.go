package call

import (
	"net/netip"
	"strings"
	"testing"

	"graphpbx/models"
	"graphpbx/sip/msg"
)

// at moves a telephone to another address of the switchboard.
func (p *phone) at(local string) *phone {
	p.flow.Socket = &socket{network: p.network, transport: models.TransportUDP, local: netip.MustParseAddrPort(local)}
	p.network.register(p)
	return p
}

// The called user has a telephone on IPv4 and one on IPv6: each is offered ports that it can reach, and only those of
// the one that answers stay open.
func TestBothFamiliesRing(t *testing.T) {
	scenario(t, func(n *network) {
		alice, four, six := n.phone("alice"), n.phone("bob"), n.phone("bob").at("[2001:db8::1]:5060")
		a := alice.dial("bob", alice.sound())
		alice.response(100)
		if body := string(four.request(msg.INVITE).Body()); !strings.Contains(body, "c=IN IP4 192.0.2.1\r\n") {
			t.Errorf("IPv4 is offered\n%s", body)
		}
		invite := six.request(msg.INVITE)
		if body := string(invite.Body()); !strings.Contains(body, "c=IN IP6 2001:db8::1\r\n") || !strings.Contains(invite.Contact().Value(), "[2001:db8::1]") {
			t.Errorf("IPv6 is offered\n%s", body)
		}
		four.reply(four.ringing, 180, "")
		alice.response(180)
		six.reply(invite, 200, strings.ReplaceAll(six.sound(), "IP4 "+six.address.Addr().String(), "IP6 2001:db8::3"))
		six.request(msg.ACK)
		four.request(msg.CANCEL)
		if n.media.sounds[0].closed != 1 || n.media.sounds[1].closed != 0 {
			t.Error("the wrong ports were given back")
		}
		answer := a.meets(alice.response(200))
		if rtp, _ := n.described(answer).Media[0].Remote(); rtp != netip.AddrPortFrom(netip.MustParseAddr("192.0.2.1"), uint16(n.media.sounds[1].a.port)) {
			t.Errorf("caller is told %v", rtp)
		}
		a.ack("")
		n.hangUp(a, six.takes(invite))
	})
}

func TestExternalHost(t *testing.T) {
	scenario(t, func(n *network) {
		n.manager.ExternalHost = "203.0.113.9"
		alice, bob := n.phone("alice"), n.phone("bob")
		inside := netip.MustParseAddrPort("10.1.1.1:5060")
		n.phones[inside] = bob
		bob.flow.Remote = inside
		n.register(bob)
		alice.dial("bob", alice.sound())
		alice.response(100)
		invite := bob.request(msg.INVITE)
		if rtp, _ := n.described(invite).Media[0].Remote(); rtp.Addr().String() != "192.0.2.1" {
			t.Errorf("inside is told %v", rtp)
		}
		bob.reply(invite, 183, bob.sound())
		early := alice.response(183)
		if rtp, _ := n.described(early).Media[0].Remote(); rtp.Addr().String() != "203.0.113.9" || early.Contact().Address.Host != "203.0.113.9" {
			t.Errorf("outside is told %v and %v", rtp, early.Contact())
		}
		bob.reply(invite, 486, "")
		alice.response(486)
		delete(n.phones, inside)
	})
}
