package store

import (
	"fmt"
	"testing"
	"time"

	"graphpbx/models"
)

var noon = time.Date(2026, 3, 29, 12, 0, 0, 0, time.UTC)

func hour(user, terminal string, at time.Time, samples ...uint16) models.ProbeHour {
	h := models.NewProbeHour(user, terminal, at)
	copy(h.Samples[:], samples)
	return h
}

func TestProbeHoursAreReplacedAndFound(t *testing.T) {
	onBoth(t, func(t *testing.T, r rig) {
		s := r.open()
		day := []models.ProbeHour{
			hour("usr_a", "trm_1", noon, 1, models.SampleLost, 0x8003), hour("usr_a", "trm_2", noon, 2),
			hour("usr_a", "trm_1", noon.Add(time.Hour), 3), hour("usr_b", "trm_3", noon, 4), hour("usr_a", "trm_1", noon, 9, 9),
		}
		wants(t, "nothing", s.SaveProbeHours(t.Context(), nil), nil)
		wants(t, "save", s.SaveProbeHours(t.Context(), day), nil)
		wants(t, "save again", s.SaveProbeHours(t.Context(), []models.ProbeHour{hour("usr_a", "trm_2", noon, 7)}), nil)
		first, second, next, other := hour("usr_a", "trm_1", noon, 9, 9), hour("usr_a", "trm_2", noon, 7), day[2], day[3]
		for name, c := range map[string]struct {
			ask  ProbeHourQuery
			want []models.ProbeHour
		}{
			"of a user":             {ProbeHourQuery{UserID: "usr_a", From: noon, To: noon.Add(2 * time.Hour)}, []models.ProbeHour{first, second, next}},
			"to is not part of it":  {ProbeHourQuery{UserID: "usr_a", From: noon, To: noon.Add(time.Hour)}, []models.ProbeHour{first, second}},
			"touched by the span":   {ProbeHourQuery{UserID: "usr_a", From: noon.Add(59 * time.Minute), To: noon.Add(61 * time.Minute)}, []models.ProbeHour{first, second, next}},
			"of terminals":          {ProbeHourQuery{TerminalIDs: []string{"trm_2", "trm_3"}, From: noon, To: noon.Add(time.Hour)}, []models.ProbeHour{second, other}},
			"of both":               {ProbeHourQuery{UserID: "usr_a", TerminalIDs: []string{"trm_2", "trm_3"}, From: noon, To: noon.Add(time.Hour)}, []models.ProbeHour{second}},
			"of nobody":             {ProbeHourQuery{From: noon, To: noon.Add(time.Hour)}, nil},
			"before there were any": {ProbeHourQuery{UserID: "usr_a", From: noon.Add(-time.Hour), To: noon}, nil},
		} {
			got, err := s.ProbeHours(t.Context(), c.ask)
			if err != nil || fmt.Sprint(got) != fmt.Sprint(c.want) {
				t.Errorf("%s: %v, %v\nwant %v", name, got, err, c.want)
			}
		}
		wants(t, "drop", s.DropProbeHours(t.Context(), noon.Add(time.Minute)), nil)
		got, err := s.ProbeHours(t.Context(), ProbeHourQuery{UserID: "usr_a", From: noon, To: noon.Add(24 * time.Hour)})
		if err != nil || len(got) != 1 || got[0] != next {
			t.Errorf("left: %v, %v", got, err)
		}
	})
}

func TestProbeHoursOfManyTerminals(t *testing.T) {
	onBoth(t, func(t *testing.T, r rig) {
		s, hours := r.open(), []models.ProbeHour(nil)
		for n := range 2*batch + 1 {
			hours = append(hours, hour("usr_a", fmt.Sprint("trm_", n), noon))
		}
		wants(t, "save", s.SaveProbeHours(t.Context(), hours), nil)
		got, err := s.ProbeHours(t.Context(), ProbeHourQuery{UserID: "usr_a", From: noon, To: noon.Add(time.Hour)})
		if err != nil || len(got) != len(hours) {
			t.Errorf("%d, %v", len(got), err)
		}
	})
}
