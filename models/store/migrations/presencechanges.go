package migrations

import "gorm.io/gorm"

// presenceChanges makes the table of switchovers of presence.
func presenceChanges(tx *gorm.DB) error { return tx.Migrator().CreateTable(&presenceChangeRow1{}) }

type presenceChangeRow1 struct {
	ID        uint64 `gorm:"primaryKey"`
	UserID    string `gorm:"not null;index"`
	At        int64  `gorm:"column:changed_at;not null;index"`
	FromState string `gorm:"not null"`
	ToState   string `gorm:"not null"`
	Source    string `gorm:"not null"`
	ActorID   string `gorm:"not null"`
}

func (presenceChangeRow1) TableName() string { return "presence_changes" }
