package sdp

import (
	"errors"
	"net/netip"
	"strings"
	"testing"
)

const offer = "v=0\r\n" +
	"o=alice 20518 7 IN IP4 203.0.113.1\r\n" +
	"s=secret name\r\n" +
	"c=IN IP4 203.0.113.1\r\n" +
	"t=0 0\r\n" +
	"a=group:BUNDLE 0\r\n" +
	"m=audio 54400 RTP/AVP 8 0 101\r\n" +
	"b=AS:80\r\n" +
	"a=rtpmap:8 PCMA/8000\r\n" +
	"a=rtpmap:0 PCMU/8000\r\n" +
	"a=rtpmap:101 telephone-event/8000\r\n" +
	"a=fmtp:101 0-16\r\n" +
	"a=ptime:20\r\n" +
	"a=rtcp-mux\r\n" +
	"a=rtcp:54420\r\n" +
	"a=candidate:1 1 UDP 1 203.0.113.1 54400 typ host\r\n" +
	"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:c2VjcmV0\r\n" +
	"a=sendonly\r\n" +
	"m=video 54402 RTP/AVP 31 96\r\n" +
	"a=rtpmap:31 H261/90000\r\n"

func parse(t *testing.T, text string) *Description {
	t.Helper()
	d, err := Parse([]byte(text))
	if err != nil {
		t.Fatalf("Parse: %v", err)
	}
	return d
}

func TestParse(t *testing.T) {
	d := parse(t, offer)
	if len(d.Media) != 2 || d.Media[0].Connection != "203.0.113.1" || d.Origin.Version != 7 {
		t.Fatalf("parsed %+v", d)
	}
	rtp, rtcp := d.Media[0].Remote()
	if rtp.String() != "203.0.113.1:54400" || rtcp.String() != "203.0.113.1:54420" {
		t.Errorf("remote %v %v", rtp, rtcp)
	}
	if got := d.Direction(&d.Media[0]); got != SendOnly {
		t.Errorf("direction %v", got)
	}
}

func TestParseTolerates(t *testing.T) {
	tests := map[string]string{
		"bare line feeds":      "v=0\no=- 1 1 IN IP4 192.0.2.1\ns=-\nc=IN IP4 192.0.2.1\nt=0 0\nm=audio 4000 RTP/AVP 0\n",
		"no end of last line":  "v=0\r\nc=IN IP4 192.0.2.1\r\nm=audio 4000 RTP/AVP 0",
		"no version":           "c=IN IP4 192.0.2.1\r\nm=audio 4000 RTP/AVP 0\r\n",
		"spaces and blanks":    "v=0 \r\n\r\nc= IN IP4 192.0.2.1 \r\nm=audio 4000/2 RTP/AVP  0 \r\n",
		"unknown line letters": "v=0\r\nx=what\r\nc=IN IP4 192.0.2.1/127\r\nm=audio 4000 RTP/AVP 0\r\n",
	}
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			d := parse(t, text)
			if rtp, rtcp := d.Media[0].Remote(); rtp.String() != "192.0.2.1:4000" || rtcp.Port() != 4001 {
				t.Errorf("remote %v %v", rtp, rtcp)
			}
		})
	}
}

func TestParseRefuses(t *testing.T) {
	tests := map[string]struct {
		text string
		want error
	}{
		"nothing":         {"", ErrMalformed},
		"text":            {"hello world", ErrMalformed},
		"port too large":  {"v=0\r\nm=audio 70000 RTP/AVP 0\r\n", ErrMalformed},
		"port no number":  {"v=0\r\nm=audio x RTP/AVP 0\r\n", ErrMalformed},
		"no format":       {"v=0\r\nm=audio 4000 RTP/AVP\r\n", ErrMalformed},
		"too many media":  {"v=0\r\n" + strings.Repeat("m=audio 4000 RTP/AVP 0\r\n", MaxMedia+1), ErrTooLarge},
		"too many codecs": {"v=0\r\nm=audio 4000 RTP/AVP" + strings.Repeat(" 0", MaxFormats+1), ErrTooLarge},
		"too many lines":  {strings.Repeat("a=x\r\n", MaxLines+1), ErrTooLarge},
		"too many bytes":  {"v=0\r\ns=" + strings.Repeat("x", MaxBytes), ErrTooLarge},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if _, err := Parse([]byte(test.text)); !errors.Is(err, test.want) {
				t.Errorf("got %v, want %v", err, test.want)
			}
		})
	}
}

func FuzzSDP(f *testing.F) {
	f.Add([]byte(offer))
	f.Add([]byte("v=0\nc=IN IP6 ::\nm=audio 1 RTP/SAVP 0\na=inactive"))
	at := netip.MustParseAddrPort("[2001:db8::1]:30000")
	f.Fuzz(func(t *testing.T, body []byte) {
		d, err := Parse(body)
		if err != nil {
			return
		}
		for i := range d.Media {
			d.Media[i].Remote()
			d.Direction(&d.Media[i])
		}
		relayed := d.Relayed(at, Origin{ID: 1, Version: 2})
		written := relayed.Append(nil)
		again, err := Parse(written)
		if err != nil && !errors.Is(err, ErrTooLarge) {
			t.Fatalf("what was written cannot be read: %v\n%q", err, written)
		}
		if err == nil && (len(again.Media) != len(d.Media) || !again.SameCodecs(relayed) != !relayed.SameCodecs(relayed)) {
			t.Fatalf("streams changed on the way:\n%q", written)
		}
	})
}
