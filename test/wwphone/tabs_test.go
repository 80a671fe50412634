package wwphone

import (
	"strings"
	"testing"

	"graphpbx/testrig"
	"graphpbx/testrig/browser"
	"graphpbx/testrig/phone"
)

// onlyShell reports whether the kept addresses are those of the page itself.
func onlyShell(addresses string) bool { return !strings.Contains(addresses, "graphql") }

// counting makes the page count notifications in place of showing them.
const counting = `(() => {
	globalThis.shown = [];
	Object.defineProperty(Notification, 'permission', {get: () => 'granted'});
	ServiceWorkerRegistration.prototype.showNotification = async function (title) { shown.push(title); };
	Document.prototype.hasFocus = () => false;
	dispatchEvent(new Event('blur'));
	return true;
})()`

// Two tabs notify of a call as one. A link dials only after somebody has said so, and leaves no number in the address.
func TestTwoTabsAndALink(t *testing.T) {
	s := testrig.Start(t)
	office(t, s)
	anna := register(t, s, "anna", phone.Manners{})
	beat := register(t, s, "beat", phone.Manners{})
	first := openAs(t, s, "anna")
	second := first.Tab()
	second.Go(s.Base + "/phone")
	isLive(second)
	for _, page := range []*browser.Page{first, second} {
		browser.Eval[bool](page, `navigator.serviceWorker.ready.then(r => !!r.active)`)
		browser.Eval[bool](page, counting)
	}
	call, err := beat.Dial("21")
	if err != nil {
		t.Fatal(err)
	}
	stage(first, "incoming")
	stage(second, "incoming")
	first.WaitFor(`shown[0] === 'Beat Beispiel is calling'`)
	if _, err := anna.NextCall(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := call.Hangup(); err != nil {
		t.Fatal(err)
	}
	first.WaitFor(`shown[1] === 'Missed call from Beat Beispiel'`)
	first.WaitFor(`document.title === '(1) wwphone'`)
	second.WaitFor(`document.title === '(1) wwphone'`)
	if shown := browser.Eval[int](second, "shown.length"); shown != 0 {
		t.Errorf("the second tab showed %d notifications of its own", shown)
	}
	first.ClickOn(`.switch button:last-child`)
	second.WaitFor(`document.title === 'wwphone'`)

	browser.Eval[bool](first, `(location.hash = '#dial=' + encodeURIComponent('tel:+49 (0)30 901820-10')) !== ''`)
	first.WaitText("Call this number?")
	first.Accessible("link")
	first.Picture("link")
	if got := first.Value("Number"); strings.ReplaceAll(got, " ", "") != "+493090182010" {
		t.Errorf("the number is %q", got)
	}
	if address := browser.Eval[string](first, "location.href"); address != s.Base+"/phone" {
		t.Errorf("the address is %s", address)
	}
	first.Type("Number", "22")
	first.WaitText("Beat Beispiel")
	first.Click("Call")
	stage(first, "own")
	first.WaitNoText("Call this number?")
}
