package migrations

import "gorm.io/gorm"

// secondFactors makes the table of what users show at login beside their passwords.
func secondFactors(tx *gorm.DB) error { return tx.Migrator().CreateTable(&secondFactorRow1{}) }

type secondFactorRow1 struct {
	UserID    string `gorm:"primaryKey"`
	Secret    string `gorm:"not null"`
	Confirmed int64  `gorm:"column:confirmed_at;not null"`
	LastStep  int64  `gorm:"not null"`
	Recovery  []byte `gorm:"not null"`
}

func (secondFactorRow1) TableName() string { return "second_factors" }
