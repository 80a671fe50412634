package store

import (
	"reflect"
	"testing"

	"graphpbx/models"
)

func TestContacts(t *testing.T) {
	onBoth(t, func(t *testing.T, r rig) {
		s := r.open()
		create(t, s, people("a", 2)...)
		mustHold := func(step string, contacts ...models.Contact) {
			t.Helper()
			var got []models.Contact
			wants(t, "read", s.EachContact(t.Context(), func(c models.Contact) { got = append(got, c) }), nil)
			if len(got) != len(contacts) || len(got) > 0 && !reflect.DeepEqual(got, contacts) {
				t.Errorf("%s:\n%+v, want\n%+v", step, got, contacts)
			}
		}
		made, err := s.CreateContacts(t.Context(), []models.Contact{
			{ID: "con_1", FirstName: "Änne", Surname: "Muster", Company: "Muster AG", Note: "two\nlines",
				Numbers: []models.ContactNumber{{Kind: models.NumberWork, Number: "+4930123456"}, {Kind: models.NumberOther, Number: "21"}}},
			{ID: "con_2", OwnerID: "usr_a0", Surname: "Private", Numbers: []models.ContactNumber{}},
			{ID: "con_3", OwnerID: "usr_a1", Surname: "Other", Numbers: []models.ContactNumber{}},
		})
		if err != nil || len(made) != 3 || made[0].Version != 1 || made[0].CreatedAt.IsZero() {
			t.Fatalf("%+v, %v", made, err)
		}
		mustHold("created", made...)
		if _, err := s.CreateContacts(t.Context(), []models.Contact{{ID: "con_4"}, {ID: "con_1"}}); err == nil {
			t.Error("an id was taken twice")
		}
		mustHold("all or nothing", made...)
		changed := made[0]
		changed.Company, changed.Numbers = "", changed.Numbers[:1]
		changed, err = s.UpdateContact(t.Context(), changed, 1)
		if wants(t, "update", err, nil); changed.Version != 2 || changed.CreatedAt != made[0].CreatedAt {
			t.Errorf("%+v", changed)
		}
		_, err = s.UpdateContact(t.Context(), changed, 1)
		wants(t, "update of an older version", err, ErrConflict)
		_, err = s.UpdateContact(t.Context(), models.Contact{ID: "con_9"}, 1)
		wants(t, "update of nothing", err, ErrNotFound)
		mustHold("changed", changed, made[1], made[2])
		wants(t, "delete", s.DeleteContact(t.Context(), "con_1"), nil)
		wants(t, "delete again", s.DeleteContact(t.Context(), "con_1"), nil)
		wants(t, "delete the user", s.DeleteUser(t.Context(), "usr_a0"), nil)
		mustHold("gone with the user", made[2])
	})
}
