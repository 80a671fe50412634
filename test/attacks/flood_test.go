package attacks

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"sync"
	"testing"
	"time"

	"graphpbx/models"
	"graphpbx/testrig"
	"graphpbx/testrig/phone"
)

// Thousands of INVITEs without a name leave nothing behind once they are over, and telephones are served meanwhile.
func TestFloodOfInvites(t *testing.T) {
	t.Parallel()
	const flood = 10_000
	s := testrig.Start(t)
	s.AddUser("anna", "21")
	x := newStranger(t, s.SIP, "127.0.0.1")
	for i := range flood {
		x.send(x.request("INVITE", fmt.Sprintf("flood-%d", i)))
		if i == flood/2 {
			registered(t, s, phone.Config{Username: "anna"})
		}
	}
	eventually(t, "transactions are left", func() bool { return s.Engine().Counts().ServerTransactions == 0 })
}

// Connections that say half a sentence are closed, and others are served meanwhile.
func TestConnectionsThatDoNothing(t *testing.T) {
	t.Parallel()
	const held = 1000
	s := testrig.Start(t)
	s.AddUser("anna", "21")
	var all sync.WaitGroup
	for range held {
		conn, err := net.Dial("tcp", s.SIP)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if _, err := io.WriteString(conn, "INVITE sip:22@pbx SIP/2.0\r\nVia: "); err != nil {
			t.Fatal(err)
		}
		all.Go(func() { _, _ = conn.Read(make([]byte, 1)) })
	}
	registered(t, s, phone.Config{Username: "anna", Transport: models.TransportTCP})
	all.Wait() // the switchboard has closed them
}

// Noise made of real messages, with a seed so that what it finds can be found again, ends nothing and leaves nothing.
func TestNoise(t *testing.T) {
	t.Parallel()
	const messages = 10_000
	s := testrig.Start(t)
	s.AddUser("anna", "21")
	x := newStranger(t, s.SIP, "127.0.0.1")
	seeds := []string{
		x.request("INVITE", "one"), x.request("REGISTER", "two"), x.request("OPTIONS", "three"), x.request("BYE", "four", "To: <sip:a@b>;tag=c"),
		"SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP a;branch=z9hG4bKprobe0\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:a@b>;tag=2\r\nCall-ID: x\r\nCSeq: 1 INVITE\r\n\r\n",
	}
	random := rand.New(rand.NewPCG(4, 75))
	for range messages {
		x.send(string(spoilt(random, []byte(seeds[random.IntN(len(seeds))]))))
	}
	registered(t, s, phone.Config{Username: "anna"})
	eventually(t, "something is left", func() bool {
		counts := s.Engine().Counts()
		return counts.ServerTransactions == 0 && counts.Calls == 0 && counts.MediaSessions == 0
	})
}

// spoilt changes, removes, repeats and inserts bytes.
func spoilt(random *rand.Rand, data []byte) []byte {
	inserts := []string{"\r\n", ";", "<", ">", `"`, ",", "\x00", "%", ":", "@", "=", " ", "\t", "\\"}
	for range 1 + random.IntN(6) {
		at := random.IntN(len(data))
		end := min(at+1+random.IntN(30), len(data))
		switch random.IntN(4) {
		case 0:
			data[at] = byte(random.IntN(256))
		case 1:
			data = append(data[:at:at], data[end:]...)
		case 2:
			data = append(data[:end:end], data[at:]...)
		default:
			data = append(append(data[:at:at], inserts[random.IntN(len(inserts))]...), data[at:]...)
		}
		if len(data) == 0 {
			return []byte("x")
		}
	}
	return data
}

// eventually waits for something that comes by itself.
func eventually(t *testing.T, otherwise string, met func() bool) {
	t.Helper()
	for deadline := time.Now().Add(2 * attempt); !met(); <-time.After(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal(otherwise)
		}
	}
}
