package store

import (
	"context"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// settingRow is a row of settings.
type settingRow struct {
	Name  string `gorm:"primaryKey"`
	Value string `gorm:"not null"`
}

func (settingRow) TableName() string { return "settings" }

// Setting returns the value of a setting. It fails with ErrNotFound where it was never set.
func (s *Store) Setting(ctx context.Context, name string) (string, error) {
	var row settingRow
	err := s.read(ctx, "read setting "+name, func(a attempt, db *gorm.DB) (err error) {
		row, err = gorm.G[settingRow](db).Where("name = ?", name).Take(a)
		return err
	})
	return row.Value, err
}

// SetSetting stores the value of a setting.
func (s *Store) SetSetting(ctx context.Context, name, value string) error {
	return s.change(ctx, "store setting "+name, func(a attempt, tx *gorm.DB) error {
		row := settingRow{Name: name, Value: value}
		return gorm.G[settingRow](tx, clause.OnConflict{UpdateAll: true}).Create(a, &row)
	})
}
