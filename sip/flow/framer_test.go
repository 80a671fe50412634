package flow

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
)

func message(body string, headers ...string) string {
	return "MESSAGE sip:a@b SIP/2.0\r\n" + strings.Join(append(headers, ""), "\r\n") + "\r\n" + body
}

func lengthOf(n int) string { return fmt.Sprintf("Content-Length: %d", n) }

// feed gives the framer data in pieces of the given size and returns what it cut.
func feed(data string, size int) (messages []string, pings int, err error) {
	var f framer
	for data != "" {
		n := copy(f.space(), data[:min(size, len(data))])
		f.filled(n)
		data = data[n:]
		for {
			packet, fault := f.next()
			switch {
			case len(packet) > 0:
				messages = append(messages, string(packet))
			case packet != nil:
				pings++
			}
			if fault != nil {
				return messages, pings, fault
			}
			if packet == nil {
				break
			}
		}
		f.idle()
	}
	return messages, pings, nil
}

func TestFramerCutsAtAnyBoundary(t *testing.T) {
	one := message("", lengthOf(0))
	two := message("hello", "l:5")
	three := message("body\r\n\r\nbody", "X: 1", "CONTENT-length :\r\n 12", "Content-Length: 12")
	four := message("", "X: no length at all")
	five := message(strings.Repeat("x", 30_000), lengthOf(30_000))
	stream := "\r\n" + one + "\r\n\r\n" + two + three + "\r\n\r\n\r\n\r\n\r\n" + four + five + "\r\n\r\n"
	want := []string{one, two, three, four, five}
	for _, size := range []int{1, 2, 3, 5, 7, 64, 1500, 1 << 20} {
		got, pings, err := feed(stream, size)
		if err != nil || len(got) != len(want) {
			t.Fatalf("pieces of %d: %d messages, %v", size, len(got), err)
		}
		for i := range want {
			if got[i] != want[i] {
				t.Fatalf("pieces of %d: message %d is\n%q", size, i, got[i])
			}
		}
		if pings != 4 {
			t.Fatalf("pieces of %d: %d pings", size, pings)
		}
	}
}

func TestFramerRefuses(t *testing.T) {
	for name, test := range map[string]struct {
		data string
		want error
		head bool // the header section is handed over, to be answered
	}{
		"negative length":      {message("", "Content-Length: -1"), errFraming, true},
		"no number":            {message("", "l: ten"), errFraming, true},
		"empty length":         {message("", "l:"), errFraming, true},
		"lengths that differ":  {message("", "l: 1", "Content-Length: 2"), errFraming, true},
		"length over all":      {message("", "l: 99999999999999999999"), errFraming, true},
		"message over 64 kB":   {message("", "l: 65536"), errFraming, true},
		"headers without end":  {"INVITE " + strings.Repeat("x", 70_000), errTooLarge, false},
		"headers of over 64kB": {message("", strings.Repeat("x: y\r\n", 20_000)), errTooLarge, false},
	} {
		t.Run(name, func(t *testing.T) {
			for _, size := range []int{1, 4096} {
				got, _, err := feed(test.data, size)
				if !errors.Is(err, test.want) || (len(got) == 1) != test.head {
					t.Fatalf("%d messages, %v", len(got), err)
				}
			}
		})
	}
}

func TestFramerGivesLargeBuffersBack(t *testing.T) {
	var f framer
	data := message(strings.Repeat("x", 60_000), lengthOf(60_000))
	for data != "" {
		n := copy(f.space(), data)
		f.filled(n)
		data = data[n:]
	}
	if packet, err := f.next(); err != nil || len(packet) < 60_000 {
		t.Fatalf("%d bytes, %v", len(packet), err)
	}
	if !f.idle() || f.buffer != nil {
		t.Fatalf("holds %d bytes", len(f.buffer))
	}
}

// FuzzFramer feeds the same stream whole and in pieces: the cuts must be the same, and nothing may be invented.
func FuzzFramer(f *testing.F) {
	f.Add([]byte(message("hello", "l: 5")+"\r\n\r\n"+message("", lengthOf(0))), byte(3))
	f.Add([]byte(message("", "Content-Length:\r\n\t7", "l: 8")), byte(1))
	f.Add([]byte("\r\n\r\n\r\n"), byte(1))
	f.Fuzz(func(t *testing.T, data []byte, size byte) {
		whole, pings, err := feed(string(data), len(data)+1)
		pieces, piecePings, pieceErr := feed(string(data), int(size)+1)
		if !errors.Is(pieceErr, err) || pings != piecePings || len(whole) != len(pieces) {
			t.Fatalf("whole: %d messages, %d pings, %v; in pieces: %d, %d, %v",
				len(whole), pings, err, len(pieces), piecePings, pieceErr)
		}
		total := 0
		for i := range whole {
			if whole[i] != pieces[i] || !bytes.Contains(data, []byte(whole[i])) {
				t.Fatalf("message %d: %q and %q", i, whole[i], pieces[i])
			}
			total += len(whole[i])
		}
		if total > len(data) {
			t.Fatalf("%d bytes out of %d", total, len(data))
		}
	})
}
