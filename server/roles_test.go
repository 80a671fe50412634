package server

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"graphpbx/models"
)

// weakest is what each operation asks for: a change of the schema must be meant.
var weakest = map[string]models.Role{
	"Query.activationLinks": models.RoleAdmin,
	"Query.node":            models.RoleUser, "Query.viewer": models.RoleNone, "Query.asOf": models.RoleUser, "Query.users": models.RoleUser,
	"Query.user": models.RoleUser, "Query.telephones": models.RoleUser, "Query.calls": models.RoleUser,
	"Query.callHistory": models.RoleUser, "Query.sessions": models.RoleUser, "Query.apiTokens": models.RoleUser, "Query.numberingPlan": models.RoleAdmin,
	"Query.passwordSuggestion": models.RoleUser, "Query.blockedAddresses": models.RoleAdmin,
	"Query.auditLog": models.RoleAdmin, "Query.auditVerification": models.RoleAdmin, "Query.allowedAddresses": models.RoleAdmin,

	"Query.phoneBook": models.RoleUser, "Query.callerName": models.RoleUser, "Query.contactExport": models.RoleUser,
	"Mutation.contactCreate": models.RoleUser, "Mutation.contactUpdate": models.RoleUser, "Mutation.contactDelete": models.RoleUser,
	"Mutation.contactImport": models.RoleUser, "Subscription.contacts": models.RoleUser,

	"Query.devices": models.RoleAdmin, "Query.device": models.RoleAdmin, "Query.deviceModels": models.RoleAdmin,
	"Query.devicePreview": models.RoleAdmin, "Query.deviceFetches": models.RoleAdmin,
	"Mutation.deviceProvision": models.RoleAdmin, "Mutation.deviceUpdate": models.RoleAdmin, "Mutation.deviceDelete": models.RoleAdmin,
	"Mutation.deviceResync": models.RoleAdmin, "Mutation.deviceWindowOpen": models.RoleAdmin, "Subscription.devices": models.RoleAdmin,

	"Mutation.login": models.RoleNone, "Mutation.logout": models.RoleUser, "Mutation.passwordChange": models.RoleUser,
	"Query.secondFactor": models.RoleUser, "Mutation.totpBegin": models.RoleUser, "Mutation.totpConfirm": models.RoleUser,
	"Mutation.totpDisable": models.RoleUser, "Mutation.totpRecoveryCodesRenew": models.RoleUser, "Mutation.totpReset": models.RoleAdmin,
	"Mutation.apiTokenCreate": models.RoleUser, "Mutation.apiTokenRevoke": models.RoleUser,
	"Mutation.sessionRevoke": models.RoleUser, "Mutation.userCreate": models.RoleAdmin, "Mutation.userUpdate": models.RoleAdmin,
	"Mutation.userDelete": models.RoleAdmin, "Mutation.userImport": models.RoleAdmin, "Mutation.accessDataReset": models.RoleAdmin,
	"Mutation.callDial": models.RoleUser, "Mutation.callHangup": models.RoleUser, "Mutation.terminalUnregister": models.RoleUser, "Mutation.terminalUpdate": models.RoleUser, "Query.warnings": models.RoleSupervisor,
	"Mutation.terminalProbe": models.RoleUser, "Mutation.serviceNumberUpdate": models.RoleAdmin,
	"Mutation.sipPasswordReveal": models.RoleAdmin, "Mutation.addressBlock": models.RoleAdmin, "Mutation.addressUnblock": models.RoleAdmin,
	"Mutation.addressAllow": models.RoleAdmin, "Mutation.addressDisallow": models.RoleAdmin,

	"Mutation.activationLinkCreate": models.RoleAdmin, "Mutation.activationLinkRevoke": models.RoleAdmin, "Mutation.activate": models.RoleNone,
	"Subscription.onboarding": models.RoleAdmin, "Mutation.userQuickStart": models.RoleAdmin, "Mutation.userQuickStartBulk": models.RoleAdmin,
	"Query.callthroughRules": models.RoleUser, "Mutation.callthroughRuleSet": models.RoleAdmin, "Mutation.callthroughRuleDelete": models.RoleAdmin,
	"Mutation.callthroughPrepare": models.RoleUser, "Subscription.callthroughRules": models.RoleAdmin,
	"Query.routingPreview": models.RoleSupervisor, "Query.presenceRules": models.RoleUser,
	"Mutation.presenceSet": models.RoleUser, "Mutation.presenceRuleSet": models.RoleAdmin, "Mutation.presenceRulesReset": models.RoleAdmin,
	"Query.presenceSettings": models.RoleAdmin, "Mutation.presenceSettingsUpdate": models.RoleAdmin,
	"Subscription.presence": models.RoleUser,

	"Subscription.telephones": models.RoleUser, "Subscription.calls": models.RoleUser, "Subscription.probes": models.RoleSupervisor,
	"Subscription.blockedAddresses": models.RoleAdmin,

	"Query.onlineStatistics": models.RoleSupervisor, "Query.terminalNetworks": models.RoleSupervisor, "Subscription.onlineStatistics": models.RoleSupervisor,
	"Query.healthChecks": models.RoleAdmin, "Query.settings": models.RoleAdmin, "Subscription.settings": models.RoleAdmin,
	"Mutation.telephonySettingsUpdate": models.RoleAdmin, "Mutation.activationSettingsUpdate": models.RoleAdmin,
	"Mutation.blockingSettingsUpdate": models.RoleAdmin, "Mutation.callthroughSettingsUpdate": models.RoleAdmin,
	"Mutation.retentionSettingsUpdate": models.RoleAdmin, "Mutation.numberingSettingsUpdate": models.RoleAdmin,
	"Mutation.provisioningSettingsUpdate": models.RoleAdmin,
}

