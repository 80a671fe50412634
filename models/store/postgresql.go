package store

import (
	"context"
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
const postgresConnections = 10

// openPostgreSQL connects to the server. It fails where the server does not answer now: at start somebody is
// there to read why.
func openPostgreSQL(ctx context.Context, dsn string, log *slog.Logger) (*Store, error) {
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, fmt.Errorf("store: database address: %w", err) // pgx leaves the password out of its message
	}
	config.ConnectTimeout = patience
	if config.RuntimeParams["application_name"] == "" {
		config.RuntimeParams["application_name"] = "graphpbx"
	}
	pool := stdlib.OpenDB(*config)
	pool.SetMaxOpenConns(postgresConnections)
	pool.SetMaxIdleConns(postgresConnections)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	db, err := gorm.Open(postgres.New(postgres.Config{Conn: pool}), gormConfig(log))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("store: open database: %w", err), pool.Close())
	}
	s := &Store{reader: db, writer: db, close: pool.Close}
	if err := s.Ping(ctx); err != nil {
		return nil, errors.Join(err, pool.Close())
	}
	return s, nil
}
