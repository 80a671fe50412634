package live_test

import (
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"graphpbx/graph/live"
)

// A client that opens many streams of everything and reads none holds two heads, not all, and others get their turn.
func TestHeadsOfOneConnectionTakeTurns(t *testing.T) {
	const telephones, streams = 2000, 30
	r := newRig(t, 2*telephones, func(c *live.Config) { c.Queue, c.WriteTimeout = 64, time.Minute })
	for n := range telephones {
		r.change(n, 1)
	}
	deaf := r.enterDeaf(t)
	for n := range streams { // the other name makes each question another
		name := fmt.Sprintf("s%d", n)
		deaf.ask(name, `subscription { `+name+`: telephones `+selection+` }`, nil)
	}
	for r.transport.Stats().Subscriptions < streams {
		time.Sleep(time.Millisecond)
	}
	c := r.enter(t, "")
	c.subscribe("a", nil)
	for c.mustNext().Kind != "Synced" {
	}
	if n := r.transport.Stats().Executions; n > 4*(telephones+1) {
		t.Errorf("%d answers were made for two connections, with %d telephones", n, telephones)
	}
}

// enterDeaf is enter for a client that takes little and reads nothing.
func (r *rig) enterDeaf(t *testing.T) *client {
	t.Helper()
	dialer := websocket.Dialer{Subprotocols: []string{live.Protocol}, NetDial: func(network, address string) (net.Conn, error) {
		conn, err := net.Dial(network, address)
		if err == nil {
			err = conn.(*net.TCPConn).SetReadBuffer(4 << 10)
		}
		return conn, err
	}}
	ws, _, err := dialer.Dial("ws"+strings.TrimPrefix(r.server.URL, "http"), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ws.Close() })
	c := &client{t, ws}
	c.say(`{"type":"connection_init","payload":{}}`)
	return c
}
