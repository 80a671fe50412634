package dashboard

import (
	"testing"

	"github.com/chromedp/chromedp/kb"

	"graphpbx/cmd/app"
	"graphpbx/testrig"
	"graphpbx/testrig/browser"
)

// The administrator of a first start has a one-time password, and chooses another before anything else.
func TestFirstLoginAsksForAPassword(t *testing.T) {
	a := start(t, app.Config{Data: t.TempDir(), HTTP: "127.0.0.1:0"})
	t.Cleanup(func() { stop(t, a) })
	once, ok := a.Switchboard().OneTimePassword()
	if !ok {
		t.Fatal("the first start made no one-time password")
	}
	base := "http://" + a.HTTP().String()
	page := open(t, base, "en")
	page.Accessible("login")
	page.Picture("login-en")
	signIn(page, "admin", "wrong-Password-42")
	page.WaitFor(`document.querySelector('[role=alert]')`)
	page.Accessible("login refused")
	page.Type("Password", once)
	page.Click("Sign in")
	page.WaitText("Choose a new password")
	page.Accessible("new password")
	page.Type("Present password", once)
	page.Type("New password", "password1234")
	page.Click("Change password")
	page.WaitFor(`document.querySelector('input[autocomplete=new-password]').getAttribute('aria-invalid') === 'true'`)
	page.Picture("new-password-en")
	page.Accessible("new password refused")
	page.Click("Suggest a password")
	page.WaitFor(`document.querySelector('input[autocomplete=new-password]').value.length === 20`)
	page.Click("Change password")
	isLive(page)
	shows(page, "admin", "Offline")
	if url := browser.Eval[string](page, "location.href"); url != base+"/users" {
		t.Errorf("the address is %s: it must hold no token", url)
	}
}

// A session that ends in the middle of work asks for the password on top of it; what was typed is still there.
func TestEndedSessionLosesNothing(t *testing.T) {
	s := testrig.Start(t)
	page := openAdmin(t, s)
	page.Press("n")
	page.Type("First name", "Half")
	page.Type("Surname", "Typed")
	revokeOthers(t, s)
	page.WaitText("Your session has ended")
	page.Picture("session-ended-en")
	page.Accessible("session ended")
	page.Type("Password", testrig.AdminPassword)
	page.Press(kb.Enter)
	isLive(page)
	page.WaitNoText("Your session has ended")
	if got := page.Value("Surname"); got != "Typed" {
		t.Errorf("the form holds %q after the login", got)
	}
}

// revokeOthers ends every session of the administrator but the one that asks.
func revokeOthers(t *testing.T, s *testrig.Switchboard) {
	t.Helper()
	admin := s.Admin()
	var list struct {
		Sessions []struct {
			ID      string
			Current bool
		}
	}
	if err := admin.Do(`{ sessions { id current } }`, nil, &list); err != nil {
		t.Fatal(err)
	}
	for _, session := range list.Sessions {
		if session.Current {
			continue
		}
		if err := admin.Do(`mutation ($id: ID!) { sessionRevoke(id: $id) { errors { message } } }`, map[string]any{"id": session.ID}, nil); err != nil {
			t.Fatal(err)
		}
	}
}

// The switchboard stops and comes back, with other users than before: the page says so, turns pale, and then shows the
// truth without a reload.
func TestPageOutlivesTheSwitchboard(t *testing.T) {
	data := t.TempDir()
	first := start(t, app.Config{Data: data, HTTP: "127.0.0.1:0", AdminPassword: testrig.AdminPassword})
	address := first.HTTP().String()
	page := open(t, "http://"+address, "en")
	signIn(page, "admin", testrig.AdminPassword)
	isLive(page)
	shows(page, "admin", "Offline")
	stop(t, first)
	page.WaitText("Connection lost")
	page.WaitFor(`document.querySelector('.table-body.stale')`)
	page.WaitText("Try now")
	page.Picture("connection-lost-en")
	page.Accessible("connection lost")

	second := testrig.StartWith(t, app.Config{Data: data, HTTP: address})
	second.AddUser("beat", "22")
	isLive(page)
	shows(page, "admin", "Offline")
	shows(page, "beat", "Offline")
	page.WaitFor(`!document.querySelector('.stale')`)
}

// The language changes the whole page, and stays.
func TestLanguageAndColours(t *testing.T) {
	s := testrig.Start(t)
	s.AddUser("anna", "21")
	page := openAdmin(t, s)
	page.ClickOn("[aria-label=Language]")
	page.Click("Deutsch")
	page.WaitText("Benutzer / Telefone")
	shows(page, "anna", "Offline")
	page.WaitFor(`!document.querySelector('[role=menu]')`)
	page.ClickOn(".account")
	page.WaitText("Abmelden")
	page.Accessible("account menu")
	page.Press(kb.Escape)
	page.Click("Zu dunklen Farben wechseln")
	page.WaitFor(`document.documentElement.dataset.mantineColorScheme === 'dark'`)
	page.Picture("users-dark-de")
	page.Accessible("users, dark")
	page.Reload()
	page.WaitText("Nebenstelle")
	page.WaitFor(`document.documentElement.lang === 'de' && document.documentElement.dataset.mantineColorScheme === 'dark'`)
	page.Press("c")
	page.WaitText("Kein laufender Anruf")
	page.Accessible("calls, dark")
	page.Press("u")
	selectRow(page, "anna")
	page.Accessible("panel, dark")
	page.Press("n")
	page.WaitText("Zugangsdaten")
	page.Picture("create-dark-de")
	page.Accessible("create, dark")
}
