package switchboard

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"graphpbx/models"
	"graphpbx/provision"
	"graphpbx/switchboard/journal"
)

const (
	yealinkMAC   = "805ec0112233"
	yealinkFile  = yealinkMAC + ".cfg"
	yealinkAgent = "Yealink SIP-T54W 96.86.0.70 80:5e:c0:11:22:33"
)

var devicePlace = DevicePlace{Host: "pbx.example", Port: 5060, Transport: models.TransportUDP, URL: "https://pbx.example/provision/"}

// device prepares a T54W.
func (r *rig) device(u models.User, window time.Duration) (models.Device, string) {
	r.t.Helper()
	d, token, err := r.ProvisionDevice(r.t.Context(), admin, NewDevice{MAC: "80:5E:C0:11:22:33", Model: "yealink t54w", UserID: u.ID, Window: window})
	if err != nil {
		r.t.Fatal(err)
	}
	return d, token
}

// fetch asks for a file, from an address of its own where none is given.
func (r *rig) fetch(token, file, agent string) (string, bool) {
	return r.fetchFrom("192.0.2.9:1234", token, file, agent)
}

func (r *rig) fetchFrom(source, token, file, agent string) (string, bool) {
	rendered, given := r.DeviceFile(DeviceRequest{Token: token, File: file, UserAgent: agent, Source: netip.MustParseAddrPort(source), Place: devicePlace})
	return string(rendered.Content), given
}

func (r *rig) deviceNow(id string) models.Device {
	r.t.Helper()
	d, found := r.Device(admin, id)
	if !found {
		r.t.Fatal("no such device")
	}
	return d
}

func TestWhoGetsAFile(t *testing.T) {
	for name, c := range map[string]struct {
		window      time.Duration
		token       bool
		file, agent string
		nobody      bool // the device has no user
		want        models.DeviceFetchResult
		status      models.DeviceStatus
	}{
		"token":                      {token: true, file: yealinkFile, agent: yealinkAgent, want: models.FetchDelivered, status: models.DeviceFetched},
		"token, silent agent":        {token: true, file: yealinkFile, want: models.FetchDelivered, status: models.DeviceFetched},
		"token, other MAC in path":   {token: true, file: "805ec0112234.cfg", agent: yealinkAgent, want: models.FetchMismatch, status: models.DeviceFailed},
		"token, other MAC in agent":  {token: true, file: yealinkFile, agent: "Yealink SIP-T54W 96.86.0.70 805ec0112234", want: models.FetchMismatch, status: models.DeviceFailed},
		"token, odd agent with MAC":  {token: true, file: yealinkFile, agent: "Toaster 80:5e:c0:11:22:34", want: models.FetchMismatch, status: models.DeviceFailed},
		"token, other make":          {token: true, file: yealinkFile, agent: "Fanvil X5U-V2 2.12.16.17 " + yealinkMAC, want: models.FetchMismatch, status: models.DeviceFailed},
		"token, other file":          {token: true, file: "y000000000000.boot", agent: yealinkAgent, want: models.FetchNoSuchFile, status: models.DevicePrepared},
		"token, file of other make":  {token: true, file: "cfg" + yealinkMAC + ".xml", agent: yealinkAgent, want: models.FetchNoSuchFile, status: models.DevicePrepared},
		"token, nobody's":            {token: true, file: yealinkFile, agent: yealinkAgent, nobody: true, want: models.FetchNoUser, status: models.DevicePrepared},
		"window":                     {window: time.Hour, file: yealinkFile, agent: yealinkAgent, want: models.FetchDelivered, status: models.DeviceFetched},
		"window, make without MAC":   {window: time.Hour, file: yealinkFile, agent: "Yealink SIP-T54W 96.86.0.70", want: models.FetchDelivered, status: models.DeviceFetched},
		"window, silent agent":       {window: time.Hour, file: yealinkFile, want: models.FetchMismatch, status: models.DevicePrepared},
		"window, browser":            {window: time.Hour, file: yealinkFile, agent: "Mozilla/5.0", want: models.FetchMismatch, status: models.DevicePrepared},
		"window, other MAC in agent": {window: time.Hour, file: yealinkFile, agent: "Yealink SIP-T54W 96.86.0.70 805ec0112234", want: models.FetchMismatch, status: models.DevicePrepared},
		"window closed":              {file: yealinkFile, agent: yealinkAgent, want: models.FetchWindowClosed, status: models.DevicePrepared},
		"unknown MAC":                {window: time.Hour, file: "805ec0112234.cfg", agent: "Yealink SIP-T54W 96.86.0.70 805ec0112234", want: models.FetchUnknown, status: models.DevicePrepared},
		"no MAC in the path":         {window: time.Hour, file: "snomD785.htm", agent: yealinkAgent, want: models.FetchUnknown, status: models.DevicePrepared},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t).start()
			u := r.user("anna", "21")
			if c.nobody {
				u = models.User{}
			}
			d, token := r.device(u, c.window)
			if !c.token {
				token = ""
			}
			before := r.Journal().Head()
			text, given := r.fetch(token, c.file, c.agent)
			if given != (c.want == models.FetchDelivered) || given != strings.Contains(text, "account.1.user_name = anna\n") {
				t.Errorf("given: %v %q", given, text)
			}
			log, err := r.DeviceFetches(admin, "", 10)
			if err != nil || len(log) != 1 || log[0].Result != c.want || log[0].Source.String() != "192.0.2.9:1234" || log[0].File != c.file {
				t.Errorf("log: %+v %v", log, err)
			}
			now := r.deviceNow(d.ID)
			if now.Status != c.status {
				t.Errorf("status %s, want %s", now.Status, c.status)
			}
			told := len(r.sinceThen(before, journal.TopicDevice)) == 1 && now.LastFetch != nil && now.LastFetch.Result == c.want
			if told != (c.want != models.FetchUnknown) {
				t.Errorf("told: %v, %+v", told, now.LastFetch)
			}
			if again, _ := r.fetch(token, c.file, c.agent); again != text {
				t.Error("the file is not stable")
			}
		})
	}
}

