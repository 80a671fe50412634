package telephones

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"graphpbx/models"
	"graphpbx/testrig"
	"graphpbx/testrig/phone"
)

// desk is a telephone of the user that picks up.
func desk(t *testing.T, ctx context.Context, s *testrig.Switchboard, username string) *phone.Phone {
	t.Helper()
	p, err := phone.Start(ctx, phone.Config{
		Server: s.SIP, Username: username, Password: testrig.Password(username), Manners: phone.Manners{Answer: true},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	if err := p.Register(ctx); err != nil {
		t.Fatal(err)
	}
	return p
}

// refusalOf dials and returns how the call was refused.
func refusalOf(t *testing.T, ctx context.Context, p *phone.Phone, number string) string {
	t.Helper()
	call, err := p.Dial(number)
	if err != nil {
		t.Fatal(err)
	}
	if err := call.Await(ctx, phone.Ended); err != nil {
		t.Fatal(err)
	}
	end, _ := call.End()
	return end.String()
}

func connects(t *testing.T, ctx context.Context, p *phone.Phone, number string) {
	t.Helper()
	call, err := p.Dial(number)
	if err != nil {
		t.Fatal(err)
	}
	if err := call.Await(ctx, phone.Connected); err != nil {
		end, _ := call.End()
		t.Fatalf("%v: %s", err, end)
	}
	if err := call.Hangup(); err != nil {
		t.Fatal(err)
	}
}

// setPresence sets a presence and returns the messages of what is wrong with that.
func setPresence(t *testing.T, c *testrig.Client, state models.PresenceState, userID *string) string {
	t.Helper()
	var answer struct {
		PresenceSet struct{ Errors []struct{ Message string } }
	}
	c.Must(t, `mutation($p: Presence!, $u: ID) { presenceSet(presence: $p, userId: $u) { user { presenceChosen } errors { path code message } } }`,
		map[string]any{"p": state, "u": userID}, &answer)
	var faults []string
	for _, fault := range answer.PresenceSet.Errors {
		faults = append(faults, fault.Message)
	}
	return strings.Join(faults, "; ")
}

// presenceEvent is what the subscription tells.
type presenceEvent struct {
	Kind     string `json:"__typename"`
	Presence models.PresenceState
	Previous models.PresenceState
	Chosen   models.PresenceState
}

const followPresence = `subscription($u: [ID!]) { presence(userIds: $u) { __typename
	... on PresenceChanged { presence previous chosen } } }`

// tells waits until the stream tells that the user is seen as shown and has chosen.
func tells(t *testing.T, stream *testrig.Stream, shown, chosen models.PresenceState) {
	t.Helper()
	for {
		var data struct{ Presence presenceEvent }
		if err := stream.Next(&data); err != nil {
			t.Fatalf("waiting for %s (%s): %v", shown, chosen, err)
		}
		if data.Presence.Presence == shown && data.Presence.Chosen == chosen {
			return
		}
	}
}

// historyOf returns the switchovers of a user, oldest first, such as "AVAILABLE>UNAVAILABLE ADMIN admin".
func historyOf(t *testing.T, c *testrig.Client, userID string) []string {
	t.Helper()
	var answer struct {
		User struct {
			PresenceHistory struct {
				Nodes []struct {
					From, To, Source string
					Actor            *struct{ Username string }
				}
			}
		}
	}
	c.Must(t, `query($u: ID!) { user(id: $u) { presenceHistory(first: 50) { nodes { at from to source actor { username } } pageInfo { hasNextPage } } } }`,
		map[string]any{"u": userID}, &answer)
	var lines []string
	for _, n := range answer.User.PresenceHistory.Nodes {
		line := n.From + ">" + n.To + " " + n.Source
		if n.Actor != nil {
			line += " " + n.Actor.Username
		}
		lines = append(lines, line)
	}
	slices.Reverse(lines)
	return lines
}

// login gives the user a new password for logins and returns a client that is logged in with it.
func login(t *testing.T, s *testrig.Switchboard, admin *testrig.Client, user models.User) *testrig.Client {
	t.Helper()
	var answer struct {
		AccessDataReset struct{ AccessData struct{ CTIPassword string } }
	}
	admin.Must(t, `mutation($u: ID!) { accessDataReset(userId: $u, input: {sipPassword: null}) { accessData { ctiPassword } } }`,
		map[string]any{"u": user.ID}, &answer)
	c, err := (&testrig.Client{Base: s.Base}).Login(user.Username, answer.AccessDataReset.AccessData.CTIPassword)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Presence, from the administrator's click and the telephone's star code to what a caller hears of it.
func TestPresenceDecidesWhetherATelephoneRings(t *testing.T) {
	s := testrig.Start(t)
	anna, beat := s.AddUser("anna", "21"), s.AddUser("beat", "22")
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	annas, beats := desk(t, ctx, s, "anna"), desk(t, ctx, s, "beat")
	admin := s.Admin()
	stream, err := admin.Subscribe(followPresence, map[string]any{"u": []string{anna.ID}})
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Close()
	tells(t, stream, models.PresenceOffline, models.PresenceAvailable)
	connects(t, ctx, beats, "21")

	if fault := setPresence(t, admin, models.PresenceUnavailable, &anna.ID); fault != "" {
		t.Fatal(fault)
	}
	tells(t, stream, models.PresenceOffline, models.PresenceUnavailable)
	if end := refusalOf(t, ctx, beats, "21"); end != "480 21 is unavailable" {
		t.Errorf("the caller is told %q", end)
	}
	connects(t, ctx, annas, "22") // going out is never restricted
	if end := refusalOf(t, ctx, annas, "*30"); end != "480 *30: presence is available" {
		t.Errorf("who dials the star code is told %q", end)
	}
	tells(t, stream, models.PresenceOffline, models.PresenceAvailable)
	connects(t, ctx, beats, "21")
	if end := refusalOf(t, ctx, annas, "*31"); !strings.HasPrefix(end, "403 *31 not carried out") {
		t.Errorf("telephone service without a client: %q", end)
	}
	want := []string{"AVAILABLE>UNAVAILABLE ADMIN admin", "UNAVAILABLE>AVAILABLE STAR_CODE anna"}
	if got := historyOf(t, admin, anna.ID); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if got := historyOf(t, admin, beat.ID); got != nil {
		t.Errorf("of who did nothing: %q", got)
	}
}

// A client that is cut off has ten seconds to come back; then its user is offline, and on telephone service no more.
func TestPresenceFollowsTheClient(t *testing.T) {
	s := testrig.Start(t)
	anna := s.AddUser("anna", "21")
	admin := s.Admin()
	stream, err := admin.Subscribe(followPresence, map[string]any{"u": []string{anna.ID}})
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Close()
	client := login(t, s, admin, anna)
	if fault := setPresence(t, client, models.PresenceTelephoneService, nil); !strings.Contains(fault, "none is connected") {
		t.Errorf("telephone service without a client: %q", fault)
	}
	line, err := client.Subscribe(followPresence, nil)
	if err != nil {
		t.Fatal(err)
	}
	tells(t, stream, models.PresenceAvailable, models.PresenceAvailable)
	if fault := setPresence(t, client, models.PresenceTelephoneService, nil); fault != "" {
		t.Fatal(fault)
	}
	tells(t, stream, models.PresenceTelephoneService, models.PresenceTelephoneService)
	line.Cut()
	again, err := client.Subscribe(followPresence, nil)
	if err != nil {
		t.Fatal(err)
	}
	tells(t, again, models.PresenceTelephoneService, models.PresenceTelephoneService)
	again.Cut()
	tells(t, stream, models.PresenceOffline, models.PresenceAvailable)
	want := []string{"OFFLINE>AVAILABLE CONNECTION", "AVAILABLE>TELEPHONE_SERVICE CLIENT anna",
		"TELEPHONE_SERVICE>AVAILABLE CONNECTION", "AVAILABLE>OFFLINE CONNECTION"}
	if got := historyOf(t, admin, anna.ID); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// The simulator tells who would ring, and why.
func TestRoutingPreviewByGraphQL(t *testing.T) {
	s := testrig.Start(t)
	anna, beat := s.AddUser("anna", "21"), s.AddUser("beat", "22")
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	desk(t, ctx, s, "anna")
	admin := s.Admin()
	type preview struct {
		Rings   []struct{ ID string }
		Refusal *struct {
			Status        int
			Reason, Cause string
		}
		Steps []struct {
			Kind, Reason string
			User         *struct{ Username string }
		}
	}
	ask := func(to string) preview {
		var answer struct{ RoutingPreview preview }
		admin.Must(t, `query($f: ID!, $to: PhoneNumber!) { routingPreview(from: $f, to: $to) { at to { number user { username } }
			rings { id userAgent } refusal { status reason cause } presenceSet steps { kind reason user { username } } } }`,
			map[string]any{"f": beat.ID, "to": to}, &answer)
		return answer.RoutingPreview
	}
	if p := ask("21"); len(p.Rings) != 1 || p.Refusal != nil || len(p.Steps) < 4 || p.Steps[1].User.Username != "anna" {
		t.Errorf("%+v", p)
	}
	if fault := setPresence(t, admin, models.PresenceUnavailable, &anna.ID); fault != "" {
		t.Fatal(fault)
	}
	if p := ask("21"); len(p.Rings) != 0 || p.Refusal == nil || p.Refusal.Status != 480 || p.Refusal.Cause != string(models.EndAway) {
		t.Errorf("%+v", p)
	}
	admin.Must(t, `mutation { presenceRuleSet(input: {callClass: COLLEAGUE_DIRECT, presence: UNAVAILABLE, treatment: RING}) { errors { message } } }`, nil, nil)
	if p := ask("21"); len(p.Rings) != 1 || p.Refusal != nil {
		t.Errorf("after the rule was changed: %+v", p)
	}
	var rules struct {
		PresenceRules []struct{ CallClass, Presence, Treatment, Default string }
	}
	admin.Must(t, `{ presenceRules { callClass presence treatment default } }`, nil, &rules)
	changed := 0
	for _, rule := range rules.PresenceRules {
		if rule.Treatment != rule.Default {
			changed++
		}
	}
	if len(rules.PresenceRules) != 42 || changed != 1 {
		t.Errorf("%+v", rules)
	}
}
