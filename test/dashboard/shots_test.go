package dashboard

import (
	"os"
	"testing"

	"graphpbx/models"
	"graphpbx/testrig"
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
	s := testrig.Start(t)
	phones := map[string]*phone.Phone{}
	for _, o := range office {
		s.Create(o.User)
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
	page := open(t, s.Base, "en")
	page.Resize(1320, 860)
	signIn(page, "admin", testrig.AdminPassword)
	isLive(page)
	shows(page, "carla", "ms")
	shows(page, "lager", "ms")
	page.Picture("users")
	page.Press("c")
	page.WaitText("Beat")
	page.Picture("calls")
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
