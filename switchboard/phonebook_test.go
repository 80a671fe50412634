package switchboard

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"graphpbx/models"
)

func viewerOf(u models.User) models.Viewer { return models.Viewer{UserID: u.ID, Role: u.Role} }

// contact makes a contact, a shared one where the viewer is an administrator without a user.
func (r *rig) contact(v models.Viewer, name string, numbers ...models.PhoneNumber) models.Contact {
	r.t.Helper()
	n := NewContact{Scope: models.ContactPersonal, Contact: models.Contact{Surname: name}}
	if v == admin {
		n.Scope = models.ContactShared
	}
	for _, number := range numbers {
		n.Numbers = append(n.Numbers, models.ContactNumber{Kind: models.NumberWork, Number: number})
	}
	c, err := r.CreateContact(r.t.Context(), v, n)
	if err != nil {
		r.t.Fatal(err)
	}
	return c
}

// book returns the names that a viewer finds.
func (r *rig) book(v models.Viewer, search string, kinds ...PhoneBookKind) string {
	r.t.Helper()
	page, err := r.PhoneBook(v, PhoneBookQuery{First: 100, Search: search, Kinds: kinds})
	if err != nil || page.Total != len(page.Entries) {
		r.t.Fatal(page, err)
	}
	var names []string
	for _, e := range page.Entries {
		names = append(names, e.Name())
	}
	return strings.Join(names, ", ")
}

// faultsOf returns paths and codes of the problems that an error is.
func faultsOf(err error) string {
	var problems models.Problems
	if !errors.As(err, &problems) {
		return fmt.Sprint(err)
	}
	var all []string
	for _, p := range problems {
		all = append(all, strings.Join(p.Path, ".")+" "+string(p.Code))
	}
	return strings.Join(all, ", ")
}

func TestPhoneBookShowsUsersSharedAndOwnContacts(t *testing.T) {
	r := newRig(t).start()
	anna, bert := r.user("anna", "21"), r.user("bert", "22")
	r.contact(admin, "Zoo", "030 123456")
	r.contact(viewerOf(anna), "Änne", "+49 170 1234567")
	r.contact(viewerOf(bert), "Secret", "0171 7654321")
	for _, test := range []struct {
		viewer models.Viewer
		search string
		kinds  []PhoneBookKind
		want   string
	}{
		{viewerOf(anna), "", nil, "admin, anna, Änne, bert, Zoo"},
		{viewerOf(bert), "", nil, "admin, anna, bert, Secret, Zoo"},
		{admin, "", nil, "admin, anna, bert, Zoo"},
		{LocalAdministrator(), "", nil, "admin, anna, bert, Zoo"},
		{viewerOf(anna), "", []PhoneBookKind{EntryPersonal, EntryShared}, "Änne, Zoo"},
		{viewerOf(anna), "anne", nil, "Änne"},
		{viewerOf(anna), "ÄNNE", nil, "Änne"},
		{viewerOf(anna), "0170 1234567", nil, "Änne"},
		{viewerOf(anna), "+491701234567", nil, "Änne"},
		{viewerOf(anna), "0049 (0)170/123-4567", nil, "Änne"},
		{viewerOf(anna), "0170 12", nil, "Änne"},
		{viewerOf(anna), "0049170", nil, "Änne"},
		{viewerOf(anna), "123456", nil, "Änne, Zoo"},
		{viewerOf(anna), "(030) 12 34 56", nil, "Zoo"},
		{viewerOf(anna), "21", nil, "anna"},
		{viewerOf(anna), "7654321", nil, ""},
		{viewerOf(anna), "secret", nil, ""},
	} {
		if got := r.book(test.viewer, test.search, test.kinds...); got != test.want {
			t.Errorf("%q: found %q, want %q", test.search, got, test.want)
		}
	}
}

func TestPhoneBookPages(t *testing.T) {
	r := newRig(t).start()
	for i := range 7 {
		r.contact(admin, fmt.Sprintf("Contact %d", i%3))
	}
	var seen []string
	q := PhoneBookQuery{First: 3, Kinds: []PhoneBookKind{EntryShared}}
	for pages := 1; ; pages++ {
		page, err := r.PhoneBook(admin, q)
		if err != nil || page.Total != 7 || page.HasPrevious != (pages > 1) {
			t.Fatalf("%+v, %v", page, err)
		}
		for _, e := range page.Entries {
			seen = append(seen, e.Name())
		}
		if !page.HasNext {
			break
		}
		q.After = page.Cursors[len(page.Cursors)-1]
	}
	if len(seen) != 7 || !slices.IsSorted(seen) {
		t.Error(seen)
	}
	if _, err := r.PhoneBook(admin, PhoneBookQuery{First: 1, After: "!"}); faultsOf(err) != "after INVALID" {
		t.Error(err)
	}
}

