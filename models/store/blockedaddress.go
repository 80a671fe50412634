package store

import (
	"context"
	"net/netip"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"graphpbx/models"
)

// blockedAddressRow is a row of blocked_addresses. Blocks that are over stay until they are deleted.
type blockedAddressRow struct {
	ID          string  `gorm:"primaryKey"`
	Network     string  `gorm:"not null"`
	Username    string  `gorm:"not null"`
	Reason      string  `gorm:"not null"`
	Culprit     string  `gorm:"not null"`
	Level       int     `gorm:"not null"`
	Failures    int     `gorm:"not null"`
	Explanation string  `gorm:"not null"`
	Blocked     instant `gorm:"column:blocked_at;not null"`
	Expires     instant `gorm:"column:expires_at;not null"`
}

func (blockedAddressRow) TableName() string { return "blocked_addresses" }

// allowedAddressRow is a row of allowed_addresses.
type allowedAddressRow struct {
	ID      string  `gorm:"primaryKey"`
	Network string  `gorm:"not null"`
	Note    string  `gorm:"not null"`
	Created instant `gorm:"column:created_at;not null"`
}

func (allowedAddressRow) TableName() string { return "allowed_addresses" }

// SaveBlockedAddresses stores blocks, replacing those with the same id, and removes those with the ids of gone.
func (s *Store) SaveBlockedAddresses(ctx context.Context, saved []models.BlockedAddress, gone []string) error {
	return s.change(ctx, "save blocked addresses", func(a attempt, tx *gorm.DB) error {
		for i := range saved {
			row := blockedAddressRowOf(&saved[i])
			if err := gorm.G[blockedAddressRow](tx, clause.OnConflict{UpdateAll: true}).Create(a, &row); err != nil {
				return err
			}
			a.answered()
		}
		if len(gone) == 0 {
			return nil
		}
		_, err := gorm.G[blockedAddressRow](tx).Where("id IN ?", gone).Delete(a)
		return err
	})
}

// BlockedAddresses returns all blocks, also those that are over and not deleted yet.
func (s *Store) BlockedAddresses(ctx context.Context) ([]models.BlockedAddress, error) {
	var blocks []models.BlockedAddress
	err := s.read(ctx, "read blocked addresses", func(a attempt, db *gorm.DB) error {
		blocks = nil
		return gorm.G[blockedAddressRow](db).FindInBatches(a, page, func(rows []blockedAddressRow, _ int) error {
			for i := range rows {
				if block, ok := rows[i].block(); ok {
					blocks = append(blocks, block)
				}
			}
			a.answered()
			return nil
		})
	})
	return blocks, err
}

// SaveAllowedAddress stores an entry of the allow list, replacing the one with the same id.
func (s *Store) SaveAllowedAddress(ctx context.Context, allowed models.AllowedAddress) error {
	row := allowedAddressRow{ID: allowed.ID, Network: allowed.Network.String(), Note: allowed.Note, Created: toInstant(allowed.CreatedAt)}
	return s.change(ctx, "save allowed address", func(a attempt, tx *gorm.DB) error {
		return gorm.G[allowedAddressRow](tx, clause.OnConflict{UpdateAll: true}).Create(a, &row)
	})
}

// AllowedAddresses returns the allow list.
func (s *Store) AllowedAddresses(ctx context.Context) ([]models.AllowedAddress, error) {
	var list []models.AllowedAddress
	err := s.read(ctx, "read allowed addresses", func(a attempt, db *gorm.DB) error {
		rows, err := gorm.G[allowedAddressRow](db).Find(a)
		list = nil
		for _, row := range rows {
			if network, err := netip.ParsePrefix(row.Network); err == nil {
				list = append(list, models.AllowedAddress{ID: row.ID, Network: network, Note: row.Note, CreatedAt: row.Created.Time()})
			}
		}
		return err
	})
	return list, err
}

// DeleteAllowedAddress removes an entry of the allow list. One that is not there is no error.
func (s *Store) DeleteAllowedAddress(ctx context.Context, id string) error {
	return s.change(ctx, "delete allowed address", func(a attempt, tx *gorm.DB) error {
		_, err := gorm.G[allowedAddressRow](tx).Where("id = ?", id).Delete(a)
		return err
	})
}

func blockedAddressRowOf(b *models.BlockedAddress) blockedAddressRow {
	return blockedAddressRow{
		ID: b.ID, Network: b.Network.String(), Username: b.Username, Reason: string(b.Reason), Culprit: b.Culprit, Level: b.Level,
		Failures: b.Failures, Explanation: b.Explanation, Blocked: toInstant(b.BlockedAt), Expires: toInstant(b.ExpiresAt),
	}
}

// block returns false for a row whose network nobody can read: it has been changed from outside.
func (r *blockedAddressRow) block() (models.BlockedAddress, bool) {
	network, err := netip.ParsePrefix(r.Network)
	return models.BlockedAddress{
		ID: r.ID, Network: network, Username: r.Username, Reason: models.BlockReason(r.Reason), Culprit: r.Culprit, Level: r.Level,
		Failures: r.Failures, Explanation: r.Explanation, BlockedAt: r.Blocked.Time(), ExpiresAt: r.Expires.Time(),
	}, err == nil
}
