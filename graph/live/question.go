package live

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"maps"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/formatter"
)

// question is what a subscription asks: its selection with fragments, the variables used in it, and the audience. The
// name of the operation, its spelling and the arguments of the root field, which only say what is followed, do not matter.
type question [sha256.Size]byte

// ask reads the question out of an operation. It returns false where the root is not a plain field: such a
// subscription is answered alone.
func ask(op *graphql.OperationContext, audience string) (question, bool) {
	if len(op.Operation.SelectionSet) != 1 {
		return question{}, false
	}
	root, ok := op.Operation.SelectionSet[0].(*ast.Field)
	if !ok || len(root.Directives) > 0 {
		return question{}, false
	}
	bare := *root
	bare.Arguments = nil
	doc := ast.QueryDocument{
		Operations: ast.OperationList{{Operation: ast.Subscription, SelectionSet: ast.SelectionSet{&bare}}},
		Fragments:  op.Doc.Fragments,
	}
	var b bytes.Buffer
	formatter.NewFormatter(&b, formatter.WithCompacted()).FormatQueryDocument(&doc)
	if err := json.NewEncoder(&b).Encode(variables(op, root)); err != nil {
		return question{}, false
	}
	b.WriteString(audience)
	return sha256.Sum256(b.Bytes()), true
}

// variables returns those that are not arguments of the root field alone. One that is used at the root and below
// would make different questions look equal, so it is kept if it is used below.
func variables(op *graphql.OperationContext, root *ast.Field) map[string]any {
	rest := map[string]any{}
	maps.Copy(rest, op.Variables)
	below := usedBelow(op, root)
	for _, argument := range root.Arguments {
		for name := range namesIn(argument.Value) {
			if !below[name] {
				delete(rest, name)
			}
		}
	}
	return rest
}

func usedBelow(op *graphql.OperationContext, root *ast.Field) map[string]bool {
	used := map[string]bool{}
	collect(root.SelectionSet, used)
	for _, fragment := range op.Doc.Fragments {
		collectDirectives(fragment.Directives, used)
		collect(fragment.SelectionSet, used)
	}
	return used
}

func collect(selection ast.SelectionSet, used map[string]bool) {
	for _, s := range selection {
		switch s := s.(type) {
		case *ast.Field:
			collectArguments(s.Arguments, used)
			collectDirectives(s.Directives, used)
			collect(s.SelectionSet, used)
		case *ast.InlineFragment:
			collectDirectives(s.Directives, used)
			collect(s.SelectionSet, used)
		case *ast.FragmentSpread:
			collectDirectives(s.Directives, used)
		}
	}
}

func collectDirectives(directives ast.DirectiveList, used map[string]bool) {
	for _, d := range directives {
		collectArguments(d.Arguments, used)
	}
}

func collectArguments(arguments ast.ArgumentList, used map[string]bool) {
	for _, a := range arguments {
		maps.Copy(used, namesIn(a.Value))
	}
}

// namesIn returns the variables in a value.
func namesIn(v *ast.Value) map[string]bool {
	names := map[string]bool{}
	if v == nil {
		return names
	}
	if v.Kind == ast.Variable {
		names[v.Raw] = true
	}
	for _, child := range v.Children {
		maps.Copy(names, namesIn(child.Value))
	}
	return names
}
