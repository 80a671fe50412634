package store

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"graphpbx/models/store/migrations"
)

// migrationsTable is the list of steps, which the header of a backup holds.
const migrationsTable = "migrations"

// Backup writes all tables as they were at one moment, and the files of the data folder, while the switchboard works on.
// version is that of the program.
func (s *Store) Backup(ctx context.Context, w io.Writer, version string) error {
	now := time.Now().UTC().Truncate(time.Second)
	backup := newBackupWriter(w, now)
	err := s.read(ctx, "back up", func(a attempt, db *gorm.DB) error {
		return db.Transaction(func(tx *gorm.DB) error {
			header, err := s.backupHeader(a, tx, version, now)
			if err != nil {
				return err
			}
			a.timer.Stop() // whoever takes the backup may be slow
			if err := backup.json(backupHeaderPart, header); err != nil {
				return err
			}
			for _, table := range header.Tables {
				if err := backupRows(a, tx, backup, table); err != nil {
					return err
				}
			}
			return nil
		}, snapshot(db))
	})
	if err != nil {
		return err
	}
	if err := backupFolder(backup, s.dir); err != nil {
		return err
	}
	return backup.close()
}

// snapshot makes all questions of a transaction see one moment. In SQLite with WAL every transaction does.
func snapshot(db *gorm.DB) *sql.TxOptions {
	if db.Name() == "postgres" {
		return &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}
	}
	return &sql.TxOptions{}
}

func (s *Store) backupHeader(a attempt, tx *gorm.DB, version string, now time.Time) (BackupHeader, error) {
	header := BackupHeader{Format: BackupFormat, Version: version, CreatedAt: now, Database: tx.Name(), KeyID: s.sealer.KeyID()}
	if err := tx.Table(migrationsTable).Order("id").Pluck("id", &header.Steps).Error; err != nil {
		return header, err
	}
	names, err := tables(tx)
	if err != nil {
		return header, err
	}
	for _, name := range names {
		columns, err := columnsOf(tx, name)
		if err != nil {
			return header, err
		}
		a.answered()
		table := BackupTable{Name: name}
		for _, column := range columns {
			table.Columns = append(table.Columns, column.Name())
		}
		header.Tables = append(header.Tables, table)
	}
	return header, nil
}

// tables returns the names of all tables but the list of steps.
func tables(db *gorm.DB) ([]string, error) {
	names, err := db.Migrator().GetTables()
	names = slices.DeleteFunc(names, func(name string) bool { return name == migrationsTable || strings.HasPrefix(name, "sqlite_") })
	slices.Sort(names)
	return names, err
}

// columnsOf returns what the database says of the columns of a table.
func columnsOf(db *gorm.DB, table string) ([]*sql.ColumnType, error) {
	rows, err := db.Raw("SELECT * FROM " + quoted(table) + " WHERE 1 = 0").Rows()
	if err != nil {
		return nil, err
	}
	columns, err := rows.ColumnTypes()
	if err := rows.Close(); err != nil {
		return nil, err
	}
	return columns, err
}

// quoted is the name of a table or column as both databases take it.
func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// backupRows writes the rows of a table.
func backupRows(a attempt, tx *gorm.DB, backup *backupWriter, table BackupTable) error {
	list := make([]string, len(table.Columns))
	for i, column := range table.Columns {
		list[i] = quoted(column)
	}
	rows, err := tx.Raw("SELECT " + strings.Join(list, ", ") + " FROM " + quoted(table.Name)).Rows()
	if err != nil {
		return err
	}
	defer rows.Close()
	writer := rowWriter{backup: backup, table: table.Name}
	row, places := make([]any, len(list)), make([]any, len(list))
	for i := range row {
		places[i] = &row[i]
	}
	for rows.Next() {
		if err := rows.Scan(places...); err != nil {
			return err
		}
		if err := writer.add(row); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	return writer.flush()
}

// backupFolder writes the files of the data folder that are not the database and do not belong to a running program.
func backupFolder(backup *backupWriter, dir string) error {
	return filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return fmt.Errorf("store: back up the data folder: %w", err)
		}
		name, err := filepath.Rel(dir, path)
		switch {
		case err != nil:
			return err
		case entry.IsDir() && name == BackupFolder:
			return filepath.SkipDir
		case !entry.Type().IsRegular() || !isKept(name):
			return nil
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return fmt.Errorf("store: back up the data folder: %w", err)
		}
		return backup.part(backupFiles+filepath.ToSlash(name), content, 0)
	})
}

// BackupFolder is the folder for backups within the data folder. It is in none of them.
const BackupFolder = "backups"

// isKept tells whether a file of the data folder belongs into a backup.
func isKept(name string) bool {
	return name != "lock" && !strings.HasPrefix(name, databaseFile) && !strings.HasSuffix(name, unfinishedSuffix)
}

// unfinishedSuffix ends the names of files that get their own name when they are whole.
const unfinishedSuffix = ".unfinished"

// Steps returns the migrations that this program knows, oldest first.
func Steps() []string { return migrations.IDs() }
