package migrations

import "gorm.io/gorm"

// activationLinks makes the table of links that set up clients.
func activationLinks(tx *gorm.DB) error { return tx.Migrator().CreateTable(&activationLinkRow1{}) }

type activationLinkRow1 struct {
	ID           string `gorm:"primaryKey"`
	UserID       string `gorm:"not null;index"`
	SecretHash   []byte `gorm:"not null"`
	PasswordHash string `gorm:"not null"`
	CreatedBy    string `gorm:"not null"`
	Created      int64  `gorm:"column:created_at;not null"`
	Expires      int64  `gorm:"column:expires_at;not null"`
	Opened       int64  `gorm:"column:opened_at;not null"`
	Used         int64  `gorm:"column:used_at;not null"`
	DeviceName   string `gorm:"not null"`
	Revoked      int64  `gorm:"column:revoked_at;not null"`
	Failures     int    `gorm:"not null"`
}

func (activationLinkRow1) TableName() string { return "activation_links" }
