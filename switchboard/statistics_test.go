package switchboard

import (
	"testing"
	"testing/synctest"
	"time"

	"graphpbx/models"
)

// probe tells an answer of a device.
func (r *rig) probe(b models.Binding, p models.Probe) {
	p.At = time.Now()
	r.Probed(models.ProbeResult{UserID: b.UserID, TerminalID: b.TerminalID, Probe: p})
}

func (r *rig) statisticsOf(u models.User, from time.Time, resolution Resolution) OnlineStatistics {
	r.t.Helper()
	stats, err := r.OnlineStatistics(r.t.Context(), admin, StatisticsScope{UserID: u.ID}, from, time.Time{}, resolution)
	if err != nil {
		r.t.Fatal(err)
	}
	return stats
}

// colours writes the health of cells as a letter each.
func colours(stats OnlineStatistics) string {
	var text []byte
	for _, cell := range stats.Cells {
		text = append(text, map[models.Health]byte{
			models.HealthGreen: 'G', models.HealthOrange: 'O', models.HealthRed: 'R', models.HealthGrey: '.', models.HealthUnknown: '?',
		}[cell.Health])
	}
	return string(text)
}

// onTheHour runs a test in a bubble of time that begins at a full hour.
func onTheHour(t *testing.T, test func(*testing.T, *rig)) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(hourOf(time.Now()).Add(time.Hour)))
		r := newRig(t)
		test(t, r)
		r.stop()
	})
}

func TestADayOfATelephone(t *testing.T) {
	onTheHour(t, func(t *testing.T, r *rig) {
		r.start()
		begin := time.Now()
		anna := r.user("anna", "201")
		time.Sleep(2 * time.Minute) // two grey minutes
		desk := r.register(anna, "desk")
		time.Sleep(time.Minute) // registered, not asked
		good, late, lost := models.Probe{RoundTrip: 20 * time.Millisecond}, models.Probe{RoundTrip: time.Second}, models.Probe{Lost: true}
		for _, p := range []models.Probe{good, late, lost} {
			r.probe(desk, p)
			time.Sleep(time.Minute)
		}
		r.engine.change(models.BindingChange{Binding: desk, Gone: true})
		time.Sleep(2 * time.Minute)
		again := r.register(anna, "desk")
		time.Sleep(time.Minute)
		r.probe(again, good)
		time.Sleep(time.Minute)
		stats := r.statisticsOf(anna, begin, ResolutionRaw)
		if got := colours(stats); got != "..?GOR?.?G" {
			t.Errorf("minutes %s", got)
		}
		if stats.Reach.Share() != 0.5 || stats.Cells[3].Sent != 1 || stats.Cells[3].Median != 20*time.Millisecond {
			t.Errorf("%+v", stats)
		}
		time.Sleep(3 * time.Hour) // the hours are stored meanwhile
		if got := colours(r.statisticsOf(anna, begin, ResolutionRaw)); got[:10] != "..?GOR?.?G" || len(got) != 190 || got[189] != '?' {
			t.Errorf("three hours later minutes %s", got)
		}
		if got := colours(r.statisticsOf(anna, begin.Add(-24*time.Hour), ResolutionHour)); got != "........................O???" {
			t.Errorf("hours %s", got)
		}
		if n := r.statistics.waiting(); n != 0 {
			t.Errorf("%d hours are not stored", n)
		}
	})
}

func TestARestartKeepsTheRunningHour(t *testing.T) {
	onTheHour(t, func(t *testing.T, r *rig) {
		r.start()
		begin := time.Now()
		anna := r.user("anna", "201")
		desk := r.register(anna, "desk")
		desk.ExpiresAt = begin.Add(24 * time.Hour)
		r.engine.change(models.BindingChange{Binding: desk})
		for range 5 {
			r.probe(desk, models.Probe{RoundTrip: time.Millisecond})
			time.Sleep(time.Minute)
		}
		r.stop()
		time.Sleep(3 * time.Minute)
		r.engine = &engine{}
		r.start()
		if telephone := r.telephone(anna); telephone.State != models.TelephoneFree || len(telephone.Terminals) != 1 {
			t.Errorf("after the restart %+v", telephone)
		}
		r.probe(desk, models.Probe{RoundTrip: time.Millisecond})
		time.Sleep(time.Minute)
		if got := colours(r.statisticsOf(anna, begin, ResolutionRaw)); got != "GGGGG???G" {
			t.Errorf("minutes %s", got)
		}
		time.Sleep(time.Hour)
		if got := colours(r.statisticsOf(anna, begin, ResolutionRaw)); got[:10] != "GGGGG???G?" {
			t.Errorf("an hour later minutes %s", got)
		}
	})
}

