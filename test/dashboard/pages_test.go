package dashboard

import (
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"

	"graphpbx/models"
	"graphpbx/testrig"
	"graphpbx/testrig/browser"
)

// check looks at a page in light and dark: no rule of WCAG A or AA is broken.
func check(page *browser.Page, name string) {
	page.Accessible(name)
	picture(page, name)
	page.Prefer("prefers-color-scheme", "dark")
	page.WaitFor(`document.documentElement.dataset.mantineColorScheme === 'dark'`)
	page.Accessible(name + ", dark")
	picture(page, name+"-dark")
	page.Prefer("prefers-color-scheme", "light")
	page.WaitFor(`document.documentElement.dataset.mantineColorScheme === 'light'`)
}

// picture takes a picture where somebody wants to look at it.
func picture(page *browser.Page, name string) {
	if os.Getenv("ARTIFACTS") != "" {
		page.Picture(name)
	}
}

// menu opens one of the menus of a user.
func menu(page *browser.Page, name string) {
	page.WaitFor(fmt.Sprintf(`[...document.querySelectorAll('.user-menu a')].some(a => a.innerText === %q && (a.click(), true))`, name))
	page.WaitFor(fmt.Sprintf(`document.querySelector('.user-menu [aria-current]')?.innerText === %q`, name))
}

// All the menus of a user, each with what it is for; two administrators who change the same field see both values.
func TestMenusOfAUser(t *testing.T) {
	s := testrig.Start(t)
	anna := s.Create(models.User{Username: "anna", Extension: "21", FirstName: "Anna", Surname: "Muster", Mobile: "+491701234567"})
	page := openAdmin(t, s)
	selectRow(page, "anna")
	page.Click("All settings")
	page.Type("Nickname", "Anni")
	s.Admin().Must(t, `mutation($id: ID!) { userUpdate(id: $id, input: {version: 1, nickname: "Ann"}) { errors { message } } }`, map[string]any{"id": anna.ID}, nil)
	page.Click("Save")
	page.WaitText("Now: Ann")
	page.WaitText("Yours: Anni")
	check(page, "user-person")
	page.Click("Take")
	if got := page.Value("Nickname"); got != "Ann" {
		t.Errorf("after the choice the field holds %q", got)
	}

	menu(page, "Access data")
	page.Click("Show SIP password")
	if got := copied(page, "SIP password"); got != testrig.Password("anna") {
		t.Errorf("the page shows %q", got)
	}
	check(page, "user-access")
	menu(page, "Activation links")
	page.Click("New link")
	page.WaitText("New link for Anna Muster")
	check(page, "user-links")
	page.Click("I have noted them")
	page.Click("Take back")
	page.WaitFor(`document.querySelector('.entry[data-state=REVOKED]')`)

	page.ClickOn(`.nav a[href="/links"]`)
	page.WaitFor(`document.querySelector('.entry[data-state=REVOKED] .entry-link')?.innerText === 'Ann'`)
	check(page, "links")
	page.ClickOn(".entry-link")

	menu(page, "Callthrough")
	page.Click("New rule")
	page.Type("PIN", "12")
	page.Click("Save")
	page.WaitFor(`document.querySelector('[role=dialog] [aria-invalid=true]')`)
	page.Type("PIN", "830517")
	page.Accessible("rule")
	picture(page, "rule")
	page.Click("Save")
	page.WaitFor(`document.querySelector('.rule[data-state=on]')`)
	check(page, "user-callthrough")
	menu(page, "Presence")
	check(page, "user-presence")
	menu(page, "Telephones")
	check(page, "user-telephones")
	page.ClickOn(`.nav a[href="/callthrough"]`)
	page.WaitFor(`document.querySelector('.rule-who')?.innerText === 'Ann'`)
	check(page, "callthrough")
}

