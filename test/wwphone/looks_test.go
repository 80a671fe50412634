package wwphone

import (
	"testing"

	"github.com/chromedp/chromedp/kb"

	"graphpbx/testrig"
	"graphpbx/testrig/browser"
	"graphpbx/testrig/phone"
)

// The page in German and dark, and as narrow as a telephone; presence is switched, and what it does to calls is said.
func TestPresenceInGerman(t *testing.T) {
	s := testrig.Start(t)
	office(t, s)
	register(t, s, "anna", phone.Manners{})
	register(t, s, "beat", phone.Manners{})
	page := open(t, s.Base, "de")
	page.Accessible("login")
	page.Picture("login-de")
	page.Type("Benutzername", "anna")
	page.Type("Passwort", ctiPassword)
	page.Click("Anmelden")
	isLive(page)
	page.WaitText("Ihr Telefon klingelt bei allen Anrufen.")
	page.ClickOn(".presence")
	page.WaitText("Anrufer von außen erreichen Sie nicht.")
	page.WaitFor(`getComputedStyle(document.querySelector('.presences')).opacity === '1'`)
	page.Picture("presences-de")
	page.Accessible("presences")
	page.Press(kb.ArrowDown + kb.ArrowDown + kb.Enter)
	page.WaitFor(`document.querySelector('.presence-until')`)
	page.WaitNoText("Telefondienst")
	page.ClickOn(`.line[data-name=beat] .star`)
	page.WaitText("Favoriten")
	page.Click("Zu dunklen Farben wechseln")
	page.Accessible("dark")
	page.Picture("dark-de")
	page.Resize(400, 820)
	page.Picture("narrow-dark-de")
	page.Accessible("narrow")
	page.Click("Anrufe")
	page.WaitText("Noch keine Anrufe")
	page.Accessible("narrow calls")
	page.Picture("narrow-calls-dark-de")
}

func narrow() browser.Option { return browser.Size(400, 820) }

// On a telephone: somebody calls in vain, the title says so, and a tap calls back.
func TestMissedCallOnTheMobile(t *testing.T) {
	s := testrig.Start(t)
	office(t, s)
	anna := register(t, s, "anna", phone.Manners{})
	beat := register(t, s, "beat", phone.Manners{})
	page := openAs(t, s, "anna", narrow())
	call, err := beat.Dial("21")
	if err != nil {
		t.Fatal(err)
	}
	stage(page, "incoming")
	page.WaitFor(`document.title === '☎ Beat Beispiel is calling'`)
	page.Picture("narrow-incoming")
	page.Accessible("incoming")
	if _, err := anna.NextCall(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := call.Hangup(); err != nil {
		t.Fatal(err)
	}
	page.WaitFor(`document.title === '(1) wwphone'`)
	page.ClickOn(`.phone-tabs a[href='/phone/calls']`)
	page.WaitFor(`document.querySelector('.record.unseen')`)
	page.Picture("narrow-missed")
	page.Accessible("missed")
	page.WaitFor(`document.title === 'wwphone'`)
	page.Reload()
	isLive(page)
	page.WaitFor(`document.querySelector('.record:not(.unseen)') && document.title === 'wwphone'`)
	page.ClickOn(`.record .call-button`)
	stage(page, "own")
}
