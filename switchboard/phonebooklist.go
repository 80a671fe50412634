package switchboard

import (
	"encoding/base64"
	"slices"
	"strings"
	"unicode"

	"github.com/nyaruka/phonenumbers"
	"golang.org/x/text/unicode/norm"

	"graphpbx/models"
)

// MaxPhoneBookPage is the highest number of entries in one page.
const MaxPhoneBookPage = 500

// PhoneBookKind says what an entry of the phone book is.
type PhoneBookKind string

// Kinds of entries.
const (
	EntryUser     PhoneBookKind = "USER"
	EntryShared   PhoneBookKind = "SHARED"
	EntryPersonal PhoneBookKind = "PERSONAL"
)

// PhoneBookEntry is a line of the phone book: a user, or a contact.
type PhoneBookEntry struct {
	User    *models.User    // or nil
	Contact *models.Contact // or nil
}

// ID returns the id of the user or of the contact.
func (e PhoneBookEntry) ID() string {
	if e.User != nil {
		return e.User.ID
	}
	return e.Contact.ID
}

// Kind says what the entry is.
func (e PhoneBookEntry) Kind() PhoneBookKind {
	switch {
	case e.User != nil:
		return EntryUser
	case e.Contact.Scope() == models.ContactShared:
		return EntryShared
	}
	return EntryPersonal
}

// Name returns what lists and telephones show.
func (e PhoneBookEntry) Name() string {
	if e.User != nil {
		return e.User.DisplayName()
	}
	return e.Contact.DisplayName()
}

// Company returns where somebody works; empty for users.
func (e PhoneBookEntry) Company() string {
	if e.User != nil {
		return ""
	}
	return e.Contact.Company
}

// Numbers returns what can be dialled, the first first. That of a user without internal number is the username.
func (e PhoneBookEntry) Numbers() []models.ContactNumber {
	if e.Contact != nil {
		return e.Contact.Numbers
	}
	numbers := []models.ContactNumber{{Kind: models.NumberWork, Number: e.User.Extension}}
	if e.User.Extension == "" {
		numbers[0].Number = models.PhoneNumber(e.User.Username)
	}
	if e.User.Mobile != "" {
		numbers = append(numbers, models.ContactNumber{Kind: models.NumberMobile, Number: e.User.Mobile})
	}
	return numbers
}

// PhoneBookQuery asks for a page of the phone book, in order of names.
type PhoneBookQuery struct {
	First  int    // at most MaxPhoneBookPage; less than one: none
	After  string // position after which the page begins (PhoneBookPage.Cursors); empty: from the start
	Search string // words that must all occur in names, company, note or numbers, or a number in any notation
	Kinds  []PhoneBookKind
}

// PhoneBookPage is a page of the phone book.
type PhoneBookPage struct {
	Entries     []PhoneBookEntry
	Cursors     []string
	HasNext     bool
	HasPrevious bool
	Total       int
}

// PhoneBook returns a page of what the viewer may see: users, shared contacts and the own ones. It reads memory only.
func (s *Switchboard) PhoneBook(v models.Viewer, q PhoneBookQuery) (PhoneBookPage, error) {
	after, err := base64.RawURLEncoding.DecodeString(q.After)
	if err != nil {
		return PhoneBookPage{}, refused(models.ProblemInvalid, "this is no position in the phone book: take the endCursor of a page", "after")
	}
	var found []*bookEntry
	search := s.world.search(q.Search)
	for _, list := range s.visible(v, q.Kinds) {
		for _, e := range list {
			if search.finds(e) {
				found = append(found, e)
			}
		}
	}
	slices.SortFunc(found, compareEntries)
	start := 0
	if len(after) > 0 {
		start, _ = slices.BinarySearchFunc(found, string(after)+"\x00", func(e *bookEntry, key string) int { return strings.Compare(e.key, key) })
	}
	end := min(start+max(0, min(q.First, MaxPhoneBookPage)), len(found))
	page := PhoneBookPage{Total: len(found), HasPrevious: start > 0, HasNext: end < len(found)}
	for _, e := range found[start:end] {
		page.Entries = append(page.Entries, e.PhoneBookEntry)
		page.Cursors = append(page.Cursors, base64.RawURLEncoding.EncodeToString([]byte(e.key)))
	}
	return page, nil
}

// visible returns the lists of the phone book that the viewer may see, of the kinds asked for; none: all.
func (s *Switchboard) visible(v models.Viewer, kinds []PhoneBookKind) (lists [][]*bookEntry) {
	wanted := func(k PhoneBookKind) bool { return len(kinds) == 0 || slices.Contains(kinds, k) }
	if wanted(EntryUser) {
		lists = append(lists, s.phoneBook.users(s.directory.Load()))
	}
	if wanted(EntryShared) {
		lists = append(lists, s.phoneBook.list(""))
	}
	if wanted(EntryPersonal) && v.UserID != "" {
		lists = append(lists, s.phoneBook.list(v.UserID))
	}
	return lists
}

// bookSearch is a question to the phone book.
type bookSearch struct {
	words  []string
	digits []string // forms of a number, one of which must occur
}

// search understands what somebody looks for. What may be a number is looked for as it may be stored, also where only its
// beginning was typed.
func (w world) search(text string) bookSearch {
	q := bookSearch{words: strings.Fields(foldText(text))}
	digits := onlyDigits(text)
	if len(digits) < 2 || !isNumber(text) {
		return q
	}
	trimmed := strings.TrimSpace(text)
	if number, _, ok := w.e164(text); ok {
		q.digits = append(q.digits, strings.TrimPrefix(string(number), "+"))
		return q
	}
	q.digits = append(q.digits, digits)
	prefix := phonenumbers.GetNddPrefixForRegion(w.home(), true)
	switch {
	case strings.HasPrefix(trimmed, "+"):
	case strings.HasPrefix(digits, "00"):
		q.digits = append(q.digits, digits[2:])
	case prefix != "" && strings.HasPrefix(digits, prefix):
		q.digits = append(q.digits, w.callingCode()+digits[len(prefix):])
	}
	return q
}

func (q bookSearch) finds(e *bookEntry) bool {
	if slices.ContainsFunc(q.digits, func(d string) bool { return strings.Contains(e.digits, d) }) {
		return true
	}
	return !slices.ContainsFunc(q.words, func(w string) bool { return !strings.Contains(e.words, w) })
}

// foldText returns a text as names are compared: in small letters, without accents.
func foldText(text string) string {
	folded := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(text))
	return strings.ReplaceAll(folded, "ß", "ss")
}

func onlyDigits(text string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, text)
}
