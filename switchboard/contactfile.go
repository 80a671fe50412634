package switchboard

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"graphpbx/models"
)

// ContactFormat is how contacts are written in a file.
type ContactFormat string

// Formats of files of contacts.
const (
	ContactsCSV   ContactFormat = "CSV"
	ContactsVCard ContactFormat = "VCARD"
)

// numbersInCell parts numbers within a cell of a CSV file. People write everything else within numbers.
const numbersInCell = "|"

// contactColumns are the columns of a CSV file, by the words of its first line.
var contactColumns = []struct {
	name string
	set  func(*models.Contact, string)
	get  func(*models.Contact) string
}{
	{"firstName", func(c *models.Contact, v string) { c.FirstName = v }, func(c *models.Contact) string { return c.FirstName }},
	{"surname", func(c *models.Contact, v string) { c.Surname = v }, func(c *models.Contact) string { return c.Surname }},
	{"company", func(c *models.Contact, v string) { c.Company = v }, func(c *models.Contact) string { return c.Company }},
	{"work", setNumbers(models.NumberWork), numbersOf(models.NumberWork)},
	{"mobile", setNumbers(models.NumberMobile), numbersOf(models.NumberMobile)},
	{"home", setNumbers(models.NumberHome), numbersOf(models.NumberHome)},
	{"fax", setNumbers(models.NumberFax), numbersOf(models.NumberFax)},
	{"other", setNumbers(models.NumberOther), numbersOf(models.NumberOther)},
	{"note", func(c *models.Contact, v string) { c.Note = v }, func(c *models.Contact) string { return c.Note }},
}

const contactColumnNames = "firstName, surname, company, work, mobile, home, fax, other and note"

func setNumbers(kind models.ContactNumberKind) func(*models.Contact, string) {
	return func(c *models.Contact, cell string) {
		for number := range strings.SplitSeq(cell, numbersInCell) {
			if number = strings.TrimSpace(number); number != "" {
				c.Numbers = append(c.Numbers, models.ContactNumber{Kind: kind, Number: models.PhoneNumber(number)})
			}
		}
	}
}

func numbersOf(kind models.ContactNumberKind) func(*models.Contact) string {
	return func(c *models.Contact) string {
		var numbers []string
		for _, n := range c.Numbers {
			if n.Kind == kind {
				numbers = append(numbers, string(n.Number))
			}
		}
		return strings.Join(numbers, numbersInCell)
	}
}

// ContactFile is a file of contacts to be taken in.
type ContactFile struct {
	Scope  models.ContactScope
	Format ContactFormat
	Text   string
}

// ContactImport is what came of a file.
type ContactImport struct {
	Created []models.Contact
	Skipped int // that stood in the phone book already, just so
}

// contactRow is a contact and the line of the file it begins in.
type contactRow struct {
	contact models.Contact
	line    int
}

// ImportContacts takes a file of contacts in: all of it, or nothing and the problems name lines and columns below
// ["input", "file"]. What stands in the phone book already, just so, is passed over, so that a file can be taken in again.
func (s *Switchboard) ImportContacts(ctx context.Context, v models.Viewer, f ContactFile) (ContactImport, error) {
	var owner models.Contact
	if err := claim(v, &owner, f.Scope, "input", "scope"); err != nil {
		return ContactImport{}, err
	}
	rows, err := readContacts(f)
	if err != nil {
		return ContactImport{}, err
	}
	contacts, skipped, err := s.checkContactRows(rows, owner.OwnerID)
	if err != nil || len(contacts) == 0 {
		return ContactImport{Skipped: skipped}, err
	}
	made, err := s.addContacts(ctx, contacts, "input", "file")
	return ContactImport{Created: made, Skipped: skipped}, err
}

func readContacts(f ContactFile) (rows []contactRow, err error) {
	text := strings.TrimPrefix(f.Text, "\ufeff")
	if f.Format == ContactsVCard {
		rows, err = readCards(text)
	} else {
		rows, err = readContactTable(text)
	}
	if err == nil && len(rows) == 0 {
		err = refused(models.ProblemInvalid, "the file has no contact", "input", "file")
	}
	return rows, err
}

// checkContactRows returns the contacts of a file that are new, or all that is wrong with it.
func (s *Switchboard) checkContactRows(rows []contactRow, owner string) (contacts []models.Contact, skipped int, err error) {
	known := make(map[string]bool)
	for _, e := range s.phoneBook.list(owner) {
		known[contactSignature(e.Contact)] = true
	}
	var problems models.Problems
	for _, row := range rows {
		c, line := row.contact, strconv.Itoa(row.line)
		c.OwnerID = owner
		var faults models.Problems
		s.checkContact(&c, &faults, "input", "file", line)
		for _, fault := range faults {
			fault.Message = "line " + line + ": " + fault.Message
			problems = append(problems, fault)
		}
		signature := contactSignature(&c)
		if known[signature] {
			skipped++
			continue
		}
		known[signature] = true
		contacts = append(contacts, c)
	}
	return contacts, skipped, limitedTo(problems, "file").Err()
}

