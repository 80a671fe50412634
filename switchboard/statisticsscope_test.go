package switchboard

import (
	"context"
	"errors"
	"net/netip"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"graphpbx/models"
	"graphpbx/switchboard/journal"
)

// office registers a device of each user from an address.
func (r *rig) office(address string, users ...models.User) []models.Binding {
	var bindings []models.Binding
	for _, u := range users {
		b := binding(u.ID, "desk", time.Now())
		b.Remote, b.ExpiresAt = netip.MustParseAddrPort(address), time.Now().Add(100*time.Hour)
		r.engine.change(models.BindingChange{Binding: b})
		bindings = append(bindings, b)
	}
	return bindings
}

func (r *rig) statisticsAt(address string, from time.Time, resolution Resolution) OnlineStatistics {
	r.t.Helper()
	of, err := r.NewStatisticsScope("", "", address)
	if err != nil {
		r.t.Fatal(err)
	}
	stats, err := r.OnlineStatistics(r.t.Context(), admin, of, from, time.Time{}, resolution)
	if err != nil {
		r.t.Fatal(err)
	}
	return stats
}

func TestStatisticsOfAddressesAndOfAll(t *testing.T) {
	onTheHour(t, func(t *testing.T, r *rig) {
		r.start()
		begin := time.Now()
		home := r.office("[2001:db8:1:2::7]:5060", r.user("anna", ""), r.user("bert", ""))
		work := r.office("192.0.2.9:5060", r.user("carl", ""))
		probe := func(p models.Probe, bindings ...models.Binding) {
			for _, b := range bindings {
				r.probe(b, p)
			}
		}
		for range 3 {
			probe(models.Probe{RoundTrip: 20 * time.Millisecond}, work...)
			probe(models.Probe{RoundTrip: time.Second}, home...)
			time.Sleep(time.Minute)
		}
		probe(models.Probe{Lost: true}, home[0])
		check := func(when string) {
			t.Helper()
			if got := colours(r.statisticsAt("192.0.2.9", begin, ResolutionRaw)); got[:3] != "GGG" {
				t.Errorf("%s at work %s", when, got)
			}
			atHome := r.statisticsAt("2001:db8:1:2::/64", begin, ResolutionRaw)
			if got := colours(atHome); got[:4] != "OOOR" || atHome.Cells[0].Sent != 2 {
				t.Errorf("%s at home %s, %+v", when, got, atHome.Cells[0])
			}
			whole := r.statisticsAt("", begin, ResolutionRaw)
			if c := whole.Cells[0]; c.Sent != 3 || c.Green != 1 || c.Orange != 2 || c.Min != 20*time.Millisecond || whole.Reach.Grades[models.HealthRed] != 1 {
				t.Errorf("%s all of it %+v, %+v", when, c, whole.Reach)
			}
		}
		time.Sleep(time.Minute)
		check("now")
		r.stop()
		r.engine = &engine{}
		r.start()
		check("after a restart")
		time.Sleep(4 * time.Hour)
		if until, err := r.statistics.talliedUntil(t.Context()); err != nil || !until.Equal(hourOf(time.Now())) && !until.Equal(hourOf(time.Now()).Add(-time.Hour)) {
			t.Errorf("summed up until %v, %v", until, err)
		}
		check("hours later")
		terminal, err := r.OnlineStatistics(t.Context(), admin, StatisticsScope{TerminalID: home[1].TerminalID}, begin, time.Time{}, "")
		if err != nil || colours(terminal)[:4] != "OOO?" || terminal.Resolution != ResolutionRaw {
			t.Errorf("of a terminal %s in %s, %v", colours(terminal), terminal.Resolution, err)
		}
		if days := r.statisticsAt("", begin.Add(-29*24*time.Hour), ""); days.Resolution != ResolutionHour || len(days.Cells) > models.MaxProbeCells {
			t.Errorf("a month has %d cells of %s", len(days.Cells), days.Resolution)
		}
		networks, err := r.TerminalNetworks(admin)
		if err != nil || len(networks) != 2 || networks[0].Network.String() != "2001:db8:1:2::/64" || networks[0].Terminals != 2 || networks[0].Users != 2 {
			t.Errorf("%+v, %v", networks, err)
		}
	})
}

