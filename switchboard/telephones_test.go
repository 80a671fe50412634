package switchboard

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"graphpbx/models"
	"graphpbx/switchboard/journal"
)

func leg(userID, terminalID string, a models.TelephoneActivity) []models.CallLeg {
	return []models.CallLeg{{UserID: userID, TerminalID: terminalID, Activity: a}}
}

func TestTelephoneStates(t *testing.T) {
	const user = "usr_a"
	now := time.Now()
	first, second := binding(user, "first", now), binding(user, "second", now.Add(time.Second))
	ts := newTelephones(journal.New(1000), models.DefaultProbeThresholds)
	ts.add(user, 3)
	for _, step := range []struct {
		what     string
		fact     func()
		state    models.TelephoneState
		activity models.TelephoneActivity
		told     bool
	}{
		{"nothing yet", func() {}, models.TelephoneOffline, models.ActivityIdle, false},
		{"one device", func() { ts.bound(user, []models.Binding{first}) }, models.TelephoneFree, models.ActivityIdle, true},
		{"the same again", func() { ts.bound(user, []models.Binding{first}) }, models.TelephoneFree, models.ActivityIdle, false},
		{"another device", func() { ts.bound(user, []models.Binding{first, second}) }, models.TelephoneFree, models.ActivityIdle, true},
		{"it rings", func() { ts.called(user, "c1", leg(user, first.TerminalID, models.ActivityRinging)) }, models.TelephoneFree, models.ActivityRinging, true},
		{"it is answered", func() { ts.called(user, "c1", leg(user, first.TerminalID, models.ActivityConnected)) }, models.TelephoneBusy, models.ActivityConnected, true},
		{"the other rings", func() { ts.called(user, "c2", leg(user, second.TerminalID, models.ActivityRinging)) }, models.TelephoneBusy, models.ActivityConnected, true},
		{"held", func() { ts.called(user, "c1", leg(user, first.TerminalID, models.ActivityHeld)) }, models.TelephoneBusy, models.ActivityHeld, true},
		{"the first call ends", func() { ts.called(user, "c1", nil) }, models.TelephoneFree, models.ActivityRinging, true},
		{"an unknown call ends", func() { ts.called(user, "c9", nil) }, models.TelephoneFree, models.ActivityRinging, false},
		{"the second is answered", func() { ts.called(user, "c2", leg(user, second.TerminalID, models.ActivityConnected)) }, models.TelephoneBusy, models.ActivityConnected, true},
		{"all devices are gone", func() { ts.bound(user, nil) }, models.TelephoneOffline, models.ActivityIdle, true},
		{"the call ends unseen", func() { ts.called(user, "c2", nil) }, models.TelephoneOffline, models.ActivityIdle, false},
		{"its user was changed", func() { ts.announce(user, 1) }, models.TelephoneOffline, models.ActivityIdle, true},
		{"facts about somebody deleted", func() { ts.bound("usr_gone", []models.Binding{first}) }, models.TelephoneOffline, models.ActivityIdle, false},
	} {
		before := ts.journal.Head()
		step.fact()
		telephone, _ := ts.get(user)
		if telephone.State != step.state || telephone.Activity != step.activity {
			t.Errorf("%s: %s %s", step.what, telephone.State, telephone.Activity)
		}
		events, _, _ := ts.journal.Since(before, journal.TopicTelephone, nil)
		if (len(events) == 1) != step.told || len(events) > 1 {
			t.Errorf("%s: %d events", step.what, len(events))
		}
		if len(events) == 1 && !reflect.DeepEqual(events[0].Value, telephone) {
			t.Errorf("%s: told %+v, is %+v", step.what, events[0].Value, telephone)
		}
	}
}

func TestFourDevicesShareThreePlaces(t *testing.T) {
	ts := newTelephones(journal.New(1000), models.DefaultProbeThresholds)
	ts.add("usr_a", 3)
	var bindings []models.Binding
	now := time.Now()
	for n := range 4 {
		b := binding("usr_a", fmt.Sprint(n), now)
		b.ExpiresAt = now.Add(time.Duration(n+1) * time.Minute)
		bindings = append(bindings, b)
	}
	ts.bound("usr_a", bindings)
	telephone, _ := ts.get("usr_a")
	if last := telephone.Terminals[3]; last.ID != bindings[0].TerminalID || last.Rings || last.Displaced == "" {
		t.Errorf("the last is %+v", last)
	}
	refreshed := bindings[0]
	refreshed.RefreshedAt, refreshed.ExpiresAt = now.Add(time.Second), now.Add(time.Hour)
	before := ts.journal.Head()
	ts.refreshed(refreshed)
	ts.refreshed(bindings[0]) // late news
	telephone, _ = ts.get("usr_a")
	if last := telephone.Terminals[3]; last.ID != bindings[1].TerminalID {
		t.Errorf("after the refresh the last is %+v", last)
	}
	if events, _, _ := ts.journal.Since(before, journal.TopicTelephone, nil); len(events) != 1 {
		t.Errorf("%d events", len(events))
	}
}

