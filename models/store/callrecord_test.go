package store

import (
	"fmt"
	"testing"
	"time"

	"graphpbx/models"
)

func TestCallRecordKeepsEveryFieldAndIsWrittenOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r rig) {
		s := r.open()
		want := models.CallRecord{
			ID: "cal_a", Direction: models.DirectionInternal, TerminalID: "trm_b", Cause: models.EndCalleeHungUp,
			From:      models.Party{Number: "11", DisplayName: "Änne", UserID: "usr_a"},
			To:        models.Party{Number: "+4930123", DisplayName: "日本", UserID: "usr_b"},
			StartedAt: noon, AnsweredAt: noon.Add(time.Microsecond), EndedAt: noon.Add(time.Hour),
		}
		missed := models.CallRecord{ID: "cal_b", StartedAt: noon.Add(-time.Hour), Cause: models.EndNoAnswer}
		again := want
		again.Cause = models.EndBusy
		wants(t, "nothing", s.SaveCallRecords(t.Context(), nil), nil)
		wants(t, "save", s.SaveCallRecords(t.Context(), []models.CallRecord{want, again}), nil)
		wants(t, "deliver again", s.SaveCallRecords(t.Context(), []models.CallRecord{again, missed}), nil)
		got, more, err := s.CallRecords(t.Context(), CallRecordQuery{Limit: 10})
		if err != nil || more || len(got) != 2 || got[0] != want || got[1] != missed {
			t.Errorf("%+v, %v, %v", got, more, err)
		}
	})
}

func TestPagesOfCallRecordsHaveNoGapAndNoDuplicate(t *testing.T) {
	onBoth(t, func(t *testing.T, r rig) {
		s, records := r.open(), []models.CallRecord(nil)
		for n := range 60 {
			record := models.CallRecord{ID: fmt.Sprintf("cal_%02d", n), StartedAt: noon.Add(time.Duration(n/5) * time.Second)} // five at once
			switch n % 4 {
			case 0:
				record.From.UserID = "usr_a"
			case 1:
				record.To.UserID = "usr_a"
			case 2:
				record.From.UserID, record.To.UserID = "usr_a", "usr_a"
			}
			records = append(records, record)
		}
		wants(t, "save", s.SaveCallRecords(t.Context(), records), nil)
		for user, want := range map[string]int{"": 60, "usr_a": 45, "usr_b": 0} {
			for _, limit := range []int{1, 7, 45, 60, 1000} {
				mustPage(t, s, user, limit, want)
			}
		}
		got, more, err := s.CallRecords(t.Context(), CallRecordQuery{Limit: -5})
		if len(got) != 1 || !more || err != nil {
			t.Errorf("without limit: %d, %v, %v", len(got), more, err)
		}
	})
}

// mustPage turns all pages and checks that every record comes once, newest first.
func mustPage(t *testing.T, s *Store, user string, limit, want int) {
	t.Helper()
	q, last, count := CallRecordQuery{UserID: user, Limit: limit}, "cal_99", 0
	for more := true; more; {
		var page []models.CallRecord
		var err error
		if page, more, err = s.CallRecords(t.Context(), q); err != nil {
			t.Fatal(err)
		}
		if len(page) > limit || more && len(page) < limit {
			t.Fatalf("%q by %d: a page of %d, more: %v", user, limit, len(page), more)
		}
		for _, record := range page {
			if record.ID >= last {
				t.Errorf("%q by %d: %s after %s", user, limit, record.ID, last)
			}
			last, q.Before = record.ID, CallRecordCursor{record.StartedAt, record.ID}
			count++
		}
	}
	if count != want {
		t.Errorf("%q by %d: %d records, want %d", user, limit, count, want)
	}
}
