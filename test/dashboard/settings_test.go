package dashboard

import (
	"testing"

	"graphpbx/testrig"
)

// A setting is changed with its bounds beside it; what is out of bounds is told at its field, and what takes a restart is
// said to do so.
func TestSettingsAreChanged(t *testing.T) {
	s := testrig.Start(t)
	page := openAdmin(t, s)
	page.ClickOn(`a[href="/settings"]`)
	page.WaitFor(`document.querySelector('#settings-telephony')`)
	page.WaitText("These take a restart")
	page.Type("Ring time", "9")
	choose(page, "Unit: Ring time", "min")
	page.ClickOn("form:has(#settings-telephony) [type=submit]")
	page.WaitFor(`document.querySelector('form:has(#settings-telephony) [aria-invalid=true]')`)
	page.Accessible("settings, refused")
	page.Type("Ring time", "45")
	choose(page, "Unit: Ring time", "s")
	page.ClickOn("form:has(#settings-telephony) [type=submit]")
	page.WaitText("Telephones and online statistics: saved.")
	page.Picture("settings-en")
	var answer struct {
		Settings struct{ Telephony struct{ RingTime string } }
	}
	s.Admin().Must(t, `{ settings { telephony { ringTime } } }`, nil, &answer)
	if got := answer.Settings.Telephony.RingTime; got != "PT45S" {
		t.Errorf("the ring time is %s", got)
	}
	page.Type("Days of presence history", "30")
	page.ClickOn("form:has(#settings-presence) [type=submit]")
	page.WaitText("Presence: saved.")
	page.Reload()
	page.WaitFor(`document.querySelector('#settings-presence')`)
	if got := page.Value("Days of presence history"); got != "30" {
		t.Errorf("after a reload the history is kept for %q days", got)
	}
}
