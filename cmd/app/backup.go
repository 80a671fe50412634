package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path/filepath"

	"graphpbx/models/store"
	"graphpbx/server"
)

// backup returns what writes a backup of the running switchboard.
func (a *App) backup(version string) func(context.Context, io.Writer) error {
	return func(ctx context.Context, w io.Writer) error { return a.store.Backup(ctx, w, version) }
}

// Backup writes a backup in clear of the switchboard of a data folder: by way of the running one where one runs, else
// straight from its database, of which nothing is changed.
func Backup(ctx context.Context, data, database, version string, w io.Writer) error {
	running, err := ConnectAdmin(data)
	if err == nil {
		err = running.backup(ctx, w)
		return errors.Join(err, running.Close())
	}
	s, err := store.OpenAsIs(ctx, store.Config{DSN: database, Dir: data})
	if errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("there is no switchboard in the data folder %s: name another by --data", data)
	}
	if err != nil {
		return err
	}
	return errors.Join(s.Backup(ctx, w, version), s.Close())
}

func (a *Admin) backup(ctx context.Context, w io.Writer) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://switchboard"+server.BackupPath, nil)
	if err != nil {
		return err
	}
	response, err := a.http.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("the running switchboard cannot be backed up (HTTP %d): is it of another version?", response.StatusCode)
	}
	if _, err := io.Copy(w, response.Body); err != nil {
		return err
	}
	if fault := response.Trailer.Get(server.BackupFault); fault != "" {
		return errors.New(fault)
	}
	return nil
}

// Restore fills an empty data folder, or an empty database and the folder, from a backup.
func Restore(ctx context.Context, data, database string, open func() (io.ReadCloser, error), o store.RestoreOptions) (store.BackupHeader, error) {
	if running, err := ConnectAdmin(data); err == nil {
		return store.BackupHeader{}, errors.Join(fmt.Errorf("a switchboard is running on the data folder %s: stop it first", filepath.Clean(data)), running.Close())
	}
	return store.Restore(ctx, store.Config{DSN: database, Dir: data}, open, o)
}
