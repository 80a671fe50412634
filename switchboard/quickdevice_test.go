package switchboard

import (
	"context"
	"strings"
	"testing"
	"time"

	"graphpbx/models"
	"graphpbx/models/store"
	"graphpbx/testrig/postgres"
)

// The wizard prepares a telephone in the same step, and a telephone that cannot be prepared prevents the whole of it.
func TestQuickStartPreparesATelephone(t *testing.T) {
	for name, dsn := range map[string]func() string{"sqlite": func() string { return "" }, "postgres": func() string { return postgres.New(t) }} {
		t.Run(name, func(t *testing.T) {
			r := newRigOn(t, dsn()).start()
			w := wish("anna", "")
			w.Telephone = &NewDevice{MAC: "00:04:13:A1:1F:A7", Model: "d785", Label: "desk", Window: time.Hour}
			plan := r.wizard(w, QuickStartOptions{DryRun: true}).Plans[0]
			if p := plan.Telephone; p == nil || p.MAC != "000413a11fa7" || p.Model != "D785" || p.ID != "" || p.WindowUntil.IsZero() {
				t.Errorf("%+v", p)
			}
			if page, _ := r.Devices(admin, DeviceQuery{First: 9}); page.Total != 0 {
				t.Error("a dry run prepared a telephone")
			}
			made := r.wizard(w, QuickStartOptions{Key: "k"}).Started[0]
			if d := made.Telephone; d == nil || d.UserID != made.User.ID || d.Status != models.DevicePrepared || len(made.TelephoneToken) != 22 {
				t.Fatalf("%+v", made)
			}
			if again := r.wizard(w, QuickStartOptions{Key: "k"}); !again.Repeated || again.Started[0].TelephoneToken != "" {
				t.Errorf("%+v", again)
			}
			file := DeviceRequest{Token: made.TelephoneToken, File: "000413A11FA7.xml", UserAgent: "snomD785-SIP 10.1"}
			if _, given := r.DeviceFile(file); !given {
				t.Error("the telephone is not given its file")
			}
			if got := r.steps(made.User); got != "USER_CREATED LINK_CREATED FILE_FETCHED" {
				t.Error(got)
			}
			r.faultyTelephones(t)
			if got := r.holdings(); got != "2 2 1 0" {
				t.Error(got)
			}
			if devices := r.DevicesOf(made.User.ID); len(devices) != 1 || devices[0].MAC != "000413a11fa7" {
				t.Errorf("after a restart: %+v", devices)
			}
		})
	}
}

// faultyTelephones are refused with the whole wizard, where the telephone of anna is prepared already.
func (r *rig) faultyTelephones(t *testing.T) {
	for name, tc := range map[string]struct {
		telephone NewDevice
		code      models.ProblemCode
		path      string
	}{
		"taken":       {NewDevice{MAC: "000413a11fa7", Model: "D785"}, models.ProblemTaken, "input telephone mac"},
		"no MAC":      {NewDevice{MAC: "0004", Model: "D785"}, models.ProblemInvalid, "input telephone mac"},
		"no model":    {NewDevice{MAC: "000413a11fa8", Model: "Nosuch"}, models.ProblemInvalid, "input telephone model"},
		"long window": {NewDevice{MAC: "000413a11fa8", Model: "D785", Window: 99 * time.Hour}, models.ProblemInvalid, "input telephone windowFor"},
		"bad label":   {NewDevice{MAC: "000413a11fa8", Model: "D785", Label: "a\nb"}, models.ProblemInvalid, "input telephone label"},
		"bad key":     {NewDevice{MAC: "000413a11fa8", Model: "D785", Keys: []models.DeviceKey{{Kind: models.KeyPark, Value: "123"}}}, models.ProblemInvalid, "input telephone keys 0"},
	} {
		before, w := r.Journal().Head(), wish("bert", "")
		w.Telephone = &tc.telephone
		_, err := r.RunQuickStart(t.Context(), admin, []QuickStart{w}, QuickStartOptions{})
		if p := problem(t, err); p.Code != tc.code || strings.Join(p.Path, " ") != tc.path {
			t.Errorf("%s: %+v", name, p)
		}
		if r.Journal().Head() != before {
			t.Errorf("%s left events", name)
		}
	}
}

// A file prepares telephones by its columns mac and model; a faulty one of them is named, and nothing is made.
func TestQuickStartFileWithTelephones(t *testing.T) {
	r := newRig(t).start()
	run := func(text string, window time.Duration) (QuickStartResult, error) {
		return r.RunQuickStartFile(t.Context(), admin, QuickStartFile{CSV: strings.NewReader(text), Window: window}, QuickStartOptions{})
	}
	const good = "username,mac,model\nanna,00:04:13:a1:1f:a7,D785\nbert,,\n"
	for text, path := range map[string]string{
		good + "cleo,0004,D785\n":              "input csv 4 mac",
		good + "cleo,00:04:13:a1:1f:a8,\n":     "input csv 4 model",
		good + "cleo,,D785\n":                  "input csv 4 mac",
		good + "cleo,00:04:13:a1:1f:a7,D785\n": "input csv 4 mac",
	} {
		_, err := run(text, 0)
		if p := problem(t, err); strings.Join(p.Path, " ") != path || !strings.Contains(p.Message, "line") {
			t.Errorf("%q: %+v", text, p)
		}
	}
	if _, err := run(good, 49*time.Hour); strings.Join(problem(t, err).Path, " ") != "input windowFor" {
		t.Error(err)
	}
	if got := r.holdings(); got != "1 1 0 0" {
		t.Error(got)
	}
	result, err := run(good, time.Hour)
	if err != nil || result.Started[0].Telephone == nil || result.Started[1].Telephone != nil || !result.Started[0].Telephone.WindowOpen(time.Now()) {
		t.Errorf("%v %+v", err, result)
	}
	if _, err := r.ImportUsers(t.Context(), admin, strings.NewReader(good)); err == nil || !strings.Contains(err.Error(), `"mac" is no column`) {
		t.Error("an import takes telephones, which it does not prepare")
	}
}

// A telephone that the database refuses takes the user with it.
func TestQuickStartIsUndoneByTheDatabase(t *testing.T) {
	r := newRig(t).start()
	taken := store.StoredDevice{Device: models.Device{ID: "dev_other", MAC: "000413a11fa7", Family: models.FamilySnom, Model: "D785", Status: models.DevicePrepared}}
	if err := r.store.CreateDevice(context.Background(), taken); err != nil { // behind the switchboard's back
		t.Fatal(err)
	}
	w := wish("anna", "")
	w.Telephone = &NewDevice{MAC: "000413a11fa7", Model: "D785"}
	_, err := r.RunQuickStart(t.Context(), admin, []QuickStart{w}, QuickStartOptions{})
	if p := problem(t, err); p.Code != models.ProblemTaken || strings.Join(p.Path, " ") != "input telephone" {
		t.Errorf("%+v", p)
	}
	if got := r.holdings(); got != "1 1 0 0" {
		t.Error(got)
	}
}
