package migrations

import "gorm.io/gorm"

// presence makes the table of the presence that users have set.
func presence(tx *gorm.DB) error { return tx.Migrator().CreateTable(&presenceRow1{}) }

type presenceRow1 struct {
	UserID   string `gorm:"primaryKey"`
	State    string `gorm:"not null"`
	ChosenAt int64  `gorm:"not null"`
	Returns  int64  `gorm:"column:returns_at;not null"`
}

func (presenceRow1) TableName() string { return "presences" }