// contactSignature is the same for contacts that say the same.
func contactSignature(c *models.Contact) string {
	parts := []string{c.FirstName, c.Surname, c.Company, c.Note}
	for _, n := range c.Numbers {
		parts = append(parts, string(n.Kind), string(n.Number))
	}
	return strings.Join(parts, "\x00")
}

func limitedTo(problems models.Problems, file string) models.Problems {
	if len(problems) > maxImportProblems {
		more := len(problems) - maxImportProblems
		problems = problems[:maxImportProblems:maxImportProblems]
		problems.Add(models.ProblemLimit, fmt.Sprintf("%d more faults are not listed: mend these first", more), "input", file)
	}
	return problems
}

// readContactTable reads a CSV file: a line of column names, then a contact a line.
func readContactTable(text string) ([]contactRow, error) {
	reader := csv.NewReader(strings.NewReader(text))
	reader.Comma, reader.TrimLeadingSpace = separator(text), true
	header, err := reader.Read()
	if err != nil {
		return nil, inFile(notCSV(err))
	}
	columns, err := contactHeader(header)
	if err != nil {
		return nil, err
	}
	var rows []contactRow
	for {
		cells, err := reader.Read()
		switch {
		case errors.Is(err, io.EOF):
			return rows, nil
		case err != nil:
			return nil, inFile(notCSV(err))
		case len(rows) == models.MaxContacts:
			return nil, tooManyContacts()
		}
		line, _ := reader.FieldPos(0)
		row := contactRow{line: line}
		for i, cell := range cells {
			columns[i](&row.contact, unguarded(cell))
		}
		rows = append(rows, row)
	}
}

func tooManyContacts() error {
	return refused(models.ProblemLimit, fmt.Sprintf("the file has more than %d contacts, which is all the phone book holds: split it", models.MaxContacts), "input", "file")
}

// inFile turns the path of a fault of a table from that of users to that of contacts.
func inFile(err error) error {
	var problems models.Problems
	if errors.As(err, &problems) {
		for i := range problems {
			problems[i].Path[1] = "file"
		}
	}
	return err
}

func contactHeader(header []string) ([]func(*models.Contact, string), error) {
	var problems models.Problems
	columns := make([]func(*models.Contact, string), len(header))
	seen := map[string]bool{}
	for i, name := range header {
		folded := strings.ToLower(strings.TrimSpace(name))
		for _, column := range contactColumns {
			if strings.ToLower(column.name) == folded && !seen[folded] {
				columns[i] = column.set
			}
		}
		if seen[folded] = true; columns[i] == nil {
			problems.Add(models.ProblemInvalid, fmt.Sprintf("line 1: %q is no column, or stands there twice: the columns are %s",
				short(name), contactColumnNames), "input", "file", "1")
		}
	}
	return columns, problems.Err()
}

// ContactExport is a file of contacts.
type ContactExport struct {
	Name        string
	ContentType string
	Content     string
	Count       int
}

// ExportContacts writes the shared contacts, or the viewer's own, as ImportContacts reads them.
func (s *Switchboard) ExportContacts(v models.Viewer, scope models.ContactScope, format ContactFormat) (ContactExport, error) {
	if err := require(v, models.RoleUser); err != nil {
		return ContactExport{}, err
	}
	var list []*bookEntry
	if scope == models.ContactShared {
		list = s.phoneBook.list("")
	} else if v.UserID != "" {
		list = s.phoneBook.list(v.UserID)
	}
	if format == ContactsVCard {
		return ContactExport{Name: "contacts.vcf", ContentType: "text/vcard; charset=utf-8", Content: writeCards(list), Count: len(list)}, nil
	}
	content, err := writeContactTable(list)
	return ContactExport{Name: "contacts.csv", ContentType: "text/csv; charset=utf-8", Content: content, Count: len(list)}, err
}

func writeContactTable(list []*bookEntry) (string, error) {
	var out strings.Builder
	w := csv.NewWriter(&out)
	line := make([]string, len(contactColumns))
	for i, column := range contactColumns {
		line[i] = column.name
	}
	if err := w.Write(line); err != nil {
		return "", fmt.Errorf("switchboard: export contacts: %w", err)
	}
	for _, e := range list {
		for i, column := range contactColumns {
			line[i] = guarded(column.get(e.Contact))
		}
		if err := w.Write(line); err != nil {
			return "", fmt.Errorf("switchboard: export contacts: %w", err)
		}
	}
	w.Flush()
	return out.String(), w.Error()
}

// guarded puts an apostrophe before what a spreadsheet would take for a formula. A number in the international form is none.
func guarded(cell string) string {
	if cell == "" || !strings.ContainsRune("=+-@\t'", rune(cell[0])) || strings.Trim(cell, "+0123456789"+numbersInCell) == "" {
		return cell
	}
	return "'" + cell
}

func unguarded(cell string) string {
	if len(cell) > 1 && cell[0] == '\'' && strings.ContainsRune("=+-@\t'", rune(cell[1])) {
		return cell[1:]
	}
	return cell
}
