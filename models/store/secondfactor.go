package store

import (
	"context"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"graphpbx/models"
)

// StoredSecondFactor is a second factor with its sealed secret.
type StoredSecondFactor struct {
	models.Authenticator
	Secret SealedSecret
}

// secondFactorRow is a row of second_factors.
type secondFactorRow struct {
	UserID    string  `gorm:"primaryKey"`
	Secret    string  `gorm:"not null"` // sealed
	Confirmed instant `gorm:"column:confirmed_at;not null"`
	LastStep  int64   `gorm:"not null"`
	Recovery  []byte  `gorm:"not null"` // hashes, one behind the other
}

func (secondFactorRow) TableName() string { return "second_factors" }

// TOTPSecretPlace is the place of the secret of a user's authenticator app.
func TOTPSecretPlace(userID string) Place { return Place{"second_factors", userID, "secret"} }

// SealTOTPSecret seals the secret of a user's authenticator app.
func (s *Store) SealTOTPSecret(userID, secret string) SealedSecret {
	return s.sealer.Seal(TOTPSecretPlace(userID), secret)
}

// OpenTOTPSecret appends the secret of a user's authenticator app to dst. The caller wipes it after use.
func (s *Store) OpenTOTPSecret(dst []byte, userID string, sealed SealedSecret) ([]byte, error) {
	return s.sealer.Open(dst, TOTPSecretPlace(userID), sealed)
}

// SaveSecondFactor stores a second factor, in place of the one before.
func (s *Store) SaveSecondFactor(ctx context.Context, factor StoredSecondFactor) error {
	return s.change(ctx, "save second factor", func(a attempt, tx *gorm.DB) error { return saveSecondFactor(a, tx, factor) })
}

// UseSecondFactor stores what is left of a second factor after a login, and the session that came of it: both or nothing.
func (s *Store) UseSecondFactor(ctx context.Context, factor StoredSecondFactor, session models.Session) error {
	return s.change(ctx, "log in with a second factor", func(a attempt, tx *gorm.DB) error {
		if err := saveSecondFactor(a, tx, factor); err != nil {
			return err
		}
		a.answered()
		return saveSession(a, tx, session)
	})
}

// DeleteSecondFactor removes the second factor of a user. One that is not there is no error.
func (s *Store) DeleteSecondFactor(ctx context.Context, userID string) error {
	return s.change(ctx, "delete second factor", func(a attempt, tx *gorm.DB) error {
		_, err := gorm.G[secondFactorRow](tx).Where("user_id = ?", userID).Delete(a)
		return err
	})
}

// SecondFactors returns the second factors of all users that exist.
func (s *Store) SecondFactors(ctx context.Context) ([]StoredSecondFactor, error) {
	var factors []StoredSecondFactor
	err := s.read(ctx, "read second factors", func(a attempt, db *gorm.DB) error {
		rows, err := gorm.G[secondFactorRow](db).Where("user_id IN (SELECT id FROM users)").Find(a)
		factors = nil
		for i := range rows {
			factors = append(factors, rows[i].factor())
		}
		return err
	})
	return factors, err
}

func saveSecondFactor(a attempt, tx *gorm.DB, f StoredSecondFactor) error {
	row := secondFactorRow{UserID: f.UserID, Secret: string(f.Secret), Confirmed: toInstant(f.ConfirmedAt), LastStep: f.LastStep, Recovery: []byte{}}
	for _, hash := range f.Recovery {
		row.Recovery = append(row.Recovery, hash[:]...)
	}
	return gorm.G[secondFactorRow](tx, clause.OnConflict{UpdateAll: true}).Create(a, &row)
}

func (r *secondFactorRow) factor() StoredSecondFactor {
	f := StoredSecondFactor{
		Authenticator: models.Authenticator{UserID: r.UserID, ConfirmedAt: r.Confirmed.Time(), LastStep: r.LastStep}, Secret: SealedSecret(r.Secret),
	}
	for rest := r.Recovery; len(rest) >= 32; rest = rest[32:] {
		f.Recovery = append(f.Recovery, [32]byte(rest))
	}
	return f
}
