package store

import (
	"context"
	"encoding/binary"
	"net/netip"
	"slices"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"graphpbx/models"
)

// probeHourRow is a row of terminal_hours: sixty samples of two bytes, little-endian. At 120 bytes an hour they take no more
// room than cells of five minutes with their figures would, so every minute is kept for as long as the hour is.
type probeHourRow struct {
	TerminalID string  `gorm:"primaryKey"`
	Hour       instant `gorm:"primaryKey;autoIncrement:false;index;index:idx_terminal_hours_user,priority:2;index:idx_terminal_hours_network,priority:2"`
	UserID     string  `gorm:"not null;index:idx_terminal_hours_user,priority:1"`
	Network    string  `gorm:"not null;index:idx_terminal_hours_network,priority:1"` // empty where unknown
	Samples    []byte  `gorm:"not null"`
}

func (probeHourRow) TableName() string { return "terminal_hours" }

// ProbeHourQuery asks for hours of statistics. The terminals are those of the user, those behind the network, those
// named, or all conditions that are given; with none it asks for nothing unless it says so.
type ProbeHourQuery struct {
	UserID      string
	Network     netip.Prefix
	TerminalIDs []string
	All         bool      // of all terminals; for a short span alone
	From, To    time.Time // every hour that the span touches; To is not part of it
}

// SaveProbeHours stores hours of statistics, replacing those of the same terminal and hour. Hours that are not
// full yet may be stored too, and again later.
func (s *Store) SaveProbeHours(ctx context.Context, hours []models.ProbeHour) error {
	rows := probeHourRows(hours)
	return s.change(ctx, "save probe hours", func(a attempt, tx *gorm.DB) error {
		for chunk := range slices.Chunk(rows, batch) {
			err := gorm.G[probeHourRow](tx, clause.OnConflict{UpdateAll: true}).CreateInBatches(a, &chunk, len(chunk))
			if err != nil {
				return err
			}
			a.answered()
		}
		return nil
	})
}

// ProbeHours returns the hours asked for, oldest first, those of one hour by terminal.
func (s *Store) ProbeHours(ctx context.Context, q ProbeHourQuery) ([]models.ProbeHour, error) {
	if q.UserID == "" && len(q.TerminalIDs) == 0 && !q.Network.IsValid() && !q.All {
		return nil, nil
	}
	var rows []probeHourRow
	err := s.read(ctx, "read probe hours", func(a attempt, db *gorm.DB) (err error) {
		rows, err = gorm.G[probeHourRow](db).Scopes(q.where).Order("hour, terminal_id").Find(a)
		return err
	})
	if err != nil {
		return nil, err
	}
	hours := make([]models.ProbeHour, len(rows))
	for i := range rows {
		hours[i] = rows[i].probeHour()
	}
	return hours, nil
}

func (q ProbeHourQuery) where(db *gorm.Statement) {
	db.Where("hour >= ? AND hour < ?", toInstant(q.From.UTC().Truncate(time.Hour)), toInstant(q.To))
	if q.UserID != "" {
		db.Where("user_id = ?", q.UserID)
	}
	if q.Network.IsValid() {
		db.Where("network = ?", networkText(q.Network))
	}
	if len(q.TerminalIDs) > 0 {
		db.Where("terminal_id IN ?", q.TerminalIDs)
	}
}

// DropProbeHours removes the hours that began before the time.
func (s *Store) DropProbeHours(ctx context.Context, before time.Time) error {
	return s.change(ctx, "drop probe hours", func(a attempt, tx *gorm.DB) error {
		_, err := gorm.G[probeHourRow](tx).Where("hour < ?", toInstant(before)).Delete(a)
		return err
	})
}

// probeHourRows returns a row for each terminal and hour; the later counts where one stands in the list twice.
func probeHourRows(hours []models.ProbeHour) []probeHourRow {
	type key struct {
		terminal string
		hour     instant
	}
	seen := make(map[key]bool, len(hours))
	rows := make([]probeHourRow, 0, len(hours))
	for _, h := range slices.Backward(hours) {
		k := key{h.TerminalID, toInstant(h.Hour)}
		if seen[k] {
			continue
		}
		seen[k] = true
		samples := make([]byte, 0, 2*models.ProbeSlots)
		for _, sample := range h.Samples {
			samples = binary.LittleEndian.AppendUint16(samples, sample)
		}
		rows = append(rows, probeHourRow{TerminalID: h.TerminalID, Hour: k.hour, UserID: h.UserID, Network: networkText(h.Network), Samples: samples})
	}
	return rows
}

func (r *probeHourRow) probeHour() models.ProbeHour {
	h := models.ProbeHour{TerminalID: r.TerminalID, UserID: r.UserID, Network: textNetwork(r.Network), Hour: r.Hour.Time()}
	for i := range h.Samples {
		h.Samples[i] = models.SampleNone
		if len(r.Samples) >= 2*i+2 {
			h.Samples[i] = binary.LittleEndian.Uint16(r.Samples[2*i:])
		}
	}
	return h
}

// networkText writes a network, an invalid one as nothing.
func networkText(n netip.Prefix) string {
	if !n.IsValid() {
		return ""
	}
	return n.String()
}

// textNetwork reads what networkText wrote.
func textNetwork(text string) netip.Prefix {
	n, _ := netip.ParsePrefix(text) // nothing is no network
	return n
}
