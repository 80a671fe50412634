package phone_test

import (
	"context"
	"net"
	"testing"
	"time"

	"graphpbx/models"
	"graphpbx/sip/media"
	"graphpbx/testrig"
	"graphpbx/testrig/phone"
)

// office is a whole switchboard with two users and their telephones.
type office struct {
	*testrig.Switchboard
	t   *testing.T
	ctx context.Context
}

func newOffice(t *testing.T) *office {
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	t.Cleanup(cancel)
	s := testrig.Start(t)
	s.AddUser("anna", "21")
	s.AddUser("bert", "22")
	return &office{Switchboard: s, t: t, ctx: ctx}
}

func (o *office) telephone(username string, transport models.Transport, change ...func(*phone.Config)) *phone.Phone {
	o.t.Helper()
	cfg := phone.Config{Server: o.SIP, Username: username, Password: testrig.Password(username), Transport: transport}
	for _, c := range change {
		c(&cfg)
	}
	p, err := phone.Start(o.ctx, cfg)
	if err != nil {
		o.t.Fatal(err)
	}
	o.t.Cleanup(p.Close)
	o.must(p.Register(o.ctx))
	return p
}

func (o *office) must(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

// connect makes a call and returns both ends of it.
func (o *office) connect(from *phone.Phone, number string, to *phone.Phone) (calling, called *phone.Call) {
	o.t.Helper()
	calling, err := from.Dial(number)
	o.must(err)
	called, err = to.NextCall(o.ctx)
	o.must(err)
	o.must(calling.Await(o.ctx, phone.Ringing))
	o.must(called.Answer())
	o.must(calling.Await(o.ctx, phone.Connected))
	return calling, called
}

func (o *office) eventually(what string, met func() bool) {
	o.t.Helper()
	for !met() {
		select {
		case <-o.ctx.Done():
			o.t.Fatalf("waited in vain for: %s", what)
		case <-time.After(10 * time.Millisecond):
		}
	}
}

func (o *office) hears(c *phone.Call, frequency float64) {
	o.t.Helper()
	defer func() {
		if o.t.Failed() {
			o.t.Logf("%+v", c.Heard())
		}
	}()
	o.eventually("a tone", func() bool { return c.Heard().IsTone(frequency) })
}

// Two telephones call each other through the switchboard: tones both ways, hold and hang-up from each side.
func TestTelephonesThroughSwitchboard(t *testing.T) {
	for _, transports := range [][2]models.Transport{
		{models.TransportUDP, models.TransportUDP}, {models.TransportTCP, models.TransportUDP}, {models.TransportUDP, models.TransportTCP},
	} {
		t.Run(string(transports[0])+" to "+string(transports[1]), func(t *testing.T) {
			o := newOffice(t)
			anna, bert := o.telephone("anna", transports[0]), o.telephone("bert", transports[1])
			for _, number := range []string{"22", "bert"} {
				calling, called := o.connect(anna, number, bert)
				o.hears(calling, phone.Frequency("bert"))
				o.hears(called, phone.Frequency("anna"))
				for _, pair := range [][2]*phone.Call{{calling, called}, {called, calling}} {
					o.must(pair[0].Hold(o.ctx))
					o.must(pair[1].AwaitHold(o.ctx, false, true))
					o.eventually("silence", func() bool { return pair[1].Heard().Frequency == 0 })
					o.must(pair[0].Resume(o.ctx))
					o.must(pair[1].AwaitHold(o.ctx, false, false))
					o.hears(calling, phone.Frequency("bert"))
					o.hears(called, phone.Frequency("anna"))
				}
				first, second := calling, called
				if number == "bert" {
					first, second = called, calling
				}
				o.must(first.Hangup())
				o.must(second.Await(o.ctx, phone.Ended))
				if end, _ := second.End(); end.ByUs || end.Status != 0 {
					t.Errorf("the other side ended with %+v", end)
				}
				if lost := called.Heard().Lost; lost > 0 {
					t.Errorf("%d packets lost", lost)
				}
			}
		})
	}
}

// What does not come about through the switchboard is told with the right status.
func TestRefusalsThroughSwitchboard(t *testing.T) {
	o := newOffice(t)
	anna := o.telephone("anna", models.TransportUDP)
	refuse := func(number string, want int) {
		t.Helper()
		c, err := anna.Dial(number)
		o.must(err)
		o.must(c.Await(o.ctx, phone.Ended))
		if end, _ := c.End(); end.Status != want {
			t.Errorf("%s: %+v, want %d", number, end, want)
		}
	}
	refuse("4711", 404)
	refuse("22", 480) // bert has no telephone yet
	bert := o.telephone("bert", models.TransportUDP, func(c *phone.Config) { c.Manners = phone.Manners{Refuse: 486} })
	refuse("22", 486)
	bert.SetManners(phone.Manners{Refuse: 603})
	refuse("22", 603)
}

// The caller gives up while it rings.
func TestCancelThroughSwitchboard(t *testing.T) {
	o := newOffice(t)
	anna, bert := o.telephone("anna", models.TransportUDP), o.telephone("bert", models.TransportUDP)
	calling, err := anna.Dial("22")
	o.must(err)
	called, err := bert.NextCall(o.ctx)
	o.must(err)
	o.must(calling.Await(o.ctx, phone.Ringing))
	o.must(calling.Hangup())
	o.must(called.Await(o.ctx, phone.Ended))
	if end, _ := called.End(); end.ByUs {
		t.Errorf("ended with %+v", end)
	}
}

// A stranger sprays the whole range of RTP ports during a call: nothing reaches the telephones, and nothing reaches
// the stranger.
func TestRTPBleed(t *testing.T) {
	o := newOffice(t)
	anna, bert := o.telephone("anna", models.TransportUDP), o.telephone("bert", models.TransportUDP)
	calling, called := o.connect(anna, "22", bert)
	o.hears(calling, phone.Frequency("bert"))
	o.hears(called, phone.Frequency("anna"))

	stranger, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 66)})
	o.must(err)
	defer stranger.Close()
	packet := media.Packet{PayloadType: 8, SSRC: 0xbad, Payload: make([]byte, 160)}
	for range 5 {
		packet.Sequence++
		for port := media.DefaultFirstPort; port <= media.DefaultLastPort; port += 2 {
			_, _ = stranger.WriteToUDP(packet.Append(nil), &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1), Port: port})
		}
	}
	o.hears(calling, phone.Frequency("bert"))
	o.hears(called, phone.Frequency("anna"))
	for _, pair := range [][2]*phone.Call{{calling, called}, {called, calling}} {
		if heard, sent := pair[0].Heard().Packets, pair[1].Heard().Sent; heard > sent {
			t.Errorf("heard %d packets, where only %d were sent", heard, sent)
		}
	}
	_ = stranger.SetReadDeadline(time.Now().Add(50 * time.Millisecond))
	if n, _, err := stranger.ReadFromUDP(make([]byte, 2048)); err == nil {
		t.Errorf("the stranger received %d octets", n)
	}
}
