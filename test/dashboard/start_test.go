package dashboard

import (
	"testing"

	"graphpbx/testrig"
	"graphpbx/testrig/phone"
)

// The overview leads from an empty switchboard to the first call, and then tells what goes on: calls, warnings and
// blocked addresses, each as it happens. The page of all telephones shows the day of each.
func TestOverviewFollowsTheOffice(t *testing.T) {
	s := testrig.Start(t)
	page := openAdmin(t, s)
	page.Press("o")
	page.WaitText("Three steps to the first call")
	page.Accessible("overview of an empty switchboard")
	s.AddUser("anna", "21")
	s.AddUser("beat", "22")
	page.WaitFor(`document.querySelectorAll('.setup [data-done=true]').length === 1`)
	anna := register(t, s, "anna", testrig.Password("anna"), phone.Manners{})
	registerProbed(t, s, "beat", phone.Probes{Silent: true})
	page.WaitFor(`document.querySelectorAll('.setup [data-done=true]').length === 2`)
	call, err := anna.Dial("900")
	if err != nil {
		t.Fatal(err)
	}
	if err := call.Await(t.Context(), phone.Connected); err != nil {
		t.Fatal(err)
	}
	page.WaitNoText("Three steps to the first call")
	page.WaitFor(`document.querySelector('.one-call')?.innerText.includes('Connected')`)
	s.Admin().Must(t, `mutation { addressBlock(input: {address: "192.0.2.7"}) { errors { message } } }`, nil, nil)
	page.WaitText("192.0.2.7")
	page.WaitText("Registered, but does not answer")
	page.Picture("overview-en")
	page.Accessible("overview")
	page.Click("Lift the block of 192.0.2.7")
	page.WaitText("No address is blocked.")

	page.Press("t")
	page.WaitFor(`[...document.querySelectorAll('.strip')].some(s => s.ariaLabel === 'Last 24 hours of beat: 0% answered')`)
	page.Picture("all-statistics-en")
	page.Accessible("statistics of all")
	page.Click("Online statistics: beat 22")
	page.WaitFor(`document.querySelector('canvas.grid')`)
}
