package store

import (
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"

	"github.com/glebarez/sqlite"
	"gorm.io/gorm"
)

// sqliteReaders is how many connections read at once. WAL lets them read while the one writer writes.
const sqliteReaders = 4

// openSQLite opens the file, making it where it is missing. Only its owner may read it.
func openSQLite(path string, log *slog.Logger) (*Store, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("store: database file: %w", err)
	}
	if err := file.Close(); err != nil {
		return nil, fmt.Errorf("store: database file: %w", err)
	}
	writer, closeWriter, err := openSQLitePool(sqliteDSN(path, true), 1, log)
	if err != nil {
		return nil, err
	}
	reader, closeReader, err := openSQLitePool(sqliteDSN(path, false), sqliteReaders, log)
	if err != nil {
		return nil, errors.Join(err, closeWriter())
	}
	closeBoth := func() error { return errors.Join(closeReader(), closeWriter()) }
	return &Store{reader: reader, writer: writer, close: closeBoth, patience: embeddedPatience, connect: anyConnection}, nil
}

// anyConnection runs the work on any connection: to a file they are all alive.
func anyConnection(_ attempt, db *gorm.DB, work func(*gorm.DB) error) error { return work(db) }

// sqliteDSN sets what SQLite forgets between connections. WAL with synchronous=NORMAL loses nothing when the
// program dies, and at most the last moments when the power fails; the writer takes its lock at the start of a
// transaction, so that none fails in the middle for want of it; deleted secrets are overwritten.
func sqliteDSN(path string, write bool) string {
	q := url.Values{}
	for _, pragma := range []string{"busy_timeout(1500)", "journal_mode(WAL)", "synchronous(NORMAL)", "foreign_keys(1)"} {
		q.Add("_pragma", pragma)
	}
	if write {
		q.Set("_txlock", "immediate")
		q.Add("_pragma", "secure_delete(FAST)")
		q.Add("_pragma", "journal_size_limit(67108864)")
	} else {
		q.Add("_pragma", "query_only(1)")
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
}

func openSQLitePool(dsn string, connections int, log *slog.Logger) (*gorm.DB, func() error, error) {
	pool, err := sql.Open(sqlite.DriverName, dsn)
	if err != nil {
		return nil, nil, fmt.Errorf("store: open database: %w", err)
	}
	pool.SetMaxOpenConns(connections)
	pool.SetMaxIdleConns(connections)
	db, err := gorm.Open(&sqlite.Dialector{Conn: pool}, gormConfig(log))
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("store: open database: %w", err), pool.Close())
	}
	return db, pool.Close, nil
}
