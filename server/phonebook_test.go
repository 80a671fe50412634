package server

import (
	"strings"
	"testing"

	"graphpbx/models"
)

const createContact = `mutation($input: ContactCreateInput!) { contactCreate(input: $input) {
	contact { id scope displayName version numbers { kind number } } errors { path message code } } }`

// createContact makes a contact and returns its id.
func (r *rig) createContact(token, scope, name, number string) string {
	r.t.Helper()
	var payload struct {
		Contact struct{ ID string }
		Errors  []fault
	}
	r.ask(token, createContact, map[string]any{"input": map[string]any{
		"scope": scope, "surname": name, "numbers": []any{map[string]any{"number": number, "kind": "MOBILE"}}}}).into("contactCreate", &payload)
	if payload.Contact.ID == "" {
		r.t.Fatalf("%s: %+v", name, payload.Errors)
	}
	return payload.Contact.ID
}

func TestPhoneBookByGraphQL(t *testing.T) {
	r := newRig(t, nil)
	admin := r.admin()
	_, anna := r.user("anna", models.RoleUser)
	_, bert := r.user("bert", models.RoleUser)
	shared := r.createContact(admin, "SHARED", "Zoo", "030 123456")
	own := r.createContact(anna, "PERSONAL", "Änne", "0170 1234567")
	const book = `{ phoneBook(search: "0170 12") { totalCount nodes { id kind name company numbers { kind number } user { username } contact { version } } }
		callerName(number: "0170/1234567") { name source number contact { id } user { id } }
		contactExport(scope: PERSONAL) { fileName contentType content count } }`
	a := r.ask(anna, book, nil)
	for _, part := range []string{
		`"totalCount":1,"nodes":[{"id":"` + own + `","kind":"PERSONAL","name":"Änne","company":"","numbers":[{"kind":"MOBILE","number":"+491701234567"}],"user":null,"contact":{"version":1}}]`,
		`{"name":"Änne","source":"PERSONAL_CONTACT","number":"+491701234567","contact":{"id":"` + own + `"},"user":null}`,
		`"fileName":"contacts.csv"`, `,Änne,,,+491701234567,`, `"count":1`,
	} {
		if !strings.Contains(a.body, part) {
			t.Errorf("%s is not in %s", part, a.body)
		}
	}
	for _, token := range []string{bert, admin} {
		if a := r.ask(token, book, nil); !strings.Contains(a.body, `"totalCount":0`) || !strings.Contains(a.body, `"callerName":null`) || strings.Contains(a.body, "Änne") {
			t.Error("somebody else's contact is told:", a.body)
		}
		if a := r.ask(token, `query($id: ID!) { node(id: $id) { id } }`, map[string]any{"id": own}); !strings.Contains(a.body, `"node":null`) {
			t.Error(a.body)
		}
		if a := r.ask(token, `mutation($id: ID!) { contactUpdate(id: $id, input: {version: 1, surname: "X"}) { errors { code } } }`, map[string]any{"id": own}); !strings.Contains(a.body, "NOT_FOUND") {
			t.Error(a.body)
		}
	}
	if a := r.ask(anna, `mutation($id: ID!) { contactDelete(id: $id) { deletedId errors { path code } } }`, map[string]any{"id": shared}); !strings.Contains(a.body, "FORBIDDEN") {
		t.Error(a.body)
	}
	if a := r.ask(admin, `mutation($id: ID!) { contactUpdate(id: $id, input: {version: 1, company: "Zoo AG", surname: null, numbers: null}) {
		contact { displayName version numbers { number } } errors { path code } } }`, map[string]any{"id": shared}); !strings.Contains(a.body, `{"displayName":"Zoo AG","version":2,"numbers":[]}`) {
		t.Error(a.body)
	}
}

// A client holds the phone book by the stream, and is told nothing of others' contacts.
func TestContactsAreFollowed(t *testing.T) {
	r := newRig(t, nil)
	admin := r.admin()
	_, anna := r.user("anna", models.RoleUser)
	_, bert := r.user("bert", models.RoleUser)
	first := r.createContact(admin, "SHARED", "First", "030 123456")
	const query = `subscription { contacts { __typename ... on ContactChanged { contact { id displayName } } ... on Removed { id } } }`
	sockets := map[string]*socket{}
	for name, token := range map[string]string{"anna": anna, "bert": bert} {
		sockets[name] = r.dial("graphql-transport-ws", token)
		sockets[name].subscribe("subscribe", query)
		sockets[name].until(first)
		sockets[name].until("Synced")
	}
	own := r.createContact(anna, "PERSONAL", "Own", "0170 1234567")
	sockets["anna"].until(own)
	r.ask(anna, `mutation($id: ID!) { contactDelete(id: $id) { deletedId } }`, map[string]any{"id": own})
	sockets["anna"].until(`"__typename":"Removed"`)
	last := r.createContact(admin, "SHARED", "Last", "030 123457")
	if next := sockets["bert"].until("data"); !strings.Contains(next, last) {
		t.Errorf("bert was told %s", next)
	}
	sockets["anna"].until(last)
}

// What somebody's own contacts say stands nowhere else, not even in the audit log.
func TestPersonalContactsAreNotInTheAuditLog(t *testing.T) {
	r := newRig(t, nil)
	admin := r.admin()
	_, anna := r.user("anna", models.RoleUser)
	own := r.createContact(anna, "PERSONAL", "Geheimnis", "0170 1234567")
	r.ask(anna, createContact, map[string]any{"input": map[string]any{"surname": "Geheimnis"}})
	r.ask(anna, `mutation($id: ID!) { contactUpdate(id: $id, input: {version: 1, note: "Geheimnis"}) { errors { code } } }`, map[string]any{"id": own})
	r.ask(anna, `mutation { contactImport(input: {file: "surname\nGeheimnis"}) { created errors { code } } }`, nil)
	r.ask(anna, `mutation($id: ID!) { contactDelete(id: $id) { deletedId } }`, map[string]any{"id": own})
	r.createContact(admin, "SHARED", "Offen", "030 123456")
	entries := r.auditLog(admin, "")
	operations := 0
	for _, entry := range entries {
		if strings.HasPrefix(entry.Operation, "contact") {
			operations++
		}
		if strings.Contains(entry.Arguments+entry.Before+entry.After, "Geheimnis") {
			t.Errorf("%+v", entry)
		}
	}
	if operations != 6 || !strings.Contains(entries[0].Arguments, "Offen") || !strings.Contains(entries[0].After, "+4930123456") {
		t.Errorf("%d entries, the newest %+v", operations, entries[0])
	}
}
