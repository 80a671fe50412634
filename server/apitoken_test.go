package server

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"graphpbx/models"
	"graphpbx/switchboard"
)

const makeToken = `mutation($input: APITokenCreateInput!) { apiTokenCreate(input: $input) {
	token apiToken { id name scopes start expiresAt lastUsedAt user { username } createdBy { username } } errors { path message code } } }`

func TestAPITokenFromItsMakingToItsEnd(t *testing.T) {
	r := newRig(t, nil)
	admin := r.admin()
	var made struct {
		Token    string
		APIToken struct {
			ID, Name, Start string
			Scopes          []string
			LastUsedAt      *time.Time
			User            struct{ Username string }
		}
		Errors []fault
	}
	r.ask(admin, makeToken, map[string]any{"input": map[string]any{"name": " CRM ", "scopes": []string{"CALLS_WRITE", "TELEPHONES_READ"}}}).into("apiTokenCreate", &made)
	if !strings.HasPrefix(made.Token, "gpbx_") || len(made.Token) != len("gpbx_")+43 || !strings.HasPrefix(made.Token, made.APIToken.Start) {
		t.Fatalf("%+v", made)
	}
	if made.APIToken.Name != "CRM" || made.APIToken.User.Username != "admin" || strings.Join(made.APIToken.Scopes, " ") != "TELEPHONES_READ CALLS_WRITE" || made.APIToken.LastUsedAt != nil {
		t.Errorf("%+v", made)
	}
	r.ask(made.Token, `{ telephones { id } calls { id } }`, nil).into("telephones", new([]struct{}))
	for _, beyond := range []string{`{ telephones { user { username } } }`, `{ ...F } fragment F on Query { users { nodes { id } } }`, `{ node(id: "x") { ... on User { username } } }`, `{ a: auditLog { __typename } }`} {
		if a := r.ask(made.Token, beyond, nil); a.code() != "FORBIDDEN" || !strings.Contains(a.body, "needs an API token with the scope") || a.Data["users"] != nil {
			t.Errorf("%s: %s", beyond, a.body)
		}
	}
	list := r.ask(admin, `{ apiTokens { id lastUsedAt start } }`, nil)
	if !strings.Contains(list.body, made.APIToken.ID) || strings.Contains(list.body, made.Token) || strings.Contains(list.body, `"lastUsedAt":null`) {
		t.Error(list.body)
	}
	if body := r.ask(admin, `{ sessions { id } }`, nil).body; strings.Contains(body, made.APIToken.ID) {
		t.Errorf("a token is listed among the logins: %s", body)
	}
	both := map[string]*socket{}
	for _, protocol := range []string{"graphql-transport-ws", "graphql-ws"} {
		both[protocol] = r.dial(protocol, made.Token)
		both[protocol].until("connection_ack")
	}
	stream := r.events(made.Token, `subscription { telephones { __typename } }`)
	stream.until("event: next")
	if faults := r.ask(admin, `mutation($id: ID!) { apiTokenRevoke(id: $id) { deletedId errors { path message code } } }`, map[string]any{"id": made.APIToken.ID}).faults("apiTokenRevoke"); len(faults) > 0 {
		t.Fatal(faults)
	}
	for protocol, s := range both {
		if code := s.closed(); code != closeForbidden {
			t.Errorf("%s closed with %d", protocol, code)
		}
	}
	stream.rest() // or the test ends by its time
	if code := r.ask(made.Token, `{ telephones { id } }`, nil).code(); code != "UNAUTHENTICATED" {
		t.Errorf("a revoked token: %q", code)
	}
}

func TestAPITokensAreMadeWithinBounds(t *testing.T) {
	r := newRig(t, nil)
	anna, annaToken := r.user("anna", models.RoleUser)
	bert, _ := r.user("bert", models.RoleUser)
	scopes := []string{"CALLS_READ"}
	for name, c := range map[string]struct {
		token string
		input map[string]any
		path  string
		code  string
	}{
		"no name":         {annaToken, map[string]any{"name": " ", "scopes": scopes}, "input name", "INVALID"},
		"line break":      {annaToken, map[string]any{"name": "a\nb", "scopes": scopes}, "input name", "INVALID"},
		"no scope":        {annaToken, map[string]any{"name": "x", "scopes": []string{}}, "input scopes", "INVALID"},
		"past":            {annaToken, map[string]any{"name": "x", "scopes": scopes, "expiresAt": time.Now().Add(-time.Hour)}, "input expiresAt", "INVALID"},
		"ten years":       {annaToken, map[string]any{"name": "x", "scopes": scopes, "expiresAt": time.Now().AddDate(10, 0, 0)}, "input expiresAt", "INVALID"},
		"another's":       {annaToken, map[string]any{"name": "x", "scopes": scopes, "userId": bert}, "", "FORBIDDEN"},
		"nobody's":        {r.admin(), map[string]any{"name": "x", "scopes": scopes, "userId": "usr_x"}, "input userId", "NOT_FOUND"},
		"another's admin": {r.admin(), map[string]any{"name": "x", "scopes": scopes, "userId": anna}, "", ""},
	} {
		faults := r.ask(c.token, makeToken, map[string]any{"input": c.input}).faults("apiTokenCreate")
		switch {
		case c.code == "" && len(faults) == 0:
		case len(faults) != 1 || faults[0].Code != c.code || strings.Join(faults[0].Path, " ") != c.path:
			t.Errorf("%s: %+v", name, faults)
		}
	}
	for range models.MaxAPITokens - 1 {
		r.apiToken(anna, models.ScopeCallsRead)
	}
	if faults := r.ask(annaToken, makeToken, map[string]any{"input": map[string]any{"name": "x", "scopes": scopes}}).faults("apiTokenCreate"); len(faults) != 1 || faults[0].Code != "LIMIT" {
		t.Errorf("one too many: %+v", faults)
	}
}

