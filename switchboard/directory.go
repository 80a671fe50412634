package switchboard

import (
	"slices"
	"strings"

	"graphpbx/models"
	"graphpbx/models/store"
)

// directory is one state of all users and of the numbers that are kept for services. It is never changed: a change makes another and puts it in its place, so
// reading needs no lock, and whoever reads sees all of a change or nothing of it.
type directory struct {
	byID     *buckets[*record]
	byName   *buckets[*record] // by folded username
	byNumber *buckets[*record] // by extension
	sorted   []*record         // by folded username
	services *models.NumberingPlan
	world    world
}

// record is one user, never changed either.
type record struct {
	user    models.User
	account models.Account
	folded  string             // username as it is compared
	words   string             // what a search looks through, in lower case
	secret  store.SealedSecret // SIP password
}

func newRecord(u models.User, secret store.SealedSecret) *record {
	return &record{
		user: u, account: u.Account(), folded: models.FoldUsername(u.Username), secret: secret,
		words: strings.ToLower(strings.Join([]string{
			u.Username, string(u.Extension), u.FirstName, u.Surname, u.Nickname, string(u.Mobile), u.TeamsLogin}, "\n")),
	}
}

func newDirectory() *directory {
	return &directory{
		byID: newBuckets[*record](), byName: newBuckets[*record](), byNumber: newBuckets[*record](), services: models.NewNumberingPlan(nil),
	}
}

func (d *directory) user(id string) (*record, bool) { return d.byID.get(id) }
func (d *directory) username(name string) (*record, bool) {
	return d.byName.get(models.FoldUsername(name))
}
func (d *directory) number(number string) (*record, bool) { return d.byNumber.get(number) }

// with returns the directory without the removed records and with the added ones.
func (d *directory) with(removed, added []*record) *directory {
	byID, byName, byNumber := d.byID.edit(), d.byName.edit(), d.byNumber.edit()
	for _, r := range removed {
		byID.remove(r.user.ID)
		byName.remove(r.folded)
		if r.user.Extension != "" {
			byNumber.remove(string(r.user.Extension))
		}
	}
	for _, r := range added {
		byID.set(r.user.ID, r)
		byName.set(r.folded, r)
		if r.user.Extension != "" {
			byNumber.set(string(r.user.Extension), r)
		}
	}
	return &directory{byID: byID.buckets, byName: byName.buckets, byNumber: byNumber.buckets, sorted: d.resorted(removed, added), services: d.services, world: d.world}
}

func (d *directory) resorted(removed, added []*record) []*record {
	gone := make(map[*record]bool, len(removed))
	for _, r := range removed {
		gone[r] = true
	}
	added = slices.SortedFunc(slices.Values(added), compareRecords)
	sorted := make([]*record, 0, len(d.sorted)+len(added)-len(removed))
	for _, r := range d.sorted {
		for len(added) > 0 && added[0].folded < r.folded {
			sorted, added = append(sorted, added[0]), added[1:]
		}
		if !gone[r] {
			sorted = append(sorted, r)
		}
	}
	return append(sorted, added...)
}

func compareRecords(a, b *record) int { return strings.Compare(a.folded, b.folded) }
