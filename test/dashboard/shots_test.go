package dashboard

import (
	"errors"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"

	"graphpbx/cmd/app"
	"graphpbx/models"
	"graphpbx/models/store"
	"graphpbx/switchboard"
	"graphpbx/testrig"
	"graphpbx/testrig/browser"
	"graphpbx/testrig/phone"
)

// office is a small company as the pictures of README and docs show it.
var office = []struct {
	models.User
	device string // what the telephone calls itself; empty = it is not there
}{
	{models.User{Username: "anna", Extension: "21", FirstName: "Anna", Surname: "Muster", Nickname: "Anna", Mobile: "+41791234521"}, "snomD785-SIP 10.1.169.16"},
	{models.User{Username: "beat", Extension: "22", FirstName: "Beat", Surname: "Beispiel", Nickname: "Beat", Mobile: "+41791234522"}, "Yealink SIP-T54W 96.86.0.70"},
	{models.User{Username: "carla", Extension: "23", FirstName: "Carla", Surname: "Keller", Nickname: "Carla"}, "Grandstream GRP2614 1.0.5.15"},
	{models.User{Username: "daniel", Extension: "24", FirstName: "Daniel", Surname: "Huber"}, "Gigaset N870 IP PRO/83.V2.11.0"},
	{models.User{Username: "eva", Extension: "25", FirstName: "Eva", Surname: "Brunner", Nickname: "Empfang"}, "Yealink SIP-T46G 28.72.0.1"},
	{models.User{Username: "fabio", Extension: "26", FirstName: "Fabio", Surname: "Rossi"}, ""},
	{models.User{Username: "greta", Extension: "27", FirstName: "Greta", Surname: "Schneider", Nickname: "Buchhaltung"}, "Fanvil X6U Pro 0.0.10"},
	{models.User{Username: "lager", Extension: "30", Surname: "Lager"}, "Gigaset N510 IP PRO/42.258"},
	{models.User{Username: "sitzungszimmer", Extension: "31", Surname: "Sitzungszimmer"}, "PolycomVVX-VVX_400-UA/4.1.4"},
	{models.User{Username: "werkstatt", Extension: "32", Surname: "Werkstatt"}, ""},
}

// TestShots takes the pictures of README and docs from a living office: `make shots` writes them to docs/pictures.
func TestShots(t *testing.T) {
	if os.Getenv("GRAPHPBX_SHOTS") == "" {
		t.Skip("pictures are taken by `make shots` alone")
	}
	s := testrig.StartWith(t, app.Config{Data: furnished(t)})
	phones := map[string]*phone.Phone{}
	for _, o := range office {
		if o.device == "" {
			continue
		}
		p, err := phone.Start(t.Context(), phone.Config{
			Server: s.SIP, Username: o.Username, Password: testrig.Password(o.Username), UserAgent: o.device,
			Manners: phone.Manners{Answer: o.Username != "lager"},
		})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(p.Close)
		if err := p.Register(t.Context()); err != nil {
			t.Fatal(err)
		}
		phones[o.Username] = p
	}
	talk(t, phones["anna"], "22", phone.Connected)
	talk(t, phones["eva"], "27", phone.Connected)
	talk(t, phones["daniel"], "30", phone.Ringing)
	talk(t, phones["carla"], "900", phone.Connected)
	lookAfter(t, s, phones)
	page := open(t, s.Base, "en")
	page.Resize(1320, 860)
	signIn(page, "admin", testrig.AdminPassword)
	isLive(page)
	shows(page, "anna", "ms")
	coloured(page, "sitzungszimmer", "red")
	takeAll(page)
	page.Click("Switch to dark colours")
	page.ClickOn("[aria-label=Language]")
	page.Click("Deutsch")
	page.WaitFor(`!document.querySelector('[role=menu]')`)
	page.Press("u")
	page.WaitFor(row("anna"))
	page.Picture("users-dark-de")
}

