package migrations

import "gorm.io/gorm"

// teamsLogin gives users a login of Microsoft Teams.
func teamsLogin(tx *gorm.DB) error { return tx.Migrator().AddColumn(&userRow12{}, "TeamsLogin") }

type userRow12 struct {
	TeamsLogin string `gorm:"not null;default:''"`
}

func (userRow12) TableName() string { return "users" }
