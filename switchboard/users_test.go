package switchboard

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"graphpbx/models"
	"graphpbx/switchboard/journal"
	"graphpbx/testrig/postgres"
)

func TestUsersOnBothDatabases(t *testing.T) {
	for name, dsn := range map[string]func(testing.TB) string{
		"sqlite": func(testing.TB) string { return "" }, "postgres": postgres.New,
	} {
		t.Run(name, func(t *testing.T) {
			r := newRigOn(t, dsn(t)).start()
			lifeOfAUser(t, r)
		})
	}
}

func lifeOfAUser(t *testing.T, r *rig) {
	start := r.Journal().Head()
	user, access, err := r.CreateUser(t.Context(), admin, NewUser{User: models.User{Username: " Anna ", Extension: "201", FirstName: "Anna", Surname: "Berg"}})
	if err != nil {
		t.Fatal(err)
	}
	if access.Username != "Anna" || models.PasswordFault(access.SIPPassword) != "" || models.PasswordFault(access.CTIPassword) != "" || user.Version != 1 {
		t.Errorf("%+v %+v", user, access)
	}
	if secret, ok := r.Secret("aNNa", nil); !ok || string(secret) != access.SIPPassword {
		t.Error("the engine does not find the password")
	}
	if events := r.sinceThen(start, journal.TopicTelephone); len(events) != 1 || events[0].Value.(models.Telephone).State != models.TelephoneOffline {
		t.Errorf("told %+v", events)
	}
	changed := r.Journal().Head()
	nickname, extension := "Annie", models.PhoneNumber("")
	user, err = r.UpdateUser(t.Context(), admin, user.ID, UserPatch{Version: 1, Nickname: &nickname, Extension: &extension})
	if err != nil || user.Nickname != "Annie" || user.Extension != "" || user.Surname != "Berg" || user.Version != 2 {
		t.Fatalf("%+v, %v", user, err)
	}
	if account, ok := r.Account("anna"); !ok || account.DisplayName != "Annie" || account.Extension != "" {
		t.Errorf("%+v", account)
	}
	if events := r.sinceThen(changed, journal.TopicTelephone); len(events) != 1 {
		t.Errorf("told %+v", events)
	}
	if p := problem(t, second(r.UpdateUser(t.Context(), admin, user.ID, UserPatch{Version: 1, Nickname: &nickname}))); p.Code != models.ProblemConflict || !slices.Equal(p.Path, []string{"input", "version"}) {
		t.Errorf("%+v", p)
	}
	survivesRestart(t, r, user, access)
	deleteUser(t, r, user)
}

func survivesRestart(t *testing.T, r *rig, user models.User, access AccessData) {
	r.stop()
	r.start()
	if again, found := r.UserByUsername("ANNA"); !found || again.Version != 2 || again.Nickname != "Annie" || again.ID != user.ID {
		t.Errorf("after the restart %+v", again)
	}
	if secret, ok := r.Secret("anna", nil); !ok || string(secret) != access.SIPPassword {
		t.Error("after the restart the engine does not find the password")
	}
	if _, err := r.Login(t.Context(), LoginRequest{Username: "anna", Password: access.CTIPassword}); err != nil {
		t.Error(err)
	}
}

func deleteUser(t *testing.T, r *rig, user models.User) {
	r.register(user, "desk")
	before := r.Journal().Head()
	if err := r.DeleteUser(t.Context(), admin, user.ID); err != nil {
		t.Fatal(err)
	}
	if told := r.engine.told(); !slices.Contains(told, "unregister "+user.ID+" ") {
		t.Errorf("the engine was told %q", told)
	}
	if events := r.sinceThen(before, journal.TopicTelephone); len(events) == 0 || !events[len(events)-1].Removed() {
		t.Errorf("told %+v", events)
	}
	if _, found := r.Account("anna"); found {
		t.Error("the engine still knows the user")
	}
	if sessions, _ := r.Sessions(admin, user.ID); len(sessions) != 0 {
		t.Error("a session is left")
	}
	if p := problem(t, r.DeleteUser(t.Context(), admin, user.ID)); p.Code != models.ProblemNotFound {
		t.Errorf("%+v", p)
	}
}

