// Package graphpbx_test holds the rules of the house as tests: who may import whom, and that every package says
// what it is for.
package graphpbx_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "graphpbx"

// floors orders the rooms from the ground up. A room may import rooms of lower floors, and what lies below itself.
// The longest matching prefix decides.
var floors = []struct {
	room  string
	floor int
}{
	{"models", 1},
	{"models/store", 2},
	{"sip", 2},
	{"provision", 2},
	{"switchboard", 3},
	{"graph", 4},
	{"web", 4},
	{"server", 5},
	{"testrig", 7},
	{"cmd", 7},
	{"bench", 8},
	{"test", 8},
}

// rooms that are leaves of the testing kit and may be used from any test, or by the telephone of cmd.
var testOnly = []string{"testrig", "test", "bench"}

// forbidden imports of rooms: what each must not know.
var forbidden = map[string][]string{
	"models":      {"."}, // nothing but the standard library
	"sip":         {"gorm.io", "github.com/99designs", "net/http", module + "/models/store", module + "/switchboard"},
	"switchboard": {"github.com/emiago", "github.com/99designs", "net/http", "gorm.io", module + "/sip"},
	"graph":       {"gorm.io", "github.com/emiago", module + "/sip", module + "/models/store"},
	"server":      {"gorm.io", "github.com/emiago", module + "/sip"},
	"provision":   {"gorm.io", "net/http", "database/sql"},
}

type file struct {
	folder  string // relative, with slashes
	name    string
	syntax  *ast.File
	imports []string
}

func (f file) isTest() bool { return strings.HasSuffix(f.name, "_test.go") }

func TestImportsPointDown(t *testing.T) {
	for _, f := range sources(t) {
		if f.isTest() {
			continue
		}
		room, floor := locate(f.folder)
		for _, imported := range f.imports {
			checkForbidden(t, f, room, imported)
			target, ok := strings.CutPrefix(imported, module+"/")
			if !ok {
				continue
			}
			targetRoom, targetFloor := locate(target)
			if targetRoom != room && targetFloor >= floor && !(isKit(room) && isKit(targetRoom)) {
				t.Errorf("%s/%s (floor %d) imports %s (floor %d): imports point down", f.folder, f.name, floor, target, targetFloor)
			}
		}
	}
}

func TestOnlyOneRoomKnowsTheParserAndOneTheDatabase(t *testing.T) {
	owners := map[string][]string{
		"github.com/emiago/sipgo":   {"sip/msg"},
		"gorm.io/":                  {"models/store"},
		"github.com/99designs":      {"graph", "server"},
		"github.com/glebarez":       {"models/store"},
		"github.com/go-gormigrate/": {"models/store"},
	}
	for _, f := range sources(t) {
		for _, imported := range f.imports {
			for prefix, rooms := range owners {
				if strings.HasPrefix(imported, prefix) && !slices.ContainsFunc(rooms, func(r string) bool { return within(f.folder, r) }) {
					t.Errorf("%s/%s imports %s: only %v may", f.folder, f.name, imported, rooms)
				}
			}
		}
	}
}

func TestEveryPackageSaysWhatItIsFor(t *testing.T) {
	documented := map[string]bool{}
	for _, f := range sources(t) {
		if f.isTest() && f.folder != "." {
			continue
		}
		documented[f.folder] = documented[f.folder] || f.syntax.Doc != nil && len(f.syntax.Doc.Text()) > 40
	}
	for folder, ok := range documented {
		if !ok {
			t.Errorf("package in %s has no comment that says what it is for", folder)
		}
	}
}

func TestFilesStayReadable(t *testing.T) {
	const limit = 500
	for _, f := range sources(t) {
		if f.isTest() || ast.IsGenerated(f.syntax) {
			continue
		}
		text, err := os.ReadFile(filepath.Join(f.folder, f.name))
		if err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(string(text), "\n"); n > limit {
			t.Errorf("%s/%s has %d lines, more than %d: cut it along its nouns", f.folder, f.name, n, limit)
		}
	}
}

func checkForbidden(t *testing.T, f file, room, imported string) {
	t.Helper()
	for _, no := range forbidden[room] {
		outside := strings.Contains(imported, ".") || strings.HasPrefix(imported, module+"/")
		if no == "." && outside || no != "." && strings.HasPrefix(imported, no) {
			t.Errorf("%s/%s imports %s, which %s must not know", f.folder, f.name, imported, room)
		}
	}
}

func locate(folder string) (room string, floor int) {
	for _, f := range floors {
		if within(folder, f.room) && len(f.room) > len(room) {
			room, floor = f.room, f.floor
		}
	}
	return room, floor
}

func within(folder, room string) bool { return folder == room || strings.HasPrefix(folder, room+"/") }

func isKit(room string) bool { return slices.Contains(testOnly, room) || room == "cmd" }

func sources(t *testing.T) (files []file) {
	t.Helper()
	set := token.NewFileSet()
	err := filepath.WalkDir(".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && slices.Contains([]string{"node_modules", "testdata", ".git", "dist", "data", "bin", "out"}, entry.Name()) {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(name, ".go") {
			return nil
		}
		syntax, err := parser.ParseFile(set, name, nil, parser.ImportsOnly|parser.ParseComments)
		if err != nil {
			return err
		}
		f := file{folder: path.Dir(filepath.ToSlash(name)), name: entry.Name(), syntax: syntax}
		for _, spec := range syntax.Imports {
			imported, _ := strconv.Unquote(spec.Path.Value)
			f.imports = append(f.imports, imported)
		}
		files = append(files, f)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 5 {
		t.Fatalf("only %d Go files found: the test looks in the wrong place", len(files))
	}
	return files
}
