package server

import (
	"context"
	"database/sql"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"graphpbx/models"
	"graphpbx/models/store"
	"graphpbx/switchboard"
)

const (
	takenExtension = "4711"
	takenMAC       = "00:04:13:00:00:01"
)

// validValues says what is right for an argument or field: by Input.field or mutation.argument, which is given also where
// it may be left out, else by the name of the field, else by its type.
var validValues = map[string]func(*badWorld) any{
	"UserUpdateInput.firstName":         text("Änne"),
	"DeviceUpdateInput.label":           text("desk"),
	"ServiceNumberUpdateInput.enabled":  func(*badWorld) any { return true },
	"CallthroughRuleSetInput.userId":    func(w *badWorld) any { return w.newUser() },
	"DeviceProvisionInput.keys":         func(*badWorld) any { return []any{map[string]any{"kind": "BLF", "value": "anna"}} },
	"AddressBlockInput.for":             text("PT1H"),
	"PresenceSettingsInput.historyDays": func(*badWorld) any { return 3 },

	"accessDataReset.userId":     func(w *badWorld) any { return w.newUser() },
	"userUpdate.id":              func(w *badWorld) any { return w.newUser() },
	"userDelete.id":              func(w *badWorld) any { return w.newUser() },
	"sessionRevoke.id":           func(w *badWorld) any { return w.newSession(w.owner) },
	"activationLinkRevoke.id":    func(w *badWorld) any { return w.newLink().Link.ID },
	"callthroughRuleDelete.id":   func(w *badWorld) any { return w.newRule() },
	"serviceNumberUpdate.id":     text("svc_music"),
	"callHangup.id":              func(w *badWorld) any { return w.newCall() },
	"deviceUpdate.id":            func(w *badWorld) any { return w.newDevice() },
	"deviceDelete.id":            func(w *badWorld) any { return w.newDevice() },
	"deviceResync.id":            func(w *badWorld) any { return w.newDevice() },
	"deviceWindowOpen.id":        func(w *badWorld) any { return w.newDevice() },
	"terminalUnregister.id":      func(w *badWorld) any { return w.newTerminal() },
	"terminalUpdate.id":          func(w *badWorld) any { return w.newTerminal() },
	"terminalProbe.id":           func(w *badWorld) any { return w.newTerminal() },
	"addressUnblock.id":          func(w *badWorld) any { return w.newBlock() },
	"apiTokenRevoke.id":          func(w *badWorld) any { return w.newToken() },
	"contactUpdate.id":           func(w *badWorld) any { return w.newContact() },
	"contactDelete.id":           func(w *badWorld) any { return w.newContact() },
	"ContactCreateInput.surname": text("Berg"), "ContactUpdateInput.surname": text("Berg"),
	"ContactImportInput.file":             func(w *badWorld) any { w.count++; return fmt.Sprintf("surname\nBerg%d\n", w.count) },
	"addressDisallow.id":                  func(w *badWorld) any { return w.newAllowed() },
	"ActivateInput.id":                    func(w *badWorld) any { w.link = w.newLink(); return w.link.Link.ID },
	"ActivateInput.secret":                func(w *badWorld) any { return w.link.Secret },
	"ActivateInput.password":              func(w *badWorld) any { return w.link.Password },
	"LoginInput.username":                 text("anna"),
	"LoginInput.password":                 text(annaPassword),
	"PasswordChangeInput.current":         text(annaPassword),
	"PasswordChangeInput.new":             func(w *badWorld) any { return models.SuggestPassword() },
	"CallDialInput.terminalId":            func(w *badWorld) any { return models.DeviceTerminalID(w.owner, "desk", 0, "", "") },
	"CallDialInput.to":                    text("900"),
	"CallthroughPrepareInput.destination": text("+4930123456"),
	"PresenceRuleInput.callClass":         text("COLLEAGUE_DIRECT"),
	"PresenceRuleInput.presence":          text("UNAVAILABLE"),
	"PresenceRuleInput.treatment":         text("RING"),
	"NumberingSettingsInput.firstNumber":  text("300"), "NumberingSettingsInput.lastNumber": text("399"),
	"DeviceKeyInput.value": text("anna"),
	"DeviceKeyInput.kind":  text("BLF"),

	"username":   func(w *badWorld) any { w.count++; return fmt.Sprint("new", w.count) },
	"version":    func(*badWorld) any { return 1 },
	"csv":        func(w *badWorld) any { w.count++; return fmt.Sprintf("username\nrow%d\n", w.count) },
	"userId":     func(w *badWorld) any { return w.owner },
	"mac":        func(w *badWorld) any { w.count++; return fmt.Sprintf("00:04:13:00:01:%02x", w.count%256) },
	"model":      text("D785"),
	"presence":   text("AVAILABLE"),
	"address":    func(w *badWorld) any { w.count++; return fmt.Sprintf("192.0.2.%d", w.count%256) },
	"callers":    func(w *badWorld) any { w.count++; return []any{fmt.Sprintf("+4917012%05d", w.count)} },
	"password":   text("wR7-kk2.Zp0q"),
	"deviceName": text("laptop"), "label": text("desk"), "note": text("office"),

	"PhoneNumber": text("+491701234567"), "String": text("text"), "Boolean": func(*badWorld) any { return true }, "Int": func(*badWorld) any { return 1 },
	"Duration": text("PT1H"), "Time": text("2099-01-01T00:00:00Z"), "ID": func(w *badWorld) any { return w.owner },
}

