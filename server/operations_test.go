package server

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"graphpbx/models"
)

func TestLoginAndLogout(t *testing.T) {
	r := newRig(t, nil)
	token := r.admin()
	var viewer *struct{ Username, Role string }
	r.ask(token, `{ viewer { username role } }`, nil).into("viewer", &viewer)
	if viewer == nil || viewer.Username != "admin" || viewer.Role != "ADMIN" {
		t.Fatalf("viewer %+v", viewer)
	}
	var sessions []struct {
		ID         string
		DeviceName string
		Current    bool
	}
	r.ask(token, `{ sessions { id deviceName current } }`, nil).into("sessions", &sessions)
	if len(sessions) != 1 || !sessions[0].Current {
		t.Errorf("sessions %+v", sessions)
	}
	if faults := r.ask(token, `mutation { logout { errors { code } } }`, nil).faults("logout"); len(faults) > 0 {
		t.Error(faults)
	}
	if a := r.ask(token, `{ users { totalCount } }`, nil); a.code() != "UNAUTHENTICATED" {
		t.Error(a.body)
	}
	r.ask(token, `{ viewer { username } }`, nil).into("viewer", &viewer)
	if viewer != nil {
		t.Error("a token works after logout")
	}
}

func TestWrongPasswordsAreDataAndSoonTooMany(t *testing.T) {
	r := newRig(t, nil)
	for n := range 7 {
		a := r.ask("", `mutation { login(input: {username: "admin", password: "wrong"}) { session { token } user { id } errors { path message code } } }`, nil)
		faults := a.faults("login")
		want := "FORBIDDEN"
		if n >= 5 {
			want = "LIMIT"
		}
		if len(faults) != 1 || faults[0].Code != want || !strings.Contains(a.body, `"session":null`) {
			t.Errorf("attempt %d: %s", n, a.body)
		}
	}
}

type user struct {
	ID, Username, FirstName, DisplayName string
	Extension, Mobile                    *string
	Version, RingLimit                   int
	Telephone                            struct{ ID, State string }
}

const userFields = ` { id username firstName displayName extension mobile version ringLimit telephone { id state } } `

func TestUsersFromCreationToDeletion(t *testing.T) {
	r := newRig(t, nil)
	admin := r.admin()
	var created struct {
		User       user
		AccessData struct{ Username, Domain, SIPPassword, CTIPassword string }
		Errors     []fault
	}
	r.ask(admin, `mutation($i: UserCreateInput!) { userCreate(input: $i) { user `+userFields+` accessData { username domain sipPassword ctiPassword } errors { code message path } } }`,
		map[string]any{"i": map[string]any{"username": "Anna", "extension": "21", "firstName": "Anna", "mobile": "+491701234567"}}).into("userCreate", &created)
	u := created.User
	if len(created.Errors) > 0 || u.Username != "Anna" || *u.Extension != "21" || u.Version != 1 || u.RingLimit != 3 || u.Telephone.State != "OFFLINE" {
		t.Fatalf("%+v", created)
	}
	if a := created.AccessData; a.Username != "Anna" || a.Domain != "pbx.example" || len(a.SIPPassword) < 12 || len(a.CTIPassword) < 12 {
		t.Errorf("access data %+v", created.AccessData)
	}
	r.login("anna", created.AccessData.CTIPassword)

	var changed struct{ User user }
	update := `mutation($id: ID!, $i: UserUpdateInput!) { userUpdate(id: $id, input: $i) { user ` + userFields + ` errors { code message path } } }`
	r.ask(admin, update, map[string]any{"id": u.ID, "i": map[string]any{"version": 1, "extension": nil, "firstName": "Änne"}}).into("userUpdate", &changed)
	if c := changed.User; c.Extension != nil || c.FirstName != "Änne" || c.Mobile == nil || c.Version != 2 {
		t.Errorf("after a change: %+v", c)
	}
	faults := r.ask(admin, update, map[string]any{"id": u.ID, "i": map[string]any{"version": 1, "firstName": "Late"}}).faults("userUpdate")
	if len(faults) != 1 || faults[0].Code != "CONFLICT" || !slices.Equal(faults[0].Path, []string{"input", "version"}) {
		t.Errorf("stale version: %+v", faults)
	}

	var node struct {
		Typename string `json:"__typename"`
		Username string
	}
	r.ask(admin, `query($id: ID!) { node(id: $id) { __typename ... on User { username } } }`, map[string]any{"id": u.ID}).into("node", &node)
	if node.Typename != "User" || node.Username != "Anna" {
		t.Errorf("node %+v", node)
	}
	r.ask(admin, `query($id: ID!) { node(id: $id) { __typename } }`, map[string]any{"id": u.Telephone.ID}).into("node", &node)
	if node.Typename != "Telephone" {
		t.Errorf("node %+v", node)
	}
	var gone struct{ DeletedID string }
	r.ask(admin, `mutation($id: ID!) { userDelete(id: $id) { deletedId errors { code } } }`, map[string]any{"id": u.ID}).into("userDelete", &gone)
	if gone.DeletedID != u.ID {
		t.Errorf("%+v", gone)
	}
	if a := r.ask(admin, `query($id: ID!) { node(id: $id) { id } user(username: "anna") { id } }`, map[string]any{"id": u.ID}); !strings.Contains(a.body, `{"node":null,"user":null}`) {
		t.Error(a.body)
	}
}

