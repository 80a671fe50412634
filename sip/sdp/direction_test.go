package sdp

import "testing"

func TestDirection(t *testing.T) {
	const head = "v=0\r\nc=IN IP4 192.0.2.1\r\n"
	tests := map[string]struct {
		text string
		want Direction
	}{
		"default":             {head + "m=audio 4000 RTP/AVP 0\r\n", SendRecv},
		"of the line":         {head + "a=sendrecv\r\nm=audio 4000 RTP/AVP 0\r\na=sendonly\r\n", SendOnly},
		"of the session":      {head + "a=inactive\r\nm=audio 4000 RTP/AVP 0\r\n", Inactive},
		"hold of RFC 2543":    {"v=0\r\nc=IN IP4 0.0.0.0\r\nm=audio 4000 RTP/AVP 0\r\n", SendOnly},
		"both kinds of hold":  {head + "m=audio 4000 RTP/AVP 0\r\nc=IN IP4 0.0.0.0\r\na=recvonly\r\n", Inactive},
		"hold of RFC 2543 v6": {"v=0\r\nc=IN IP6 ::\r\nm=audio 4000 RTP/AVP 0\r\n", SendOnly},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			d := parse(t, test.text)
			if got := d.Direction(&d.Media[0]); got != test.want {
				t.Errorf("got %v, want %v", got, test.want)
			}
			if got := directionOf(test.want.Sends(), test.want.Receives()); got != test.want {
				t.Errorf("%v comes back as %v", test.want, got)
			}
		})
	}
}
