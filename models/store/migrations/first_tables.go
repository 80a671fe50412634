package migrations

import "gorm.io/gorm"

// firstTables makes the tables of the first release.
func firstTables(tx *gorm.DB) error {
	for _, table := range []any{&userRow1{}, &bindingRow1{}, &callRecordRow1{}, &sessionRow1{}, &settingRow1{}} {
		if err := tx.Migrator().CreateTable(table); err != nil {
			return err
		}
	}
	return clustered(tx).Migrator().CreateTable(&probeHourRow1{})
}

// clustered makes SQLite keep the rows of a table in the order of its primary key, without a second tree for it:
// a sixth less for the only table that grows by the million.
func clustered(tx *gorm.DB) *gorm.DB {
	if tx.Name() != "sqlite" {
		return tx
	}
	return tx.Set("gorm:table_options", " WITHOUT ROWID")
}

type userRow1 struct {
	ID                string  `gorm:"primaryKey"`
	Username          string  `gorm:"not null"`
	UsernameFold      string  `gorm:"not null;uniqueIndex"`
	Extension         *string `gorm:"uniqueIndex"`
	FirstName         string  `gorm:"not null"`
	Surname           string  `gorm:"not null"`
	Nickname          string  `gorm:"not null"`
	Mobile            string  `gorm:"not null"`
	Role              string  `gorm:"not null"`
	RingLimit         int     `gorm:"not null"`
	BusyInCall        bool    `gorm:"not null"`
	BusyRinging       bool    `gorm:"not null"`
	PasswordChangeDue bool    `gorm:"not null"`
	Version           int     `gorm:"not null"`
	Created           int64   `gorm:"column:created_at;not null"`
	Updated           int64   `gorm:"column:updated_at;not null"`
	SIPPassword       string  `gorm:"column:sip_password;not null"`
	CTIHash           string  `gorm:"column:cti_hash;not null"`
	CTIPending        string  `gorm:"column:cti_pending;not null"`
}

func (userRow1) TableName() string { return "users" }

type bindingRow1 struct {
	TerminalID string `gorm:"primaryKey"`
	UserID     string `gorm:"not null;index"`
	Contact    string `gorm:"not null"`
	InstanceID string `gorm:"not null"`
	RegID      int    `gorm:"not null"`
	CallID     string `gorm:"not null"`
	CSeq       int64  `gorm:"column:cseq;not null"`
	Path       string `gorm:"not null"`
	Transport  string `gorm:"not null"`
	Local      string `gorm:"not null"`
	Remote     string `gorm:"not null"`
	UserAgent  string `gorm:"not null"`
	Registered int64  `gorm:"column:registered_at;not null"`
	Refreshed  int64  `gorm:"column:refreshed_at;not null"`
	Expires    int64  `gorm:"column:expires_at;not null;index"`
	Reachable  bool   `gorm:"not null"`
}

func (bindingRow1) TableName() string { return "bindings" }

type probeHourRow1 struct {
	TerminalID string `gorm:"primaryKey"`
	Hour       int64  `gorm:"primaryKey;autoIncrement:false;index;index:idx_probe_hours_user,priority:2"`
	UserID     string `gorm:"not null;index:idx_probe_hours_user,priority:1"`
	Samples    []byte `gorm:"not null"`
}

func (probeHourRow1) TableName() string { return "probe_hours" }

type callRecordRow1 struct {
	ID         string `gorm:"primaryKey;index:idx_call_records_started,priority:2;index:idx_call_records_from,priority:3;index:idx_call_records_to,priority:3"`
	Direction  string `gorm:"not null"`
	FromNumber string `gorm:"not null"`
	FromName   string `gorm:"not null"`
	FromUserID string `gorm:"not null;index:idx_call_records_from,priority:1"`
	ToNumber   string `gorm:"not null"`
	ToName     string `gorm:"not null"`
	ToUserID   string `gorm:"not null;index:idx_call_records_to,priority:1"`
	TerminalID string `gorm:"not null"`
	Started    int64  `gorm:"column:started_at;not null;index:idx_call_records_started,priority:1;index:idx_call_records_from,priority:2;index:idx_call_records_to,priority:2"`
	Answered   int64  `gorm:"column:answered_at;not null"`
	Ended      int64  `gorm:"column:ended_at;not null"`
	Cause      string `gorm:"not null"`
}

func (callRecordRow1) TableName() string { return "call_records" }

type sessionRow1 struct {
	ID         string `gorm:"primaryKey"`
	UserID     string `gorm:"not null;index"`
	TokenHash  []byte `gorm:"not null;uniqueIndex"`
	DeviceName string `gorm:"not null"`
	Created    int64  `gorm:"column:created_at;not null"`
	LastUsed   int64  `gorm:"column:last_used_at;not null"`
	Expires    int64  `gorm:"column:expires_at;not null"`
}

func (sessionRow1) TableName() string { return "sessions" }

type settingRow1 struct {
	Name  string `gorm:"primaryKey"`
	Value string `gorm:"not null"`
}

func (settingRow1) TableName() string { return "settings" }
