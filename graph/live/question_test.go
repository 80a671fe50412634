package live

import (
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
)

const questionSchema = `type Query { a: Int } type Subscription { s(id: ID, other: [ID]): T } type T { f(id: ID): Int g: Int t: T }`

func askOf(t *testing.T, query string, variables map[string]any, audience string) question {
	t.Helper()
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: questionSchema})
	document, err := gqlparser.LoadQuery(schema, query)
	if err != nil {
		t.Fatal(err)
	}
	q, ok := ask(&graphql.OperationContext{Doc: document, Operation: document.Operations[0], Variables: variables}, audience)
	if !ok {
		t.Fatalf("%s cannot be shared", query)
	}
	return q
}

func TestQuestionsAreEqualWhereTheirAnswersAre(t *testing.T) {
	base := askOf(t, `subscription A($id: ID) { s(id: $id) { g } }`, map[string]any{"id": "1"}, "user")
	for _, same := range []question{
		askOf(t, `subscription A($id: ID) { s(id: $id) { g } }`, map[string]any{"id": "2"}, "user"),
		askOf(t, `subscription B($x: ID) { s(other: [$x, "3"]) {   g   } }`, map[string]any{"x": "2"}, "user"),
		askOf(t, `subscription { s { g } }`, nil, "user"),
	} {
		if same != base {
			t.Error("equal questions look different")
		}
	}
	for _, different := range []question{
		askOf(t, `subscription { s { g } }`, nil, "admin"),
		askOf(t, `subscription { s { h: g } }`, nil, "user"),
		askOf(t, `subscription { r: s { g } }`, nil, "user"),
		askOf(t, `subscription { s { ...x } } fragment x on T { f }`, nil, "user"),
	} {
		if different == base {
			t.Error("different questions look equal")
		}
	}
}

// A variable may say what is followed and stand in the selection as well.
func TestVariablesOfTheSelectionArePartOfTheQuestion(t *testing.T) {
	for _, query := range []string{
		`subscription($id: ID) { s(id: $id) { f(id: $id) } }`,
		`subscription($id: ID) { s(id: $id) { t { ... on T { f(id: $id) } } } }`,
		`subscription($id: ID) { s(id: $id) { ...x } } fragment x on T { f(id: $id) }`,
	} {
		if askOf(t, query, map[string]any{"id": "1"}, "user") == askOf(t, query, map[string]any{"id": "2"}, "user") {
			t.Errorf("%s: the variable makes no difference", query)
		}
	}
}
