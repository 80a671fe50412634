package graph

import (
	"fmt"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2"

	"graphpbx/models"
)

func TestLimitsOfADocument(t *testing.T) {
	schema := loadSchema(t)
	repeat := func(n int, format string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	bomb := "query { users { ...f0 } } fragment f30 on UserConnection { totalCount }"
	for i := range 30 {
		bomb += fmt.Sprintf(" fragment f%d on UserConnection { ...f%d ...f%d }", i, i+1, i+1)
	}
	telephone := "user { telephone { user { telephone { user { telephone { user { telephone { user { telephone { user { id } } } } } } } } } } }"
	for name, tc := range map[string]struct{ document, fault string }{
		"a page of ours":         {`{ asOf users(first: 50) { nodes { id telephone { state terminals { lastProbe { at } } } } } }`, ""},
		"two logins":             {`mutation { a: login(input: {username: "a", password: "b"}) { errors { code } } b: login(input: {username: "a", password: "c"}) { errors { code } } }`, "login only once"},
		"two password guesses":   {`mutation { passwordChange(input: {current: "a", new: "b"}) { errors { code } } x: passwordChange(input: {current: "b", new: "b"}) { errors { code } } }`, "passwordChange only once"},
		"many roots":             {"{ " + repeat(11, "a%d: asOf ") + "}", "10 things"},
		"many aliases":           {"{ users { nodes { " + repeat(31, "a%d: id ") + "} } }", "rename 30"},
		"deep":                   {"{ telephones { " + telephone + " } }", "12 deep"},
		"fragments of fragments": {bomb, "fields at most"},
		"hidden in fragments":    {`mutation { ...a ...b } fragment a on Mutation { x: login(input: {username: "a", password: "b"}) { errors { code } } } fragment b on Mutation { y: login(input: {username: "a", password: "b"}) { errors { code } } }`, "login only once"},
		"introspection":          {`{ __schema { types { fields { type { ofType { ofType { ofType { ofType { ofType { ofType { ofType { name } } } } } } } } } } } }`, ""},
		"database in a stream":   {`subscription { telephones { ... on TelephoneChanged { telephone { onlineStatistics(from: "2026-01-01T00:00:00Z") { availability } } } } }`, "cannot tell onlineStatistics"},
	} {
		document, err := gqlparser.LoadQuery(schema, tc.document)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		ctx := WithVisit(t.Context(), Visit{Viewer: models.Viewer{Role: models.RoleUser}})
		fault := limits{}.MutateOperationContext(ctx, &graphql.OperationContext{Doc: document, Operation: document.Operations[0]})
		switch {
		case tc.fault == "" && fault != nil:
			t.Errorf("%s is refused: %s", name, fault.Message)
		case tc.fault != "" && (fault == nil || !strings.Contains(fault.Message, tc.fault)):
			t.Errorf("%s: %v, want %q", name, fault, tc.fault)
		}
	}
}
