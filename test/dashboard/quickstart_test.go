package dashboard

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"graphpbx/cmd/app"
	"graphpbx/testrig"
	"graphpbx/testrig/browser"
	"graphpbx/testrig/phone"
)

// copied returns what stands in a field that can be copied.
func copied(page *browser.Page, label string) string {
	find := fmt.Sprintf(`[...document.querySelectorAll('.copy-field')].find(f => f.querySelector('.copy-label').textContent === %q && f.querySelector('.copy-value'))`, label)
	page.WaitFor(find)
	return strings.TrimSpace(browser.Eval[string](page, find+`.querySelector('.copy-value').textContent`))
}

// stage waits until a step of the onboarding is in a state.
func stage(page *browser.Page, step, state string) {
	page.WaitFor(fmt.Sprintf(`document.querySelector('.way-stage[data-step=%s]')?.dataset.state === %q`, step, state))
}

// A colleague goes the whole way: through the wizard, by link and password, with a telephone that registers, answers
// and is called, all of it followed live on the page that one can leave and come back to.
func TestQuickStartToFirstCall(t *testing.T) {
	s := testrig.Start(t)
	s.AddUser("anna", "200")
	page := openAdmin(t, s)
	page.Click("Quick start wizard")
	page.Type("First name", "Jörg")
	page.Type("Surname", "Müßig")
	page.Accessible("wizard, person")
	picture(page, "wizard-person-en")
	page.Click("Next")
	page.WaitFor(`document.querySelector('[name=extension]')?.value === '201'`)
	if got := page.Value("Username"); got != "jmuessig" {
		t.Errorf("the proposed username is %q", got)
	}
	page.Type("Username", "ANNA")
	page.WaitText("anna already has this username")
	page.Type("Username", "joerg")
	page.WaitFor(`document.querySelectorAll('.free').length === 2`)
	page.Accessible("wizard, access")
	picture(page, "wizard-access-en")
	page.Click("Next")
	page.WaitText("Make an activation link")
	page.Click("Prepare a desk telephone")
	page.Type("MAC address", "00 04 13 a1 1f a7")
	page.Click("Next")
	page.WaitText("Choose the model")
	pick(page, "Model", "D785")
	page.Accessible("wizard, telephone")
	picture(page, "wizard-telephone-en")
	page.Click("Next")
	page.Type("Mobile phone", "0171 2345678")
	page.Accessible("wizard, mobile")
	picture(page, "wizard-mobile-en")
	page.Click("Next")
	page.WaitText("from +491712345678")
	page.WaitText("Snom D785 · 00:04:13:a1:1f:a7")
	page.Accessible("wizard, summary")
	picture(page, "wizard-summary-en")
	page.Click("Create Jörg Müßig")
	page.WaitText("Hand over to Jörg Müßig")
	stage(page, "LINK_OPENED", "waiting")
	page.Accessible("hand over")
	picture(page, "handover-en")
	p := activate(t, s, copied(page, "Link"), copied(page, "Password"))
	page.Press("u") // away …
	shows(page, "joerg", "Free")
	selectRow(page, "joerg")
	page.Click("All settings")
	page.Click("Onboarding") // … and back
	page.WaitText("Hand over to Jörg Müßig")
	stage(page, "ACTIVATED", "done")
	fetch(t, copied(page, "Address"))
	stage(page, "FILE_FETCHED", "done")
	stage(page, "REGISTERED", "done")
	// The switchboard may have asked already; else the button does it, once.
	page.WaitFor(`document.querySelector('[data-step=PROBED]')?.dataset.state === 'done' || ((window.asked ??= (document.querySelector('[data-step=PROBED] button')?.click(), true)) && false)`)
	page.Click("Test call")
	incoming, err := p.NextCall(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := incoming.Answer(); err != nil {
		t.Fatal(err)
	}
	stage(page, "CALLED", "done")
	stage(page, "TEST_CALL", "waiting")
	listen(t, incoming)
	if err := incoming.Hangup(); err != nil {
		t.Fatal(err)
	}
	stage(page, "TEST_CALL", "done")
	page.WaitText("Set up")
	page.Click("I have noted them")
	page.WaitNoText("Hand over to")
	page.Accessible("onboarding")
	picture(page, "onboarding-en")
}

// listen waits until the telephone has heard its own voice for a while.
func listen(t *testing.T, call *phone.Call) {
	t.Helper()
	for call.Heard().Packets < 20 {
		select {
		case <-t.Context().Done():
			t.Fatal("the telephone heard nothing")
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// activate does what a client does with a link, and registers a telephone with what it learns.
func activate(t *testing.T, s *testrig.Switchboard, url, password string) *phone.Phone {
	t.Helper()
	address, secret, _ := strings.Cut(url, "#")
	id := address[strings.LastIndex(address, "/")+1:]
	var answer struct {
		Activate struct {
			Access *struct{ Username, SIPPassword string }
			Errors []struct{ Message string }
		}
	}
	(&testrig.Client{Base: s.Base}).Must(t, `mutation($input: ActivateInput!) { activate(input: $input) { access { username sipPassword } errors { message } } }`,
		map[string]any{"input": map[string]any{"id": id, "secret": secret, "password": password}}, &answer)
	if answer.Activate.Access == nil {
		t.Fatalf("%s: %+v", url, answer)
	}
	return register(t, s, answer.Activate.Access.Username, answer.Activate.Access.SIPPassword, phone.Manners{})
}

// One bad row of a file: the page names it and nothing is made; mended, all of them are.
func TestManyAtOnce(t *testing.T) {
	s := testrig.Start(t)
	s.AddUser("anna", "200")
	page := openAdmin(t, s)
	page.Click("Quick start wizard")
	page.Click("Several at once")
	page.Type("Rows", "username,firstName,mobile\nbert,Bert,\nanna,Anna,\ncleo,Cleo,0171 2345678\n")
	page.Click("Check and show plan")
	page.WaitText("1 row has to be put right")
	page.WaitFor(`document.querySelector('tr[data-line="3"]')?.innerText.includes('Username:')`)
	page.Accessible("many, faulty")
	picture(page, "many-faulty-en")
	page.Type("Rows", "username,firstName,mobile\nbert,Bert,\ndora,Dora,\ncleo,Cleo,0171 2345678\n")
	page.WaitNoText("1 row has to be put right")
	page.Click("Check and show plan")
	page.WaitText("3 colleagues can be created")
	page.Accessible("many, plan")
	picture(page, "many-plan-en")
	page.Click("Create 3 colleagues")
	page.WaitText("3 colleagues have been created")
	page.Accessible("many, done")
	picture(page, "many-done-en")
	page.Click("Hand over and follow: Cleo")
	page.WaitText("Hand over to Cleo")
	stage(page, "LINK_OPENED", "waiting")
	if got := len(copied(page, "Callthrough PIN")); got < 6 {
		t.Errorf("the PIN has %d digits", got)
	}
}

// The switchboard restarts and the session ends while the wizard is half filled in: nothing typed is lost, and the
// colleague is made afterwards.
func TestQuickStartOutlivesTheSwitchboard(t *testing.T) {
	data := t.TempDir()
	first := start(t, app.Config{Data: data, HTTP: "127.0.0.1:0", AdminPassword: testrig.AdminPassword})
	address := first.HTTP().String()
	page := open(t, "http://"+address, "en")
	signIn(page, "admin", testrig.AdminPassword)
	isLive(page)
	page.Click("Quick start wizard")
	page.Type("First name", "Half")
	page.Type("Surname", "Typed")
	page.Click("Next")
	page.WaitFor(`document.querySelector('[name=extension]')?.value === '200'`)
	stop(t, first)
	page.WaitText("Connection lost")
	page.Click("Next")
	page.Click("Next")
	page.Click("Next")
	page.WaitText("The switchboard does not answer")
	picture(page, "wizard-lost-en")
	page.Accessible("wizard, connection lost")

	s := testrig.StartWith(t, app.Config{Data: data, HTTP: address})
	isLive(page)
	page.Reload()
	page.WaitText("Typed")
	revokeOthers(t, s)
	page.WaitText("Your session has ended")
	page.Type("Password", testrig.AdminPassword)
	page.Click("Sign in")
	isLive(page)
	page.Click("Create Half Typed")
	page.WaitText("Hand over to Half Typed")
	var answer struct{ User *struct{ Extension string } }
	s.Admin().Must(t, `{ user(username: "htyped") { extension } }`, nil, &answer)
	if answer.User == nil || answer.User.Extension != "200" {
		t.Errorf("made was %+v", answer.User)
	}
}
