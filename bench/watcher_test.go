package bench

import (
	"bytes"
	"encoding/binary"
	"net"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// audience is a crowd of clients that follow telephones. After the handshake they read frames without a library, since
// the load must cost less than what it measures.
type audience struct {
	received atomic.Int64
	closed   atomic.Int64 // connections that the server ended
	changed  *changeTimes // nil where times are of no interest
	clients  []*watcher
	running  sync.WaitGroup
}

type watcher struct {
	a      *audience
	ws     *websocket.Conn
	conn   net.Conn
	synced func()
	live   bool
	warm   atomic.Bool // from here on delays are kept
	delays []time.Duration
}

// protocolWords are the two words in which the protocols differ.
var protocolWords = map[string]string{"graphql-transport-ws": "subscribe", "graphql-ws": "start"}

// gather connects clients and waits until each has the present state.
func gather(t *testing.T, base, token, protocol string, clients int, changed *changeTimes, payload func(client int) map[string]any) *audience {
	t.Helper()
	a := &audience{changed: changed}
	var synced sync.WaitGroup
	gate := make(chan struct{}, 16) // a few at a time: each is sent the present state first
	dialer := websocket.Dialer{Subprotocols: []string{protocol}, ReadBufferSize: 512, WriteBufferSize: 512, HandshakeTimeout: 30 * time.Second}
	for i := range clients {
		gate <- struct{}{}
		ws, _, err := dialer.Dial("ws"+strings.TrimPrefix(base, "http")+"/graphql", nil)
		if err != nil {
			t.Fatalf("client %d: %v", i, err)
		}
		_ = ws.WriteJSON(map[string]any{"type": "connection_init", "payload": map[string]string{"authorization": "Bearer " + token}})
		_ = ws.WriteJSON(map[string]any{"id": strconv.Itoa(i), "type": protocolWords[protocol], "payload": payload(i)})
		synced.Add(1)
		w := &watcher{a: a, ws: ws, conn: ws.NetConn(), synced: func() { <-gate; synced.Done() }}
		a.clients = append(a.clients, w)
		a.running.Go(w.run)
	}
	synced.Wait()
	return a
}

// leave ends the connections and waits for the clients.
func (a *audience) leave() {
	for _, w := range a.clients {
		w.conn.Close()
	}
	a.running.Wait()
}

func (w *watcher) run() {
	defer w.sync() // also where the server ended it
	var buffer []byte
	for {
		if len(buffer) == cap(buffer) {
			buffer = append(make([]byte, 0, 2*cap(buffer)+4096), buffer...)
		}
		n, err := w.conn.Read(buffer[len(buffer):cap(buffer)])
		if err != nil {
			w.a.closed.Add(1)
			return
		}
		buffer = buffer[:len(buffer)+n]
		rest := w.frames(buffer)
		buffer = buffer[:copy(buffer, rest)]
	}
}

func (w *watcher) sync() {
	if !w.live {
		w.live = true
		w.synced()
	}
}

// frames takes the whole frames (RFC 6455 section 5.2; a server's are not masked) and returns the rest.
func (w *watcher) frames(data []byte) []byte {
	for len(data) >= 2 {
		size, head := int(data[1]&0x7f), 2
		switch {
		case size == 126 && len(data) >= 4:
			size, head = int(binary.BigEndian.Uint16(data[2:])), 4
		case size == 127 && len(data) >= 10:
			size, head = int(binary.BigEndian.Uint64(data[2:])), 10
		case size >= 126:
			return data
		}
		if len(data) < head+size {
			return data
		}
		w.frame(data[0]&0x0f, data[head:head+size])
		data = data[head+size:]
	}
	return data
}

func (w *watcher) frame(opcode byte, text []byte) {
	switch {
	case opcode == websocket.PingMessage:
		_ = w.ws.WriteControl(websocket.PongMessage, text, time.Now().Add(time.Second))
	case opcode != websocket.TextMessage:
	case bytes.HasPrefix(text, []byte(`{"type":"ping"`)):
		_ = w.ws.WriteMessage(websocket.TextMessage, []byte(`{"type":"pong"}`))
	case !w.live && bytes.Contains(text, []byte(`"Synced"`)):
		w.sync()
	case w.live && bytes.Contains(text, []byte("TelephoneChanged")):
		w.a.received.Add(1)
		if w.warm.Load() {
			w.delays = append(w.delays, w.a.changed.since(text))
		}
	}
}

// changeTimes knows when the packet was sent that changed a telephone last.
type changeTimes struct {
	begin time.Time
	sent  [allUsers]atomic.Int64 // nanoseconds after begin
}

func (c *changeTimes) note(user int) { c.sent[user].Store(int64(time.Since(c.begin))) }

// since tells how long ago the packet was sent that this event comes from.
func (c *changeTimes) since(event []byte) time.Duration {
	const mark = `"username":"u`
	at := bytes.Index(event, []byte(mark))
	if at < 0 {
		return -1
	}
	user, err := strconv.Atoi(string(event[at+len(mark) : at+len(mark)+5]))
	if err != nil {
		return -1
	}
	return time.Since(c.begin) - time.Duration(c.sent[user].Load())
}
