package switchboard

import (
	"strconv"
	"strings"

	"github.com/nyaruka/phonenumbers"

	"graphpbx/models"
)

// CallerName says who a number is, as one user knows it.
type CallerName struct {
	Name    string
	Source  models.CallerNameSource
	Number  models.PhoneNumber // as the phone book writes it
	User    *models.User       // whose number it is; nil for none
	Contact *models.Contact    // that gave the name; nil for none
}

// NameOf says who a number or username is for the viewer: the own contact first, then the user, then the shared contact. It
// returns false where nobody knows.
func (s *Switchboard) NameOf(v models.Viewer, number string) (CallerName, bool) {
	if len(number) > maxLookup {
		return CallerName{}, false
	}
	return s.nameOf(v.UserID, models.Party{Number: models.PhoneNumber(number)})
}

// KnownAs returns the name by which the viewer knows a party of a call: of the own contact, else the one that everybody sees.
func (s *Switchboard) KnownAs(v models.Viewer, p models.Party) string {
	if v.UserID != "" && v.UserID != p.UserID {
		if named, found := s.nameOf(v.UserID, p); found && named.Source == models.NameOfPersonalContact {
			return named.Name
		}
	}
	if p.DisplayName != "" || p.Number == "" {
		return p.DisplayName
	}
	named, _ := s.nameOf("", p)
	return named.Name
}

// maxLookup bounds what is taken for a number: telephones send whatever they like.
const maxLookup = 128

// nameOf is the one place that decides by which name somebody knows a party. An empty userID stands for everybody: whose
// personal contacts count then is nobody.
func (s *Switchboard) nameOf(userID string, p models.Party) (CallerName, bool) {
	number := s.bookNumber(string(p.Number))
	numbers := []models.PhoneNumber{number}
	user := s.userBehind(p, number)
	if user != nil {
		numbers = append(numbers, user.user.Extension, models.PhoneNumber(user.user.Username), user.user.Mobile)
	}
	named := CallerName{Number: number}
	if user != nil {
		known := user.user
		named.User, named.Name, named.Source = &known, known.DisplayName(), models.NameOfUser
	}
	if userID != "" {
		if c := s.phoneBook.withNumber(userID, dialled(numbers)...); c != nil {
			named.Contact, named.Name, named.Source = c, c.DisplayName(), models.NameOfPersonalContact
			return named, true
		}
	}
	if user != nil {
		return named, true
	}
	if c := s.phoneBook.withNumber("", dialled(numbers)...); c != nil {
		named.Contact, named.Name, named.Source = c, c.DisplayName(), models.NameOfSharedContact
		return named, true
	}
	return CallerName{}, false
}

func dialled(numbers []models.PhoneNumber) (some []models.PhoneNumber) {
	for _, n := range numbers {
		if n != "" {
			some = append(some, n)
		}
	}
	return some
}

// userBehind returns the user that a party is, by id, internal number, username or mobile number. A mobile that several
// users share names none of them.
func (s *Switchboard) userBehind(p models.Party, number models.PhoneNumber) *record {
	d := s.directory.Load()
	if r, found := d.user(p.UserID); found {
		return r
	}
	if r, found := d.number(string(number)); found {
		return r
	}
	if r, found := d.username(string(number)); found {
		return r
	}
	if ids := s.phoneBook.withMobile(number); len(ids) == 1 {
		r, _ := d.user(ids[0])
		return r
	}
	return nil
}

// bookNumber returns a number as the phone book keeps it: E.164, or as dialled inside. What can be nobody's number comes
// back without what only serves the eye.
func (s *Switchboard) bookNumber(text string) models.PhoneNumber {
	number, ok := s.bookable(text)
	if !ok {
		return models.PhoneNumber(strings.Join(strings.Fields(text), ""))
	}
	return number
}

// bookable returns a number as the phone book keeps it, or false for what can be nobody's. New ranges of numbers come up
// faster than tables, so what is written in full is taken where its length is possible.
func (s *Switchboard) bookable(text string) (models.PhoneNumber, bool) {
	text = strings.TrimSpace(text)
	if text == "" || len(text) > maxLookup {
		return "", false
	}
	if r, found := s.directory.Load().username(text); found {
		return models.PhoneNumber(r.user.Username), true
	}
	if s.isInternal(text) { // before all that has to parse, since most calls are of colleagues
		return models.PhoneNumber(text), true
	}
	if !isNumber(text) {
		return "", false
	}
	switch d := s.destination(text); d.Kind {
	case models.DestinationWorld:
		return d.Number, true
	case models.DestinationEmergency:
		return models.PhoneNumber(onlyDigits(text)), true
	}
	return s.world.possible(text)
}

// isNumber reports whether a text is made of what people write numbers with.
func isNumber(text string) bool { return strings.Trim(text, "0123456789+ -./()\u00a0") == "" }

// possible returns a number of the world that is written with its country or the prefix for far calls, where such a number
// may exist; and short numbers of services.
func (w world) possible(text string) (models.PhoneNumber, bool) {
	digits := onlyDigits(text)
	parsed, err := phonenumbers.Parse(text, w.home())
	if err != nil || parsed.GetExtension() != "" {
		return "", false
	}
	if phonenumbers.IsValidShortNumberForRegion(parsed, w.home()) {
		return models.PhoneNumber(digits), true
	}
	prefix := phonenumbers.GetNddPrefixForRegion(w.home(), true)
	full := strings.HasPrefix(strings.TrimSpace(text), "+") || prefix != "" && strings.HasPrefix(digits, prefix)
	if !full || !phonenumbers.IsPossibleNumber(parsed) {
		return "", false
	}
	return models.PhoneNumber(phonenumbers.Format(parsed, phonenumbers.E164)), true
}

// mobile returns the number of a user's mobile in the international form, or false for what can be nobody's. No short number
// is a mobile.
func (w world) mobile(text string) (models.PhoneNumber, bool) {
	if len(text) > maxLookup || !isNumber(text) {
		return "", false
	}
	if number, _, ok := w.e164(text); ok {
		return number, true
	}
	number, ok := w.possible(text)
	return number, ok && strings.HasPrefix(string(number), "+")
}

// callingCode returns the digits that numbers of the home country begin with in the international form.
func (w world) callingCode() string {
	return strconv.Itoa(phonenumbers.GetCountryCodeForRegion(w.home()))
}
