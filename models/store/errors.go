package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"

	"github.com/glebarez/go-sqlite"
	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/gorm"
)

// Errors that callers tell apart with errors.Is. Whatever else comes back is a fault of program or schema.
var (
	// ErrNotFound: there is no such row.
	ErrNotFound = errors.New("not found")
	// ErrConflict: the row was changed since the caller read it. Read it again, then decide.
	ErrConflict = errors.New("changed meanwhile")
	// ErrTaken: a value that must be unique belongs to another row. errors.As with [TakenError] tells which.
	ErrTaken = errors.New("already taken")
	// ErrUnavailable: the database did not answer, is full or cannot be written. A change that ends so has been
	// made wholly or not at all; where the line broke during the commit nobody can say which.
	ErrUnavailable = errors.New("database unavailable")
	// ErrKey: the key for secrets is missing, unreadable, or not the one that sealed what is stored.
	ErrKey = errors.New("key for secrets")
)

// TakenError says which value is already taken. It matches ErrTaken.
type TakenError struct {
	Field string // "username", "extension" or, of a service, "number"; "" where the row that held it has gone again meanwhile
	Value string
}

func (e *TakenError) Error() string {
	if e.Field == "" {
		return "a username or an extension is already taken"
	}
	return fmt.Sprintf("%s %s is already taken", e.Field, e.Value)
}

// Unwrap makes errors.Is(err, ErrTaken) true.
func (e *TakenError) Unwrap() error { return ErrTaken }

// translate turns an error of driver or mapper into one of this package. The context is the one the work ran
// under; what says what was being done.
func translate(ctx context.Context, what string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, ErrNotFound), errors.Is(err, ErrConflict), errors.Is(err, ErrTaken), errors.Is(err, ErrKey):
		return fmt.Errorf("store: %s: %w", what, err)
	case errors.Is(err, gorm.ErrRecordNotFound):
		return fmt.Errorf("store: %s: %w", what, ErrNotFound)
	case errors.Is(context.Cause(ctx), errNoAnswer):
		return fmt.Errorf("store: %s: %w: %w", what, ErrUnavailable, errNoAnswer)
	case ctx.Err() != nil:
		return fmt.Errorf("store: %s: %w", what, context.Cause(ctx)) // the caller gave up, not the database
	case isUnavailable(err):
		return fmt.Errorf("store: %s: %w: %w", what, ErrUnavailable, err)
	}
	return fmt.Errorf("store: %s: %w", what, err)
}

func isUnavailable(err error) bool {
	if refused := (*pgconn.PgError)(nil); errors.As(err, &refused) {
		return isUnavailablePostgreSQL(refused.Code)
	}
	if failed := (*sqlite.Error)(nil); errors.As(err, &failed) {
		return isUnavailableSQLite(failed.Code())
	}
	network, connect := (*net.OpError)(nil), (*pgconn.ConnectError)(nil)
	return errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) ||
		errors.As(err, &network) || errors.As(err, &connect) ||
		pgconn.SafeToRetry(err) || pgconn.Timeout(err)
}

// isUnavailablePostgreSQL goes by the classes of appendix A of the PostgreSQL manual: lost connections, lack of
// resources, stopping or starting servers, faults of the system; and by a server that takes no writes (25006),
// as a standby does after a switch of roles.
func isUnavailablePostgreSQL(code string) bool {
	for _, class := range []string{"08", "53", "57P", "58", "25006"} {
		if strings.HasPrefix(code, class) {
			return true
		}
	}
	return false
}

// isUnavailableSQLite goes by primary result codes (the low byte): busy, locked, read-only, interrupted, I/O
// error, full, cannot open.
func isUnavailableSQLite(code int) bool {
	switch code & 0xff {
	case 5, 6, 8, 9, 10, 13, 14:
		return true
	}
	return false
}