func TestFaultsOfANewUser(t *testing.T) {
	r := newRig(t, nil)
	admin := r.admin()
	r.user("taken", models.RoleUser)
	for name, tc := range map[string]struct {
		input map[string]any
		field string
		code  string
	}{
		"taken":         {map[string]any{"username": "TAKEN"}, "username", "TAKEN"},
		"forbidden":     {map[string]any{"username": "an na"}, "username", "INVALID"},
		"reserved":      {map[string]any{"username": "b", "extension": "701"}, "extension", "RESERVED"},
		"weak password": {map[string]any{"username": "b", "access": map[string]any{"ctiPassword": "123"}}, "ctiPassword", "INVALID"},
	} {
		a := r.ask(admin, `mutation($i: UserCreateInput!) { userCreate(input: $i) { user { id } accessData { username } errors { path message code } } }`, map[string]any{"i": tc.input})
		faults := a.faults("userCreate")
		if len(faults) != 1 || faults[0].Code != tc.code || faults[0].Path[0] != "input" || faults[0].Path[len(faults[0].Path)-1] != tc.field || len(faults[0].Message) < 20 {
			t.Errorf("%s: %s", name, a.body)
		}
	}
	if page := r.ask(admin, `{ users { totalCount } }`, nil); !strings.Contains(page.body, `"totalCount":2`) {
		t.Error("something was half done:", page.body)
	}
}

func TestImportAndPages(t *testing.T) {
	r := newRig(t, nil)
	admin := r.admin()
	var csv strings.Builder
	csv.WriteString("username,number,firstName,sipPassword\n")
	for n := range 25 {
		fmt.Fprintf(&csv, "user%02d,%d,Nr %d,secret-of-%d\n", n, 200+n, n, n)
	}
	const document = `mutation($csv: String!) { userImport(input: {csv: $csv}) { created users { username } errors { path message code } } }`
	faults := r.ask(admin, document, map[string]any{"csv": csv.String() + "user03,999,,x\n"}).faults("userImport")
	if len(faults) != 1 || !slices.Equal(faults[0].Path, []string{"input", "csv", "27", "username"}) || faults[0].Code != "TAKEN" {
		t.Errorf("a name that is there twice: %+v", faults)
	}
	var imported struct {
		Created int
		Users   []struct{ Username string }
		Errors  []fault
	}
	r.ask(admin, document, map[string]any{"csv": csv.String()}).into("userImport", &imported)
	if imported.Created != 25 || len(imported.Users) != 25 {
		t.Fatalf("%+v", imported)
	}
	var names []string
	after := any(nil)
	for {
		var page struct {
			Nodes      []struct{ Username string }
			Edges      []struct{ Cursor string }
			TotalCount int
			PageInfo   struct {
				HasNextPage, HasPreviousPage bool
				EndCursor                    *string
			}
		}
		r.ask(admin, `query($after: Cursor) { users(first: 10, after: $after, search: "nr") { nodes { username } edges { cursor } totalCount pageInfo { hasNextPage hasPreviousPage endCursor } } }`,
			map[string]any{"after": after}).into("users", &page)
		if page.TotalCount != 25 || page.PageInfo.HasPreviousPage != (after != nil) {
			t.Errorf("%+v", page)
		}
		for _, node := range page.Nodes {
			names = append(names, node.Username)
		}
		if !page.PageInfo.HasNextPage {
			break
		}
		after = *page.PageInfo.EndCursor
	}
	if len(names) != 25 || !slices.IsSorted(names) {
		t.Errorf("pages: %v", names)
	}
}

