package switchboard

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"graphpbx/models"
	"graphpbx/switchboard/journal"
	"graphpbx/testrig/postgres"
)

func wish(name string, mobile models.PhoneNumber) QuickStart {
	return QuickStart{
		NewUser:       NewUser{User: models.User{Username: name, FirstName: "Anna", Mobile: mobile}},
		NextExtension: true, Callthrough: true, Link: &ActivationRequest{},
	}
}

// wizard runs the wizard for one colleague and ends the test where that is refused.
func (r *rig) wizard(w QuickStart, o QuickStartOptions) QuickStartResult {
	r.t.Helper()
	result, err := r.RunQuickStart(r.t.Context(), admin, []QuickStart{w}, o)
	if err != nil {
		r.t.Fatal(err)
	}
	return result
}

// holdings is all that the wizard could have left behind.
func (r *rig) holdings() string {
	r.t.Helper()
	links, errLinks := r.store.ActivationLinks(r.t.Context())
	rules, errRules := r.store.CallthroughRules(r.t.Context())
	users := 0
	err := errors.Join(errLinks, errRules)
	if err != nil {
		r.t.Fatal(err)
	}
	users = r.Users(UserQuery{}).Total
	stored := 0
	r.stop()
	r.start()
	stored = r.Users(UserQuery{}).Total // as the database has it
	return fmt.Sprint(users, stored, len(links), len(rules))
}

func TestQuickStart(t *testing.T) {
	for name, dsn := range map[string]func() string{"sqlite": func() string { return "" }, "postgres": func() string { return postgres.New(t) }} {
		t.Run(name, func(t *testing.T) {
			r := newRigOn(t, dsn()).start()
			before := r.Journal().Head()
			if plan := r.wizard(wish("anna", "01701234567"), QuickStartOptions{DryRun: true}); plan.Plans[0].User.Extension != "200" ||
				plan.Plans[0].CallthroughFrom != mobile || plan.Plans[0].LinkUntil.IsZero() || len(plan.Started) != 0 || r.Journal().Head() != before {
				t.Errorf("%+v", plan)
			}
			made := r.wizard(wish("anna", "01701234567"), QuickStartOptions{}).Started[0]
			if made.User.Extension != "200" || made.User.Mobile != mobile || made.Link.User.Extension != "200" || made.Rule.Callers[0] != mobile {
				t.Errorf("%+v", made)
			}
			if secret, ok := r.Secret("anna", nil); !ok || string(secret) != made.Access.SIPPassword {
				t.Error("the telephone cannot log in")
			}
			if _, err := r.Login(t.Context(), LoginRequest{Username: "anna", Password: made.Access.CTIPassword}); err != nil {
				t.Error(err)
			}
			if _, err := r.Activate(t.Context(), attempt(*made.Link)); err != nil {
				t.Error(err)
			}
			r.through("callthrough", CallthroughCall{Caller: mobile, PIN: made.PIN, Dialled: outside}, models.CallthroughAdmit, "")
			if got := r.steps(made.User); got != "USER_CREATED LINK_CREATED ACTIVATED" {
				t.Error(got)
			}
			if second := r.wizard(wish("bert", ""), QuickStartOptions{}).Started[0]; second.User.Extension != "201" || second.Rule != nil || second.PIN != "" {
				t.Errorf("%+v", second)
			}
			bare := wish("cleo", "")
			bare.NextExtension, bare.Link = false, nil
			if third := r.wizard(bare, QuickStartOptions{}).Started[0]; third.User.Extension != "" || third.Link != nil {
				t.Errorf("%+v", third)
			}
			if got := r.holdings(); got != "4 4 2 1" {
				t.Error(got)
			}
		})
	}
}

func TestFiftyWizardsAtOnce(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { fiftyWizards(t, newRig(t).start()) })
	t.Run("postgres", func(t *testing.T) { fiftyWizards(t, newRigOn(t, postgres.New(t)).start()) })
}

// fiftyWizards run at once: nobody gets what another has, and every one of them is whole.
func fiftyWizards(t *testing.T, r *rig) {
	var mu sync.Mutex
	numbers := map[models.PhoneNumber]string{}
	var running sync.WaitGroup
	for i := range 50 {
		running.Go(func() {
			w := wish(fmt.Sprint("user", i), models.PhoneNumber(fmt.Sprintf("+491701234%03d", i)))
			w.Telephone = &NewDevice{MAC: fmt.Sprintf("000413a100%02x", i), Model: "D785"}
			result, err := r.RunQuickStart(t.Context(), admin, []QuickStart{w}, QuickStartOptions{})
			if err != nil {
				t.Error(err)
				return
			}
			mu.Lock()
			defer mu.Unlock()
			user := result.Started[0].User
			if device := result.Started[0].Telephone; device == nil || device.UserID != user.ID {
				t.Errorf("the telephone of %s is %+v", user.Username, device)
			}
			if other := numbers[user.Extension]; other != "" || user.Extension == "" {
				t.Errorf("%s and %s have %s", other, user.Username, user.Extension)
			}
			numbers[user.Extension] = user.Username
		})
	}
	running.Wait()
	if got := r.holdings(); got != "51 51 50 50" {
		t.Error(got)
	}
}

