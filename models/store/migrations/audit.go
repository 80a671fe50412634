package migrations

import "gorm.io/gorm"

// audit makes the table of the audit log.
func audit(tx *gorm.DB) error { return tx.Migrator().CreateTable(&auditRow3{}) }

type auditRow3 struct {
	Seq       int64  `gorm:"primaryKey;autoIncrement:false"`
	ID        string `gorm:"not null;uniqueIndex"`
	At        int64  `gorm:"column:happened_at;not null"`
	UserID    string `gorm:"not null;index"`
	Username  string `gorm:"not null"`
	SessionID string `gorm:"not null"`
	Source    string `gorm:"not null"`
	Operation string `gorm:"not null"`
	ObjectID  string `gorm:"not null"`
	Arguments string `gorm:"not null"`
	Before    string `gorm:"column:was;not null"`
	After     string `gorm:"column:became;not null"`
	Outcome   string `gorm:"not null"`
	Words     string `gorm:"not null"`
	Hash      []byte `gorm:"not null"`
}

func (auditRow3) TableName() string { return "audit_entries" }
