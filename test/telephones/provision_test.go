package telephones

import (
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"graphpbx/models"
	"graphpbx/switchboard"
	"graphpbx/testrig"
	"graphpbx/testrig/phone"
)

// instant is a telephone as its maker built it, as far as the switchboard can tell: what it says of itself when it
// fetches and when it registers, what it asks for, and where it finds its account in the answer.
type instant struct {
	model, mac string
	fetches    string   // User-Agent of HTTP
	registers  string   // User-Agent of SIP
	instance   string   // +sip.instance
	asks       []string // in this order; CONFIG_FILES stands for what the last one names
	account    func(values map[string]string) (user, secret, server string)
}

var instants = []instant{
	{
		model: "D785", mac: "000413a11fa7", asks: []string{"snomD785-000413A11FA7.htm", "000413A11FA7.xml"},
		fetches:   "Mozilla/4.0 (compatible; snomD785-SIP 10.1.169.16 2010.12-00001-gd311851f1 (Feb 25 2019 - 14:19:43) 000413A11FA7 SXM:0 UXM:0 UXMC:0)",
		registers: "snomD785/10.1.169.16", instance: "urn:uuid:00000000-0000-1000-8000-000413A11FA7",
		account: func(v map[string]string) (string, string, string) {
			server, _, _ := strings.Cut(v["user_outbound"], ";")
			return v["user_pname"], v["user_pass"], server
		},
	},
	{
		model: "T54W", mac: "805ec0112233", asks: []string{"805ec0112233.boot", "y000000000000.boot", "y000000000096.cfg", "805ec0112233.cfg"},
		fetches: "Yealink SIP-T54W 96.86.0.70 80:5e:c0:11:22:33", registers: "Yealink SIP-T54W 96.86.0.70",
		account: func(v map[string]string) (string, string, string) {
			return v["account.1.auth_name"], v["account.1.password"], net.JoinHostPort(v["account.1.sip_server.1.address"], v["account.1.sip_server.1.port"])
		},
	},
	{
		model: "GXP2170", mac: "000b82112233", asks: []string{"cfg000b82112233", "cfg000b82112233.xml"},
		fetches: "Grandstream Model HW GXP2170 V1.2A SW 1.0.9.26 DevId 000b82112233", registers: "Grandstream GXP2170 1.0.9.26",
		account: func(v map[string]string) (string, string, string) { return v["P36"], v["P34"], v["P47"] },
	},
	{
		model: "GRP2614", mac: "c074ad0b63ee", asks: []string{"cfgc074ad0b63ee.xml"},
		fetches: "Grandstream Model HW GRP2614 SW 1.0.5.15 DevId c074ad0b63ee", registers: "Grandstream GRP2614 1.0.5.15",
		account: func(v map[string]string) (string, string, string) {
			return v["account.1.sip.subscriber.userid"], v["account.1.sip.subscriber.password"], v["account.1.sip.server.1.address"]
		},
	},
	{
		model: "N870 IP PRO", mac: "7c2f80e0d605", asks: []string{"7c2f80e0d605.xml"},
		fetches: "Gigaset N870 IP PRO/83.V2.11.0+build.a546b91;7C2F80E0D605", registers: "Gigaset N870 IP PRO/83.V2.11.0",
		account: func(v map[string]string) (string, string, string) {
			return v["SipAccount.00001.AuthName"], v["SipAccount.00001.AuthPassword"], net.JoinHostPort(v["SipProvider.0.RegServerAddress"], v["SipProvider.0.RegServerPort"])
		},
	},
	{
		model: "X5U", mac: "0c383e557eb1", asks: []string{"f0X5U00.100.cfg", "0c383e557eb1.cfg"},
		fetches: "Fanvil X5U-V2 2.12.16.17 0c383e557eb1", registers: "Fanvil X5U-V2 2.12.16.17 0c383e557eb1",
		account: func(v map[string]string) (string, string, string) {
			return v["RegisterUser"], v["RegisterPswd"], net.JoinHostPort(v["RegisterAddr"], v["RegisterPort"])
		},
	},
	{
		model: "VVX 400", mac: "0004f2112233", asks: []string{"0004f2112233.cfg", "CONFIG_FILES"},
		fetches: "FileTransport PolycomVVX-VVX_400-UA/4.1.4.7430 Type/Application", registers: "PolycomVVX-VVX_400-UA/5.9.5.0614",
		account: func(v map[string]string) (string, string, string) {
			return v["reg.1.auth.userId"], v["reg.1.auth.password"], net.JoinHostPort(v["reg.1.server.1.address"], v["reg.1.server.1.port"])
		},
	},
}

