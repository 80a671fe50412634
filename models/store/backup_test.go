package store

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"gorm.io/gorm"
	"gorm.io/gorm/schema"

	"graphpbx/models"
	"graphpbx/testrig/postgres"
)

// plant puts rows with all kinds of values into every table that there is.
func plant(t *testing.T, db *gorm.DB) {
	t.Helper()
	names, err := tables(db)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		header := BackupTable{Name: name}
		columns, err := columnsOf(db, name)
		if err != nil {
			t.Fatal(err)
		}
		for _, column := range columns {
			header.Columns = append(header.Columns, column.Name())
		}
		filler := tableFiller{tx: db}
		for n := range 3 {
			row := make([]any, len(columns))
			for i, column := range columns {
				row[i] = map[string]any{
					"BOOL": n == 1, "NUMERIC": int64(n % 2), "BYTEA": []byte{0, byte(n), 0xff}, "BLOB": []byte{0, byte(n), 0xff},
					"TEXT": fmt.Sprintf("<ü>&\n%s %d", column.Name(), n), "VARCHAR": fmt.Sprint(n),
				}[strings.ToUpper(column.DatabaseTypeName())]
				if row[i] == nil {
					row[i] = int64(1)<<53 + 1 + int64(n) // more than a float holds
				}
			}
			if err := filler.add(&header, [][]any{row}); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// everything returns all rows of all tables as text, sorted.
func everything(t *testing.T, db *gorm.DB) (lines []string) {
	t.Helper()
	names, err := tables(db)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		var rows []map[string]any
		if err := db.Table(name).Find(&rows).Error; err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			for column, value := range row {
				if truth, is := value.(bool); is {
					row[column] = map[bool]int64{true: 1}[truth]
				}
			}
			text, err := json.Marshal(row)
			if err != nil {
				t.Fatal(err)
			}
			lines = append(lines, name+" "+string(text))
		}
	}
	slices.Sort(lines)
	return lines
}

// backedUp returns a backup.
func backedUp(t *testing.T, s *Store) []byte {
	t.Helper()
	var file bytes.Buffer
	wants(t, "back up", s.Backup(t.Context(), &file, "test"), nil)
	return file.Bytes()
}

func opener(file []byte) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(file)), nil }
}

// Every table of the database goes from each database to each other as it was, whoever added it.
func TestBackupHoldsAllTables(t *testing.T) {
	onBoth(t, func(t *testing.T, from rig) {
		s := from.open()
		for _, statement := range []string{"CREATE TABLE of_a_later_release (id text PRIMARY KEY)", "DROP TABLE of_a_later_release"} {
			wants(t, statement, s.writer.Exec(statement).Error, nil)
		}
		plant(t, s.writer)
		wants(t, "a file of the folder", os.WriteFile(filepath.Join(from.config.Dir, "waiting.records"), []byte("waiting"), 0o600), nil)
		file, want := backedUp(t, s), everything(t, s.writer)
		header, err := VerifyBackup(bytes.NewReader(file))
		wants(t, "verify", err, nil)
		for _, row := range live {
			parsed, err := schema.Parse(row, &sync.Map{}, s.writer.NamingStrategy)
			wants(t, "parse", err, nil)
			if i := slices.IndexFunc(header.Tables, func(b BackupTable) bool { return b.Name == parsed.Table }); i < 0 || header.Tables[i].Rows < 3 {
				t.Errorf("the backup lacks %s", parsed.Table)
			}
		}
		for name, into := range map[string]Config{
			"sqlite": {Dir: t.TempDir()}, "postgres": {Dir: t.TempDir(), DSN: postgres.New(t)},
		} {
			t.Run("into "+name, func(t *testing.T) {
				told := map[string]int64{}
				_, err := Restore(t.Context(), into, opener(file), RestoreOptions{Progress: func(table string, rows int64) { told[table] = rows }})
				wants(t, "restore", err, nil)
				raw, err := openDatabase(t.Context(), into)
				wants(t, "open", err, nil)
				if got := everything(t, raw.writer); !slices.Equal(got, want) || len(told) != len(header.Tables) {
					t.Errorf("restored:\n%s\nbacked up:\n%s\ntold %v", strings.Join(got, "\n"), strings.Join(want, "\n"), told)
				}
				wants(t, "close", raw.Close(), nil)
				kept, err := os.ReadFile(filepath.Join(into.Dir, "waiting.records"))
				wants(t, "file of the folder "+string(kept), err, nil)
				_, err = Restore(t.Context(), into, opener(file), RestoreOptions{})
				wants(t, "restore once more", err, ErrNotEmpty)
			})
		}
	})
}