func TestCallsByCommand(t *testing.T) {
	r := newRig(t, nil)
	anna, token := r.user("anna", models.RoleUser)
	bert, bertToken := r.user("bert", models.RoleUser)
	const dial = `mutation($i: CallDialInput!) { callDial(input: $i) { call { id state from { user { username } } legs { terminalId activity user { username } } cause } errors { path code message } } }`
	if faults := r.ask(token, dial, map[string]any{"i": map[string]any{"to": "bert"}}).faults("callDial"); len(faults) != 1 || faults[0].Code != "UNREACHABLE" {
		t.Errorf("without a telephone: %+v", faults)
	}
	r.register(anna, "desk")
	if faults := r.ask(token, dial, map[string]any{"i": map[string]any{"to": "bert", "userId": bert}}).faults("callDial"); len(faults) != 1 || faults[0].Code != "FORBIDDEN" {
		t.Errorf("for somebody else: %+v", faults)
	}
	var dialled struct {
		Call struct {
			ID, State string
			Cause     *string
			Legs      []struct {
				TerminalID *string
				User       struct{ Username string }
			}
		}
	}
	r.ask(token, dial, map[string]any{"i": map[string]any{"to": "bert"}}).into("callDial", &dialled)
	if c := dialled.Call; c.State != "DIALLING" || c.Cause != nil || len(c.Legs) != 1 || c.Legs[0].TerminalID != nil || c.Legs[0].User.Username != "anna" {
		t.Fatalf("%+v", dialled)
	}
	var seen []struct{ ID string }
	r.ask(bertToken, `{ calls { id } }`, nil).into("calls", &seen)
	if len(seen) != 0 {
		t.Error("bert sees a call of others")
	}
	const hangup = `mutation($id: ID!) { callHangup(id: $id) { call { state cause endedAt } errors { code } } }`
	if faults := r.ask(bertToken, hangup, map[string]any{"id": dialled.Call.ID}).faults("callHangup"); len(faults) != 1 || faults[0].Code != "NOT_FOUND" {
		t.Errorf("bert may end a call of others: %+v", faults)
	}
	if a := r.ask(token, hangup, map[string]any{"id": dialled.Call.ID}); !strings.Contains(a.body, `"state":"ENDED","cause":"ENDED_BY_API"`) {
		t.Error(a.body)
	}
	var history struct {
		Nodes []struct{ ID, State string }
	}
	r.ask(token, `{ callHistory { nodes { id state } pageInfo { hasNextPage endCursor } } }`, nil).into("callHistory", &history)
	if len(history.Nodes) != 1 || history.Nodes[0].ID != dialled.Call.ID || history.Nodes[0].State != "ENDED" {
		t.Errorf("history %+v", history)
	}
	if a := r.ask(token, `query($u: ID) { callHistory(userId: $u) { nodes { id } } }`, map[string]any{"u": bert}); a.code() != "FORBIDDEN" {
		t.Error(a.body)
	}
}

func TestDatabaseAway(t *testing.T) {
	r := newRig(t, nil)
	admin := r.admin()
	id, _ := r.user("anna", models.RoleUser)
	r.database.away.Store(true)
	a := r.ask(admin, `mutation($id: ID!) { userUpdate(id: $id, input: {version: 1, nickname: "A"}) { user { id } errors { code } } }`, map[string]any{"id": id})
	if a.code() != "UNAVAILABLE" || strings.Contains(a.body, "plug") {
		t.Error(a.body)
	}
	if a := r.ask(admin, `{ users { totalCount } telephones { state } }`, nil); len(a.Errors) > 0 {
		t.Error("reading needs the database:", a.body)
	}
	r.database.away.Store(false)
	if a := r.ask(admin, `mutation($id: ID!) { userUpdate(id: $id, input: {version: 1, nickname: "A"}) { user { nickname } errors { code } } }`, map[string]any{"id": id}); !strings.Contains(a.body, `"nickname":"A"`) {
		t.Error(a.body)
	}
}

func TestOnlineStatisticsAndNumbers(t *testing.T) {
	r := newRig(t, nil)
	admin := r.admin()
	anna, token := r.user("anna", models.RoleUser)
	r.register(anna, "desk")
	telephone := models.TelephoneID(anna)
	a := r.ask(admin, `query($ids: [ID!]) { telephones(ids: $ids) { user { username } terminals { address transport rings displaced lastProbe { at } } onlineStatistics(from: "2026-01-01T00:00:00Z", to: "2026-01-02T00:00:00Z") { availability buckets { start sent median } } } }`,
		map[string]any{"ids": []string{telephone}})
	for _, part := range []string{`"username":"anna"`, `"address":"192.0.2.7:5060"`, `"rings":true`, `"lastProbe":null`, `"availability":1`, `"median":null`} {
		if !strings.Contains(a.body, part) {
			t.Errorf("%s is not in %.600s", part, a.body)
		}
	}
	if a := r.ask(token, `{ telephones { onlineStatistics(from: "2026-01-01T00:00:00Z") { availability } } }`, nil); a.code() != "FORBIDDEN" {
		t.Error("a user sees the statistics:", a.body)
	}
	for query, code := range map[string]string{
		`{ telephones { onlineStatistics(from: "yesterday") { availability } } }`:                             "BAD_USER_INPUT",
		`{ telephones { onlineStatistics(from: "2020-01-01T00:00:00Z", resolution: RAW) { availability } } }`: "LIMIT",
		`{ users(first: 501) { totalCount } }`:                                                                "BAD_USER_INPUT",
		`{ user { id } }`:                                                                                     "BAD_USER_INPUT",
	} {
		if a := r.ask(admin, query, nil); a.code() != code {
			t.Errorf("%s: %s", query, a.body)
		}
	}
	if a := r.ask(admin, `{ numberingPlan { next reserved: isFree(number: "701") } passwordSuggestion asOf }`, nil); !strings.Contains(a.body, `"reserved":false`) || len(a.Errors) > 0 {
		t.Error(a.body)
	}
}

