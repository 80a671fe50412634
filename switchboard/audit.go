package switchboard

import (
	"bytes"
	"context"
	"encoding/json"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"graphpbx/models"
	"graphpbx/models/store"
)

// maxAuditText bounds what one entry keeps of arguments and of states. What is longer ends with an ellipsis.
const maxAuditText = 16 << 10

// MaxAuditPage is the highest number of entries in one page.
const MaxAuditPage = 500

// Deed is what somebody has done.
type Deed struct {
	Viewer    models.Viewer
	Source    string // address; empty for the control socket
	Operation string
	ObjectID  string
	Arguments any // without secrets
	Before    any // states of the object, see AuditState
	After     any
	Outcome   string
}

// Audit remembers what somebody has done. It never waits: the database takes it behind the back, and where that is
// away, a file of the data folder keeps it.
func (s *Switchboard) Audit(d Deed) {
	user, _ := s.User(d.Viewer.UserID)
	before, after := differences(d.Before, d.After)
	s.audit.add(models.AuditEntry{
		ID: models.NewID(models.KindAuditEntry), At: time.Now(), UserID: d.Viewer.UserID, Username: user.Username,
		SessionID: d.Viewer.SessionID, Source: d.Source, Operation: d.Operation, ObjectID: d.ObjectID,
		Arguments: text(d.Arguments), Before: before, After: after, Outcome: d.Outcome,
	})
}

// AuditState returns the state of an object by its id, for the audit; nil where there is none, or where nobody needs to know.
func (s *Switchboard) AuditState(id string) any {
	switch models.KindOf(id) {
	case models.KindUser:
		return present(s.User(id))
	case models.KindTerminal:
		return present(s.Terminal(id))
	case models.KindCall:
		return present(s.calls.get(id))
	case models.KindBlockedAddress:
		return present(s.BlockedAddress(LocalAdministrator(), id))
	case models.KindAllowedAddress:
		s.blocking.mu.RLock()
		defer s.blocking.mu.RUnlock()
		allowed, found := s.blocking.allowed[id]
		return present(allowed, found)
	case models.KindActivationLink:
		return present(s.ActivationLink(LocalAdministrator(), id))
	case models.KindDevice:
		return present(s.Device(LocalAdministrator(), id))
	case models.KindCallthrough:
		return present(s.CallthroughRule(LocalAdministrator(), id))
	case models.KindAPIToken:
		for _, token := range s.sessions.which(func(session *models.Session) bool { return session.ID == id }) {
			return map[string]any{"UserID": token.UserID, "Name": token.DeviceName, "Scopes": token.Scopes.List(), "ExpiresAt": token.ExpiresAt}
		}
	case models.KindContact: // a personal one is nobody's business
		contact, found := s.phoneBook.get(id)
		return present(contact, found && contact.Scope() == models.ContactShared)
	case models.KindSettings:
		return s.settings.get().Group(models.SettingsGroup(strings.TrimPrefix(id, models.KindSettings+"_")))
	case models.KindSession:
		for _, session := range s.sessions.which(func(session *models.Session) bool { return session.ID == id }) {
			return map[string]any{"UserID": session.UserID, "DeviceName": session.DeviceName, "CreatedAt": session.CreatedAt}
		}
	}
	return nil
}

func present[T any](state T, found bool) any {
	if !found {
		return nil
	}
	return state
}

// differences returns what differs between two states as JSON. Of a state that is new or gone it is all.
func differences(before, after any) (was, became string) {
	old, new := fields(before), fields(after)
	for name, value := range old {
		if bytes.Equal(value, new[name]) {
			delete(old, name)
			delete(new, name)
		}
	}
	return text(old), text(new)
}

// fields returns the fields of a state by their names, as the schema writes them.
func fields(state any) map[string]json.RawMessage {
	if state == nil {
		return nil
	}
	written, err := json.Marshal(state)
	var all map[string]json.RawMessage
	if err != nil || json.Unmarshal(written, &all) != nil {
		return nil
	}
	named := make(map[string]json.RawMessage, len(all))
	for name, value := range all {
		first, size := utf8.DecodeRuneInString(name)
		if name == "ID" {
			name = "id"
		} else if first != utf8.RuneError {
			name = string(unicode.ToLower(first)) + name[size:]
		}
		named[name] = value
	}
	return named
}

// text writes a value as JSON, "" where it is nothing.
func text(value any) string {
	if fields, is := value.(map[string]json.RawMessage); value == nil || is && len(fields) == 0 {
		return ""
	}
	written, err := json.Marshal(value)
	if err != nil {
		return ""
	}
	if len(written) > maxAuditText {
		return string(bytes.ToValidUTF8(written[:maxAuditText], nil)) + "…"
	}
	return string(written)
}

// AuditQuery asks for a page of the audit log, newest first.
type AuditQuery struct {
	First  int    // at most MaxAuditPage
	After  string // position after which the page begins (AuditCursor); empty: from the newest
	Search string // words that must all occur
	UserID string // only what this user did; empty: everybody
}

// AuditPage is a page of the audit log.
type AuditPage struct {
	Entries []models.AuditEntry
	HasNext bool
}

// AuditCursor returns the position of an entry in the log.
func AuditCursor(e *models.AuditEntry) string { return strconv.FormatInt(e.Seq, 10) }

// AuditLog returns a page of the audit log. What was done a moment ago is in it.
func (s *Switchboard) AuditLog(ctx context.Context, v models.Viewer, q AuditQuery) (AuditPage, error) {
	if err := require(v, models.RoleAdmin); err != nil {
		return AuditPage{}, err
	}
	asked := store.AuditQuery{UserID: q.UserID, Search: q.Search, Limit: min(q.First, MaxAuditPage)}
	if q.After != "" {
		seq, err := strconv.ParseInt(q.After, 10, 64)
		if err != nil || seq < 1 {
			return AuditPage{}, refused(models.ProblemInvalid, "this is no position in the audit log: take the endCursor of a page", "after")
		}
		asked.Before = seq
	}
	if q.First < 1 {
		return AuditPage{}, nil
	}
	waiting, cancel := context.WithTimeout(ctx, historyPatience)
	s.audit.settled(waiting)
	cancel()
	entries, more, err := s.store.AuditEntries(ctx, asked)
	return AuditPage{Entries: entries, HasNext: more}, s.health.report(err)
}

// VerifyAudit looks whether somebody has changed the audit log without the switchboard.
func (s *Switchboard) VerifyAudit(ctx context.Context, v models.Viewer) (store.AuditVerdict, error) {
	if err := require(v, models.RoleAdmin); err != nil {
		return store.AuditVerdict{}, err
	}
	verdict, err := s.store.VerifyAudit(ctx)
	return verdict, s.health.report(err)
}
