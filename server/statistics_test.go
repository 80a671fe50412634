package server

import (
	"encoding/csv"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"graphpbx/models"
	"graphpbx/switchboard"
)

func (r *rig) export(token, query string) *reply {
	r.t.Helper()
	request, err := http.NewRequestWithContext(r.t.Context(), http.MethodGet, r.url+"/export/statistics.csv"+query, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	return r.send(request)
}

// answered tells that a device answered a moment ago.
func (r *rig) answered(userID, device string, p models.Probe) {
	p.At = time.Now()
	r.switchboard.Probed(models.ProbeResult{UserID: userID, TerminalID: models.DeviceTerminalID(userID, device, 0, "", ""), Probe: p})
}

func TestStatisticsOverTheWire(t *testing.T) {
	r := newRig(t, nil)
	anna, annaToken := r.user("anna", models.RoleUser)
	_, chief := r.user("chief", models.RoleSupervisor)
	r.register(anna, "desk")
	terminal := models.DeviceTerminalID(anna, "desk", 0, "", "")
	hourAgo := time.Now().Add(-time.Hour).UTC().Format(time.RFC3339)
	s := r.dial("graphql-transport-ws", chief)
	s.subscribe("subscribe", `subscription { onlineStatistics(of: {address: "192.0.2.7"}) { __typename ... on OnlineStatisticsChanged { buckets { sent green } hours: buckets(resolution: HOUR) { sent } } } }`)
	s.until("Synced")
	r.answered(anna, "desk", models.Probe{RoundTrip: 20 * time.Millisecond})
	if told := s.until(`"sent":1`); !strings.Contains(told, `"green":1`) || !strings.Contains(told, `"hours":[`) {
		t.Error(told)
	}
	for _, of := range []string{"{}", `{userId: "` + anna + `"}`, `{terminalId: "` + terminal + `"}`, `{address: "192.0.2.7"}`} {
		a := r.ask(chief, `query($from: Time!) { onlineStatistics(of: `+of+`, from: $from, resolution: HOUR) {
			from to sent lost availability longestGap { from to } grades { health minutes } buckets { start health sent median }
			events { id at kind terminalId address userAgent user { username } } } }`, map[string]any{"from": hourAgo})
		for _, part := range []string{`"sent":1`, `"median":"PT0.02S"`, `"kind":"REGISTERED"`, `"terminalId":"` + terminal + `"`, `"address":"192.0.2.7:5060"`, `{"health":"GREEN","minutes":1}`} {
			if !strings.Contains(a.body, part) {
				t.Errorf("%s: %s is not in %.1500s", of, part, a.body)
			}
		}
	}
	if a := r.ask(chief, `{ terminalNetworks { address terminals unreachable users } }`, nil); !strings.Contains(a.body, `{"address":"192.0.2.7","terminals":1,"unreachable":0,"users":1}`) {
		t.Error(a.body)
	}
	exports(t, r, annaToken, chief, anna)
}

func exports(t *testing.T, r *rig, user, chief, id string) {
	t.Helper()
	a := r.export(chief, "?userId="+id+"&resolution=HOUR&from="+time.Now().Add(-2*time.Hour).UTC().Format(time.RFC3339))
	lines, err := csv.NewReader(strings.NewReader(a.body)).ReadAll()
	if err != nil || a.status != http.StatusOK || len(lines) < 3 || strings.Join(lines[0], ",") != strings.Join(statisticsColumns, ",") {
		t.Fatalf("HTTP %d, %v: %s", a.status, err, a.body)
	}
	if last := lines[len(lines)-1]; last[2] != "anna" || last[3] != "GREEN" || last[4] != "1" || last[11] != "20.0" {
		t.Errorf("last line %v", last)
	}
	if a := r.export(chief, "?from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z"); a.status != http.StatusBadRequest {
		t.Errorf("long ago: HTTP %d %s", a.status, a.body)
	}
	for name, c := range map[string]struct {
		token, query string
		status       int
	}{
		"a stranger":    {"", "", http.StatusUnauthorized},
		"a user":        {user, "", http.StatusForbidden},
		"no such user":  {chief, "?userId=usr_x", http.StatusBadRequest},
		"no resolution": {chief, "?resolution=YEAR", http.StatusBadRequest},
		"no time":       {chief, "?from=yesterday", http.StatusBadRequest},
		"backwards":     {chief, "?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", http.StatusBadRequest},
		"all of it":     {chief, "", http.StatusOK},
	} {
		if a := r.export(c.token, c.query); a.status != c.status {
			t.Errorf("%s: HTTP %d %s", name, a.status, a.body)
		}
	}
	page, err := r.switchboard.AuditLog(t.Context(), switchboard.LocalAdministrator(), switchboard.AuditQuery{First: 50, Search: "statisticsExport OK"})
	if err != nil || len(page.Entries) != 2 || netip.MustParseAddr(page.Entries[0].Source).IsUnspecified() {
		t.Errorf("%+v, %v", page, err)
	}
}

func TestWarningsNamesAndDiagnosesOverTheWire(t *testing.T) {
	r := newRig(t, nil)
	anna, annaToken := r.user("anna", models.RoleUser)
	_, bertToken := r.user("bert", models.RoleUser)
	_, chief := r.user("chief", models.RoleSupervisor)
	r.register(anna, "a", "b", "c", "d")
	terminal := models.DeviceTerminalID(anna, "a", 0, "", "")
	s := r.dial("graphql-transport-ws", annaToken)
	s.subscribe("subscribe", `subscription { telephones { ... on TelephoneChanged { telephone { warnings { kind since until devices limit terminalIds } terminals { name } } } ... on Synced { at } } }`)
	s.until(`"kind":"DISPLACED"`)
	update := `mutation($id: ID!, $name: String!) { terminalUpdate(id: $id, input: {name: $name}) { terminal { name } errors { path message code } } }`
	if a := r.ask(annaToken, update, map[string]any{"id": terminal, "name": "Desk"}); !strings.Contains(a.body, `"name":"Desk"`) {
		t.Error(a.body)
	}
	s.until(`"name":"Desk"`)
	if a := r.ask(bertToken, update, map[string]any{"id": terminal, "name": "Mine"}); !strings.Contains(a.body, `"code":"FORBIDDEN"`) {
		t.Error(a.body)
	}
	a := r.ask(chief, `{ warnings { telephone { user { username } } warning { kind until text(language: DE) } } }`, nil)
	if !strings.Contains(a.body, `"username":"anna"`) || !strings.Contains(a.body, `"until":null`) || !strings.Contains(a.body, "1 von 4 Geräten") {
		t.Error(a.body)
	}
	r.answered(anna, "a", models.Probe{Lost: true})
	a = r.ask(chief, `query($of: OnlineStatisticsScope!, $from: Time!) { onlineStatistics(of: $of, from: $from) { diagnoses { terminalId verdict address devices affected times seconds percent advice(language: DE) } } }`,
		map[string]any{"of": map[string]any{"terminalId": terminal}, "from": time.Now().Add(-time.Hour).UTC().Format(time.RFC3339)})
	if !strings.Contains(a.body, `"verdict":"NO_DATA"`) || !strings.Contains(a.body, "zu wenige Fragen") || !strings.Contains(a.body, `"address":"192.0.2.7"`) {
		t.Error(a.body)
	}
	if a := r.ask(annaToken, `mutation($id: ID!) { terminalUnregister(id: $id) { deletedId errors { code } } }`, map[string]any{"id": terminal}); !strings.Contains(a.body, `"deletedId":"`+terminal) {
		t.Error(a.body)
	}
}
