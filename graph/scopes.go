package graph

import (
	"fmt"

	"github.com/vektah/gqlparser/v2/ast"

	"graphpbx/models"
)

// lacks says what an API token may not do of a field, "" where it may. It is asked for every field of every document,
// however it came, before anything is executed. What the schema does not give to tokens is for people.
func lacks(scopes models.Scopes, f *ast.Field) string {
	if scopes == 0 || f.ObjectDefinition == nil || len(f.Name) > 2 && f.Name[:2] == "__" {
		return ""
	}
	need := f.ObjectDefinition.Directives.ForName("scope")
	switch f.ObjectDefinition.Name {
	case "Query", "Mutation", "Subscription":
		if need = f.Definition.Directives.ForName("scope"); need == nil {
			return fmt.Sprintf("%s is for people: an API token cannot use it", f.Name)
		}
	default:
		if own := f.Definition.Directives.ForName("scope"); own != nil {
			need = own
		}
	}
	if need == nil {
		return "" // as the field that led here
	}
	is := need.Arguments.ForName("is")
	if is == nil || scopes.Allow(models.Scope(is.Value.Raw)) {
		return ""
	}
	return fmt.Sprintf("%s.%s needs an API token with the scope %s", f.ObjectDefinition.Name, f.Name, is.Value.Raw)
}