// Whoever did not hear the answer asks again; what asks for something else under the same key is refused.
func TestQuickStartWithAKey(t *testing.T) {
	r := newRig(t).start()
	var running sync.WaitGroup
	results := make([]QuickStartResult, 5)
	for i := range results {
		running.Go(func() {
			result, err := r.RunQuickStart(t.Context(), admin, []QuickStart{wish("anna", "")}, QuickStartOptions{Key: "k"})
			if results[i] = result; err != nil {
				t.Error(err)
			}
		})
	}
	running.Wait()
	made := 0
	for _, result := range results {
		if !result.Repeated {
			made++
		} else if s := result.Started[0]; s.User.Username != "anna" || s.Access != nil || s.Link != nil {
			t.Errorf("%+v", s)
		}
	}
	if made != 1 {
		t.Errorf("made %d times", made)
	}
	if _, err := r.RunQuickStart(t.Context(), admin, []QuickStart{wish("bert", "")}, QuickStartOptions{Key: "k"}); problem(t, err).Code != models.ProblemConflict {
		t.Error(err)
	}
	if got := r.holdings(); got != "2 2 1 0" {
		t.Error(got)
	}
	if again := r.wizard(wish("anna", ""), QuickStartOptions{Key: "k"}); !again.Repeated {
		t.Error("a restart forgot the key")
	}
}

// file returns a file of n colleagues, of whom row is written otherwise.
func file(n, row int, otherwise string) QuickStartFile {
	var text strings.Builder
	text.WriteString("username,number,firstName,mobile\n")
	for i := range n {
		if line := fmt.Sprintf("user%d,,Anna,+491701234%03d\n", i, i); i+2 == row {
			text.WriteString(otherwise + "\n")
		} else {
			text.WriteString(line)
		}
	}
	return QuickStartFile{CSV: strings.NewReader(text.String()), Callthrough: true, Links: true, LinkLife: time.Hour}
}

// One bad row of a hundred leaves nothing behind, and is named.
func TestOneBadRowOfAHundred(t *testing.T) {
	r := newRig(t).start()
	r.user("taken", "300")
	for otherwise, column := range map[string]string{
		"bad name,,Anna,":           "username",
		",,Anna,":                   "username",
		"TAKEN,,Anna,":              "username",
		"user5,,Anna,":              "username",
		"new,300,Anna,":             "number",
		"new,701,Anna,":             "number",
		"new,x,Anna,":               "number",
		"new,,Anna,+491701234005":   "mobile",
		"new,,Anna,12":              "mobile",
		"new,,Anna\u202e,":          "firstName",
		"new,,\"Anna\nBerta\",":     "firstName",
		"new,,Anna,+491701234005,x": "",
	} {
		before := r.Journal().Head()
		_, err := r.RunQuickStartFile(t.Context(), admin, file(100, 50, otherwise), QuickStartOptions{Key: "k"})
		var problems models.Problems
		if !errors.As(err, &problems) {
			t.Fatalf("%q: %v", otherwise, err)
		}
		for _, p := range problems {
			at := strings.Join(p.Path, " ")
			named := strings.HasPrefix(at, "input csv 50") || strings.Contains(p.Message, "line 50")
			if !named || len(problems) == 1 && column != "" && !strings.HasSuffix(at, column) {
				t.Errorf("%q: %+v", otherwise, p)
			}
		}
		if r.Journal().Head() != before {
			t.Errorf("%q left events", otherwise)
		}
	}
	if got := r.holdings(); got != "2 2 0 0" {
		t.Error(got)
	}
	plan, err := r.RunQuickStartFile(t.Context(), admin, file(100, 50, "new,305,Anna,"), QuickStartOptions{DryRun: true})
	if err != nil || len(plan.Plans) != 100 || plan.Plans[48].User.Extension != "305" || len(plan.Started) != 0 {
		t.Errorf("%v, %d plans", err, len(plan.Plans))
	}
}

