package migrations

import "gorm.io/gorm"

// terminalNames makes the table of what people call terminals.
func terminalNames(tx *gorm.DB) error { return tx.Migrator().CreateTable(&terminalNameRow14{}) }

type terminalNameRow14 struct {
	TerminalID string `gorm:"primaryKey"`
	UserID     string `gorm:"not null;index"`
	Name       string `gorm:"not null"`
}

func (terminalNameRow14) TableName() string { return "terminal_names" }