// talkative are mutations whose refusals are news: a wrong password for an activation link is a step of an onboarding.
var talkative = map[string]bool{"activate": true}

// hashes are mutations of which each attempt computes a password hash, slow on purpose.
var hashes = map[string]bool{"login": true, "activate": true, "passwordChange": true}

// vague are mutations that do not tell strangers which of their words was wrong.
var vague = map[string]bool{"login": true, "activate": true}

// asWhom says who carries out a mutation, where it is no administrator.
var asWhom = map[string]func(*badWorld) string{
	"login": func(*badWorld) string { return "" }, "activate": func(*badWorld) string { return "" },
	"logout":         func(w *badWorld) string { return w.login("anna", annaPassword) },
	"passwordChange": func(w *badWorld) string { return w.clerk },
	"callDial":       func(w *badWorld) string { return w.anna }, "callthroughPrepare": func(w *badWorld) string { return w.anna },
}

const annaPassword = "wR7-kk2.Zp0q"

// fresh is done before each field of a mutation that bounds how often it is tried.
var fresh = map[string]func(*badWorld){
	"activate":       func(*badWorld) {}, // a link is void when its password was wrong a few times
	"passwordChange": func(w *badWorld) { w.count++; _, w.clerk = w.user(fmt.Sprint("clerk", w.count), models.RoleUser) },
}

// behind are tables that are written behind the back of whoever changes something; the journal tells what stands there.
// And what is counted or remembered of whoever tries.
var behind = []string{"audit_entries", "audit_heads", "call_records", "bindings", "probe_hours", "terminal_events", "presences", "presence_changes", "blocked_addresses", "activation_links", "migrations"}

// badWorld is a switchboard with one of everything, and a view behind its back into the database.
type badWorld struct {
	*rig
	schema               *ast.Schema
	sql                  *sql.DB
	tables               []string
	root, anna, stranger string // tokens
	clerk                string // token of a user who has tried nothing yet
	owner                string // id of anna, whose everything is
	complaints           map[string]int
	link                 switchboard.IssuedActivation
	count                int
}

func newBadWorld(t *testing.T, dsn string) *badWorld {
	t.Helper()
	text, err := os.ReadFile("../schema.graphqls")
	if err != nil {
		t.Fatal(err)
	}
	w := &badWorld{complaints: map[string]int{}}
	if w.schema, err = gqlparser.LoadSchema(&ast.Source{Input: string(text)}); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	w.rig = newRigOn(t, store.Config{Dir: dir, DSN: dsn}, nil)
	w.elsewhere()
	if _, err := w.switchboard.AllowAddress(t.Context(), switchboard.LocalAdministrator(), "127.0.0.0/8", ""); err != nil {
		t.Fatal(err)
	}
	w.root = w.admin()
	w.owner, w.anna = w.user("anna", models.RoleUser)
	stranger, token := w.user("stranger", models.RoleUser)
	w.stranger = token
	w.register(stranger, "desk")
	w.must(w.switchboard.UpdateUser(t.Context(), switchboard.LocalAdministrator(), w.owner, switchboard.UserPatch{Version: 1, Extension: pointerTo(models.PhoneNumber(takenExtension))}))
	w.register(w.owner, "desk")
	_, err = w.switchboard.SetCallthroughRule(t.Context(), switchboard.LocalAdministrator(), switchboard.CallthroughSetting{
		UserID: w.owner, Callers: []models.PhoneNumber{"+491709999999"}, MaxCalls: 1, MaxMinutes: 10, Enabled: true,
	})
	w.must(nil, err)
	_, _, err = w.switchboard.ProvisionDevice(t.Context(), switchboard.LocalAdministrator(), switchboard.NewDevice{MAC: takenMAC, Model: "D785"})
	w.must(nil, err)
	w.look(dir, dsn)
	return w
}