func second[T any](_ T, err error) error { return err }

func TestFaultsOfANewUserAreNamed(t *testing.T) {
	r := newRig(t).start()
	r.user("bernd", "202")
	r.user("4711", "")
	for _, test := range []struct {
		user  NewUser
		code  models.ProblemCode
		field string
		says  string
	}{
		{NewUser{User: models.User{Username: "BERND"}}, models.ProblemTaken, "username", "already belongs to bernd"},
		{NewUser{User: models.User{Username: "anna.berg"}}, models.ProblemInvalid, "username", "a-z, A-Z, 0-9, - and _"},
		{NewUser{}, models.ProblemInvalid, "username", "missing"},
		{NewUser{User: models.User{Username: "701"}}, models.ProblemReserved, "username", "701 is parking slot 1"},
		{NewUser{User: models.User{Username: "202"}}, models.ProblemTaken, "username", "internal number of bernd"},
		{NewUser{User: models.User{Username: "a", Extension: "900"}}, models.ProblemReserved, "extension", "900 is the echo test"},
		{NewUser{User: models.User{Username: "a", Extension: "202"}}, models.ProblemTaken, "extension", "bernd"},
		{NewUser{User: models.User{Username: "a", Extension: "4711"}}, models.ProblemTaken, "extension", "username of 4711"},
		{NewUser{User: models.User{Username: "a", Extension: "2x2"}}, models.ProblemInvalid, "extension", "digits"},
		{NewUser{User: models.User{Username: "a", Mobile: "call me"}}, models.ProblemInvalid, "mobile", "+491701234567"},
		{NewUser{User: models.User{Username: "a", Mobile: "2001"}}, models.ProblemInvalid, "mobile", "0170 1234567"},
		{NewUser{User: models.User{Username: "anna.muster@example.com"}}, models.ProblemInvalid, "username", "teamsLogin"},
		{NewUser{User: models.User{Username: "a", TeamsLogin: "anna muster"}}, models.ProblemInvalid, "teamsLogin", "anna.muster@example.com"},
		{NewUser{User: models.User{Username: "a", Nickname: "x\ny"}}, models.ProblemInvalid, "nickname", "U+000A"},
		{NewUser{User: models.User{Username: "a", RingLimit: 11}}, models.ProblemInvalid, "ringLimit", "1 to 10"},
		{NewUser{User: models.User{Username: "a", Role: 9}}, models.ProblemInvalid, "role", "administrator"},
		{NewUser{User: models.User{Username: "a"}, SIPPassword: "short"}, models.ProblemInvalid, "sipPassword", "at least 12"},
		{NewUser{User: models.User{Username: "a"}, CTIPassword: "passwordpassword"}, models.ProblemInvalid, "ctiPassword", "attackers"},
	} {
		p := problem(t, third(r.CreateUser(t.Context(), admin, test.user)))
		if p.Code != test.code || p.Path[len(p.Path)-1] != test.field || p.Path[0] != "input" || !strings.Contains(p.Message, test.says) {
			t.Errorf("%+v: %+v", test.user, p)
		}
	}
	if total := r.Users(UserQuery{}).Total; total != 3 {
		t.Errorf("%d users", total)
	}
	if p := problem(t, third(r.CreateUser(t.Context(), models.Viewer{Role: models.RoleSupervisor}, NewUser{}))); p.Code != models.ProblemForbidden {
		t.Errorf("%+v", p)
	}
}

func third[A, B any](_ A, _ B, err error) error { return err }

func TestTheLastAdministratorStays(t *testing.T) {
	r := newRig(t).start()
	last, _ := r.UserByUsername("admin")
	role := models.RoleUser
	if p := problem(t, second(r.UpdateUser(t.Context(), admin, last.ID, UserPatch{Version: last.Version, Role: &role}))); p.Code != models.ProblemInvalid || p.Path[1] != "role" {
		t.Errorf("%+v", p)
	}
	if p := problem(t, r.DeleteUser(t.Context(), admin, last.ID)); p.Code != models.ProblemInvalid {
		t.Errorf("%+v", p)
	}
}

