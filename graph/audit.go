package graph

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"graphpbx/models"
	"graphpbx/switchboard"
)

// audited leaves an entry in the audit log for every mutation that was tried, in this one place: who, what, the states of
// the object before and after, and what came of it. Strangers whom nobody let try anything leave none, or they could
// fill the disk.
func (r *Resolver) audited(ctx context.Context, next graphql.Resolver) (any, error) {
	field := graphql.GetFieldContext(ctx)
	if field.Object != "Mutation" {
		return next(ctx)
	}
	visit := VisitOf(ctx)
	arguments := field.Field.ArgumentMap(graphql.GetOperationContext(ctx).Variables)
	objectID := objectOf(arguments)
	if group, is := strings.CutSuffix(field.Field.Name, "SettingsUpdate"); is {
		objectID = models.SettingsID(models.SettingsGroup(group))
	}
	deed := switchboard.Deed{
		Viewer: visit.Viewer, Operation: field.Field.Name, Arguments: masked(arguments), Before: r.Switchboard.AuditState(objectID),
	}
	if visit.Source.IsValid() {
		deed.Source = visit.Source.String()
	}
	if r.isPersonal(field.Field.Name, objectID, arguments) {
		deed.Arguments = map[string]any{"scope": models.ContactPersonal}
	}
	payload, err := next(ctx)
	deed.Outcome = outcome(payload, err)
	if visit.Viewer.Role == models.RoleNone && (deed.Outcome == codeUnauthenticated || deed.Outcome == codeLimit) {
		return payload, err
	}
	if objectID == "" {
		objectID = objectIn(payload)
	}
	if login, is := payload.(*LoginPayload); is && login != nil && login.User != nil {
		deed.Viewer.UserID = login.User.ID
	}
	deed.ObjectID, deed.After = objectID, r.Switchboard.AuditState(objectID)
	r.Switchboard.Audit(deed)
	return payload, err
}

// isPersonal reports whether a mutation is about somebody's personal contact: that it was made is audited, what it says is
// not, since nobody else may read it.
func (r *Resolver) isPersonal(operation, objectID string, arguments map[string]any) bool {
	if operation != "contactCreate" {
		return r.Switchboard.IsPersonalContact(objectID)
	}
	input, _ := arguments["input"].(map[string]any)
	scope := input["scope"]
	return scope == nil || fmt.Sprint(scope) != string(models.ContactShared)
}

// objectOf returns the id that the arguments name, as "id" or "userId", also within an input.
func objectOf(arguments map[string]any) string {
	for _, name := range []string{"id", "userId", "terminalId"} {
		if id, is := arguments[name].(string); is {
			return id
		}
	}
	if input, is := arguments["input"].(map[string]any); is {
		return objectOf(input)
	}
	return ""
}

// objectIn returns the id of the first object of a payload.
func objectIn(payload any) string {
	v := reflect.ValueOf(payload)
	if v.Kind() != reflect.Pointer || v.IsNil() || v.Elem().Kind() != reflect.Struct {
		return ""
	}
	for _, part := range v.Elem().Fields() {
		if part.Kind() != reflect.Pointer || part.IsNil() || part.Elem().Kind() != reflect.Struct {
			continue
		}
		if id := part.Elem().FieldByName("ID"); id.IsValid() && id.Kind() == reflect.String {
			return id.String()
		}
	}
	return ""
}

// outcome is OK, or the code of what went wrong first.
func outcome(payload any, err error) string {
	if err != nil {
		return codeOf(err)
	}
	v := reflect.ValueOf(payload)
	if v.Kind() != reflect.Pointer || v.IsNil() {
		return codeInternal
	}
	if faults, is := v.Elem().FieldByName("Errors").Interface().([]*models.Problem); is && len(faults) > 0 {
		return string(faults[0].Code)
	}
	return models.AuditOK
}

func codeOf(err error) string {
	var coded *gqlerror.Error
	switch {
	case errors.As(err, &coded) && coded.Extensions["code"] != nil:
		code, _ := coded.Extensions["code"].(string)
		return code
	case errors.Is(err, switchboard.ErrUnavailable):
		return codeUnavailable
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return codeTimeout
	}
	return codeInternal
}

// mask stands for what nobody may read again.
const mask = "•••"

// masked returns arguments without what is secret by its name, and without whole files.
func masked(arguments map[string]any) map[string]any {
	copied := make(map[string]any, len(arguments))
	for name, value := range arguments {
		copied[name] = maskedValue(name, value)
	}
	return copied
}

func maskedValue(name string, value any) any {
	switch value := value.(type) {
	case nil:
		return nil
	case map[string]any:
		return masked(value)
	case []any:
		list := make([]any, len(value))
		for i := range value {
			list[i] = maskedValue(name, value[i])
		}
		return list
	}
	if isSecret(name) {
		return mask
	}
	return value
}

// isSecret tells by its name whether a field holds a secret. Files hold passwords, too.
func isSecret(name string) bool {
	name = strings.ToLower(name)
	for _, word := range []string{"password", "passphrase", "secret", "token", "csv", "file"} {
		if strings.Contains(name, word) {
			return true
		}
	}
	return name == "pin" || name == "code" || name == "current" || name == "new" || strings.HasSuffix(name, "pin")
}

func (r queryResolver) AuditLog(ctx context.Context, first int, after, search, userID *string) (*AuditEntryConnection, error) {
	if err := checkPage(first); err != nil {
		return nil, err
	}
	page, err := r.Switchboard.AuditLog(ctx, viewer(ctx), switchboard.AuditQuery{
		First: first, After: value(after), Search: value(search), UserID: value(userID),
	})
	if err != nil {
		return nil, err
	}
	c := &AuditEntryConnection{
		Nodes: make([]*models.AuditEntry, len(page.Entries)), Edges: make([]*AuditEntryEdge, len(page.Entries)),
		PageInfo: &PageInfo{HasNextPage: page.HasNext, HasPreviousPage: after != nil},
	}
	for i := range page.Entries {
		c.Nodes[i] = &page.Entries[i]
		c.Edges[i] = &AuditEntryEdge{Cursor: switchboard.AuditCursor(&page.Entries[i]), Node: &page.Entries[i]}
	}
	if last := len(c.Edges) - 1; last >= 0 {
		c.PageInfo.StartCursor, c.PageInfo.EndCursor = &c.Edges[0].Cursor, &c.Edges[last].Cursor
	}
	return c, nil
}

func (r queryResolver) AuditVerification(ctx context.Context) (*AuditVerification, error) {
	verdict, err := r.Switchboard.VerifyAudit(ctx, viewer(ctx))
	if err != nil {
		return nil, err
	}
	return &AuditVerification{Entries: int(verdict.Entries), Intact: verdict.Broken == 0, FirstBroken: pointer(int(verdict.Broken))}, nil
}
