package wwphone

import (
	"fmt"
	"os"
	"testing"

	"graphpbx/models"
	"graphpbx/switchboard"
	"graphpbx/testrig"
	"graphpbx/testrig/browser"
	"graphpbx/testrig/phone"
)

// ctiPassword is what the users of these tests sign in with.
const ctiPassword = "wwphone-Login-2026"

// person creates a user who can sign in.
func person(t *testing.T, s *testrig.Switchboard, user models.User) models.User {
	t.Helper()
	user, _, err := s.App.Switchboard().CreateUser(t.Context(), models.Viewer{Role: models.RoleAdmin}, switchboard.NewUser{
		User: user, SIPPassword: testrig.Password(user.Username), CTIPassword: ctiPassword,
	})
	if err != nil {
		t.Fatal(err)
	}
	return user
}

// office creates two who can sign in and two colleagues.
func office(t *testing.T, s *testrig.Switchboard) (anna, beat models.User) {
	t.Helper()
	anna = person(t, s, models.User{Username: "anna", Extension: "21", FirstName: "Anna", Surname: "Muster", Nickname: "Anna"})
	beat = person(t, s, models.User{Username: "beat", Extension: "22", FirstName: "Beat", Surname: "Beispiel"})
	s.Create(models.User{Username: "carla", Extension: "23", FirstName: "Carla", Surname: "Keller", Nickname: "Carla"})
	s.Create(models.User{Username: "daniel", Extension: "24", FirstName: "Daniel", Surname: "Huber"})
	return anna, beat
}

// open opens wwphone in the language, in light colours.
func open(t *testing.T, base, language string, options ...browser.Option) *browser.Page {
	t.Helper()
	if _, err := os.Stat("../../web/dist/phone.html"); err != nil {
		t.Skip("the pages are not built: make web")
	}
	page := browser.Open(t, options...)
	page.Prefer("prefers-color-scheme", "light")
	page.Go(base + "/phone")
	browser.Eval[bool](page, fmt.Sprintf(`localStorage.setItem('graphpbx.language', %q) === undefined`, language))
	page.Reload()
	return page
}

// openAs opens wwphone in English, signed in.
func openAs(t *testing.T, s *testrig.Switchboard, username string, options ...browser.Option) *browser.Page {
	t.Helper()
	page := open(t, s.Base, "en", options...)
	signIn(page, username)
	isLive(page)
	return page
}

func signIn(page *browser.Page, username string) {
	page.Type("Username", username)
	page.Type("Password", ctiPassword)
	page.Click("Sign in")
}

// isLive waits until the lamp says that what is shown is true.
func isLive(page *browser.Page) {
	page.WaitFor(`document.querySelector('.lamp')?.dataset.live === 'on'`)
}

// line is a JavaScript expression for the line of a colleague.
func line(username string) string {
	return fmt.Sprintf(`document.querySelector('.line[data-name=%q]')`, username)
}

// shows waits until the line of a colleague shows the text.
func shows(page *browser.Page, username, text string) {
	page.WaitFor(fmt.Sprintf(`%s?.innerText.includes(%q)`, line(username), text))
}

// stage waits until a call of one's own stands where it is wanted.
func stage(page *browser.Page, want string) {
	page.WaitFor(fmt.Sprintf(`document.querySelector('.own-call[data-phase=%q]')`, want))
}

// register starts a telephone of a user and registers it.
func register(t *testing.T, s *testrig.Switchboard, username string, manners phone.Manners) *phone.Phone {
	t.Helper()
	p, err := phone.Start(t.Context(), phone.Config{Server: s.SIP, Username: username, Password: testrig.Password(username), Manners: manners, UserAgent: "Desk D785/1.0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	if err := p.Register(t.Context()); err != nil {
		t.Fatal(err)
	}
	return p
}