// scopes is what each operation asks of an API token: a scope, anyToken, or peopleOnly.
var scopes = map[string]models.Scope{
	"Query.activationLinks": models.ScopeUsersRead, "Query.healthChecks": models.ScopeSettingsRead,
	"Query.warnings": models.ScopeTelephonesRead, "Mutation.terminalUpdate": models.ScopeTelephonesWrite,
	"Query.onlineStatistics":              models.ScopeTelephonesRead,
	"Query.terminalNetworks":              models.ScopeTelephonesRead,
	"Query.settings":                      models.ScopeSettingsRead,
	"Mutation.telephonySettingsUpdate":    models.ScopeSettingsWrite,
	"Mutation.activationSettingsUpdate":   models.ScopeSettingsWrite,
	"Mutation.blockingSettingsUpdate":     models.ScopeSettingsWrite,
	"Mutation.callthroughSettingsUpdate":  models.ScopeSettingsWrite,
	"Mutation.retentionSettingsUpdate":    models.ScopeSettingsWrite,
	"Mutation.numberingSettingsUpdate":    models.ScopeSettingsWrite,
	"Mutation.provisioningSettingsUpdate": models.ScopeSettingsWrite,
	"Subscription.onlineStatistics":       models.ScopeTelephonesRead,
	"Subscription.settings":               models.ScopeSettingsRead,
	"Query.node":                          anyToken, "Query.viewer": anyToken, "Query.asOf": anyToken, "Query.passwordSuggestion": anyToken,
	"Query.users": models.ScopeUsersRead, "Query.user": models.ScopeUsersRead, "Query.telephones": models.ScopeTelephonesRead,
	"Query.calls": models.ScopeCallsRead, "Query.callHistory": models.ScopeCallsRead, "Query.sessions": peopleOnly, "Query.apiTokens": peopleOnly,
	"Query.numberingPlan": models.ScopeSettingsRead, "Query.blockedAddresses": models.ScopeSettingsRead,
	"Query.auditLog": models.ScopeAuditRead, "Query.auditVerification": models.ScopeAuditRead, "Query.allowedAddresses": models.ScopeSettingsRead,

	"Query.phoneBook": models.ScopeUsersRead, "Query.callerName": models.ScopeUsersRead, "Query.contactExport": models.ScopeUsersRead,
	"Mutation.contactCreate": models.ScopeUsersWrite, "Mutation.contactUpdate": models.ScopeUsersWrite, "Mutation.contactDelete": models.ScopeUsersWrite,
	"Mutation.contactImport": models.ScopeUsersWrite, "Subscription.contacts": models.ScopeUsersRead,

	"Query.devices": models.ScopeDevicesRead, "Query.device": models.ScopeDevicesRead, "Query.deviceModels": models.ScopeDevicesRead,
	"Query.devicePreview": models.ScopeDevicesRead, "Query.deviceFetches": models.ScopeDevicesRead,
	"Mutation.deviceProvision": models.ScopeDevicesWrite, "Mutation.deviceUpdate": models.ScopeDevicesWrite, "Mutation.deviceDelete": models.ScopeDevicesWrite,
	"Mutation.deviceResync": models.ScopeDevicesWrite, "Mutation.deviceWindowOpen": models.ScopeDevicesWrite, "Subscription.devices": models.ScopeDevicesRead,

	"Mutation.login": peopleOnly, "Mutation.logout": peopleOnly, "Mutation.passwordChange": peopleOnly, "Mutation.sessionRevoke": peopleOnly,
	"Query.secondFactor": peopleOnly, "Mutation.totpBegin": peopleOnly, "Mutation.totpConfirm": peopleOnly,
	"Mutation.totpDisable": peopleOnly, "Mutation.totpRecoveryCodesRenew": peopleOnly, "Mutation.totpReset": peopleOnly,
	"Mutation.apiTokenCreate": peopleOnly, "Mutation.apiTokenRevoke": peopleOnly, "Mutation.sipPasswordReveal": peopleOnly, "Mutation.activate": peopleOnly,
	"Mutation.userCreate": models.ScopeUsersWrite, "Mutation.userUpdate": models.ScopeUsersWrite, "Mutation.userDelete": models.ScopeUsersWrite,
	"Mutation.userImport": models.ScopeUsersWrite, "Mutation.accessDataReset": models.ScopeUsersWrite,
	"Mutation.callDial": models.ScopeCallsWrite, "Mutation.callHangup": models.ScopeCallsWrite, "Mutation.terminalUnregister": models.ScopeTelephonesWrite,
	"Mutation.terminalProbe": models.ScopeTelephonesWrite, "Mutation.serviceNumberUpdate": models.ScopeSettingsWrite,
	"Mutation.addressBlock": models.ScopeSettingsWrite, "Mutation.addressUnblock": models.ScopeSettingsWrite,
	"Mutation.addressAllow": models.ScopeSettingsWrite, "Mutation.addressDisallow": models.ScopeSettingsWrite,

	"Mutation.activationLinkCreate": models.ScopeUsersWrite, "Mutation.activationLinkRevoke": models.ScopeUsersWrite,
	"Subscription.onboarding": models.ScopeUsersRead, "Mutation.userQuickStart": models.ScopeUsersWrite, "Mutation.userQuickStartBulk": models.ScopeUsersWrite,
	"Query.callthroughRules": models.ScopeUsersRead, "Mutation.callthroughRuleSet": models.ScopeUsersWrite, "Mutation.callthroughRuleDelete": models.ScopeUsersWrite,
	"Mutation.callthroughPrepare": models.ScopeCallsWrite, "Subscription.callthroughRules": models.ScopeUsersRead,
	"Query.routingPreview": models.ScopeCallsRead, "Query.presenceRules": models.ScopeSettingsRead,
	"Mutation.presenceSet": models.ScopeTelephonesWrite, "Mutation.presenceRuleSet": models.ScopeSettingsWrite, "Mutation.presenceRulesReset": models.ScopeSettingsWrite,
	"Query.presenceSettings": models.ScopeSettingsRead, "Mutation.presenceSettingsUpdate": models.ScopeSettingsWrite,
	"Subscription.presence": models.ScopeTelephonesRead,

	"Subscription.telephones": models.ScopeTelephonesRead, "Subscription.calls": models.ScopeCallsRead, "Subscription.probes": models.ScopeTelephonesRead,
	"Subscription.blockedAddresses": models.ScopeSettingsRead,
}