// takeAll takes the pictures of those pages that tell most.
func takeAll(page *browser.Page) {
	page.Press("u")
	page.WaitFor(row("anna"))
	page.Picture("users")
	page.ClickOn(`.row [aria-label$=": Greta Schneider"].row-button[class*=tone-]`)
	counts(page, "RED")
	page.Picture("statistics")
	page.Press(kb.Escape)
	page.WaitFor(`!document.querySelector('[role=dialog]')`)
	page.Press("c")
	page.WaitFor(`document.querySelectorAll('.calls td').length > 8`)
	page.Picture("calls")
	page.Press("o")
	page.WaitFor(`document.querySelector('.warning') && document.querySelectorAll('.start-people li').length > 1`)
	page.Picture("overview")
	page.Press("t")
	page.WaitFor(`[...document.querySelectorAll('.strip')].filter(s => /\d/.test(s.ariaLabel.split(':')[1])).length > 6`)
	page.Picture("telephones")
	page.ClickOn(`a[href="/rules"]`)
	page.WaitFor(`document.querySelector('.matrix-cell')`)
	page.ClickOn(".simulator-form input")
	page.Press("21\t22")
	page.ClickOn(".simulator-form [type=submit]")
	page.WaitFor(`document.querySelector('.outcome-result')`)
	page.Picture("rules")
}

// lookAfter makes one telephone answer late and one not at all, has clients connected and presences set.
func lookAfter(t *testing.T, s *testrig.Switchboard, phones map[string]*phone.Phone) {
	t.Helper()
	phones["greta"].SetProbes(phone.Probes{Late: 240 * time.Millisecond})
	phones["sitzungszimmer"].SetProbes(phone.Probes{Silent: true})
	probe(t, s, "greta")
	probe(t, s, "sitzungszimmer")
	presences := map[string]models.PresenceState{
		"anna": models.PresenceTelephoneService, "beat": models.PresenceAvailable, "carla": models.PresenceBeRightBack,
		"daniel": models.PresenceAvailable, "eva": models.PresenceInternalOnly, "greta": models.PresenceDirectNumberOnly,
	}
	sb := s.App.Switchboard()
	for username, presence := range presences {
		user, found := sb.UserByUsername(username)
		if !found {
			t.Fatalf("there is no %s", username)
		}
		t.Cleanup(sb.ClientConnected(user.ID))
		if _, err := sb.SetPresence(t.Context(), models.Viewer{UserID: user.ID, Role: models.RoleUser}, "", presence); err != nil {
			t.Fatal(err)
		}
	}
}

// furnished returns the data folder of a switchboard that has the users of the office, and statistics of the last days.
func furnished(t *testing.T) string {
	t.Helper()
	data := t.TempDir()
	a := start(t, app.Config{Data: data, HTTP: "127.0.0.1:0", AdminPassword: testrig.AdminPassword})
	var hours []models.ProbeHour
	for i, o := range office {
		user, _, err := a.Switchboard().CreateUser(t.Context(), models.Viewer{Role: models.RoleAdmin}, switchboard.NewUser{
			User: o.User, SIPPassword: testrig.Password(o.Username),
		})
		if err != nil {
			t.Fatal(err)
		}
		if o.device != "" {
			hours = append(hours, past(user.ID, o.Username, uint64(i))...)
		}
	}
	stop(t, a)
	kept, err := store.Open(t.Context(), store.Config{Dir: data})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(kept.SaveProbeHours(t.Context(), hours), kept.Close()); err != nil {
		t.Fatal(err)
	}
	return data
}

// past invents how a telephone answered in the last three days: most well, that of greta behind a router that forgets
// it, that of beat over a line that is too slow in the afternoon; that of daniel is switched off at night.
func past(userID, username string, seed uint64) (hours []models.ProbeHour) {
	random := rand.New(rand.NewPCG(seed, 7))
	now := time.Now()
	for at := now.Add(-72 * time.Hour).Truncate(time.Hour); at.Before(now.Truncate(time.Hour)); at = at.Add(time.Hour) {
		hour := models.NewProbeHour(userID, "trm_"+username, at)
		for minute := range 60 {
			moment := at.Add(time.Duration(minute) * time.Minute)
			if username == "daniel" && (moment.Hour() < 7 || moment.Hour() >= 19) {
				hour.SetOffline(moment)
				continue
			}
			p := models.Probe{At: moment, RoundTrip: time.Duration(12+random.IntN(25)) * time.Millisecond}
			switch busy := username == "beat" && moment.Hour() >= 13 && moment.Hour() < 17; {
			case username == "greta" && minute%12 > 8:
				p.Lost = random.IntN(10) < 8
			case busy && random.IntN(3) > 0, random.IntN(400) == 0:
				p.RoundTrip = time.Duration(160+random.IntN(700)) * time.Millisecond
			}
			hour.Set(p)
		}
		hours = append(hours, hour)
	}
	return hours
}

func talk(t *testing.T, from *phone.Phone, number string, state phone.State) {
	t.Helper()
	call, err := from.Dial(number)
	if err != nil {
		t.Fatal(err)
	}
	if err := call.Await(t.Context(), state); err != nil {
		t.Fatal(err)
	}
}
