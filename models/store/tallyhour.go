package store

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"graphpbx/models"
)

// tallyHourRow is a row of tally_hours: an hour of the whole switchboard, packed.
type tallyHourRow struct {
	Hour    instant `gorm:"primaryKey;autoIncrement:false"`
	Minutes []byte  `gorm:"not null"`
}

func (tallyHourRow) TableName() string { return "tally_hours" }

// SaveTallyHour stores an hour of the whole switchboard, in place of an earlier state of it.
func (s *Store) SaveTallyHour(ctx context.Context, hour *models.ProbeTallyHour) error {
	packed, err := hour.MarshalBinary()
	if err != nil {
		return err
	}
	return s.change(ctx, "save an hour of all probes", func(a attempt, tx *gorm.DB) error {
		row := tallyHourRow{Hour: toInstant(hour.Hour), Minutes: packed}
		return gorm.G[tallyHourRow](tx, clause.OnConflict{UpdateAll: true}).Create(a, &row)
	})
}

// TallyHours returns the hours of the whole switchboard that the span touches, oldest first. One that cannot be read,
// which a newer program may have written, is left out.
func (s *Store) TallyHours(ctx context.Context, from, to time.Time) ([]models.ProbeTallyHour, error) {
	var rows []tallyHourRow
	err := s.read(ctx, "read hours of all probes", func(a attempt, db *gorm.DB) (err error) {
		rows, err = gorm.G[tallyHourRow](db).
			Where("hour >= ? AND hour < ?", toInstant(from.UTC().Truncate(time.Hour)), toInstant(to)).Order("hour").Find(a)
		return err
	})
	hours := make([]models.ProbeTallyHour, 0, len(rows))
	for i := range rows {
		h := models.ProbeTallyHour{Hour: rows[i].Hour.Time()}
		if h.UnmarshalBinary(rows[i].Minutes) == nil {
			hours = append(hours, h)
		}
	}
	return hours, err
}

// TalliedUntil returns the end of the last hour of the whole switchboard that is stored; where none is, the first hour of
// any terminal, and the zero time where there is none either.
func (s *Store) TalliedUntil(ctx context.Context) (until time.Time, err error) {
	err = s.read(ctx, "find the last hour of all probes", func(a attempt, db *gorm.DB) error {
		last, err := gorm.G[tallyHourRow](db).Select("hour").Order("hour DESC").Take(a)
		if err == nil {
			until = last.Hour.Time().Add(time.Hour)
		}
		if !errors.Is(err, gorm.ErrRecordNotFound) {
			return err
		}
		first, err := gorm.G[probeHourRow](db).Select("hour").Order("hour").Take(a)
		if err == nil {
			until = first.Hour.Time()
		}
		if errors.Is(err, gorm.ErrRecordNotFound) {
			return nil
		}
		return err
	})
	return until, err
}

// DropTallyHours removes the hours that began before the time.
func (s *Store) DropTallyHours(ctx context.Context, before time.Time) error {
	return s.change(ctx, "drop hours of all probes", func(a attempt, tx *gorm.DB) error {
		_, err := gorm.G[tallyHourRow](tx).Where("hour < ?", toInstant(before)).Delete(a)
		return err
	})
}
