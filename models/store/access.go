package store

import (
	"context"
	"crypto/subtle"
	"time"

	"gorm.io/gorm"
)

// Access is what a change of access data sets. Empty fields leave what is stored.
type Access struct {
	SIPPassword string // in clear; sealed before it is stored
	CTIHash     string // PHC form, from HashPassword
	ChangeDue   *bool  // whether the CTI password must be replaced at the next login; nil leaves it
}

// SetAccess changes passwords of a user, all or none, and raises the version. It fails with ErrNotFound.
func (s *Store) SetAccess(ctx context.Context, userID string, access Access) (StoredUser, error) {
	var row userRow
	err := s.change(ctx, "set access data", func(a attempt, tx *gorm.DB) (err error) {
		if row, err = gorm.G[userRow](tx).Where("id = ?", userID).Take(a); err != nil {
			return err
		}
		columns := s.applyAccess(&row, access)
		_, err = gorm.G[userRow](tx).Where("id = ?", userID).Select(columns[0], columns[1:]).Updates(a, row)
		return err
	})
	if err != nil {
		return StoredUser{}, err
	}
	return StoredUser{row.user(), SealedSecret(row.SIPPassword)}, nil
}

// applyAccess sets the row and returns the columns that it changed.
func (s *Store) applyAccess(row *userRow, access Access) []string {
	row.Version, row.Updated = row.Version+1, toInstant(time.Now())
	columns := []string{"version", "updated_at"}
	if access.SIPPassword != "" {
		row.SIPPassword = string(s.sealer.Seal(SIPPasswordPlace(row.ID), access.SIPPassword))
		columns = append(columns, "sip_password")
	}
	if access.CTIHash != "" {
		row.CTIHash, row.CTIPending = access.CTIHash, ""
		columns = append(columns, "cti_hash", "cti_pending")
	}
	if access.ChangeDue != nil {
		row.PasswordChangeDue = *access.ChangeDue
		columns = append(columns, "password_change_due")
	}
	return columns
}

// SetSIPPassword seals and stores the SIP password of a user. It fails with ErrNotFound.
func (s *Store) SetSIPPassword(ctx context.Context, userID, password string) (SealedSecret, error) {
	stored, err := s.SetAccess(ctx, userID, Access{SIPPassword: password})
	return stored.SIPPassword, err
}

// SetCTIHash stores the hash of the CTI password of a user. It fails with ErrNotFound.
func (s *Store) SetCTIHash(ctx context.Context, userID, hash string) error {
	_, err := s.SetAccess(ctx, userID, Access{CTIHash: hash})
	return err
}

// OpenSIPPassword appends the SIP password of a user to dst. The caller wipes it after use.
func (s *Store) OpenSIPPassword(dst []byte, userID string, sealed SealedSecret) ([]byte, error) {
	return s.sealer.Open(dst, SIPPasswordPlace(userID), sealed)
}

// CTIHash returns the hash of the CTI password of a user, empty for none. A password that still waits for its
// hash is hashed now. It fails with ErrNotFound.
func (s *Store) CTIHash(ctx context.Context, userID string) (string, error) {
	row, err := s.ctiRow(ctx, userID)
	if err != nil || row.CTIPending == "" {
		return row.CTIHash, err
	}
	return s.settle(ctx, row)
}

// VerifyCTIPassword tells whether the password is the user's CTI password. An unknown user, an empty id, a user
// without password, and one whose password still waits for its hash all cost one hash, like any other.
func (s *Store) VerifyCTIPassword(ctx context.Context, userID, password string) (bool, error) {
	row := userRow{}
	if userID != "" {
		var err error
		if row, err = s.ctiRow(ctx, userID); err != nil && !isNotFound(err) {
			return false, err
		}
	}
	if row.CTIPending == "" {
		return VerifyPassword(ctx, row.CTIHash, password)
	}
	pending, err := s.sealer.Open(nil, pendingPlace(row.ID), SealedSecret(row.CTIPending))
	if err != nil {
		return false, err
	}
	defer clear(pending)
	if _, err := s.settle(ctx, row); err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare(pending, []byte(password)) == 1, nil
}

func (s *Store) ctiRow(ctx context.Context, userID string) (row userRow, err error) {
	err = s.read(ctx, "read CTI password", func(a attempt, db *gorm.DB) (err error) {
		row, err = gorm.G[userRow](db).Select("id", "cti_hash", "cti_pending").Where("id = ?", userID).Take(a)
		return err
	})
	return row, err
}
