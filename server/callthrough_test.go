package server

import (
	"strings"
	"testing"

	"graphpbx/models"
)

const setRule = `mutation($input: CallthroughRuleSetInput!) { callthroughRuleSet(input: $input) {
	rule { id user { username } callers hasPin identity countries maxCalls maxMinutes enabled validUntil lockedUntil lastAttempt { at } } errors { path message code } } }`

// Rules over the wire: set, followed, listed by whoever may, announced for, deleted; the PIN is told nowhere.
func TestCallthroughRules(t *testing.T) {
	r := newRig(t, nil)
	token := r.admin()
	anna, own := r.user("anna", models.RoleUser)
	_, other := r.user("bert", models.RoleUser)
	s := r.dial("graphql-transport-ws", token)
	s.subscribe("subscribe", `subscription { callthroughRules(userIds: ["`+anna+`"]) { __typename ... on CallthroughRuleChanged { rule { id callers hasPin } } ... on Removed { id } } }`)
	s.until("Synced")
	const pin = "48291735"
	a := r.ask(token, setRule, map[string]any{"input": map[string]any{"userId": anna, "callers": []string{"01701234567"}, "pin": pin}})
	var payload struct {
		Rule struct {
			ID        string
			Callers   []string
			HasPin    bool
			Countries []string
		}
	}
	a.into("callthroughRuleSet", &payload)
	if rule := payload.Rule; len(rule.Callers) != 1 || rule.Callers[0] != "+491701234567" || !rule.HasPin || rule.Countries[0] != "DE" || strings.Contains(a.body, pin) {
		t.Fatal(a.body)
	}
	if told := s.until("CallthroughRuleChanged"); !strings.Contains(told, payload.Rule.ID) || strings.Contains(told, pin) || strings.Contains(told, "argon2") {
		t.Error(told)
	}
	if a := r.ask(own, `{ callthroughRules { id callers } }`, nil); !strings.Contains(a.body, payload.Rule.ID) {
		t.Error(a.body)
	}
	if a := r.ask(other, `query($id: ID) { callthroughRules(userId: $id) { id } }`, map[string]any{"id": anna}); a.code() != "FORBIDDEN" {
		t.Error(a.body)
	}
	if a := r.ask(other, `query($id: ID!) { node(id: $id) { id } }`, map[string]any{"id": payload.Rule.ID}); string(a.Data["node"]) != "null" {
		t.Error(a.body)
	}
	const prepare = `mutation { callthroughPrepare(input: {destination: "030 123456"}) { destination callers preparedUntil errors { path code } } }`
	if a := r.ask(own, prepare, nil); !strings.Contains(a.body, `"destination":"+4930123456","callers":["+491701234567"]`) {
		t.Error(a.body)
	}
	if faults := r.ask(other, prepare, nil).faults("callthroughPrepare"); len(faults) != 1 || faults[0].Code != "FORBIDDEN" {
		t.Error(faults)
	}
	a = r.ask(token, `mutation($id: ID!) { callthroughRuleDelete(id: $id) { deletedId errors { code } } }`, map[string]any{"id": payload.Rule.ID})
	if s.until("Removed"); !strings.Contains(a.body, payload.Rule.ID) {
		t.Error(a.body)
	}
}