func TestWrongTokenIsAStranger(t *testing.T) {
	r := newRig(t).start()
	d, token := r.device(r.user("anna", ""), time.Hour)
	for _, wrong := range []string{token[:len(token)-1], token + "A", strings.ToLower(token), d.ID, "x"} {
		if _, given := r.fetch(wrong, yealinkFile, yealinkAgent); given {
			t.Errorf("%q opens the file", wrong)
		}
	}
	if log, _ := r.DeviceFetches(admin, d.ID, 50); len(log) != 0 {
		t.Errorf("%+v", log)
	}
	if _, given := r.fetch(token, yealinkFile, yealinkAgent); !given {
		t.Error("the token opens nothing")
	}
}

func TestTheWindowCloses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := models.Device{MAC: yealinkMAC, Family: models.FamilyYealink, UserID: "usr_x", WindowUntil: time.Now().Add(time.Hour)}
		if !d.WindowOpen(time.Now()) {
			t.Error("closed at once")
		}
		time.Sleep(time.Hour)
		if d.WindowOpen(time.Now()) {
			t.Error("open for ever")
		}
	})
	r := newRig(t).start()
	d, token := r.device(r.user("anna", ""), time.Hour)
	if text, given := r.fetch("", yealinkFile, yealinkAgent); !given || !strings.Contains(text, "url = https://pbx.example/provision/"+token+"/\n") {
		t.Fatal("the file does not lead to the token")
	}
	if _, given := r.fetch(token, yealinkFile, yealinkAgent); !given {
		t.Fatal("the token does not open")
	}
	if _, given := r.fetch("", yealinkFile, yealinkAgent); given || !r.deviceNow(d.ID).WindowUntil.IsZero() {
		t.Error("the MAC alone still opens after the token came")
	}
	if _, err := r.OpenDeviceWindow(t.Context(), admin, d.ID, time.Hour); err != nil {
		t.Fatal(err)
	}
	if _, given := r.fetch("", yealinkFile, yealinkAgent); !given {
		t.Error("an opened window does not open")
	}
	if _, err := r.OpenDeviceWindow(t.Context(), admin, d.ID, 0); err != nil {
		t.Fatal(err)
	}
	if _, given := r.fetch("", yealinkFile, yealinkAgent); given {
		t.Error("a closed window opens")
	}
	for _, bad := range []time.Duration{-time.Second, 49 * time.Hour} {
		if _, err := r.OpenDeviceWindow(t.Context(), admin, d.ID, bad); problem(t, err).Code != models.ProblemInvalid {
			t.Error(err)
		}
	}
}

