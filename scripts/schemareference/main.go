// Command schemareference writes the reference page of the GraphQL schema, to be read where the repository is read: what can be
// asked and done, by area, with the role and the scope that each takes, and every type. It knows nothing but the schema.
package main

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
)

func main() {
	if len(os.Args) != 3 {
		fail("usage: schemareference SCHEMA PAGE")
	}
	page, err := reference(os.Args[1])
	if err == nil {
		err = os.WriteFile(os.Args[2], []byte(page), 0o644)
	}
	if err != nil {
		fail(err)
	}
}

func fail(why any) {
	fmt.Fprintln(os.Stderr, why)
	os.Exit(1)
}

// areas are the first words of the scopes, in the order of the page. What takes no scope is for people.
var areas = []struct{ name, title string }{
	{"", "Logging in, and what is for people alone"}, {"USERS", "Users"}, {"TELEPHONES", "Telephones and presence"}, {"CALLS", "Calls"},
	{"DEVICES", "Provisioning of telephones"}, {"SETTINGS", "Numbering plan, rules, settings and blocked addresses"}, {"AUDIT", "Audit"},
	{"METRICS", "Metrics"}, {"ANY", "For everybody"},
}

// kinds are the chapters of types.
var kinds = []struct {
	kind  ast.DefinitionKind
	title string
}{
	{ast.Object, "Objects"}, {ast.Interface, "Interfaces"}, {ast.Union, "Unions"}, {ast.InputObject, "Inputs"}, {ast.Enum, "Enums"}, {ast.Scalar, "Scalars"},
}

const opening = `# Reference of the schema

Made from [schema.graphqls](../schema.graphqls) by ` + "`make generate`" + `; do not edit it. Every type links to its description.

*Role* is the weakest role that may use an operation or field; each role includes those before it: USER, SUPERVISOR, ADMIN. *Scope* is what an API token
needs besides, which a program shows in the place of a login; a scope to write includes that to read. Where there is no scope tokens are refused.
What is sent wrong is answered in ` + "`errors`" + ` of the payload, with path, code and a sentence for people.

`

// reference returns the page of a schema.
func reference(name string) (string, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return "", err
	}
	schema, err := gqlparser.LoadSchema(&ast.Source{Name: name, Input: string(text)})
	if err != nil {
		return "", err
	}
	p := &page{schema: schema}
	p.WriteString(opening)
	for _, area := range areas {
		p.area(area.name, area.title)
	}
	for _, k := range kinds {
		p.chapter(k.kind, k.title)
	}
	return strings.TrimRight(p.String(), "\n") + "\n", nil
}

type page struct {
	strings.Builder
	schema *ast.Schema
}

func (p *page) line(format string, values ...any) { fmt.Fprintf(p, format+"\n", values...) }

// area writes the operations of one area.
func (p *page) area(name, title string) {
	begun := false
	for _, root := range []*ast.Definition{p.schema.Query, p.schema.Mutation, p.schema.Subscription} {
		if root == nil {
			continue
		}
		for _, f := range root.Fields {
			if strings.HasPrefix(f.Name, "__") || areaOf(f) != name {
				continue
			}
			if !begun {
				p.line("## %s\n", title)
				begun = true
			}
			p.operation(strings.ToLower(root.Name), f)
		}
	}
}

// areaOf is the first word of the scope; "ANY" where any token will do.
func areaOf(f *ast.FieldDefinition) string {
	scope := f.Directives.ForName("scope")
	if scope == nil {
		return ""
	}
	is := scope.Arguments.ForName("is")
	if is == nil {
		return "ANY"
	}
	area, _, _ := strings.Cut(is.Value.Raw, "_")
	if !slices.ContainsFunc(areas, func(a struct{ name, title string }) bool { return a.name == area }) {
		return "ANY" // an area that is new: it is on the page all the same
	}
	return area
}

