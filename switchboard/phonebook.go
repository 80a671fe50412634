package switchboard

import (
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"graphpbx/models"
	"graphpbx/switchboard/journal"
)

// phoneBook holds all contacts in memory, since calls ask it for names. Its lists are never changed, only replaced, so that
// a search through all of them keeps no call waiting.
type phoneBook struct {
	journal *journal.Journal
	world   world
	people  atomic.Pointer[bookPeople]

	mu       sync.RWMutex
	byID     map[string]*bookEntry
	lists    map[string][]*bookEntry // by owner, that of shared contacts under ""; in order of their keys
	byNumber map[models.PhoneNumber][]*bookEntry
	mobiles  map[models.PhoneNumber][]string // ids of the users whose mobile it is
	mobileOf map[string]models.PhoneNumber   // by user id
}

// bookEntry is a line of the phone book: a contact or a user. It is never changed.
type bookEntry struct {
	PhoneBookEntry
	key    string // what the list is ordered by
	words  string // what a search for a name looks through
	digits string // what a search for a number looks through: a line for each
}

// bookPeople are the users of one state of the directory as lines of the phone book.
type bookPeople struct {
	of   *directory
	list []*bookEntry
}

func newPhoneBook(j *journal.Journal, w world) *phoneBook {
	return &phoneBook{
		journal: j, world: w, byID: make(map[string]*bookEntry), lists: make(map[string][]*bookEntry),
		byNumber: make(map[models.PhoneNumber][]*bookEntry), mobiles: make(map[models.PhoneNumber][]string),
		mobileOf: make(map[string]models.PhoneNumber),
	}
}

func newBookEntry(e PhoneBookEntry) *bookEntry {
	texts, digits := []string{e.Name(), e.Company()}, []string(nil)
	if c := e.Contact; c != nil {
		texts = append(texts, c.FirstName, c.Surname, c.Note)
	} else {
		texts = append(texts, e.User.FirstName, e.User.Surname, e.User.Username)
	}
	for _, n := range e.Numbers() {
		digits = append(digits, strings.TrimPrefix(string(n.Number), "+"))
		texts = append(texts, string(n.Number))
	}
	return &bookEntry{
		PhoneBookEntry: e, key: foldText(e.Name()) + "\x00" + e.ID(),
		words: foldText(strings.Join(texts, "\n")), digits: strings.Join(digits, "\n"),
	}
}

func compareEntries(a, b *bookEntry) int { return strings.Compare(a.key, b.key) }

// set puts contacts in the place of those with the same ids, and tells them.
func (b *phoneBook) set(contacts ...models.Contact) {
	b.mu.Lock()
	defer b.mu.Unlock()
	touched := make(map[string][]*bookEntry)
	for i := range contacts {
		c := contacts[i]
		b.unlink(c.ID)
		e := newBookEntry(PhoneBookEntry{Contact: &c})
		b.byID[c.ID] = e
		touched[c.OwnerID] = append(touched[c.OwnerID], e)
		for _, n := range c.Numbers {
			b.byNumber[n.Number] = append(slices.Clip(b.byNumber[n.Number]), e)
		}
		b.journal.Append(journal.TopicContact, c.ID, []string{contactKey(&c)}, c)
	}
	for owner, added := range touched {
		list := append(slices.Clone(b.lists[owner]), added...)
		slices.SortFunc(list, compareEntries)
		b.lists[owner] = list
	}
}

// contactKey is what listeners ask for a contact by.
func contactKey(c *models.Contact) string {
	if c.OwnerID == "" {
		return journal.SharedContacts
	}
	return c.OwnerID
}

func (b *phoneBook) unlink(id string) *bookEntry {
	old := b.byID[id]
	if old == nil {
		return nil
	}
	delete(b.byID, id)
	owner := old.Contact.OwnerID
	if b.lists[owner] = without(b.lists[owner], old); len(b.lists[owner]) == 0 {
		delete(b.lists, owner)
	}
	for _, n := range old.Contact.Numbers {
		if b.byNumber[n.Number] = without(b.byNumber[n.Number], old); len(b.byNumber[n.Number]) == 0 {
			delete(b.byNumber, n.Number)
		}
	}
	return old
}

// without returns a copy of a list without one value.
func without[T comparable](list []T, gone T) []T {
	rest := make([]T, 0, len(list))
	for _, v := range list {
		if v != gone {
			rest = append(rest, v)
		}
	}
	return rest
}

func (b *phoneBook) remove(id string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if old := b.unlink(id); old != nil {
		b.journal.Append(journal.TopicContact, id, []string{contactKey(old.Contact)}, nil)
	}
}

// know keeps the mobile number of a user, who is found by it.
func (b *phoneBook) know(u *models.User) {
	mobile, _, ok := b.world.e164(string(u.Mobile))
	if !ok {
		mobile = ""
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.forgetMobile(u.ID)
	if mobile != "" {
		b.mobileOf[u.ID], b.mobiles[mobile] = mobile, append(b.mobiles[mobile], u.ID)
	}
}

func (b *phoneBook) forgetMobile(userID string) {
	mobile := b.mobileOf[userID]
	delete(b.mobileOf, userID)
	if b.mobiles[mobile] = without(b.mobiles[mobile], userID); len(b.mobiles[mobile]) == 0 {
		delete(b.mobiles, mobile)
	}
}

// forget drops a deleted user's number and personal contacts.
func (b *phoneBook) forget(userID string) {
	for _, e := range b.list(userID) {
		b.remove(e.Contact.ID)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.forgetMobile(userID)
}

// list returns the contacts of an owner, the shared ones for "", in order.
func (b *phoneBook) list(owner string) []*bookEntry {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.lists[owner]
}

func (b *phoneBook) get(id string) (models.Contact, bool) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	e := b.byID[id]
	if e == nil {
		return models.Contact{}, false
	}
	return *e.Contact, true
}

// count returns how many contacts there are, and how many of them are of the owner.
func (b *phoneBook) count(owner string) (all, own int) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return len(b.byID), len(b.lists[owner])
}

// withNumber returns a contact of the owner ("": a shared one) that has one of the numbers, the first in order.
func (b *phoneBook) withNumber(owner string, numbers ...models.PhoneNumber) *models.Contact {
	b.mu.RLock()
	defer b.mu.RUnlock()
	var first *bookEntry
	for _, number := range numbers {
		for _, e := range b.byNumber[number] {
			if e.Contact.OwnerID == owner && (first == nil || e.key < first.key) {
				first = e
			}
		}
	}
	if first == nil {
		return nil
	}
	return first.Contact
}

// withMobile returns the users whose mobile number it is.
func (b *phoneBook) withMobile(number models.PhoneNumber) []string {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return slices.Clone(b.mobiles[number])
}

// users returns the users as lines of the phone book, in order. They are made once for each state of the directory.
func (b *phoneBook) users(d *directory) []*bookEntry {
	if made := b.people.Load(); made != nil && made.of == d {
		return made.list
	}
	list := make([]*bookEntry, len(d.sorted))
	for i, r := range d.sorted {
		list[i] = newBookEntry(PhoneBookEntry{User: &r.user})
	}
	slices.SortFunc(list, compareEntries)
	b.people.Store(&bookPeople{of: d, list: list})
	return list
}
