package server

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"go.uber.org/goleak"

	"graphpbx/models"
	"graphpbx/models/store"
	"graphpbx/switchboard"
	"graphpbx/testrig/postgres"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(postgres.Tests{M: m}, goleak.IgnoreTopFunction("database/sql.(*DB).connectionOpener"))
}

const adminPassword = "Kx3-vP9.tQ2m"

// rig is a server on the loopback network, with a real switchboard on a real database. Its engine has no telephones.
type rig struct {
	t           *testing.T
	server      *Server
	switchboard *switchboard.Switchboard
	database    *database
	engine      *engine
	url         string
	http        *http.Client
	stopped     chan error // of Serve
}

func newRig(t *testing.T, change func(*Config)) *rig {
	t.Helper()
	return newRigOn(t, store.Config{Dir: t.TempDir()}, change)
}

// newRigOn is newRig on a database of the test's own choice.
func newRigOn(t *testing.T, place store.Config, change func(*Config)) *rig {
	t.Helper()
	dir := place.Dir
	opened, err := store.Open(t.Context(), place)
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{t: t, database: &database{Store: opened}, engine: &engine{}, stopped: make(chan error, 1)}
	r.switchboard, err = switchboard.New(t.Context(), r.database, switchboard.Config{Dir: dir, AdminPassword: adminPassword}, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.engine.facts = r.switchboard
	r.switchboard.Start(r.engine)
	cfg := Config{Switchboard: r.switchboard, Domain: "pbx.example", Version: "test"}
	if change != nil {
		change(&cfg)
	}
	r.server = New(cfg)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r.url = "http://" + l.Addr().String()
	r.http = &http.Client{Transport: &http.Transport{}}
	go func() { r.stopped <- r.server.Serve(l) }()
	t.Cleanup(func() {
		r.http.CloseIdleConnections()
		r.stop()
		if err := r.switchboard.Close(context.Background()); err != nil {
			t.Error(err)
		}
		if err := opened.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

// stop shuts the server down. It may be called twice.
func (r *rig) stop() {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if err := r.server.Shutdown(ctx); err != nil {
		r.t.Error("shutdown:", err)
	}
	select {
	case err := <-r.stopped:
		if !errors.Is(err, http.ErrServerClosed) {
			r.t.Error("serve:", err)
		}
		r.stopped <- err
	case <-ctx.Done():
		r.t.Error("Serve did not return")
	}
}

// database can be made to be away.
type database struct {
	*store.Store
	away, burns atomic.Bool
}

func (d *database) gone() error {
	if d.burns.Load() {
		return errors.New("disk on fire")
	}
	if d.away.Load() {
		return fmt.Errorf("pulled the plug: %w", store.ErrUnavailable)
	}
	return nil
}

func (d *database) CreateUsers(ctx context.Context, users []store.NewUser) ([]store.StoredUser, error) {
	if err := d.gone(); err != nil {
		return nil, err
	}
	return d.Store.CreateUsers(ctx, users)
}

func (d *database) UpdateUser(ctx context.Context, u models.User, version int) (models.User, error) {
	if err := d.gone(); err != nil {
		return models.User{}, err
	}
	return d.Store.UpdateUser(ctx, u, version)
}

func (d *database) Ping(ctx context.Context) error {
	if err := d.gone(); err != nil {
		return err
	}
	return d.Store.Ping(ctx)
}

// engine does what it is told at once, without any telephone.
type engine struct {
	facts *switchboard.Switchboard
	calls atomic.Int64
}

func (e *engine) Restore([]models.Binding)               {}
func (e *engine) TakeChanges(int) []models.BindingChange { return nil }
func (e *engine) Unregister(userID, _ string) {
	e.facts.BindingsChanged(userID, nil, models.BindingRemoved, "")
}
func (e *engine) ProbeNow(string) {}

func (e *engine) Configure(models.TelephonySettings) {}

func (e *engine) Resync(context.Context, string, string) error { return nil }

func (e *engine) Dial(from models.Account, _, number, _ string) (string, error) {
	call := models.Call{
		ID: models.NewID(models.KindCall), State: models.CallDialling, Direction: models.DirectionInternal, StartedAt: time.Now(),
		From: models.Party{UserID: from.UserID, Number: from.Extension, DisplayName: from.DisplayName},
		To:   models.Party{Number: models.PhoneNumber(number)},
		Legs: []models.CallLeg{{UserID: from.UserID, Activity: models.ActivityRinging}},
	}
	e.facts.CallChanged(call)
	return call.ID, nil
}

func (e *engine) Hangup(id string, cause models.EndCause) bool {
	call, found := e.facts.Call(switchboard.LocalAdministrator(), id)
	if found {
		call.State, call.Cause, call.EndedAt, call.Legs = models.CallEnded, cause, time.Now(), nil
		e.facts.CallChanged(call)
	}
	return found
}

// register lets a device of the user appear.
func (r *rig) register(userID string, names ...string) {
	var bindings []models.Binding
	for _, name := range names {
		now := time.Now()
		bindings = append(bindings, models.Binding{
			TerminalID: models.DeviceTerminalID(userID, name, 0, "", ""), UserID: userID, InstanceID: name,
			Contact: "sip:" + name + "@192.0.2.7:5060", Transport: models.TransportUDP, UserAgent: "Test " + name,
			Local: netip.MustParseAddrPort("192.0.2.1:5060"), Remote: netip.MustParseAddrPort("192.0.2.7:5060"),
			RegisteredAt: now, RefreshedAt: now, ExpiresAt: now.Add(time.Hour), Reachable: true,
		})
		r.switchboard.BindingsChanged(userID, bindings, models.BindingRegistered, bindings[len(bindings)-1].TerminalID)
	}
}

// reply is what came back of a request.
type reply struct {
	t      *testing.T
	status int
	body   string
	Data   map[string]json.RawMessage
	Errors []struct {
		Message    string
		Path       []any
		Extensions struct{ Code string }
	}
}

func (r *rig) send(request *http.Request) *reply {
	r.t.Helper()
	res, err := r.http.Do(request)
	if err != nil {
		r.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	a := &reply{t: r.t, status: res.StatusCode, body: string(body)}
	_ = json.Unmarshal(body, a)
	return a
}

func (r *rig) request(token, body string) *http.Request {
	request, err := http.NewRequestWithContext(r.t.Context(), http.MethodPost, r.url+"/graphql", strings.NewReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	return request
}

func document(query string, variables map[string]any) string {
	body, _ := json.Marshal(map[string]any{"query": query, "variables": variables})
	return string(body)
}

func (r *rig) ask(token, query string, variables map[string]any) *reply {
	r.t.Helper()
	return r.send(r.request(token, document(query, variables)))
}

// code is that of the first top-level error, or "".
func (a *reply) code() string {
	if len(a.Errors) == 0 {
		return ""
	}
	return a.Errors[0].Extensions.Code
}

// into reads the data of a field, where nothing went wrong.
func (a *reply) into(field string, v any) {
	a.t.Helper()
	if len(a.Errors) > 0 || a.status != http.StatusOK {
		a.t.Fatalf("HTTP %d: %s", a.status, a.body)
	}
	if err := json.Unmarshal(a.Data[field], v); err != nil {
		a.t.Fatalf("%s: %v in %s", field, err, a.body)
	}
}

// fault is an error of a payload.
type fault struct {
	Path    []string
	Message string
	Code    string
}

func (a *reply) faults(field string) []fault {
	a.t.Helper()
	var payload struct{ Errors []fault }
	a.into(field, &payload)
	return payload.Errors
}

func (r *rig) login(username, password string) string {
	r.t.Helper()
	var payload struct {
		Session struct{ Token string }
		Errors  []fault
	}
	a := r.ask("", `mutation { login(input: {username: "`+username+`", password: "`+password+`"}) { session { token expiresAt } errors { path message code } } }`, nil)
	a.into("login", &payload)
	if payload.Session.Token == "" {
		r.t.Fatal(a.body)
	}
	return payload.Session.Token
}

func (r *rig) admin() string { return r.login("admin", adminPassword) }

// user creates a user and returns its id and a token of it.
func (r *rig) user(username string, role models.Role) (id, token string) {
	r.t.Helper()
	const password = "wR7-kk2.Zp0q"
	user, _, err := r.switchboard.CreateUser(r.t.Context(), switchboard.LocalAdministrator(), switchboard.NewUser{
		User: models.User{Username: username, Role: role}, CTIPassword: password,
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return user.ID, r.login(username, password)
}

// apiToken makes an API token of a user.
func (r *rig) apiToken(userID string, scopes ...models.Scope) string {
	r.t.Helper()
	_, token, err := r.switchboard.CreateAPIToken(r.t.Context(), switchboard.LocalAdministrator(), switchboard.NewAPIToken{UserID: userID, Name: "test", Scopes: scopes})
	if err != nil {
		r.t.Fatal(err)
	}
	return token
}

// socket is a websocket client.
type socket struct {
	t  *testing.T
	ws *websocket.Conn
}

func (r *rig) dial(protocol, token string) *socket {
	r.t.Helper()
	ws, _, err := (&websocket.Dialer{Subprotocols: []string{protocol}}).Dial("ws"+strings.TrimPrefix(r.url, "http")+"/graphql", nil)
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { _ = ws.Close() })
	_ = ws.SetReadDeadline(time.Now().Add(30 * time.Second))
	s := &socket{r.t, ws}
	s.say(map[string]any{"type": "connection_init", "payload": map[string]any{"authorization": "Bearer " + token}})
	return s
}

func (s *socket) say(v any) {
	s.t.Helper()
	if err := s.ws.WriteJSON(v); err != nil {
		s.t.Fatal(err)
	}
}

func (s *socket) subscribe(kind, query string) {
	s.say(map[string]any{"id": "a", "type": kind, "payload": map[string]any{"query": query}})
}

// until reads until a message contains the text, and returns it.
func (s *socket) until(text string) string {
	s.t.Helper()
	for {
		_, b, err := s.ws.ReadMessage()
		if err != nil {
			s.t.Fatalf("waiting for %s: %v", text, err)
		}
		if bytes.Contains(b, []byte(text)) {
			return string(b)
		}
	}
}

// closed returns the code the connection is closed with.
func (s *socket) closed() int {
	for {
		if _, _, err := s.ws.ReadMessage(); err != nil {
			var closing *websocket.CloseError
			if !errors.As(err, &closing) {
				s.t.Log(err)
				return 0
			}
			return closing.Code
		}
	}
}

func newUser(name string) switchboard.NewUser {
	return switchboard.NewUser{User: models.User{Username: name}, SIPPassword: "dk3-kk2.Zp0q-7", CTIPassword: "wR7-kk2.Zp0q"}
}
