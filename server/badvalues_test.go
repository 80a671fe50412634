package server

import (
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"graphpbx/models"
)

// garbledHere stands where bytes shall stand that are no UTF-8; JSON of Go cannot carry them.
const garbledHere = "@@garbled@@"

// lines are fields that may have several lines.
var lines = map[string]bool{"ContactCreateInput.note": true, "ContactUpdateInput.note": true, "ContactImportInput.file": true}

// clears are fields that must be given, and may be empty.
var clears = map[string]bool{"TerminalUpdateInput.name": true}

// wrong returns what must not be taken at a place.
func (w *badWorld) wrong(p place) []wrongValue {
	var wrong []wrongValue
	if !p.optional {
		wrong = append(wrong, wrongValue{"missing", nothing{}, ""})
	}
	if p.kind.NonNull {
		wrong = append(wrong, wrongValue{"null", nil, ""})
	}
	if p.kind.Elem != nil {
		return append(wrong, w.wrongLists(p)...)
	}
	definition := w.schema.Types[p.kind.Name()]
	switch definition.Kind {
	case ast.InputObject:
		return append(wrong, wrongValue{"no object", "text", ""}, wrongValue{"unknown field", map[string]any{"nonsense": 1}, ""})
	case ast.Enum:
		return append(wrong, wrongValue{"unknown word", "NO_SUCH_WORD", ""}, wrongValue{"number", 7, ""}, wrongValue{"empty", "", ""})
	}
	wrong = append(wrong, wrongValue{"object", map[string]any{"x": 1}, ""})
	switch p.kind.Name() {
	case "Int", "Float":
		wrong = append(wrong, wrongValue{"negative", -1, ""}, wrongValue{"huge", 1<<31 - 1, ""}, wrongValue{"beyond 32 bits", 1 << 40, ""},
			wrongValue{"least", -1 << 31, ""}, wrongValue{"text", "many", ""})
	case "Boolean":
		wrong = append(wrong, wrongValue{"text", "perhaps", ""})
	case "Duration":
		wrong = append(wrong, wrongValue{"negative", "-PT1H", ""}, wrongValue{"huge", "P99999Y", ""}, wrongValue{"text", "soon", ""}, wrongValue{"empty", "", ""})
	case "Time":
		wrong = append(wrong, wrongValue{"text", "yesterday", ""}, wrongValue{"year 0", "0000-00-00T00:00:00Z", ""},
			wrongValue{"year 1", "0001-01-01T00:00:00Z", ""}, wrongValue{"empty", "", ""})
	default:
		wrong = append(wrong, w.wrongTexts(p)...)
	}
	return append(wrong, wrongByName[p.name()]...)
}

func (w *badWorld) wrongLists(p place) []wrongValue {
	wrong := []wrongValue{{"no list", map[string]any{"x": 1}, ""}}
	if p.kind.Elem.NonNull {
		wrong = append(wrong, wrongValue{"null within", []any{nil}, ""})
	}
	if !p.optional {
		wrong = append(wrong, wrongValue{"empty", []any{}, ""})
	}
	if element := w.schema.Types[p.kind.Name()]; element.Kind == ast.Scalar && element.Name != "Boolean" {
		inner := p
		inner.kind = p.kind.Elem
		for _, one := range w.wrong(inner) {
			if one.value != nil && one.value != (nothing{}) {
				wrong = append(wrong, wrongValue{one.what + " within", []any{one.value}, one.code})
			}
		}
	}
	many := make([]any, 5000)
	for i := range many {
		many[i] = w.value(place{p.mutation, p.path, p.within, p.kind.Elem, false})
	}
	return append(wrong, wrongValue{"too many", many, ""})
}

// wrongTexts are what no text may be.
func (w *badWorld) wrongTexts(p place) []wrongValue {
	good, is := w.value(p).(string)
	if !is || good == "" {
		good = "a"
	}
	wrong := []wrongValue{
		{"too long", strings.Repeat("x", 100_000), ""}, {"too many digits", strings.Repeat("7", 5000), ""}, {"null byte", good + "\x00", ""},
		{"terminal escape", good + "\x1b[31m", ""}, {"lost letter", good + "\ufffd", ""},
		{"no UTF-8", good + garbledHere, ""}, {"reversed writing", good + "\u202e", ""},
	}
	if !lines[p.within+"."+p.name()] {
		wrong = append(wrong, wrongValue{"header injection", good + "\r\nX-Injected: 1", ""})
	}
	if !p.optional && !clears[p.within+"."+p.name()] {
		wrong = append(wrong, wrongValue{"empty", "", ""}, wrongValue{"blank", " ", ""})
	}
	if p.kind.Name() == "ID" {
		wrong = append(wrong, wrongValue{"unknown id", "usr_nobody", ""}, wrongValue{"id of another kind", "trm_00000000", ""}, wrongValue{"id of nothing", "x", ""})
	}
	return wrong
}

// wrongByName is what certain fields must refuse, wherever they stand.
var wrongByName = map[string][]wrongValue{
	"username": {
		{"taken", "ADMIN", ""}, {"reserved", "701", ""}, {"blank within", "an na", ""}, {"umlaut", "änna", ""}, {"dot", "anna.b", ""}, {"SIP URI", "a@b", ""}, {"quote", "a'--", ""},
	},
	"extension": {{"reserved", "701", models.ProblemReserved}, {"taken", takenExtension, models.ProblemTaken}, {"letters", "12a", models.ProblemInvalid}, {"one digit", "1", models.ProblemInvalid}},
	"version":   {{"stale", 0, models.ProblemConflict}, {"of the future", 999, models.ProblemConflict}},
	"mac":       {{"letters", "00:04:13:zz:00:01", models.ProblemInvalid}, {"short", "00:04:13", models.ProblemInvalid}, {"taken", takenMAC, models.ProblemTaken}},
	"model":     {{"unknown", "Nosuch 9000", models.ProblemInvalid}},
	"mobile":    {{"letters", "0170-HELP", models.ProblemInvalid}, {"URI", "tel:+49170", models.ProblemInvalid}},
	"address":   {{"whole world", "0.0.0.0/0", ""}, {"name", "localhost", ""}, {"no address", "300.1.1.1", ""}},
	"pin":       {{"short", "123", models.ProblemInvalid}, {"counting", "123456", models.ProblemInvalid}, {"letters", "abcdef", models.ProblemInvalid}},
	"csv":       {{"no header", "\n\n", ""}, {"unknown column", "username,shoe size\nx,42\n", ""}, {"taken", "username\nadmin\n", models.ProblemTaken}, {"reserved", "username,number\nxaver,701\n", models.ProblemReserved}, {"bare quote", "username\n\"x\n", ""}},
	"new":       {{"short", "short", models.ProblemInvalid}, {"known", "password1234", models.ProblemInvalid}},
	"countries": {{"unknown country", []any{"XX"}, models.ProblemInvalid}},
	"callers":   {{"nobody's number", []any{"+1"}, models.ProblemInvalid}, {"twice", []any{"+491701112233", "+491701112233"}, ""}},
	"ringLimit": {{"none", 0, models.ProblemInvalid}, {"eleven", 11, models.ProblemInvalid}},

	"sipPassword": {{"short", "short", models.ProblemInvalid}},
	"ctiPassword": {{"short", "short", models.ProblemInvalid}},
}