// A restored switchboard opens its passwords and goes on, also with counters that the database keeps.
func TestRestoredDatabaseWorks(t *testing.T) {
	onBoth(t, func(t *testing.T, from rig) {
		s := from.open()
		made := create(t, s, people("a", 20)...)
		wants(t, "presence", s.AddPresenceChanges(t.Context(), []models.PresenceChange{{UserID: made[0].ID, At: noon}, {UserID: made[0].ID, At: noon}}), nil)
		file := backedUp(t, s)
		create(t, s, people("later", 3)...)
		for _, into := range []rig{{t, Config{Dir: t.TempDir()}}, {t, Config{Dir: t.TempDir(), DSN: postgres.New(t)}}} {
			_, err := Restore(t.Context(), into.config, opener(file), RestoreOptions{})
			wants(t, "restore", err, nil)
			restored := into.open()
			if users := all(t, restored); len(users) != 20 {
				t.Errorf("%d users", len(users))
			}
			password, err := restored.OpenSIPPassword(nil, made[7].ID, made[7].SIPPassword)
			if err != nil || string(password) != "sip-a7" {
				t.Errorf("%q, %v", password, err)
			}
			create(t, restored, people("b", 2)...)
			for range 3 {
				wants(t, "presence", restored.AddPresenceChanges(t.Context(), []models.PresenceChange{{UserID: made[0].ID, At: noon}}), nil)
			}
		}
	})
}

// What is there is replaced by force alone, and put aside where it is a file.
func TestRestoreByForce(t *testing.T) {
	onBoth(t, func(t *testing.T, r rig) {
		s, err := Open(t.Context(), r.config)
		wants(t, "open", err, nil)
		create(t, s, people("a", 2)...)
		file := backedUp(t, s)
		create(t, s, people("b", 2)...)
		wants(t, "close", s.Close(), nil)
		_, err = Restore(t.Context(), r.config, opener(file), RestoreOptions{})
		wants(t, "without force", err, ErrNotEmpty)
		_, err = Restore(t.Context(), r.config, opener(file), RestoreOptions{Force: true})
		wants(t, "by force", err, nil)
		if users := all(t, r.open()); len(users) != 2 {
			t.Errorf("%d users", len(users))
		}
		aside, _ := filepath.Glob(filepath.Join(r.config.Dir, "*.before-restore-*"))
		if want := map[bool]int{true: 2, false: 1}[r.config.DSN == ""]; len(aside) != want { // database and key, or the key alone
			t.Errorf("put aside: %v", aside)
		}
	})
}

