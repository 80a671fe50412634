package switchboard

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"graphpbx/models"
	"graphpbx/switchboard/journal"
)

// ring begins a call from one user to another, told as ringing.
func (r *rig) ring(id string, from, to models.User, device string) models.Call {
	call := models.Call{
		ID: id, State: models.CallRinging, Direction: models.DirectionInternal, StartedAt: time.Now(),
		From: models.Party{UserID: from.ID, Number: from.Extension}, To: models.Party{UserID: to.ID, Number: to.Extension},
		Legs: []models.CallLeg{
			{UserID: from.ID, TerminalID: "", Activity: models.ActivityDialling},
			{UserID: to.ID, TerminalID: device, Activity: models.ActivityRinging},
		},
	}
	r.CallChanged(call)
	return call
}

func (r *rig) answer(call models.Call) models.Call {
	call.State, call.AnsweredAt = models.CallConnected, time.Now()
	call.Legs = slices.Clone(call.Legs)
	for i := range call.Legs {
		call.Legs[i].Activity = models.ActivityConnected
	}
	r.CallChanged(call)
	return call
}

func (r *rig) end(call models.Call, cause models.EndCause) models.Call {
	call.State, call.EndedAt, call.Cause, call.Legs = models.CallEnded, time.Now(), cause, nil
	r.CallChanged(call)
	return call
}

func TestLifeOfACall(t *testing.T) {
	noLeaks(t)
	r := newRig(t).start()
	anna, bernd := r.user("anna", "201"), r.user("bernd", "202")
	desk := r.register(bernd, "desk")
	r.register(anna, "desk")
	before := r.Journal().Head()

	call := r.ring("cal_1", anna, bernd, desk.TerminalID)
	if a, b := r.telephone(anna), r.telephone(bernd); a.State != models.TelephoneBusy || b.State != models.TelephoneFree ||
		b.Terminals[0].Activity != models.ActivityRinging {
		t.Errorf("ringing: %+v %+v", a, b)
	}
	call = r.answer(call)
	if b := r.telephone(bernd); b.State != models.TelephoneBusy || b.Activity != models.ActivityConnected {
		t.Errorf("connected: %+v", b)
	}
	r.end(call, models.EndCalleeHungUp)
	if a, b := r.telephone(anna), r.telephone(bernd); a.State != models.TelephoneFree || b.State != models.TelephoneFree {
		t.Errorf("ended: %+v %+v", a, b)
	}
	events := r.sinceThen(before, journal.TopicCall)
	if len(events) != 2 || events[0].Value.(models.Call).Cause != models.EndCalleeHungUp || !events[1].Removed() {
		t.Errorf("told %+v", events)
	}
	page, err := r.CallHistory(t.Context(), models.Viewer{UserID: bernd.ID, Role: models.RoleUser}, CallQuery{First: 10})
	if err != nil || len(page.Calls) != 1 || page.HasNext ||
		page.Calls[0].TerminalID != desk.TerminalID || page.Calls[0].Cause != models.EndCalleeHungUp {
		t.Errorf("%+v, %v", page, err)
	}
}

func TestWhoSeesACall(t *testing.T) {
	r := newRig(t).start()
	anna, bernd, carla := r.user("anna", "201"), r.user("bernd", "202"), r.user("carla", "203")
	r.ring("cal_1", anna, bernd, "")
	old := r.end(r.ring("cal_0", anna, bernd, ""), models.EndCancelled)
	for _, test := range []struct {
		viewer models.Viewer
		userID string
		sees   int
	}{
		{models.Viewer{UserID: anna.ID, Role: models.RoleUser}, "", 1},
		{models.Viewer{UserID: bernd.ID, Role: models.RoleUser}, "", 1},
		{models.Viewer{UserID: carla.ID, Role: models.RoleUser}, "", 0},
		{models.Viewer{UserID: carla.ID, Role: models.RoleSupervisor}, "", 1},
		{models.Viewer{UserID: carla.ID, Role: models.RoleSupervisor}, carla.ID, 0},
		{models.Viewer{UserID: carla.ID, Role: models.RoleSupervisor}, anna.ID, 1},
		{LocalAdministrator(), "", 1},
	} {
		if calls := r.Calls(test.viewer, test.userID); len(calls) != test.sees {
			t.Errorf("%+v sees %+v", test.viewer, calls)
		}
		page, err := r.CallHistory(t.Context(), test.viewer, CallQuery{UserID: test.userID, First: 10})
		if err != nil || len(page.Calls) != test.sees || test.sees == 1 && page.Calls[0].ID != old.ID {
			t.Errorf("%+v sees the past %+v, %v", test.viewer, page, err)
		}
	}
	_, err := r.CallHistory(t.Context(), models.Viewer{UserID: carla.ID, Role: models.RoleUser}, CallQuery{UserID: anna.ID, First: 1})
	if p := problem(t, err); p.Code != models.ProblemForbidden {
		t.Errorf("%+v", p)
	}
}

