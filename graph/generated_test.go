package graph

import (
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Generated code is what `go generate ./graph` makes of the schema. It is made anew in a copy of the sources, so that
// the test changes nothing.
func TestGeneratedCodeIsUpToDate(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles what the schema is bound to")
	}
	root, copied := "..", t.TempDir()
	for _, name := range []string{"go.mod", "go.sum", "gqlgen.yml", "schema.graphqls"} {
		copyFile(t, filepath.Join(root, name), filepath.Join(copied, name))
	}
	for _, room := range []string{"graph", "models", "provision", "sip", "switchboard"} {
		copySources(t, filepath.Join(root, room), filepath.Join(copied, room))
	}
	generate := exec.CommandContext(t.Context(), "go", "tool", "gqlgen")
	generate.Dir = copied
	generate.Env = append(os.Environ(), "GOFLAGS=-mod=mod -trimpath", "GOWORK=off") // trimmed paths let the next run find what this one compiled
	if out, err := generate.CombinedOutput(); err != nil {
		t.Fatalf("go tool gqlgen: %v\n%s", err, out)
	}
	generated, err := filepath.Glob("*.gen.go")
	if err != nil || len(generated) == 0 {
		t.Fatalf("nothing is generated: %v", err)
	}
	for _, name := range generated {
		if !bytes.Equal(content(t, name), content(t, filepath.Join(copied, "graph", name))) {
			t.Errorf("%s is not what the schema says: run go generate ./graph, and commit what it makes", name)
		}
	}
}

// isSource tells what a package is compiled of, templates that it embeds included.
func isSource(name string) bool {
	return strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") || strings.HasSuffix(name, ".tmpl")
}

// copySources copies the sources of packages, without their tests. A folder that is not there has none.
func copySources(t *testing.T, from, to string) {
	t.Helper()
	err := filepath.WalkDir(from, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !isSource(name) {
			return err
		}
		copyFile(t, name, filepath.Join(to, strings.TrimPrefix(name, from)))
		return nil
	})
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, content(t, from), 0o600); err != nil {
		t.Fatal(err)
	}
}

func content(t *testing.T, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