// Whatever was done to a backup, it is noticed, and nothing is restored.
func TestDamagedBackupsAreRefused(t *testing.T) {
	r := rig{t, Config{Dir: t.TempDir()}}
	s := r.open()
	create(t, s, people("a", 50)...)
	file := backedUp(t, s)
	into := Config{Dir: t.TempDir()}
	try := func(what string, damaged []byte, want error) {
		t.Helper()
		_, err := Restore(t.Context(), into, opener(damaged), RestoreOptions{})
		if !errors.Is(err, want) {
			t.Errorf("%s: %v", what, err)
		}
		if left, _ := os.ReadDir(into.Dir); len(left) > 0 {
			t.Errorf("%s: left %v", what, left)
		}
	}
	try("nothing", nil, ErrBackup)
	try("something else", []byte("PK\x03\x04 a picture"), ErrBackup)
	for _, cut := range []int{len(file) / 3, len(file) - 1, len(file) - 9} {
		try(fmt.Sprint("cut at ", cut), file[:cut], ErrBackup)
	}
	for _, at := range []int{len(file) / 4, len(file) / 2, len(file) * 3 / 4} {
		flipped := slices.Clone(file)
		flipped[at] ^= 0x10
		try(fmt.Sprint("flipped at ", at), flipped, ErrBackup)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Restore(ctx, into, opener(file), RestoreOptions{}); err == nil {
		t.Error("restored although it was given up")
	}
	if left, _ := os.ReadDir(into.Dir); len(left) > 0 {
		t.Errorf("given up: left %v", left)
	}
}

// Parts that nobody wrote are refused, above all files that would leave the data folder.
func TestForgedBackupsAreRefused(t *testing.T) {
	for name, forge := range map[string]func(*backupWriter) error{
		"outside":   func(b *backupWriter) error { return b.part("files/../../evil", nil, 0) },
		"absolute":  func(b *backupWriter) error { return b.part("files//etc/evil", nil, 0) },
		"database":  func(b *backupWriter) error { return b.part("files/graphpbx.db", nil, 0) },
		"no table":  func(b *backupWriter) error { return b.part("tables/users/1.jsonl", []byte("[1]\n"), 1) },
		"unknown":   func(b *backupWriter) error { return b.part("evil", nil, 0) },
		"no header": nil,
	} {
		var file bytes.Buffer
		b := newBackupWriter(&file, noon)
		if forge != nil {
			wants(t, name, b.json(backupHeaderPart, BackupHeader{Format: BackupFormat}), nil)
			wants(t, name, forge(b), nil)
		}
		wants(t, name, b.close(), nil)
		_, err := VerifyBackup(&file)
		wants(t, name, err, ErrBackup)
	}
	for name, header := range map[string]BackupHeader{
		"format": {Format: BackupFormat + 1}, "steps": {Format: BackupFormat, Steps: []string{"9999_of_a_newer_program"}},
	} {
		var file bytes.Buffer
		b := newBackupWriter(&file, noon)
		wants(t, name, b.json(backupHeaderPart, header), nil)
		wants(t, name, b.close(), nil)
		if _, err := Restore(t.Context(), Config{Dir: t.TempDir()}, opener(file.Bytes()), RestoreOptions{}); err == nil || !strings.Contains(err.Error(), "newer") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// While the backup is taken others write, and it holds one moment.
func TestBackupIsOfOneMoment(t *testing.T) {
	onBoth(t, func(t *testing.T, r rig) {
		s := r.open()
		create(t, s, people("a", 3)...)
		read, write := io.Pipe()
		done := make(chan error, 1)
		go func() {
			err := s.Backup(t.Context(), write, "test")
			done <- errors.Join(err, write.Close())
		}()
		first := make([]byte, 1)
		_, err := io.ReadFull(read, first) // the header is on its way, so the moment is fixed
		wants(t, "begin", err, nil)
		create(t, s, people("b", 300)...)
		header, err := VerifyBackup(io.MultiReader(bytes.NewReader(first), read))
		wants(t, "verify", err, nil)
		wants(t, "back up", <-done, nil)
		for _, table := range header.Tables {
			if table.Name == "users" && table.Rows != 3 {
				t.Errorf("%d users", table.Rows)
			}
		}
	})
}

func TestSealedBackups(t *testing.T) {
	var file bytes.Buffer
	sealed, err := SealBackup(&file, "correct horse battery")
	wants(t, "seal", err, nil)
	_, err = sealed.Write([]byte("content"))
	wants(t, "write", errors.Join(err, sealed.Close()), nil)
	open := func(word string) (string, error) {
		r, err := OpenBackup(bytes.NewReader(file.Bytes()), func() (string, error) { return word, nil })
		if err != nil {
			return "", err
		}
		text, err := io.ReadAll(r)
		return string(text), err
	}
	if text, err := open("correct horse battery"); text != "content" || err != nil || bytes.Contains(file.Bytes(), []byte("content")) {
		t.Errorf("%q, %v", text, err)
	}
	_, err = open("something else")
	wants(t, "wrong passphrase", err, ErrPassphrase)
	plain, err := OpenBackup(strings.NewReader("content"), nil)
	wants(t, "plain", err, nil)
	if text, _ := io.ReadAll(plain); string(text) != "content" {
		t.Errorf("%q", text)
	}
}
