package store

import (
	"context"
	"errors"
	"slices"

	"gorm.io/gorm"

	"graphpbx/models"
)

// activationLinkRow is a row of activation_links. Neither secret nor password is stored, only their hashes.
type activationLinkRow struct {
	ID           string  `gorm:"primaryKey"`
	UserID       string  `gorm:"not null;index"`
	SecretHash   []byte  `gorm:"not null"` // SHA-256: the secret is random
	PasswordHash string  `gorm:"not null"` // PHC form: a person may have chosen the password
	CreatedBy    string  `gorm:"not null"`
	Created      instant `gorm:"column:created_at;not null"`
	Expires      instant `gorm:"column:expires_at;not null"`
	Opened       instant `gorm:"column:opened_at;not null"`
	Used         instant `gorm:"column:used_at;not null"`
	DeviceName   string  `gorm:"not null"`
	Revoked      instant `gorm:"column:revoked_at;not null"`
	Failures     int     `gorm:"not null"`
}

func (activationLinkRow) TableName() string { return "activation_links" }

// StoredActivationLink is a link with what opens it, as hashes.
type StoredActivationLink struct {
	models.ActivationLink
	SecretHash   [32]byte // SHA-256
	PasswordHash string   // PHC form, from HashPassword
}

// NewActivationLink is a link to be made, and what becomes of the earlier links of its user.
type NewActivationLink struct {
	StoredActivationLink
	Revoked []string // ids of links that can be used no more
	Dropped []string // ids of links that are forgotten
}

// CreateActivationLink stores a link, and revokes and forgets earlier ones.
func (s *Store) CreateActivationLink(ctx context.Context, link NewActivationLink) error {
	return s.change(ctx, "create activation link", func(a attempt, tx *gorm.DB) error {
		return createActivationLink(a, tx, link)
	})
}

func createActivationLink(a attempt, tx *gorm.DB, link NewActivationLink) error {
	_, errRevoke := gorm.G[activationLinkRow](tx).Where("id IN ? AND used_at = 0", link.Revoked).
		Update(a, "revoked_at", toInstant(link.CreatedAt))
	_, errDrop := gorm.G[activationLinkRow](tx).Where("id IN ?", link.Dropped).Delete(a)
	row := toActivationLinkRow(&link.StoredActivationLink)
	return errors.Join(errRevoke, errDrop, gorm.G[activationLinkRow](tx).Create(a, &row))
}

// SaveActivationLink stores when a link was opened and revoked, and how often its password was wrong. It fails with
// ErrConflict where the link has been used, or is no more.
func (s *Store) SaveActivationLink(ctx context.Context, link models.ActivationLink) error {
	return s.change(ctx, "save activation link", func(a attempt, tx *gorm.DB) error {
		n, err := gorm.G[activationLinkRow](tx).Where("id = ? AND used_at = 0", link.ID).
			Select("opened_at", "revoked_at", "failures").
			Updates(a, activationLinkRow{Opened: toInstant(link.OpenedAt), Revoked: toInstant(link.RevokedAt), Failures: link.Failures})
		return one(n, err)
	})
}

// UseActivationLink marks a link as used and stores the session that came of it, both or nothing. It fails with
// ErrConflict where somebody else has used or revoked the link, or it is no more: it works once, whoever races.
func (s *Store) UseActivationLink(ctx context.Context, link models.ActivationLink, session models.Session) error {
	return s.change(ctx, "use activation link", func(a attempt, tx *gorm.DB) error {
		n, err := gorm.G[activationLinkRow](tx).Where("id = ? AND used_at = 0 AND revoked_at = 0", link.ID).
			Select("used_at", "device_name").
			Updates(a, activationLinkRow{Used: toInstant(link.UsedAt), DeviceName: link.DeviceName})
		if err = one(n, err); err != nil {
			return err
		}
		return saveSession(a, tx, session)
	})
}

func one(rows int, err error) error {
	if err == nil && rows != 1 {
		return ErrConflict
	}
	return err
}

// ActivationLinks returns all links of users that exist, oldest first.
func (s *Store) ActivationLinks(ctx context.Context) ([]StoredActivationLink, error) {
	var links []StoredActivationLink
	err := s.read(ctx, "read activation links", func(a attempt, db *gorm.DB) error {
		return gorm.G[activationLinkRow](db).Where("user_id IN (SELECT id FROM users)").
			FindInBatches(a, page, func(rows []activationLinkRow, _ int) error {
				for i := range rows {
					links = append(links, rows[i].link())
				}
				a.answered()
				return nil
			})
	})
	slices.SortFunc(links, func(x, y StoredActivationLink) int { return x.CreatedAt.Compare(y.CreatedAt) })
	return links, err
}

func toActivationLinkRow(l *StoredActivationLink) activationLinkRow {
	return activationLinkRow{
		ID: l.ID, UserID: l.UserID, SecretHash: l.SecretHash[:], PasswordHash: l.PasswordHash, CreatedBy: l.CreatedBy,
		Created: toInstant(l.CreatedAt), Expires: toInstant(l.ExpiresAt), Opened: toInstant(l.OpenedAt),
		Used: toInstant(l.UsedAt), DeviceName: l.DeviceName, Revoked: toInstant(l.RevokedAt), Failures: l.Failures,
	}
}

func (r *activationLinkRow) link() StoredActivationLink {
	link := StoredActivationLink{PasswordHash: r.PasswordHash, ActivationLink: models.ActivationLink{
		ID: r.ID, UserID: r.UserID, CreatedBy: r.CreatedBy, CreatedAt: r.Created.Time(), ExpiresAt: r.Expires.Time(),
		OpenedAt: r.Opened.Time(), UsedAt: r.Used.Time(), DeviceName: r.DeviceName, RevokedAt: r.Revoked.Time(), Failures: r.Failures,
	}}
	copy(link.SecretHash[:], r.SecretHash)
	return link
}
