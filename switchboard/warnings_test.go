package switchboard

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"graphpbx/models"
	"graphpbx/switchboard/journal"
)

// warned returns the kinds of the present warnings of a telephone.
func (r *rig) warned(u models.User) (kinds []models.WarningKind) {
	for _, w := range r.telephone(u).Warnings {
		kinds = append(kinds, w.Kind)
	}
	return kinds
}

func TestWarningsComeAndGo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t).start()
		anna := r.user("anna", "")
		var devices []models.Binding
		for n := range 4 {
			devices = append(devices, r.register(anna, fmt.Sprint("d", n)))
			time.Sleep(time.Second)
		}
		if got := r.warned(anna); !slices.Equal(got, []models.WarningKind{models.WarningDisplaced}) {
			t.Errorf("with four devices %v", got)
		}
		first := r.telephone(anna).Warnings[0]
		deaf := devices[3]
		deaf.Reachable = false
		time.Sleep(time.Minute)
		r.engine.change(models.BindingChange{Binding: deaf})
		if got := r.warned(anna); !slices.Equal(got, []models.WarningKind{models.WarningDisplaced, models.WarningUnreachable}) {
			t.Errorf("with a deaf one %v", got)
		}
		if now := r.telephone(anna).Warnings[0]; !now.Since.Equal(first.Since) || now.TerminalIDs[0] != deaf.TerminalID || now.Devices != 4 || now.Limit != 3 {
			t.Errorf("%+v after %+v", now, first)
		}
		all, err := r.Warnings(admin)
		if err != nil || len(all) != 2 || all[0].Warning.Kind != models.WarningUnreachable || all[0].TelephoneID != models.TelephoneID(anna.ID) {
			t.Errorf("%+v, %v", all, err)
		}
		told := r.Journal().Head()
		r.engine.change(models.BindingChange{Binding: deaf, Gone: true})
		if got := r.warned(anna); len(got) != 1 || got[0] != models.WarningFlapping {
			t.Errorf("the set has changed three times: %v", got)
		}
		events := r.sinceThen(told, journal.TopicTelephone)
		if past := events[len(events)-1].Value.(models.Telephone).PastWarnings; len(past) != 2 || past[0].Until.IsZero() || past[0].Since.IsZero() {
			t.Errorf("past %+v", past)
		}
		if text := r.telephone(anna).Warnings[0].Text(models.LanguageEnglish); !strings.Contains(text, "3 devices share 3 places") {
			t.Error(text)
		}
		told = r.Journal().Head()
		time.Sleep(models.FlappingTime)
		if got := r.warned(anna); len(got) != 0 {
			t.Errorf("half an hour later %v", got)
		}
		if events := r.sinceThen(told, journal.TopicTelephone); len(events) != 1 {
			t.Errorf("%d events tell that it is over", len(events))
		}
		if p := problem(t, second(r.Warnings(models.Viewer{Role: models.RoleUser}))); p.Code != models.ProblemForbidden {
			t.Errorf("%+v", p)
		}
		r.stop()
	})
}

func TestDevicesAtTooManyPlaces(t *testing.T) {
	r := newRig(t).start()
	anna := r.user("anna", "")
	for n, address := range []string{"198.51.100.1", "198.51.100.2", "10.0.0.7", "[2001:db8::1]", "[2001:db8::2]", "203.0.113.9"} {
		if got := r.warned(anna); slices.Contains(got, models.WarningSeveralAddresses) {
			t.Errorf("%d devices: %v", n, got)
		}
		b := binding(anna.ID, fmt.Sprint("d", n), time.Now())
		b.Remote = netip.MustParseAddrPort(address + ":5060")
		r.engine.change(models.BindingChange{Binding: b})
	}
	if w := warningOf(r.telephone(anna).Warnings, models.WarningSeveralAddresses); w == nil || w.Limit != 4 || w.Devices != 6 || len(w.TerminalIDs) != 5 {
		t.Errorf("%+v", r.telephone(anna).Warnings)
	}
}

func TestTerminalsHaveNames(t *testing.T) {
	r := newRig(t).start()
	anna, bert := r.user("anna", ""), r.user("bert", "")
	desk := r.register(anna, "desk")
	own, other := models.Viewer{UserID: anna.ID, Role: models.RoleUser}, models.Viewer{UserID: bert.ID, Role: models.RoleUser}
	told := r.Journal().Head()
	if terminal, err := r.NameTerminal(t.Context(), own, desk.TerminalID, "  Küche "); err != nil || terminal.Name != "Küche" {
		t.Fatal(terminal, err)
	}
	if events := r.sinceThen(told, journal.TopicTelephone); len(events) != 1 || events[0].Value.(models.Telephone).Terminals[0].Name != "Küche" {
		t.Errorf("told %+v", events)
	}
	r.engine.change(models.BindingChange{Binding: desk, Gone: true})
	r.stop()
	r.engine = &engine{}
	r.start()
	r.register(anna, "desk")
	if name := r.telephone(anna).Terminals[0].Name; name != "Küche" {
		t.Errorf("after a restart it is called %q", name)
	}
	for name, c := range map[string]struct {
		viewer   models.Viewer
		id, text string
		code     models.ProblemCode
	}{
		"of somebody else": {other, desk.TerminalID, "x", models.ProblemForbidden},
		"of nobody":        {admin, "trm_x", "x", models.ProblemNotFound},
		"too long":         {own, desk.TerminalID, strings.Repeat("x", models.MaxName+1), models.ProblemInvalid},
		"two lines":        {own, desk.TerminalID, "a\nb", models.ProblemInvalid},
	} {
		if p := problem(t, second(r.NameTerminal(t.Context(), c.viewer, c.id, c.text))); p.Code != c.code {
			t.Errorf("%s: %+v", name, p)
		}
	}
	if p := problem(t, r.UnregisterTerminal(other, desk.TerminalID)); p.Code != models.ProblemForbidden {
		t.Errorf("%+v", p)
	}
	if terminal, err := r.ProbeTerminal(own, desk.TerminalID); err != nil || terminal.ID != desk.TerminalID {
		t.Error(err)
	}
	if terminal, err := r.NameTerminal(t.Context(), admin, desk.TerminalID, ""); err != nil || terminal.Name != "" {
		t.Error(terminal, err)
	}
	if err := r.UnregisterTerminal(own, desk.TerminalID); err != nil || len(r.telephone(anna).Terminals) != 0 {
		t.Error(err)
	}
}
