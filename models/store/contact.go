package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"graphpbx/models"
)

// contactRow is a row of contacts.
type contactRow struct {
	ID        string  `gorm:"primaryKey"`
	OwnerID   string  `gorm:"not null;index"` // empty: shared
	FirstName string  `gorm:"not null"`
	Surname   string  `gorm:"not null"`
	Company   string  `gorm:"not null"`
	Note      string  `gorm:"not null"`
	Numbers   string  `gorm:"not null"` // JSON
	Version   int     `gorm:"not null"`
	Created   instant `gorm:"column:created_at;not null"`
	Updated   instant `gorm:"column:updated_at;not null"`
}

func (contactRow) TableName() string { return "contacts" }

// contactColumns are those that an update of a contact writes.
var contactColumns = []string{"first_name", "surname", "company", "note", "numbers", "version", "updated_at"}

// CreateContacts stores all the contacts, or none of them, and returns them with version and times.
func (s *Store) CreateContacts(ctx context.Context, contacts []models.Contact) ([]models.Contact, error) {
	rows, now := make([]contactRow, len(contacts)), time.Now()
	for i, c := range contacts {
		c.Version, c.CreatedAt, c.UpdatedAt = 1, now, now
		row, err := toContactRow(c)
		if err != nil {
			return nil, err
		}
		rows[i] = row
	}
	err := s.change(ctx, "create contacts", func(a attempt, tx *gorm.DB) error {
		for chunk := range slices.Chunk(rows, batch) {
			if err := gorm.G[contactRow](tx).CreateInBatches(a, &chunk, len(chunk)); err != nil {
				return err
			}
			a.answered()
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return storedContacts(rows)
}

// UpdateContact stores the contact as it is now, provided that version is still the stored one, and returns it with its new
// version. Errors: ErrNotFound, ErrConflict.
func (s *Store) UpdateContact(ctx context.Context, contact models.Contact, version int) (models.Contact, error) {
	contact.Version, contact.UpdatedAt = version+1, time.Now()
	row, err := toContactRow(contact)
	if err != nil {
		return models.Contact{}, err
	}
	err = s.change(ctx, "update contact", func(a attempt, tx *gorm.DB) error {
		n, err := gorm.G[contactRow](tx).Where("id = ? AND version = ?", row.ID, version).
			Select(contactColumns[0], contactColumns[1:]).Updates(a, row)
		if err != nil || n == 1 {
			return err
		}
		if n, err := gorm.G[contactRow](tx).Where("id = ?", row.ID).Count(a, "id"); err != nil || n == 0 {
			return orNotFound(err)
		}
		return ErrConflict
	})
	if err != nil {
		return models.Contact{}, err
	}
	return row.contact()
}

func orNotFound(err error) error {
	if err == nil {
		return ErrNotFound
	}
	return err
}

// DeleteContact removes a contact. One that is not there is no error: it is gone, which is what was asked.
func (s *Store) DeleteContact(ctx context.Context, id string) error {
	return s.change(ctx, "delete contact", func(a attempt, tx *gorm.DB) error {
		_, err := gorm.G[contactRow](tx).Where("id = ?", id).Delete(a)
		return err
	})
}

// EachContact calls visit for every contact that is shared or whose owner exists, in the order of their ids.
func (s *Store) EachContact(ctx context.Context, visit func(models.Contact)) error {
	return s.read(ctx, "read contacts", func(a attempt, db *gorm.DB) error {
		return gorm.G[contactRow](db).Where("owner_id = '' OR owner_id IN (SELECT id FROM users)").
			FindInBatches(a, page, func(rows []contactRow, _ int) error {
				contacts, err := storedContacts(rows)
				for _, c := range contacts {
					visit(c)
				}
				a.answered()
				return err
			})
	})
}

func toContactRow(c models.Contact) (contactRow, error) {
	numbers, err := json.Marshal(c.Numbers)
	if err != nil {
		return contactRow{}, fmt.Errorf("store: numbers of a contact: %w", err)
	}
	return contactRow{
		ID: c.ID, OwnerID: c.OwnerID, FirstName: c.FirstName, Surname: c.Surname, Company: c.Company, Note: c.Note,
		Numbers: string(numbers), Version: c.Version, Created: toInstant(c.CreatedAt), Updated: toInstant(c.UpdatedAt),
	}, nil
}

func (r *contactRow) contact() (models.Contact, error) {
	c := models.Contact{
		ID: r.ID, OwnerID: r.OwnerID, FirstName: r.FirstName, Surname: r.Surname, Company: r.Company, Note: r.Note,
		Version: r.Version, CreatedAt: r.Created.Time(), UpdatedAt: r.Updated.Time(),
	}
	if err := json.Unmarshal([]byte(r.Numbers), &c.Numbers); err != nil {
		return c, fmt.Errorf("store: numbers of contact %s: %w", r.ID, err)
	}
	return c, nil
}

func storedContacts(rows []contactRow) ([]models.Contact, error) {
	contacts := make([]models.Contact, 0, len(rows))
	for i := range rows {
		c, err := rows[i].contact()
		if err != nil {
			return nil, err
		}
		contacts = append(contacts, c)
	}
	return contacts, nil
}
