package migrations

import "gorm.io/gorm"

// apiTokens makes the table of API tokens.
func apiTokens(tx *gorm.DB) error { return tx.Migrator().CreateTable(&apiTokenRow1{}) }

type apiTokenRow1 struct {
	ID        string `gorm:"primaryKey"`
	UserID    string `gorm:"not null;index"`
	TokenHash []byte `gorm:"not null;uniqueIndex"`
	Name      string `gorm:"not null"`
	Scopes    string `gorm:"not null"`
	Start     string `gorm:"column:token_start;not null"`
	CreatedBy string `gorm:"not null"`
	Created   int64  `gorm:"column:created_at;not null"`
	LastUsed  int64  `gorm:"column:last_used_at;not null"`
	Expires   int64  `gorm:"column:expires_at;not null"`
}

func (apiTokenRow1) TableName() string { return "api_tokens" }
