package server

import (
	"net/http"
	"net/netip"
	"strings"
	"testing"

	"graphpbx/models"
)

func TestProxiesAreBelievedWhereTheyAreKnown(t *testing.T) {
	s := &Server{cfg: Config{Proxies: []netip.Prefix{netip.MustParsePrefix("192.0.2.0/28"), netip.MustParsePrefix("2001:db8::/64")}}}
	for _, c := range []struct{ peer, forwarded, want string }{
		{"198.51.100.9:1", "203.0.113.5", "198.51.100.9"}, // a stranger says so
		{"192.0.2.1:1", "203.0.113.5", "203.0.113.5"},
		{"192.0.2.1:1", "", "192.0.2.1"},
		{"192.0.2.1:1", "10.0.0.1, 203.0.113.5", "203.0.113.5"}, // what stands before it may be an invention
		{"192.0.2.1:1", "203.0.113.5, 192.0.2.2", "203.0.113.5"},
		{"192.0.2.1:1", "203.0.113.5:4711, [2001:db8::7]:80", "203.0.113.5"},
		{"[2001:db8::1]:1", "2001:db8:1::5", "2001:db8:1::5"},
		{"[::ffff:192.0.2.1]:1", "::ffff:203.0.113.5", "203.0.113.5"},
		{"192.0.2.1:1", "203.0.113.5, nonsense", "192.0.2.1"},
		{"192.0.2.1:1", "192.0.2.3", "192.0.2.3"},
	} {
		r, _ := http.NewRequest(http.MethodGet, "http://pbx.example/", nil)
		r.RemoteAddr = c.peer
		for _, part := range strings.Split(c.forwarded, ", ") { // each proxy may add a header of its own
			if part != "" {
				r.Header.Add("X-Forwarded-For", part)
			}
		}
		r.Header.Set("X-Forwarded-Proto", "https")
		if got := s.source(r).String(); got != c.want {
			t.Errorf("%s says %q: %s, want %s", c.peer, c.forwarded, got, c.want)
		}
		if believed := s.base(r) == "https://pbx.example"; believed != s.trusts(peer(r)) {
			t.Errorf("%s: %s", c.peer, s.base(r))
		}
	}
}

// Guessing behind a known proxy blocks the guesser, and nobody else who comes through it.
func TestLoginsBehindAProxyCountForTheirAddress(t *testing.T) {
	r := newRig(t, func(c *Config) { c.Proxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")} })
	login := func(from, password string) string {
		request := r.request("", document(`mutation($p: String!) { login(input: {username: "admin", password: $p}) { errors { code } } }`, map[string]any{"p": password}))
		request.Header.Set("X-Forwarded-For", from)
		return r.send(request).body
	}
	for _, guess := range []string{"a", "b", "c", "d", "e"} {
		login("203.0.113.5", guess)
	}
	if body := login("203.0.113.5", adminPassword); !strings.Contains(body, "LIMIT") {
		t.Errorf("who guessed goes on: %s", body)
	}
	if body := login("203.0.113.6", adminPassword); strings.Contains(body, "code") {
		t.Errorf("a neighbour suffers: %s", body)
	}
	if entries := r.auditLog(r.admin(), "203.0.113.6"); len(entries) != 1 || entries[0].Source != "203.0.113.6" {
		t.Errorf("%+v", entries)
	}
}

func TestMetricsAreForThoseWhoMayReadThem(t *testing.T) {
	r := newRig(t, nil)
	admin, _ := r.switchboard.UserByUsername("admin")
	anna, annaToken := r.user("anna", models.RoleUser)
	_, chief := r.user("chief", models.RoleSupervisor)
	for name, c := range map[string]struct {
		token  string
		status int
	}{
		"a stranger":             {"", http.StatusUnauthorized},
		"a forged token":         {"gpbx_x", http.StatusUnauthorized},
		"a user":                 {annaToken, http.StatusForbidden},
		"a token of a user":      {r.apiToken(anna, models.ScopeMetricsRead), http.StatusForbidden},
		"a token without scope":  {r.apiToken(admin.ID, models.ScopeAuditRead), http.StatusForbidden},
		"a token for monitoring": {r.apiToken(admin.ID, models.ScopeMetricsRead), http.StatusOK},
		"a supervisor":           {chief, http.StatusOK},
	} {
		request, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, r.url+"/metrics", nil)
		if c.token != "" {
			request.Header.Set("Authorization", "Bearer "+c.token)
		}
		if a := r.send(request); a.status != c.status || strings.Contains(a.body, "graphpbx_users") != (c.status == http.StatusOK) {
			t.Errorf("%s: HTTP %d", name, a.status)
		}
	}
}
