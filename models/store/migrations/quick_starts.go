package migrations

import "gorm.io/gorm"

// quickStarts makes the table of the wizard's runs that carried a key.
func quickStarts(tx *gorm.DB) error { return tx.Migrator().CreateTable(&quickStartRow1{}) }

type quickStartRow1 struct {
	Key     string `gorm:"primaryKey"`
	Digest  []byte `gorm:"not null"`
	UserIDs string `gorm:"column:user_ids;not null"`
	Created int64  `gorm:"column:created_at;not null"`
}

func (quickStartRow1) TableName() string { return "quick_starts" }
