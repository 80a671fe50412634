package store

import (
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"graphpbx/models"
)

// apiTokenRow is a row of api_tokens. The token itself is never stored.
type apiTokenRow struct {
	ID        string  `gorm:"primaryKey"`
	UserID    string  `gorm:"not null;index"`
	TokenHash []byte  `gorm:"not null;uniqueIndex"`
	Name      string  `gorm:"not null"`
	Scopes    string  `gorm:"not null"`
	Start     string  `gorm:"column:token_start;not null"`
	CreatedBy string  `gorm:"not null"`
	Created   instant `gorm:"column:created_at;not null"`
	LastUsed  instant `gorm:"column:last_used_at;not null"`
	Expires   instant `gorm:"column:expires_at;not null"`
}

func (apiTokenRow) TableName() string { return "api_tokens" }

func saveAPIToken(a attempt, tx *gorm.DB, token models.Session) error {
	row := apiTokenRow{
		ID: token.ID, UserID: token.UserID, TokenHash: token.TokenHash[:], Name: token.DeviceName,
		Scopes: token.Scopes.String(), Start: token.Start, CreatedBy: token.CreatedBy,
		Created: toInstant(token.CreatedAt), LastUsed: toInstant(token.LastUsedAt), Expires: toInstant(token.ExpiresAt),
	}
	return gorm.G[apiTokenRow](tx, clause.OnConflict{UpdateAll: true}).Create(a, &row)
}

// apiTokens returns the tokens that have not expired and whose user exists. One whose scopes this release does not know is
// left out, or it would be taken for a login.
func apiTokens(a attempt, db *gorm.DB) (tokens []models.Session, err error) {
	rows, err := gorm.G[apiTokenRow](db).Where("expires_at > ? AND user_id IN (SELECT id FROM users)", toInstant(time.Now())).Find(a)
	for i := range rows {
		if token := rows[i].token(); token.IsToken() {
			tokens = append(tokens, token)
		}
	}
	return tokens, err
}

func (r *apiTokenRow) token() models.Session {
	token := models.Session{
		ID: r.ID, UserID: r.UserID, DeviceName: r.Name, Scopes: models.ParseScopes(r.Scopes), Start: r.Start, CreatedBy: r.CreatedBy,
		CreatedAt: r.Created.Time(), LastUsedAt: r.LastUsed.Time(), ExpiresAt: r.Expires.Time(),
	}
	copy(token.TokenHash[:], r.TokenHash)
	return token
}
