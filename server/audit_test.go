package server

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"graphpbx/models"
)

type auditEntry struct {
	UserID, Username, SessionID, Source, Operation, ObjectID, Arguments, Before, After, Outcome string
}

// auditLog returns all entries, newest first.
func (r *rig) auditLog(token, search string) []auditEntry {
	r.t.Helper()
	var page struct{ Nodes []auditEntry }
	r.ask(token, `query($search: String) { auditLog(first: 500, search: $search) {
		nodes { userId username sessionId source operation objectId arguments before after outcome } } }`,
		map[string]any{"search": search}).into("auditLog", &page)
	return page.Nodes
}

const planted = "PLANTED-0xSecret"

var secretNames = regexp.MustCompile(`(?i)pass|secret|token|pin$|csv|^current$|^new$`)

// filled writes a value for every field, secrets planted where a secret belongs.
func filled(schema *ast.Schema, name string, kind *ast.Type) string {
	if kind.Elem != nil {
		return "[" + filled(schema, name, kind.Elem) + "]"
	}
	definition := schema.Types[kind.Name()]
	switch {
	case definition.Kind == ast.InputObject && definition.Directives.ForName("oneOf") != nil:
		f := definition.Fields[0]
		return "{" + f.Name + ": " + filled(schema, f.Name, f.Type) + "}"
	case definition.Kind == ast.InputObject:
		var fields []string
		for _, f := range definition.Fields {
			fields = append(fields, f.Name+": "+filled(schema, f.Name, f.Type))
		}
		return "{" + strings.Join(fields, ", ") + "}"
	case definition.Name == "String" && secretNames.MatchString(name):
		return `"` + planted + `"`
	case definition.Name == "Duration":
		return `"PT1H"`
	case definition.Name == "Time":
		return `"2026-01-31T12:00:00Z"`
	}
	return sample(schema, kind)
}

// Every mutation leaves one entry, whatever comes of it, and none tells a secret.
func TestEveryMutationIsAudited(t *testing.T) {
	text, err := os.ReadFile("../schema.graphqls")
	if err != nil {
		t.Fatal(err)
	}
	schema, err := gqlparser.LoadSchema(&ast.Source{Input: string(text)})
	if err != nil {
		t.Fatal(err)
	}
	r := newRig(t, nil)
	reader := r.admin()
	for _, field := range schema.Mutation.Fields {
		var given []string
		for _, argument := range field.Arguments {
			given = append(given, argument.Name+": "+filled(schema, argument.Name, argument.Type))
		}
		query := "mutation { " + field.Name
		if len(given) > 0 {
			query += "(" + strings.Join(given, ", ") + ")"
		}
		_, actor := r.user("actor-"+field.Name, models.RoleAdmin)
		before := len(r.auditLog(reader, ""))
		answer := r.ask(actor, query+" { __typename } }", nil)
		after := r.auditLog(reader, "")
		if len(after) != before+1 || after[0].Operation != field.Name || after[0].Outcome == "" || after[0].Username != "actor-"+field.Name {
			t.Errorf("%s left %d entries: %s", field.Name, len(after)-before, answer.body)
		}
	}
	for _, entry := range r.auditLog(reader, "") {
		if strings.Contains(fmt.Sprint(entry), planted) {
			t.Errorf("a secret stands in %+v", entry)
		}
	}
	if strings.Contains(fmt.Sprint(r.auditLog(reader, planted)), planted) || len(r.auditLog(reader, planted)) > 0 {
		t.Error("a secret can be searched for")
	}
	var verdict struct {
		Entries int
		Intact  bool
	}
	r.ask(reader, `{ auditVerification { entries intact firstBroken } }`, nil).into("auditVerification", &verdict)
	if !verdict.Intact || verdict.Entries < len(schema.Mutation.Fields) {
		t.Errorf("%+v", verdict)
	}
}

