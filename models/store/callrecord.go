package store

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"graphpbx/models"
)

// callRecordRow is a row of call_records. Each index ends in the order of the list (newest first, then by id), so
// that a page is read from the index without sorting.
type callRecordRow struct {
	ID         string  `gorm:"primaryKey;index:idx_call_records_started,priority:2;index:idx_call_records_from,priority:3;index:idx_call_records_to,priority:3"`
	Direction  string  `gorm:"not null"`
	FromNumber string  `gorm:"not null"`
	FromName   string  `gorm:"not null"`
	FromUserID string  `gorm:"not null;index:idx_call_records_from,priority:1"`
	ToNumber   string  `gorm:"not null"`
	ToName     string  `gorm:"not null"`
	ToUserID   string  `gorm:"not null;index:idx_call_records_to,priority:1"`
	TerminalID string  `gorm:"not null"`
	Started    instant `gorm:"column:started_at;not null;index:idx_call_records_started,priority:1;index:idx_call_records_from,priority:2;index:idx_call_records_to,priority:2"`
	Answered   instant `gorm:"column:answered_at;not null"` // 0 where nobody answered
	Ended      instant `gorm:"column:ended_at;not null"`
	Cause      string  `gorm:"not null"`
}

func (callRecordRow) TableName() string { return "call_records" }

// CallRecordCursor is a place in the list of call records. The zero value stands before the newest.
type CallRecordCursor struct {
	StartedAt time.Time
	ID        string
}

// CallRecordQuery asks for a page of call records.
type CallRecordQuery struct {
	UserID string           // calls from or to this user; empty for all
	Before CallRecordCursor // only older ones; the cursor of the last record of the page before
	Limit  int              // 1 to 1000
}

// SaveCallRecords stores call records, all or none. A record that is stored already is left as it is, so that a
// queue may deliver it again. When it returns without error the records survive the death of the process.
func (s *Store) SaveCallRecords(ctx context.Context, records []models.CallRecord) error {
	rows := make([]callRecordRow, len(records))
	for i, r := range records {
		rows[i] = toCallRecordRow(r)
	}
	return s.change(ctx, "save call records", func(a attempt, tx *gorm.DB) error {
		for chunk := range slices.Chunk(rows, batch) {
			err := gorm.G[callRecordRow](tx, clause.OnConflict{DoNothing: true}).CreateInBatches(a, &chunk, len(chunk))
			if err != nil {
				return err
			}
			a.answered()
		}
		return nil
	})
}

// DropCallRecords removes records of calls that began before a time. It removes some at a time, so that nobody waits for
// the database meanwhile.
func (s *Store) DropCallRecords(ctx context.Context, before time.Time) error {
	for {
		dropped := 0
		err := s.change(ctx, "drop call records", func(a attempt, tx *gorm.DB) (err error) {
			old := tx.Model(&callRecordRow{}).Select("id").Where("started_at < ?", toInstant(before)).Limit(dropBatch)
			dropped, err = gorm.G[callRecordRow](tx).Where("id IN (?)", old).Delete(a)
			return err
		})
		if err != nil || dropped < dropBatch {
			return err
		}
	}
}

// dropBatch is how many records go in one transaction.
const dropBatch = 5000

// CallRecords returns a page of records, newest first by the start of the call, and whether there are older ones.
func (s *Store) CallRecords(ctx context.Context, q CallRecordQuery) (records []models.CallRecord, more bool, err error) {
	q.Limit = min(max(q.Limit, 1), 1000)
	var rows []callRecordRow
	err = s.read(ctx, "read call records", func(a attempt, db *gorm.DB) (err error) {
		if q.UserID == "" {
			rows, err = q.page(a, db, "")
			return err
		}
		from, err := q.page(a, db, "from_user_id")
		if err != nil {
			return err
		}
		to, err := q.page(a, db, "to_user_id")
		rows = mergeCallRecords(from, to)
		return err
	})
	if err != nil {
		return nil, false, err
	}
	more = len(rows) > q.Limit
	rows = rows[:min(len(rows), q.Limit)]
	for i := range rows {
		records = append(records, rows[i].callRecord())
	}
	return records, more, nil
}

// page reads one row more than the limit, which tells whether there are more. Calls from and calls to a user are
// read apart, since an OR over two columns cannot go along one index.
func (q CallRecordQuery) page(a attempt, db *gorm.DB, party string) ([]callRecordRow, error) {
	return gorm.G[callRecordRow](db).Scopes(func(st *gorm.Statement) {
		if party != "" {
			st.Where(party+" = ?", q.UserID)
		}
		if q.Before.ID != "" {
			st.Where("(started_at, id) < (?, ?)", toInstant(q.Before.StartedAt), q.Before.ID)
		}
	}).Order("started_at DESC, id DESC").Limit(q.Limit + 1).Find(a)
}

// mergeCallRecords joins two lists, newest first. A call of a user to itself stands in both and is told once.
func mergeCallRecords(a, b []callRecordRow) []callRecordRow {
	rows := append(a, b...)
	slices.SortFunc(rows, func(x, y callRecordRow) int {
		return cmp.Or(cmp.Compare(y.Started, x.Started), strings.Compare(y.ID, x.ID))
	})
	return slices.CompactFunc(rows, func(x, y callRecordRow) bool { return x.ID == y.ID })
}

func toCallRecordRow(r models.CallRecord) callRecordRow {
	return callRecordRow{
		ID: r.ID, Direction: string(r.Direction),
		FromNumber: string(r.From.Number), FromName: r.From.DisplayName, FromUserID: r.From.UserID,
		ToNumber: string(r.To.Number), ToName: r.To.DisplayName, ToUserID: r.To.UserID,
		TerminalID: r.TerminalID, Started: toInstant(r.StartedAt), Answered: toInstant(r.AnsweredAt),
		Ended: toInstant(r.EndedAt), Cause: string(r.Cause),
	}
}

func (r *callRecordRow) callRecord() models.CallRecord {
	return models.CallRecord{
		ID: r.ID, Direction: models.CallDirection(r.Direction),
		From:       models.Party{Number: models.PhoneNumber(r.FromNumber), DisplayName: r.FromName, UserID: r.FromUserID},
		To:         models.Party{Number: models.PhoneNumber(r.ToNumber), DisplayName: r.ToName, UserID: r.ToUserID},
		TerminalID: r.TerminalID, StartedAt: r.Started.Time(), AnsweredAt: r.Answered.Time(),
		EndedAt: r.Ended.Time(), Cause: models.EndCause(r.Cause),
	}
}
