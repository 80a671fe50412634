package dashboard

import (
	"testing"

	"graphpbx/testrig"
	"graphpbx/testrig/phone"
)

// Two telephones register, ring, talk and hang up; the page follows without a reload, and ends the last call itself.
func TestPageFollowsTelephones(t *testing.T) {
	s := testrig.Start(t)
	s.AddUser("anna", "21")
	s.AddUser("beat", "22")
	page := openAdmin(t, s)
	shows(page, "anna", "Offline")
	anna := register(t, s, "anna", testrig.Password("anna"), phone.Manners{})
	beat := register(t, s, "beat", testrig.Password("beat"), phone.Manners{})
	shows(page, "anna", "Free")
	shows(page, "beat", "Free")
	shows(page, "beat", "Desk D785")

	call, err := anna.Dial("22")
	if err != nil {
		t.Fatal(err)
	}
	shows(page, "beat", "ringing")
	incoming, err := beat.NextCall(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := incoming.Answer(); err != nil {
		t.Fatal(err)
	}
	if err := call.Await(t.Context(), phone.Connected); err != nil {
		t.Fatal(err)
	}
	shows(page, "anna", "talking")
	shows(page, "beat", "talking")
	page.Picture("users-live-en")
	page.Accessible("users")
	page.Press("c")
	page.WaitText("Connected")
	page.Picture("calls-live-en")
	page.Accessible("calls")

	page.ClickOn(".hangup")
	page.WaitText("No call in progress")
	if err := call.Await(t.Context(), phone.Ended); err != nil {
		t.Fatal(err)
	}
	page.WaitText("ended by an administrator")
	page.Press("u")
	shows(page, "anna", "Free")
	shows(page, "beat", "Free")
}

// The response time comes with the first probe, which the page can ask for.
func TestPageShowsResponseTimes(t *testing.T) {
	s := testrig.Start(t)
	s.AddUser("anna", "21")
	page := openAdmin(t, s)
	register(t, s, "anna", testrig.Password("anna"), phone.Manners{})
	shows(page, "anna", "Free")
	selectRow(page, "anna")
	page.Click("Ask now")
	shows(page, "anna", " ms")
	page.WaitFor(`document.querySelector('.panel').innerText.includes('asked')`)
	page.Picture("panel-en")
	page.Accessible("panel")
}

// Four devices share three places: one is displaced, and the page says which and why.
func TestPageExplainsDisplacedTerminals(t *testing.T) {
	s := testrig.Start(t)
	s.AddUser("anna", "21")
	page := openAdmin(t, s)
	for range 4 {
		register(t, s, "anna", testrig.Password("anna"), phone.Manners{})
	}
	selectRow(page, "anna")
	page.WaitText("3 of 3 places")
	page.WaitText("4 devices share 3 places")
	page.Picture("displaced-en")
	page.Accessible("displaced")
	page.Click("Remove registration")
	page.WaitText("The device can register again at any time")
	page.Click("Cancel")
}
