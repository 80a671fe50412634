package flow

import (
	"io"
	"strings"
	"testing"
	"time"

	"graphpbx/models"
)

// The last words to a telephone, such as the BYE of a call that ends with the switchboard, are not swallowed.
func TestCloseWritesWhatIsQueued(t *testing.T) {
	for range 20 {
		l, r := start(t, defaultLimits(), "127.0.0.1:0")
		conn := connect(t, l)
		send(t, conn, "OPTIONS sip:a SIP/2.0\r\n\r\n")
		f := await(t, r.packets).flow
		bye := "BYE sip:a SIP/2.0\r\n\r\n" + strings.Repeat("x", 50_000)
		if err := f.Send([]byte(bye)); err != nil {
			t.Fatal(err)
		}
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(conn); err != nil || string(got) != bye {
			t.Fatalf("%d of %d bytes, error %v", len(got), len(bye), err)
		}
	}
}

// A telephone that does not read does not hold up the end.
func TestCloseDoesNotWaitForThoseWhoDoNotRead(t *testing.T) {
	bounds := defaultLimits()
	bounds.writeQueue, bounds.writeTime, bounds.farewell = 64<<20, time.Hour, 50*time.Millisecond
	l, r := start(t, bounds, "127.0.0.1:0")
	conn := connect(t, l)
	send(t, conn, "OPTIONS sip:a SIP/2.0\r\n\r\n")
	f := await(t, r.packets).flow
	if err := f.Send(make([]byte, 32<<20)); err != nil {
		t.Fatal(err)
	}
	closed := make(chan struct{})
	go func() {
		_ = l.Close()
		close(closed)
	}()
	await(t, closed)
	if f.Alive() || f.Transport() != models.TransportTCP {
		t.Error("the connection lives on")
	}
}
