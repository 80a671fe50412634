package server

import (
	"net/http"
	"strings"
	"testing"

	"github.com/gorilla/websocket"

	"graphpbx/models"
)

// What is asked too much, or in the wrong way, is refused with a code, and repeats no secret.
func TestRefusals(t *testing.T) {
	r := newRig(t, nil)
	_, token := r.user("anna", models.RoleUser)
	const secret = "hunter2-hunter2"
	login := `login(input: {username: "a", password: "` + secret + `"}) { errors { code } }`
	nested := strings.Repeat("user { telephone { ", 8) + "id" + strings.Repeat(" } }", 8)
	for name, tc := range map[string]struct {
		body, code string
		status     int
	}{
		"unknown field":      {document("{ users { nodes { shoeSize } } }", nil), "GRAPHQL_VALIDATION_FAILED", 200},
		"broken document":    {document("{ users {", nil), "GRAPHQL_PARSE_FAILED", 200},
		"too complex":        {document("{ users(first: 500) { nodes { "+"telephone { "+strings.Repeat("terminals { id contact address transport userAgent rings displaced activity } ", 14)+"} } } }", nil), "COMPLEXITY_LIMIT_EXCEEDED", 200},
		"too many words":     {document("{ "+strings.Repeat("asOf ", 2100)+"}", nil), "GRAPHQL_PARSE_FAILED", 200},
		"too deep":           {document("{ telephones { "+nested+" } }", nil), "LIMIT", 200},
		"two logins":         {document("mutation { a: "+login+" b: "+login+" }", nil), "LIMIT", 200},
		"wrong variable":     {document("query($f: Int!) { users(first: $f) { totalCount } }", map[string]any{"f": "many"}), "GRAPHQL_VALIDATION_FAILED", 200},
		"not JSON":           {`{"query": "mutation { ` + secret, "BAD_REQUEST", 400},
		"several at once":    {`[{"query": "{ asOf }"}]`, "BAD_REQUEST", 400},
		"a subscription":     {document("subscription { telephones { __typename } }", nil), "BAD_REQUEST", 400},
		"no document":        {`{}`, "GRAPHQL_VALIDATION_FAILED", 200},
		"too long":           {document("{ asOf }", map[string]any{"x": strings.Repeat("x", bodyLimit)}), "LIMIT", 413},
		"introspection word": {document("{ __typename }", nil), "", 200},
	} {
		a := r.send(r.request(token, tc.body))
		if a.status != tc.status || a.code() != tc.code {
			t.Errorf("%s: HTTP %d %.300s", name, a.status, a.body)
		}
		if strings.Contains(a.body, secret) {
			t.Errorf("%s: the answer repeats a password: %s", name, a.body)
		}
	}
}

func TestAdministratorsMaySendMore(t *testing.T) {
	r := newRig(t, nil)
	long := document("{ asOf }", map[string]any{"x": strings.Repeat("x", 2*bodyLimit)})
	if a := r.send(r.request(r.admin(), long)); a.status != http.StatusOK || len(a.Errors) > 0 {
		t.Errorf("HTTP %d %.200s", a.status, a.body)
	}
}

func TestStrangersLearnNothing(t *testing.T) {
	r := newRig(t, nil)
	const introspection = `{ __schema { types { name } } }`
	if a := r.ask("", `{ ... { __type(name: "User") { name } } }`, nil); a.code() != "UNAUTHENTICATED" {
		t.Errorf("%.300s", a.body)
	}
	if a := r.ask("", `{ userz { totalCount } }`, nil); strings.Contains(a.body, `\"users\"`) {
		t.Errorf("a stranger is told what there is: %.300s", a.body)
	}
	if a := r.ask("", introspection, nil); a.code() != "UNAUTHENTICATED" || strings.Contains(a.body, "Telephone") {
		t.Errorf("%.300s", a.body)
	}
	_, token := r.user("anna", models.RoleUser)
	if a := r.ask(token, introspection, nil); len(a.Errors) > 0 || !strings.Contains(a.body, "Telephone") {
		t.Errorf("%.300s", a.body)
	}
}

func TestRequestsThatPagesOfOthersCouldSend(t *testing.T) {
	r := newRig(t, func(c *Config) { c.Origins = []string{"https://intranet.example"} })
	token := r.admin()
	send := func(change func(*http.Request)) *reply {
		request := r.request(token, document("{ asOf }", nil))
		change(request)
		return r.send(request)
	}
	for name, tc := range map[string]struct {
		change func(*http.Request)
		status int
	}{
		"own page":        {func(q *http.Request) { q.Header.Set("Origin", r.url) }, 200},
		"trusted page":    {func(q *http.Request) { q.Header.Set("Origin", "https://intranet.example") }, 200},
		"foreign page":    {func(q *http.Request) { q.Header.Set("Origin", "https://evil.example") }, 403},
		"cross-site":      {func(q *http.Request) { q.Header.Set("Sec-Fetch-Site", "cross-site") }, 403},
		"form":            {func(q *http.Request) { q.Header.Set("Content-Type", "application/x-www-form-urlencoded") }, 415},
		"text":            {func(q *http.Request) { q.Header.Set("Content-Type", "text/plain") }, 415},
		"upload":          {func(q *http.Request) { q.Header.Set("Content-Type", "multipart/form-data; boundary=x") }, 415},
		"no content type": {func(q *http.Request) { q.Header.Del("Content-Type") }, 415},
		"get":             {func(q *http.Request) { q.Method = http.MethodGet; q.URL.RawQuery = "query={asOf}" }, 405},
		"put":             {func(q *http.Request) { q.Method = http.MethodPut }, 405},
	} {
		if a := send(tc.change); a.status != tc.status {
			t.Errorf("%s: HTTP %d %s", name, a.status, a.body)
		}
	}
	for _, protocol := range []string{"graphql-transport-ws", "graphql-ws"} {
		dialer := websocket.Dialer{Subprotocols: []string{protocol}}
		address := "ws" + strings.TrimPrefix(r.url, "http") + "/graphql"
		if _, res, err := dialer.Dial(address, http.Header{"Origin": {"https://evil.example"}}); err == nil || res.StatusCode < 400 {
			t.Errorf("%s lets a foreign page in", protocol)
		}
		ws, _, err := dialer.Dial(address, http.Header{"Origin": {"https://intranet.example"}})
		if err != nil {
			t.Errorf("%s refuses a trusted page: %v", protocol, err)
			continue
		}
		_ = ws.Close()
	}
}

func TestHeaders(t *testing.T) {
	r := newRig(t, nil)
	res, err := r.http.Get(r.url + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	for _, name := range []string{"Content-Security-Policy", "X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy", "X-Request-Id"} {
		if res.Header.Get(name) == "" {
			t.Errorf("no %s", name)
		}
	}
	if a := r.ask("", "{ viewer { id } }", nil); a.status != 200 || len(a.Errors) > 0 {
		t.Error(a.body)
	}
	request := r.request("", document("{ nothing }", nil))
	request.Header.Set("Accept", "application/graphql-response+json")
	if a := r.send(request); a.status != http.StatusBadRequest {
		t.Errorf("the newer media type tells a refusal by HTTP %d", a.status)
	}
}