func TestListOfUsers(t *testing.T) {
	r := newRig(t).start()
	for n := range 25 {
		r.user(fmt.Sprintf("User%02d", n), models.PhoneNumber(fmt.Sprint(300+n)))
	}
	var names []string
	for after := ""; ; {
		page := r.Users(UserQuery{First: 7, After: after, Search: "uSER 3"})
		if page.Total != 25 || page.HasPrevious != (after != "") {
			t.Fatalf("%+v", page)
		}
		for _, u := range page.Users {
			names = append(names, u.Username)
		}
		if !page.HasNext {
			break
		}
		after = UserCursor(&page.Users[len(page.Users)-1])
	}
	if len(names) != 25 || !slices.IsSorted(names) {
		t.Errorf("%q", names)
	}
	for search, want := range map[string]int{"": 26, "user07": 1, "307": 1, "admin": 1, "user 31": 10, "nobody": 0} {
		if got := r.Users(UserQuery{First: 500, Search: search}); got.Total != want || len(got.Users) != want {
			t.Errorf("%q: %d", search, got.Total)
		}
	}
	if page := r.Users(UserQuery{First: 3, After: "user10x"}); page.Users[0].Username != "User11" {
		t.Errorf("after one that is gone comes %s", page.Users[0].Username)
	}
	if next, ok := r.NextExtension(); !ok || next != "200" || r.IsFree("300") || r.IsFree("701") || r.IsFree("") || !r.IsFree("399") {
		t.Errorf("next is %s", next)
	}
}

func TestImport(t *testing.T) {
	r := newRig(t).start()
	users, err := r.ImportUsers(t.Context(), admin, strings.NewReader("\ufeffUsername;number;firstName;sipPassword;ctiPassword\r\n"+
		"anna;201;Anna;\"a;1\";weak\r\n\r\nbernd;;;;\r\n"))
	if err != nil || len(users) != 2 || users[0].Extension != "201" || users[0].Role != models.RoleUser || users[0].RingLimit != 3 {
		t.Fatalf("%+v, %v", users, err)
	}
	if secret, _ := r.Secret("anna", nil); string(secret) != "a;1" {
		t.Errorf("password %q", secret)
	}
	if secret, ok := r.Secret("bernd", nil); !ok || len(secret) != models.SuggestedPassword {
		t.Errorf("password of %d characters", len(secret))
	}
	if _, err := r.Login(t.Context(), LoginRequest{Username: "anna", Password: "weak"}); err != nil {
		t.Error(err)
	}
	if _, err := r.Login(t.Context(), LoginRequest{Username: "bernd"}); err == nil {
		t.Error("a login without password")
	}
	if telephones := r.Telephones(nil); len(telephones) != 3 || telephones[1].UserID != users[0].ID {
		t.Errorf("%+v", telephones)
	}
}

func TestFaultyImportsCreateNobody(t *testing.T) {
	r := newRig(t).start()
	r.user("bernd", "202")
	for file, want := range map[string][]string{
		"":                       {"input.csv: the file is empty"},
		"name,number\nx,1\n":     {"input.csv.1: line 1: \"name\" is no column", "input.csv.1: line 1: there is no column username"},
		"username\n":             {"input.csv: the file names columns but has no user"},
		"username,number\na\n":   {"input.csv.2: line 2: it has another number of fields"},
		"username\n\"a\n":        {"it is not written as CSV"},
		"username\na\n\nb b\n":   {"input.csv.4.username: line 4: the username \"b b\" has characters"},
		"username\na\nA\n":       {"input.csv.3.username: line 3: a stands in line 2 already"},
		"username\nbernd\n":      {"input.csv.2.username: line 2: the username bernd already belongs to bernd"},
		"username,number\na,202": {"input.csv.2.number: line 2: the number 202 already belongs"},
		"username,number\na,700\nb,300\nc,300\n": {
			"input.csv.2.number: line 2: 700 is the number that parks a call", "input.csv.4.number: line 4: 300 stands in line 3 already"},
		"username,sipPassword\na,m\ufffdller\n": {"input.csv.2.sipPassword: line 2: the password is longer than 128 characters, has a control character, or has lost a letter"},
		"username,number\na,300\n300,\n":        {"input.csv.3.username: line 3: the username 300 is the number in line 2"},
	} {
		_, err := r.ImportUsers(t.Context(), admin, strings.NewReader(file))
		var problems models.Problems
		if !errors.As(err, &problems) || len(problems) != len(want) {
			t.Errorf("%q: %v", file, err)
			continue
		}
		for i := range want {
			if !strings.Contains(problems[i].Error(), want[i]) {
				t.Errorf("%q: %q, want %q", file, problems[i].Error(), want[i])
			}
		}
	}
	if total := r.Users(UserQuery{}).Total; total != 2 {
		t.Errorf("%d users", total)
	}
}