func TestAuditTellsWhatChanged(t *testing.T) {
	r := newRig(t, nil)
	token := r.admin()
	var created struct {
		User       struct{ ID string }
		AccessData struct{ SIPPassword, CTIPassword string }
	}
	r.ask(token, `mutation { userCreate(input: {username: "anna", surname: "Muster"}) { user { id } accessData { sipPassword ctiPassword } errors { message } } }`, nil).into("userCreate", &created)
	r.ask(token, `mutation($id: ID!) { userUpdate(id: $id, input: {version: 1, surname: "Meier"}) { errors { message } } }`, map[string]any{"id": created.User.ID})
	r.ask(token, `mutation($id: ID!) { sipPasswordReveal(userId: $id) { accessData { sipPassword } errors { message } } }`, map[string]any{"id": created.User.ID})
	r.login("anna", created.AccessData.CTIPassword)
	r.ask("", `mutation { login(input: {username: "anna", password: "wrong"}) { errors { message } } }`, nil)
	r.ask("", `mutation { userDelete(id: "usr_x") { errors { message } } }`, nil) // a stranger leaves no entry
	anna := r.login("anna", created.AccessData.CTIPassword)
	r.ask(anna, `mutation($id: ID!) { userDelete(id: $id) { errors { message } } }`, map[string]any{"id": created.User.ID})

	log := r.auditLog(token, "")
	var told []string
	for i := len(log) - 1; i >= 0; i-- {
		told = append(told, log[i].Operation+" "+log[i].Username+" "+log[i].Outcome)
	}
	want := []string{"login admin OK", "userCreate admin OK", "userUpdate admin OK", "sipPasswordReveal admin OK", "login anna OK", "login  FORBIDDEN", "login anna OK", "userDelete anna FORBIDDEN"}
	if strings.Join(told, "\n") != strings.Join(want, "\n") {
		t.Errorf("%s", strings.Join(told, "\n"))
	}
	update := r.auditLog(token, "userupdate MEIER")
	if len(update) != 1 || update[0].ObjectID != created.User.ID || !strings.Contains(update[0].Before, `"surname":"Muster"`) ||
		!strings.Contains(update[0].After, `"surname":"Meier"`) || strings.Contains(update[0].After, "anna") || update[0].Source != "127.0.0.1" || update[0].SessionID == "" {
		t.Errorf("%+v", update)
	}
	if create := r.auditLog(token, "usercreate"); len(create) != 1 || create[0].ObjectID != created.User.ID || create[0].Before != "" || !strings.Contains(create[0].After, `"username":"anna"`) {
		t.Errorf("%+v", create)
	}
	for _, secret := range []string{created.AccessData.SIPPassword, created.AccessData.CTIPassword, token, anna, "wrong"} {
		if strings.Contains(fmt.Sprint(log), secret) {
			t.Errorf("%s stands in the log", secret)
		}
	}
	var page struct {
		Nodes    []auditEntry
		PageInfo struct {
			HasNextPage bool
			EndCursor   string
		}
	}
	r.ask(token, `{ auditLog(first: 2) { nodes { operation } pageInfo { hasNextPage endCursor } } }`, nil).into("auditLog", &page)
	if len(page.Nodes) != 2 || !page.PageInfo.HasNextPage {
		t.Fatalf("%+v", page)
	}
	r.ask(token, `query($after: Cursor) { auditLog(first: 2, after: $after) { nodes { operation } pageInfo { hasNextPage endCursor } } }`, map[string]any{"after": page.PageInfo.EndCursor}).into("auditLog", &page)
	if len(page.Nodes) != 2 || page.Nodes[0].Operation != "login" || page.Nodes[1].Operation != "login" {
		t.Errorf("%+v", page)
	}
	if code := r.ask(anna, `{ auditLog { nodes { id } } }`, nil).code(); code != "FORBIDDEN" {
		t.Errorf("anna reads the log: %q", code)
	}
}