func TestGuessersAreHeldUpAndOwnersAreNot(t *testing.T) {
	r := newRig(t).start()
	d, token := r.device(r.user("anna", ""), time.Hour)
	for i := range refusedFetches + 5 {
		r.fetch("", fmt.Sprintf("805ec0%06x.cfg", i), "Yealink SIP-T54W 96.86.0.70")
	}
	if log, _ := r.DeviceFetches(admin, "", 100); len(log) != r.Switchboard.blocking.settings.get().Blocking.Attempts*wholeWeight/macWeight {
		t.Errorf("%d guesses were looked at", len(log))
	}
	if _, given := r.fetch("", yealinkFile, yealinkAgent); given {
		t.Error("a guesser hits at last")
	}
	if _, given := r.fetch(token, yealinkFile, yealinkAgent); !given {
		t.Error("the telephone behind the same address has to suffer")
	}
	if _, err := r.OpenDeviceWindow(t.Context(), admin, d.ID, time.Hour); err != nil {
		t.Fatal(err)
	}
	if _, given := r.fetchFrom("[2001:db8::9]:1", "", yealinkFile, yealinkAgent); !given {
		t.Error("others have to suffer")
	}
}

func TestHostileRequestsLeaveNothingBehind(t *testing.T) {
	r := newRig(t).start()
	_, token := r.device(r.user("anna", ""), 0)
	for _, agent := range []string{"a\r\nb", "\x00\x1b[31m", strings.Repeat("x", 100_000), "\xff\xfe", "\u202eevil"} {
		r.fetch(token, yealinkFile, agent)
	}
	for _, file := range []string{token, "../../etc/passwd", strings.Repeat("a", 100_000), "a\nb.cfg", "<script>.cfg", "\xff.cfg"} {
		r.fetch(token, file, yealinkAgent)
		r.fetch("", file, yealinkAgent)
	}
	log, _ := r.DeviceFetches(admin, "", 100)
	for _, f := range log {
		if strings.ContainsAny(f.UserAgent+f.File, "\r\n\x00\x1b<>\u202e") || len(f.UserAgent) > 200 || len(f.File) > 64 || strings.Contains(f.File, token) {
			t.Errorf("%+v", f)
		}
	}
}

func TestDeviceSurvivesARestart(t *testing.T) {
	r := newRig(t).start()
	u := r.user("anna", "21")
	d, token := r.device(u, time.Hour)
	r.fetch(token, yealinkFile, yealinkAgent)
	before := r.deviceNow(d.ID)
	r.stop()
	r.start()
	after := r.deviceNow(d.ID)
	if after.Status != models.DeviceFetched || after.ConfigHash != before.ConfigHash || after.WindowOpen(time.Now()) || after.LastFetch == nil || after.MAC != yealinkMAC {
		t.Errorf("before %+v\nafter  %+v", before, after)
	}
	if log, _ := r.DeviceFetches(admin, d.ID, 10); len(log) != 1 || log[0].Result != models.FetchDelivered {
		t.Errorf("%+v", log)
	}
	if _, given := r.fetch(token, yealinkFile, yealinkAgent); !given {
		t.Error("the token opens nothing any more")
	}
}

func TestDeviceIsFoundAmongTheTerminals(t *testing.T) {
	for name, c := range map[string]struct {
		agent, instance string
		want            bool
	}{
		"MAC in the agent":      {agent: yealinkAgent, want: true},
		"MAC in the instance":   {agent: "Yealink SIP-T54W 96.86.0.70", instance: "urn:uuid:00000000-0000-1000-8000-805EC0112233", want: true},
		"same make":             {agent: "Yealink SIP-T54W 96.86.0.70", want: true},
		"says nothing":          {agent: "", want: true},
		"other make":            {agent: "snomD785/10.1.169.16", want: false},
		"another device's MAC":  {agent: "Yealink SIP-T54W 96.86.0.70 805ec0112299", want: false},
		"softphone of the user": {agent: "Fanvil X5U-V2 2.12.16.17", want: false},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t).start()
			u := r.user("anna", "21")
			d, token := r.device(u, 0)
			if _, _, err := r.ProvisionDevice(t.Context(), admin, NewDevice{MAC: "805ec0112299", Model: "T46S"}); err != nil {
				t.Fatal(err)
			}
			r.fetch(token, yealinkFile, yealinkAgent)
			b := binding(u.ID, "x", time.Now())
			b.UserAgent, b.InstanceID = c.agent, c.instance
			r.engine.change(models.BindingChange{Binding: b})
			now := r.deviceNow(d.ID)
			if got := now.Status == models.DeviceRegistered && now.TerminalID == b.TerminalID; got != c.want {
				t.Errorf("%+v", now)
			}
			r.engine.change(models.BindingChange{Binding: b, Gone: true})
			if now = r.deviceNow(d.ID); now.TerminalID != "" || c.want != (now.Status == models.DeviceRegistered) {
				t.Errorf("gone: %+v", now)
			}
		})
	}
}

