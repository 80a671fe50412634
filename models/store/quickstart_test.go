package store

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"graphpbx/models"
)

func run(prefix string, n int, key string) QuickStart {
	q := QuickStart{Users: people(prefix, n), Key: key, Digest: [32]byte{7}}
	for i, u := range q.Users {
		l := link(fmt.Sprint("act_", prefix, i), time.Now())
		l.UserID = u.ID
		q.Links = append(q.Links, l.StoredActivationLink)
		q.Rules = append(q.Rules, StoredCallthroughRule{CallthroughRule: models.CallthroughRule{
			ID: fmt.Sprint("thr_", prefix, i), UserID: u.ID, Callers: []models.PhoneNumber{models.PhoneNumber("+49" + prefix + fmt.Sprint(i))},
		}})
	}
	return q
}

func TestQuickStartIsOneTransaction(t *testing.T) {
	onBoth(t, func(t *testing.T, r rig) {
		s := r.open()
		counts := func() string {
			t.Helper()
			links, errLinks := s.ActivationLinks(t.Context())
			rules, errRules := s.CallthroughRules(t.Context())
			wants(t, "read", errors.Join(errLinks, errRules), nil)
			return fmt.Sprint(len(all(t, s)), len(links), len(rules))
		}
		stored, err := s.RunQuickStart(t.Context(), run("a", 3, "k"))
		if err != nil || len(stored) != 3 || stored[2].Username != "a2" || counts() != "3 3 3" {
			t.Fatalf("%+v, %v, %s", stored, err, counts())
		}
		remembered, err := s.QuickStartOf(t.Context(), "k")
		if err != nil || remembered.Digest != [32]byte{7} || !slices.Equal(remembered.UserIDs, []string{"usr_a0", "usr_a1", "usr_a2"}) {
			t.Errorf("%+v, %v", remembered, err)
		}
		for name, tc := range map[string]struct {
			change func(*QuickStart)
			want   error
		}{
			"a used key":       {func(q *QuickStart) { q.Key = "k" }, ErrConflict},
			"a taken username": {func(q *QuickStart) { q.Users[2].Username = "A1" }, ErrTaken},
			"one twice":        {func(q *QuickStart) { q.Users[2].Username = "b1" }, ErrTaken},
			"a taken caller":   {func(q *QuickStart) { q.Rules[2].Callers[0] = "+49a1" }, ErrTaken},
		} {
			q := run("b", 3, "another")
			tc.change(&q)
			_, err := s.RunQuickStart(t.Context(), q)
			wants(t, name, err, tc.want)
			if got := counts(); got != "3 3 3" {
				t.Errorf("%s left something: %s", name, got)
			}
			_, err = s.QuickStartOf(t.Context(), "another")
			wants(t, name+": key", err, ErrNotFound)
		}
	})
}

func TestQuickStartKeysAreForgottenAfterAWeek(t *testing.T) {
	onBoth(t, func(t *testing.T, r rig) {
		s := r.open()
		for _, key := range []string{"old", "young"} {
			_, err := s.RunQuickStart(t.Context(), run(key, 1, key))
			wants(t, key, err, nil)
		}
		wants(t, "age", s.writer.Exec("UPDATE quick_starts SET created_at = ? WHERE key = 'old'", toInstant(time.Now().Add(-quickStartMemory))).Error, nil)
		again := r.open()
		_, err := again.QuickStartOf(t.Context(), "old")
		wants(t, "old key", err, ErrNotFound)
		_, err = again.QuickStartOf(t.Context(), "young")
		wants(t, "young key", err, nil)
	})
}
