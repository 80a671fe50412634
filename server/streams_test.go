package server

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"log"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"graphpbx/models"
)

const telephonesQuery = `subscription { telephones { __typename ... on Event { cursor } ... on TelephoneChanged { telephone { state user { username } } } } }`

// sse is an open stream of server-sent events.
type sse struct {
	t   *testing.T
	in  *bufio.Reader
	end context.CancelFunc
}

func (r *rig) events(token, query string) *sse {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.t.Context(), 30*time.Second)
	request := r.request(token, document(query, nil)).WithContext(ctx)
	request.Header.Set("Accept", "text/event-stream")
	res, err := r.http.Do(request)
	if err != nil {
		cancel()
		r.t.Fatal(err)
	}
	if res.StatusCode != http.StatusOK || !strings.HasPrefix(res.Header.Get("Content-Type"), "text/event-stream") {
		r.t.Errorf("HTTP %d %s", res.StatusCode, res.Header.Get("Content-Type"))
	}
	r.t.Cleanup(func() {
		cancel()
		res.Body.Close()
	})
	return &sse{r.t, bufio.NewReader(res.Body), cancel}
}

// until reads until a message begins with the text, and returns it with the line that follows.
func (s *sse) until(text string) string {
	s.t.Helper()
	for {
		line, err := s.in.ReadString('\n')
		if err != nil {
			s.t.Fatalf("waiting for %s: %v", text, err)
		}
		if strings.HasPrefix(line, text) {
			next, _ := s.in.ReadString('\n')
			return line + next
		}
	}
}

// rest reads until the stream ends.
func (s *sse) rest() string {
	var all strings.Builder
	_, _ = s.in.WriteTo(&all)
	return all.String()
}

// The same change reaches clients of all three ways.
func TestThreeWaysToListen(t *testing.T) {
	r := newRig(t, nil)
	anna, token := r.user("anna", models.RoleUser)
	newer, older := r.dial("graphql-transport-ws", token), r.dial("graphql-ws", token)
	newer.subscribe("subscribe", telephonesQuery)
	older.subscribe("start", telephonesQuery)
	events := r.events(token, telephonesQuery)
	newer.until("Synced")
	older.until("Synced")
	for !strings.Contains(events.until("event: next"), "Synced") {
	}
	r.register(anna, "desk")
	const want = `"telephone":{"state":"FREE","user":{"username":"anna"}}`
	if m := newer.until("TelephoneChanged"); !strings.Contains(m, want) {
		t.Error("graphql-transport-ws:", m)
	}
	if m := older.until("TelephoneChanged"); !strings.Contains(m, want) {
		t.Error("graphql-ws:", m)
	}
	if m := events.until("event: next"); !strings.Contains(m, want) {
		t.Error("server-sent events:", m)
	}
}

// asOf and since close the gap between a query and a subscription.
func TestSubscriptionGoesOnFromAQuery(t *testing.T) {
	r := newRig(t, nil)
	anna, token := r.user("anna", models.RoleUser)
	var cursor string
	r.ask(token, `{ asOf telephones { state } }`, nil).into("asOf", &cursor)
	r.register(anna, "desk")
	s := r.dial("graphql-transport-ws", token)
	s.subscribe("subscribe", strings.Replace(telephonesQuery, "telephones", `telephones(since: "`+cursor+`")`, 1))
	if first := s.until(`"next"`); !strings.Contains(first, `"FREE"`) {
		t.Error(first)
	}
	if second := s.until(`"next"`); !strings.Contains(second, "Synced") {
		t.Error(second)
	}
}

func TestMutationsOverWebsocket(t *testing.T) {
	r := newRig(t, nil)
	s := r.dial("graphql-transport-ws", r.admin())
	s.subscribe("subscribe", `mutation { userCreate(input: {username: "anna"}) { user { username } errors { code } } }`)
	s.until(`{"data":{"userCreate":{"user":{"username":"anna"},"errors":[]}}}`)
	s.until(`"complete"`)
}

