package store

import (
	"net/netip"
	"testing"
	"time"

	"graphpbx/models"
)

func TestTallyHours(t *testing.T) {
	onBoth(t, func(t *testing.T, r rig) {
		s := r.open()
		until, err := s.TalliedUntil(t.Context())
		if err != nil || !until.IsZero() {
			t.Errorf("an empty database is tallied until %v, %v", until, err)
		}
		wants(t, "save", s.SaveProbeHours(t.Context(), []models.ProbeHour{hour("usr_a", "trm_1", noon.Add(time.Hour), 5), hour("usr_a", "trm_1", noon, 5)}), nil)
		if until, err = s.TalliedUntil(t.Context()); err != nil || !until.Equal(noon) {
			t.Errorf("tallied until %v, %v", until, err)
		}
		first, second := models.ProbeTallyHour{Hour: noon}, models.ProbeTallyHour{Hour: noon.Add(time.Hour)}
		sample := hour("usr_a", "trm_1", noon, 5, models.SampleLost)
		first.Add(&sample)
		wants(t, "save", s.SaveTallyHour(t.Context(), &second), nil)
		wants(t, "save", s.SaveTallyHour(t.Context(), &models.ProbeTallyHour{Hour: noon}), nil)
		wants(t, "save again", s.SaveTallyHour(t.Context(), &first), nil)
		got, err := s.TallyHours(t.Context(), noon.Add(30*time.Minute), noon.Add(2*time.Hour))
		if err != nil || len(got) != 2 || got[0].Minutes[1].Lost != 1 || got[0].Minutes[0].Answered() != 1 || !got[1].Hour.Equal(second.Hour) {
			t.Errorf("%+v, %v", got, err)
		}
		if until, err = s.TalliedUntil(t.Context()); err != nil || !until.Equal(noon.Add(2*time.Hour)) {
			t.Errorf("tallied until %v, %v", until, err)
		}
		wants(t, "drop", s.DropTallyHours(t.Context(), noon.Add(time.Minute)), nil)
		if got, err = s.TallyHours(t.Context(), noon, noon.Add(2*time.Hour)); err != nil || len(got) != 1 {
			t.Errorf("%d hours are left, %v", len(got), err)
		}
	})
}

func TestHoursBehindANetwork(t *testing.T) {
	onBoth(t, func(t *testing.T, r rig) {
		s := r.open()
		office, home := netip.MustParsePrefix("192.0.2.7/32"), netip.MustParsePrefix("2001:db8:1:2::/64")
		day := []models.ProbeHour{hour("usr_a", "trm_1", noon, 1), hour("usr_b", "trm_2", noon, 2), hour("usr_c", "trm_3", noon, 3)}
		day[0].Network, day[1].Network = office, home
		wants(t, "save", s.SaveProbeHours(t.Context(), day), nil)
		for network, want := range map[netip.Prefix]models.ProbeHour{office: day[0], home: day[1]} {
			got, err := s.ProbeHours(t.Context(), ProbeHourQuery{Network: network, From: noon, To: noon.Add(time.Hour)})
			if err != nil || len(got) != 1 || got[0] != want {
				t.Errorf("behind %v: %+v, %v", network, got, err)
			}
		}
		if got, err := s.ProbeHours(t.Context(), ProbeHourQuery{All: true, From: noon, To: noon.Add(time.Hour)}); err != nil || len(got) != 3 {
			t.Errorf("all: %d, %v", len(got), err)
		}
	})
}

func TestTerminalEvents(t *testing.T) {
	onBoth(t, func(t *testing.T, r rig) {
		s := r.open()
		users := create(t, s, people("a", 2)...)
		office, home := netip.MustParseAddrPort("192.0.2.7:5060"), netip.MustParseAddrPort("[2001:db8:1:2::9]:5060")
		event := func(id string, after time.Duration, kind models.TerminalEventKind, user int, terminal string, at netip.AddrPort) models.TerminalEvent {
			return models.TerminalEvent{ID: id, At: noon.Add(after), Kind: kind, UserID: users[user].ID, TerminalID: terminal, Address: at, UserAgent: "Phone"}
		}
		all := []models.TerminalEvent{
			{ID: "evt_0", At: noon, Kind: models.EventStarted},
			event("evt_1", time.Minute, models.EventRegistered, 0, "trm_1", office), event("evt_2", 2*time.Minute, models.EventRegistered, 1, "trm_2", home),
			event("evt_3", 3*time.Minute, models.EventExpired, 0, "trm_1", office), event("evt_4", 4*time.Minute, models.EventMoved, 0, "trm_3", home),
		}
		wants(t, "save", s.SaveTerminalEvents(t.Context(), all[:3]), nil)
		wants(t, "save again", s.SaveTerminalEvents(t.Context(), all), nil)
		span := TerminalEventQuery{From: noon, To: noon.Add(time.Hour), Limit: 10}
		for name, c := range map[string]struct {
			ask  func(*TerminalEventQuery)
			want []int
			more bool
		}{
			"all":              {func(*TerminalEventQuery) {}, []int{0, 1, 2, 3, 4}, false},
			"the newest two":   {func(q *TerminalEventQuery) { q.Limit = 2 }, []int{3, 4}, true},
			"to is no part":    {func(q *TerminalEventQuery) { q.To = noon.Add(3 * time.Minute) }, []int{0, 1, 2}, false},
			"of a user":        {func(q *TerminalEventQuery) { q.UserID = users[0].ID }, []int{0, 1, 3, 4}, false},
			"of a terminal":    {func(q *TerminalEventQuery) { q.TerminalID = "trm_3" }, []int{0, 4}, false},
			"behind an adress": {func(q *TerminalEventQuery) { q.Network = netip.MustParsePrefix("2001:db8:1:2::/64") }, []int{0, 2, 4}, false},
		} {
			q := span
			c.ask(&q)
			got, more, err := s.TerminalEvents(t.Context(), q)
			same := len(got) == len(c.want) && more == c.more && err == nil
			for i := range c.want {
				same = same && got[i] == all[c.want[i]]
			}
			if !same {
				t.Errorf("%s: %+v, %v, %v", name, got, more, err)
			}
		}
		wants(t, "drop", s.DropTerminalEvents(t.Context(), noon.Add(2*time.Minute)), nil)
		wants(t, "delete", s.DeleteUser(t.Context(), users[0].ID), nil)
		if got, _, err := s.TerminalEvents(t.Context(), span); err != nil || len(got) != 1 || got[0] != all[2] {
			t.Errorf("left: %+v, %v", got, err)
		}
	})
}
