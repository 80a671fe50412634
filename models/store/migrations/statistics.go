package migrations

import "gorm.io/gorm"

// statistics makes the tables of what is asked of more than one terminal: hours know the network behind which their
// terminal was, the whole switchboard has hours of its own, and registrations and their ends are kept.
func statistics(tx *gorm.DB) error {
	if err := clustered(tx).Migrator().CreateTable(&terminalHourRow13{}); err != nil {
		return err
	}
	const move = "INSERT INTO terminal_hours (terminal_id, hour, user_id, network, samples) SELECT terminal_id, hour, user_id, '', samples FROM probe_hours"
	if err := tx.Exec(move).Error; err != nil {
		return err
	}
	if err := tx.Migrator().DropTable("probe_hours"); err != nil {
		return err
	}
	return tx.Migrator().CreateTable(&tallyHourRow13{}, &terminalEventRow13{})
}

type terminalHourRow13 struct {
	TerminalID string `gorm:"primaryKey"`
	Hour       int64  `gorm:"primaryKey;autoIncrement:false;index;index:idx_terminal_hours_user,priority:2;index:idx_terminal_hours_network,priority:2"`
	UserID     string `gorm:"not null;index:idx_terminal_hours_user,priority:1"`
	Network    string `gorm:"not null;index:idx_terminal_hours_network,priority:1"`
	Samples    []byte `gorm:"not null"`
}

func (terminalHourRow13) TableName() string { return "terminal_hours" }

type tallyHourRow13 struct {
	Hour    int64  `gorm:"primaryKey;autoIncrement:false"`
	Minutes []byte `gorm:"not null"`
}

func (tallyHourRow13) TableName() string { return "tally_hours" }

type terminalEventRow13 struct {
	ID         string `gorm:"primaryKey"`
	At         int64  `gorm:"column:happened_at;not null;index;index:idx_terminal_events_user,priority:2;index:idx_terminal_events_terminal,priority:2;index:idx_terminal_events_network,priority:2"`
	Kind       string `gorm:"not null"`
	UserID     string `gorm:"not null;index:idx_terminal_events_user,priority:1"`
	TerminalID string `gorm:"not null;index:idx_terminal_events_terminal,priority:1"`
	Network    string `gorm:"not null;index:idx_terminal_events_network,priority:1"`
	Address    string `gorm:"not null"`
	UserAgent  string `gorm:"not null"`
}

func (terminalEventRow13) TableName() string { return "terminal_events" }
