package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestReferenceIsUpToDate(t *testing.T) {
	page, err := reference("../../schema.graphqls")
	if err != nil {
		t.Fatal(err)
	}
	committed, err := os.ReadFile("../../docs/reference.md")
	if err != nil || string(committed) != page {
		t.Errorf("docs/reference.md is not that of the schema: run make generate (%v)", err)
	}
}

func TestReferenceTellsRoleScopeAndWhatIsOld(t *testing.T) {
	name := filepath.Join(t.TempDir(), "schema.graphqls")
	const schema = `directive @auth(requires: Role! = ADMIN) on FIELD_DEFINITION
directive @scope(is: Scope) on FIELD_DEFINITION | OBJECT
"Roles." enum Role { "May little." USER "May all." ADMIN }
"Scopes." enum Scope { "Reads." USERS_READ }
"Asked." type Query {
  "All users." users("How many." first: Int! = 5): [User!]! @auth(requires: USER) @scope(is: USERS_READ)
  "Who asks." viewer: User
}
"A person." type User { "Name | alias." name: String! @auth "Old." nick: String @deprecated(reason: "use name") }`
	if err := os.WriteFile(name, []byte(schema), 0o600); err != nil {
		t.Fatal(err)
	}
	page, err := reference(name)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"## Users\n\n### query users\n\nAll users.\n\nRole: USER. Scope: USERS_READ. Answer: [`[User!]!`](#user)\n\n- `first`: `Int!` = `5`. How many.\n",
		"### query viewer\n\nWho asks.\n\nRole: none, open to all. Scope: none, people alone.",
		"| `name` | `String!` | Name \\| alias. Role: ADMIN. |", "Old. **Deprecated:** use name", "- `USERS_READ`: Reads.",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q:\n%s", want, page)
		}
	}
}