func TestContactsAreKeptByWhoeverMayKeepThem(t *testing.T) {
	r := newRig(t).start()
	anna, bert := r.user("anna", "21"), r.user("bert", "22")
	shared, own := r.contact(admin, "Shared", "030123456"), r.contact(viewerOf(anna), "Own", "030123456")
	change := ContactPatch{Version: 1, Surname: new("Changed")}
	for _, test := range []struct {
		who    models.Viewer
		id     string
		update string
	}{
		{viewerOf(bert), own.ID, "id NOT_FOUND"},
		{admin, own.ID, "id NOT_FOUND"},
		{viewerOf(bert), shared.ID, "id FORBIDDEN"},
		{models.Viewer{}, shared.ID, "id NOT_FOUND"},
		{viewerOf(anna), "con_nobody", "id NOT_FOUND"},
	} {
		if _, err := r.UpdateContact(t.Context(), test.who, test.id, change); faultsOf(err) != test.update {
			t.Errorf("update of %s: %v", test.id, err)
		}
		if err := r.DeleteContact(t.Context(), test.who, test.id); faultsOf(err) != test.update {
			t.Errorf("delete of %s: %v", test.id, err)
		}
	}
	if _, found := r.Contact(viewerOf(bert), own.ID); found {
		t.Error("bert sees a personal contact of anna")
	}
	if _, err := r.CreateContact(t.Context(), viewerOf(bert), NewContact{Scope: models.ContactShared, Contact: models.Contact{Surname: "A"}}); faultsOf(err) != "input.scope FORBIDDEN" {
		t.Error(err)
	}
	if _, err := r.CreateContact(t.Context(), LocalAdministrator(), NewContact{Scope: models.ContactPersonal, Contact: models.Contact{Surname: "A"}}); faultsOf(err) != "input.scope INVALID" {
		t.Error(err)
	}
	if c, err := r.UpdateContact(t.Context(), viewerOf(anna), own.ID, change); err != nil || c.Surname != "Changed" || c.Version != 2 || c.Numbers[0].Number != "+4930123456" {
		t.Error(c, err)
	}
	if _, err := r.UpdateContact(t.Context(), viewerOf(anna), own.ID, change); faultsOf(err) != "input.version CONFLICT" {
		t.Error(err)
	}
	if err := r.DeleteUser(t.Context(), admin, anna.ID); err != nil {
		t.Fatal(err)
	}
	if r.IsPersonalContact(own.ID) || r.book(admin, "030123456") != "Shared" {
		t.Error("a deleted user's contact is still there")
	}
	r.stop()
	r.start()
	if got := r.book(admin, "", EntryShared); got != "Shared" {
		t.Errorf("after a restart: %q", got)
	}
}