const (
	anyToken   models.Scope = "any"
	peopleOnly models.Scope = "people"
)

// Every operation of the schema is tried by API tokens of an administrator: by one that has the scope alone, and by one that has all
// others.
func TestScopesByOperations(t *testing.T) {
	text, err := os.ReadFile("../schema.graphqls")
	if err != nil {
		t.Fatal(err)
	}
	schema, err := gqlparser.LoadSchema(&ast.Source{Input: string(text)})
	if err != nil {
		t.Fatal(err)
	}
	r := newRig(t, nil)
	admin, _ := r.switchboard.UserByUsername("admin")
	withOnly := map[models.Scope]string{}
	for _, scope := range models.EveryScope() {
		withOnly[scope] = r.apiToken(admin.ID, scope)
	}
	operations := 0
	for _, root := range []*ast.Definition{schema.Query, schema.Mutation, schema.Subscription} {
		for _, field := range root.Fields {
			if strings.HasPrefix(field.Name, "__") {
				continue
			}
			operations++
			name := root.Name + "." + field.Name
			need, known := scopes[name]
			if !known {
				t.Errorf("%s is new: say here and in the schema (@scope) which scope an API token needs for it", name)
				continue
			}
			for scope, token := range withOnly {
				want := need == anyToken || need == scope || strings.TrimSuffix(string(need), "_READ") == strings.TrimSuffix(string(scope), "_WRITE")
				if scope != need && !want && scope != models.ScopeMetricsRead && scope != models.ScopeUsersWrite && scope != models.ScopeSettingsRead {
					continue // a few that do not suffice are enough
				}
				if allowed := tryScope(t, r, schema, root, field, token); allowed != want {
					t.Errorf("%s by a token with %s: allowed is %v, want %v", name, scope, allowed, want)
				}
			}
		}
	}
	if len(scopes) != operations {
		t.Errorf("%d operations, %d known", operations, len(scopes))
	}
	nodesAreScoped(t, schema)
}

