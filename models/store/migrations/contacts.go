package migrations

import "gorm.io/gorm"

// contacts makes the table of the phone book.
func contacts(tx *gorm.DB) error { return tx.Migrator().CreateTable(&contactRow1{}) }

type contactRow1 struct {
	ID        string `gorm:"primaryKey"`
	OwnerID   string `gorm:"not null;index"`
	FirstName string `gorm:"not null"`
	Surname   string `gorm:"not null"`
	Company   string `gorm:"not null"`
	Note      string `gorm:"not null"`
	Numbers   string `gorm:"not null"`
	Version   int    `gorm:"not null"`
	Created   int64  `gorm:"column:created_at;not null"`
	Updated   int64  `gorm:"column:updated_at;not null"`
}

func (contactRow1) TableName() string { return "contacts" }
