// Package migrations brings the tables of the switchboard up to date, step by step. Each step holds the rows as
// they were when it was written ("frozen"), so that it does the same for ever, whatever the rows of package store
// have become since. It knows gorm alone.
package migrations

import (
	"errors"
	"fmt"
	"slices"

	"github.com/go-gormigrate/gormigrate/v2"
	"gorm.io/gorm"
)

// Migrate runs the steps that this database has not seen, all in one transaction. Steps of a newer program that
// it does not know it leaves alone, so that an older program still runs after an update was taken back.
func Migrate(db *gorm.DB) (err error) {
	defer func() { // the mapper's migrator for SQLite takes for granted that its questions are answered
		if fault := recover(); fault != nil {
			err = fmt.Errorf("migrations: the database did not answer: %v", fault)
		}
	}()
	options := *gormigrate.DefaultOptions
	options.UseTransaction = true
	if err := gormigrate.New(db, &options, steps()).Migrate(); err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	return nil
}

// ErrUnknown says that a database has seen a step that this program does not know.
var ErrUnknown = errors.New("made by a newer program")

// Replay runs those steps alone that another database had seen, in the transaction that is given, so that its rows fit in.
// The others are run by Migrate afterwards.
func Replay(tx *gorm.DB, seen []string) (err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("migrations: the database did not answer: %v", fault)
		}
	}()
	var wanted []*gormigrate.Migration
	for _, step := range steps() {
		if slices.Contains(seen, step.ID) {
			wanted = append(wanted, step)
		}
	}
	if len(wanted) < len(seen) {
		return ErrUnknown
	}
	if err := gormigrate.New(tx, gormigrate.DefaultOptions, wanted).Migrate(); err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	return nil
}

// IDs returns the names of all steps, oldest first.
func IDs() []string {
	var ids []string
	for _, step := range steps() {
		ids = append(ids, step.ID)
	}
	return ids
}

// steps are all steps, oldest first. They are only ever added to.
func steps() []*gormigrate.Migration {
	return []*gormigrate.Migration{
		{ID: "0001_first_tables", Migrate: firstTables},
		{ID: "0002_activation_links", Migrate: activationLinks},
		{ID: "0003_callthrough", Migrate: callthrough},
		{ID: "0004_quick_starts", Migrate: quickStarts},
		{ID: "0005_service_numbers", Migrate: serviceNumbers},
		{ID: "0006_presence", Migrate: presence},
		{ID: "0007_presence_changes", Migrate: presenceChanges},
		{ID: "0008_devices", Migrate: devices},
		{ID: "0009_blocking", Migrate: blocking},
		{ID: "0010_audit", Migrate: audit},
		{ID: "0011_api_tokens", Migrate: apiTokens},
		{ID: "0012_contacts", Migrate: contacts},
		{ID: "0012_teams_login", Migrate: teamsLogin},
		{ID: "0013_statistics", Migrate: statistics},
		{ID: "0014_terminal_names", Migrate: terminalNames},
		{ID: "0015_second_factors", Migrate: secondFactors},
	}
}
