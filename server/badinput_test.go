package server

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"graphpbx/models"
	"graphpbx/testrig/postgres"
)

// Every mutation of the schema is tried with everything that people and attackers send: what is missing, empty, too long,
// malformed, forbidden, taken, reserved, stale, unknown, or somebody else's. Each is answered with an error that names the
// field and the remedy, and neither the database nor the journal has changed. A new mutation is tried without a new test;
// what is right for its fields stands in validValues.
func TestBadInputOverTheWholeSchema(t *testing.T) {
	for name, dsn := range map[string]func(testing.TB) string{"sqlite": func(testing.TB) string { return "" }, "postgres": postgres.New} {
		t.Run(name, func(t *testing.T) {
			w := newBadWorld(t, dsn(t))
			tried := 0
			for _, mutation := range w.schema.Mutation.Fields {
				if triedApart[mutation.Name] {
					continue
				}
				tried += w.try(mutation, name == "sqlite")
			}
			if tried < 500 {
				t.Errorf("only %d wrong inputs were tried", tried)
			}
		})
	}
}

// triedApart are mutations whose right input is a code of an authenticator app at its time: see TestCodesOfAnAuthenticatorApp.
var triedApart = map[string]bool{"totpBegin": true, "totpConfirm": true, "totpDisable": true, "totpRecoveryCodesRenew": true, "totpReset": true}

// place is an argument of a mutation, or a field of an input.
type place struct {
	mutation string
	path     []string // from the argument inwards
	within   string   // name of the input type; that of the mutation for an argument
	kind     *ast.Type
	optional bool // may be left out
}

func (p place) name() string   { return p.path[len(p.path)-1] }
func (p place) String() string { return p.mutation + " " + strings.Join(p.path, ".") }

// places returns every argument of a mutation, and every field of every input in it.
func (w *badWorld) places(mutation *ast.FieldDefinition) []place {
	var all []place
	var inward func(p place)
	inward = func(p place) {
		all = append(all, p)
		kind := p.kind
		if kind.Elem != nil {
			kind = kind.Elem
		}
		definition := w.schema.Types[kind.Name()]
		if definition.Kind != ast.InputObject {
			return
		}
		path := p.path
		if p.kind.Elem != nil {
			path = append(slices.Clone(path), "0")
		}
		for _, f := range definition.Fields {
			inward(place{p.mutation, append(slices.Clone(path), f.Name), definition.Name, f.Type, !f.Type.NonNull || f.DefaultValue != nil})
		}
	}
	for _, a := range mutation.Arguments {
		inward(place{mutation.Name, []string{a.Name}, mutation.Name, a.Type, !a.Type.NonNull || a.DefaultValue != nil})
	}
	return all
}

// try tries one mutation, and returns with how many wrong inputs. What is right must succeed at the end.
func (w *badWorld) try(mutation *ast.FieldDefinition, closely bool) (tried int) {
	good, places := w.valid(mutation), w.places(mutation)
	trials := make([][]trial, len(places)) // made first, since right objects are made for them
	for i, p := range places {
		trials[i] = w.trials(mutation, good, p)
	}
	before := w.dump()
	for i, p := range places {
		w.elsewhere()
		if make := fresh[mutation.Name]; make != nil {
			make(w)
			good = w.valid(mutation)
			trials[i] = w.trials(mutation, good, p)
			before = w.dump()
		}
		for n := range trials[i] {
			if !closely && hashes[mutation.Name] && n%4 > 0 {
				continue // each takes a password hash; the other database has tried them all
			}
			tried++
			if w.refused(p, trials[i][n].wrongValue, trials[i][n].variables) {
				continue
			}
			good = w.valid(mutation) // what was taken stands in the way of what follows
			for later := i; later < len(places); later++ {
				trials[later] = w.trials(mutation, good, places[later])
			}
			before = w.dump()
		}
		if !closely && i < len(places)-1 {
			continue
		}
		if now := w.dump(); now != before {
			w.t.Errorf("%s: something wrong was half done: %s", p, difference(before, now))
			before = now
		}
	}
	w.accepted(mutation)
	w.foreign(mutation, places)
	return tried
}

type trial struct {
	wrongValue
	variables map[string]any
}

// trials makes ready what is to be tried at a place. It may make objects that are right, which the trials must not touch.
func (w *badWorld) trials(mutation *ast.FieldDefinition, good map[string]any, p place) (trials []trial) {
	for _, wrong := range w.wrong(p) {
		trials = append(trials, trial{wrong, w.with(mutation, good, p, wrong)})
	}
	return trials
}

// wrongValue is what must not be taken.
type wrongValue struct {
	what  string
	value any // missing: nothing at all
	code  models.ProblemCode
}

type nothing struct{}

// with returns the right variables but for one place.
func (w *badWorld) with(mutation *ast.FieldDefinition, good map[string]any, p place, wrong wrongValue) map[string]any {
	variables := clone(good).(map[string]any)
	var into any = variables
	for i, step := range p.path {
		last := i == len(p.path)-1
		switch at := into.(type) {
		case map[string]any:
			switch {
			case last && wrong.value == (nothing{}):
				delete(at, step)
			case last:
				at[step] = wrong.value
			case at[step] == nil:
				at[step] = w.sampleOf(mutation, p, i)
			}
			into = at[step]
		case []any:
			into = at[0]
		}
	}
	return variables
}

func clone(v any) any {
	switch v := v.(type) {
	case map[string]any:
		copied := maps.Clone(v)
		for name := range copied {
			copied[name] = clone(copied[name])
		}
		return copied
	case []any:
		copied := slices.Clone(v)
		for i := range copied {
			copied[i] = clone(copied[i])
		}
		return copied
	}
	return v
}

