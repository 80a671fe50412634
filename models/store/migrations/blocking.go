package migrations

import "gorm.io/gorm"

// blocking makes the tables of blocked addresses and of the allow list.
func blocking(tx *gorm.DB) error {
	if err := tx.Migrator().CreateTable(&blockedAddressRow2{}); err != nil {
		return err
	}
	return tx.Migrator().CreateTable(&allowedAddressRow2{})
}

type blockedAddressRow2 struct {
	ID          string `gorm:"primaryKey"`
	Network     string `gorm:"not null"`
	Username    string `gorm:"not null"`
	Reason      string `gorm:"not null"`
	Culprit     string `gorm:"not null"`
	Level       int    `gorm:"not null"`
	Failures    int    `gorm:"not null"`
	Explanation string `gorm:"not null"`
	Blocked     int64  `gorm:"column:blocked_at;not null"`
	Expires     int64  `gorm:"column:expires_at;not null"`
}

func (blockedAddressRow2) TableName() string { return "blocked_addresses" }

type allowedAddressRow2 struct {
	ID      string `gorm:"primaryKey"`
	Network string `gorm:"not null"`
	Note    string `gorm:"not null"`
	Created int64  `gorm:"column:created_at;not null"`
}

func (allowedAddressRow2) TableName() string { return "allowed_addresses" }
