package store

import (
	"context"
	"encoding/json"
	"fmt"
	"net/netip"
	"slices"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"graphpbx/models"
)

// bindingRow is a row of bindings. It has no foreign key: bindings are written behind, and one whose user was
// deleted a moment ago must not spoil the whole batch. [Store.Bindings] passes such a row over.
type bindingRow struct {
	TerminalID string  `gorm:"primaryKey"`
	UserID     string  `gorm:"not null;index"`
	Contact    string  `gorm:"not null"`
	InstanceID string  `gorm:"not null"`
	RegID      int     `gorm:"not null"`
	CallID     string  `gorm:"not null"`
	CSeq       int64   `gorm:"column:cseq;not null"`
	Path       string  `gorm:"not null"` // JSON list, empty for none
	Transport  string  `gorm:"not null"`
	Local      string  `gorm:"not null"`
	Remote     string  `gorm:"not null"`
	UserAgent  string  `gorm:"not null"`
	Registered instant `gorm:"column:registered_at;not null"`
	Refreshed  instant `gorm:"column:refreshed_at;not null"`
	Expires    instant `gorm:"column:expires_at;not null;index"`
	Reachable  bool    `gorm:"not null"`
}

func (bindingRow) TableName() string { return "bindings" }

// SaveBindings stores changes of bindings, all or none. Where a terminal stands in the list twice the later counts.
func (s *Store) SaveBindings(ctx context.Context, changes []models.BindingChange) error {
	rows, gone, err := splitChanges(changes)
	if err != nil || len(rows)+len(gone) == 0 {
		return err
	}
	return s.change(ctx, "save bindings", func(a attempt, tx *gorm.DB) error {
		for chunk := range slices.Chunk(gone, batch) {
			if _, err := gorm.G[bindingRow](tx).Where("terminal_id IN ?", chunk).Delete(a); err != nil {
				return err
			}
			a.answered()
		}
		for chunk := range slices.Chunk(rows, batch) {
			err := gorm.G[bindingRow](tx, clause.OnConflict{UpdateAll: true}).CreateInBatches(a, &chunk, len(chunk))
			if err != nil {
				return err
			}
			a.answered()
		}
		return nil
	})
}

// splitChanges parts what is to be written from what is to be removed, the newest change of each terminal only.
func splitChanges(changes []models.BindingChange) (rows []bindingRow, gone []string, err error) {
	seen := make(map[string]bool, len(changes))
	for _, change := range slices.Backward(changes) {
		id := change.Binding.TerminalID
		if seen[id] {
			continue
		}
		seen[id] = true
		if change.Gone {
			gone = append(gone, id)
			continue
		}
		row, err := toBindingRow(change.Binding)
		if err != nil {
			return nil, nil, err
		}
		rows = append(rows, row)
	}
	return rows, gone, nil
}

// expiredFor is how long a binding is kept after it expired. Whoever writes refreshes behind may have known a later
// expiry when it was killed, and decides what to make of it.
const expiredFor = 2 * time.Minute

// Bindings returns the bindings whose user exists, those that expired a moment ago too.
func (s *Store) Bindings(ctx context.Context) ([]models.Binding, error) {
	var bindings []models.Binding
	err := s.read(ctx, "read bindings", func(a attempt, db *gorm.DB) error {
		return gorm.G[bindingRow](db).
			Where("expires_at > ? AND user_id IN (SELECT id FROM users)", toInstant(time.Now().Add(-expiredFor))).
			FindInBatches(a, page, func(rows []bindingRow, _ int) error {
				for i := range rows {
					binding, err := rows[i].binding()
					if err != nil {
						return err
					}
					bindings = append(bindings, binding)
				}
				a.answered()
				return nil
			})
	})
	return bindings, err
}

func toBindingRow(b models.Binding) (bindingRow, error) {
	row := bindingRow{
		TerminalID: b.TerminalID, UserID: b.UserID, Contact: b.Contact, InstanceID: b.InstanceID, RegID: b.RegID,
		CallID: b.CallID, CSeq: int64(b.CSeq), Transport: string(b.Transport),
		Local: toAddress(b.Local), Remote: toAddress(b.Remote), UserAgent: b.UserAgent,
		Registered: toInstant(b.RegisteredAt), Refreshed: toInstant(b.RefreshedAt), Expires: toInstant(b.ExpiresAt),
		Reachable: b.Reachable,
	}
	if len(b.Path) > 0 {
		path, err := json.Marshal(b.Path)
		if err != nil {
			return row, fmt.Errorf("store: path of terminal %s: %w", b.TerminalID, err)
		}
		row.Path = string(path)
	}
	return row, nil
}

func (r *bindingRow) binding() (b models.Binding, err error) {
	b = models.Binding{
		TerminalID: r.TerminalID, UserID: r.UserID, Contact: r.Contact, InstanceID: r.InstanceID, RegID: r.RegID,
		CallID: r.CallID, CSeq: uint32(r.CSeq), Transport: models.Transport(r.Transport), UserAgent: r.UserAgent,
		RegisteredAt: r.Registered.Time(), RefreshedAt: r.Refreshed.Time(), ExpiresAt: r.Expires.Time(),
		Reachable: r.Reachable,
	}
	if b.Local, err = fromAddress(r.Local); err != nil {
		return b, fmt.Errorf("store: local address of terminal %s: %w", r.TerminalID, err)
	}
	if b.Remote, err = fromAddress(r.Remote); err != nil {
		return b, fmt.Errorf("store: remote address of terminal %s: %w", r.TerminalID, err)
	}
	if r.Path != "" {
		if err = json.Unmarshal([]byte(r.Path), &b.Path); err != nil {
			return b, fmt.Errorf("store: path of terminal %s: %w", r.TerminalID, err)
		}
	}
	return b, nil
}

// toAddress returns the text of an address, empty for none.
func toAddress(a netip.AddrPort) string {
	if !a.IsValid() {
		return ""
	}
	return a.String()
}

func fromAddress(text string) (netip.AddrPort, error) {
	if text == "" {
		return netip.AddrPort{}, nil
	}
	return netip.ParseAddrPort(text)
}