func TestHistoryInPages(t *testing.T) {
	r := newRig(t).start()
	anna, bernd := r.user("anna", "201"), r.user("bernd", "202")
	for n := range 23 {
		r.end(r.ring(fmt.Sprintf("cal_%02d", n), anna, bernd, ""), models.EndCancelled)
	}
	var ids []string
	for after := ""; ; {
		page, err := r.CallHistory(t.Context(), admin, CallQuery{First: 5, After: after})
		if err != nil {
			t.Fatal(err)
		}
		for _, call := range page.Calls {
			ids = append(ids, call.ID)
		}
		if !page.HasNext {
			break
		}
		after = CallCursor(&page.Calls[len(page.Calls)-1])
	}
	if len(ids) != 23 || ids[0] != "cal_22" || ids[22] != "cal_00" {
		t.Errorf("%q", ids)
	}
	if p := problem(t, second(r.CallHistory(t.Context(), admin, CallQuery{First: 1, After: "x"}))); p.Code != models.ProblemInvalid {
		t.Errorf("%+v", p)
	}
}

func TestDial(t *testing.T) {
	r := newRig(t).start()
	anna, bernd := r.user("anna", "201"), r.user("bernd", "202")
	own := models.Viewer{UserID: anna.ID, Role: models.RoleUser}
	if p := problem(t, second(r.Dial(own, DialRequest{To: "202"}))); p.Code != models.ProblemUnreachable {
		t.Errorf("%+v", p)
	}
	desk := r.register(anna, "desk")
	for _, test := range []struct {
		request DialRequest
		code    models.ProblemCode
		field   string
	}{
		{DialRequest{To: "299"}, models.ProblemNotFound, "to"},
		{DialRequest{To: "201"}, models.ProblemNotFound, "to"},
		{DialRequest{To: "202", TerminalID: "trm_x"}, models.ProblemNotFound, "terminalId"},
		{DialRequest{To: "201", UserID: bernd.ID}, models.ProblemForbidden, "userId"},
	} {
		if p := problem(t, second(r.Dial(own, test.request))); p.Code != test.code || p.Path[len(p.Path)-1] != test.field {
			t.Errorf("%+v: %+v", test.request, p)
		}
	}
	if p := problem(t, second(r.Dial(LocalAdministrator(), DialRequest{To: "201"}))); p.Code != models.ProblemNotFound {
		t.Errorf("%+v", p)
	}
	call, err := r.Dial(own, DialRequest{To: "202", TerminalID: desk.TerminalID})
	if err != nil || call.ID != "cal_dialled" || call.To.UserID != bernd.ID || call.From.Number != "201" {
		t.Errorf("%+v, %v", call, err)
	}
	if _, err := r.Dial(admin, DialRequest{To: "bernd", UserID: anna.ID}); err != nil {
		t.Error(err)
	}
	if told := r.engine.told(); !slices.Equal(told, []string{"dial anna " + desk.TerminalID + " 202", "dial anna  bernd"}) {
		t.Errorf("%q", told)
	}
}