// nodesAreScoped makes sure that every object which is reached by its id, or on many ways, asks for a scope itself.
func nodesAreScoped(t *testing.T, schema *ast.Schema) {
	for _, definition := range schema.PossibleTypes["Node"] {
		if definition.Directives.ForName("scope") == nil {
			t.Errorf("%s is reached by its id: say in the schema (@scope) which scope an API token needs for it", definition.Name)
		}
	}
}

// tryScope reports whether the scopes of the token let the operation through.
func tryScope(t *testing.T, r *rig, schema *ast.Schema, root *ast.Definition, field *ast.FieldDefinition, token string) bool {
	t.Helper()
	query := fmt.Sprintf("%s { %s%s }", strings.ToLower(root.Name), field.Name, arguments(schema, field))
	if leaf := schema.Types[field.Type.Name()]; leaf.IsCompositeType() {
		query = strings.TrimSuffix(query, " }") + " { __typename } }"
	}
	if root == schema.Subscription {
		return subscribeCode(t, r, token, query) == ""
	}
	code := r.ask(token, query, nil).code()
	if code == "UNAUTHENTICATED" || strings.HasPrefix(code, "GRAPHQL") {
		t.Fatalf("%s: %s", query, code)
	}
	return code != "FORBIDDEN"
}

// Every operation of the schema is tried in every role.
func TestRolesByOperations(t *testing.T) {
	text, err := os.ReadFile("../schema.graphqls")
	if err != nil {
		t.Fatal(err)
	}
	schema, err := gqlparser.LoadSchema(&ast.Source{Input: string(text)})
	if err != nil {
		t.Fatal(err)
	}
	r := newRig(t, nil)
	tokens := map[models.Role]string{models.RoleNone: "", models.RoleAdmin: r.admin()}
	_, tokens[models.RoleUser] = r.user("user", models.RoleUser)
	_, tokens[models.RoleSupervisor] = r.user("supervisor", models.RoleSupervisor)
	tried := 0
	for _, root := range []*ast.Definition{schema.Query, schema.Mutation, schema.Subscription} {
		for _, field := range root.Fields {
			if strings.HasPrefix(field.Name, "__") {
				continue
			}
			need, known := weakest[root.Name+"."+field.Name]
			if !known {
				t.Errorf("%s.%s is new: say here who may use it", root.Name, field.Name)
				continue
			}
			for role, token := range tokens {
				if field.Name == "logout" && role != models.RoleNone {
					continue // it works, and would end the test's session
				}
				tried++
				tryOperation(t, r, schema, root, field, role, token, need)
			}
		}
	}
	if len(weakest) != tried/4+1 {
		t.Errorf("%d operations tried, %d known", tried/4+1, len(weakest))
	}
}