func TestARefreshAloneIsNoEvent(t *testing.T) {
	ts := newTelephones(journal.New(1000), models.DefaultProbeThresholds)
	ts.add("usr_a", 3)
	b := binding("usr_a", "a", time.Now())
	ts.bound("usr_a", []models.Binding{b})
	before := ts.journal.Head()
	b.RefreshedAt, b.ExpiresAt = b.RefreshedAt.Add(time.Minute), b.ExpiresAt.Add(time.Minute)
	ts.refreshed(b)
	if telephone, _ := ts.get("usr_a"); !telephone.Terminals[0].ExpiresAt.Equal(b.ExpiresAt) {
		t.Error("the new expiry is not shown")
	}
	if ts.journal.Head() != before {
		t.Error("a refresh was told")
	}
}

func TestProbesAreToldEachAndTheTelephoneByColour(t *testing.T) {
	ts := newTelephones(journal.New(1000), models.DefaultProbeThresholds)
	ts.add("usr_a", 3)
	b := binding("usr_a", "a", time.Now())
	ts.bound("usr_a", []models.Binding{b})
	for _, step := range []struct {
		probe models.Probe
		told  int // events of the telephone
	}{
		{models.Probe{RoundTrip: time.Millisecond}, 1},
		{models.Probe{RoundTrip: 2 * time.Millisecond}, 0},
		{models.Probe{RoundTrip: time.Second}, 1},
		{models.Probe{Lost: true}, 1},
		{models.Probe{Lost: true}, 0},
	} {
		before := ts.journal.Head()
		if !ts.probed(models.ProbeResult{UserID: "usr_a", TerminalID: b.TerminalID, Probe: step.probe}) {
			t.Error("unknown terminal")
		}
		probes, _, _ := ts.journal.Since(before, journal.TopicProbe, []string{"tel_a"})
		telephones, _, _ := ts.journal.Since(before, journal.TopicTelephone, nil)
		if len(probes) != 1 || len(telephones) != step.told {
			t.Errorf("%+v: %d probes and %d telephones told", step.probe, len(probes), len(telephones))
		}
		if telephone, _ := ts.get("usr_a"); *telephone.Terminals[0].LastProbe != step.probe {
			t.Errorf("%+v is not shown", step.probe)
		}
	}
	ts.bound("usr_a", nil)
	if ts.probed(models.ProbeResult{UserID: "usr_a", TerminalID: b.TerminalID}) {
		t.Error("a probe of a device that is gone was taken")
	}
	if events, _ := ts.journal.State(journal.TopicProbe, nil); len(events) != 0 {
		t.Error("the last probe of a device that is gone is still told")
	}
}

func TestSinceIsWhenTheStateChanged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ts := newTelephones(journal.New(1000), models.DefaultProbeThresholds)
		ts.add("usr_a", 3)
		time.Sleep(time.Minute)
		b := binding("usr_a", "a", time.Now())
		ts.bound("usr_a", []models.Binding{b})
		free := time.Now()
		time.Sleep(time.Minute)
		b.UserAgent = "new firmware"
		ts.bound("usr_a", []models.Binding{b})
		if telephone, _ := ts.get("usr_a"); !telephone.Since.Equal(free) {
			t.Errorf("since %v, want %v", telephone.Since, free)
		}
		ts.called("usr_a", "c", leg("usr_a", "", models.ActivityDialling))
		if telephone, _ := ts.get("usr_a"); !telephone.Since.Equal(time.Now()) || telephone.State != models.TelephoneBusy {
			t.Errorf("%+v", telephone)
		}
	})
}