// A switchboard that is killed has stored what it knew some minutes before.
func TestAKillLosesMinutes(t *testing.T) {
	onTheHour(t, func(t *testing.T, r *rig) {
		r.start()
		begin := time.Now()
		desk := r.office("192.0.2.9:5060", r.user("anna", ""))[0]
		for range 12 {
			r.probe(desk, models.Probe{RoundTrip: time.Millisecond})
			time.Sleep(time.Minute)
		}
		killed := r.Switchboard
		r.engine = &engine{}
		r.start() // another one finds what the first has left
		stats := r.statisticsAt("192.0.2.9", begin, ResolutionRaw)
		if got := colours(stats); got[:10] != "GGGGGGGGGG" {
			t.Errorf("minutes %s", got)
		}
		r.stop()
		r.Switchboard = killed
	})
}

func TestScopesOfStatistics(t *testing.T) {
	r := newRig(t).start()
	anna := r.user("anna", "")
	for _, c := range []struct {
		user, terminal, address string
		want                    StatisticsScope
		field                   string
	}{
		{"", "", "", StatisticsScope{}, ""},
		{anna.ID, "", "", StatisticsScope{UserID: anna.ID}, ""},
		{"", "trm_x", "", StatisticsScope{TerminalID: "trm_x"}, ""},
		{"", "", "192.0.2.7", StatisticsScope{Network: netip.MustParsePrefix("192.0.2.7/32")}, ""},
		{"", "", "2001:db8::7", StatisticsScope{Network: netip.MustParsePrefix("2001:db8::/64")}, ""},
		{anna.ID, "trm_x", "", StatisticsScope{}, "of"},
		{"usr_x", "", "", StatisticsScope{}, "userId"},
		{"", anna.ID, "", StatisticsScope{}, "terminalId"},
		{"", "", "192.0.2.0/24", StatisticsScope{}, "address"},
		{"", "", "nowhere", StatisticsScope{}, "address"},
	} {
		got, err := r.NewStatisticsScope(c.user, c.terminal, c.address)
		if (err == nil) != (c.field == "") || got != c.want {
			t.Errorf("%+v: %+v, %v", c, got, err)
		}
		if err != nil && !slices.Contains(problem(t, err).Path, c.field) {
			t.Errorf("%+v: %+v", c, problem(t, err))
		}
	}
}

func TestTheTimeLineOfATelephone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t).start()
		begin := time.Now().Add(-time.Second)
		anna, bert := r.user("anna", ""), r.user("bert", "")
		time.Sleep(time.Second) // what happens in one instant has no order
		desk := r.office("192.0.2.9:5060", anna)[0]
		r.office("192.0.2.8:5060", bert)
		tell := func(b models.Binding, cause models.BindingCause, present bool) {
			time.Sleep(time.Second)
			var bindings []models.Binding
			if present {
				bindings = []models.Binding{b}
			}
			r.BindingsChanged(b.UserID, bindings, cause, b.TerminalID)
		}
		deaf, moved := desk, desk
		deaf.Reachable, moved.Remote = false, netip.MustParseAddrPort("192.0.2.9:7777")
		tell(deaf, models.BindingReachability, true)
		tell(desk, models.BindingReachability, true)
		tell(moved, models.BindingMoved, true)
		tell(moved, models.BindingRefreshed, true)
		tell(moved, models.BindingUnregistered, false)
		tell(desk, models.BindingRegistered, true)
		tell(desk, models.BindingExpired, false)
		tell(desk, models.BindingRegistered, true)
		tell(desk, models.BindingRemoved, false)
		kinds := func(of StatisticsScope) (kinds []models.TerminalEventKind) {
			events, more, err := r.TerminalEvents(t.Context(), admin, of, begin, time.Now().Add(time.Second))
			if err != nil || more {
				t.Fatal(err, more)
			}
			for _, e := range events {
				if kinds = append(kinds, e.Kind); e.Kind == models.EventUnregistered && e.Address != moved.Remote {
					t.Errorf("%+v", e)
				}
			}
			return kinds
		}
		want := []models.TerminalEventKind{
			models.EventStarted, models.EventRegistered, models.EventUnreachable, models.EventReachable, models.EventMoved, models.EventUnregistered,
			models.EventRegistered, models.EventExpired, models.EventRegistered, models.EventRemoved,
		}
		for _, of := range []StatisticsScope{{UserID: anna.ID}, {TerminalID: desk.TerminalID}, {Network: netip.MustParsePrefix("192.0.2.9/32")}} {
			if got := kinds(of); !slices.Equal(got, want) {
				t.Errorf("%+v: %v", of, got)
			}
		}
		if got := kinds(StatisticsScope{}); len(got) != len(want)+1 {
			t.Errorf("all: %v", got)
		}
		for range 2 * models.MaxTerminalEventsHour {
			tell(desk, models.BindingMoved, true)
		}
		if got := kinds(StatisticsScope{UserID: anna.ID}); len(got) > 2*models.MaxTerminalEventsHour+1 || len(got) < models.MaxTerminalEventsHour {
			t.Errorf("%d events of a device that moves each second", len(got))
		}
		if p := problem(t, third(r.TerminalEvents(t.Context(), models.Viewer{Role: models.RoleUser}, StatisticsScope{}, begin, time.Now()))); p.Code != models.ProblemForbidden {
			t.Errorf("%+v", p)
		}
		r.stop()
	})
}

