package switchboard

import (
	"slices"
	"strings"
	"testing"

	"graphpbx/models"
	"graphpbx/switchboard/journal"
)

// service changes the echo test.
func (r *rig) service(number models.PhoneNumber, enabled bool) error {
	r.t.Helper()
	_, err := r.UpdateServiceNumber(r.t.Context(), admin, "svc_echo_test", ServiceNumberPatch{Number: &number, Enabled: &enabled})
	return err
}

func (r *rig) routed(from models.User, dialled string) models.CallPlan {
	return r.Route(models.CallQuestion{From: from.Account(), Dialled: dialled})
}

func TestAServiceGetsAnotherNumber(t *testing.T) {
	r := newRig(t).start()
	anna := r.user("anna", "201")
	if plan := r.routed(anna, "900"); plan.Service != models.ServiceEchoTest {
		t.Errorf("900: %+v", plan)
	}
	if err := r.service("990", true); err != nil {
		t.Fatal(err)
	}
	if plan := r.routed(anna, "990"); plan.Service != models.ServiceEchoTest || plan.To.Number != "990" {
		t.Errorf("990: %+v", plan)
	}
	if r.IsFree("990") || !r.IsFree("900") {
		t.Errorf("990 is free: %v, 900 is free: %v", r.IsFree("990"), r.IsFree("900"))
	}
	p := problem(t, third(r.CreateUser(t.Context(), admin, NewUser{User: models.User{Username: "beat", Extension: "990"}})))
	if p.Code != models.ProblemReserved || !strings.HasPrefix(p.Message, "990 is the echo test") {
		t.Errorf("%+v", p)
	}
	r.user("beat", "900")
	r.stop()
	r.start()
	if plan := r.routed(anna, "990"); plan.Service != models.ServiceEchoTest {
		t.Errorf("after a restart, 990: %+v", plan)
	}
	if plan := r.routed(anna, "900"); plan.Service != "" || plan.To.UserID == "" {
		t.Errorf("900: %+v", plan)
	}
}

func TestAServiceIsSwitchedOff(t *testing.T) {
	r := newRig(t).start()
	anna := r.user("anna", "201")
	if err := r.service("900", false); err != nil {
		t.Fatal(err)
	}
	if plan := r.routed(anna, "900"); plan.Refuse == nil || plan.Refuse.Reason != "900 is the echo test: switched off" {
		t.Errorf("%+v", plan)
	}
	if r.IsFree("900") {
		t.Error("a service that is switched off has lost its number")
	}
}

func TestFaultsOfAServiceNumberAreNamed(t *testing.T) {
	r := newRig(t).start()
	r.user("anna", "201")
	r.user("4711", "")
	before := r.NumberingPlan()
	for number, want := range map[models.PhoneNumber]struct {
		code models.ProblemCode
		says string
	}{
		"201":                    {models.ProblemTaken, "201 is the internal number of anna"},
		"4711":                   {models.ProblemTaken, "4711 is the username of 4711"},
		"901":                    {models.ProblemReserved, "901 is the announcement of the own number"},
		"705":                    {models.ProblemReserved, "705 is parking slot 5"},
		"":                       {models.ProblemInvalid, "the number is missing"},
		"  ":                     {models.ProblemInvalid, "the number is missing"},
		"9":                      {models.ProblemInvalid, "at least 2 digits"},
		"*90":                    {models.ProblemInvalid, "use digits alone"},
		"9\r\n0":                 {models.ProblemInvalid, "use digits alone"},
		"1234567890123456":       {models.ProblemInvalid, "at most 15 digits"},
		models.PhoneNumber(long): {models.ProblemInvalid, "at most 15 digits"},
	} {
		p := problem(t, r.service(number, true))
		if p.Code != want.code || strings.Join(p.Path, ".") != "input.number" || !strings.Contains(p.Message, want.says) || len(p.Message) > 300 {
			t.Errorf("%.20q: %+v", number, p)
		}
	}
	if p := problem(t, second(r.UpdateServiceNumber(t.Context(), admin, "svc_x", ServiceNumberPatch{}))); p.Code != models.ProblemNotFound || p.Path[0] != "id" {
		t.Errorf("%+v", p)
	}
	user := models.Viewer{UserID: "usr_x", Role: models.RoleSupervisor}
	if p := problem(t, second(r.UpdateServiceNumber(t.Context(), user, "svc_echo_test", ServiceNumberPatch{}))); p.Code != models.ProblemForbidden {
		t.Errorf("%+v", p)
	}
	if r.NumberingPlan() != before {
		t.Error("a refusal changed the plan")
	}
	if err := r.service(" 900 ", true); err != nil { // its own
		t.Error(err)
	}
}