// refused tries one wrong input, and reports whether nothing came of it.
func (w *badWorld) refused(p place, wrong wrongValue, variables map[string]any) (nothingDone bool) {
	w.t.Helper()
	head := w.switchboard.Journal().Head()
	a := w.mutate(p.mutation, w.token(p.mutation), variables)
	complain := func(why string) {
		w.t.Helper()
		if w.complaints[p.String()]++; w.complaints[p.String()] > 3 {
			return // the first ones say enough
		}
		w.t.Errorf("%s, %s: %s\n\tsent     %.160s\n\treceived %.300s", p, wrong.what, why, inJSON(variables), a.body)
	}
	told := w.switchboard.Journal().Head() != head && !talkative[p.mutation]
	if len(a.Errors) > 0 {
		w.refusedByForm(p, a, complain)
		return !told
	}
	var payload struct{ Errors []fault }
	if err := json.Unmarshal(a.Data[p.mutation], &payload); err != nil || a.status != 200 {
		complain(fmt.Sprintf("HTTP %d, %v", a.status, err))
	} else if len(payload.Errors) == 0 {
		complain("it was taken")
		return false
	}
	if told {
		complain("it was refused, but the journal tells something")
	}
	for _, f := range payload.Errors {
		w.explains(p, wrong, f, complain)
	}
	return true
}

// refusedByForm checks an answer to what does not fit the schema. A body that is no JSON or no UTF-8 names no field.
func (w *badWorld) refusedByForm(p place, a *reply, complain func(string)) {
	w.t.Helper()
	switch a.code() {
	case "BAD_REQUEST":
		return
	case "GRAPHQL_VALIDATION_FAILED", "BAD_USER_INPUT":
	default:
		complain("the code is " + a.code())
		return
	}
	told := a.Errors[0].Message + fmt.Sprint(a.Errors[0].Path...)
	if !strings.Contains(told, p.name()) && !strings.Contains(a.body, p.name()) {
		complain("the field is not named")
	}
}

// explains checks an error that is data: a path to the field, the kind, and a sentence with a remedy.
func (w *badWorld) explains(p place, wrong wrongValue, f fault, complain func(string)) {
	w.t.Helper()
	shared := min(len(f.Path), len(p.path))
	switch {
	case !slices.Equal(f.Path[:shared], p.path[:shared]) && !vague[p.mutation]:
		complain("the path is that of another field")
	case len(f.Path) == 0:
		complain("the path is empty")
	case w.schema.Types["ErrorCode"].EnumValues.ForName(f.Code) == nil:
		complain("the code is unknown")
	case wrong.code != "" && f.Code != string(wrong.code):
		complain("the code is not " + string(wrong.code))
	case len(f.Message) < 20 || len(f.Message) > 1000 || !strings.ContainsAny(f.Message, ":;,"):
		complain("the message names no remedy")
	case strings.ContainsAny(f.Message, "\x00\r\n\x1b\u202e"):
		complain("the message repeats control characters")
	}
}

// foreign asks as a user without further role for what is another's.
func (w *badWorld) foreign(mutation *ast.FieldDefinition, places []place) {
	w.t.Helper()
	if w.needs(mutation) != models.RoleUser {
		return
	}
	for _, p := range places {
		if p.kind.Name() != "ID" || p.kind.Elem != nil {
			continue
		}
		variables := w.with(mutation, w.valid(mutation), p, wrongValue{value: w.value(p)})
		head, before := w.switchboard.Journal().Head(), w.dump()
		faults := w.mutate(mutation.Name, w.stranger, variables).faults(mutation.Name)
		if len(faults) == 0 || faults[0].Code != "FORBIDDEN" && faults[0].Code != "NOT_FOUND" {
			w.t.Errorf("%s: another's was taken: %v", p, faults)
		}
		if w.switchboard.Journal().Head() != head || w.dump() != before {
			w.t.Errorf("%s: another's was half done", p)
		}
	}
}

// accepted shows that what is right is taken, so that all the refusals were for what was wrong.
func (w *badWorld) accepted(mutation *ast.FieldDefinition) {
	w.t.Helper()
	w.elsewhere()
	if make := fresh[mutation.Name]; make != nil {
		make(w)
	}
	variables := w.valid(mutation)
	a := w.mutate(mutation.Name, w.token(mutation.Name), variables)
	var payload struct{ Errors []fault }
	if err := json.Unmarshal(a.Data[mutation.Name], &payload); err != nil || len(a.Errors) > 0 || len(payload.Errors) > 0 {
		w.t.Errorf("%s: right input does not succeed: say in validValues (%s) what is right\n\tsent     %s\n\treceived %s", mutation.Name, "server/badworld_test.go", inJSON(variables), a.body)
	}
}

func (w *badWorld) mutate(name, token string, variables map[string]any) *reply {
	w.t.Helper()
	field := w.schema.Mutation.Fields.ForName(name)
	var declared, given []string
	for _, a := range field.Arguments {
		kind := a.Type.String()
		if a.DefaultValue != nil {
			kind += " = " + a.DefaultValue.String()
		}
		declared, given = append(declared, "$"+a.Name+": "+kind), append(given, a.Name+": $"+a.Name)
	}
	parameters, arguments := "", ""
	if len(declared) > 0 {
		parameters, arguments = "("+strings.Join(declared, ", ")+")", "("+strings.Join(given, ", ")+")"
	}
	query := "mutation" + parameters + " { " + name + arguments + " { errors { path message code } } }"
	body := strings.ReplaceAll(document(query, variables), garbledHere, "\xff\xfe")
	return w.send(w.request(token, body))
}

func inJSON(v any) string {
	text, _ := json.Marshal(v)
	return string(text)
}
