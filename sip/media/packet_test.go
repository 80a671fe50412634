package media

import (
	"bytes"
	"testing"
)

func TestPacketRoundTrip(t *testing.T) {
	want := Packet{PayloadType: 101, Marker: true, Sequence: 65535, Timestamp: 1 << 31, SSRC: 0xdeadbeef, Payload: []byte{1, 2, 3}}
	got, ok := ParsePacket(want.Append(nil))
	if !ok || !bytes.Equal(got.Payload, want.Payload) {
		t.Fatalf("got %+v", got)
	}
	got.Payload, want.Payload = nil, nil
	if got.PayloadType != want.PayloadType || got.Marker != want.Marker || got.Sequence != want.Sequence ||
		got.Timestamp != want.Timestamp || got.SSRC != want.SSRC {
		t.Fatalf("got %+v, want %+v", got, want)
	}
}

// Contributing sources, an extension and padding all stand around the payload.
func TestPacketPayload(t *testing.T) {
	data := []byte{0xb1, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3}
	data = append(data, 0, 0, 0, 9)           // one contributing source
	data = append(data, 0xbe, 0xde, 0, 1)     // an extension of one word
	data = append(data, 1, 2, 3, 4, 'o', 'k') // the word, the payload
	data = append(data, 0, 0, 3)              // padding
	if p, ok := ParsePacket(data); !ok || string(p.Payload) != "ok" {
		t.Fatalf("got %q, %v", p.Payload, ok)
	}
}

func FuzzPacket(f *testing.F) {
	f.Add((&Packet{Payload: []byte("sound")}).Append(nil))
	f.Add(senderReport())
	f.Add([]byte{0xb1, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 9, 0xbe, 0xde, 0, 1, 1, 2, 3, 4, 3})
	f.Fuzz(func(t *testing.T, data []byte) {
		p, ok := ParsePacket(data)
		if ok && len(p.Payload) > len(data)-rtpHeaderSize {
			t.Fatal("the payload is longer than the packet")
		}
		if ok && isControlPacket(data) {
			t.Fatal("both RTP and RTCP")
		}
	})
}
