package web

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
)

func schema(t *testing.T) *ast.Schema {
	t.Helper()
	text, err := os.ReadFile("../schema.graphqls")
	if err != nil {
		t.Fatal(err)
	}
	schema, err := gqlparser.LoadSchema(&ast.Source{Name: "schema.graphqls", Input: string(text)})
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// documents returns the text of every .graphql file of the pages. They are checked as one, since fragments are shared.
func documents(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	err := filepath.WalkDir("src", func(path string, d fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".graphql" {
			return err
		}
		text, err := os.ReadFile(path)
		all.Write(text)
		all.WriteByte('\n')
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}

func TestDocumentsFitTheSchema(t *testing.T) {
	document, err := gqlparser.LoadQuery(schema(t), documents(t))
	if err != nil {
		t.Fatalf("the pages ask for what the schema does not have:\n%v", err)
	}
	if len(document.Operations) < 10 {
		t.Errorf("only %d operations found: are the documents still where they were?", len(document.Operations))
	}
}

func TestWrongDocumentsAreFound(t *testing.T) {
	if _, err := gqlparser.LoadQuery(schema(t), `query Wrong { users(first: 1) { nodes { idd } } }`); err == nil {
		t.Error("a field that does not exist passed")
	}
}

// The typed code is made from the documents by hand (codegen/README.md). Whoever forgets it finds out here.
func TestGeneratedCodeKnowsEveryOperation(t *testing.T) {
	generated, err := os.ReadFile("src/gql/generated.ts")
	if err != nil {
		t.Fatal(err)
	}
	document, problems := gqlparser.LoadQuery(schema(t), documents(t))
	if problems != nil {
		t.Skip("the documents do not fit the schema")
	}
	for _, operation := range document.Operations {
		if !strings.Contains(string(generated), "export const "+operation.Name+"Document") {
			t.Errorf("src/gql/generated.ts does not know %s: run npm ci && npm run generate in web/codegen", operation.Name)
		}
	}
}

// What the API explorer opens with must work as it stands: each document alone, with no variable to be filled in.
func TestExamplesOfTheExplorerFitTheSchema(t *testing.T) {
	files, err := filepath.Glob("explorer/examples/*.graphql")
	if err != nil || len(files) < 5 {
		t.Fatalf("%d examples, %v", len(files), err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		document, problems := gqlparser.LoadQuery(schema(t), string(text))
		if problems != nil {
			t.Errorf("%s: %v", file, problems)
			continue
		}
		for _, variable := range document.Operations[0].VariableDefinitions {
			if variable.Type.NonNull && variable.DefaultValue == nil {
				t.Errorf("%s: nobody fills in $%s", file, variable.Variable)
			}
		}
	}
}
