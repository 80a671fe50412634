package dashboard

import (
	"testing"

	"graphpbx/testrig"
	"graphpbx/testrig/phone"
)

// A presence that another client or a star code switches appears by itself; its history tells by what and by whom.
func TestPresenceIsFollowedAndItsHistoryTold(t *testing.T) {
	s := testrig.Start(t)
	user := s.AddUser("anna", "21")
	page := openAdmin(t, s)
	shows(page, "anna", "Offline")
	set := `mutation ($id: ID!, $p: Presence!) { presenceSet(userId: $id, presence: $p) { errors { message } } }`
	s.Admin().Must(t, set, map[string]any{"id": user.ID, "p": "UNAVAILABLE"}, nil)
	page.WaitFor(`(` + row("anna") + `).querySelector('.cell-presence').innerText.includes('calls go by “Unavailable”')`)

	anna := register(t, s, "anna", testrig.Password("anna"), phone.Manners{})
	selectRow(page, "anna")
	page.Press("h")
	page.WaitText("by an administrator")
	call, err := anna.Dial("*34") // internal only
	if err != nil {
		t.Fatal(err)
	}
	page.WaitFor(`document.querySelectorAll('.timeline li').length === 2`)
	page.WaitFor(`document.querySelector('.timeline li').innerText.includes('Internal only') && document.querySelector('.timeline li').innerText.includes('by star code')`)
	page.WaitText("emptied when the switchboard restarts")
	page.Picture("presence-history-en")
	page.Accessible("history of presence")
	if err := call.Await(t.Context(), phone.Ended); err != nil {
		t.Fatal(err)
	}
	page.ClickOn("[role=dialog] [aria-label=Close]")

	page.ClickOn(".panel [aria-label='Switch the presence of anna']")
	page.WaitText("Own number rings, groups do not.")
	page.Accessible("menu of presence")
	page.Click("Direct number only Own number rings, groups do not.")
	page.WaitFor(`document.querySelector('.panel-presence').innerText.includes('Direct number only')`)
	page.Go(s.Base + "/users?presence=direct-number-only")
	page.WaitText("No user has these words")
	page.Go(s.Base + "/users?presence=offline&q=ann")
	shows(page, "anna", "Offline")
}
