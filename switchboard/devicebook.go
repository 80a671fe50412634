package switchboard

import (
	"slices"

	"graphpbx/models"
	"graphpbx/models/store"
	"graphpbx/provision"
)

// bookFile makes the phone book of a telephone: what its user may see. It holds no secret.
func (s *Switchboard) bookFile(d store.StoredDevice, r *record, file provision.File, request DeviceRequest) (configuration, models.DeviceFetchResult) {
	phone := s.phoneOf(d, r, request.Place, "", "")
	phone.Book = s.bookOf(r.user.ID, d.Family, request.Book)
	made, err := provision.Render(file, phone)
	if err != nil {
		s.log.Warn("the phone book of a telephone cannot be made", "device", d.ID, "mac", d.MAC.String(), "error", err)
		return configuration{}, models.FetchFailed
	}
	return configuration{file: made}, models.FetchDelivered
}

// bookOf returns the phone book as a telephone of the user takes it, in order of names. Where it takes fewer entries than there
// are, the own contacts come before the users, and these before the shared contacts.
func (s *Switchboard) bookOf(userID string, family models.DeviceFamily, q provision.BookQuestion) provision.Book {
	var found []*bookEntry
	search, room := s.world.search(q.Search), provision.BookSize(family)
	for _, list := range [][]*bookEntry{s.phoneBook.list(userID), s.phoneBook.users(s.directory.Load()), s.phoneBook.list("")} {
		for _, e := range list {
			if len(found) < room && e.ID() != userID && search.finds(e) {
				found = append(found, e)
			}
		}
	}
	slices.SortFunc(found, compareEntries)
	first, last := 1, len(found)
	if family == models.FamilyGigaset {
		first, last = q.Page(len(found))
	}
	book := provision.Book{Total: len(found), First: first, Last: last}
	for i := first - 1; i < last; i++ {
		e := found[i]
		book.Entries = append(book.Entries, provision.Entry{Name: e.Name(), Company: e.Company(), Numbers: e.Numbers()})
	}
	return book
}
