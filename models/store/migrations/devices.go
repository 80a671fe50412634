package migrations

import "gorm.io/gorm"

// devices makes the table of telephones that fetch their settings.
func devices(tx *gorm.DB) error { return tx.Migrator().CreateTable(&deviceRow1{}) }

type deviceRow1 struct {
	ID          string `gorm:"primaryKey"`
	MAC         string `gorm:"column:mac;not null;uniqueIndex"`
	Family      string `gorm:"not null"`
	Model       string `gorm:"not null"`
	UserID      string `gorm:"not null;index"`
	Label       string `gorm:"not null"`
	Keys        string `gorm:"not null"`
	Status      string `gorm:"not null"`
	TokenHash   []byte `gorm:"not null;uniqueIndex"`
	Token       string `gorm:"not null"`
	WindowUntil int64  `gorm:"not null"`
	Fetched     int64  `gorm:"column:fetched_at;not null"`
	ConfigHash  string `gorm:"not null"`
	Delivered   string `gorm:"not null"`
	Fetches     string `gorm:"not null"`
	Version     int    `gorm:"not null"`
	Created     int64  `gorm:"column:created_at;not null"`
	Updated     int64  `gorm:"column:updated_at;not null"`
}

func (deviceRow1) TableName() string { return "devices" }