// TestAnyInterleavingEndsInTheSameState lets many goroutines tell random facts, then compares each telephone with one
// that is computed from the last facts alone, and the journal with the telephones.
func TestAnyInterleavingEndsInTheSameState(t *testing.T) {
	for seed := range uint64(20) {
		ts := newTelephones(journal.New(1<<16), models.DefaultProbeThresholds)
		var all sync.WaitGroup
		var mu sync.Mutex
		last := make(map[string]*telephone)
		for n := range 8 {
			user := fmt.Sprint("usr_", n%4)
			if n < 4 {
				ts.add(user, 1+n)
				last[user] = &telephone{userID: user, limit: 1 + n, legs: map[string][]models.CallLeg{}, probes: map[string]*models.Probe{}}
			}
		}
		for n := range 8 { // two goroutines a user: one owns the bindings, the other the calls and the probes
			user, calls := fmt.Sprint("usr_", n%4), n >= 4
			all.Go(func() {
				r := rand.New(rand.NewPCG(seed, uint64(n)))
				for range 200 {
					mu.Lock()
					facts := last[user]
					mu.Unlock()
					if calls {
						randomCall(r, ts, &mu, facts)
					} else {
						randomBindings(r, ts, &mu, facts)
					}
				}
			})
		}
		all.Wait()
		for user, want := range last {
			check(t, ts, user, want)
		}
	}
}

var start = time.Now()

func randomBindings(r *rand.Rand, ts *telephones, mu *sync.Mutex, facts *telephone) {
	var bindings []models.Binding
	for n := range r.IntN(5) {
		b := binding(facts.userID, fmt.Sprint(n), start)
		b.Reachable = r.IntN(3) > 0
		b.ExpiresAt = b.ExpiresAt.Add(time.Duration(r.IntN(100)) * time.Second)
		bindings = append(bindings, b)
	}
	ts.bound(facts.userID, bindings)
	mu.Lock()
	facts.bindings = bindings
	mu.Unlock()
}

func randomCall(r *rand.Rand, ts *telephones, mu *sync.Mutex, facts *telephone) {
	activities := []models.TelephoneActivity{models.ActivityRinging, models.ActivityDialling, models.ActivityConnected, models.ActivityHeld}
	id := fmt.Sprint("cal_", r.IntN(3))
	var legs []models.CallLeg
	if r.IntN(3) > 0 {
		legs = leg(facts.userID, binding(facts.userID, fmt.Sprint(r.IntN(5)), start).TerminalID, activities[r.IntN(4)])
	}
	ts.called(facts.userID, id, legs)
	mu.Lock()
	defer mu.Unlock()
	if delete(facts.legs, id); legs != nil {
		facts.legs[id] = legs
	}
}

// presentWarnings are those that follow from the state alone: flapping follows from how it was reached.
func presentWarnings(t *models.Telephone) []string {
	var all []string
	for _, w := range t.Warnings {
		if w.Kind != models.WarningFlapping {
			all = append(all, fmt.Sprint(w.Kind, w.TerminalIDs, w.Devices, w.Limit))
		}
	}
	return all
}

func check(t *testing.T, ts *telephones, user string, facts *telephone) {
	t.Helper()
	got, _ := ts.get(user)
	want := facts.sum(time.Now())
	want.Since = got.Since
	if got, want := presentWarnings(&got), presentWarnings(&want); !slices.Equal(got, want) {
		t.Errorf("warnings of %s are %v, want %v", user, got, want)
	}
	same := got
	same.Warnings, same.PastWarnings = want.Warnings, want.PastWarnings // their times are those of the way here
	if !reflect.DeepEqual(same, want) {
		t.Errorf("%s is\n%+v\nwant\n%+v", user, got, want)
	}
	events, _ := ts.journal.State(journal.TopicTelephone, []string{got.ID})
	if len(events) != 1 {
		t.Fatalf("%s is told as %+v", user, events)
	}
	if told := events[0].Value.(models.Telephone); ts.differ(&told, &got) || !told.Since.Equal(got.Since) {
		t.Errorf("%s is told as\n%+v\nand is\n%+v", user, told, got)
	}
	ids := make([]string, len(got.Terminals))
	for i := range got.Terminals {
		if ids[i] = got.Terminals[i].ID; ts.owner(ids[i]) != user {
			t.Errorf("terminal %s belongs to %q", ids[i], ts.owner(ids[i]))
		}
	}
	if slices.Sort(ids); len(slices.Compact(ids)) != len(got.Terminals) {
		t.Errorf("%s has a terminal twice", user)
	}
}