func pointerTo[T any](v T) *T { return &v }

func text(v string) func(*badWorld) any { return func(*badWorld) any { return v } }

func (w *badWorld) must(_ any, err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// elsewhere lets the next requests come from another address of the loopback network, so that attempts that failed do not
// count against them.
func (w *badWorld) elsewhere() {
	w.count++
	from := &net.TCPAddr{IP: net.IPv4(127, 0, byte(1+w.count/200), byte(1+w.count%200))}
	w.http.CloseIdleConnections()
	w.http = &http.Client{Transport: &http.Transport{DialContext: (&net.Dialer{LocalAddr: from}).DialContext}}
}

func (w *badWorld) needs(mutation *ast.FieldDefinition) models.Role {
	auth := mutation.Directives.ForName("auth")
	if auth == nil {
		return models.RoleNone
	}
	if requires := auth.Arguments.ForName("requires"); requires != nil && requires.Value.Raw == "USER" {
		return models.RoleUser
	}
	return models.RoleAdmin
}

func (w *badWorld) token(mutation string) string {
	if as := asWhom[mutation]; as != nil {
		return as(w)
	}
	return w.root
}

// valid returns right variables for a mutation: what it must be given, and what the table says besides.
func (w *badWorld) valid(mutation *ast.FieldDefinition) map[string]any {
	variables := map[string]any{}
	for _, p := range w.places(mutation) {
		if len(p.path) > 1 {
			continue
		}
		if _, meant := validValues[p.mutation+"."+p.name()]; !p.optional || meant || w.schema.Types[p.kind.Name()].Kind == ast.InputObject {
			variables[p.name()] = w.value(p)
		}
	}
	return variables
}

// value returns what is right at a place.
func (w *badWorld) value(p place) any {
	for _, key := range []string{p.within + "." + p.name(), p.name()} {
		if make, known := validValues[key]; known {
			return make(w)
		}
	}
	if p.kind.Elem != nil {
		inner := p
		inner.kind = p.kind.Elem
		return []any{w.value(inner)}
	}
	definition := w.schema.Types[p.kind.Name()]
	switch definition.Kind {
	case ast.Enum:
		return definition.EnumValues[0].Name
	case ast.InputObject:
		fields := map[string]any{}
		for _, f := range definition.Fields {
			_, meant := validValues[definition.Name+"."+f.Name]
			if meant || f.Type.NonNull && f.DefaultValue == nil {
				fields[f.Name] = w.value(place{p.mutation, append(slices.Clone(p.path), f.Name), definition.Name, f.Type, false})
			}
		}
		return fields
	}
	if make, known := validValues[p.kind.Name()]; known {
		return make(w)
	}
	w.t.Fatalf("%s: say in validValues what is right for a %s", p, p.kind.Name())
	return nil
}

// sampleOf is a right value for the part of a path that is missing.
func (w *badWorld) sampleOf(mutation *ast.FieldDefinition, p place, depth int) any {
	for _, outer := range w.places(mutation) {
		if slices.Equal(outer.path, p.path[:depth+1]) {
			return w.value(outer)
		}
	}
	return nil
}

func (w *badWorld) newUser() string {
	w.count++
	users, err := w.switchboard.ImportUsers(w.t.Context(), switchboard.LocalAdministrator(), strings.NewReader(fmt.Sprintf("username\nuser%d\n", w.count)))
	w.must(nil, err)
	return users[0].ID
}

func (w *badWorld) newSession(userID string) string {
	grant, err := w.switchboard.Login(w.t.Context(), switchboard.LoginRequest{Username: "anna", Password: annaPassword, Device: "tablet"})
	w.must(nil, err)
	return grant.Session.ID
}

func (w *badWorld) newContact() string {
	w.count++
	root, _ := w.switchboard.UserByUsername("admin")
	contact, err := w.switchboard.CreateContact(w.t.Context(), models.Viewer{UserID: root.ID, Role: models.RoleAdmin}, switchboard.NewContact{
		Scope: models.ContactPersonal, Contact: models.Contact{Surname: fmt.Sprint("Berg", w.count)},
	})
	w.must(nil, err)
	return contact.ID
}

func (w *badWorld) newToken() string {
	token, _, err := w.switchboard.CreateAPIToken(w.t.Context(), models.Viewer{UserID: w.owner, Role: models.RoleUser}, switchboard.NewAPIToken{
		Name: "script", Scopes: models.EveryScope()[:1],
	})
	w.must(nil, err)
	return token.ID
}

func (w *badWorld) newLink() switchboard.IssuedActivation {
	issued, err := w.switchboard.CreateActivationLink(w.t.Context(), switchboard.LocalAdministrator(), switchboard.ActivationRequest{UserID: w.owner})
	w.must(nil, err)
	return issued
}

func (w *badWorld) newRule() string {
	w.count++
	rule, err := w.switchboard.SetCallthroughRule(w.t.Context(), switchboard.LocalAdministrator(), switchboard.CallthroughSetting{
		UserID: w.newUser(), Callers: []models.PhoneNumber{models.PhoneNumber(fmt.Sprintf("+4917099%05d", w.count))}, MaxCalls: 1, MaxMinutes: 10, Enabled: true,
	})
	w.must(nil, err)
	return rule.ID
}

func (w *badWorld) newCall() string {
	call := models.Call{
		ID: models.NewID(models.KindCall), State: models.CallRinging, Direction: models.DirectionInternal, StartedAt: time.Now(),
		From: models.Party{UserID: w.owner}, To: models.Party{Number: "900"},
	}
	w.switchboard.CallChanged(call)
	return call.ID
}

// newDevice is a prepared telephone that is registered.
func (w *badWorld) newDevice() string {
	w.count++
	user := w.newUser()
	mac := fmt.Sprintf("000413000a%02x", w.count%256)
	device, _, err := w.switchboard.ProvisionDevice(w.t.Context(), switchboard.LocalAdministrator(), switchboard.NewDevice{MAC: mac, Model: "D785", UserID: user})
	w.must(nil, err)
	w.register(user, "<urn:uuid:00000000-0000-1000-8000-"+mac+">")
	return device.ID
}

func (w *badWorld) newTerminal() string {
	user := w.newUser()
	w.register(user, "desk")
	return models.DeviceTerminalID(user, "desk", 0, "", "")
}

func (w *badWorld) newBlock() string {
	w.count++
	blocked, err := w.switchboard.BlockAddress(w.t.Context(), switchboard.LocalAdministrator(), netip.Addr{}, fmt.Sprintf("198.51.100.%d", w.count%256), nil)
	w.must(nil, err)
	return blocked.ID
}

func (w *badWorld) newAllowed() string {
	w.count++
	allowed, err := w.switchboard.AllowAddress(w.t.Context(), switchboard.LocalAdministrator(), fmt.Sprintf("203.0.113.%d", w.count%256), "")
	w.must(nil, err)
	return allowed.ID
}

// look opens the database behind the back of the switchboard.
func (w *badWorld) look(dir, dsn string) {
	driver, source, list := "sqlite", "file:"+filepath.Join(dir, "graphpbx.db")+"?mode=ro", `SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name`
	if dsn != "" {
		driver, source, list = "pgx", dsn, `SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1`
	}
	var err error
	if w.sql, err = sql.Open(driver, source); err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { _ = w.sql.Close() })
	rows, err := w.sql.QueryContext(w.t.Context(), list)
	w.must(nil, err)
	defer rows.Close()
	for rows.Next() {
		var name string
		w.must(nil, rows.Scan(&name))
		if !slices.Contains(behind, name) && !strings.HasPrefix(name, "sqlite_") {
			w.tables = append(w.tables, name)
		}
	}
	if len(w.tables) < 5 {
		w.t.Fatalf("only the tables %v are seen", w.tables)
	}
}

