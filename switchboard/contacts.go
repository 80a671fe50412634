package switchboard

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"graphpbx/models"
)

// NewContact is a contact to be made.
type NewContact struct {
	Scope models.ContactScope
	models.Contact
}

// ContactPatch is a change of a contact. Nil leaves a field as it is.
type ContactPatch struct {
	Version   int
	FirstName *string
	Surname   *string
	Company   *string
	Note      *string
	Numbers   *[]models.ContactNumber
}

// CreateContact makes a contact: a personal one of the viewer or, for administrators, a shared one. Problems name the fields
// below ["input"].
func (s *Switchboard) CreateContact(ctx context.Context, v models.Viewer, n NewContact) (models.Contact, error) {
	contact := n.Contact
	if err := claim(v, &contact, n.Scope, "input", "scope"); err != nil {
		return models.Contact{}, err
	}
	var problems models.Problems
	s.checkContact(&contact, &problems, "input")
	if err := problems.Err(); err != nil {
		return models.Contact{}, err
	}
	made, err := s.addContacts(ctx, []models.Contact{contact}, "input")
	if err != nil {
		return models.Contact{}, err
	}
	return made[0], nil
}

// claim makes a new contact the viewer's own or shared, or refuses it.
func claim(v models.Viewer, c *models.Contact, scope models.ContactScope, path ...string) error {
	switch {
	case v.Role < models.RoleUser:
		return require(v, models.RoleUser)
	case scope == models.ContactShared && v.Role < models.RoleAdmin:
		return refused(models.ProblemForbidden, "shared contacts are kept by administrators: ask one, or make a personal contact", path...)
	case scope == models.ContactPersonal && v.UserID == "":
		return refused(models.ProblemInvalid, "nobody is logged in whose contact it would be: make a shared contact", path...)
	case scope == models.ContactShared:
		c.OwnerID = ""
	default:
		c.OwnerID = v.UserID
	}
	return nil
}

