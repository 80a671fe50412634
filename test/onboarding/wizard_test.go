package onboarding

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"graphpbx/models"
	"graphpbx/testrig"
	"graphpbx/testrig/phone"
)

// wizardAnswer is what the quick start wizard shows once.
type wizardAnswer struct {
	UserQuickStart struct {
		Plan *struct {
			Extension string
			Telephone *struct{ Mac, Model, Family string }
		}
		Started *struct {
			User           models.User
			ActivationLink link
			Device         *struct{ ID, Status string }
			DeviceURL      string
		}
		Errors []struct {
			Path          []string
			Message, Code string
		}
	}
}

const wizardDocument = `mutation($input: UserQuickStartInput!) { userQuickStart(input: $input) {
	plan { extension telephone { mac model family } }
	started { user { id } activationLink { link { id } url password } device { id status } deviceUrl }
	errors { path message code } } }`

// One mutation, and two minutes later the new colleague is on the telephone: the link is opened and activated by a client,
// the desk telephone fetches its file, registers with what stands there, answers whether it is there, and hears itself.
// The stream tells each step in its order.
func TestFromWizardToTestCall(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()
	s := testrig.Start(t)
	admin := s.Admin()
	input := map[string]any{
		"username": "anna", "firstName": "Anna", "surname": "Berg", "mobile": "+491701234567",
		"telephone": map[string]any{"mac": "80-5E-C0-11-22-33", "model": "T54W", "label": "desk"}, "dryRun": true,
	}
	var plan, made wizardAnswer
	admin.Must(t, wizardDocument, map[string]any{"input": input}, &plan)
	if p := plan.UserQuickStart.Plan; p == nil || p.Telephone == nil || p.Telephone.Mac != "80:5e:c0:11:22:33" || p.Telephone.Family != "YEALINK" || plan.UserQuickStart.Started != nil {
		t.Fatalf("%+v", plan)
	}
	input["dryRun"] = false
	admin.Must(t, wizardDocument, map[string]any{"input": input}, &made)
	started := made.UserQuickStart.Started
	if started == nil || started.Device == nil || started.Device.Status != "PREPARED" || !strings.HasPrefix(started.DeviceURL, "http") {
		t.Fatalf("%+v", made)
	}
	anna := models.User{ID: started.User.ID}
	until := follow(t, admin, anna)
	until("LINK_CREATED")

	page, secret, _ := strings.Cut(started.ActivationLink.URL, "#")
	fetch(ctx, t, page, "Mozilla/5.0")
	until("LINK_OPENED")
	activateBy(t, s, started.ActivationLink, secret)
	until("ACTIVATED")

	const agent = "Yealink SIP-T54W 96.86.0.70 80:5e:c0:11:22:33"
	settings := keyed(fetch(ctx, t, started.DeviceURL+"805ec0112233.cfg", agent))
	until("FILE_FETCHED")
	desk := telephone(ctx, t, phone.Config{
		Server:   net.JoinHostPort(settings["account.1.sip_server.1.address"], settings["account.1.sip_server.1.port"]),
		Username: settings["account.1.auth_name"], Password: settings["account.1.password"], UserAgent: agent,
	})
	until("REGISTERED")
	terminal := terminalOf(t, admin, anna)
	admin.Must(t, `mutation($id: ID!) { terminalProbe(id: $id) { errors { message } } }`, map[string]any{"id": terminal}, nil)
	until("PROBED")
	call(ctx, t, desk, "900")
	until("TEST_CALL")

	const order = "USER_CREATED LINK_CREATED LINK_OPENED ACTIVATED FILE_FETCHED REGISTERED PROBED CALLED TEST_CALL"
	if got := stepsOf(t, admin, anna); got != order {
		t.Errorf("the steps are %s", got)
	}
}

// stepsOf opens the stream and returns the steps that are told first.
func stepsOf(t *testing.T, admin *testrig.Client, user models.User) string {
	t.Helper()
	stream, err := admin.Subscribe(`subscription($id: ID!) { onboarding(userId: $id) { ... on OnboardingChanged { onboarding { steps { kind } } } } }`, map[string]any{"id": user.ID})
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Close()
	var told struct {
		Onboarding struct {
			Onboarding struct{ Steps []struct{ Kind string } }
		}
	}
	if err := stream.Next(&told); err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for _, step := range told.Onboarding.Onboarding.Steps {
		kinds = append(kinds, step.Kind)
	}
	return strings.Join(kinds, " ")
}

func activateBy(t *testing.T, s *testrig.Switchboard, made link, secret string) {
	t.Helper()
	var answer struct {
		Activate struct{ Errors []struct{ Message string } }
	}
	(&testrig.Client{Base: s.Base}).Must(t, `mutation($input: ActivateInput!) { activate(input: $input) { errors { message } } }`,
		map[string]any{"input": map[string]any{"id": made.Link.ID, "secret": secret, "password": made.Password, "deviceName": "laptop"}}, &answer)
	if len(answer.Activate.Errors) > 0 {
		t.Fatal(answer)
	}
}

func fetch(ctx context.Context, t *testing.T, url, agent string) string {
	t.Helper()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("User-Agent", agent)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("%s: HTTP %d, %v", url, response.StatusCode, err)
	}
	return string(text)
}

// keyed reads a file of lines "key = value".
func keyed(text string) map[string]string {
	settings := map[string]string{}
	for line := range strings.Lines(text) {
		if key, value, found := strings.Cut(strings.TrimSpace(line), " = "); found {
			settings[key] = value
		}
	}
	return settings
}
