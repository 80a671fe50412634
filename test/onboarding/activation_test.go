package onboarding

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"graphpbx/models"
	"graphpbx/testrig"
	"graphpbx/testrig/browser"
	"graphpbx/testrig/phone"
)

type link struct {
	Link          struct{ ID string }
	URL, Password string
}

func newLink(t *testing.T, admin *testrig.Client, user models.User) link {
	t.Helper()
	var answer struct {
		ActivationLinkCreate struct{ ActivationLink link }
	}
	admin.Must(t, `mutation($id: ID!) { activationLinkCreate(input: {userId: $id}) { activationLink { link { id } url password } errors { message } } }`,
		map[string]any{"id": user.ID}, &answer)
	return answer.ActivationLinkCreate.ActivationLink
}

// follow returns a function that waits until the user has taken a step.
func follow(t *testing.T, admin *testrig.Client, user models.User) (until func(step string)) {
	t.Helper()
	stream, err := admin.Subscribe(`subscription($id: ID!) { onboarding(userId: $id) { ... on OnboardingChanged { onboarding { steps { kind } } } } }`, map[string]any{"id": user.ID})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stream.Close)
	return func(step string) {
		t.Helper()
		for {
			var told struct {
				Onboarding struct {
					Onboarding struct{ Steps []struct{ Kind string } }
				}
			}
			if err := stream.Next(&told); err != nil {
				t.Fatalf("waiting for %s: %v", step, err)
			}
			if slices.Contains(told.Onboarding.Onboarding.Steps, struct{ Kind string }{step}) {
				return
			}
		}
	}
}

func telephone(ctx context.Context, t *testing.T, cfg phone.Config) *phone.Phone {
	t.Helper()
	p, err := phone.Start(ctx, cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	if err := p.Register(ctx); err != nil {
		t.Fatal(err)
	}
	return p
}

func eventually(ctx context.Context, t *testing.T, what string, met func() bool) {
	t.Helper()
	for !met() {
		select {
		case <-ctx.Done():
			t.Fatalf("waited in vain for: %s", what)
		case <-time.After(10 * time.Millisecond):
		}
	}
}

func call(ctx context.Context, t *testing.T, p *phone.Phone, number string) {
	t.Helper()
	c, err := p.Dial(number)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Await(ctx, phone.Connected); err != nil {
		t.Fatal(err)
	}
	eventually(ctx, t, "sound", func() bool { return c.Heard().Packets > 10 })
	if err := c.Hangup(); err != nil {
		t.Fatal(err)
	}
}

// A client that speaks GraphQL: link, activation, registration, answer to a probe, first call.
func TestFromLinkToFirstCall(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	s := testrig.Start(t)
	anna := s.AddUser("anna", "21")
	s.AddUser("bert", "22")
	telephone(ctx, t, phone.Config{Server: s.SIP, Username: "bert", Password: testrig.Password("bert"), Manners: phone.Manners{Answer: true}})
	admin := s.Admin()
	until := follow(t, admin, anna)
	made := newLink(t, admin, anna)
	until("LINK_CREATED")
	_, secret, _ := strings.Cut(made.URL, "#")
	var answer struct {
		Activate struct {
			Access struct {
				Username, SIPPassword string
				Servers               []struct{ Transport, Address string }
				Session               struct{ Token string }
			}
			Errors []struct{ Message string }
		}
	}
	(&testrig.Client{Base: s.Base}).Must(t, `mutation($input: ActivateInput!) { activate(input: $input) { access { username sipPassword
		servers { transport address } session { token } } errors { message } } }`,
		map[string]any{"input": map[string]any{"id": made.Link.ID, "secret": secret, "password": made.Password}}, &answer)
	access := answer.Activate.Access
	if len(access.Servers) != 2 {
		t.Fatalf("%+v", answer)
	}
	until("ACTIVATED")
	p := telephone(ctx, t, phone.Config{Server: access.Servers[0].Address, Username: access.Username, Password: access.SIPPassword})
	until("REGISTERED")
	terminal := terminalOf(t, admin, anna)
	admin.Must(t, `mutation($id: ID!) { terminalProbe(id: $id) { errors { message } } }`, map[string]any{"id": terminal}, nil)
	until("PROBED")
	call(ctx, t, p, "22")
	until("CALLED")
	var own struct{ Viewer struct{ Username string } }
	(&testrig.Client{Base: s.Base, Token: access.Session.Token}).Must(t, `{ viewer { username } }`, nil, &own)
	if own.Viewer.Username != "anna" {
		t.Error(own)
	}
}

func terminalOf(t *testing.T, admin *testrig.Client, user models.User) string {
	t.Helper()
	var answer struct {
		User struct {
			Telephone struct{ Terminals []struct{ ID string } }
		}
	}
	admin.Must(t, `query($id: ID!) { user(id: $id) { telephone { terminals { id } } } }`, map[string]any{"id": user.ID}, &answer)
	return answer.User.Telephone.Terminals[0].ID
}

// A person with a browser: the page asks for the password, shows the access data, and a telephone works with them.
func TestActivationPage(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()
	s := testrig.Start(t)
	anna := s.AddUser("anna", "21")
	admin := s.Admin()
	made := newLink(t, admin, anna)
	page := browser.Open(t)
	page.Go(made.URL)
	page.WaitText("Enter the password for this link")
	page.Accessible("activation")
	page.Type("Password for the link", "not-the-password")
	page.Click("Show my access data")
	page.WaitText("4 more attempts")
	page.Type("Password for the link", made.Password)
	page.Click("Show my access data")
	page.WaitText("Your account is ready")
	page.Accessible("access data")
	shown := func(field string) string { return page.Text(`[data-field=` + field + `]`) }
	telephone(ctx, t, phone.Config{Server: s.SIP, Username: shown("username"), Password: shown("sip")})
	page.Go("about:blank")
	eventually(ctx, t, "the end of the session that nobody wanted", func() bool {
		var answer struct{ Sessions []struct{ ID string } }
		admin.Must(t, `query($id: ID!) { sessions(userId: $id) { id } }`, map[string]any{"id": anna.ID}, &answer)
		return len(answer.Sessions) == 0
	})
	page.Go(made.URL)
	page.Type("Password for the link", made.Password)
	page.Click("Show my access data")
	page.WaitText("has been used already")
}