func TestContactsAreChecked(t *testing.T) {
	r := newRig(t).start()
	r.user("anna", "21")
	many := make([]models.ContactNumber, models.MaxContactNumbers+1)
	number := func(text models.PhoneNumber) []models.ContactNumber {
		return []models.ContactNumber{{Kind: models.NumberWork, Number: text}}
	}
	for want, c := range map[string]models.Contact{
		"input.surname INVALID":          {Note: "nobody"},
		"input.firstName INVALID":        {FirstName: "a\nb", Surname: "x"},
		"input.company INVALID":          {Company: strings.Repeat("a", models.MaxName+1)},
		"input.note INVALID":             {Surname: "x", Note: strings.Repeat("a", models.MaxContactNote+1)},
		"input.numbers LIMIT":            {Surname: "x", Numbers: many},
		"input.numbers.0.number INVALID": {Surname: "x", Numbers: number("not a number")},
		"input.numbers.0.kind INVALID":   {Surname: "x", Numbers: []models.ContactNumber{{Kind: "PAGER", Number: "030123456"}}},
	} {
		if _, err := r.CreateContact(t.Context(), admin, NewContact{Scope: models.ContactShared, Contact: c}); faultsOf(err) != want {
			t.Errorf("%+v: %v, want %s", c, err, want)
		}
	}
	for typed, kept := range map[models.PhoneNumber]models.PhoneNumber{
		" 030 / 12 34 56 ": "+4930123456", "+49 (0)30 123456": "+4930123456", "0041 44 668 18 00": "+41446681800", "21": "21", "ANNA": "anna",
		"112": "112", "116117": "116117", "900": "900", "0321 99999999": "+4932199999999",
	} {
		if c := r.contact(admin, "Form", typed); c.Numbers[0].Number != kept {
			t.Errorf("%q is kept as %q", typed, c.Numbers[0].Number)
		}
	}
	for _, typed := range []models.PhoneNumber{"", "2001", "+49", "sip:anna@example.org", "+4912345678901234567", "030 123456 ext. 7"} {
		if _, err := r.CreateContact(t.Context(), admin, NewContact{Scope: models.ContactShared, Contact: models.Contact{Surname: "x", Numbers: number(typed)}}); faultsOf(err) != "input.numbers.0.number INVALID" {
			t.Errorf("%q: %v", typed, err)
		}
	}
}

func TestContactsFromFilesAllOrNothing(t *testing.T) {
	r := newRig(t).start()
	anna := r.user("anna", "21")
	take := func(v models.Viewer, scope models.ContactScope, format ContactFormat, text string) (ContactImport, error) {
		return r.ImportContacts(t.Context(), v, ContactFile{Scope: scope, Format: format, Text: text})
	}
	table := "\ufefffirstName;surname;company;work;mobile;note\r\nÄnne;Muster;\"Muster; Söhne\";030 123456|030 123457;0170 1234567;\"two\nlines\"\n;;Taxi;030 202020;;'=1+1\n"
	made, err := take(admin, models.ContactShared, ContactsCSV, table)
	if err != nil || len(made.Created) != 2 || made.Skipped != 0 {
		t.Fatalf("%+v, %v", made, err)
	}
	if c := made.Created[0]; len(c.Numbers) != 3 || c.Numbers[2] != (models.ContactNumber{Kind: models.NumberMobile, Number: "+491701234567"}) || c.Note != "two\nlines" {
		t.Errorf("%+v", c)
	}
	if made, err = take(admin, models.ContactShared, ContactsCSV, table); err != nil || len(made.Created) != 0 || made.Skipped != 2 {
		t.Errorf("the same file again: %+v, %v", made, err)
	}
	for _, format := range []ContactFormat{ContactsCSV, ContactsVCard} {
		file, err := r.ExportContacts(admin, models.ContactShared, format)
		if err != nil || file.Count != 2 {
			t.Fatal(file, err)
		}
		if made, err := take(admin, models.ContactShared, format, file.Content); err != nil || made.Skipped != 2 || len(made.Created) != 0 {
			t.Errorf("%s does not come back as it went: %+v, %v\n%s", format, made, err, file.Content)
		}
	}
	before := r.book(viewerOf(anna), "")
	for _, test := range []struct {
		format ContactFormat
		text   string
		want   string
	}{
		{ContactsCSV, "", "input.file INVALID"},
		{ContactsCSV, "surname\n", "input.file INVALID"},
		{ContactsCSV, "surname,pager\nx,1\n", "input.file.1 INVALID"},
		{ContactsCSV, "surname,surname\nx,1\n", "input.file.1 INVALID"},
		{ContactsCSV, "surname,work\nGood,030 123456\nBad,nothing\n,030 123456\n", "input.file.3.numbers.0.number INVALID, input.file.4.surname INVALID"},
		{ContactsCSV, "surname,work\nGood,030 123456,1\n", "input.file.2 INVALID"},
		{ContactsVCard, "Anna", "input.file.1 INVALID"},
		{ContactsVCard, "BEGIN:VCARD\nVERSION:2.1\nEND:VCARD", "input.file.2 INVALID"},
		{ContactsVCard, "BEGIN:VCARD\nFN:Anna\n", "input.file.1 INVALID"},
		{ContactsVCard, "BEGIN:VCARD\nFN:Good\nEND:VCARD\nBEGIN:VCARD\nTEL:nothing\nEND:VCARD\n", "input.file.4.surname INVALID, input.file.4.numbers.0.number INVALID"},
	} {
		if _, err := take(viewerOf(anna), models.ContactPersonal, test.format, test.text); faultsOf(err) != test.want {
			t.Errorf("%q: %v, want %s", test.text, err, test.want)
		}
	}
	if _, err := take(viewerOf(anna), models.ContactShared, ContactsCSV, table); faultsOf(err) != "input.scope FORBIDDEN" {
		t.Error(err)
	}
	if after := r.book(viewerOf(anna), ""); after != before {
		t.Errorf("something was made: %s", after)
	}
}

