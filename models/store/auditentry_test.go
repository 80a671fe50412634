package store

import (
	"fmt"
	"testing"
	"time"

	"graphpbx/models"
)

func TestAuditEntries(t *testing.T) {
	onBoth(t, func(t *testing.T, r rig) {
		s := r.open()
		now := time.Now().UTC().Truncate(time.Microsecond)
		entry := func(n int) models.AuditEntry {
			return models.AuditEntry{
				ID: fmt.Sprint("aud_", n), At: now, UserID: fmt.Sprint("usr_", n%2), Username: "Änne", SessionID: "ses_1", Source: "192.0.2.7",
				Operation: "userUpdate", ObjectID: "usr_9", Arguments: `{"id":"usr_9"}`, Before: fmt.Sprintf(`{"surname":"Old%d"}`, n), After: `{"surname":"100%_"}`, Outcome: "OK",
			}
		}
		wants(t, "save", s.SaveAuditEntries(t.Context(), []models.AuditEntry{entry(1), entry(2)}), nil)
		wants(t, "save again", s.SaveAuditEntries(t.Context(), []models.AuditEntry{entry(2), entry(3), entry(4)}), nil)
		numbers := func(q AuditQuery) (seqs []int64, more bool) {
			entries, more, err := s.AuditEntries(t.Context(), q)
			wants(t, "read", err, nil)
			for i := range entries {
				seqs = append(seqs, entries[i].Seq)
				want := entry(int(entries[i].Seq))
				if want.Seq = entries[i].Seq; entries[i] != want {
					t.Errorf("%+v, want %+v", entries[i], want)
				}
			}
			return seqs, more
		}
		for want, q := range map[string]AuditQuery{
			"[4 3 2 1] false": {Limit: 10}, "[4 3] true": {Limit: 2}, "[2 1] false": {Limit: 2, Before: 3}, "[3 1] false": {Limit: 9, UserID: "usr_1"},
			"[2] false": {Limit: 9, Search: "OLD2 änne"}, "[] false": {Limit: 9, Search: "old2 nobody"}, "[4] false": {Limit: 9, Search: "100%_ old4"},
		} {
			seqs, more := numbers(q)
			if got := fmt.Sprint(seqs, more); got != want {
				t.Errorf("%+v: %s, want %s", q, got, want)
			}
		}
	})
}

// Whoever changes the log without the key is found out.
func TestAuditTampering(t *testing.T) {
	onBoth(t, func(t *testing.T, r rig) {
		s := r.open()
		const n = page + 3
		entries := make([]models.AuditEntry, n)
		for i := range entries {
			entries[i] = models.AuditEntry{ID: fmt.Sprint("aud_", i), At: time.Now(), Operation: "userDelete", Outcome: "OK"}
		}
		wants(t, "save", s.SaveAuditEntries(t.Context(), entries), nil)
		for _, step := range []struct {
			statement string
			broken    int64
		}{
			{"SELECT 1", 0},
			{"UPDATE audit_entries SET username = 'somebody else' WHERE seq = 500", 500},
			{"UPDATE audit_entries SET username = '' WHERE seq = 500", 0},
			{"UPDATE audit_entries SET outcome = 'FORBIDDEN' WHERE seq = 3", 3},
			{"UPDATE audit_entries SET outcome = 'OK' WHERE seq = 3", 0},
			{"DELETE FROM audit_entries WHERE seq = 2", 3},
		} {
			wants(t, step.statement, s.writer.Exec(step.statement).Error, nil)
			if verdict, err := s.VerifyAudit(t.Context()); err != nil || verdict.Broken != step.broken {
				t.Errorf("%s: %+v, %v", step.statement, verdict, err)
			}
		}
	})
}
