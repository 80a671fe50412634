package postgres

import (
	"context"
	"os"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

func TestMain(m *testing.M) { os.Exit(Tests{M: m}.Run()) }

func ask(t *testing.T, dsn string, within time.Duration) error {
	ctx, cancel := context.WithTimeout(t.Context(), within)
	defer cancel()
	connection, err := pgx.Connect(ctx, dsn)
	if err != nil {
		return err
	}
	_, err = connection.Exec(ctx, "CREATE TABLE IF NOT EXISTS asked (at int)")
	_ = connection.Close(ctx)
	return err
}

func TestEachTestHasADatabaseOfItsOwn(t *testing.T) {
	first, second := New(t), New(t)
	if first == second {
		t.Fatalf("both tests have %s", first)
	}
	for _, dsn := range []string{first, second} {
		if err := ask(t, dsn, time.Minute); err != nil {
			t.Fatal(err)
		}
	}
}

func TestOutages(t *testing.T) {
	server := NewServer(t)
	dsn := server.Database(t)
	for _, outage := range []struct {
		name       string
		begin, end func(testing.TB)
	}{
		{"stop and start", server.Stop, server.Start},
		{"freeze and thaw", server.Freeze, server.Thaw},
	} {
		outage.begin(t)
		if err := ask(t, dsn, 500*time.Millisecond); err == nil {
			t.Errorf("%s: the server answers during the outage", outage.name)
		}
		outage.end(t)
		if err := ask(t, dsn, time.Minute); err != nil {
			t.Errorf("%s: afterwards: %v", outage.name, err)
		}
	}
}
