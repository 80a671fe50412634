package dashboard

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"testing"
	"time"

	"graphpbx/cmd/app"
	"graphpbx/testrig"
	"graphpbx/testrig/browser"
	"graphpbx/testrig/phone"
)

// open starts a browser in front of the pages of a switchboard, in the language.
func open(t *testing.T, base, language string) *browser.Page {
	t.Helper()
	if _, err := os.Stat("../../web/dist/index.html"); err != nil {
		t.Skip("the pages are not built: make web")
	}
	page := browser.Open(t)
	page.Prefer("prefers-color-scheme", "light")
	page.Go(base + "/users")
	browser.Eval[bool](page, fmt.Sprintf(`localStorage.setItem('graphpbx.language', %q) === undefined`, language))
	page.Reload()
	return page
}

// signIn fills in the login in English.
func signIn(page *browser.Page, username, password string) {
	page.Type("Username", username)
	page.Type("Password", password)
	page.Click("Sign in")
}

// openAdmin opens the pages in English, signed in as the administrator.
func openAdmin(t *testing.T, s *testrig.Switchboard) *browser.Page {
	t.Helper()
	page := open(t, s.Base, "en")
	signIn(page, "admin", testrig.AdminPassword)
	isLive(page)
	return page
}

// isLive waits until the lamp says that what is shown is true.
func isLive(page *browser.Page) {
	page.WaitFor(`document.querySelector('.lamp')?.dataset.live === 'on'`)
}

// row is a JavaScript expression for the row of a user.
func row(username string) string {
	return fmt.Sprintf(`[...document.querySelectorAll('.row[aria-rowindex]')].find(r => r.querySelector('.cell-username')?.innerText.trim() === %q)`, username)
}

// shows waits until the row of a user shows the text.
func shows(page *browser.Page, username, text string) {
	page.WaitFor(fmt.Sprintf(`(%s)?.innerText.includes(%q)`, row(username), text))
}

// selectRow opens the details of a user.
func selectRow(page *browser.Page, username string) {
	page.WaitFor(row(username))
	browser.Eval[bool](page, fmt.Sprintf(`(%s).click() === undefined`, row(username)))
	page.WaitFor(`document.querySelector('.panel')`)
}

// start runs a switchboard of its own, for tests that stop it or want its administrator as a first start makes it.
func start(t *testing.T, cfg app.Config) *app.App {
	t.Helper()
	cfg.SIP = []string{"127.0.0.1:0"}
	a, err := app.Start(t.Context(), cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func stop(t *testing.T, a *app.App) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := a.Close(ctx); err != nil {
		t.Errorf("closing the switchboard: %v", err)
	}
}

// register starts a telephone of a user and registers it.
func register(t *testing.T, s *testrig.Switchboard, username, password string, manners phone.Manners) *phone.Phone {
	t.Helper()
	p, err := phone.Start(t.Context(), phone.Config{Server: s.SIP, Username: username, Password: password, Manners: manners, UserAgent: "Desk D785/1.0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	if err := p.Register(t.Context()); err != nil {
		t.Fatal(err)
	}
	return p
}
