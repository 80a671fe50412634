package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/glebarez/go-sqlite"
	"gorm.io/gorm"

	"graphpbx/models/store/migrations"
)

// databaseFile is the name of the file of SQLite in the data folder.
const databaseFile = "graphpbx.db"

// Config says where the data is.
type Config struct {
	DSN string       // "postgres://…"; empty for SQLite in Dir
	Dir string       // data folder; made where it is missing
	Key [32]byte     // key for secrets; zero for the file secret.key in Dir, made at first start
	Log *slog.Logger // nil for silence

	Exclusive bool        // in PostgreSQL: no other switchboard may work on the database
	Lost      func(error) // told, once, where another has taken it all the same; nil: nobody is
}

// Store is an open database. Its methods may be called from any goroutine.
type Store struct {
	reader *gorm.DB
	writer *gorm.DB // the same as reader on PostgreSQL; a pool of one connection on SQLite, which has one writer
	sealer *Sealer
	close  func() error
	dir    string  // data folder
	pool   *sql.DB // of PostgreSQL
	hold   *hold   // nil where nothing is locked

	connect  func(attempt, *gorm.DB, func(*gorm.DB) error) error // runs work on a connection that is alive
	patience time.Duration                                       // how long the database may stay silent
}

// Open opens the database, brings its tables up to date and makes sure that the key opens the secrets in it.
// It fails with ErrUnavailable where the database does not answer and with ErrKey where the key is not right.
func Open(ctx context.Context, c Config) (*Store, error) {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if err := os.MkdirAll(c.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("store: data folder: %w", err)
	}
	s, err := openDatabase(ctx, c)
	if err != nil {
		return nil, damaged(c, err)
	}
	s.dir = c.Dir
	if c.Exclusive && s.pool != nil {
		s.hold = &hold{pool: s.pool, log: c.Log, lost: c.Lost}
		if c.Lost == nil {
			s.hold.lost = func(error) {}
		}
		if err := s.hold.take(ctx); err != nil {
			return nil, errors.Join(err, s.Close())
		}
	}
	if err := s.prepare(ctx, c); err != nil {
		return nil, errors.Join(damaged(c, err), s.Close())
	}
	return s, nil
}

// OpenAsIs opens a database without changing anything of it, to be backed up. It fails with ErrNotFound where there is none.
func OpenAsIs(ctx context.Context, c Config) (*Store, error) {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	place := filepath.Join(c.Dir, databaseFile)
	if _, err := os.Stat(place); c.DSN == "" && err != nil {
		return nil, fmt.Errorf("store: %w: there is no database %s", ErrNotFound, place)
	}
	s, err := openDatabase(ctx, c)
	if err != nil {
		return nil, damaged(c, err)
	}
	s.dir = c.Dir
	if c.Key == ([32]byte{}) {
		if c.Key, err = keyFrom(filepath.Join(c.Dir, keyFile), false); err != nil {
			return nil, errors.Join(err, s.Close())
		}
	}
	if s.sealer, err = NewSealer(c.Key); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// damaged adds the file and the remedy to an error of SQLite that cannot make sense of the file.
func damaged(c Config, err error) error {
	const corrupt, noDatabase = 11, 26 // primary result codes
	failed := (*sqlite.Error)(nil)
	if !errors.As(err, &failed) || failed.Code()&0xff != corrupt && failed.Code()&0xff != noDatabase {
		return err
	}
	return fmt.Errorf("%w: %s is damaged, put it back from your backup, without %[3]s-wal and %[3]s-shm",
		err, filepath.Join(c.Dir, databaseFile), databaseFile)
}

func openDatabase(ctx context.Context, c Config) (*Store, error) {
	switch {
	case c.DSN == "":
		return openSQLite(filepath.Join(c.Dir, databaseFile), c.Log)
	case strings.HasPrefix(c.DSN, "postgres://"), strings.HasPrefix(c.DSN, "postgresql://"):
		return openPostgreSQL(ctx, c.DSN, c.Log)
	}
	return nil, errors.New("store: the database address must begin with postgres:// (leave it out for SQLite in the data folder)")
}

// prepare does what must be done before the first row is read.
func (s *Store) prepare(ctx context.Context, c Config) error {
	if err := migrations.Migrate(s.writer.WithContext(ctx)); err != nil {
		return translate(ctx, "bring the tables up to date", err)
	}
	if err := s.unlock(ctx, c); err != nil {
		return err
	}
	if err := s.sweep(ctx); err != nil {
		return err
	}
	return s.begin(ctx)
}

// Ping asks whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	return s.read(ctx, "ping", func(a attempt, db *gorm.DB) error {
		return db.Exec("SELECT 1").Error
	})
}

// Sealer returns the sealer of secrets.
func (s *Store) Sealer() *Sealer { return s.sealer }

// Close closes the connections. Calls still under way fail.
func (s *Store) Close() error {
	if s.hold != nil {
		return errors.Join(s.hold.close(), s.close())
	}
	return s.close()
}
