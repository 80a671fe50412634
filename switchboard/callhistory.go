package switchboard

import (
	"context"
	"encoding/base64"
	"strconv"
	"strings"
	"time"

	"graphpbx/models"
	"graphpbx/models/store"
)

// MaxCallPage is the highest number of calls in one page.
const MaxCallPage = 500

// historyPatience is how long a question for the history waits for records that are on their way to the database.
const historyPatience = 500 * time.Millisecond

// CallQuery asks for a page of calls that are over, newest first.
type CallQuery struct {
	UserID string // only those this user took part in; empty: all that the viewer may see
	First  int    // at most MaxCallPage
	After  string // position after which the page begins (CallCursor); empty: from the newest
}

// CallPage is a page of calls that are over.
type CallPage struct {
	Calls   []models.CallRecord
	HasNext bool
}

// CallCursor returns the position of a call in the history.
func CallCursor(r *models.CallRecord) string {
	return base64.RawURLEncoding.EncodeToString([]byte(strconv.FormatInt(r.StartedAt.UnixMicro(), 10) + "." + r.ID))
}

func readCallCursor(text string) (store.CallRecordCursor, error) {
	if text == "" {
		return store.CallRecordCursor{}, nil
	}
	decoded, _ := base64.RawURLEncoding.DecodeString(text)
	micros, id, found := strings.Cut(string(decoded), ".")
	at, err := strconv.ParseInt(micros, 10, 64)
	if !found || err != nil || id == "" {
		return store.CallRecordCursor{}, refused(models.ProblemInvalid, "this is no position in the list of calls: take the endCursor of a page", "after")
	}
	return store.CallRecordCursor{StartedAt: time.UnixMicro(at).UTC(), ID: id}, nil
}

// CallHistory returns a page of the calls that are over, where the viewer may see them: users see their own.
func (s *Switchboard) CallHistory(ctx context.Context, v models.Viewer, q CallQuery) (CallPage, error) {
	if q.UserID == "" && v.Role < models.RoleSupervisor {
		q.UserID = v.UserID
	}
	if !sees(v, q.UserID) {
		return CallPage{}, refused(models.ProblemForbidden, "you may see your own calls alone: ask a supervisor for those of others", "userId")
	}
	before, err := readCallCursor(q.After)
	if err != nil || q.First < 1 {
		return CallPage{}, err
	}
	waiting, cancel := context.WithTimeout(ctx, historyPatience)
	s.records.settled(waiting)
	cancel()
	records, more, err := s.store.CallRecords(ctx, store.CallRecordQuery{UserID: q.UserID, Before: before, Limit: min(q.First, MaxCallPage)})
	return CallPage{Calls: records, HasNext: more}, s.health.report(err)
}
