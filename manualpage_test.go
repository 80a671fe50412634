package graphpbx_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
)

const manualPage = "docs/manual-page.md"

var code = regexp.MustCompile("`([^`]+)`")

// Every sentence of the manual's page has an operation or a page that does it, and a test that proves it, and all of them exist.
func TestTheManualPageIsFulfilled(t *testing.T) {
	schema := theSchema(t)
	rows := tableOf(t, manualPage)
	if len(rows) < 40 {
		t.Errorf("only %d sentences", len(rows))
	}
	for _, row := range rows {
		if len(row) != 3 || row[0] == "" || row[1] == "" || row[2] == "" {
			t.Errorf("a cell is empty: %q", row)
			continue
		}
		done, proofs := code.FindAllStringSubmatch(row[1], -1), code.FindAllStringSubmatch(row[2], -1)
		if len(done) == 0 || len(proofs) == 0 {
			t.Errorf("nothing is named: %q", row)
		}
		for _, name := range done {
			if !offered(t, schema, name[1]) {
				t.Errorf("%q names %s, which is neither in the schema nor a page", row[0], name[1])
			}
		}
		for _, name := range proofs {
			if !tested(t, name[1]) {
				t.Errorf("%q names the test %s, which does not exist", row[0], name[1])
			}
		}
	}
}

func theSchema(t *testing.T) *ast.Schema {
	t.Helper()
	text, err := os.ReadFile("schema.graphqls")
	if err != nil {
		t.Fatal(err)
	}
	schema, err := gqlparser.LoadSchema(&ast.Source{Name: "schema.graphqls", Input: string(text)})
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// tableOf returns the rows of the table of a page, without its head.
func tableOf(t *testing.T, name string) (rows [][]string) {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if !strings.HasPrefix(line, "| ") || strings.HasPrefix(line, "| ---") {
			continue
		}
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		rows = append(rows, cells)
	}
	return rows[1:]
}

// offered reports whether the schema has an operation or a field of that name, or the web has such a page.
func offered(t *testing.T, schema *ast.Schema, name string) bool {
	t.Helper()
	if strings.HasPrefix(name, "/") {
		return strings.Contains(routes(t), `"`+name) || name == "/activate"
	}
	if kind, field, is := strings.Cut(name, "."); is {
		definition := schema.Types[kind]
		return definition != nil && definition.Fields.ForName(field) != nil
	}
	for _, root := range []*ast.Definition{schema.Query, schema.Mutation, schema.Subscription} {
		if root.Fields.ForName(name) != nil {
			return true
		}
	}
	return false
}

// routes is the text of the files that say which pages there are.
func routes(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	files, err := filepath.Glob("web/src/admin/*.tsx")
	if err != nil || len(files) == 0 {
		t.Fatal("the pages of the dashboard are not where they were", err)
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(text)
	}
	return all.String()
}

// tested reports whether a folder has a test of that name, written folder.Test.
func tested(t *testing.T, name string) bool {
	t.Helper()
	dot := strings.LastIndex(name, ".")
	if dot < 0 || !strings.HasPrefix(name[dot+1:], "Test") {
		return false
	}
	files, err := filepath.Glob(filepath.Join(name[:dot], "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), "\nfunc "+name[dot+1:]+"(t *testing.T)") {
			return true
		}
	}
	return false
}
