package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"gorm.io/gorm"

	"graphpbx/models/store/migrations"
)

// ErrNotEmpty says that there is data where a backup was to be restored.
var ErrNotEmpty = errors.New("there is data already")

// RestoreOptions say how a backup is restored.
type RestoreOptions struct {
	Force    bool                           // put what is there aside (SQLite) or remove it (PostgreSQL)
	Progress func(table string, rows int64) // told after each table; nil: nobody
}

// Restore fills an empty data folder or database from a backup: all of it, or nothing is changed. The backup is opened
// twice: it is made sure of before anything is written. No other program may use the folder.
func Restore(ctx context.Context, c Config, open func() (io.ReadCloser, error), o RestoreOptions) (BackupHeader, error) {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	header, err := read(open, backupVisitor{header: func(h BackupHeader) error { return known(h.Steps) }})
	if err != nil {
		return header, err
	}
	if err := os.MkdirAll(c.Dir, 0o700); err != nil {
		return header, fmt.Errorf("store: data folder: %w", err)
	}
	if c.DSN == "" {
		return header, restoreFile(ctx, c, open, o)
	}
	return header, restoreServer(ctx, c, open, o)
}

func read(open func() (io.ReadCloser, error), v backupVisitor) (BackupHeader, error) {
	file, err := open()
	if err != nil {
		return BackupHeader{}, err
	}
	header, err := readBackup(file, v)
	return header, errors.Join(err, file.Close())
}

// known makes sure that this program knows what the tables of a backup have seen.
func known(steps []string) error {
	all := make(map[string]bool)
	for _, id := range migrations.IDs() {
		all[id] = true
	}
	for _, step := range steps {
		if !all[step] {
			return fmt.Errorf("the backup was %w (step %.60s): restore it with the program that made it, or a newer one", migrations.ErrUnknown, step)
		}
	}
	return nil
}

// restoreFile makes a database of SQLite beside its place and gives it its name when it is whole.
func restoreFile(ctx context.Context, c Config, open func() (io.ReadCloser, error), o RestoreOptions) error {
	place := filepath.Join(c.Dir, databaseFile)
	if _, err := os.Stat(place); err == nil && !o.Force {
		return fmt.Errorf("store: %w in %s: choose an empty data folder, or put it aside by --force", ErrNotEmpty, c.Dir)
	}
	unfinished := filepath.Join(c.Dir, "restore"+unfinishedSuffix)
	defer removeDatabase(unfinished)
	removeDatabase(unfinished) // of a restore that was cut off
	s, err := openSQLite(unfinished, c.Log)
	if err != nil {
		return err
	}
	folder := restoredFolder{dir: c.Dir}
	defer folder.giveUp()
	err = s.change(ctx, "restore", func(a attempt, tx *gorm.DB) error {
		a.timer.Stop() // reading the backup takes as long as it takes
		return fill(tx, open, &folder, o)
	})
	if err = errors.Join(err, s.Close()); err != nil {
		return err
	}
	if err := putAside(c.Dir); err != nil {
		return err
	}
	if err := folder.settle(); err != nil {
		return err
	}
	if err := os.Rename(unfinished, place); err != nil {
		return fmt.Errorf("store: restore: %w", err)
	}
	return syncFolder(c.Dir)
}

// restoreServer fills a database of PostgreSQL in one transaction.
func restoreServer(ctx context.Context, c Config, open func() (io.ReadCloser, error), o RestoreOptions) error {
	s, err := openDatabase(ctx, c)
	if err != nil {
		return err
	}
	lock := hold{pool: s.pool} // no switchboard may work on it from elsewhere
	if err := lock.take(ctx); err != nil {
		return errors.Join(err, s.Close())
	}
	folder := restoredFolder{dir: c.Dir}
	defer folder.giveUp()
	err = s.change(ctx, "restore", func(a attempt, tx *gorm.DB) error {
		a.timer.Stop()
		if err := emptied(tx, o.Force); err != nil {
			return err
		}
		if err := fill(tx, open, &folder, o); err != nil {
			return err
		}
		if o.Force {
			if err := putAside(c.Dir); err != nil {
				return err
			}
		}
		return folder.settle()
	})
	return errors.Join(err, lock.close(), s.Close())
}

// emptied makes sure that a database has no tables.
func emptied(tx *gorm.DB, force bool) error {
	names, err := tx.Migrator().GetTables()
	if err != nil || len(names) == 0 {
		return err
	}
	if !force {
		return fmt.Errorf("%w in this database (table %s): choose an empty one, or remove its tables by --force", ErrNotEmpty, names[0])
	}
	for _, name := range names {
		if err := tx.Exec("DROP TABLE " + quoted(name) + " CASCADE").Error; err != nil {
			return err
		}
	}
	return nil
}

// fill makes the tables as the backup knew them, without the rows that the steps make themselves, and puts its rows in.
func fill(tx *gorm.DB, open func() (io.ReadCloser, error), folder *restoredFolder, o RestoreOptions) error {
	into := tableFiller{tx: tx, progress: o.Progress}
	header, err := read(open, backupVisitor{
		header: func(h BackupHeader) error {
			if err := migrations.Replay(tx, h.Steps); err != nil {
				return err
			}
			return emptyTables(tx, h)
		},
		rows: into.add,
		file: folder.add,
	})
	if err != nil {
		return err
	}
	return into.finish(header)
}

// emptyTables removes what the steps have put into their tables, and makes sure that all tables of the backup are there.
func emptyTables(tx *gorm.DB, h BackupHeader) error {
	names, err := tables(tx)
	if err != nil {
		return err
	}
	there := make(map[string]bool, len(names))
	for _, name := range names {
		there[name] = true
		if err := tx.Exec("DELETE FROM " + quoted(name)).Error; err != nil {
			return err
		}
	}
	for _, table := range h.Tables {
		if !there[table.Name] {
			return fmt.Errorf("%w: nothing makes the table %s", ErrBackup, table.Name)
		}
	}
	return nil
}

// restoredFolder gives files of a backup their names when everything else is done.
type restoredFolder struct {
	dir   string
	names []string
}

func (f *restoredFolder) add(name string, content []byte) error {
	path := filepath.Join(f.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("store: restore: %w", err)
	}
	f.names = append(f.names, name)
	if err := os.WriteFile(path+unfinishedSuffix, content, 0o600); err != nil {
		return fmt.Errorf("store: restore: %w", err)
	}
	return nil
}

// settle gives the files their names. A file that was there before is replaced: it belonged to no database of ours.
func (f *restoredFolder) settle() error {
	for _, name := range f.names {
		path := filepath.Join(f.dir, name)
		if err := os.Rename(path+unfinishedSuffix, path); err != nil {
			return fmt.Errorf("store: restore: %w", err)
		}
	}
	f.names = nil
	return syncFolder(f.dir)
}

func (f *restoredFolder) giveUp() {
	for _, name := range f.names {
		_ = os.Remove(filepath.Join(f.dir, name) + unfinishedSuffix)
	}
}

// putAside gives database and key other names, so that nothing is lost by a restore that was not meant.
func putAside(dir string) error {
	suffix := ".before-restore-" + time.Now().UTC().Format("20060102T150405Z")
	for _, name := range []string{databaseFile, databaseFile + "-wal", databaseFile + "-shm", keyFile} {
		path := filepath.Join(dir, name)
		if err := os.Rename(path, path+suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("store: put %s aside: %w", name, err)
		}
	}
	return nil
}

func removeDatabase(path string) {
	for _, suffix := range []string{"", "-wal", "-shm", "-journal"} {
		_ = os.Remove(path + suffix)
	}
}
