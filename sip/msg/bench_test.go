package msg

import (
	"fmt"
	"strings"
	"testing"
)

func invite() []byte {
	body := strings.ReplaceAll(`v=0
o=- 1 1 IN IP4 192.0.2.9
s=-
c=IN IP4 192.0.2.9
t=0 0
m=audio 10000 RTP/AVP 8 0 101
a=rtpmap:101 telephone-event/8000
a=sendrecv
`, "\n", "\r\n")
	return fmt.Appendf(nil, strings.ReplaceAll(`INVITE sip:bob@192.0.2.1 SIP/2.0
Via: SIP/2.0/UDP 192.0.2.9:5060;rport;branch=z9hG4bK-524287-1---8f1f2c3d4e5a
Max-Forwards: 70
Contact: <sip:alice@192.0.2.9:5060;transport=UDP>;+sip.instance="<urn:uuid:0f1e2d3c>"
To: <sip:bob@192.0.2.1>
From: "Alice" <sip:alice@192.0.2.1>;tag=9a8b7c6d
Call-ID: 88Yw1lSgQqfE9rY2Zx3d
CSeq: 2 INVITE
Allow: INVITE, ACK, CANCEL, BYE, NOTIFY, REFER, MESSAGE, OPTIONS, INFO, SUBSCRIBE
Content-Type: application/sdp
Supported: replaces, norefersub, timer
User-Agent: Telephone/1.0
Content-Length: %d

`, "\n", "\r\n")+"%s", len(body), body)
}

func BenchmarkParse(b *testing.B) {
	data, parser := invite(), NewParser()
	b.ReportAllocs()
	for b.Loop() {
		m, err := parser.Parse(data)
		if err != nil {
			b.Fatal(err)
		}
		if err := Validate(m); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAppend(b *testing.B) {
	m, err := NewParser().Parse(invite())
	if err != nil {
		b.Fatal(err)
	}
	buffer := make([]byte, 0, 4096)
	b.ReportAllocs()
	for b.Loop() {
		buffer = Append(buffer[:0], m)
	}
}

func BenchmarkRespond(b *testing.B) {
	m, err := NewParser().Parse(invite())
	if err != nil {
		b.Fatal(err)
	}
	buffer := make([]byte, 0, 4096)
	b.ReportAllocs()
	for b.Loop() {
		buffer = Append(buffer[:0], NewResponse(m.(*Request), 180, ""))
	}
}
