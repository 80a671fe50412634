package store

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"graphpbx/models"
)

// sessionRow is a row of sessions. The token itself is never stored.
type sessionRow struct {
	ID         string  `gorm:"primaryKey"`
	UserID     string  `gorm:"not null;index"`
	TokenHash  []byte  `gorm:"not null;uniqueIndex"`
	DeviceName string  `gorm:"not null"`
	Created    instant `gorm:"column:created_at;not null"`
	LastUsed   instant `gorm:"column:last_used_at;not null"`
	Expires    instant `gorm:"column:expires_at;not null"`
}

func (sessionRow) TableName() string { return "sessions" }

// SaveSession stores a session or an API token, replacing the one with the same id.
func (s *Store) SaveSession(ctx context.Context, session models.Session) error {
	return s.change(ctx, "save session", func(a attempt, tx *gorm.DB) error {
		if session.IsToken() {
			return saveAPIToken(a, tx, session)
		}
		return saveSession(a, tx, session)
	})
}

func saveSession(a attempt, tx *gorm.DB, session models.Session) error {
	row := sessionRow{
		ID: session.ID, UserID: session.UserID, TokenHash: session.TokenHash[:], DeviceName: session.DeviceName,
		Created: toInstant(session.CreatedAt), LastUsed: toInstant(session.LastUsedAt), Expires: toInstant(session.ExpiresAt),
	}
	return gorm.G[sessionRow](tx, clause.OnConflict{UpdateAll: true}).Create(a, &row)
}

// Sessions returns the sessions and API tokens that have not expired and whose user exists.
func (s *Store) Sessions(ctx context.Context) ([]models.Session, error) {
	var sessions []models.Session
	err := s.read(ctx, "read sessions", func(a attempt, db *gorm.DB) (err error) {
		if sessions, err = apiTokens(a, db); err != nil {
			return err
		}
		a.answered()
		return gorm.G[sessionRow](db).
			Where("expires_at > ? AND user_id IN (SELECT id FROM users)", toInstant(time.Now())).
			FindInBatches(a, page, func(rows []sessionRow, _ int) error {
				for _, row := range rows {
					sessions = append(sessions, row.session())
				}
				a.answered()
				return nil
			})
	})
	return sessions, err
}

// DeleteSession removes a session or an API token. One that is not there is no error: it is gone, which is what was asked.
func (s *Store) DeleteSession(ctx context.Context, id string) error {
	return s.change(ctx, "delete session", func(a attempt, tx *gorm.DB) error {
		_, errTokens := gorm.G[apiTokenRow](tx).Where("id = ?", id).Delete(a)
		_, errSessions := gorm.G[sessionRow](tx).Where("id = ?", id).Delete(a)
		return errors.Join(errTokens, errSessions)
	})
}

// SessionUse is when a session was last used, and until when it is therefore valid.
type SessionUse struct {
	ID         string
	LastUsedAt time.Time
	ExpiresAt  time.Time
}

// TouchSessions stores when sessions were last used. Sessions that are gone meanwhile stay gone.
func (s *Store) TouchSessions(ctx context.Context, uses []SessionUse) error {
	return s.change(ctx, "touch sessions", func(a attempt, tx *gorm.DB) error {
		for _, use := range uses {
			if err := touchSession(a, tx, use); err != nil {
				return err
			}
			a.answered()
		}
		return nil
	})
}

func touchSession(a attempt, tx *gorm.DB, use SessionUse) (err error) {
	if models.KindOf(use.ID) == models.KindAPIToken {
		_, err = gorm.G[apiTokenRow](tx).Where("id = ?", use.ID).Update(a, "last_used_at", toInstant(use.LastUsedAt))
		return err
	}
	_, err = gorm.G[sessionRow](tx).Where("id = ?", use.ID).Select("last_used_at", "expires_at").
		Updates(a, sessionRow{LastUsed: toInstant(use.LastUsedAt), Expires: toInstant(use.ExpiresAt)})
	return err
}

func (r *sessionRow) session() models.Session {
	session := models.Session{
		ID: r.ID, UserID: r.UserID, DeviceName: r.DeviceName,
		CreatedAt: r.Created.Time(), LastUsedAt: r.LastUsed.Time(), ExpiresAt: r.Expires.Time(),
	}
	copy(session.TokenHash[:], r.TokenHash)
	return session
}
