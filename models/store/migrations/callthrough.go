package migrations

import "gorm.io/gorm"

// callthrough makes the tables of the rules by which mobiles call through the switchboard.
func callthrough(tx *gorm.DB) error {
	return tx.Migrator().CreateTable(&callthroughRuleRow1{}, &callthroughCallerRow1{})
}

type callthroughRuleRow1 struct {
	ID         string `gorm:"primaryKey"`
	UserID     string `gorm:"not null;index"`
	PINHash    string `gorm:"column:pin_hash;not null"`
	Identity   string `gorm:"not null"`
	Countries  string `gorm:"not null"`
	MaxCalls   int    `gorm:"not null"`
	MaxMinutes int    `gorm:"not null"`
	Enabled    bool   `gorm:"not null"`
	ValidUntil int64  `gorm:"not null"`
	Locked     int64  `gorm:"column:locked_until;not null"`
}

func (callthroughRuleRow1) TableName() string { return "callthrough_rules" }

type callthroughCallerRow1 struct {
	Number string `gorm:"primaryKey"`
	RuleID string `gorm:"not null;index"`
}

func (callthroughCallerRow1) TableName() string { return "callthrough_callers" }
