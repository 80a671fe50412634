package live_test

import (
	"bytes"
	"fmt"
	"sync"
	"testing"

	"github.com/gorilla/websocket"

	"graphpbx/graph/live"
)

// BenchmarkFanOut tells events to 200 clients that follow everything, as fast as the slowest takes them. The time is that
// of one message to one client, both ends.
func BenchmarkFanOut(b *testing.B) {
	const clients, inFlight = 200, 1000
	r := newRig(b, 1<<16, func(c *live.Config) { c.Queue = 2 * inFlight })
	room := make(chan struct{}, inFlight)
	var all sync.WaitGroup
	events := max(b.N/clients, 1)
	for n := range clients {
		c := r.enter(b, "user")
		c.subscribe(fmt.Sprint("client-", n), nil)
		if _, err := c.next(); err != nil {
			b.Fatal(err)
		}
		all.Go(func() { count(b, c.ws, events, n == 0, room) })
	}
	b.ResetTimer()
	for n := range events {
		room <- struct{}{} // the first client's pace, which is everybody's
		r.change(n%100, n)
	}
	all.Wait()
	b.StopTimer()
	s := r.transport.Stats()
	b.ReportMetric(float64(s.Executions), "executions")
	b.ReportMetric(float64(s.TooSlow), "too-slow")
}

func count(b *testing.B, ws *websocket.Conn, events int, paces bool, room <-chan struct{}) {
	for got := 0; got < events; {
		_, text, err := ws.ReadMessage()
		if err != nil {
			b.Error(err)
			return
		}
		if bytes.Contains(text, []byte("TelephoneChanged")) {
			got++
			if paces {
				<-room
			}
		}
	}
}