// addContacts stores checked contacts of one owner, all or none, and makes them known.
func (s *Switchboard) addContacts(ctx context.Context, contacts []models.Contact, path ...string) ([]models.Contact, error) {
	done, err := s.begin(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	owner := contacts[0].OwnerID
	if _, found := s.User(owner); owner != "" && !found {
		return nil, refused(models.ProblemNotFound, "there is no such user any more", path...)
	}
	switch all, own := s.phoneBook.count(owner); {
	case all+len(contacts) > models.MaxContacts:
		return nil, refused(models.ProblemLimit, fmt.Sprintf("the phone book holds %d contacts at most, and has %d: delete some first", models.MaxContacts, all), path...)
	case owner != "" && own+len(contacts) > models.MaxUserContacts:
		return nil, refused(models.ProblemLimit, fmt.Sprintf("you may keep %d personal contacts, and have %d: delete some first", models.MaxUserContacts, own), path...)
	}
	for i := range contacts {
		contacts[i].ID = models.NewID(models.KindContact)
	}
	made, err := s.store.CreateContacts(ctx, contacts)
	if err = s.stored(err, path...); err != nil {
		return nil, err
	}
	s.phoneBook.set(made...)
	return made, nil
}

// UpdateContact changes a contact. CONFLICT says that it has another version by now.
func (s *Switchboard) UpdateContact(ctx context.Context, v models.Viewer, id string, p ContactPatch) (models.Contact, error) {
	done, err := s.begin(ctx)
	if err != nil {
		return models.Contact{}, err
	}
	defer done()
	old, err := s.keptContact(v, id)
	if err != nil {
		return models.Contact{}, err
	}
	if p.Version != old.Version {
		return models.Contact{}, refused(models.ProblemConflict, fmt.Sprintf(
			"%s was changed meanwhile (to version %d, while you changed version %d): read the contact again and repeat your change",
			old.DisplayName(), old.Version, p.Version), "input", "version")
	}
	contact := p.apply(old)
	var problems models.Problems
	s.checkContact(&contact, &problems, "input")
	if err := problems.Err(); err != nil {
		return models.Contact{}, err
	}
	contact, err = s.store.UpdateContact(ctx, contact, p.Version)
	if err = s.stored(err, "input"); err != nil {
		return models.Contact{}, err
	}
	s.phoneBook.set(contact)
	return contact, nil
}

func (p *ContactPatch) apply(c models.Contact) models.Contact {
	set(&c.FirstName, p.FirstName)
	set(&c.Surname, p.Surname)
	set(&c.Company, p.Company)
	set(&c.Note, p.Note)
	set(&c.Numbers, p.Numbers)
	return c
}

// DeleteContact deletes a contact.
func (s *Switchboard) DeleteContact(ctx context.Context, v models.Viewer, id string) error {
	done, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer done()
	if _, err := s.keptContact(v, id); err != nil {
		return err
	}
	if err := s.stored(s.store.DeleteContact(ctx, id)); err != nil {
		return err
	}
	s.phoneBook.remove(id)
	return nil
}

// Contact returns a contact by its id, where the viewer may see it.
func (s *Switchboard) Contact(v models.Viewer, id string) (models.Contact, bool) {
	c, found := s.phoneBook.get(id)
	if !found || v.Role < models.RoleUser || c.OwnerID != "" && c.OwnerID != v.UserID {
		return models.Contact{}, false
	}
	return c, true
}

// IsPersonalContact reports whether a contact is somebody's own, which nobody else may read, not even in the audit log.
func (s *Switchboard) IsPersonalContact(id string) bool {
	c, found := s.phoneBook.get(id)
	return found && c.Scope() == models.ContactPersonal
}

// keptContact returns a contact that the viewer may change. Others' personal contacts are not there.
func (s *Switchboard) keptContact(v models.Viewer, id string) (models.Contact, error) {
	c, found := s.Contact(v, id)
	if !found {
		return c, refused(models.ProblemNotFound, fmt.Sprintf("there is no contact with the id %q: it may have been deleted", short(id)), "id")
	}
	if c.Scope() == models.ContactShared && v.Role < models.RoleAdmin {
		return c, refused(models.ProblemForbidden, "shared contacts are kept by administrators: ask one, or make a personal contact", "id")
	}
	return c, nil
}

func (s *Switchboard) loadContacts(ctx context.Context) error {
	var all []models.Contact
	err := s.store.EachContact(ctx, func(c models.Contact) { all = append(all, c) })
	s.phoneBook.set(all...)
	return err
}

// checkContact tidies a contact and adds what is wrong with it.
func (s *Switchboard) checkContact(c *models.Contact, problems *models.Problems, path ...string) {
	add := func(code models.ProblemCode, message string, field ...string) {
		problems.Add(code, message, append(slices.Clone(path), field...)...)
	}
	c.Note = strings.TrimSpace(strings.ReplaceAll(c.Note, "\r\n", "\n"))
	for _, name := range []struct {
		field string
		text  *string
	}{{"firstName", &c.FirstName}, {"surname", &c.Surname}, {"company", &c.Company}} {
		if *name.text = strings.TrimSpace(*name.text); models.NameFault(*name.text) != "" {
			add(models.ProblemInvalid, "this name "+models.NameFault(*name.text), name.field)
		}
	}
	if fault := models.NoteFault(c.Note); fault != "" {
		add(models.ProblemInvalid, "the note "+fault, "note")
	}
	if c.DisplayName() == "" {
		add(models.ProblemInvalid, "a contact needs a name: give a first name, a surname or a company", "surname")
	}
	c.Numbers = s.contactNumbers(c.Numbers, add)
}

// contactNumbers returns numbers as the phone book keeps them, each once.
func (s *Switchboard) contactNumbers(numbers []models.ContactNumber, add func(models.ProblemCode, string, ...string)) []models.ContactNumber {
	kept := make([]models.ContactNumber, 0, len(numbers))
	if len(numbers) > models.MaxContactNumbers {
		add(models.ProblemLimit, fmt.Sprintf("a contact has %d numbers at most, not %d: make another contact", models.MaxContactNumbers, len(numbers)), "numbers")
		return kept
	}
	for i, n := range numbers {
		number, ok := s.bookable(string(n.Number))
		switch {
		case !ok:
			add(models.ProblemInvalid, fmt.Sprintf("%q is nobody's telephone number: write it with its country, such as +4930123456, as dialled at home, such as 030 123456, or as dialled inside",
				short(string(n.Number))), "numbers", strconv.Itoa(i), "number")
		case !slices.Contains(models.ContactNumberKinds(), n.Kind):
			add(models.ProblemInvalid, fmt.Sprintf("%q is no kind of number", short(string(n.Kind))), "numbers", strconv.Itoa(i), "kind")
		case !slices.ContainsFunc(kept, func(k models.ContactNumber) bool { return k.Number == number }):
			kept = append(kept, models.ContactNumber{Kind: n.Kind, Number: number})
		}
	}
	return kept
}