// A session that ends takes its streams with it, whatever way they go.
func TestStreamsEndWithTheirSession(t *testing.T) {
	r := newRig(t, nil)
	_, token := r.user("anna", models.RoleUser)
	newer, older := r.dial("graphql-transport-ws", token), r.dial("graphql-ws", token)
	newer.subscribe("subscribe", telephonesQuery)
	older.subscribe("start", telephonesQuery)
	events := r.events(token, telephonesQuery)
	newer.until("Synced")
	older.until("Synced")
	events.until("event: next")
	if faults := r.ask(token, `mutation { logout { errors { code } } }`, nil).faults("logout"); len(faults) > 0 {
		t.Fatal(faults)
	}
	if code := newer.closed(); code != 4403 {
		t.Errorf("graphql-transport-ws: closed with %d", code)
	}
	if code := older.closed(); code != 4403 {
		t.Errorf("graphql-ws: closed with %d", code)
	}
	events.rest()
	if code := r.dial("graphql-transport-ws", token).closed(); code != 4403 {
		t.Errorf("a dead token: closed with %d", code)
	}
	if code := r.dial("graphql-ws", token).closed(); code != 4403 {
		t.Errorf("a dead token, older protocol: closed with %d", code)
	}
}

// A change of role ends streams that were opened with the old one.
func TestStreamsEndWhenRightsChange(t *testing.T) {
	r := newRig(t, nil)
	id, token := r.user("anna", models.RoleSupervisor)
	s := r.dial("graphql-transport-ws", token)
	s.subscribe("subscribe", `subscription { calls { __typename } }`)
	s.until("Synced")
	if faults := r.ask(r.admin(), `mutation($id: ID!) { userUpdate(id: $id, input: {version: 1, role: USER}) { errors { code } } }`, map[string]any{"id": id}).faults("userUpdate"); len(faults) > 0 {
		t.Fatal(faults)
	}
	if code := s.closed(); code != 4403 {
		t.Errorf("closed with %d", code)
	}
}

func TestShutdownEndsEveryStream(t *testing.T) {
	r := newRig(t, nil)
	token := r.admin()
	newer, older := r.dial("graphql-transport-ws", token), r.dial("graphql-ws", token)
	newer.subscribe("subscribe", telephonesQuery)
	older.subscribe("start", telephonesQuery)
	events := r.events(token, telephonesQuery)
	newer.until("Synced")
	older.until("Synced")
	events.until("event: next")
	codes := make(chan int, 2)
	for _, s := range []*socket{newer, older} {
		go func() { codes <- s.closed() }()
	}
	r.stop()
	for range 2 {
		if code := <-codes; code != websocket.CloseGoingAway {
			t.Errorf("closed with %d", code)
		}
	}
	events.rest()
	if _, err := r.http.Get(r.url + "/healthz"); err == nil {
		t.Error("a stopped server answers")
	}
}

// Whoever comes while the server takes no more streams is told to come back, not that the session has ended.
func TestNoRoomIsNoEndOfASession(t *testing.T) {
	r := newRig(t, nil)
	token := r.admin()
	r.server.connections.shut()
	for _, protocol := range []string{"graphql-transport-ws", "graphql-ws"} {
		if code := r.dial(protocol, token).closed(); code != websocket.CloseTryAgainLater {
			t.Errorf("%s: closed with %d", protocol, code)
		}
	}
}

// Gqlgen's transport would leave such a client open.
func TestOlderClientThatCannotBeReadIsClosed(t *testing.T) {
	r := newRig(t, nil)
	s := r.dial("graphql-ws", r.admin())
	s.until("connection_ack")
	ws, _, err := (&websocket.Dialer{Subprotocols: []string{"graphql-ws"}}).Dial("ws"+strings.TrimPrefix(r.url, "http")+"/graphql", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer ws.Close()
	_ = ws.SetReadDeadline(time.Now().Add(20 * time.Second))
	bad := &socket{t, ws}
	bad.say(map[string]any{"type": "connection_init", "payload": "no object"})
	timeout := net.Error(nil)
	if _, _, err := ws.ReadMessage(); errors.As(err, &timeout) && timeout.Timeout() {
		t.Error("the connection was left open")
	}
}

// What strangers send is no reason to write to the log of the process.
func TestRefusedWebsocketsWriteNoLog(t *testing.T) {
	var said bytes.Buffer
	log.SetOutput(&said)
	defer log.SetOutput(os.Stderr)
	r := newRig(t, nil)
	for _, change := range []func(*http.Request){
		func(q *http.Request) { q.Header.Set("Origin", "https://evil.example") },
		func(q *http.Request) { q.Header.Del("Sec-WebSocket-Key") },
		func(q *http.Request) { q.Header.Set("Sec-WebSocket-Version", "12") },
	} {
		request := r.request("", "")
		request.Method = http.MethodGet
		for name, value := range map[string]string{
			"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
		} {
			request.Header.Set(name, value)
		}
		change(request)
		if a := r.send(request); a.status < 400 {
			t.Errorf("HTTP %d", a.status)
		}
	}
	if said.Len() > 0 {
		t.Errorf("logged: %s", said.String())
	}
}
