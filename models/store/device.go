package store

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"graphpbx/models"
)

// StoredDevice is a device as stored.
type StoredDevice struct {
	models.Device
	Token     SealedSecret         // of the address of its files
	Delivered string               // the file that was delivered last, with its secrets masked
	Fetches   []models.DeviceFetch // newest first, at most models.MaxDeviceFetches
}

// DeviceTokenPlace is the place of a device's token.
func DeviceTokenPlace(deviceID string) Place { return Place{"devices", deviceID, "token"} }

// CreateDevice stores a new device. It fails with a TakenError where another device has the MAC.
func (s *Store) CreateDevice(ctx context.Context, d StoredDevice) error {
	row, err := toDeviceRow(d)
	if err != nil {
		return err
	}
	return deviceTaken(d, s.change(ctx, "create device", func(a attempt, tx *gorm.DB) error {
		return gorm.G[deviceRow](tx).Create(a, &row)
	}))
}

// UpdateDevice stores what a person changed, provided that version is still the stored one. Errors: ErrNotFound,
// ErrConflict, TakenError.
func (s *Store) UpdateDevice(ctx context.Context, d StoredDevice, version int) error {
	row, err := toDeviceRow(d)
	if err != nil {
		return err
	}
	return deviceTaken(d, s.change(ctx, "update device", func(a attempt, tx *gorm.DB) error {
		n, err := gorm.G[deviceRow](tx).Where("id = ? AND version = ?", row.ID, version).
			Select(deviceColumns[0], deviceColumns[1:]).Updates(a, row)
		if err != nil || n == 1 {
			return err
		}
		found, err := gorm.G[deviceRow](tx).Where("id = ?", row.ID).Count(a, "id")
		switch {
		case err != nil:
			return err
		case found == 0:
			return ErrNotFound
		}
		return ErrConflict
	}))
}

func deviceTaken(d StoredDevice, err error) error {
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return &TakenError{Field: "mac", Value: d.MAC.String()}
	}
	return err
}

// DeleteDevice removes a device. It fails with ErrNotFound.
func (s *Store) DeleteDevice(ctx context.Context, id string) error {
	return s.change(ctx, "delete device", func(a attempt, tx *gorm.DB) error {
		n, err := gorm.G[deviceRow](tx).Where("id = ?", id).Delete(a)
		if err == nil && n == 0 {
			return ErrNotFound
		}
		return err
	})
}

// SaveDeviceFacts stores what fetches and registrations changed. Devices that are gone meanwhile stay gone.
func (s *Store) SaveDeviceFacts(ctx context.Context, devices []StoredDevice) error {
	rows, err := toDeviceRows(devices)
	if err != nil {
		return err
	}
	return s.change(ctx, "save fetches of devices", func(a attempt, tx *gorm.DB) error {
		for _, row := range rows {
			_, err := gorm.G[deviceRow](tx).Where("id = ?", row.ID).
				Select(deviceFactColumns[0], deviceFactColumns[1:]).Updates(a, row)
			if err != nil {
				return err
			}
			a.answered()
		}
		return nil
	})
}

// Devices returns all devices.
func (s *Store) Devices(ctx context.Context) (devices []StoredDevice, err error) {
	var damaged error
	err = s.read(ctx, "read devices", func(a attempt, db *gorm.DB) error {
		return gorm.G[deviceRow](db).FindInBatches(a, page, func(rows []deviceRow, _ int) error {
			for i := range rows {
				d, err := rows[i].device()
				if err != nil {
					damaged = err
					return err
				}
				devices = append(devices, d)
			}
			a.answered()
			return nil
		})
	})
	if damaged != nil {
		return nil, damaged
	}
	return devices, err
}

// releaseDevices makes the devices of a user nobody's.
func releaseDevices(a attempt, tx *gorm.DB, userID string) error {
	_, err := gorm.G[deviceRow](tx).Where("user_id = ?", userID).Select("user_id", "status").
		Updates(a, deviceRow{Status: string(models.DevicePrepared)})
	return err
}

// SealDeviceToken seals the token of a device.
func (s *Store) SealDeviceToken(deviceID, token string) SealedSecret {
	return s.sealer.Seal(DeviceTokenPlace(deviceID), token)
}

// OpenDeviceToken appends the token of a device to dst. The caller wipes it after use.
func (s *Store) OpenDeviceToken(dst []byte, deviceID string, sealed SealedSecret) ([]byte, error) {
	return s.sealer.Open(dst, DeviceTokenPlace(deviceID), sealed)
}
