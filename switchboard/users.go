package switchboard

import (
	"slices"
	"strings"

	"graphpbx/models"
)

// MaxUserPage is the highest number of users in one page.
const MaxUserPage = 500

// UserQuery asks for a page of the users, in order of username.
type UserQuery struct {
	First  int    // at most MaxUserPage; less than one: none
	After  string // position after which the page begins (UserCursor); empty: from the start
	Search string // words that must all occur in username, names or numbers, without regard to case
}

// UserPage is a page of users.
type UserPage struct {
	Users       []models.User
	HasNext     bool
	HasPrevious bool
	Total       int // all users that meet the search
}

// UserCursor returns the position of a user in the list.
func UserCursor(u *models.User) string { return models.FoldUsername(u.Username) }

// Users returns a page of the users. It reads memory only.
func (s *Switchboard) Users(q UserQuery) UserPage {
	all := s.directory.Load().search(q.Search)
	start := 0
	if q.After != "" {
		at, found := slices.BinarySearchFunc(all, q.After, func(r *record, cursor string) int { return strings.Compare(r.folded, cursor) })
		if start = at; found {
			start++
		}
	}
	end := min(start+max(0, min(q.First, MaxUserPage)), len(all))
	page := UserPage{Total: len(all), HasPrevious: start > 0, HasNext: end < len(all), Users: make([]models.User, 0, end-start)}
	for _, r := range all[start:end] {
		page.Users = append(page.Users, r.user)
	}
	return page
}

// search returns the records in which all words occur, in order.
func (d *directory) search(text string) []*record {
	words := strings.Fields(strings.ToLower(text))
	if len(words) == 0 {
		return d.sorted
	}
	var found []*record
	for _, r := range d.sorted {
		if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(r.words, w) }) {
			found = append(found, r)
		}
	}
	return found
}

// User returns a user by id.
func (s *Switchboard) User(id string) (models.User, bool) {
	r, found := s.directory.Load().user(id)
	if !found {
		return models.User{}, false
	}
	return r.user, true
}

// UserByUsername returns a user by name, without regard to case.
func (s *Switchboard) UserByUsername(name string) (models.User, bool) {
	r, found := s.directory.Load().username(name)
	if !found {
		return models.User{}, false
	}
	return r.user, true
}