func TestChangesOfADevice(t *testing.T) {
	r := newRig(t).start()
	anna, bert := r.user("anna", "21"), r.user("bert", "22")
	d, token := r.device(anna, 0)
	first, _ := r.fetch(token, yealinkFile, yealinkAgent)
	preview, err := r.PreviewDevice(admin, d.ID, devicePlace)
	if err != nil || preview.Changed || strings.Contains(preview.Content, token) || !strings.Contains(preview.Content, "password = "+secretMask) {
		t.Errorf("%v: %+v", err, preview)
	}
	keys := []models.DeviceKey{{Kind: models.KeyLine}, {Kind: models.KeyBLF, Value: "21", Label: "Anna"}}
	version := d.Version
	d, fresh, err := r.UpdateDevice(t.Context(), admin, d.ID, DevicePatch{Version: version, UserID: &bert.ID, Keys: &keys})
	if err != nil || fresh != "" || d.Status != models.DevicePrepared || d.Version != version+1 {
		t.Fatalf("%+v %q %v", d, fresh, err)
	}
	preview, err = r.PreviewDevice(admin, d.ID, devicePlace)
	told := fmt.Sprint(preview.Difference)
	if err != nil || !preview.Changed || !strings.Contains(told, "{REMOVED account.1.user_name = anna}") ||
		!strings.Contains(told, "{ADDED account.1.user_name = bert}") || !strings.Contains(told, "{KEPT account.1.enable = 1}") {
		t.Errorf("%v: %s", err, told)
	}
	if second, _ := r.fetch(token, yealinkFile, yealinkAgent); second == first || !strings.Contains(second, "linekey.2.value = 21\n") {
		t.Error(second)
	}
	if _, err := r.ResetAccess(t.Context(), admin, bert.ID, AccessReset{}); err != nil {
		t.Fatal(err)
	}
	if preview, _ = r.PreviewDevice(admin, d.ID, devicePlace); !preview.Changed || slices.ContainsFunc(preview.Difference, notKept) {
		t.Errorf("a new password: %+v", preview.Difference)
	}
	d, fresh, err = r.UpdateDevice(t.Context(), admin, d.ID, DevicePatch{Version: d.Version, NewToken: true})
	if err != nil || fresh == "" || fresh == token {
		t.Fatalf("%q %v", fresh, err)
	}
	if _, given := r.fetch(token, yealinkFile, yealinkAgent); given {
		t.Error("the old token opens")
	}
	if _, given := r.fetch(fresh, yealinkFile, yealinkAgent); !given {
		t.Error("the new token does not open")
	}
	if err := r.DeleteUser(t.Context(), admin, bert.ID); err != nil {
		t.Fatal(err)
	}
	if now := r.deviceNow(d.ID); now.UserID != "" || now.Status != models.DevicePrepared {
		t.Errorf("%+v", now)
	}
	if err := r.DeleteDevice(t.Context(), admin, d.ID); err != nil {
		t.Fatal(err)
	}
	if _, given := r.fetch(fresh, yealinkFile, yealinkAgent); given {
		t.Error("a deleted device gets its file")
	}
	if err := r.DeleteDevice(t.Context(), admin, d.ID); problem(t, err).Code != models.ProblemNotFound {
		t.Error(err)
	}
}

