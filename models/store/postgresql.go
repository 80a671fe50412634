package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
)

// postgresConnections bounds the pool. The switchboard lives from memory; ten connections serve its writers
// behind and its history with room to spare.
const postgresConnections = 11

// openPostgreSQL connects to the server. It fails where the server does not answer now: at start somebody is
// there to read why.
func openPostgreSQL(ctx context.Context, dsn string, log *slog.Logger) (*Store, error) {
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, fmt.Errorf("store: database address: %w", err) // pgx leaves the password out of its message
	}
	config.ConnectTimeout = serverPatience
	if config.RuntimeParams["application_name"] == "" {
		config.RuntimeParams["application_name"] = "graphpbx"
	}
	never := stdlib.OptionShouldPing(func(context.Context, stdlib.ShouldPingParams) bool { return false }) // see liveConnection
	pool := stdlib.OpenDB(*config, never)
	pool.SetMaxOpenConns(postgresConnections)
	pool.SetMaxIdleConns(postgresConnections)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	db, err := gorm.Open(postgres.New(postgres.Config{Conn: pool}), gormConfig(log))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("store: open database: %w", err), pool.Close())
	}
	s := &Store{reader: db, writer: db, pool: pool, close: pool.Close, patience: serverPatience, connect: liveConnection}
	if err := s.Ping(ctx); err != nil {
		return nil, errors.Join(err, pool.Close())
	}
	return s, nil
}

// liveConnection runs the work on a connection that has just answered. After a restart of the server the pool holds
// dead connections, and no call must fail for having met one of them. The question costs a tenth of a millisecond,
// and nobody waits for the database in a hurry. What fails after it is not tried again: it may have been done.
func liveConnection(a attempt, db *gorm.DB, work func(*gorm.DB) error) error {
	err := driver.ErrBadConn
	for range postgresConnections + 1 {
		if !errors.Is(err, driver.ErrBadConn) || a.Err() != nil {
			break
		}
		err = db.Connection(func(db *gorm.DB) error {
			connection, ok := db.Statement.ConnPool.(*sql.Conn)
			if !ok {
				return gorm.ErrInvalidDB
			}
			if err := connection.PingContext(a); err != nil {
				return err // a dead one is ErrBadConn, and the pool has dropped it
			}
			a.answered()
			if err := work(db); err != nil {
				return workError{err}
			}
			return nil
		})
	}
	if failed := (workError{}); errors.As(err, &failed) {
		return failed.error
	}
	return err
}

// workError keeps what the work returned apart from the fate of the connection.
type workError struct{ error }
