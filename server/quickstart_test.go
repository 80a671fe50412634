package server

import (
	"strings"
	"testing"

	"graphpbx/models"
)

const quickStart = `mutation($input: UserQuickStartInput!) { userQuickStart(input: $input) {
	plan { username extension displayName mobile callthroughFrom activationLinkUntil } repeated
	started { user { id username extension } accessData { sipPassword ctiPassword domain } callthroughRule { callers countries } callthroughPin
		activationLink { link { id state } url password qrCode letters { body } } }
	errors { path message code } } }`

// One mutation makes a colleague who can log in, register and activate; what is left out is chosen, and null means none.
func TestQuickStartOverTheWire(t *testing.T) {
	r := newRig(t, nil)
	token := r.admin()
	type answer struct {
		Plan    struct{ Extension, CallthroughFrom, ActivationLinkUntil *string }
		Started *struct {
			User           struct{ ID, Extension string }
			AccessData     *struct{ CTIPassword string }
			CallthroughPin string
			ActivationLink *issuedLink
		}
		Repeated bool
		Errors   []fault
	}
	run := func(input map[string]any) (made answer) {
		t.Helper()
		r.ask(token, quickStart, map[string]any{"input": input}).into("userQuickStart", &made)
		return made
	}
	wish := map[string]any{"username": "anna", "firstName": "Anna", "mobile": "0170 1234567", "idempotencyKey": "first", "dryRun": true}
	if dry := run(wish); dry.Started != nil || *dry.Plan.Extension != "200" || *dry.Plan.CallthroughFrom != "+491701234567" || dry.Plan.ActivationLinkUntil == nil {
		t.Errorf("%+v", dry)
	}
	wish["dryRun"] = false
	made := run(wish)
	if made.Started == nil || made.Started.User.Extension != "200" || len(made.Started.CallthroughPin) != 8 || !strings.Contains(made.Started.ActivationLink.URL, "#") {
		t.Fatalf("%+v", made)
	}
	r.login("anna", made.Started.AccessData.CTIPassword)
	if faults := r.ask("", activate, made.Started.ActivationLink.input()).faults("activate"); len(faults) != 0 {
		t.Error(faults)
	}
	if again := run(wish); !again.Repeated || again.Started.AccessData != nil || again.Started.ActivationLink != nil || again.Started.User.ID != made.Started.User.ID {
		t.Errorf("%+v", again)
	}
	bare := run(map[string]any{"username": "bert", "extension": nil, "activationLink": nil})
	if bare.Started == nil || bare.Plan.Extension != nil || bare.Started.ActivationLink != nil || bare.Plan.ActivationLinkUntil != nil {
		t.Errorf("%+v", bare)
	}
	if wrong := run(map[string]any{"username": "anna"}); len(wrong.Errors) != 1 || wrong.Errors[0].Code != "TAKEN" || wrong.Started != nil {
		t.Errorf("%+v", wrong)
	}
}

func TestQuickStartBulkOverTheWire(t *testing.T) {
	r := newRig(t, nil)
	token := r.admin()
	const bulk = `mutation($csv: String!, $dry: Boolean!) { userQuickStartBulk(input: {csv: $csv, dryRun: $dry}) {
		plans { username extension } started { user { username } accessData { sipPassword } activationLink { url } } errors { path message code } } }`
	ask := func(csv string, dry bool) *reply { return r.ask(token, bulk, map[string]any{"csv": csv, "dry": dry}) }
	good := "username;number\nanna;21\nbert;\n"
	if a := ask(good, true); !strings.Contains(a.body, `"plans":[{"username":"anna","extension":"21"},{"username":"bert","extension":"200"}],"started":[]`) {
		t.Error(a.body)
	}
	faults := ask(good+"bad name;\n", false).faults("userQuickStartBulk")
	if len(faults) != 1 || strings.Join(faults[0].Path, " ") != "input csv 4 username" {
		t.Error(faults)
	}
	if _, found := r.switchboard.UserByUsername("anna"); found {
		t.Error("a faulty file left a user")
	}
	if a := ask(good, false); strings.Count(a.body, `"url":"http`) != 2 || len(a.faults("userQuickStartBulk")) != 0 {
		t.Error(a.body)
	}
	if _, user := r.user("cleo", models.RoleUser); r.ask(user, bulk, map[string]any{"csv": good, "dry": true}).code() != "FORBIDDEN" {
		t.Error("users may run the wizard")
	}
}
