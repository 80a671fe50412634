package store

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"gorm.io/gorm"

	"graphpbx/models/store/migrations"
)

// live are the rows as they are now.
var live = []any{&userRow{}, &bindingRow{}, &callRecordRow{}, &sessionRow{}, &apiTokenRow{}, &secondFactorRow{}, &settingRow{}, &probeHourRow{}, &activationLinkRow{},
	&callthroughRuleRow{}, &callthroughCallerRow{}, &quickStartRow{}, &serviceNumberRow{}, &presenceRow{}, &presenceChangeRow{}, &deviceRow{},
	&blockedAddressRow{}, &allowedAddressRow{}, &auditRow{},
	&contactRow{}, &tallyHourRow{}, &terminalEventRow{}, &terminalNameRow{}}

// schemaOf describes all tables, columns and indexes, but for the list of steps.
func schemaOf(t *testing.T, db *gorm.DB) []string {
	t.Helper()
	question := `SELECT m.name || '.' || p.name || ': ' || p.type || ' ' || max(p."notnull", p.pk > 0) || p.pk || coalesce(replace(p.dflt_value, '"', ''''), '')
		FROM sqlite_master m, pragma_table_info(m.name) p WHERE m.type = 'table' AND m.name <> 'migrations'
		UNION ALL SELECT type || ' ' || name || ': ' || sql FROM sqlite_master WHERE type <> 'table' AND sql IS NOT NULL AND tbl_name <> 'migrations'`
	if db.Name() == "postgres" {
		question = `SELECT table_name || '.' || column_name || ': ' || data_type || ' ' || is_nullable || coalesce(column_default, '')
			FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'migrations'
			UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'migrations'`
	}
	var lines []string
	if err := db.Raw(question).Scan(&lines).Error; err != nil {
		t.Fatal(err)
	}
	for i := range lines {
		lines[i] = strings.TrimSuffix(lines[i], " WITHOUT ROWID") // a way of storing, which no tag can ask for
	}
	slices.Sort(lines)
	return lines
}

func TestMigrationsMakeWhatTheRowsSay(t *testing.T) {
	onBoth(t, func(t *testing.T, r rig) {
		migrated := r.open()
		wants(t, "migrate once more", migrations.Migrate(migrated.writer), nil)
		got := schemaOf(t, migrated.writer)
		for _, row := range live {
			wants(t, "drop", migrated.writer.Migrator().DropTable(row), nil)
		}
		wants(t, "make the twin", migrated.writer.AutoMigrate(live...), nil)
		want := schemaOf(t, migrated.writer)
		if len(want) < 6 || !slices.Equal(got, want) {
			t.Errorf("migrated:\n%s\nas the rows say:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	})
}

func TestNewerDatabaseStillOpens(t *testing.T) {
	onBoth(t, func(t *testing.T, r rig) {
		s := r.open()
		create(t, s, people("a", 1)...)
		for _, statement := range []string{
			"INSERT INTO migrations (id) VALUES ('9999_of_a_newer_program')",
			"ALTER TABLE users ADD COLUMN of_a_newer_program text NOT NULL DEFAULT 'x'",
		} {
			wants(t, statement, s.writer.Exec(statement).Error, nil)
		}
		again := r.open()
		create(t, again, people("b", 1)...)
		if users := all(t, again); len(users) != 2 {
			t.Error(fmt.Sprint(users))
		}
	})
}
