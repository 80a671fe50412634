package wwphone

import (
	"testing"

	"graphpbx/models"
	"graphpbx/testrig"
	"graphpbx/testrig/browser"
)

// activationLink makes an activation link, and returns its address and its password.
func activationLink(t *testing.T, s *testrig.Switchboard, user models.User) (url, password string) {
	t.Helper()
	var answer struct {
		ActivationLinkCreate struct {
			ActivationLink struct{ URL, Password string }
		}
	}
	s.Admin().Must(t, `mutation ($id: ID!) { activationLinkCreate(input: {userId: $id}) { activationLink { url password } } }`,
		map[string]any{"id": user.ID}, &answer)
	made := answer.ActivationLinkCreate.ActivationLink
	return made.URL, made.Password
}

// presence waits until others see a presence of the user.
func presence(t *testing.T, s *testrig.Switchboard, user models.User, want string) {
	t.Helper()
	stream, err := s.Admin().Subscribe(`subscription ($ids: [ID!]) { presence(userIds: $ids) { ... on PresenceChanged { presence } } }`,
		map[string]any{"ids": []string{user.ID}})
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Close()
	for {
		var told struct{ Presence struct{ Presence string } }
		if err := stream.Next(&told); err != nil {
			t.Fatalf("waiting for %s: %v", want, err)
		}
		if told.Presence.Presence == want {
			return
		}
	}
}

// From the activation link into wwphone, signed in, without a secret in any address; what is switched there others see.
// A second tab is signed in as well, follows the first, and signing out in one signs out both.
func TestFromTheLinkIntoTheClient(t *testing.T) {
	s := testrig.Start(t)
	anna, _ := office(t, s)
	url, password := activationLink(t, s, anna)
	page := browser.Open(t)
	page.Go(url)
	page.Type("Password for the link", password)
	page.Click("Show my access data")
	page.WaitText("Open wwphone")
	page.Picture("activated")
	page.Accessible("activated")
	page.Click("Stay signed in on this device")
	page.Click("Open wwphone")
	isLive(page)
	if address := browser.Eval[string](page, "location.href"); address != s.Base+"/phone" {
		t.Errorf("the address is %s: it must hold no secret", address)
	}
	presence(t, s, anna, "AVAILABLE")
	second := page.Tab()
	second.Go(s.Base + "/phone")
	isLive(second)
	second.WaitText("Available")
	page.ClickOn(".presence")
	page.ClickOn(".presences-item:nth-of-type(5)")
	second.WaitText("Internal only")
	presence(t, s, anna, "INTERNAL_ONLY")
	second.ClickOn(".account")
	second.Click("Sign out")
	page.WaitText("New here?")
	second.WaitText("New here?")
}
