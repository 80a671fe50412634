package server

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"graphpbx/graph"
	"graphpbx/models"
	"graphpbx/switchboard"
)

const createLink = `mutation($user: ID!) { activationLinkCreate(input: {userId: $user}) {
	activationLink { link { id state user { username } createdBy { username } openedAt usedAt deviceName failures } url password qrCode
		letters { language subject body passwordText } } errors { path message code } } }`

const activate = `mutation($input: ActivateInput!) { activate(input: $input) {
	access { user { username extension } domain servers { transport address } username sipPassword session { id token } }
	errors { path message code } } }`

type issuedLink struct {
	Link struct {
		ID, State string
		OpenedAt  *string
	}
	URL, Password, QRCode string
	Letters               []struct{ Language, Body, PasswordText string }
}

// link makes a link for a user.
func (r *rig) link(token, userID string) issuedLink {
	r.t.Helper()
	var payload struct {
		ActivationLink issuedLink
		Errors         []fault
	}
	a := r.ask(token, createLink, map[string]any{"user": userID})
	if a.into("activationLinkCreate", &payload); len(payload.Errors) > 0 {
		r.t.Fatal(a.body)
	}
	return payload.ActivationLink
}

// input is what a client makes of a link.
func (l issuedLink) input() map[string]any {
	return map[string]any{"input": map[string]any{"id": l.Link.ID, "secret": l.secret(), "password": l.Password, "deviceName": "Anna's laptop"}}
}

func (l issuedLink) secret() string {
	_, secret, _ := strings.Cut(l.URL, "#")
	return secret
}

// state returns what the newest link of a user is good for, and when it was opened.
func (r *rig) state(token, userID string) (state string, opened bool) {
	r.t.Helper()
	var user struct {
		ActivationLinks []struct {
			State    string
			OpenedAt *string
		}
	}
	r.ask(token, `query($id: ID!) { user(id: $id) { activationLinks { id state openedAt } } }`, map[string]any{"id": userID}).into("user", &user)
	return user.ActivationLinks[0].State, user.ActivationLinks[0].OpenedAt != nil
}

// From the mutation to a client that works: the page consumes nothing, the secret reaches no log, the link works once.
func TestActivation(t *testing.T) {
	r := newRig(t, func(c *Config) {
		c.Servers = []graph.SIPServer{{Transport: models.TransportUDP, Address: "pbx.example:5060"}}
	})
	token := r.admin()
	anna, _ := r.user("anna", models.RoleUser)
	made := r.link(token, anna)
	if made.URL != r.url+"/activate/"+made.Link.ID+"#"+made.secret() || len(made.secret()) != 43 || len(made.Password) != 20 ||
		!strings.HasPrefix(made.QRCode, "<svg ") || len(made.Letters) != 2 || !strings.Contains(made.Letters[0].Body, made.URL) {
		t.Fatalf("%+v", made)
	}
	shown := r.page(r.url + "/activate/" + made.Link.ID)
	if state, opened := r.state(token, anna); shown.StatusCode != http.StatusOK || state != "OPEN" || !opened {
		t.Errorf("HTTP %d, then the link is %s, opened %v", shown.StatusCode, state, opened)
	}
	var payload struct {
		Access struct {
			User                struct{ Username string }
			Domain, SIPPassword string
			Servers             []struct{ Transport, Address string }
			Session             struct{ Token string }
		}
		Errors []fault
	}
	r.ask("", activate, made.input()).into("activate", &payload)
	secret, _ := r.switchboard.Secret("anna", nil)
	got := payload.Access
	if got.User.Username != "anna" || got.Domain != "pbx.example" || got.SIPPassword != string(secret) || fmt.Sprint(got.Servers) != "[{UDP pbx.example:5060}]" {
		t.Errorf("%+v %v", got, payload.Errors)
	}
	var viewer struct{ Username string }
	if r.ask(got.Session.Token, `{ viewer { username } }`, nil).into("viewer", &viewer); viewer.Username != "anna" {
		t.Errorf("the session belongs to %q", viewer.Username)
	}
	if faults := r.ask("", activate, made.input()).faults("activate"); len(faults) != 1 || faults[0].Code != "EXPIRED" {
		t.Errorf("it worked twice: %v", faults)
	}
	if state, _ := r.state(token, anna); state != "USED" {
		t.Error(state)
	}
}

// page asks for a page and reads nothing of it.
func (r *rig) page(url string) *http.Response {
	r.t.Helper()
	res, err := r.http.Get(url)
	if err != nil {
		r.t.Fatal(err)
	}
	_ = res.Body.Close()
	return res
}