func (p *page) operation(kind string, f *ast.FieldDefinition) {
	p.line("### %s %s\n", kind, f.Name)
	p.line("%s\n", told(f.Description, f.Directives))
	p.line("Role: %s. Scope: %s. Answer: %s\n", roleOf(f.Directives), scopeOf(f.Directives), p.link(f.Type))
	if len(f.Arguments) == 0 {
		return
	}
	for _, a := range f.Arguments {
		p.line("- `%s`: %s%s. %s", a.Name, p.link(a.Type), preset(a.DefaultValue), told(a.Description, a.Directives))
	}
	p.line("")
}

// chapter writes all types of one kind, in order of their names.
func (p *page) chapter(kind ast.DefinitionKind, title string) {
	var names []string
	for name, d := range p.schema.Types {
		root := d == p.schema.Query || d == p.schema.Mutation || d == p.schema.Subscription
		if d.Kind == kind && !root && !d.BuiltIn && !strings.HasPrefix(name, "__") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	if len(names) == 0 {
		return
	}
	p.line("## %s\n", title)
	for _, name := range names {
		p.definition(p.schema.Types[name])
	}
}

func (p *page) definition(d *ast.Definition) {
	p.line("### %s\n", d.Name)
	p.line("%s\n", told(d.Description, d.Directives))
	if scope := d.Directives.ForName("scope"); scope != nil {
		p.line("Scope: %s.\n", scopeOf(d.Directives))
	}
	switch d.Kind {
	case ast.Enum:
		for _, v := range d.EnumValues {
			p.line("- `%s`: %s", v.Name, told(v.Description, v.Directives))
		}
	case ast.Union:
		links := make([]string, len(d.Types))
		for i, name := range d.Types {
			links[i] = p.link(ast.NamedType(name, nil))
		}
		p.line("One of %s.", strings.Join(links, ", "))
	case ast.Scalar:
		return
	default:
		p.fields(d)
	}
	p.line("")
}

func (p *page) fields(d *ast.Definition) {
	p.line("| Field | Type | |\n| --- | --- | --- |")
	for _, f := range d.Fields {
		if strings.HasPrefix(f.Name, "__") {
			continue
		}
		text := told(f.Description, f.Directives)
		for _, a := range f.Arguments {
			text += fmt.Sprintf("<br>`%s`: %s%s. %s", a.Name, p.link(a.Type), preset(a.DefaultValue), told(a.Description, a.Directives))
		}
		if f.Directives.ForName("auth") != nil {
			text += " Role: " + roleOf(f.Directives) + "."
		}
		p.line("| `%s` | %s%s | %s |", f.Name, p.link(f.Type), preset(f.DefaultValue), strings.ReplaceAll(text, "|", "\\|"))
	}
}

// link writes a type with a link to its description.
func (p *page) link(t *ast.Type) string {
	text, name := t.String(), t.Name()
	if p.schema.Types[name].BuiltIn {
		return "`" + text + "`"
	}
	return "[`" + text + "`](#" + strings.ToLower(name) + ")"
}

func preset(v *ast.Value) string {
	if v == nil {
		return ""
	}
	return " = `" + v.String() + "`"
}

// told is a description on one line, and that the thing is deprecated.
func told(description string, directives ast.DirectiveList) string {
	text := strings.Join(strings.Fields(description), " ")
	if old := directives.ForName("deprecated"); old != nil {
		reason := "No longer supported"
		if given := old.Arguments.ForName("reason"); given != nil {
			reason = given.Value.Raw
		}
		text += " **Deprecated:** " + reason
	}
	return text
}

func roleOf(directives ast.DirectiveList) string {
	auth := directives.ForName("auth")
	switch {
	case auth == nil:
		return "none, open to all"
	case auth.Arguments.ForName("requires") == nil:
		return "ADMIN"
	}
	return auth.Arguments.ForName("requires").Value.Raw
}

func scopeOf(directives ast.DirectiveList) string {
	scope := directives.ForName("scope")
	switch {
	case scope == nil:
		return "none, people alone"
	case scope.Arguments.ForName("is") == nil:
		return "any"
	}
	return scope.Arguments.ForName("is").Value.Raw
}
