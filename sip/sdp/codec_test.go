package sdp

import (
	"net/netip"
	"testing"
)

func TestOffer(t *testing.T) {
	at := netip.MustParseAddrPort("192.0.2.9:30000")
	d := parse(t, string(Offer(at, Origin{ID: 1, Version: 1}).Append(nil)))
	if i, err := d.Audio(); i != 0 || err != nil {
		t.Fatalf("audio %d %v", i, err)
	}
	if rtp, _ := d.Media[0].Remote(); rtp != at {
		t.Errorf("remote %v", rtp)
	}
}

func TestSameCodecs(t *testing.T) {
	const head = "v=0\r\nc=IN IP4 192.0.2.1\r\nm=audio 4000 RTP/AVP "
	tests := map[string]struct {
		a, b string
		want bool
	}{
		"equal":               {"8 0\r\n", "0 8\r\n", true},
		"static against map":  {"8\r\n", "8\r\na=rtpmap:8 PCMA/8000/1\r\n", true},
		"fewer":               {"8 0\r\n", "8\r\n", false},
		"other":               {"8\r\n", "0\r\n", false},
		"without tones":       {"8 101\r\na=rtpmap:101 telephone-event/8000\r\n", "8\r\n", true},
		"same number, other":  {"96\r\na=rtpmap:96 opus/48000/2\r\n", "96\r\na=rtpmap:96 iLBC/8000\r\n", false},
		"comfort noise aside": {"0 13\r\n", "0\r\n", true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got := parse(t, head+test.a).SameCodecs(parse(t, head+test.b)); got != test.want {
				t.Errorf("got %v", got)
			}
		})
	}
}