func tryOperation(t *testing.T, r *rig, schema *ast.Schema, root *ast.Definition, field *ast.FieldDefinition, role models.Role, token string, need models.Role) {
	t.Helper()
	query := fmt.Sprintf("%s { %s%s }", strings.ToLower(root.Name), field.Name, arguments(schema, field))
	if leaf := schema.Types[field.Type.Name()]; leaf.IsCompositeType() {
		query = strings.TrimSuffix(query, " }") + " { __typename } }"
	}
	var code string
	if root == schema.Subscription {
		code = subscribeCode(t, r, token, query)
	} else {
		code = r.ask(token, query, nil).code()
	}
	want := ""
	switch {
	case role >= need:
	case role == models.RoleNone:
		want = "UNAUTHENTICATED"
	default:
		want = "FORBIDDEN"
	}
	if refused := code == "UNAUTHENTICATED" || code == "FORBIDDEN"; code != want && (want != "" || refused || strings.HasPrefix(code, "GRAPHQL")) || code == "INTERNAL" {
		t.Errorf("%s as role %d: code %q, want %q", query, role, code, want)
	}
}

// arguments fills in what an operation must be given; nothing that exists.
func arguments(schema *ast.Schema, field *ast.FieldDefinition) string {
	var given []string
	for _, argument := range field.Arguments {
		if argument.Type.NonNull && argument.DefaultValue == nil {
			given = append(given, argument.Name+": "+sample(schema, argument.Type))
		}
	}
	if len(given) == 0 {
		return ""
	}
	return "(" + strings.Join(given, ", ") + ")"
}

func sample(schema *ast.Schema, kind *ast.Type) string {
	if kind.Elem != nil {
		return "[]"
	}
	switch definition := schema.Types[kind.Name()]; {
	case definition.Kind == ast.Enum:
		return definition.EnumValues[0].Name
	case definition.Kind == ast.InputObject:
		var fields []string
		for _, f := range definition.Fields {
			if f.Type.NonNull && f.DefaultValue == nil {
				fields = append(fields, f.Name+": "+sample(schema, f.Type))
			}
		}
		return "{" + strings.Join(fields, ", ") + "}"
	case definition.Name == "Int":
		return "1"
	case definition.Name == "Boolean":
		return "true"
	case definition.Name == "Time":
		return `"2026-01-31T12:00:00Z"`
	}
	return `"x y z"`
}

// subscribeCode subscribes by server-sent events, which strangers may try as well, and returns the code of the refusal, or
// "" where the stream begins.
func subscribeCode(t *testing.T, r *rig, token, query string) string {
	t.Helper()
	first := r.events(token, query).until("event: next")
	for _, code := range []string{"UNAUTHENTICATED", "FORBIDDEN"} {
		if strings.Contains(first, `"code":"`+code+`"`) {
			return code
		}
	}
	return ""
}

// Payloads of the stream of calls are for those who take part, and for supervisors.
func TestUsersFollowTheirOwnCallsOnly(t *testing.T) {
	r := newRig(t, nil)
	anna, annaToken := r.user("anna", models.RoleUser)
	bert, bertToken := r.user("bert", models.RoleUser)
	_, chief := r.user("chief", models.RoleSupervisor)
	const query = `subscription { calls { __typename ... on CallChanged { call { id state } } ... on Removed { id } } }`
	sockets := map[string]*socket{}
	for name, token := range map[string]string{"anna": annaToken, "bert": bertToken, "chief": chief} {
		sockets[name] = r.dial("graphql-transport-ws", token)
		sockets[name].subscribe("subscribe", query)
		sockets[name].until("Synced")
	}
	call := func(user string) string {
		c := models.Call{ID: models.NewID(models.KindCall), State: models.CallRinging, Direction: models.DirectionInternal, StartedAt: time.Now(), From: models.Party{UserID: user}}
		r.switchboard.CallChanged(c)
		return c.ID
	}
	ofBert, ofAnna := call(bert), call(anna)
	if first := sockets["anna"].until("CallChanged"); !strings.Contains(first, ofAnna) {
		t.Errorf("anna was told %s", first)
	}
	if first := sockets["bert"].until("CallChanged"); !strings.Contains(first, ofBert) {
		t.Errorf("bert was told %s", first)
	}
	sockets["chief"].until(ofBert)
	sockets["chief"].until(ofAnna)

	curious := r.dial("graphql-transport-ws", annaToken)
	curious.subscribe("subscribe", `subscription { calls(userIds: ["`+bert+`"]) { __typename } }`)
	if m := curious.until(`"error"`); !strings.Contains(m, "FORBIDDEN") {
		t.Error(m)
	}
}
