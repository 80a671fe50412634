package switchboard

import (
	"strings"
	"testing"

	"graphpbx/models"
)

func TestAuditOutlivesADatabaseThatIsAway(t *testing.T) {
	r := newRig(t).start()
	r.store.away.Store(true)
	for range 3 {
		r.Audit(Deed{Viewer: admin, Operation: "userDelete", ObjectID: "usr_gone", Outcome: models.AuditOK})
	}
	r.stop()
	r.store.away.Store(false)
	r.start()
	page, err := r.AuditLog(t.Context(), admin, AuditQuery{First: 2})
	if err != nil || len(page.Entries) != 2 || !page.HasNext || page.Entries[0].Seq != 3 {
		t.Fatalf("%+v, %v", page, err)
	}
	if rest, err := r.AuditLog(t.Context(), admin, AuditQuery{First: 2, After: AuditCursor(&page.Entries[1])}); err != nil || len(rest.Entries) != 1 || rest.HasNext {
		t.Errorf("%+v, %v", rest, err)
	}
	if verdict, err := r.VerifyAudit(t.Context(), admin); err != nil || verdict.Broken != 0 || verdict.Entries != 3 {
		t.Errorf("%+v, %v", verdict, err)
	}
	for _, after := range []string{"x", "0", "-1"} {
		if _, err := r.AuditLog(t.Context(), admin, AuditQuery{First: 2, After: after}); problem(t, err).Code != models.ProblemInvalid {
			t.Errorf("%q: %v", after, err)
		}
	}
	if _, err := r.AuditLog(t.Context(), models.Viewer{Role: models.RoleSupervisor}, AuditQuery{First: 2}); problem(t, err).Code != models.ProblemForbidden {
		t.Error(err)
	}
}

func TestDifferences(t *testing.T) {
	old := models.User{ID: "usr_1", Username: "anna", Surname: "Muster"}
	renamed := old
	renamed.Surname = "Meier"
	for name, test := range map[string]struct {
		before, after any
		was, became   string
	}{
		"nothing": {nil, nil, "", ""},
		"same":    {old, old, "", ""},
		"changed": {old, renamed, `{"surname":"Muster"}`, `{"surname":"Meier"}`},
	} {
		if was, became := differences(test.before, test.after); was != test.was || became != test.became {
			t.Errorf("%s: %s, %s", name, was, became)
		}
	}
	if was, became := differences(nil, old); was != "" || !strings.Contains(became, `"id":"usr_1"`) {
		t.Errorf("%s, %s", was, became)
	}
	if long := text(strings.Repeat("ä", maxAuditText)); len(long) > maxAuditText+10 || !strings.HasSuffix(long, "…") {
		t.Errorf("%d bytes", len(long))
	}
}