// A token is never more than its owner, makes nobody an administrator, and its owner is not there because a program is.
func TestAPITokensAreHeldByTheirOwner(t *testing.T) {
	r := newRig(t, nil)
	anna, _ := r.user("anna", models.RoleUser)
	token := r.apiToken(anna, models.EveryScope()...)
	if code := r.ask(token, `mutation { userDelete(id: "x") { __typename } }`, nil).code(); code != "FORBIDDEN" {
		t.Errorf("a user's token deletes users: %q", code)
	}
	s := r.dial("graphql-transport-ws", token)
	s.until("connection_ack")
	if user := r.ask(token, `{ user(username: "anna") { presence } }`, nil); !strings.Contains(user.body, "OFFLINE") {
		t.Errorf("a program makes its owner be there: %s", user.body)
	}
	admin, _ := r.switchboard.UserByUsername("admin")
	strong := r.apiToken(admin.ID, models.EveryScope()...)
	for _, takeover := range []string{
		`mutation { x: userCreate(input: {username: "evil", role: ADMIN}) { errors { code } } }`,
		`mutation { x: userUpdate(id: "` + anna + `", input: {version: 1, role: ADMIN}) { errors { code } } }`,
		`mutation { x: accessDataReset(userId: "` + admin.ID + `") { errors { code } accessData { ctiPassword } } }`,
		`mutation { x: activationLinkCreate(input: {userId: "` + admin.ID + `"}) { errors { code } activationLink { url } } }`,
	} {
		if a := r.ask(strong, takeover, nil); !strings.Contains(a.body, `"code":"FORBIDDEN"`) {
			t.Errorf("%s: %s", takeover, a.body)
		}
	}
	if user, _ := r.switchboard.User(anna); user.Role != models.RoleUser {
		t.Error("a token has made an administrator")
	}
	if err := r.switchboard.DeleteUser(t.Context(), switchboard.LocalAdministrator(), anna); err != nil {
		t.Fatal(err)
	}
	if code := s.closed(); code != closeForbidden {
		t.Errorf("the websocket of a token whose owner was deleted closed with %d", code)
	}
	if code := r.ask(token, `{ telephones { id } }`, nil).code(); code != "UNAUTHENTICATED" {
		t.Errorf("the token of a deleted user: %q", code)
	}
}

func TestAnExpiringAPITokenEndsItsConnections(t *testing.T) {
	r := newRig(t, nil)
	admin, _ := r.switchboard.UserByUsername("admin")
	_, token, err := r.switchboard.CreateAPIToken(t.Context(), switchboard.LocalAdministrator(), switchboard.NewAPIToken{
		UserID: admin.ID, Name: "short", Scopes: []models.Scope{models.ScopeCallsRead}, ExpiresAt: time.Now().Add(1500 * time.Millisecond),
	})
	if err != nil {
		t.Fatal(err)
	}
	s := r.dial("graphql-transport-ws", token)
	s.until("connection_ack")
	if code := s.closed(); code != closeForbidden {
		t.Errorf("closed with %d", code)
	}
}

func TestConnectionsOfAUserAreBounded(t *testing.T) {
	r := newRig(t, nil)
	anna, token := r.user("anna", models.RoleUser)
	for range maxUserConnections {
		r.dial("graphql-transport-ws", token).until("connection_ack")
	}
	program := r.dial("graphql-transport-ws", r.apiToken(anna, models.ScopeCallsRead))
	if code := program.closed(); code != websocket.CloseTryAgainLater {
		t.Errorf("one too many closed with %d", code)
	}
	request := r.request(token, document(`subscription { calls { __typename } }`, nil))
	request.Header.Set("Accept", "text/event-stream")
	if a := r.send(request); a.status != http.StatusTooManyRequests || a.code() != "LIMIT" {
		t.Errorf("HTTP %d: %s", a.status, a.body)
	}
	r.dial("graphql-transport-ws", r.admin()).until("connection_ack")
}