func TestQuickStartFile(t *testing.T) {
	r := newRig(t).start()
	result, err := r.RunQuickStartFile(t.Context(), admin, file(12, 4, "new,203,Anna,"), QuickStartOptions{})
	if err != nil || len(result.Started) != 12 {
		t.Fatal(err)
	}
	seen := map[models.PhoneNumber]bool{}
	for _, s := range result.Started {
		if seen[s.User.Extension] || s.Link == nil || s.Access == nil {
			t.Errorf("%+v", s)
		}
		seen[s.User.Extension] = true
	}
	if result.Started[2].User.Extension != "203" {
		t.Errorf("%+v", result.Started[2].User)
	}
	last := result.Started[11]
	if _, err := r.Login(t.Context(), LoginRequest{Username: last.User.Username, Password: last.Access.CTIPassword}); err != nil {
		t.Error(err)
	}
	if got := r.holdings(); got != "13 13 12 11" {
		t.Error(got)
	}
}

func TestQuickStartBadInput(t *testing.T) {
	r := newRig(t).start()
	r.rule(ruleOf(r.user("bert", "22")))
	for name, tc := range map[string]struct {
		change func(*QuickStart)
		code   models.ProblemCode
		path   string
	}{
		"no username":     {func(w *QuickStart) { w.Username = "" }, models.ProblemInvalid, "input username"},
		"taken":           {func(w *QuickStart) { w.Username = "BERT" }, models.ProblemTaken, "input username"},
		"reserved":        {func(w *QuickStart) { w.Extension = "701" }, models.ProblemReserved, "input extension"},
		"taken number":    {func(w *QuickStart) { w.Extension = "22" }, models.ProblemTaken, "input extension"},
		"weak password":   {func(w *QuickStart) { w.SIPPassword = "1234" }, models.ProblemInvalid, "input access sipPassword"},
		"weak CTI":        {func(w *QuickStart) { w.CTIPassword = "annaannaanna" }, models.ProblemInvalid, "input access ctiPassword"},
		"another's phone": {func(w *QuickStart) { w.Mobile = mobile }, models.ProblemTaken, "input mobile"},
		"no phone":        {func(w *QuickStart) { w.Mobile = "123" }, models.ProblemInvalid, "input mobile"},
		"weak PIN":        {func(w *QuickStart) { w.CallthroughPIN = "123456" }, models.ProblemInvalid, "input callthroughPin"},
		"weak link":       {func(w *QuickStart) { w.Link.Password = "short" }, models.ProblemInvalid, "input activationLink password"},
		"short link":      {func(w *QuickStart) { w.Link.Life = time.Second }, models.ProblemInvalid, "input activationLink validFor"},
		"no telephones":   {func(w *QuickStart) { w.RingLimit = 11 }, models.ProblemInvalid, "input ringLimit"},
	} {
		w, before := wish("anna", "+4915112345678"), r.Journal().Head()
		tc.change(&w)
		_, err := r.RunQuickStart(t.Context(), admin, []QuickStart{w}, QuickStartOptions{})
		if p := problem(t, err); p.Code != tc.code || strings.Join(p.Path, " ") != tc.path {
			t.Errorf("%s: %+v", name, p)
		}
		if r.Journal().Head() != before {
			t.Errorf("%s left events", name)
		}
	}
	if _, err := r.RunQuickStart(t.Context(), models.Viewer{Role: models.RoleSupervisor}, []QuickStart{wish("anna", "")}, QuickStartOptions{}); problem(t, err).Code != models.ProblemForbidden {
		t.Error(err)
	}
	if _, err := r.RunQuickStart(t.Context(), admin, []QuickStart{wish("anna", "")}, QuickStartOptions{Key: strings.Repeat("k", 101)}); problem(t, err).Code != models.ProblemLimit {
		t.Error(err)
	}
	if got := r.holdings(); got != "2 2 0 1" {
		t.Error(got)
	}
}

// What the wizard shows once stands in no event.
func TestQuickStartSecretsStayHidden(t *testing.T) {
	r := newRig(t).start()
	before := r.Journal().Head()
	made := r.wizard(wish("anna", mobile), QuickStartOptions{}).Started[0]
	var told []any
	for _, topic := range []journal.Topic{journal.TopicTelephone, journal.TopicOnboarding, journal.TopicCallthrough} {
		told = append(told, r.sinceThen(before, topic))
	}
	text, err := json.Marshal(told)
	for _, secret := range []string{made.PIN, made.Access.SIPPassword, made.Access.CTIPassword, made.Link.Password, made.Link.Secret} {
		if err != nil || len(secret) < 8 || strings.Contains(string(text), secret) {
			t.Errorf("%q stands in %s", secret, text)
		}
	}
}