// One test is a telephone out of the box for each family: the administrator prepares it, it fetches its file, reads its
// account there, registers and calls.
func TestInstantTelephones(t *testing.T) {
	s := testrig.Start(t)
	admin := s.Admin()
	s.AddUser("echo", "20")
	echo, err := phone.Start(t.Context(), phone.Config{
		Server: s.SIP, Username: "echo", Password: testrig.Password("echo"), Manners: phone.Manners{Answer: true},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(echo.Close)
	if err := echo.Register(t.Context()); err != nil {
		t.Fatal(err)
	}
	for i, in := range instants {
		for _, first := range []string{"token", "window"} {
			t.Run(in.model+" by "+first, func(t *testing.T) {
				extension := models.PhoneNumber(fmt.Sprint(30 + 2*i))
				if first == "window" {
					extension = models.PhoneNumber(fmt.Sprint(31 + 2*i))
				}
				in.work(t, s, admin, first == "token", extension)
			})
		}
	}
}

type provisioned struct {
	DeviceProvision struct {
		Device *struct{ ID, Status string }
		URL    string
		Errors []struct{ Path []string }
	}
}

func (in instant) work(t *testing.T, s *testrig.Switchboard, admin *testrig.Client, byToken bool, extension models.PhoneNumber) {
	const password = `a&b<c>"d'e-77-ZÜrich`
	username := "u" + string(extension)
	user, _, err := s.App.Switchboard().CreateUser(t.Context(), switchboard.LocalAdministrator(), switchboard.NewUser{
		User: models.User{Username: username, Extension: extension, FirstName: "Anna & <Co>"}, SIPPassword: password,
	})
	if err != nil {
		t.Fatal(err)
	}
	input := map[string]any{"mac": strings.ToUpper(in.mac), "model": in.model, "userId": user.ID}
	base := s.Base + "/provision/"
	if !byToken {
		input["windowFor"] = "PT2H"
	}
	var answer provisioned
	admin.Must(t, `mutation($input: DeviceProvisionInput!) { deviceProvision(input: $input) { device { id status } url errors { path message } } }`,
		map[string]any{"input": input}, &answer)
	if answer.DeviceProvision.Device == nil {
		t.Fatalf("%+v", answer)
	}
	id := answer.DeviceProvision.Device.ID
	if byToken {
		base = answer.DeviceProvision.URL
	}
	account, secret, server := in.account(in.fetch(t, base))
	if account != username || secret != password || server != s.SIP {
		t.Fatalf("the file says %q %q %q", account, secret, server)
	}
	if status := statusOf(t, admin, id); status != "FETCHED" {
		t.Errorf("after the fetch: %s", status)
	}
	heard := make(chan phone.Event, 64)
	p, err := phone.Start(t.Context(), phone.Config{
		Server: server, Username: account, Password: secret, UserAgent: in.registers, Instance: in.instance,
		Events: func(e phone.Event) { heard <- e },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	ctx, cancel := context.WithTimeout(t.Context(), 15*time.Second)
	defer cancel()
	if err := p.Register(ctx); err != nil {
		t.Fatal(err)
	}
	if status := statusOf(t, admin, id); status != "REGISTERED" {
		t.Errorf("after the registration: %s", status)
	}
	call, err := p.Dial("20")
	if err != nil {
		t.Fatal(err)
	}
	if err := call.Await(ctx, phone.Connected); err != nil {
		t.Fatal(err)
	}
	if err := call.Hangup(); err != nil {
		t.Error(err)
	}
	resync(t, admin, id, heard)
	admin.Must(t, `mutation($id: ID!) { deviceDelete(id: $id) { deletedId errors { message } } }`, map[string]any{"id": id}, nil)
}

// fetch asks for all the files that the telephone asks for, and returns the settings of the last.
func (in instant) fetch(t *testing.T, base string) (settings map[string]string) {
	t.Helper()
	for i, name := range in.asks {
		if name == "CONFIG_FILES" {
			name = settings[name]
		}
		status, text := get(t, base+name, in.fetches)
		switch last := i == len(in.asks)-1; {
		case last && status != http.StatusOK:
			t.Fatalf("%s: HTTP %d", name, status)
		case status == http.StatusOK:
			settings = read(t, text)
		}
	}
	return settings
}

func get(t *testing.T, url, agent string) (int, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
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
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(text)
}

// read returns the settings of a file by element, by the attribute name, by attribute, or by key.
func read(t *testing.T, text string) map[string]string {
	t.Helper()
	settings := map[string]string{}
	if !strings.HasPrefix(text, "<?xml") {
		for line := range strings.Lines(text) {
			if key, value, found := strings.Cut(strings.TrimSuffix(line, "\n"), " = "); found {
				settings[key] = value
			}
		}
		return settings
	}
	d := xml.NewDecoder(strings.NewReader(text))
	name := ""
	for {
		token, err := d.Token()
		if err == io.EOF {
			return settings
		}
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		switch token := token.(type) {
		case xml.StartElement:
			name = token.Name.Local
			attributes := map[string]string{}
			for _, a := range token.Attr {
				attributes[a.Name.Local] = a.Value
				settings[a.Name.Local] = a.Value
			}
			if own := attributes["name"]; own != "" {
				name = own
				settings[own] = attributes["value"]
			}
		case xml.CharData:
			if value := strings.TrimSpace(string(token)); value != "" {
				settings[name] = value
			}
		}
	}
}

func statusOf(t *testing.T, admin *testrig.Client, id string) string {
	t.Helper()
	var answer struct{ Device struct{ Status string } }
	admin.Must(t, `query($id: ID!) { device(id: $id) { status fetches { result file userAgent source } terminal { userAgent } } }`, map[string]any{"id": id}, &answer)
	return answer.Device.Status
}

// resync lets the switchboard tell the telephone to fetch anew, and waits until it has heard.
func resync(t *testing.T, admin *testrig.Client, id string, heard chan phone.Event) {
	t.Helper()
	var answer struct {
		DeviceResync struct {
			Errors []struct{ Message string }
		}
	}
	admin.Must(t, `mutation($id: ID!) { deviceResync(id: $id) { device { id } errors { path message code } } }`, map[string]any{"id": id}, &answer)
	if len(answer.DeviceResync.Errors) > 0 {
		t.Errorf("%+v", answer)
	}
	limit := time.After(10 * time.Second)
	for {
		select {
		case e := <-heard:
			if e.Kind == phone.Notified {
				if e.Reason != "check-sync;reboot=false" {
					t.Errorf("told %q", e.Reason)
				}
				return
			}
		case <-limit:
			t.Fatal("the telephone was not told")
		}
	}
}