func TestCardsOfOthersAreRead(t *testing.T) {
	r := newRig(t).start()
	const cards = "BEGIN:VCARD\r\nVERSION:4.0\r\nN:Muster;Anna;;Dr.;\r\nFN:Dr. Anna Muster\r\nORG:Muster\\; Söhne;Sales\r\nitem1.TEL;TYPE=\"cell,voice\";VALUE=uri:tel:+49-170-1234567;ext=1\r\n" +
		"TEL;TYPE=WORK,FAX:030 12345\r\n 67\r\nPHOTO;ENCODING=b:AAAA\r\n AAAA\r\nNOTE:one\\nt\\,wo\r\nEND:VCARD\r\n\r\nBEGIN:VCARD\nVERSION:3.0\nFN:Taxi\nTEL:030202020\nEND:VCARD\n"
	made, err := r.ImportContacts(t.Context(), admin, ContactFile{Scope: models.ContactShared, Format: ContactsVCard, Text: cards})
	if err != nil || len(made.Created) != 2 {
		t.Fatalf("%+v, %v", made, err)
	}
	first := made.Created[0]
	if first.DisplayName() != "Anna Muster" || first.Company != "Muster; Söhne" || first.Note != "one\nt,wo" ||
		!slices.Equal(first.Numbers, []models.ContactNumber{{Kind: models.NumberMobile, Number: "+491701234567"}, {Kind: models.NumberFax, Number: "+49301234567"}}) {
		t.Errorf("%+v", first)
	}
	if made.Created[1].DisplayName() != "Taxi" {
		t.Errorf("%+v", made.Created[1])
	}
}

func TestNamesAreDecidedInOnePlace(t *testing.T) {
	r := newRig(t).start()
	anna, _, err := r.CreateUser(t.Context(), admin, NewUser{User: models.User{Username: "anna", Extension: "21", FirstName: "Anna", Surname: "Muster", Mobile: "+491701234567"}})
	if err != nil {
		t.Fatal(err)
	}
	bert, carl := r.user("bert", "22"), r.user("carl", "23")
	r.contact(admin, "Shared", "030 123456", "21")
	r.contact(viewerOf(bert), "Sister", "0170 1234567", "030 123456")
	for _, test := range []struct {
		who    models.Viewer
		number string
		want   string
	}{
		{viewerOf(bert), "21", "Sister PERSONAL_CONTACT"}, // her mobile is known, so her desk is, too
		{viewerOf(bert), "anna", "Sister PERSONAL_CONTACT"},
		{viewerOf(bert), "+49 30 123456", "Sister PERSONAL_CONTACT"},
		{viewerOf(carl), "21", "Anna Muster USER"},
		{viewerOf(carl), "ANNA", "Anna Muster USER"},
		{viewerOf(carl), "0170/1234567", "Anna Muster USER"},
		{viewerOf(carl), "030 123456", "Shared SHARED_CONTACT"},
		{LocalAdministrator(), "030 123456", "Shared SHARED_CONTACT"},
		{viewerOf(carl), "030 999999", " "}, {viewerOf(carl), "", " "}, {viewerOf(carl), strings.Repeat("1", 1000), " "},
	} {
		if named, _ := r.NameOf(test.who, test.number); named.Name+" "+string(named.Source) != test.want {
			t.Errorf("%q is %q of %s, want %s", test.number, named.Name, named.Source, test.want)
		}
	}
	if got := r.KnownAs(viewerOf(bert), models.Party{UserID: anna.ID, Number: "21", DisplayName: "Anna Muster"}); got != "Sister" {
		t.Error(got)
	}
	if got := r.KnownAs(models.Viewer{Role: models.RoleAdmin}, models.Party{UserID: anna.ID, Number: "21", DisplayName: "Anna Muster"}); got != "Anna Muster" {
		t.Error(got)
	}
}