// The page runs nothing but its own script, names no user, and looks the same for every id.
func TestActivationPage(t *testing.T) {
	r := newRig(t, nil)
	anna, _ := r.user("anna", models.RoleUser)
	made := r.link(r.admin(), anna)
	known := r.send(mustRequest(t, r.url+"/activate/"+made.Link.ID))
	unknown := r.send(mustRequest(t, r.url+"/activate/act_unknown"))
	if known.status != http.StatusOK || known.body != unknown.body || strings.Contains(known.body, "anna") || strings.Contains(known.body, "{{") {
		t.Errorf("HTTP %d %d: %.200s", known.status, unknown.status, known.body)
	}
	res := r.page(r.url + "/activate/" + made.Link.ID)
	policy := res.Header.Get("Content-Security-Policy")
	script := regexp.MustCompile(`(?s)<script>(.*)</script>`).FindStringSubmatch(known.body)[1]
	for _, want := range []string{"default-src 'none'", "script-src " + integrity(script) + ";", "connect-src 'self'", "frame-ancestors 'none'", "require-trusted-types-for 'script'"} {
		if !strings.Contains(policy, want) {
			t.Errorf("the policy lacks %s: %s", want, policy)
		}
	}
	if res.Header.Get("Cache-Control") != "no-store" || res.Header.Get("Referrer-Policy") != "no-referrer" {
		t.Error(res.Header)
	}
}

func mustRequest(t *testing.T, url string) *http.Request {
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	return request
}

func TestLinksBeginWithThePublicAddress(t *testing.T) {
	r := newRig(t, func(c *Config) { c.PublicURL, c.LocalURL = "https://pbx.example/", "http://192.0.2.1:8080" })
	anna, _ := r.user("anna", models.RoleUser)
	if made := r.link(r.admin(), anna); !strings.HasPrefix(made.URL, "https://pbx.example/activate/act_") {
		t.Error(made.URL)
	}
}

// The subscription tells every step, and no secret.
func TestOnboardingIsTold(t *testing.T) {
	r := newRig(t, nil)
	token := r.admin()
	anna, _ := r.user("anna", models.RoleUser)
	s := r.dial("graphql-transport-ws", token)
	s.subscribe("subscribe", `subscription { onboarding(userId: "`+anna+`") { __typename ... on OnboardingChanged { cursor onboarding { user { username } steps { kind count detail } } } } }`)
	s.until("Synced")
	made := r.link(token, anna)
	r.page(r.url + "/activate/" + made.Link.ID)
	wrong := made.input()
	wrong["input"].(map[string]any)["password"] = "not-the-password"
	r.ask("", activate, wrong)
	r.ask("", activate, made.input())
	r.register(anna, "desk")
	var told strings.Builder
	for _, step := range []string{"LINK_CREATED", "LINK_OPENED", "ACTIVATION_FAILED", "ACTIVATED", "REGISTERED"} {
		told.WriteString(s.until(step))
	}
	if !strings.Contains(told.String(), "Anna's laptop") || strings.Contains(told.String(), made.secret()) || strings.Contains(told.String(), made.Password) {
		t.Error(told.String())
	}
}

func TestActivationBadInput(t *testing.T) {
	r := newRig(t, nil)
	anna, token := r.user("anna", models.RoleUser)
	made := r.link(r.admin(), anna)
	if _, err := r.switchboard.AllowAddress(t.Context(), switchboard.LocalAdministrator(), "127.0.0.1", ""); err != nil {
		t.Fatal(err) // so many wrong attempts would block the address
	}
	for name, tc := range map[string]struct {
		change map[string]any
		code   string
	}{
		"empty":           {map[string]any{"id": "", "secret": "", "password": ""}, "NOT_FOUND"},
		"cut secret":      {map[string]any{"secret": made.secret()[:20]}, "NOT_FOUND"},
		"another secret":  {map[string]any{"secret": strings.Repeat("x", 43)}, "NOT_FOUND"},
		"another id":      {map[string]any{"id": anna}, "NOT_FOUND"},
		"overlong":        {map[string]any{"secret": strings.Repeat("x", 100_000)}, "NOT_FOUND"},
		"wrong password":  {map[string]any{"password": "not-the-password"}, "FORBIDDEN"},
		"empty password":  {map[string]any{"password": ""}, "FORBIDDEN"},
		"endless one":     {map[string]any{"password": strings.Repeat("x", 500_000)}, "FORBIDDEN"},
		"password as sip": {map[string]any{"password": adminPassword}, "FORBIDDEN"},
	} {
		input := made.input()
		for key, v := range tc.change {
			input["input"].(map[string]any)[key] = v
		}
		a := r.ask("", activate, input)
		if faults := a.faults("activate"); len(faults) != 1 || faults[0].Code != tc.code || len(faults[0].Path) == 0 || strings.Contains(a.body, made.secret()) {
			t.Errorf("%s: %.300s", name, a.body)
		}
	}
	twice := strings.ReplaceAll(`mutation($input: ActivateInput!) { a: X b: X }`, "X", `activate(input: $input) { errors { code } }`)
	if a := r.ask("", twice, made.input()); a.code() != "LIMIT" {
		t.Errorf("two in one document: %.200s", a.body)
	}
	if a := r.ask(token, `query($id: ID!) { user(id: $id) { username activationLinks { id } } }`, map[string]any{"id": anna}); a.code() != "FORBIDDEN" {
		t.Errorf("users see links: %s", a.body)
	}
	if a := r.ask(token, `query($id: ID!) { node(id: $id) { id } }`, map[string]any{"id": made.Link.ID}); string(a.Data["node"]) != "null" {
		t.Errorf("users find links: %s", a.body)
	}
	if _, err := r.switchboard.Activate(t.Context(), switchboard.ActivationAttempt{ID: made.Link.ID, Secret: made.secret(), Password: made.Password}); err != nil {
		t.Errorf("the link did not outlive four wrong passwords: %v", err)
	}
}
