package sdp

import (
	"errors"
	"net/netip"
	"testing"
)

func TestRelayed(t *testing.T) {
	at := netip.MustParseAddrPort("192.0.2.9:30000")
	got := string(parse(t, offer).Relayed(at, Origin{ID: 5, Version: 6}).Append(nil))
	want := "v=0\r\no=- 5 6 IN IP4 192.0.2.9\r\ns=-\r\nt=0 0\r\n" +
		"m=audio 30000 RTP/AVP 8 0 101\r\nc=IN IP4 192.0.2.9\r\nb=AS:80\r\n" +
		"a=rtpmap:8 PCMA/8000\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-16\r\n" +
		"a=ptime:20\r\na=sendonly\r\n" +
		"m=video 0 RTP/AVP 31\r\nc=IN IP4 192.0.2.9\r\n"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestRelayedIPv6(t *testing.T) {
	at := netip.MustParseAddrPort("[2001:db8::9]:30000")
	out := parse(t, offer).Relayed(at, Origin{}).Append(nil)
	d := parse(t, string(out))
	if rtp, rtcp := d.Media[0].Remote(); rtp != at || rtcp.Port() != 30001 {
		t.Errorf("remote %v %v in\n%s", rtp, rtcp, out)
	}
}

func TestAudio(t *testing.T) {
	const head = "v=0\r\nc=IN IP4 192.0.2.1\r\n"
	tests := map[string]struct {
		text  string
		index int
		err   error
	}{
		"plain":             {head + "m=audio 4000 RTP/AVP 0\r\n", 0, nil},
		"feedback":          {head + "m=audio 4000 RTP/AVPF 0\r\n", 0, nil},
		"second line":       {head + "m=audio 4002 RTP/SAVP 0\r\nm=audio 4000 RTP/AVP 0\r\n", 1, nil},
		"encrypted only":    {head + "m=audio 4000 RTP/SAVP 0\r\n", -1, ErrEncrypted},
		"browser":           {head + "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n", -1, ErrEncrypted},
		"fax":               {head + "m=image 4000 udptl t38\r\n", -1, ErrNoAudio},
		"switched off":      {head + "m=audio 0 RTP/AVP 0\r\n", -1, ErrNoAudio},
		"no media line":     {head, -1, ErrNoAudio},
		"video before it":   {head + "m=video 4000 RTP/AVP 31\r\nm=audio 4002 RTP/AVP 0\r\n", 1, nil},
		"encrypted but off": {head + "m=audio 0 RTP/SAVP 0\r\n", -1, ErrNoAudio},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			index, err := parse(t, test.text).Audio()
			if index != test.index || !errors.Is(err, test.err) {
				t.Errorf("got %d %v, want %d %v", index, err, test.index, test.err)
			}
		})
	}
}

func TestRemoteIsNowhere(t *testing.T) {
	for name, text := range map[string]string{
		"hold":      "v=0\r\nc=IN IP4 0.0.0.0\r\nm=audio 4000 RTP/AVP 0\r\n",
		"host name": "v=0\r\nc=IN IP4 phone.example\r\nm=audio 4000 RTP/AVP 0\r\n",
		"refused":   "v=0\r\nc=IN IP4 192.0.2.1\r\nm=audio 0 RTP/AVP 0\r\n",
		"nothing":   "v=0\r\nm=audio 4000 RTP/AVP 0\r\n",
		"zone":      "v=0\r\nc=IN IP6 fe80::1%eth0\r\nm=audio 4000 RTP/AVP 0\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			if rtp, rtcp := parse(t, text).Media[0].Remote(); rtp.IsValid() || rtcp.IsValid() {
				t.Errorf("got %v %v", rtp, rtcp)
			}
		})
	}
}

// An echo agrees to every codec, and listens where the telephone speaks.
func TestEchoed(t *testing.T) {
	at := netip.MustParseAddrPort("192.0.2.9:30000")
	for direction, want := range map[string]Direction{"sendrecv": SendRecv, "sendonly": RecvOnly, "recvonly": SendOnly, "inactive": Inactive} {
		d := parse(t, "v=0\r\nc=IN IP4 192.0.2.1\r\nm=audio 4000 RTP/AVP 9 8 96\r\na=rtpmap:96 opus/48000/2\r\na="+direction+"\r\nm=video 4002 RTP/AVP 31\r\n")
		out := parse(t, string(d.Echoed(at, Origin{}).Append(nil)))
		if got := out.Direction(&out.Media[0]); got != want {
			t.Errorf("%s is answered %s", direction, got)
		}
		if !d.SameCodecs(out) || len(out.Media) != 2 || out.Media[1].Port != 0 {
			t.Errorf("%+v", out)
		}
	}
}
