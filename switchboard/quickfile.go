package switchboard

import (
	"context"
	"fmt"
	"io"
	"time"

	"graphpbx/models"
)

// MaxQuickStartRows bounds a file of new colleagues: the password of each link is hashed, which takes a while on purpose.
const MaxQuickStartRows = 200

// QuickStartFile are wishes in a file, with what holds for all of them.
type QuickStartFile struct {
	CSV         io.Reader     // as for ImportUsers, with mac and model besides; an empty number stands for the first free one
	Callthrough bool          // make callthrough rules for those with a mobile number
	Links       bool          // make activation links
	LinkLife    time.Duration // zero: as usual
	Window      time.Duration // how long prepared telephones may fetch their files by their MAC alone; zero: not at all
}

// RunQuickStartFile runs the wizard for every row of a file: all of them, or nothing and the problems name lines and
// columns below ["input", "csv"].
func (s *Switchboard) RunQuickStartFile(ctx context.Context, v models.Viewer, f QuickStartFile, o QuickStartOptions) (QuickStartResult, error) {
	if err := require(v, models.RoleAdmin); err != nil {
		return QuickStartResult{}, err
	}
	rows, err := readImport(f.CSV, quickColumns)
	if err != nil {
		return QuickStartResult{}, err
	}
	if len(rows) > MaxQuickStartRows {
		return QuickStartResult{}, refused(models.ProblemLimit, fmt.Sprintf("the file has more than %d users: split it", MaxQuickStartRows), "input", "csv")
	}
	if fault := models.ActivationLifeFault(f.LinkLife); f.Links && f.LinkLife != 0 && fault != "" {
		return QuickStartResult{}, refused(models.ProblemInvalid, "the life of the links "+fault, "input", "validFor")
	}
	if fault := windowFault(f.Window); fault != "" {
		return QuickStartResult{}, refused(models.ProblemInvalid, fault, "input", "windowFor")
	}
	wishes := make([]QuickStart, len(rows))
	for i, row := range rows {
		wishes[i] = QuickStart{NewUser: row.user, NextExtension: true, Callthrough: f.Callthrough, line: row.line}
		if f.Links {
			wishes[i].Link = &ActivationRequest{Life: f.LinkLife}
		}
		if row.mac != "" || row.model != "" {
			wishes[i].Telephone = &NewDevice{MAC: row.mac, Model: row.model, Window: f.Window}
		}
	}
	return s.RunQuickStart(ctx, v, wishes, o)
}