func TestHoursWaitForTheDatabase(t *testing.T) {
	onTheHour(t, func(t *testing.T, r *rig) {
		r.start()
		begin := time.Now()
		anna := r.user("anna", "201")
		desk := r.register(anna, "desk")
		r.probe(desk, models.Probe{RoundTrip: time.Millisecond})
		time.Sleep(59*time.Minute + 57*time.Second)
		asked := time.Now() // an answer that comes after the hour belongs to the hour in which was asked
		r.store.away.Store(true)
		time.Sleep(4 * time.Second)
		r.Probed(models.ProbeResult{UserID: anna.ID, TerminalID: desk.TerminalID, Probe: models.Probe{At: asked, Lost: true}})
		time.Sleep(30 * time.Minute)
		if n := r.statistics.waiting(); n != 1 {
			t.Errorf("%d hours wait", n)
		}
		r.store.away.Store(false)
		time.Sleep(time.Minute)
		if n := r.statistics.waiting(); n != 0 {
			t.Errorf("%d hours wait", n)
		}
		if got := colours(r.statisticsOf(anna, begin, ResolutionRaw)); got[0] != 'G' || got[59] != 'R' || got[60] != '?' {
			t.Errorf("minutes %s", got)
		}
	})
}

func TestQuestionsForStatistics(t *testing.T) {
	r := newRig(t).start()
	anna := r.user("anna", "201")
	now := time.Now()
	for _, test := range []struct {
		from, to   time.Time
		resolution Resolution
		code       models.ProblemCode
	}{
		{now.Add(time.Hour), now.Add(2 * time.Hour), ResolutionHour, models.ProblemInvalid},
		{now.Add(-time.Hour), now.Add(-2 * time.Hour), ResolutionHour, models.ProblemInvalid},
		{now.Add(-time.Hour), now, "YEAR", models.ProblemInvalid},
		{now.Add(-26 * time.Hour), now, ResolutionRaw, models.ProblemLimit},
		{time.Time{}, now, ResolutionDay, models.ProblemLimit},
	} {
		_, err := r.OnlineStatistics(t.Context(), admin, StatisticsScope{UserID: anna.ID}, test.from, test.to, test.resolution)
		if p := problem(t, err); p.Code != test.code {
			t.Errorf("%+v: %+v", test, p)
		}
	}
	stats := r.statisticsOf(anna, now.Add(-24*time.Hour), ResolutionRaw)
	if n := len(stats.Cells); n < 1440 || n > models.MaxProbeCells || stats.Reach.Share() != 0 {
		t.Errorf("%d cells, availability %v", n, stats.Reach.Share())
	}
	if p := problem(t, second(r.OnlineStatistics(t.Context(), models.Viewer{Role: models.RoleUser}, StatisticsScope{}, now, now, ResolutionRaw))); p.Code != models.ProblemForbidden {
		t.Errorf("%+v", p)
	}
}

func TestStatisticsGoWithTheirUser(t *testing.T) {
	r := newRig(t).start()
	anna := r.user("anna", "201")
	r.register(anna, "desk")
	if err := r.DeleteUser(t.Context(), admin, anna.ID); err != nil {
		t.Fatal(err)
	}
	if r.statistics.count != 0 || len(r.statistics.running) != 0 {
		t.Errorf("%d hours are left", r.statistics.count)
	}
}

func TestJoinedSamples(t *testing.T) {
	const none, offline, lost = models.SampleNone, models.SampleOffline, models.SampleLost
	for _, test := range []struct{ own, stored, want uint16 }{
		{none, none, none}, {none, offline, offline}, {none, 7, 7}, {none, lost, lost},
		{offline, none, offline}, {offline, offline, offline}, {offline, 7, 7},
		{8, none, 8}, {8, offline, 8}, {8, 7, 8}, {lost, 7, lost},
	} {
		if got := joinSamples(test.own, test.stored); got != test.want {
			t.Errorf("%#x with %#x is %#x, want %#x", test.own, test.stored, got, test.want)
		}
	}
}
