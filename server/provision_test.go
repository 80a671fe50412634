package server

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"graphpbx/models"
	"graphpbx/switchboard"
)

// book is a log that several goroutines write.
type book struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *book) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *book) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

const provisionPassword = `dk3-kk2.Zp0q<&>"7`

// withDevice is a server with one prepared telephone, and all that it has logged.
func withDevice(t *testing.T) (r *rig, token string, log *book) {
	t.Helper()
	log = &book{}
	r = newRig(t, func(c *Config) {
		c.Log = slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		c.Place = switchboard.DevicePlace{Host: "pbx.example", Port: 5060, Transport: models.TransportUDP, URL: "https://pbx.example/provision/"}
	})
	user, _, err := r.switchboard.CreateUser(t.Context(), switchboard.LocalAdministrator(), switchboard.NewUser{
		User: models.User{Username: "anna"}, SIPPassword: provisionPassword,
	})
	if err != nil {
		t.Fatal(err)
	}
	_, token, err = r.switchboard.ProvisionDevice(t.Context(), switchboard.LocalAdministrator(), switchboard.NewDevice{
		MAC: "000413a11fa7", Model: "D785", UserID: user.ID,
	})
	if err != nil {
		t.Fatal(err)
	}
	return r, token, log
}

func (r *rig) file(method, path, agent string) (*http.Response, string) {
	r.t.Helper()
	request, err := http.NewRequestWithContext(r.t.Context(), method, r.url+path, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	request.Header.Set("User-Agent", agent)
	response, err := r.http.Do(request)
	if err != nil {
		r.t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	return response, string(text)
}

func TestFilesOfTelephones(t *testing.T) {
	r, token, log := withDevice(t)
	const agent = "Mozilla/4.0 (compatible; snomD785-SIP 10.1.169.16 2010.12 000413A11FA7 SXM:0)"
	path := "/provision/" + token + "/000413A11FA7.xml"
	got, text := r.file(http.MethodGet, path, agent)
	if got.StatusCode != http.StatusOK || got.Header.Get("Content-Type") != "application/xml; charset=utf-8" ||
		got.Header.Get("Cache-Control") != "no-store" || !strings.Contains(text, "dk3-kk2.Zp0q&lt;&amp;&gt;&#34;7") {
		t.Fatalf("HTTP %d %v\n%s", got.StatusCode, got.Header, text)
	}
	head, none := r.file(http.MethodHead, path, agent)
	if head.StatusCode != http.StatusOK || none != "" || head.Header.Get("Content-Length") != fmt.Sprint(len(text)) {
		t.Errorf("HEAD: %d %v %q", head.StatusCode, head.Header, none)
	}
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodOptions, "PROPFIND"} {
		if answer, text := r.file(method, path, agent); answer.StatusCode != http.StatusMethodNotAllowed || strings.Contains(text, "dk3") {
			t.Errorf("%s: %d %s", method, answer.StatusCode, text)
		}
	}
	for _, secret := range []string{token, "dk3-kk2"} {
		if strings.Contains(log.String(), secret) {
			t.Errorf("the log tells %s:\n%s", secret, log)
		}
	}
	secretsStayHidden(t, r, token)
}

// secretsStayHidden looks for token and password in everything an administrator can list.
func secretsStayHidden(t *testing.T, r *rig, token string) {
	t.Helper()
	shown := r.ask(r.admin(), `{ devices { totalCount nodes { id mac family model label status configHash windowUntil fetchedAt version keys { kind value label }
		user { username devices { mac } } terminal { id } lastFetch { file result } fetches { at source userAgent file result device { mac } } } }
		deviceFetches { file userAgent result } deviceModels { family name keys } device(mac: "00:04:13:A1:1F:A7") { id } }`, nil)
	if shown.code() != "" || !strings.Contains(shown.body, `"mac":"00:04:13:a1:1f:a7"`) || !strings.Contains(shown.body, "DELIVERED") {
		t.Fatal(shown.body)
	}
	var device struct{ ID string }
	shown.into("device", &device)
	preview := r.ask(r.admin(), `query($id: ID!) { devicePreview(id: $id) { file contentType content configHash changed difference { kind text } } }`, map[string]any{"id": device.ID})
	if !strings.Contains(preview.body, "********") || !strings.Contains(preview.body, `"changed":false`) {
		t.Error(preview.body)
	}
	for _, secret := range []string{token, "dk3-kk2"} {
		if strings.Contains(shown.body+preview.body, secret) {
			t.Errorf("%s is told:\n%s\n%s", secret, shown.body, preview.body)
		}
	}
}

// Whoever guesses MACs and tokens learns nothing: every refusal is the same, byte for byte, but for its own id.
func TestRefusalsAreAlike(t *testing.T) {
	r, token, _ := withDevice(t)
	const agent = "Mozilla/4.0 (compatible; snomD785-SIP 10.1.169.16 2010.12 000413A11FA7 SXM:0)"
	first := ""
	for _, path := range []string{
		"/provision/000413a11fa7.xml", "/provision/000413a11fa8.xml", "/provision/000413a11fa7.cfg", "/provision/" + token,
		"/provision/" + token + "/", "/provision/" + token + "/000413a11fa8.xml", "/provision/" + token + "/passwd", "/provision/",
		"/provision/" + token[1:] + "/000413a11fa7.xml", "/provision/" + token + "/a/000413a11fa7.xml", "/provision/x/y/z",
		"/provision/%2e%2e%2fgraphql", "/provision/%00.xml", "/provision/" + url.PathEscape("a\r\nX-Evil: 1") + "/000413a11fa7.xml",
		"/provision/" + strings.Repeat("a", 8000) + "/000413a11fa7.xml", "/provision/000413a11fa7.xml?token=" + token,
	} {
		answer, text := r.file(http.MethodGet, path, agent)
		answer.Header.Del("X-Request-Id")
		answer.Header.Del("Date")
		whole := fmt.Sprint(answer.StatusCode, answer.Header, text)
		if first == "" {
			first = whole
		}
		if answer.StatusCode != http.StatusNotFound || whole != first {
			t.Errorf("%.80s: %s\nwant %s", path, whole, first)
		}
	}
}

func TestHostileAgents(t *testing.T) {
	r, token, _ := withDevice(t)
	for _, agent := range []string{"", strings.Repeat("snom", 5000), "snomD785-SIP 1 " + strings.Repeat("0", 20_000), "\xff\xfe\xfd", "<script>alert(1)</script>"} {
		answer, _ := r.file(http.MethodGet, "/provision/"+token+"/000413a11fa7.xml", agent)
		if answer.StatusCode != http.StatusOK && answer.StatusCode != http.StatusNotFound && answer.StatusCode != http.StatusBadRequest && answer.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
			t.Errorf("%.40q: HTTP %d", agent, answer.StatusCode)
		}
	}
	for _, raw := range []string{
		"GET /provision/../provision/000413a11fa7.xml HTTP/1.1\r\nHost: x\r\n\r\n",
		"GET /provision/%zz HTTP/1.1\r\nHost: x\r\n\r\n",
		"GET http://evil.example/provision/000413a11fa7.xml HTTP/1.1\r\nHost: evil.example\r\n\r\n",
	} {
		conn, err := net.Dial("tcp", strings.TrimPrefix(r.url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(conn, raw); err != nil {
			t.Fatal(err)
		}
		answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil || answer.StatusCode < 300 || answer.StatusCode >= 500 {
			t.Errorf("%q: %v %v", raw, answer, err)
		}
		_ = conn.Close()
	}
}

// Whoever watches the devices sees a telephone come: prepared, fetched, registered, gone.
func TestDevicesAreWatched(t *testing.T) {
	r, token, _ := withDevice(t)
	s := r.dial("graphql-transport-ws", r.admin())
	s.subscribe("subscribe", `subscription { devices { __typename ... on Event { cursor at } ... on Removed { id } ... on DeviceChanged { device { id mac status user { username } lastFetch { result } terminal { userAgent } } } } }`)
	s.until(`"status":"PREPARED"`)
	s.until("Synced")
	r.file(http.MethodGet, "/provision/"+token+"/000413a11fa7.xml", "")
	if told := s.until(`"status":"FETCHED"`); strings.Contains(told, token) || strings.Contains(told, "dk3") || !strings.Contains(told, "DELIVERED") {
		t.Error(told)
	}
	user, _ := r.switchboard.UserByUsername("anna")
	r.register(user.ID, "urn:uuid:00000000-0000-1000-8000-000413A11FA7")
	s.until(`"status":"REGISTERED"`)
	page, _ := r.switchboard.Devices(switchboard.LocalAdministrator(), switchboard.DeviceQuery{First: 1})
	faults := r.ask(r.admin(), `mutation($id: ID!) { deviceDelete(id: $id) { deletedId errors { message } } }`, map[string]any{"id": page.Devices[0].ID}).faults("deviceDelete")
	if len(faults) > 0 {
		t.Error(faults)
	}
	s.until("Removed")
}

func TestDevicesByGraphQL(t *testing.T) {
	r, _, _ := withDevice(t)
	admin := r.admin()
	const provision = `mutation($input: DeviceProvisionInput!) { deviceProvision(input: $input) { url device { id version keys { kind value label } windowUntil } errors { path message code } } }`
	faults := r.ask(admin, provision, map[string]any{"input": map[string]any{"mac": "000413A11FA7", "model": "toaster", "keys": []any{map[string]any{"kind": "BLF", "value": "a b"}}}}).faults("deviceProvision")
	if len(faults) != 3 || strings.Join(faults[0].Path, ".") != "input.mac" || faults[0].Code != "TAKEN" || faults[1].Code != "INVALID" || strings.Join(faults[2].Path, ".") != "input.keys.0" {
		t.Errorf("%+v", faults)
	}
	var made struct {
		URL    string
		Device struct {
			ID          string
			Version     int
			WindowUntil *string
			Keys        []struct{ Kind, Value, Label string }
		}
	}
	r.ask(admin, provision, map[string]any{"input": map[string]any{"mac": "c0:74:ad:0b:63:ee", "model": "GRP2614", "windowFor": "PT1H",
		"keys": []any{map[string]any{"kind": "LINE"}, map[string]any{"kind": "PARK", "value": "701", "label": "P1"}}}}).into("deviceProvision", &made)
	if !strings.HasPrefix(made.URL, "https://pbx.example/provision/") || made.Device.WindowUntil == nil || len(made.Device.Keys) != 2 || made.Device.Keys[1].Value != "701" {
		t.Errorf("%+v", made)
	}
	const change = `mutation($id: ID!, $input: DeviceUpdateInput!) { deviceUpdate(id: $id, input: $input) { url device { label keys { kind } } errors { path message code } } }`
	changed := r.ask(admin, change, map[string]any{"id": made.Device.ID, "input": map[string]any{"version": made.Device.Version, "label": "Lager", "keys": nil, "newToken": true}})
	if !strings.Contains(changed.body, `"label":"Lager","keys":[]`) || strings.Contains(changed.body, made.URL) || !strings.Contains(changed.body, "https://pbx.example/provision/") {
		t.Error(changed.body)
	}
	if faults = r.ask(admin, change, map[string]any{"id": made.Device.ID, "input": map[string]any{"version": 1}}).faults("deviceUpdate"); len(faults) != 1 || faults[0].Code != "CONFLICT" {
		t.Errorf("%+v", faults)
	}
	closed := r.ask(admin, `mutation($id: ID!) { deviceWindowOpen(id: $id, for: "PT0S") { device { windowUntil } errors { code } } }`, map[string]any{"id": made.Device.ID})
	if !strings.Contains(closed.body, `"windowUntil":null`) {
		t.Error(closed.body)
	}
	if faults = r.ask(admin, `mutation($id: ID!) { deviceResync(id: $id) { errors { path message code } } }`, map[string]any{"id": made.Device.ID}).faults("deviceResync"); len(faults) != 1 || faults[0].Code != "UNREACHABLE" {
		t.Errorf("%+v", faults)
	}
}
