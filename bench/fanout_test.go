package bench

import (
	"bytes"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"graphpbx/testrig"
)

const watchDocument = `subscription { telephones { __typename ... on Event { cursor } ... on TelephoneChanged {
	telephone { id state activity since terminals { id address transport userAgent reachable rings } } } } }`

// TestFanOut compares our subscription transport with gqlgen's own, which serves the older protocol on the same server:
// what one delivered event costs, first at a load both bear, then as fast as each can.
func TestFanOut(t *testing.T) {
	measuring(t)
	const clients = 1000
	for _, load := range []struct {
		name   string
		perSec int
		budget string
	}{
		{"equal load (10 changes/s)", 10, "<= 1/4"},
		{"saturated (200 changes/s offered)", 200, "<= 1/20"},
	} {
		us := fanOut(t, "graphql-transport-ws", clients, load.perSec)
		stock := fanOut(t, "graphql-ws", clients, load.perSec)
		report(fmt.Sprintf("fan-out, CPU for a delivered event, %s", load.name), us.String(), stock.String()+" (gqlgen's transport)",
			fmt.Sprintf("1/%.1f", stock.cpu/us.cpu), load.budget)
	}
}

type fanOutFigures struct {
	cpu       float64 // microseconds for a delivered event
	delivered float64 // a second
}

func (f fanOutFigures) String() string { return fmt.Sprintf("%.1f µs (%.0f/s)", f.cpu, f.delivered) }

func fanOut(t *testing.T, protocol string, clients, perSecond int) fanOutFigures {
	t.Helper()
	p := startOurs(t, 50)
	admin := p.Admin()
	var received atomic.Int64
	stop := watchers(t, p, admin.Token, protocol, clients, &received)
	defer stop()
	togglers := make([]*toggler, 20)
	for i := range togglers {
		togglers[i] = newToggler(t, p.SIP, i)
	}
	changed := 0
	change := func(until time.Time) {
		for tick := time.NewTicker(time.Second / time.Duration(perSecond)); time.Now().Before(until); <-tick.C {
			g := togglers[changed%len(togglers)]
			if err := g.set(changed/len(togglers)%2 == 0); err != nil {
				t.Log(err)
			}
			changed++
		}
	}
	change(time.Now().Add(2 * time.Second)) // warm
	before, count, begin := cpuTime(t, p.Pid()), received.Load(), time.Now()
	change(begin.Add(8 * time.Second))
	time.Sleep(500 * time.Millisecond) // what is still under way
	used, delivered, took := cpuTime(t, p.Pid())-before, received.Load()-count, time.Since(begin)
	t.Logf("%s: %d clients, %d events delivered in %v, CPU %v", protocol, clients, delivered, took, used)
	if delivered == 0 {
		t.Fatalf("%s: nothing was delivered", protocol)
	}
	return fanOutFigures{cpu: float64(used.Microseconds()) / float64(delivered), delivered: float64(delivered) / took.Seconds()}
}

// watchers connects clients that follow all telephones, and waits until each has the present state.
func watchers(t *testing.T, p *testrig.Process, token, protocol string, clients int, received *atomic.Int64) (stop func()) {
	t.Helper()
	var running, synced sync.WaitGroup
	conns := make([]*websocket.Conn, clients)
	start, next := "subscribe", `"type":"next"`
	if protocol == "graphql-ws" {
		start, next = "start", `"type":"data"`
	}
	gate := make(chan struct{}, 16) // connect a few at a time: each is sent the present state first
	for i := range conns {
		gate <- struct{}{}
		dialer := websocket.Dialer{Subprotocols: []string{protocol}}
		conn, _, err := dialer.Dial("ws"+strings.TrimPrefix(p.Base, "http")+"/graphql", nil)
		if err != nil {
			t.Fatal(err)
		}
		conns[i] = conn
		_ = conn.WriteJSON(map[string]any{"type": "connection_init", "payload": map[string]string{"authorization": "Bearer " + token}})
		_ = conn.WriteJSON(map[string]any{"id": fmt.Sprint(i), "type": start, "payload": map[string]any{"query": watchDocument}})
		synced.Add(1)
		running.Go(func() { read(conn, next, received, func() { <-gate; synced.Done() }) })
	}
	synced.Wait()
	return func() {
		for _, conn := range conns {
			conn.Close()
		}
		running.Wait()
	}
}

// read counts what is told after the present state, and answers pings.
func read(conn *websocket.Conn, next string, received *atomic.Int64, synced func()) {
	live := false
	defer func() {
		if !live {
			synced()
		}
	}()
	for {
		_, text, err := conn.ReadMessage()
		if err != nil {
			return
		}
		switch {
		case bytes.Contains(text, []byte(`"type":"ping"`)):
			_ = conn.WriteMessage(websocket.TextMessage, []byte(`{"type":"pong"}`))
		case !bytes.Contains(text, []byte(next)):
		case bytes.Contains(text, []byte(`"Synced"`)):
			if !live {
				live = true
				synced()
			}
		case live && bytes.Contains(text, []byte("TelephoneChanged")):
			received.Add(1)
		}
	}
}
