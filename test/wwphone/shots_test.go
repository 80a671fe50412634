package wwphone

import (
	"os"
	"testing"

	"graphpbx/models"
	"graphpbx/testrig"
	"graphpbx/testrig/phone"
)

// colleagues are those of the pictures, with the presence that each has chosen; none where nobody's client is connected.
var colleagues = []struct {
	models.User
	presence  string
	telephone bool
}{
	{models.User{Username: "beat", Extension: "22", FirstName: "Beat", Surname: "Beispiel"}, "AVAILABLE", true},
	{models.User{Username: "carla", Extension: "23", FirstName: "Carla", Surname: "Keller"}, "BE_RIGHT_BACK", true},
	{models.User{Username: "daniel", Extension: "24", FirstName: "Daniel", Surname: "Huber"}, "INTERNAL_ONLY", true},
	{models.User{Username: "eva", Extension: "25", FirstName: "Eva", Surname: "Brunner", Nickname: "Empfang"}, "TELEPHONE_SERVICE", true},
	{models.User{Username: "fabio", Extension: "26", FirstName: "Fabio", Surname: "Rossi"}, "", false},
	{models.User{Username: "greta", Extension: "27", FirstName: "Greta", Surname: "Schneider", Nickname: "Buchhaltung"}, "UNAVAILABLE", true},
	{models.User{Username: "lager", Extension: "30", Surname: "Lager"}, "", true},
	{models.User{Username: "werkstatt", Extension: "32", Surname: "Werkstatt"}, "", true},
}

// TestShots takes the pictures of wwphone for README and docs from a living office: `make shots`.
func TestShots(t *testing.T) {
	if os.Getenv("GRAPHPBX_SHOTS") == "" {
		t.Skip("pictures are taken by `make shots` alone")
	}
	s := testrig.Start(t)
	person(t, s, models.User{Username: "anna", Extension: "21", FirstName: "Anna", Surname: "Muster"})
	anna := register(t, s, "anna", phone.Manners{Answer: true})
	phones := map[string]*phone.Phone{}
	for _, c := range colleagues {
		person(t, s, c.User)
		if c.telephone {
			phones[c.Username] = register(t, s, c.Username, phone.Manners{Answer: true})
		}
		if c.presence != "" {
			present(t, s, c.Username, c.presence)
		}
	}
	anna.SetManners(phone.Manners{})
	missed, err := phones["lager"].Dial("21")
	if err != nil {
		t.Fatal(err)
	}
	if err := missed.Await(t.Context(), phone.Ringing); err != nil {
		t.Fatal(err)
	}
	if err := missed.Hangup(); err != nil {
		t.Fatal(err)
	}
	<-missed.Done()
	talk(t, anna, "24", true)
	anna.SetManners(phone.Manners{Answer: true})
	talk(t, phones["eva"], "21", true)
	talk(t, phones["eva"], "32", false)
	page := openAs(t, s, "anna")
	page.ClickOn(`.line[data-name=beat] .star`)
	page.ClickOn(`.line[data-name=eva] .star`)
	page.ClickOn(`.line[data-name=beat] .call-button`)
	stage(page, "connected")
	page.WaitFor(`document.querySelectorAll('.record').length > 2`)
	page.Press("/")
	page.Resize(1320, 860)
	page.Picture("wwphone")
	page.Resize(400, 820)
	page.Click("Switch to dark colours")
	page.Picture("wwphone-mobile")
}

// talk makes a call, and ends it where it is to be in the history and not in progress.
func talk(t *testing.T, from *phone.Phone, number string, ends bool) {
	t.Helper()
	call, err := from.Dial(number)
	if err != nil {
		t.Fatal(err)
	}
	if !ends {
		return
	}
	if err := call.Await(t.Context(), phone.Connected); err != nil {
		t.Fatal(err)
	}
	if err := call.Hangup(); err != nil {
		t.Fatal(err)
	}
	<-call.Done()
}

// present connects a client of the user for as long as the test lasts, and chooses a presence.
func present(t *testing.T, s *testrig.Switchboard, username, presence string) {
	t.Helper()
	client, err := (&testrig.Client{Base: s.Base}).Login(username, ctiPassword)
	if err != nil {
		t.Fatal(err)
	}
	stream, err := client.Subscribe(`subscription { presence { __typename } }`, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stream.Close)
	if err := stream.Next(nil); err != nil {
		t.Fatal(err)
	}
	client.Must(t, `mutation ($p: Presence!) { presenceSet(presence: $p) { errors { message } } }`, map[string]any{"p": presence}, nil)
}
