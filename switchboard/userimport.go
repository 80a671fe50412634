package switchboard

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"graphpbx/models"
	"graphpbx/models/store"
)

// Bounds of an import.
const (
	MaxImportRows     = 100_000
	maxImportProblems = 100 // those beyond are only counted
)

// importColumns are the columns that a file may have, by the words of its first line.
var importColumns = []importColumn{
	{"username", func(r *importRow, v string) { r.user.Username = v }},
	{"number", func(r *importRow, v string) { r.user.Extension = models.PhoneNumber(v) }},
	{"firstName", func(r *importRow, v string) { r.user.FirstName = v }},
	{"surname", func(r *importRow, v string) { r.user.Surname = v }},
	{"nickname", func(r *importRow, v string) { r.user.Nickname = v }},
	{"mobile", func(r *importRow, v string) { r.user.Mobile = models.PhoneNumber(v) }},
	{"teamsLogin", func(r *importRow, v string) { r.user.TeamsLogin = v }},
	{"sipPassword", func(r *importRow, v string) { r.user.SIPPassword = v }},
	{"ctiPassword", func(r *importRow, v string) { r.user.CTIPassword = v }},
}

// quickColumns are those of the quick start wizard, which prepares telephones as well.
var quickColumns = append(slices.Clone(importColumns),
	importColumn{"mac", func(r *importRow, v string) { r.mac = strings.TrimSpace(v) }},
	importColumn{"model", func(r *importRow, v string) { r.model = strings.TrimSpace(v) }},
)

type importColumn struct {
	name string
	set  func(*importRow, string)
}

// importFields are the columns of fields that have another name in the file.
var importFields = map[string]string{"extension": "number"}

// importRow is a user and the line of the file it stands in.
type importRow struct {
	user       NewUser
	mac, model string // of a telephone to be prepared; empty for none
	line       int
}

