package wwphone

import (
	"testing"

	"github.com/chromedp/chromedp/kb"

	"graphpbx/testrig"
	"graphpbx/testrig/phone"
)

// A colleague calls by keyboard alone: the own desk telephone rings first, then the colleague's; the page follows.
func TestCallByKeyboard(t *testing.T) {
	s := testrig.Start(t)
	office(t, s)
	page := openAs(t, s, "anna")
	page.WaitText("None of your telephones is registered")
	page.Picture("no-telephone")
	anna := register(t, s, "anna", phone.Manners{})
	beat := register(t, s, "beat", phone.Manners{})
	page.WaitNoText("None of your telephones is registered")
	shows(page, "beat", "Free")
	page.Picture("start-en")
	page.Press("/bei")
	page.WaitFor(`document.querySelector('.line[aria-selected=true]')?.dataset.name === 'beat'`)
	page.Accessible("search")
	page.Press(kb.Enter)
	stage(page, "own")
	page.Picture("own-rings")
	own, err := anna.NextCall(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := own.Answer(); err != nil {
		t.Fatal(err)
	}
	stage(page, "ringing")
	incoming, err := beat.NextCall(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := incoming.Answer(); err != nil {
		t.Fatal(err)
	}
	stage(page, "connected")
	shows(page, "beat", "talking")
	page.Picture("connected")
	page.Accessible("in a call")
	page.ClickOn(".hangup-button")
	page.WaitFor(`!document.querySelector('.own-call')`)
	page.WaitText("Today")
	page.Picture("history")
	page.Accessible("history")
}
