package store

import (
	"context"
	"net/netip"
	"slices"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"graphpbx/models"
)

// terminalEventRow is a row of terminal_events. Each index ends in the time, so that a span is read along it.
type terminalEventRow struct {
	ID         string  `gorm:"primaryKey"`
	At         instant `gorm:"column:happened_at;not null;index;index:idx_terminal_events_user,priority:2;index:idx_terminal_events_terminal,priority:2;index:idx_terminal_events_network,priority:2"`
	Kind       string  `gorm:"not null"`
	UserID     string  `gorm:"not null;index:idx_terminal_events_user,priority:1"`
	TerminalID string  `gorm:"not null;index:idx_terminal_events_terminal,priority:1"`
	Network    string  `gorm:"not null;index:idx_terminal_events_network,priority:1"` // of the address; empty where it is the switchboard
	Address    string  `gorm:"not null"`
	UserAgent  string  `gorm:"not null"`
}

func (terminalEventRow) TableName() string { return "terminal_events" }

// TerminalEventQuery asks for events of terminals, and always for those of the switchboard itself as well.
type TerminalEventQuery struct {
	UserID      string       // of the terminals of this user
	TerminalID  string       // of this terminal
	TerminalIDs []string     // of these terminals
	Network     netip.Prefix // of those behind this network; with neither, of all
	From, To    time.Time    // To is not part of it
	Limit       int          // the newest so many, at least one
}

// SaveTerminalEvents stores events. One that is stored already is left as it is, so that a queue may deliver it again.
func (s *Store) SaveTerminalEvents(ctx context.Context, events []models.TerminalEvent) error {
	rows := make([]terminalEventRow, len(events))
	for i, e := range events {
		rows[i] = terminalEventRow{
			ID: e.ID, At: toInstant(e.At), Kind: string(e.Kind), UserID: e.UserID, TerminalID: e.TerminalID, UserAgent: e.UserAgent,
			Network: networkText(models.SubscriberNetwork(e.Address.Addr())),
		}
		if e.Address.IsValid() {
			rows[i].Address = e.Address.String()
		}
	}
	return s.change(ctx, "save events of terminals", func(a attempt, tx *gorm.DB) error {
		for chunk := range slices.Chunk(rows, batch) {
			err := gorm.G[terminalEventRow](tx, clause.OnConflict{DoNothing: true}).CreateInBatches(a, &chunk, len(chunk))
			if err != nil {
				return err
			}
			a.answered()
		}
		return nil
	})
}

// TerminalEvents returns events, oldest first; where there are more than the limit, the newest of them, and true.
func (s *Store) TerminalEvents(ctx context.Context, q TerminalEventQuery) (events []models.TerminalEvent, more bool, err error) {
	q.Limit = max(q.Limit, 1)
	var rows []terminalEventRow
	err = s.read(ctx, "read events of terminals", func(a attempt, db *gorm.DB) (err error) {
		rows, err = gorm.G[terminalEventRow](db).Scopes(q.where).Order("happened_at DESC, id DESC").Limit(q.Limit + 1).Find(a)
		return err
	})
	more = len(rows) > q.Limit
	for i := range rows[:min(len(rows), q.Limit)] {
		events = append(events, rows[i].event())
	}
	slices.Reverse(events)
	return events, more, err
}

func (q TerminalEventQuery) where(db *gorm.Statement) {
	db.Where("happened_at >= ? AND happened_at < ?", toInstant(q.From), toInstant(q.To))
	switch {
	case len(q.TerminalIDs) > 0:
		db.Where("terminal_id IN ?", append([]string{""}, q.TerminalIDs...))
	case q.TerminalID != "":
		db.Where("terminal_id IN ?", []string{q.TerminalID, ""})
	case q.UserID != "":
		db.Where("user_id IN ?", []string{q.UserID, ""})
	case q.Network.IsValid():
		db.Where("network IN ?", []string{networkText(q.Network), ""})
	}
}

// DropTerminalEvents removes the events before the time.
func (s *Store) DropTerminalEvents(ctx context.Context, before time.Time) error {
	return s.change(ctx, "drop events of terminals", func(a attempt, tx *gorm.DB) error {
		_, err := gorm.G[terminalEventRow](tx).Where("happened_at < ?", toInstant(before)).Delete(a)
		return err
	})
}

func (r *terminalEventRow) event() models.TerminalEvent {
	address, _ := netip.ParseAddrPort(r.Address) // that of the switchboard is empty
	return models.TerminalEvent{
		ID: r.ID, At: r.At.Time(), Kind: models.TerminalEventKind(r.Kind), UserID: r.UserID, TerminalID: r.TerminalID,
		Address: address, UserAgent: r.UserAgent,
	}
}
