// Package check looks at what a switchboard stands on: clock, disk, ports, names, limits of the system. It changes nothing,
// and must not know what a call or a user is.
package check

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"graphpbx/models"
)

// patience is how long one check may take. What has no answer by then is told as such.
const patience = 3 * time.Second

// Subject is the switchboard that is looked at.
type Subject struct {
	Data         string
	Database     string // DSN of PostgreSQL; empty for SQLite in Data
	HTTP         string
	SIP          []string
	RTPPorts     [2]int
	ExternalHost string
	PublicURL    string

	Running bool // its ports are its own
}

// All looks at everything, and returns what was found: faults first, then warnings, then what is right.
func All(ctx context.Context, s Subject) []models.HealthCheck {
	looks := []func(context.Context, Subject) []models.HealthCheck{
		database, folder, disk, ports, soundPorts, clock, address, names, certificate, buffers, files,
	}
	found := make([][]models.HealthCheck, len(looks))
	var running sync.WaitGroup
	for i, look := range looks {
		running.Go(func() {
			within, cancel := context.WithTimeout(ctx, patience)
			defer cancel()
			found[i] = look(within, s)
		})
	}
	running.Wait()
	all := slices.Concat(found...)
	slices.SortStableFunc(all, func(a, b models.HealthCheck) int { return Severity(b.Status) - Severity(a.Status) })
	return all
}

// Severity orders statuses: 0 where all is well, 1 for a warning, 2 for a fault. The command ends with it.
func Severity(s models.CheckStatus) int {
	switch s {
	case models.CheckOK:
		return 0
	case models.CheckWarning:
		return 1
	}
	return 2
}

// Worst returns the highest severity.
func Worst(checks []models.HealthCheck) (worst int) {
	for _, c := range checks {
		worst = max(worst, Severity(c.Status))
	}
	return worst
}

func right(name, format string, values ...any) []models.HealthCheck {
	return []models.HealthCheck{{Name: name, Status: models.CheckOK, Message: fmt.Sprintf(format, values...)}}
}

func warning(name, advice, format string, values ...any) []models.HealthCheck {
	return []models.HealthCheck{{Name: name, Status: models.CheckWarning, Advice: advice, Message: fmt.Sprintf(format, values...)}}
}

func fault(name, advice, format string, values ...any) []models.HealthCheck {
	return []models.HealthCheck{{Name: name, Status: models.CheckFault, Advice: advice, Message: fmt.Sprintf(format, values...)}}
}