func TestManyFaultsAreCounted(t *testing.T) {
	r := newRig(t).start()
	_, err := r.ImportUsers(t.Context(), admin, strings.NewReader("username\n"+strings.Repeat("a b\n", 200)))
	var problems models.Problems
	if !errors.As(err, &problems) || len(problems) != maxImportProblems+1 || !strings.Contains(problems[maxImportProblems].Message, "more faults") {
		t.Errorf("%d problems", len(problems))
	}
}

func TestResetAccess(t *testing.T) {
	r := newRig(t).start()
	user := r.user("anna", "")
	before, _ := r.Secret("anna", nil)
	access, err := r.ResetAccess(t.Context(), admin, user.ID, AccessReset{SIPPassword: NewPassword{Keep: true}, CTIPassword: NewPassword{Value: "correct horse battery"}})
	if err != nil || access.SIPPassword != "" || access.CTIPassword != "correct horse battery" {
		t.Fatalf("%+v, %v", access, err)
	}
	if after, _ := r.Secret("anna", nil); string(after) != string(before) {
		t.Error("the SIP password has changed")
	}
	grant, err := r.Login(t.Context(), LoginRequest{Username: "anna", Password: "correct horse battery"})
	if err != nil {
		t.Fatal(err)
	}
	access, err = r.ResetAccess(t.Context(), admin, user.ID, AccessReset{})
	if err != nil || access.SIPPassword == "" || access.CTIPassword == "" {
		t.Fatalf("%+v, %v", access, err)
	}
	if after, _ := r.Secret("anna", nil); string(after) != access.SIPPassword {
		t.Error("the SIP password has not changed")
	}
	if _, valid := r.Viewer(grant.Token); valid {
		t.Error("the session lives on")
	}
}

func TestResetEndsWhatIsWanted(t *testing.T) {
	r := newRig(t).start()
	user, access, err := r.CreateUser(t.Context(), admin, NewUser{User: models.User{Username: "anna"}})
	if err != nil {
		t.Fatal(err)
	}
	r.register(user, "desk")
	grant, err := r.Login(t.Context(), LoginRequest{Username: "anna", Password: access.CTIPassword})
	if err != nil {
		t.Fatal(err)
	}
	keep := NewPassword{Keep: true}
	if _, err := r.ResetAccess(t.Context(), admin, user.ID, AccessReset{CTIPassword: keep}); err != nil {
		t.Fatal(err)
	}
	if _, valid := r.Viewer(grant.Token); !valid || r.telephone(user).State != models.TelephoneFree {
		t.Error("something has ended that should not")
	}
	all := AccessReset{SIPPassword: keep, CTIPassword: keep, EndSessions: true, EndRegistrations: true}
	if access, err := r.ResetAccess(t.Context(), admin, user.ID, all); err != nil || access.SIPPassword+access.CTIPassword != "" {
		t.Fatalf("%+v, %v", access, err)
	}
	if _, valid := r.Viewer(grant.Token); valid || r.telephone(user).State != models.TelephoneOffline {
		t.Errorf("session valid: %v, telephone %s", valid, r.telephone(user).State)
	}
}

