package store

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"slices"
	"strings"

	"gorm.io/gorm"

	"graphpbx/models"
)

// auditRow is a row of audit_entries. Rows are only ever added. Each carries a keyed hash over itself and the hash of the
// row before it, so that a row that was changed or taken out is noticed by whoever has the key.
type auditRow struct {
	Seq       int64   `gorm:"primaryKey;autoIncrement:false"`
	ID        string  `gorm:"not null;uniqueIndex"`
	At        instant `gorm:"column:happened_at;not null"`
	UserID    string  `gorm:"not null;index"`
	Username  string  `gorm:"not null"`
	SessionID string  `gorm:"not null"`
	Source    string  `gorm:"not null"`
	Operation string  `gorm:"not null"`
	ObjectID  string  `gorm:"not null"`
	Arguments string  `gorm:"not null"`
	Before    string  `gorm:"column:was;not null"`
	After     string  `gorm:"column:became;not null"`
	Outcome   string  `gorm:"not null"`
	Words     string  `gorm:"not null"` // what a search looks through, in lower case
	Hash      []byte  `gorm:"not null"`
}

func (auditRow) TableName() string { return "audit_entries" }

// AuditQuery asks for a page of the audit log, newest first.
type AuditQuery struct {
	UserID string // only what this user did; empty for all
	Search string // words that must all occur; empty for all
	Before int64  // only entries with a lower number; 0 for the newest
	Limit  int    // 1 to 1000
}

// SaveAuditEntries appends entries in their order, all or none. One that is stored already is left as it is, so that a
// queue may deliver it again.
func (s *Store) SaveAuditEntries(ctx context.Context, entries []models.AuditEntry) error {
	return s.change(ctx, "save audit entries", func(a attempt, tx *gorm.DB) error {
		last, err := gorm.G[auditRow](tx).Order("seq DESC").Take(a)
		if err != nil && !errors.Is(err, gorm.ErrRecordNotFound) {
			return err
		}
		for i := range entries {
			known, err := gorm.G[auditRow](tx).Where("id = ?", entries[i].ID).Count(a, "*")
			if err != nil {
				return err
			}
			if known > 0 {
				continue
			}
			row := toAuditRow(&entries[i], last.Seq+1)
			row.Hash = s.auditHash(&row, last.Hash)
			if err := gorm.G[auditRow](tx).Create(a, &row); err != nil {
				return err
			}
			last = row
			a.answered()
		}
		return nil
	})
}

// AuditEntries returns a page of entries, newest first, and whether there are older ones.
func (s *Store) AuditEntries(ctx context.Context, q AuditQuery) (entries []models.AuditEntry, more bool, err error) {
	q.Limit = min(max(q.Limit, 1), 1000)
	err = s.read(ctx, "read audit entries", func(a attempt, db *gorm.DB) error {
		rows, err := gorm.G[auditRow](db).Scopes(q.narrow).Order("seq DESC").Limit(q.Limit + 1).Find(a)
		if more = len(rows) > q.Limit; more {
			rows = rows[:q.Limit]
		}
		entries = nil
		for i := range rows {
			entries = append(entries, rows[i].entry())
		}
		return err
	})
	return entries, more, err
}

func (q AuditQuery) narrow(st *gorm.Statement) {
	if q.UserID != "" {
		st.Where("user_id = ?", q.UserID)
	}
	if q.Before > 0 {
		st.Where("seq < ?", q.Before)
	}
	for _, word := range strings.Fields(strings.ToLower(q.Search)) {
		st.Where(`words LIKE ? ESCAPE '!'`, "%"+strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(word)+"%")
	}
}

// AuditVerdict is what came of looking at the whole log.
type AuditVerdict struct {
	Entries int64
	Broken  int64 // number of the first entry that was changed, or before which one is missing; 0 where all is well
}

// VerifyAudit looks at the whole log. That the newest entries were taken out it cannot see.
func (s *Store) VerifyAudit(ctx context.Context) (verdict AuditVerdict, err error) {
	err = s.read(ctx, "verify audit entries", func(a attempt, db *gorm.DB) error {
		verdict = AuditVerdict{}
		var before []byte
		for next := int64(0); ; {
			rows, err := gorm.G[auditRow](db).Where("seq > ?", next).Order("seq").Limit(page).Find(a)
			if err != nil || len(rows) == 0 {
				return err
			}
			for i := range rows {
				verdict.Entries++
				intact := rows[i].Seq == verdict.Entries && hmac.Equal(rows[i].Hash, s.auditHash(&rows[i], before))
				if !intact && verdict.Broken == 0 {
					verdict.Broken = rows[i].Seq
				}
				next, before = rows[i].Seq, rows[i].Hash
			}
			a.answered()
		}
	})
	return verdict, err
}

// auditHash is a keyed hash over the row and the hash of the one before it.
func (s *Store) auditHash(r *auditRow, before []byte) []byte {
	key := s.sealer.Derive("audit chain")
	h := hmac.New(sha256.New, key[:])
	number := func(n int64) { _ = binary.Write(h, binary.BigEndian, n) } // a hash takes everything
	number(r.Seq)
	number(int64(r.At))
	texts := []string{string(before), r.ID, r.UserID, r.Username, r.SessionID, r.Source, r.Operation, r.ObjectID, r.Arguments, r.Before, r.After, r.Outcome, r.Words}
	for _, text := range texts {
		number(int64(len(text)))
		_, _ = h.Write([]byte(text))
	}
	return h.Sum(nil)
}

func toAuditRow(e *models.AuditEntry, seq int64) auditRow {
	words := slices.DeleteFunc([]string{e.Username, e.Source, e.Operation, e.ObjectID, e.Arguments, e.Before, e.After, e.Outcome},
		func(text string) bool { return text == "" })
	return auditRow{
		Seq: seq, ID: e.ID, At: toInstant(e.At), UserID: e.UserID, Username: e.Username, SessionID: e.SessionID, Source: e.Source,
		Operation: e.Operation, ObjectID: e.ObjectID, Arguments: e.Arguments, Before: e.Before, After: e.After, Outcome: e.Outcome,
		Words: strings.ToLower(strings.Join(words, "\n")),
	}
}

func (r *auditRow) entry() models.AuditEntry {
	return models.AuditEntry{
		ID: r.ID, Seq: r.Seq, At: r.At.Time(), UserID: r.UserID, Username: r.Username, SessionID: r.SessionID, Source: r.Source,
		Operation: r.Operation, ObjectID: r.ObjectID, Arguments: r.Arguments, Before: r.Before, After: r.After, Outcome: r.Outcome,
	}
}
