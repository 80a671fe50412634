package store

import (
	"context"
	"log/slog"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/logger"
	"gorm.io/gorm/schema"
)

// slowStatement is when a statement is worth a line in the log.
const slowStatement = 500 * time.Millisecond

// slowLog logs slow statements, without their values, which may be secrets. Errors are not logged here: they go
// to the caller, who knows what they mean.
type slowLog struct{ log *slog.Logger }

var _ logger.Interface = slowLog{}

func (l slowLog) LogMode(logger.LogLevel) logger.Interface { return l }
func (l slowLog) Info(context.Context, string, ...any)     {}
func (l slowLog) Warn(context.Context, string, ...any)     {}
func (l slowLog) Error(context.Context, string, ...any)    {}
func (l slowLog) ParamsFilter(_ context.Context, statement string, _ ...any) (string, []any) {
	return statement, nil
}

// Trace is called after each statement.
func (l slowLog) Trace(ctx context.Context, begin time.Time, statement func() (string, int64), err error) {
	took := time.Since(begin)
	if took < slowStatement {
		return
	}
	text, rows := statement()
	l.log.WarnContext(ctx, "slow database statement", "took", took, "rows", rows, "statement", shorten(text), "failed", err != nil)
}

// shorten keeps a log line readable: a batch of a thousand rows has a thousand times the same brackets.
func shorten(text string) string {
	const most = 200
	if len(text) <= most {
		return text
	}
	return text[:most] + "…"
}

// gormConfig is how both databases are mapped. Statements are not kept prepared by gorm: pgx does so for itself
// and bounds it, while gorm's cache closes statements in goroutines that nobody waits for.
func gormConfig(log *slog.Logger) *gorm.Config {
	return &gorm.Config{
		SkipDefaultTransaction: true,
		TranslateError:         true,
		DisableAutomaticPing:   true,
		NowFunc:                func() time.Time { return time.Now().UTC() },
		NamingStrategy:         schema.NamingStrategy{},
		Logger:                 slowLog{log},
	}
}