// dump returns all that stands in the database, but for what is written behind and the last use of sessions.
func (w *badWorld) dump() string {
	var all strings.Builder
	for _, table := range w.tables {
		rows, err := w.sql.QueryContext(context.Background(), "SELECT * FROM "+table+" ORDER BY 1")
		if err != nil {
			w.t.Fatal(err)
		}
		columns, _ := rows.Columns()
		cells, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range cells {
			into[i] = &cells[i]
		}
		for rows.Next() {
			w.must(nil, rows.Scan(into...))
			all.WriteString(table)
			for i, column := range columns {
				if !strings.HasPrefix(column, "last_used") {
					fmt.Fprintf(&all, " %s=%v", column, cells[i])
				}
			}
			all.WriteByte('\n')
		}
		w.must(nil, rows.Err())
		_ = rows.Close()
	}
	return all.String()
}

// difference returns the lines that only one of two dumps has.
func difference(before, after string) string {
	old, now := strings.Split(before, "\n"), strings.Split(after, "\n")
	var only []string
	for _, line := range now {
		if !slices.Contains(old, line) {
			only = append(only, "now "+line)
		}
	}
	for _, line := range old {
		if !slices.Contains(now, line) {
			only = append(only, "before "+line)
		}
	}
	return strings.Join(only, "\n")
}
