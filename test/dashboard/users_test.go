package dashboard

import (
	"strings"
	"testing"

	"graphpbx/testrig"
	"graphpbx/testrig/browser"
	"graphpbx/testrig/phone"
)

// A user is added in the browser, the faults of the form are told at their fields, and the access data that are shown
// once let a telephone register.
func TestUserIsAdded(t *testing.T) {
	s := testrig.Start(t)
	s.AddUser("anna", "21")
	page := openAdmin(t, s)
	page.Press("n")
	page.WaitFor(`[...document.querySelectorAll('[role=dialog] input[type=password]')].filter(field => field.value.length > 11).length === 2`)
	page.Type("First name", "Jörg")
	page.Type("Surname", "Müßig")
	if got := page.Value("Username"); got != "jmuessig" {
		t.Errorf("the proposed username is %q", got)
	}
	page.Type("Username", "ANNA")
	page.Type("Extension", "701")
	page.ClickOn("[role=dialog] button[type=submit]")
	page.WaitFor(`document.querySelectorAll('[role=dialog] [aria-invalid=true]').length === 2`)
	page.Picture("create-faults-en")
	page.Accessible("create")
	page.Type("Username", "jmuessig")
	page.Type("Extension", "35")
	page.ClickOn("[role=dialog] button[type=submit]")
	page.WaitText("shown this once")
	page.Accessible("access data")
	page.Picture("access-data-en")
	password := strings.TrimSpace(browser.Eval[string](page, `[...document.querySelectorAll('.copy-field')].find(f => f.innerText.includes('SIP password')).querySelector('.copy-value').innerText`))
	page.Click("I have noted them")
	page.WaitText("No telephone is registered")
	register(t, s, "jmuessig", password, phone.Manners{})
	shows(page, "jmuessig", "Free")
	if html := browser.Eval[string](page, `document.documentElement.outerHTML`); strings.Contains(html, password) {
		t.Error("the password still stands in the page")
	}
}

// Two administrators change the same user: the second sees both values, loses nothing, and decides.
func TestConflictIsShown(t *testing.T) {
	s := testrig.Start(t)
	user := s.AddUser("anna", "21")
	page := openAdmin(t, s)
	selectRow(page, "anna")
	page.Click("Edit")
	page.Type("Nickname", "Anni")
	page.Type("Mobile phone", "+49 171 2345678")
	change := `mutation ($id: ID!, $v: Int!) { userUpdate(id: $id, input: {version: $v, nickname: "Ann", surname: "Schmidt"}) { errors { message } } }`
	if err := s.Admin().Do(change, map[string]any{"id": user.ID, "v": user.Version}, nil); err != nil {
		t.Fatal(err)
	}
	page.Click("Save")
	page.WaitText("Changed meanwhile")
	page.WaitText("Now: Ann")
	page.WaitText("Yours: Anni")
	page.Picture("conflict-en")
	page.Accessible("conflict")
	if got := page.Value("Surname"); got != "Schmidt" {
		t.Errorf("the change of the other administrator is lost: surname %q", got)
	}
	page.Click("Save")
	page.WaitText("is saved")
	shows(page, "anna", "Schmidt")
	page.WaitFor(`document.querySelector('.panel').innerText.includes('Anni')`)
}

// What another client does to users appears by itself; a user who is deleted here is gone everywhere.
func TestUsersComeAndGo(t *testing.T) {
	s := testrig.Start(t)
	page := openAdmin(t, s)
	user := s.AddUser("anna", "21")
	shows(page, "anna", "Offline")
	s.AddUser("beat", "22")
	shows(page, "beat", "Offline")
	if err := s.Admin().Do(`mutation ($id: ID!) { userDelete(id: $id) { errors { message } } }`, map[string]any{"id": user.ID}, nil); err != nil {
		t.Fatal(err)
	}
	page.WaitFor("!(" + row("anna") + ")")
	selectRow(page, "beat")
	page.ClickOn(".panel [aria-label='More actions']")
	page.Click("Delete user")
	page.WaitText("This cannot be undone")
	page.WaitFor(`!document.querySelector('[role=menu]')`)
	page.Picture("delete-en")
	page.Accessible("delete")
	page.Click("Delete user")
	page.WaitFor("!(" + row("beat") + ")")
}

// The state and the search stand in the address and hold after a reload.
func TestViewStandsInTheAddress(t *testing.T) {
	s := testrig.Start(t)
	s.AddUser("anna", "21")
	s.AddUser("beat", "22")
	page := openAdmin(t, s)
	register(t, s, "anna", testrig.Password("anna"), phone.Manners{})
	shows(page, "anna", "Free")
	page.Press("/")
	page.Press("an")
	page.WaitFor("!(" + row("beat") + ")")
	page.WaitFor(`location.search === '?q=an'`)
	page.Go(s.Base + "/users?state=free")
	isLive(page)
	shows(page, "anna", "Free")
	page.WaitFor("!(" + row("beat") + ")")
	page.WaitText("1 of 3")
}