// The numbering plan is told and changed.
func TestNumberingPlan(t *testing.T) {
	r := newRig(t, nil)
	admin := r.admin()
	r.user("anna", models.RoleUser)
	a := r.ask(admin, `{ numberingPlan { services { id number kind slot label enabled available } ranges { first last free } next
		echo: holder(number: "900") { sentence service { id } user { username } } name: holder(number: "anna") { sentence service { id } user { username } }
		free: holder(number: "299") { sentence } } }`, nil)
	for _, part := range []string{
		`{"id":"svc_echo_test","number":"900","kind":"ECHO_TEST","slot":0,"label":"the echo test","enabled":true,"available":true}`,
		`{"id":"svc_parking_slot_20","number":"720","kind":"PARKING_SLOT","slot":20,"label":"parking slot 20","enabled":true,"available":false}`,
		`{"first":"2000","last":"9999","free":8000}`, `"echo":{"sentence":"900 is the echo test","service":{"id":"svc_echo_test"},"user":null}`,
		`"service":null,"user":{"username":"anna"}`, `"free":null`,
	} {
		if !strings.Contains(a.body, part) {
			t.Errorf("%s is not in %s", part, a.body)
		}
	}
	const change = `mutation($id: ID!, $input: ServiceNumberUpdateInput!) { serviceNumberUpdate(id: $id, input: $input) {
		serviceNumber { number enabled } errors { path code } } }`
	for _, test := range []struct {
		id    string
		input map[string]any
		want  string
	}{
		{"svc_echo_test", map[string]any{"number": "990"}, `{"serviceNumber":{"number":"990","enabled":true},"errors":[]}`},
		{"svc_echo_test", map[string]any{"enabled": false}, `{"serviceNumber":{"number":"990","enabled":false},"errors":[]}`},
		{"svc_echo_test", map[string]any{}, `{"serviceNumber":{"number":"990","enabled":false},"errors":[]}`},
		{"svc_echo_test", map[string]any{"number": "901"}, `{"serviceNumber":null,"errors":[{"path":["input","number"],"code":"RESERVED"}]}`},
		{"usr_x", map[string]any{}, `{"serviceNumber":null,"errors":[{"path":["id"],"code":"NOT_FOUND"}]}`},
	} {
		if a := r.ask(admin, change, map[string]any{"id": test.id, "input": test.input}); !strings.Contains(a.body, test.want) {
			t.Errorf("%s %v: %s", test.id, test.input, a.body)
		}
	}
}

// What nobody at a keyboard can mend is told without details, and can be found in the log.
func TestFaultsOfTheProgramAreLoggedNotTold(t *testing.T) {
	var log bytes.Buffer
	r := newRig(t, func(c *Config) { c.Log = slog.New(slog.NewTextHandler(&log, nil)) })
	admin := r.admin()
	id, _ := r.user("anna", models.RoleUser)
	r.database.burns.Store(true)
	a := r.ask(admin, `mutation($id: ID!) { userUpdate(id: $id, input: {version: 1, nickname: "A"}) { user { id } errors { code } } }`, map[string]any{"id": id})
	r.database.burns.Store(false)
	var shown struct {
		Errors []struct {
			Extensions struct{ Code, RequestID string }
		}
	}
	if err := json.Unmarshal([]byte(a.body), &shown); err != nil || len(shown.Errors) != 1 || shown.Errors[0].Extensions.Code != "INTERNAL" || strings.Contains(a.body, "fire") {
		t.Fatalf("%s %v", a.body, err)
	}
	r.stop() // nobody writes the log any more
	if id := shown.Errors[0].Extensions.RequestID; id == "" || !strings.Contains(log.String(), "request="+id) || !strings.Contains(log.String(), "disk on fire") {
		t.Errorf("request id %q, log: %s", id, log.String())
	}
}

// None is a number of telephones that nobody may choose, and not the default.
func TestNoTelephoneRings(t *testing.T) {
	r := newRig(t, nil)
	faults := r.ask(r.admin(), `mutation { userCreate(input: {username: "anna", ringLimit: 0}) { errors { path message code } } }`, nil).faults("userCreate")
	if len(faults) != 1 || faults[0].Code != "INVALID" || faults[0].Path[1] != "ringLimit" || !strings.Contains(faults[0].Message, "1 to 10") {
		t.Errorf("%+v", faults)
	}
}