// A telephone is prepared, fetches its file, and the page follows without a reload; then its keys are changed, and the
// page shows what that changes in the file.
func TestProvisioningPages(t *testing.T) {
	s := testrig.Start(t)
	s.Create(models.User{Username: "anna", Extension: "21", FirstName: "Anna", Surname: "Muster"})
	s.AddUser("beat", "22")
	page := openAdmin(t, s)
	page.Click("Provisioning")
	page.WaitText("No telephone is prepared")
	check(page, "devices-none")
	page.ClickOn(".page-head button")
	page.Type("MAC address", "no MAC")
	page.ClickOn("[role=dialog] button[type=submit]")
	page.WaitFor(`document.querySelector('[role=dialog] [aria-invalid=true]')`)
	page.Type("MAC address", "00-04-13-A1-1F-A7")
	pick(page, "Model", "D785")
	pick(page, "User", "Anna Muster · 21")
	page.Accessible("prepare")
	picture(page, "devices-add")
	page.ClickOn("[role=dialog] button[type=submit]")
	url := copied(page, "Address")
	check(page, "devices-added")
	page.Click("Function keys and more")
	page.WaitText("Waiting for the telephone")
	page.WaitText("open 3:59:")
	fetch(t, url)
	page.WaitText("The file has been fetched")
	page.WaitText("The telephone has exactly this file")
	page.WaitText("handed over")
	page.Click("Add key")
	page.Click("Add key")
	page.Type("Number of key 2", "22")
	page.Click("Save")
	page.WaitText("It differs from what it has")
	page.WaitFor(`document.querySelector('.file-line[data-kind=ADDED]')`)
	check(page, "device")
	page.Click("Provisioning")
	page.WaitText("Telephone of Anna Muster")
	check(page, "devices")
}

// pick takes an entry of a list by its text.
func pick(page *browser.Page, label, entry string) {
	page.WaitFor(fmt.Sprintf(`(() => {
		const list = [...document.querySelectorAll('select')].find(s => s.labels[0]?.innerText.startsWith(%q));
		const wanted = [...list?.options ?? []].find(o => o.text === %q);
		if (!wanted) return false;
		Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, 'value').set.call(list, wanted.value);
		return list.dispatchEvent(new Event('change', {bubbles: true}));
	})()`, label, entry))
}

// fetch asks for the file of the telephone as it does itself.
func fetch(t *testing.T, folder string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, strings.TrimSuffix(folder, "/")+"/snomD785-000413A11FA7.htm", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("User-Agent", "Mozilla/4.0 (compatible; snomD785-SIP 10.1.169.16 2010.12-00001-gd311851f1 (Feb 25 2019 - 14:19:43) 000413A11FA7 SXM:0 UXM:0 UXMC:0)")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	if response.StatusCode != http.StatusOK {
		t.Fatalf("the telephone was answered %s", response.Status)
	}
}

// Addresses are blocked and lifted before one's eyes, exceptions are made, and the audit log knows all of it.
func TestBlockedAddressesAndAudit(t *testing.T) {
	s := testrig.Start(t)
	s.AddUser("anna", "21")
	page := openAdmin(t, s)
	page.Click("Blocked addresses")
	page.WaitText("Nobody is blocked")
	check(page, "blocked-none")
	s.Admin().Must(t, `mutation { addressBlock(input: {address: "192.0.2.7", for: "PT1H"}) { errors { message } } }`, nil, nil)
	page.WaitText("192.0.2.7")
	page.Type("Address or network", "198.51.100.0/24")
	page.Type("Whose it is", "Office in Bern")
	page.Click("Add")
	page.WaitText("Office in Bern")
	check(page, "blocked")
	page.Click("Lift the block of 192.0.2.7")
	page.WaitText("Nobody is blocked")
	page.Click("Audit log")
	page.WaitText("lifted a block")
	page.Type("Search", "addressAllow")
	page.WaitNoText("lifted a block")
	page.WaitText("put an address on the allow list")
	page.WaitFor(`location.search === '?q=addressAllow'`)
	page.ClickOn(".audit-entry summary")
	page.WaitText("Office in Bern")
	page.Click("Verify log")
	page.WaitText("unchanged")
	check(page, "audit")
}