// ImportUsers creates users from a CSV file (comma or semicolon, UTF-8) whose first line names the columns. Either all
// are created, or none and the problems name lines and columns below ["input", "csv"]. Given passwords are taken as
// they are: they come from another switchboard, whose telephones know them. A SIP password that is left out is chosen
// by the switchboard; without a CTI password nobody can log in as the user until an administrator sets one.
func (s *Switchboard) ImportUsers(ctx context.Context, v models.Viewer, file io.Reader) ([]models.User, error) {
	if err := require(v, models.RoleAdmin); err != nil {
		return nil, err
	}
	rows, err := readImport(file, importColumns)
	if err != nil {
		return nil, err
	}
	done, err := s.begin(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	users, err := s.directory.Load().checkImport(rows, s.settings.get())
	if err != nil {
		return nil, err
	}
	stored, err := s.store.CreateUsers(ctx, users)
	if err = s.stored(err, "input", "csv"); err != nil {
		return nil, err
	}
	return s.admitImport(stored), nil
}

func (s *Switchboard) admitImport(stored []store.StoredUser) []models.User {
	records, users := make([]*record, len(stored)), make([]models.User, len(stored))
	for i := range stored {
		records[i], users[i] = newRecord(stored[i].User, stored[i].SIPPassword), stored[i].User
	}
	s.admit(records)
	select {
	case s.hashPasswords <- struct{}{}:
	default:
	}
	return users
}

// checkImport returns the rows as users to be stored, or all their faults.
func (d *directory) checkImport(rows []importRow, chosen *models.Settings) ([]store.NewUser, error) {
	var problems models.Problems
	users := make([]store.NewUser, len(rows))
	names, numbers := make(map[string]int, len(rows)), make(map[string]int, len(rows))
	for i, row := range rows {
		user, access := row.user.prepared(chosen)
		faults := d.checkImported(&user, row)
		faults = append(faults, repeated(names, models.FoldUsername(user.Username), row.line, "username")...)
		faults = append(faults, repeated(numbers, string(user.Extension), row.line, "number")...)
		problems = append(problems, faults...)
		users[i] = store.NewUser{User: user, SIPPassword: access.SIPPassword, CTIPassword: row.user.CTIPassword}
	}
	problems = append(problems, ambiguous(rows, names, numbers)...)
	return users, limited(problems).Err()
}

// checkImported checks one row against the users that exist.
func (d *directory) checkImported(user *models.User, row importRow) models.Problems {
	var faults models.Problems
	line := strconv.Itoa(row.line)
	d.check(user, &faults, "input", "csv", line)
	for column, password := range map[string]string{"sipPassword": row.user.SIPPassword, "ctiPassword": row.user.CTIPassword} {
		if utf8.RuneCountInString(password) > models.MaxPassword || strings.ContainsFunc(password, func(r rune) bool { return r < ' ' || r == utf8.RuneError }) {
			faults.Add(models.ProblemInvalid, fmt.Sprintf(
				"the password is longer than %d characters, has a control character, or has lost a letter because the file is not saved as UTF-8", models.MaxPassword), "input", "csv", line, column)
		}
	}
	for i := range faults {
		last := len(faults[i].Path) - 1
		if column, renamed := importFields[faults[i].Path[last]]; renamed {
			faults[i].Path[last] = column
		}
		faults[i].Message = "line " + line + ": " + faults[i].Message
	}
	return faults
}

// repeated finds what an earlier line of the file has already.
func repeated(seen map[string]int, value string, line int, column string) models.Problems {
	if value == "" {
		return nil
	}
	if first, again := seen[value]; again {
		return models.Problems{{
			Path: []string{"input", "csv", strconv.Itoa(line), column}, Code: models.ProblemTaken,
			Message: fmt.Sprintf("line %d: %s stands in line %d already: each may occur once", line, short(value), first),
		}}
	}
	seen[value] = line
	return nil
}

// ambiguous finds usernames that are the number of another line: both are dialled.
func ambiguous(rows []importRow, names, numbers map[string]int) models.Problems {
	var problems models.Problems
	for _, row := range rows {
		name := models.FoldUsername(row.user.Username)
		if line, both := numbers[name]; both && line != row.line && names[name] == row.line {
			problems.Add(models.ProblemTaken, fmt.Sprintf("line %d: the username %s is the number in line %d, and both are dialled: change one of them",
				row.line, short(name), line), "input", "csv", strconv.Itoa(row.line), "username")
		}
	}
	return problems
}

func limited(problems models.Problems) models.Problems { return limitedTo(problems, "csv") }

// readImport reads the file: a line of column names, then a user a line.
func readImport(file io.Reader, known []importColumn) ([]importRow, error) {
	content, err := io.ReadAll(file)
	if err != nil {
		return nil, fmt.Errorf("switchboard: read import: %w", err)
	}
	text := strings.TrimPrefix(string(content), "\ufeff") // spreadsheets begin UTF-8 files with a byte order mark
	reader := csv.NewReader(strings.NewReader(text))
	reader.Comma = separator(text)
	reader.TrimLeadingSpace = true
	header, err := reader.Read()
	if err != nil {
		return nil, notCSV(err)
	}
	columns, err := readHeader(header, known)
	if err != nil {
		return nil, err
	}
	return readRows(reader, columns)
}

// separator goes by the first line: German spreadsheets write semicolons.
func separator(text string) rune {
	first, _, _ := strings.Cut(text, "\n")
	if strings.Count(first, ";") > strings.Count(first, ",") {
		return ';'
	}
	return ','
}

func readHeader(header []string, known []importColumn) ([]importColumn, error) {
	var problems models.Problems
	columns := make([]importColumn, len(header))
	seen := map[string]bool{}
	for i, name := range header {
		folded := strings.ToLower(strings.TrimSpace(name))
		at := slices.IndexFunc(known, func(c importColumn) bool { return strings.ToLower(c.name) == folded })
		if at < 0 || seen[folded] {
			problems.Add(models.ProblemInvalid, fmt.Sprintf(
				"line 1: %q is no column, or stands there twice: the columns are %s", short(name), columnNames(known)), "input", "csv", "1")
			continue
		}
		columns[i], seen[folded] = known[at], true
	}
	if !seen["username"] {
		problems.Add(models.ProblemInvalid, "line 1: there is no column username: the first line must name the columns, and each user needs a username", "input", "csv", "1")
	}
	return columns, problems.Err()
}

func columnNames(columns []importColumn) string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.name
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

func readRows(reader *csv.Reader, columns []importColumn) ([]importRow, error) {
	var rows []importRow
	for {
		cells, err := reader.Read()
		switch {
		case errors.Is(err, io.EOF) && len(rows) == 0:
			return nil, refused(models.ProblemInvalid, "the file names columns but has no user: add a line for each", "input", "csv")
		case errors.Is(err, io.EOF):
			return rows, nil
		case err != nil:
			return nil, notCSV(err)
		case len(rows) == MaxImportRows:
			return nil, refused(models.ProblemLimit, fmt.Sprintf("the file has more than %d users: split it", MaxImportRows), "input", "csv")
		}
		line, _ := reader.FieldPos(0)
		row := importRow{line: line}
		for i, cell := range cells {
			columns[i].set(&row, cell)
		}
		rows = append(rows, row)
	}
}

// notCSV turns an error of the reader, which knows the line, into a problem.
func notCSV(err error) error {
	if errors.Is(err, io.EOF) {
		return refused(models.ProblemInvalid, "the file is empty: its first line must name the columns", "input", "csv")
	}
	fault := (*csv.ParseError)(nil)
	if !errors.As(err, &fault) {
		return fmt.Errorf("switchboard: read import: %w", err)
	}
	why := "it is not written as CSV: a quotation mark within a field must be doubled, and the field quoted"
	if errors.Is(fault, csv.ErrFieldCount) {
		why = "it has another number of fields than the first line: check the separators"
	}
	return refused(models.ProblemInvalid, fmt.Sprintf("line %d: %s", fault.Line, why), "input", "csv", strconv.Itoa(fault.Line))
}