func TestBadDevicesAreRefusedAndNothingChanges(t *testing.T) {
	r := newRig(t).start()
	u := r.user("anna", "21")
	d, _ := r.device(u, 0)
	head := r.Journal().Head()
	good := NewDevice{MAC: "805ec0112299", Model: "T46S", UserID: u.ID}
	for name, c := range map[string]struct {
		spoil func(*NewDevice)
		code  models.ProblemCode
		path  string
	}{
		"no MAC":          {func(n *NewDevice) { n.MAC = "" }, models.ProblemInvalid, "input.mac"},
		"malformed MAC":   {func(n *NewDevice) { n.MAC = "80:5e:c0:11:22:zz" }, models.ProblemInvalid, "input.mac"},
		"overlong MAC":    {func(n *NewDevice) { n.MAC = strings.Repeat("8", 10_000) }, models.ProblemInvalid, "input.mac"},
		"group MAC":       {func(n *NewDevice) { n.MAC = "ff:ff:ff:ff:ff:ff" }, models.ProblemInvalid, "input.mac"},
		"taken MAC":       {func(n *NewDevice) { n.MAC = "80-5E-C0-11-22-33" }, models.ProblemTaken, "input.mac"},
		"unknown model":   {func(n *NewDevice) { n.Model = "toaster" }, models.ProblemInvalid, "input.model"},
		"foreign user":    {func(n *NewDevice) { n.UserID = "usr_nobody" }, models.ProblemNotFound, "input.userId"},
		"label in lines":  {func(n *NewDevice) { n.Label = "a\nb" }, models.ProblemInvalid, "input.label"},
		"overlong label":  {func(n *NewDevice) { n.Label = strings.Repeat("ü", 101) }, models.ProblemInvalid, "input.label"},
		"injecting key":   {func(n *NewDevice) { n.Keys = []models.DeviceKey{{Kind: models.KeyBLF, Value: "22\nx = y"}} }, models.ProblemInvalid, "input.keys.0"},
		"park elsewhere":  {func(n *NewDevice) { n.Keys = []models.DeviceKey{{Kind: models.KeyPark, Value: "900"}} }, models.ProblemInvalid, "input.keys.0"},
		"too many keys":   {func(n *NewDevice) { n.Keys = make([]models.DeviceKey, 28) }, models.ProblemLimit, "input.keys"},
		"keys on a base":  {func(n *NewDevice) { n.Model, n.Keys = "W70B", []models.DeviceKey{{Kind: models.KeyLine}} }, models.ProblemLimit, "input.keys"},
		"window too long": {func(n *NewDevice) { n.Window = 100 * time.Hour }, models.ProblemInvalid, "input.windowFor"},
	} {
		bad := good
		c.spoil(&bad)
		_, token, err := r.ProvisionDevice(t.Context(), admin, bad)
		if p := problem(t, err); p.Code != c.code || strings.Join(p.Path, ".") != c.path || token != "" {
			t.Errorf("%s: %+v", name, p)
		}
	}
	if _, _, err := r.UpdateDevice(t.Context(), admin, d.ID, DevicePatch{Version: 7}); problem(t, err).Code != models.ProblemConflict {
		t.Error(err)
	}
	if _, _, err := r.UpdateDevice(t.Context(), admin, "dev_gone", DevicePatch{}); problem(t, err).Code != models.ProblemNotFound {
		t.Error(err)
	}
	if _, err := r.ResyncDevice(t.Context(), admin, d.ID); problem(t, err).Code != models.ProblemUnreachable {
		t.Error(err)
	}
	user := models.Viewer{UserID: u.ID, Role: models.RoleSupervisor}
	if _, _, err := r.ProvisionDevice(t.Context(), user, good); problem(t, err).Code != models.ProblemForbidden {
		t.Error(err)
	}
	if events := r.sinceThen(head, journal.TopicDevice); len(events) != 0 {
		t.Errorf("%d events", len(events))
	}
	if stored, err := r.store.Devices(t.Context()); err != nil || len(stored) != 1 {
		t.Errorf("%d stored, %v", len(stored), err)
	}
}

func notKept(line provision.DifferenceLine) bool { return line.Kind != provision.LineKept }

func TestResync(t *testing.T) {
	r := newRig(t).start()
	u := r.user("anna", "21")
	d, token := r.device(u, 0)
	r.fetch(token, yealinkFile, yealinkAgent)
	b := binding(u.ID, "x", time.Now())
	b.UserAgent = yealinkAgent
	r.engine.change(models.BindingChange{Binding: b})
	if _, err := r.ResyncDevice(t.Context(), admin, d.ID); err != nil || !slices.Contains(r.engine.told(), "resync "+u.ID+" "+b.TerminalID) {
		t.Errorf("%v %v", err, r.engine.told())
	}
	r.engine.deaf = models.Problems{{Code: models.ProblemUnreachable}}
	if _, err := r.ResyncDevice(t.Context(), admin, d.ID); !errors.As(err, &models.Problems{}) {
		t.Error(err)
	}
}