func TestReveal(t *testing.T) {
	r := newRig(t).start()
	user, access, err := r.CreateUser(t.Context(), admin, NewUser{User: models.User{Username: "anna"}})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := r.RevealSIPPassword(admin, user.ID); err != nil || got != (AccessData{Username: "anna", SIPPassword: access.SIPPassword}) {
		t.Errorf("%+v, %v", got, err)
	}
	for _, role := range []models.Role{models.RoleNone, models.RoleUser, models.RoleSupervisor} {
		if got, err := r.RevealSIPPassword(models.Viewer{UserID: user.ID, Role: role}, user.ID); problem(t, err).Code != models.ProblemForbidden || got != (AccessData{}) {
			t.Errorf("role %d: %+v", role, got)
		}
	}
	if _, err := r.RevealSIPPassword(admin, "usr_nobody"); problem(t, err).Code != models.ProblemNotFound {
		t.Error(err)
	}
}

func TestChangesWithoutDatabaseAreRefused(t *testing.T) {
	r := newRig(t).start()
	user := r.user("anna", "201")
	r.store.away.Store(true)
	name := "Annie"
	if _, err := r.UpdateUser(t.Context(), admin, user.ID, UserPatch{Version: user.Version, Nickname: &name}); !errors.Is(err, ErrUnavailable) {
		t.Errorf("error %v", err)
	}
	if now, _ := r.User(user.ID); !reflect.DeepEqual(now, user) {
		t.Errorf("%+v", now)
	}
	if status := r.Status(); status.Database || status.DatabaseFault == "" {
		t.Errorf("%+v", status)
	}
	if plan := r.Route(models.CallQuestion{Dialled: "201"}); plan.To.UserID != user.ID {
		t.Error("calls are not routed any more")
	}
	r.store.away.Store(false)
	if _, err := r.UpdateUser(t.Context(), admin, user.ID, UserPatch{Version: user.Version, Nickname: &name}); err != nil || !r.Status().Database {
		t.Errorf("the database is back: %v, %+v", err, r.Status())
	}
}

func TestFirstAdministrator(t *testing.T) {
	r := newRig(t)
	r.config.AdminPassword = ""
	r.start()
	first, _ := r.OneTimePassword()
	r.stop()
	r.start()
	oneTime, ok := r.OneTimePassword()
	if !ok || oneTime == first {
		t.Fatalf("%q after %q", oneTime, first)
	}
	grant, err := r.Login(t.Context(), LoginRequest{Username: "admin", Password: oneTime})
	if err != nil || !grant.User.PasswordChangeDue || grant.User.Role != models.RoleAdmin {
		t.Fatalf("%+v, %v", grant, err)
	}
	v, _ := r.Viewer(grant.Token)
	user, err := r.ChangePassword(t.Context(), v, oneTime, "correct horse battery")
	if err != nil || user.PasswordChangeDue {
		t.Fatalf("%+v, %v", user, err)
	}
	if _, valid := r.Viewer(grant.Token); !valid {
		t.Error("the own session has ended")
	}
	r.stop()
	r.start()
	if password, made := r.OneTimePassword(); made {
		t.Errorf("a new one-time password %q", password)
	}
	if _, err := r.Login(t.Context(), LoginRequest{Username: "admin", Password: "correct horse battery"}); err != nil {
		t.Error(err)
	}
	r.stop()
	r.config.AdminPassword = adminPassword
	r.start()
	if _, err := r.Login(t.Context(), LoginRequest{Username: "admin", Password: adminPassword}); err != nil {
		t.Errorf("the configured password: %v", err)
	}
}

// TestDirectoryAgainstAModel changes users at random and compares each edition with maps; earlier editions must stay.
func TestDirectoryAgainstAModel(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	d, model := newDirectory(), map[string]*record{}
	for step := range 2000 {
		earlier, size := d, len(d.sorted)
		id := fmt.Sprint("usr_", r.IntN(50))
		old := model[id]
		fresh := newRecord(models.User{ID: id, Username: fmt.Sprint("Name", id, r.IntN(3)), Extension: models.PhoneNumber([]string{"", fmt.Sprint(id[4:], "9")}[r.IntN(2)])}, "")
		switch {
		case old == nil:
			d, model[id] = d.with(nil, []*record{fresh}), fresh
		case r.IntN(2) == 0:
			d, model[id] = d.with([]*record{old}, []*record{fresh}), fresh
		default:
			d = d.with([]*record{old}, nil)
			delete(model, id)
		}
		if len(earlier.sorted) != size {
			t.Fatalf("step %d changed an earlier edition", step)
		}
		compare(t, d, model)
	}
}