var long = strings.Repeat("9", 5000)

func TestNumberHolder(t *testing.T) {
	r := newRig(t).start()
	r.user("anna", "201")
	for number, want := range map[models.PhoneNumber]string{
		"201": "201 is the internal number of anna", "anna": "anna is the username of anna, which is dialled as well",
		"900": "900 is the echo test", "202": "", "": "",
	} {
		holder, held := r.NumberHolder(number)
		if held != (want != "") || holder.Sentence != want || held && (holder.User != nil) == (holder.Service != nil) {
			t.Errorf("%q: %+v, %v", number, holder, held)
		}
	}
}

func TestNumbersAreProposed(t *testing.T) {
	r := newRig(t).start()
	services := 26 // all between 700 and 902, and 911
	if got := r.NumberRanges()[0]; got != (models.NumberRange{First: "200", Last: "999", Free: 800 - services}) {
		t.Errorf("%+v", got)
	}
	r.user("anna", "200")
	r.user("201", "201")
	r.user("202", "")
	if next, found := r.NextExtension(); next != "203" || !found {
		t.Errorf("next is %s, %v", next, found)
	}
	if got := r.NumberRanges()[0].Free; got != 800-services-3 {
		t.Errorf("%d are free", got)
	}
}

// While the database is away nothing changes, and the plan can be read.
func TestServiceNumbersWithoutDatabase(t *testing.T) {
	r := newRig(t).start()
	r.store.away.Store(true)
	defer r.store.away.Store(false)
	if err := r.service("990", true); err == nil {
		t.Error("changed without a database")
	}
	if service, found := r.NumberingPlan().Service("900"); !found || service.Kind != models.ServiceEchoTest {
		t.Errorf("%+v", service)
	}
}

// Numbers of emergency services belong to nobody inside, by the home country; dialling one without a line says so.
func TestEmergencyNumbersAreKept(t *testing.T) {
	for home, numbers := range map[string][]models.PhoneNumber{
		"DE": {"110", "112", "911"}, "CH": {"112", "117", "118", "144", "911"}, "US": {"112", "911"}, "GB": {"112", "911", "999"},
	} {
		chosen := newSettings(journal.New(10))
		all := *chosen.get()
		all.Numbering.HomeCountry = home
		chosen.put(all)
		kept := world{chosen}.emergencyNumbers()
		for _, number := range numbers {
			if !slices.Contains(kept, number) {
				t.Errorf("%s keeps %v, not %s", home, kept, number)
			}
		}
		if len(kept) > 20 {
			t.Errorf("%s keeps %v", home, kept)
		}
	}
	r := newRig(t).start()
	anna := r.user("anna", "201")
	for name, n := range map[string]models.User{"number": {Username: "bert", Extension: "112"}, "name": {Username: "110"}} {
		p := problem(t, third(r.CreateUser(t.Context(), admin, NewUser{User: n})))
		if p.Code != models.ProblemReserved || !strings.Contains(p.Message, "is an emergency number: choose another") {
			t.Errorf("%s: %+v", name, p)
		}
	}
	if err := r.service("900", true); err != nil {
		t.Error(err)
	}
	number := models.PhoneNumber("112")
	_, err := r.UpdateServiceNumber(t.Context(), admin, "svc_echo_test", ServiceNumberPatch{Number: &number})
	if p := problem(t, err); p.Code != models.ProblemReserved {
		t.Errorf("%+v", p)
	}
	if holder, held := r.NumberHolder("112"); !held || holder.Sentence != "112 is an emergency number" || holder.Service != nil || r.IsFree("112") {
		t.Errorf("%+v", holder)
	}
	if plan := r.routed(anna, "112"); plan.Refuse == nil || plan.Refuse.Cause != models.EndNoLine || !strings.Contains(plan.Refuse.Reason, "no line leads outside") {
		t.Errorf("%+v", plan)
	}
	if !slices.Contains(r.NumberingPlan().Emergency(), "112") {
		t.Error("a change of a service forgot the emergency numbers")
	}
}