func TestAThousandDevices(t *testing.T) {
	r := newRig(t).start()
	u := r.user("anna", "21")
	for i := range 1000 {
		n := NewDevice{MAC: fmt.Sprintf("805ec0%06x", i), Model: "T54W", Label: fmt.Sprint("Room-", i)}
		if i == 777 {
			n.UserID = u.ID
		}
		if _, _, err := r.ProvisionDevice(t.Context(), admin, n); err != nil {
			t.Fatal(err)
		}
	}
	seen, after := 0, ""
	for {
		page, err := r.Devices(admin, DeviceQuery{First: 300, After: after})
		if err != nil || page.Total != 1000 {
			t.Fatal(page.Total, err)
		}
		seen += len(page.Devices)
		if after = DeviceCursor(&page.Devices[len(page.Devices)-1]); !page.HasNext {
			break
		}
	}
	if seen != 1000 {
		t.Errorf("%d of 1000 devices listed", seen)
	}
	for search, want := range map[string]int{"anna": 1, "room-77": 11, "00:03:09": 1, "yealink t54w": 1000, "snom": 0} {
		if page, _ := r.Devices(admin, DeviceQuery{First: 1, Search: search}); page.Total != want {
			t.Errorf("%q: %d, want %d", search, page.Total, want)
		}
	}
	if _, err := r.Devices(models.Viewer{Role: models.RoleUser}, DeviceQuery{First: 1}); problem(t, err).Code != models.ProblemForbidden {
		t.Error(err)
	}
}

// Telephones get their files while the database is away, and what they did is written when it is back; people's changes
// are refused meanwhile, wholly.
func TestDevicesWhileTheDatabaseIsAway(t *testing.T) {
	r := newRig(t).start()
	d, token := r.device(r.user("anna", "21"), 0)
	r.store.away.Store(true)
	if _, given := r.fetch(token, yealinkFile, yealinkAgent); !given {
		t.Error("no file while the database is away")
	}
	head, before := r.Journal().Head(), r.deviceNow(d.ID)
	label := "Lager"
	_, secret, err := r.UpdateDevice(t.Context(), admin, d.ID, DevicePatch{Version: d.Version, Label: &label, NewToken: true})
	if !errors.Is(err, ErrUnavailable) || secret != "" {
		t.Errorf("%v %q", err, secret)
	}
	if _, _, err := r.ProvisionDevice(t.Context(), admin, NewDevice{MAC: "805ec0112299", Model: "T46S"}); !errors.Is(err, ErrUnavailable) {
		t.Error(err)
	}
	if err := r.DeleteDevice(t.Context(), admin, d.ID); !errors.Is(err, ErrUnavailable) {
		t.Error(err)
	}
	if now := r.deviceNow(d.ID); now.Version != before.Version || now.TokenHash != before.TokenHash || len(r.sinceThen(head, journal.TopicDevice)) != 0 {
		t.Errorf("changed all the same: %+v", now)
	}
	if err := r.writeDevices(t.Context()); !errors.Is(err, ErrUnavailable) {
		t.Error(err)
	}
	r.store.away.Store(false)
	if err := r.writeDevices(t.Context()); err != nil {
		t.Fatal(err)
	}
	stored, err := r.store.Devices(t.Context())
	if err != nil || len(stored) != 1 || stored[0].Status != models.DeviceFetched || len(stored[0].Fetches) != 1 {
		t.Errorf("%+v %v", stored, err)
	}
	if strings.Contains(fmt.Sprintf("%+v", stored), token) {
		t.Error("the database knows the token in clear")
	}
}

// The log of a telephone that asks in a loop stays short.
func TestFetchLogIsBounded(t *testing.T) {
	r := newRig(t).start()
	d, token := r.device(r.user("anna", "21"), 0)
	for range maxDeviceLog + 10 {
		r.fetch(token, "y000000000000.boot", yealinkAgent)
	}
	r.fetch(token, yealinkFile, yealinkAgent)
	own, _ := r.DeviceFetches(admin, d.ID, 10_000)
	all, _ := r.DeviceFetches(admin, "", 10_000)
	if len(own) != models.MaxDeviceFetches || own[0].Result != models.FetchDelivered || len(all) > maxDeviceLog || all[0] != own[0] {
		t.Errorf("%d and %d entries, newest %+v", len(own), len(all), own[0])
	}
}
