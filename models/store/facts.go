package store

import (
	"context"
	"slices"

	"gorm.io/gorm"
)

// DatabaseFacts are what an administrator wants to know of a database.
type DatabaseFacts struct {
	Version string   // such as "SQLite 3.50.1"
	Pending []string // steps that this program would do on the tables
	Unknown []string // steps that a newer program has done
	Damage  string   // what SQLite finds wrong with its file; empty where all is well
}

// maxChecked is how large a file of SQLite may be to be read through: it takes a second or two.
const maxChecked = 256 << 20

// Facts looks at the database, and changes nothing.
func (s *Store) Facts(ctx context.Context) (facts DatabaseFacts, err error) {
	err = s.read(ctx, "look at the database", func(a attempt, db *gorm.DB) error {
		question := "SELECT 'SQLite ' || sqlite_version()"
		if db.Name() == "postgres" {
			question = "SELECT 'PostgreSQL ' || current_setting('server_version')"
		}
		if err := db.Raw(question).Scan(&facts.Version).Error; err != nil {
			return err
		}
		var done []string
		if db.Migrator().HasTable(migrationsTable) {
			if err := db.Table(migrationsTable).Pluck("id", &done).Error; err != nil {
				return err
			}
		}
		known := Steps()
		facts.Pending = slices.DeleteFunc(slices.Clone(known), func(id string) bool { return slices.Contains(done, id) })
		facts.Unknown = slices.DeleteFunc(done, func(id string) bool { return slices.Contains(known, id) })
		if db.Name() == "postgres" {
			return nil
		}
		var bytes int64
		if err := db.Raw("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()").Scan(&bytes).Error; err != nil || bytes > maxChecked {
			return err
		}
		var found string
		if err := db.Raw("PRAGMA quick_check(1)").Scan(&found).Error; err != nil || found == "ok" {
			return err
		}
		facts.Damage = found
		return nil
	})
	return facts, err
}