func TestHangup(t *testing.T) {
	r := newRig(t).start()
	anna, bernd := r.user("anna", "201"), r.user("bernd", "202")
	r.ring("cal_1", anna, bernd, "")
	if p := problem(t, second(r.Hangup(models.Viewer{UserID: "usr_x", Role: models.RoleUser}, "cal_1"))); p.Code != models.ProblemNotFound {
		t.Errorf("%+v", p)
	}
	if p := problem(t, second(r.Hangup(models.Viewer{UserID: "usr_x", Role: models.RoleSupervisor}, "cal_1"))); p.Code != models.ProblemForbidden {
		t.Errorf("%+v", p)
	}
	call, err := r.Hangup(models.Viewer{UserID: bernd.ID, Role: models.RoleUser}, "cal_1")
	if err != nil || call.State != models.CallEnded || call.Cause != models.EndByAdmin {
		t.Errorf("%+v, %v", call, err)
	}
	if p := problem(t, second(r.Hangup(admin, "cal_1"))); p.Code != models.ProblemNotFound {
		t.Errorf("%+v", p)
	}
}

func TestTerminalCommands(t *testing.T) {
	r := newRig(t).start()
	anna := r.user("anna", "201")
	desk := r.register(anna, "desk")
	if terminal, err := r.ProbeTerminal(admin, desk.TerminalID); err != nil || terminal.UserAgent != "Phone desk" {
		t.Errorf("%+v, %v", terminal, err)
	}
	if err := r.UnregisterTerminal(admin, desk.TerminalID); err != nil || len(r.telephone(anna).Terminals) != 0 {
		t.Errorf("%v", err)
	}
	if p := problem(t, r.UnregisterTerminal(admin, desk.TerminalID)); p.Code != models.ProblemNotFound {
		t.Errorf("%+v", p)
	}
	if p := problem(t, second(r.ProbeTerminal(models.Viewer{Role: models.RoleUser}, desk.TerminalID))); p.Code != models.ProblemForbidden {
		t.Errorf("%+v", p)
	}
}

func TestRecordsSurviveADatabaseThatIsAway(t *testing.T) {
	r := newRig(t).start()
	anna, bernd := r.user("anna", "201"), r.user("bernd", "202")
	r.store.away.Store(true)
	for n := range 2500 {
		r.end(r.ring(fmt.Sprint("cal_", n), anna, bernd, ""), models.EndCancelled)
	}
	if waiting, lost := r.records.counts(); waiting != 2500 || lost != 0 {
		t.Errorf("%d wait, %d lost", waiting, lost)
	}
	r.stop() // it cannot deliver
	spool := filepath.Join(r.config.Dir, spoolFile)
	if info, err := os.Stat(spool); err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("%v, %v", info, err)
	}
	r.store.away.Store(false)
	r.start()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	r.records.settled(ctx)
	if waiting, _ := r.records.counts(); waiting != 0 {
		t.Fatalf("%d wait", waiting)
	}
	if _, err := os.Stat(spool); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the file is left: %v", err)
	}
	total := 0
	for after := ""; ; {
		page, err := r.CallHistory(t.Context(), admin, CallQuery{First: MaxCallPage, After: after})
		if err != nil {
			t.Fatal(err)
		}
		if total += len(page.Calls); !page.HasNext {
			break
		}
		after = CallCursor(&page.Calls[len(page.Calls)-1])
	}
	if total != 2500 {
		t.Errorf("%d calls in the history", total)
	}
}

func TestABrokenLastLineOfTheSpoolIsPassedOver(t *testing.T) {
	s := newSpool(t.TempDir())
	if err := s.append([]models.CallRecord{{ID: "cal_1"}, {ID: "cal_2"}}); err != nil {
		t.Fatal(err)
	}
	content, _ := os.ReadFile(s.path)
	if err := os.WriteFile(s.path, content[:len(content)-20], 0o600); err != nil {
		t.Fatal(err)
	}
	if records, err := s.read(); err != nil || len(records) != 1 || records[0].ID != "cal_1" {
		t.Errorf("%+v, %v", records, err)
	}
}

func TestTheQueueOfRecordsIsBounded(t *testing.T) {
	r := newRig(t)
	r.store.away.Store(true)
	q := newRecordQueue(r.store, "", newHealth(discard()), discard())
	for range maxWaitingRecords + 7 {
		q.add(models.CallRecord{})
	}
	if waiting, lost := q.counts(); waiting != maxWaitingRecords || lost != 7 {
		t.Errorf("%d wait, %d lost", waiting, lost)
	}
	if err := q.close(t.Context()); !errors.Is(err, ErrUnavailable) {
		t.Errorf("records that cannot be kept anywhere are lost silently: %v", err)
	}
}
