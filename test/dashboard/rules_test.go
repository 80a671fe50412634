package dashboard

import (
	"fmt"
	"testing"

	"graphpbx/testrig"
	"graphpbx/testrig/browser"
	"graphpbx/testrig/phone"
)

// A rule is changed in the table, the trial says at once what that does to a call, and all is restored.
func TestRulesAreChangedAndTried(t *testing.T) {
	s := testrig.Start(t)
	s.AddUser("anna", "21")
	beat := s.AddUser("beat", "22")
	register(t, s, "beat", testrig.Password("beat"), phone.Manners{})
	set := `mutation ($id: ID!) { presenceSet(userId: $id, presence: UNAVAILABLE) { errors { message } } }`
	s.Admin().Must(t, set, map[string]any{"id": beat.ID}, nil)
	page := openAdmin(t, s)
	page.Go(s.Base + "/rules")
	isLive(page)
	page.Type("Caller", "21")
	page.Type("Calls", "beat")
	page.Click("Try")
	page.WaitText("nothing rings")
	page.WaitText("turned away by presence")

	choose(page, "Colleague calls own number, while Unavailable", "RING")
	page.WaitText("1 rule differs from the delivered ones")
	page.Click("Try")
	page.WaitText("1 device rings")
	page.Accessible("rules")
	page.Picture("rules-en")
	page.Click("Restore all")
	page.WaitText("Restore all rules?")
	page.Click("Restore all")
	page.WaitText("The rules are as delivered.")
	page.WaitNoText("1 rule differs")
	page.Type("Calls", "*33")
	page.Click("Try")
	page.WaitText("The star code would set:")
}

// choose picks a value in the select with the label.
func choose(page *browser.Page, label, value string) {
	page.WaitFor(fmt.Sprintf(`document.querySelector('select[aria-label=%q]')`, label))
	browser.Eval[bool](page, fmt.Sprintf(`(() => {
		const field = document.querySelector('select[aria-label=%q]');
		field.value = %q;
		return field.dispatchEvent(new Event('change', {bubbles: true}));
	})()`, label, value))
}

// A service gets another number, unless somebody has it; a number is looked up; the map shows who has which.
func TestNumberingPlanIsChanged(t *testing.T) {
	s := testrig.Start(t)
	s.AddUser("anna", "21")
	page := openAdmin(t, s)
	page.Go(s.Base + "/numbers")
	isLive(page)
	page.WaitFor(`document.querySelector('.number-list')?.innerText.includes('21 anna')`)
	page.Type("Look up a number", "21")
	page.WaitText("21: anna")
	page.Type("Look up a number", "22")
	page.WaitText("22 is free")
	page.Click("Change the number: Echo test")
	page.Type("Number: Echo test", "901")
	page.Click("Save")
	page.WaitText("the announcement of the own number")
	page.Accessible("numbering plan, refused")
	page.Type("Number: Echo test", "999")
	page.Click("Save")
	page.WaitFor(`[...document.querySelectorAll('.service')].some(s => s.innerText.includes('999') && s.innerText.includes('Echo test'))`)
	page.ClickOn("[aria-label='Switched on: Echo test']")
	page.WaitFor(`document.querySelector('.service[data-enabled=false]')?.innerText.includes('999')`)
	page.Picture("numbers-en")
	page.Accessible("numbering plan")
}
