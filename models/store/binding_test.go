package store

import (
	"fmt"
	"net/netip"
	"reflect"
	"testing"
	"time"

	"graphpbx/models"
)

func bound(userID, terminalID string, expires time.Time) models.BindingChange {
	return models.BindingChange{Binding: models.Binding{TerminalID: terminalID, UserID: userID, ExpiresAt: expires.UTC().Truncate(time.Microsecond)}}
}

// bindings returns the stored bindings by terminal.
func bindings(t *testing.T, s *Store) map[string]models.Binding {
	t.Helper()
	list, err := s.Bindings(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]models.Binding{}
	for _, b := range list {
		found[b.TerminalID] = b
	}
	return found
}

func TestBindingKeepsEveryField(t *testing.T) {
	onBoth(t, func(t *testing.T, r rig) {
		s := r.open()
		create(t, s, people("a", 1)...)
		at := time.Date(2999, 1, 2, 3, 4, 5, 678000, time.UTC)
		for _, b := range []models.Binding{
			{
				TerminalID: "trm_a", UserID: "usr_a0", Contact: "sip:a@[2001:db8::1]:5062;transport=tcp;x=\"ü\"", InstanceID: "<urn:uuid:1>",
				RegID: 12, CallID: "c@1", CSeq: 1<<32 - 1, Path: []string{"<sip:p1;lr>", "<sip:p2;lr>"}, Transport: models.TransportTCP,
				Local: netip.MustParseAddrPort("[::1]:5060"), Remote: netip.MustParseAddrPort("[fe80::1%eth0]:5062"), UserAgent: "snomD785/10",
				RegisteredAt: at.Add(-time.Hour), RefreshedAt: at.Add(-time.Minute), ExpiresAt: at, Reachable: true,
			},
			{TerminalID: "trm_a", UserID: "usr_a0", ExpiresAt: at},
		} {
			wants(t, "save", s.SaveBindings(t.Context(), []models.BindingChange{{Binding: b}}), nil)
			if got := bindings(t, s)["trm_a"]; !reflect.DeepEqual(got, b) {
				t.Errorf("%+v\nwant %+v", got, b)
			}
		}
	})
}

func TestTheNewestChangeOfABindingCounts(t *testing.T) {
	onBoth(t, func(t *testing.T, r rig) {
		s, soon, late := r.open(), time.Now().Add(time.Hour), time.Now().Add(2*time.Hour)
		create(t, s, people("a", 1)...)
		gone := func(id string) models.BindingChange {
			return models.BindingChange{Binding: models.Binding{TerminalID: id}, Gone: true}
		}
		wants(t, "nothing", s.SaveBindings(t.Context(), nil), nil)
		wants(t, "save", s.SaveBindings(t.Context(), []models.BindingChange{
			bound("usr_a0", "trm_twice", soon), bound("usr_a0", "trm_went", soon), gone("trm_went"),
			gone("trm_came"), bound("usr_a0", "trm_came", soon), bound("usr_a0", "trm_twice", late), gone("trm_never"),
		}), nil)
		found := bindings(t, s)
		if len(found) != 2 || !found["trm_twice"].ExpiresAt.After(soon) || found["trm_came"].UserID != "usr_a0" {
			t.Errorf("%+v", found)
		}
		wants(t, "remove", s.SaveBindings(t.Context(), []models.BindingChange{gone("trm_twice"), gone("trm_came")}), nil)
		if found := bindings(t, s); len(found) != 0 {
			t.Errorf("left: %+v", found)
		}
	})
}

func TestBindingsOfManyTerminals(t *testing.T) {
	onBoth(t, func(t *testing.T, r rig) {
		s, changes := r.open(), []models.BindingChange(nil)
		create(t, s, people("a", 1)...)
		for n := range 2*batch + 3 {
			changes = append(changes, bound("usr_a0", fmt.Sprint("trm_", n), time.Now().Add(time.Hour)))
		}
		wants(t, "save", s.SaveBindings(t.Context(), changes), nil)
		if n := len(bindings(t, s)); n != len(changes) {
			t.Errorf("%d bindings", n)
		}
		for i := range changes {
			changes[i].Gone = true
		}
		wants(t, "remove", s.SaveBindings(t.Context(), changes), nil)
		if n := len(bindings(t, s)); n != 0 {
			t.Errorf("%d left", n)
		}
	})
}

func TestExpiredAndOrphanedBindingsAreSweptAway(t *testing.T) {
	onBoth(t, func(t *testing.T, r rig) {
		s, soon := r.open(), time.Now().Add(time.Hour)
		create(t, s, people("a", 1)...)
		wants(t, "save", s.SaveBindings(t.Context(), []models.BindingChange{
			bound("usr_a0", "trm_live", soon), bound("usr_a0", "trm_expired", time.Now().Add(-expiredFor)), bound("usr_gone", "trm_orphan", soon),
		}), nil)
		for _, id := range []string{"ses_live", "ses_expired", "ses_orphan"} {
			session := models.Session{ID: id, UserID: "usr_a0", TokenHash: [32]byte{byte(len(id))}, ExpiresAt: soon}
			switch id {
			case "ses_expired":
				session.ExpiresAt = time.Now().Add(-time.Second)
			case "ses_orphan":
				session.UserID, session.TokenHash = "usr_gone", [32]byte{1}
			}
			wants(t, id, s.SaveSession(t.Context(), session), nil)
		}
		for round := range 2 {
			sessions, err := s.Sessions(t.Context())
			if found := bindings(t, s); len(found) != 1 || found["trm_live"].UserID == "" {
				t.Errorf("round %d: %+v", round, found)
			}
			if err != nil || len(sessions) != 1 || sessions[0].ID != "ses_live" {
				t.Errorf("round %d: %+v, %v", round, sessions, err)
			}
			s = r.open()
		}
		for _, table := range []string{"bindings", "sessions"} {
			var n int64
			if err := s.reader.Table(table).Count(&n).Error; err != nil || n != 1 {
				t.Errorf("%s: %d rows, %v", table, n, err)
			}
		}
	})
}