func TestLiveCells(t *testing.T) {
	onTheHour(t, func(t *testing.T, r *rig) {
		r.start()
		desk := r.office("192.0.2.9:5060", r.user("anna", ""))[0]
		watch, end := journalWatch(t, r, StatisticsScope{Network: netip.MustParsePrefix("192.0.2.9/32")})
		if got := watch(); len(got) != 1 || got[0].Health != models.HealthUnknown {
			t.Errorf("at first %+v", got)
		}
		r.probe(desk, models.Probe{RoundTrip: 20 * time.Millisecond})
		time.Sleep(6 * time.Second)
		if got := watch(); len(got) != 1 || got[0].Median != 20*time.Millisecond {
			t.Errorf("after an answer %+v", got)
		}
		time.Sleep(time.Minute)
		r.probe(desk, models.Probe{Lost: true})
		time.Sleep(6 * time.Second)
		if got := watch(); len(got) != 2 || got[0].Health != models.HealthGreen || got[1].Health != models.HealthRed {
			t.Errorf("a minute later %+v", got)
		}
		told := r.Journal().Head()
		time.Sleep(20 * time.Second)
		for _, e := range r.sinceThen(told, journal.TopicStatistics) {
			t.Errorf("told again: %+v", e)
		}
		end()
		synctest.Wait()
		if n := len(r.live.scopes()); n != 0 {
			t.Errorf("%d things are watched", n)
		}
		if events, _ := r.Journal().State(journal.TopicStatistics, nil); len(events) != 0 {
			t.Errorf("%d are remembered", len(events))
		}
	})
}

// journalWatch watches a scope, and returns what reads its newest minutes, and what ends it.
func journalWatch(t *testing.T, r *rig, of StatisticsScope) (newest func() []models.ProbeCell, end func()) {
	ctx, cancel := context.WithCancel(t.Context())
	key, err := r.WatchStatistics(ctx, admin, of)
	if err != nil {
		t.Fatal(err)
	}
	return func() []models.ProbeCell {
		events, _ := r.Journal().State(journal.TopicStatistics, []string{key})
		if len(events) != 1 {
			t.Fatalf("%d events", len(events))
		}
		cells := events[0].Value.(LiveStatistics)
		return cells.Cells(ResolutionRaw)
	}, cancel
}

func TestExportedStatistics(t *testing.T) {
	onTheHour(t, func(t *testing.T, r *rig) {
		r.start()
		begin := time.Now()
		anna := r.user("anna", "")
		desk := r.office("192.0.2.9:5060", anna)[0]
		r.probe(desk, models.Probe{RoundTrip: time.Millisecond})
		time.Sleep(50 * time.Hour)
		for name, of := range map[string]StatisticsScope{"user": {UserID: anna.ID}, "all": {}} {
			var lines []ExportedCell
			err := r.ExportStatistics(t.Context(), admin, of, begin, time.Time{}, ResolutionRaw, func(c *ExportedCell) error {
				lines = append(lines, *c)
				return nil
			})
			if err != nil || len(lines) < 50*60 || len(lines) > 50*60+1 || lines[0].Sent != 1 || !lines[0].Start.Equal(begin) || (lines[0].Username == "anna") != (name == "user") {
				t.Errorf("%s: %d lines, %v", name, len(lines), err)
			}
			for i := 1; i < len(lines); i++ {
				if step := lines[i].Start.Sub(lines[i-1].Start); step != time.Minute {
					t.Fatalf("%s: line %d comes %v after the one before", name, i, step)
				}
			}
		}
		stop := errors.New("enough")
		n := 0
		err := r.ExportStatistics(t.Context(), admin, StatisticsScope{}, begin, time.Time{}, ResolutionHour, func(*ExportedCell) error {
			n++
			return stop
		})
		if !errors.Is(err, stop) || n != 1 {
			t.Errorf("%d lines, %v", n, err)
		}
	})
}
