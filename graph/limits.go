package graph

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"graphpbx/models"
	"graphpbx/switchboard"
)

// Limits of a document. They hold for everybody, and are far beyond what a page or a client of ours asks.
const (
	maxTokens     = 2000
	maxDepth      = 12
	maxAliases    = 30
	maxRootFields = 10
	maxFields     = 2000 // with fragments written out
	maxComplexity = 5000
	maxPage       = 500

	manyTelephones = 1000 // what a question for all of them is taken for
)

// alone are fields that a document may have only once, so that a thousand passwords cannot be tried in one request.
var alone = map[string]bool{"login": true, "passwordChange": true, "activate": true, "sipPasswordReveal": true,
	"totpBegin": true, "totpConfirm": true, "totpDisable": true, "totpRecoveryCodesRenew": true}

// slow are fields that ask the database. Subscriptions must not: their answers are made one after the other, for everybody.
var slow = map[string]bool{"onlineStatistics": true}

// limits refuses documents that ask too much. It comes before everything that walks the document, since fragments
// within fragments can make a short one very long.
type limits struct{}

var _ interface {
	graphql.HandlerExtension
	graphql.OperationContextMutator
} = limits{}

// ExtensionName names the extension.
func (limits) ExtensionName() string { return "Limits" }

// Validate accepts every schema.
func (limits) Validate(graphql.ExecutableSchema) error { return nil }

// MutateOperationContext refuses the operation where it breaks a limit.
func (limits) MutateOperationContext(ctx context.Context, op *graphql.OperationContext) *gqlerror.Error {
	w := walk{seen: map[string]int{}, stream: op.Operation.Operation == ast.Subscription, scopes: viewer(ctx).Scopes}
	w.selection(op.Operation.SelectionSet, 1)
	if w.introspects && viewer(ctx).Role == models.RoleNone {
		return coded(codeUnauthenticated, "log in first: the schema is told to those who are logged in")
	}
	switch {
	case w.lacks != "":
		return coded(codeForbidden, w.lacks)
	case w.fault == "":
		return nil
	}
	return coded(codeLimit, w.fault+"; ask in several requests")
}

type walk struct {
	fields, aliases, roots int
	seen                   map[string]int
	stream                 bool
	introspects            bool
	scopes                 models.Scopes // of the API token that asks
	lacks                  string        // what it may not do
	fault                  string
}

func (w *walk) selection(set ast.SelectionSet, depth int) {
	for _, s := range set {
		if w.fault != "" || w.lacks != "" {
			return
		}
		switch s := s.(type) {
		case *ast.Field:
			w.field(s, depth)
		case *ast.InlineFragment:
			w.count(depth)
			w.selection(s.SelectionSet, depth)
		case *ast.FragmentSpread:
			w.count(depth)
			if s.Definition != nil {
				w.selection(s.Definition.SelectionSet, depth)
			}
		}
	}
}

func (w *walk) field(f *ast.Field, depth int) {
	w.lacks = lacks(w.scopes, f)
	if depth == 1 {
		w.root(f)
	}
	if f.Alias != f.Name {
		w.aliases++
	}
	if w.stream && depth > 1 && slow[f.Name] {
		w.fault = fmt.Sprintf("a subscription cannot tell %s", f.Name)
	}
	if strings.HasPrefix(f.Name, "__") { // introspection is deep by nature, and has a rule of its own
		depth = -maxDepth
		w.introspects = w.introspects || f.Name != "__typename"
	}
	w.count(depth)
	w.selection(f.SelectionSet, depth+1)
}

func (w *walk) root(f *ast.Field) {
	w.roots++
	w.seen[f.Name]++
	switch {
	case alone[f.Name] && w.seen[f.Name] > 1:
		w.fault = fmt.Sprintf("a document may contain %s only once", f.Name)
	case w.roots > maxRootFields:
		w.fault = fmt.Sprintf("a document may ask %d things at most", maxRootFields)
	}
}

func (w *walk) count(depth int) {
	w.fields++
	switch {
	case depth > maxDepth:
		w.fault = fmt.Sprintf("fields may be nested %d deep at most", maxDepth)
	case w.aliases > maxAliases:
		w.fault = fmt.Sprintf("a document may rename %d fields at most", maxAliases)
	case w.fields > maxFields:
		w.fault = fmt.Sprintf("a document may have %d fields at most", maxFields)
	}
}

// weigh says what lists cost. Elements are cheap, so ten of them count as one.
func weigh(c *ComplexityRoot) {
	page := func(child, first int) int { return 1 + max(first, 1)*child/10 }
	c.Query.APITokens = func(child int, _ *string, _ bool) int { return page(child, models.MaxAPITokens) }
	c.Query.Users = func(child, first int, _, _ *string) int { return page(child, first) }
	c.Query.PhoneBook = func(child, first int, _, _ *string, _ []switchboard.PhoneBookKind) int { return page(child, first) }
	c.Query.ContactExport = func(child int, _ models.ContactScope, _ switchboard.ContactFormat) int { return 100 + child }
	c.Query.Devices = func(child, first int, _, _ *string) int { return page(child, first) }
	c.Query.DeviceFetches = func(child, first int) int { return page(child, first) }
	c.Device.Fetches = func(child, first int) int { return page(child, first) }
	c.Query.DevicePreview = func(child int, _ string) int { return 10 + child }
	c.Query.AuditLog = func(child, first int, _, _, _ *string) int { return 10 + page(child, first) }
	c.Query.BlockedAddresses = func(child, first int, _ *string) int { return page(child, first) }
	c.Query.CallHistory = func(child int, _ *string, first int, _ *string) int { return 10 + page(child, first) }
	c.Query.Telephones = func(child int, ids []string, _ *models.TelephoneState) int {
		if ids == nil {
			return page(child, manyTelephones)
		}
		return page(child, len(ids))
	}
	c.User.PresenceHistory = func(child, first int, _ *string) int { return page(child, min(first, models.MaxPresenceHistory)) }
	c.Telephone.OnlineStatistics = func(child int, _ time.Time, _ *time.Time, _ *switchboard.Resolution) int { return 20 + child }
	c.Query.OnlineStatistics = func(child int, _ OnlineStatisticsScope, _ time.Time, _ *time.Time, _ *switchboard.Resolution) int {
		return 20 + child
	}
}
