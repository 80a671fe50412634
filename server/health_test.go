package server

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"graphpbx/models"
)

func (r *rig) get(path string) (int, string) {
	r.t.Helper()
	res, err := r.http.Get(r.url + path)
	if err != nil {
		r.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	return res.StatusCode, string(body)
}

func TestReadiness(t *testing.T) {
	starting := true
	r := newRig(t, func(c *Config) {
		c.Ready = func() []string {
			if starting {
				return []string{"the telephones are being read"}
			}
			return nil
		}
	})
	if status, body := r.get("/readyz"); status != 503 || !strings.Contains(body, "telephones are being read") {
		t.Error(status, body)
	}
	starting = false
	if status, body := r.get("/readyz"); status != 200 || !strings.Contains(body, `"ready":true`) {
		t.Error(status, body)
	}
	r.database.away.Store(true)
	if _, _, err := r.switchboard.CreateUser(t.Context(), models.Viewer{Role: models.RoleAdmin}, newUser("anna")); err == nil {
		t.Error("a user was created without a database")
	}
	if status, body := r.get("/readyz"); status != 503 || !strings.Contains(body, "database") {
		t.Error(status, body)
	}
	if status, _ := r.get("/healthz"); status != 200 {
		t.Error("unhealthy because the database is away")
	}
	if body := r.metrics(); !strings.Contains(body, "graphpbx_database_up 0") {
		t.Error("the metrics say nothing")
	}
	r.database.away.Store(false)
	if _, _, err := r.switchboard.CreateUser(t.Context(), models.Viewer{Role: models.RoleAdmin}, newUser("anna")); err != nil {
		t.Error(err)
	}
	if status, body := r.get("/readyz"); status != 200 {
		t.Error(status, body)
	}
	r.server.Drain()
	if status, body := r.get("/readyz"); status != 503 || !strings.Contains(body, "stopping") {
		t.Error(status, body)
	}
}

// metrics returns the page as a listener of its own serves it.
func (r *rig) metrics() string {
	r.t.Helper()
	out := httptest.NewRecorder()
	r.server.Metrics().ServeHTTP(out, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	return out.Body.String()
}

func TestMetrics(t *testing.T) {
	r := newRig(t, nil)
	id, token := r.user("anna", models.RoleUser)
	r.register(id, "desk", "home")
	s := r.dial("graphql-transport-ws", token)
	s.subscribe("subscribe", telephonesQuery)
	s.until("Synced")
	body := r.metrics()
	for _, line := range []string{
		`graphpbx_build_info{version="test"} 1`, "graphpbx_database_up 1", "graphpbx_users 2", "graphpbx_registrations 2",
		`graphpbx_telephones{state="FREE"} 1`, `graphpbx_telephones{state="OFFLINE"} 1`, "graphpbx_calls 0", "graphpbx_sessions 1",
		"graphpbx_websocket_clients 1", "graphpbx_subscriptions 1", "graphpbx_subscription_questions 1",
		"go_goroutines ", "process_resident_memory_bytes ",
	} {
		if !strings.Contains(body, "\n"+line) {
			t.Errorf("no %q", line)
		}
	}
}

func TestControlSocketIsTheLocalAdministrator(t *testing.T) {
	r := newRig(t, nil)
	l, err := net.Listen("unix", filepath.Join(t.TempDir(), "control.sock"))
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- r.server.ServeControl(l) }()
	remote := r.http
	r.http = &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", l.Addr().String())
	}}}
	var created struct {
		User   struct{ Username string }
		Errors []fault
	}
	r.ask("", `mutation { userCreate(input: {username: "anna"}) { user { username } errors { code } } }`, nil).into("userCreate", &created)
	if created.User.Username != "anna" {
		t.Errorf("%+v", created)
	}
	if a := r.ask("", `{ viewer { id } users { totalCount } }`, nil); !strings.Contains(a.body, `"viewer":null`) || !strings.Contains(a.body, `"totalCount":2`) {
		t.Error(a.body)
	}
	r.events("", telephonesQuery).until("event: next")
	r.http.CloseIdleConnections()
	r.http = remote
	if a := r.ask("", `{ users { totalCount } }`, nil); a.code() != "UNAUTHENTICATED" {
		t.Error("strangers over the network are administrators:", a.body)
	}
	r.stop()
	select {
	case err := <-served:
		if !errors.Is(err, http.ErrServerClosed) {
			t.Error(err)
		}
	case <-time.After(20 * time.Second):
		t.Error("the control socket is served for ever")
	}
}
