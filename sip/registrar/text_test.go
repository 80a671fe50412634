package registrar

import (
	"strings"
	"testing"
)

// What a device says of itself goes to browsers and databases. One that says what is no text must not keep them from
// what all others say.
func TestOnlyTextIsKept(t *testing.T) {
	eachWay(t, func(r *rig) {
		p := r.phone("alice", 5060)
		for what, spoil := range map[string]func(packet string) string{
			"contact": func(packet string) string {
				return strings.Replace(packet, "Contact: <sip:alice", "Contact: <sip:al\xffice", 1)
			},
			"Call-ID": func(packet string) string { return strings.Replace(packet, "Call-ID: ", "Call-ID: \xff", 1) },
			"instance": func(packet string) string {
				return strings.Replace(packet, ":5060>", ":5060>;+sip.instance=\"\x01\"", 1)
			},
			"path": func(packet string) string {
				return strings.Replace(packet, "Call-ID", "Path: <sip:\xfe@edge;lr>\r\nCall-ID", 1)
			},
		} {
			challenge := r.exchange(p.flow, p.request(""))
			res := r.exchange(p.flow, spoil(p.request(p.answer(t, challenge))))
			if res.StatusCode != 400 || len(r.Bindings("usr_alice")) != 0 {
				t.Errorf("%s that is no text: %d, %+v", what, res.StatusCode, r.Bindings("usr_alice"))
			}
		}
		p.agent = "Te\xffl\x00\x1bé" + strings.Repeat("x", 153) + "é and more" // the last é is cut in two
		r.want(p, 200, 1)
		r.wantFacts("REGISTERED")
		r.want(p, 200, 1)
		r.wantFacts("") // it is still the same device
		if got := r.Bindings("usr_alice")[0].UserAgent; !isText(got) || !strings.HasPrefix(got, "Telé"+strings.Repeat("x", 150)) {
			t.Errorf("kept: %q", got)
		}
	})
}
