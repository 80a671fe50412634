package wwphone

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"graphpbx/cmd/app"
	"graphpbx/models"
	"graphpbx/testrig"
	"graphpbx/testrig/baresip"
	"graphpbx/testrig/browser"
)

// Two real telephones: Anna clicks on Beat, her telephone rings, then his; wwphone and the dashboard of an administrator
// follow, who saw her presence switch before.
func TestClickToDialBetweenRealTelephones(t *testing.T) {
	s := testrig.Start(t)
	office(t, s)
	anna := baresip.Start(t, baresip.Config{Server: s.SIP, User: "anna", Password: testrig.Password("anna"), ToneHz: 440})
	beat := baresip.Start(t, baresip.Config{Server: s.SIP, User: "beat", Password: testrig.Password("beat"), ToneHz: 770, Answer: true})
	page := openAs(t, s, "anna")
	shows(page, "beat", "Free")
	dashboard := page.Tab()
	dashboard.Go(s.Base + "/users")
	dashboard.Type("Username", "admin")
	dashboard.Type("Password", testrig.AdminPassword)
	dashboard.Click("Sign in")
	isLive(dashboard)
	row := `[...document.querySelectorAll('.row[aria-rowindex]')].find(row => row.querySelector('.cell-username')?.innerText.trim() === 'anna')?.innerText`
	dashboard.WaitFor(row + `.includes('Available')`)
	page.ClickOn(".presence")
	page.ClickOn(".presences-item:nth-of-type(5)")
	dashboard.WaitFor(row + `.includes('Internal only')`)
	dashboard.Press("c")
	dashboard.WaitText("No call in progress")
	page.ClickOn(`.line[data-name=beat] .call-button`)
	anna.WaitFor("CALL_INCOMING")
	stage(page, "own")
	anna.Command("accept", "")
	beat.WaitFor("CALL_ESTABLISHED")
	stage(page, "connected")
	shows(page, "beat", "talking")
	dashboard.WaitFor(`document.querySelector('table.calls')?.innerText.match(/Anna[^]*Beat Beispiel[^]*Connected/)`)
	page.ClickOn(".hangup-button")
	anna.WaitFor("CALL_CLOSED")
	beat.WaitFor("CALL_CLOSED")
	dashboard.WaitText("No call in progress")
	page.WaitFor(`!document.querySelector('.own-call') && document.querySelector('.record')`)
	shows(page, "beat", "Free")
}

// The switchboard goes and comes back: the page says so, turns pale, and then shows the truth without a reload. While it
// is away the page still opens, and says that nobody answers.
func TestLineIsCut(t *testing.T) {
	data := t.TempDir()
	first, err := app.Start(t.Context(), app.Config{Data: data, HTTP: "127.0.0.1:0", SIP: []string{"127.0.0.1:0"}, AdminPassword: testrig.AdminPassword}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	address := first.HTTP().String()
	page := open(t, "http://"+address, "en")
	page.Type("Username", "admin")
	page.Type("Password", testrig.AdminPassword)
	page.Click("Sign in")
	isLive(page)
	page.WaitText("No colleagues yet")
	// Offline the page needs all that it consists of.
	browser.Eval[bool](page, `(async () => {
		for (;;) {
			const kept = await caches.open('phone-shell').then(cache => cache.keys());
			const paths = new Set(kept.map(request => new URL(request.url).pathname));
			const wanted = performance.getEntriesByType('resource').map(entry => new URL(entry.name).pathname).filter(path => path.startsWith('/assets/'));
			if (paths.has('/phone') && wanted.length > 2 && wanted.every(path => paths.has(path))) return true;
			await new Promise(next => setTimeout(next, 50));
		}
	})()`)
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := first.Close(ctx); err != nil {
		t.Fatal(err)
	}
	page.WaitText("Connection lost")
	page.WaitFor(`document.querySelector('.me.stale')`)
	page.Accessible("cut off")
	page.Picture("cut-off")
	page.Reload()
	page.WaitText("The switchboard does not answer")
	if kept := browser.Eval[string](page, `caches.open('phone-shell').then(c => c.keys()).then(all => all.map(r => r.url).join(' '))`); !onlyShell(kept) {
		t.Errorf("the worker keeps %s", kept)
	}

	second := testrig.StartWith(t, app.Config{Data: data, HTTP: address})
	second.Create(models.User{Username: "beat", Extension: "22"})
	page.Click("Try again")
	isLive(page)
	shows(page, "beat", "Offline")
	page.WaitFor(`!document.querySelector('.stale')`)
}
