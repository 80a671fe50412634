package migrations

import (
	"fmt"

	"gorm.io/gorm"
)

// serviceNumbers makes the table of numbers that are kept for services, with those that were fixed before it.
func serviceNumbers(tx *gorm.DB) error {
	if err := tx.Migrator().CreateTable(&serviceNumberRow1{}); err != nil {
		return err
	}
	rows := []serviceNumberRow1{
		{"svc_park", "700", "PARK", 0, true}, {"svc_voicemail", "801", "VOICEMAIL", 0, true},
		{"svc_echo_test", "900", "ECHO_TEST", 0, true}, {"svc_who_am_i", "901", "WHO_AM_I", 0, true},
		{"svc_music", "902", "MUSIC", 0, true},
	}
	for slot := 1; slot <= 20; slot++ {
		rows = append(rows, serviceNumberRow1{fmt.Sprint("svc_parking_slot_", slot), fmt.Sprint(700 + slot), "PARKING_SLOT", slot, true})
	}
	return tx.Create(&rows).Error
}

type serviceNumberRow1 struct {
	ID      string `gorm:"primaryKey"`
	Number  string `gorm:"not null;uniqueIndex"`
	Kind    string `gorm:"not null"`
	Slot    int    `gorm:"not null"`
	Enabled bool   `gorm:"not null"`
}

func (serviceNumberRow1) TableName() string { return "service_numbers" }
