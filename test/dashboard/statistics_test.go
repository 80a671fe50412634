package dashboard

import (
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"

	"graphpbx/testrig"
	"graphpbx/testrig/browser"
	"graphpbx/testrig/phone"
)

// Three telephones answer at once, late and not at all: the icons take their colours, and the window of each says what
// that means. The window is live: a telephone that falls silent turns its field red while one looks.
func TestStatisticsTellHowTelephonesAnswer(t *testing.T) {
	s := testrig.Start(t)
	s.AddUser("anna", "21")
	s.AddUser("beat", "22")
	s.AddUser("carla", "23")
	page := openAdmin(t, s)
	anna := registerProbed(t, s, "anna", phone.Probes{})
	registerProbed(t, s, "beat", phone.Probes{Late: 300 * time.Millisecond})
	registerProbed(t, s, "carla", phone.Probes{Silent: true})
	coloured(page, "anna", "green")
	coloured(page, "beat", "amber")

	openStatistics(page, "beat")
	counts(page, "ORANGE")
	page.WaitFor(`document.querySelector('[data-advice=slow]')`)
	page.Press(kb.Escape)
	page.WaitFor(`!document.querySelector('[role=dialog]')`)
	coloured(page, "carla", "red")
	openStatistics(page, "carla")
	counts(page, "RED")
	page.WaitFor(`document.querySelector('[data-advice=lost]')`)
	page.Press(kb.Escape)
	page.WaitFor(`!document.querySelector('[role=dialog]')`)

	openStatistics(page, "anna")
	counts(page, "GREEN")
	page.WaitFor(`document.querySelector('[data-advice=good]')`)
	browser.Eval[bool](page, `document.querySelector('canvas.grid').focus() === undefined`)
	page.Press(kb.End)
	page.WaitFor(`/\d+:\d+: .*(ms|registered|asked)/.test(document.querySelector('.grid-read').innerText)`)
	page.Accessible("statistics")
	anna.SetProbes(phone.Probes{Silent: true})
	probe(t, s, "anna")
	counts(page, "RED")
	page.Picture("statistics-en")
	page.Click("7 days")
	counts(page, "RED")
	page.Click("30 days")
	page.WaitFor(`document.querySelector('[data-advice]')`)
	page.Prefer("prefers-color-scheme", "dark")
	page.Accessible("statistics, dark")
	page.Picture("statistics-dark-en")
}

// registerProbed registers a telephone that answers questions in its own way from the first one on.
func registerProbed(t *testing.T, s *testrig.Switchboard, username string, probes phone.Probes) *phone.Phone {
	t.Helper()
	p, err := phone.Start(t.Context(), phone.Config{Server: s.SIP, Username: username, Password: testrig.Password(username), UserAgent: "Desk D785/1.0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	p.SetProbes(probes)
	if err := p.Register(t.Context()); err != nil {
		t.Fatal(err)
	}
	probe(t, s, username)
	return p
}

// probe has the terminal of a user asked at once.
func probe(t *testing.T, s *testrig.Switchboard, username string) {
	t.Helper()
	var answer struct {
		User struct {
			Telephone struct{ Terminals []struct{ ID string } }
		}
	}
	admin := s.Admin()
	admin.Must(t, `query ($u: String!) { user(username: $u) { telephone { terminals { id } } } }`, map[string]any{"u": username}, &answer)
	for _, terminal := range answer.User.Telephone.Terminals {
		admin.Must(t, `mutation ($id: ID!) { terminalProbe(id: $id) { errors { message } } }`, map[string]any{"id": terminal.ID}, nil)
	}
}

// coloured waits until the icon of the statistics of a user has the colour.
func coloured(page *browser.Page, username, tone string) {
	page.WaitFor(fmt.Sprintf(`(%s)?.querySelector('.cell-response .row-button.tone-%s')`, row(username), tone))
}

func openStatistics(page *browser.Page, username string) {
	page.ClickOn(fmt.Sprintf(`.row [aria-label="Online statistics: %s"]`, username))
	page.WaitFor(`document.querySelector('canvas.grid')`)
}

// counts waits until the legend counts fields of a colour.
func counts(page *browser.Page, health string) {
	page.WaitFor(fmt.Sprintf(`+document.querySelector('.legend [data-health=%s] strong')?.innerText > 0`, health))
}
