package store

import (
	"encoding/json"
	"fmt"

	"graphpbx/models"
)

// deviceRow is a row of devices. Keys and fetches are JSON: they are read and written with the device alone.
type deviceRow struct {
	ID          string  `gorm:"primaryKey"`
	MAC         string  `gorm:"column:mac;not null;uniqueIndex"`
	Family      string  `gorm:"not null"`
	Model       string  `gorm:"not null"`
	UserID      string  `gorm:"not null;index"` // empty for none
	Label       string  `gorm:"not null"`
	Keys        string  `gorm:"not null"`
	Status      string  `gorm:"not null"`
	TokenHash   []byte  `gorm:"not null;uniqueIndex"`
	Token       string  `gorm:"not null"` // sealed
	WindowUntil instant `gorm:"not null"`
	Fetched     instant `gorm:"column:fetched_at;not null"`
	ConfigHash  string  `gorm:"not null"`
	Delivered   string  `gorm:"not null"` // the file that was delivered last, with its secrets masked
	Fetches     string  `gorm:"not null"`
	Version     int     `gorm:"not null"`
	Created     instant `gorm:"column:created_at;not null"`
	Updated     instant `gorm:"column:updated_at;not null"`
}

func (deviceRow) TableName() string { return "devices" }

// deviceColumns are those that a person changes, deviceFactColumns those that fetches do. Neither writes the other's, so
// that the two ways of writing never undo each other.
var (
	deviceColumns = []string{"mac", "family", "model", "user_id", "label", "keys", "status", "token_hash", "token",
		"window_until", "version", "updated_at"}
	deviceFactColumns = []string{"status", "fetched_at", "config_hash", "delivered", "fetches", "window_until"}
)

func toDeviceRow(d StoredDevice) (deviceRow, error) {
	keys, err := json.Marshal(d.Keys)
	if err != nil {
		return deviceRow{}, fmt.Errorf("store: keys of a device: %w", err)
	}
	fetches, err := json.Marshal(d.Fetches)
	if err != nil {
		return deviceRow{}, fmt.Errorf("store: fetches of a device: %w", err)
	}
	return deviceRow{
		ID: d.ID, MAC: string(d.MAC), Family: string(d.Family), Model: d.Model, UserID: d.UserID, Label: d.Label,
		Keys: string(keys), Status: string(d.Status), TokenHash: d.TokenHash[:], Token: string(d.Token),
		WindowUntil: toInstant(d.WindowUntil), Fetched: toInstant(d.FetchedAt), ConfigHash: d.ConfigHash,
		Delivered: d.Delivered, Fetches: string(fetches), Version: d.Version,
		Created: toInstant(d.CreatedAt), Updated: toInstant(d.UpdatedAt),
	}, nil
}

func (r *deviceRow) device() (StoredDevice, error) {
	d := StoredDevice{Token: SealedSecret(r.Token), Delivered: r.Delivered, Device: models.Device{
		ID: r.ID, MAC: models.MAC(r.MAC), Family: models.DeviceFamily(r.Family), Model: r.Model, UserID: r.UserID, Label: r.Label,
		Status: models.DeviceStatus(r.Status), WindowUntil: r.WindowUntil.Time(), FetchedAt: r.Fetched.Time(),
		ConfigHash: r.ConfigHash, Version: r.Version, CreatedAt: r.Created.Time(), UpdatedAt: r.Updated.Time(),
	}}
	copy(d.TokenHash[:], r.TokenHash)
	if err := json.Unmarshal([]byte(r.Keys), &d.Keys); err != nil {
		return d, fmt.Errorf("store: keys of device %s: %w", r.ID, err)
	}
	if err := json.Unmarshal([]byte(r.Fetches), &d.Fetches); err != nil {
		return d, fmt.Errorf("store: fetches of device %s: %w", r.ID, err)
	}
	if len(d.Fetches) > 0 {
		d.LastFetch = &d.Fetches[0]
	}
	return d, nil
}