func compare(t *testing.T, d *directory, model map[string]*record) {
	t.Helper()
	if len(d.sorted) != len(model) || !slices.IsSortedFunc(d.sorted, compareRecords) {
		t.Fatalf("%d records, want %d", len(d.sorted), len(model))
	}
	for n := range 50 {
		id := fmt.Sprint("usr_", n)
		if r, _ := d.user(id); r != model[id] {
			t.Fatalf("%s is %v", id, r)
		}
	}
	for _, want := range model {
		if r, _ := d.username(strings.ToUpper(want.user.Username)); r != want {
			t.Fatalf("%s is %v", want.user.Username, r)
		}
		if r, found := d.number(string(want.user.Extension)); found != (want.user.Extension != "") || found && r != want {
			t.Fatalf("%s is %v", want.user.Extension, r)
		}
	}
	for n := range d.byName.maps {
		for name, r := range d.byName.maps[n] {
			if model[r.user.ID] != r {
				t.Fatalf("%s is left", name)
			}
		}
	}
}

func TestAnImportBeforeTheStartDoesNotHoldUpTheEnd(t *testing.T) {
	r := newRig(t)
	s, err := New(t.Context(), r.store, r.config, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.ImportUsers(t.Context(), LocalAdministrator(), strings.NewReader("username,ctiPassword\nanna,secret\n")); err != nil {
		t.Fatal(err)
	}
	r.engine.facts = s
	s.Start(r.engine)
	if err := s.Close(t.Context()); err != nil {
		t.Error(err)
	}
}

// What is repeated of a client's text is text.
func TestShortTextIsText(t *testing.T) {
	if got := short(strings.Repeat("a", 79) + "ä and more"); got != strings.Repeat("a", 79)+"..." {
		t.Errorf("%q", got)
	}
}

// Mobile numbers are kept in the international form, however they are typed; what was stored before that was asked for
// hinders no other change.
func TestDetailsOfUsers(t *testing.T) {
	r := newRig(t).start()
	u, _, err := r.CreateUser(t.Context(), admin, NewUser{User: models.User{Username: "anna", Mobile: "0170 / 123 45 67", TeamsLogin: " anna.muster@example.com "}})
	if err != nil || u.Mobile != "+491701234567" || u.TeamsLogin != "anna.muster@example.com" {
		t.Fatal(u, err)
	}
	if u, err = r.UpdateUser(t.Context(), admin, u.ID, UserPatch{Version: 1, Mobile: new(models.PhoneNumber("+41 44 668 18 00")), TeamsLogin: new("")}); err != nil || u.Mobile != "+41446681800" || u.TeamsLogin != "" {
		t.Fatal(u, err)
	}
	u.Mobile = "4711" // as an older switchboard took it
	if _, err = r.store.UpdateUser(t.Context(), u, 2); err != nil {
		t.Fatal(err)
	}
	r.stop()
	r.start()
	if u, err = r.UpdateUser(t.Context(), admin, u.ID, UserPatch{Version: 3, Nickname: new("Änne")}); err != nil || u.Mobile != "4711" {
		t.Fatal(u, err)
	}
	if _, err = r.ImportUsers(t.Context(), admin, strings.NewReader("username,mobile,teamsLogin\nbert,0171 7654321,bert.b@example.com\n")); err != nil {
		t.Fatal(err)
	}
	if bert, _ := r.UserByUsername("bert"); bert.Mobile != "+491717654321" || bert.TeamsLogin != "bert.b@example.com" {
		t.Error(bert)
	}
	if users := r.Users(UserQuery{First: 10, Search: "bert.b@"}); users.Total != 1 {
		t.Error("a user is not found by the Teams login")
	}
}
