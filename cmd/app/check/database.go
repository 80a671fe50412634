package check

import (
	"context"
	"errors"

	"graphpbx/models"
	"graphpbx/models/store"
)

// database asks whether the database answers, what it is, and whether its tables are those of this program.
func database(ctx context.Context, s Subject) []models.HealthCheck {
	opened, err := store.OpenAsIs(ctx, store.Config{DSN: s.Database, Dir: s.Data})
	switch {
	case errors.Is(err, store.ErrNotFound):
		return right("database", "There is none yet: the first start makes it.")
	case errors.Is(err, store.ErrUnavailable):
		return fault("database", "Start the database server, and look at address, firewall and password in --database.", "The database does not answer: %v.", err)
	case err != nil:
		return fault("database", "Put back what is missing from your backup (graphpbx restore).", "The database cannot be opened: %v.", err)
	}
	defer opened.Close()
	facts, err := opened.Facts(ctx)
	switch {
	case err != nil:
		return fault("database", "Look into the log of the database.", "The database does not answer: %v.", err)
	case facts.Damage != "":
		return fault("database", "Stop the switchboard and restore your last backup (graphpbx restore).", "The database is damaged: %s.", facts.Damage)
	case len(facts.Unknown) > 0:
		return warning("database", "Go back to the newer program, or restore a backup of this one's.", "A newer program has used the database: this one does not know %d of its steps.", len(facts.Unknown))
	case len(facts.Pending) > 0:
		return warning("database", "Take a backup, then start the switchboard: it brings them up to date.", "%s; %d steps have to be done on its tables.", facts.Version, len(facts.Pending))
	}
	return right("database", "%s answers, and its tables are up to date.", facts.Version)
}
