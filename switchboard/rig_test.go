package switchboard

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"graphpbx/models"
	"graphpbx/models/store"
	"graphpbx/switchboard/journal"
	"graphpbx/testrig/postgres"
)

func TestMain(m *testing.M) { os.Exit(postgres.Tests{M: m}.Run()) }

var admin = models.Viewer{UserID: "usr_nobody", Role: models.RoleAdmin}

const adminPassword = "Kx3-vP9.tQ2m"

// rig is a switchboard on a real database, with an engine that only writes down what it is told.
type rig struct {
	*Switchboard
	t      testing.TB
	store  *outage
	engine *engine
	config Config

	guesses uint64 // of passwords, see guess
}

// outage is a database that can be made to be away.
type outage struct {
	*store.Store
	away atomic.Bool
}

var errAway = fmt.Errorf("pulled the plug: %w", ErrUnavailable)

func (o *outage) check() error {
	if o.away.Load() {
		return errAway
	}
	return nil
}

func (o *outage) SaveBindings(ctx context.Context, changes []models.BindingChange) error {
	return unless(o.check(), func() error { return o.Store.SaveBindings(ctx, changes) })
}

func (o *outage) SaveCallRecords(ctx context.Context, records []models.CallRecord) error {
	return unless(o.check(), func() error { return o.Store.SaveCallRecords(ctx, records) })
}

func (o *outage) SaveProbeHours(ctx context.Context, hours []models.ProbeHour) error {
	return unless(o.check(), func() error { return o.Store.SaveProbeHours(ctx, hours) })
}

func (o *outage) CreateDevice(ctx context.Context, d store.StoredDevice) error {
	return unless(o.check(), func() error { return o.Store.CreateDevice(ctx, d) })
}

func (o *outage) UpdateDevice(ctx context.Context, d store.StoredDevice, version int) error {
	return unless(o.check(), func() error { return o.Store.UpdateDevice(ctx, d, version) })
}

func (o *outage) DeleteDevice(ctx context.Context, id string) error {
	return unless(o.check(), func() error { return o.Store.DeleteDevice(ctx, id) })
}

func (o *outage) SaveDeviceFacts(ctx context.Context, devices []store.StoredDevice) error {
	return unless(o.check(), func() error { return o.Store.SaveDeviceFacts(ctx, devices) })
}

func (o *outage) UpdateUser(ctx context.Context, user models.User, version int) (models.User, error) {
	if err := o.check(); err != nil {
		return models.User{}, err
	}
	return o.Store.UpdateUser(ctx, user, version)
}

func (o *outage) DeleteSession(ctx context.Context, id string) error {
	return unless(o.check(), func() error { return o.Store.DeleteSession(ctx, id) })
}

func (o *outage) UpdateServiceNumber(ctx context.Context, n models.ServiceNumber) error {
	return unless(o.check(), func() error { return o.Store.UpdateServiceNumber(ctx, n) })
}

func (o *outage) SavePresences(ctx context.Context, presences []models.Presence) error {
	return unless(o.check(), func() error { return o.Store.SavePresences(ctx, presences) })
}

func (o *outage) AddPresenceChanges(ctx context.Context, changes []models.PresenceChange) error {
	return unless(o.check(), func() error { return o.Store.AddPresenceChanges(ctx, changes) })
}

func (o *outage) SetSetting(ctx context.Context, name, value string) error {
	return unless(o.check(), func() error { return o.Store.SetSetting(ctx, name, value) })
}

func (o *outage) SaveBlockedAddresses(ctx context.Context, saved []models.BlockedAddress, gone []string) error {
	return unless(o.check(), func() error { return o.Store.SaveBlockedAddresses(ctx, saved, gone) })
}

func (o *outage) SaveAuditEntries(ctx context.Context, entries []models.AuditEntry) error {
	return unless(o.check(), func() error { return o.Store.SaveAuditEntries(ctx, entries) })
}

func (o *outage) Ping(ctx context.Context) error {
	return unless(o.check(), func() error { return o.Store.Ping(ctx) })
}

func unless(err error, otherwise func() error) error {
	if err != nil {
		return err
	}
	return otherwise()
}

func newRig(t testing.TB) *rig { return newRigOn(t, "") }

func newRigOn(t testing.TB, dsn string) *rig {
	t.Helper()
	dir := t.TempDir()
	opened, err := store.Open(t.Context(), store.Config{Dir: dir, DSN: dsn})
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{t: t, store: &outage{Store: opened}, engine: &engine{}, config: Config{Dir: dir, AdminPassword: adminPassword}}
	t.Cleanup(func() {
		if err := opened.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

// start makes a switchboard and starts it. It is closed when the test ends, or by stop.
func (r *rig) start() *rig {
	r.t.Helper()
	s, err := New(r.t.Context(), r.store, r.config, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	r.Switchboard = s
	r.engine.facts = s
	s.Start(r.engine)
	r.t.Cleanup(func() { r.stop() })
	return r
}

func (r *rig) stop() {
	r.t.Helper()
	if r.Switchboard == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := r.Close(ctx); err != nil && !r.store.away.Load() {
		r.t.Error(err)
	}
	r.Switchboard = nil
}

// user creates a user with an internal number, empty for none.
func (r *rig) user(name string, extension models.PhoneNumber) models.User {
	r.t.Helper()
	u, _, err := r.CreateUser(r.t.Context(), admin, NewUser{User: models.User{Username: name, Extension: extension}})
	if err != nil {
		r.t.Fatal(err)
	}
	return u
}

// telephone returns the present state of the telephone of a user.
func (r *rig) telephone(u models.User) models.Telephone {
	r.t.Helper()
	telephone, found := r.Telephone(models.TelephoneID(u.ID))
	if !found {
		r.t.Fatalf("%s has no telephone", u.Username)
	}
	return telephone
}

// register tells that a device of the user is registered for an hour.
func (r *rig) register(u models.User, device string) models.Binding {
	b := binding(u.ID, device, time.Now())
	r.engine.change(models.BindingChange{Binding: b})
	return b
}

func binding(userID, device string, now time.Time) models.Binding {
	return models.Binding{
		TerminalID: models.DerivedID(models.KindTerminal, userID, device), UserID: userID, Contact: "sip:" + device + "@192.0.2.7",
		CallID: device, Transport: models.TransportUDP, Local: netip.MustParseAddrPort("192.0.2.1:5060"),
		Remote: netip.MustParseAddrPort("192.0.2.7:5060"), UserAgent: "Phone " + device,
		RegisteredAt: now, RefreshedAt: now, ExpiresAt: now.Add(time.Hour), Reachable: true,
	}
}

// engine is a Telephony that keeps bindings and remembers commands.
type engine struct {
	facts *Switchboard

	mu       sync.Mutex
	bindings map[string][]models.Binding
	changes  []models.BindingChange
	commands []string
	settings models.TelephonySettings
	deaf     error // what a resync comes to
}

var _ Telephony = (*engine)(nil)

func (e *engine) Restore(bindings []models.Binding) {
	for _, b := range bindings {
		e.apply(models.BindingChange{Binding: b}, models.BindingRestored)
	}
}

// change applies a change of a binding, remembers it for the writer, and tells it.
func (e *engine) change(c models.BindingChange) {
	e.mu.Lock()
	e.changes = append(e.changes, c)
	e.mu.Unlock()
	e.apply(c, models.BindingRegistered)
}

func (e *engine) apply(c models.BindingChange, cause models.BindingCause) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.bindings == nil {
		e.bindings = make(map[string][]models.Binding)
	}
	own := slices.DeleteFunc(slices.Clone(e.bindings[c.Binding.UserID]), func(b models.Binding) bool { return b.TerminalID == c.Binding.TerminalID })
	if !c.Gone {
		own = append(own, c.Binding)
	}
	e.bindings[c.Binding.UserID] = own
	e.facts.BindingsChanged(c.Binding.UserID, own, cause, c.Binding.TerminalID)
}

func (e *engine) TakeChanges(max int) []models.BindingChange {
	e.mu.Lock()
	defer e.mu.Unlock()
	n := min(max, len(e.changes))
	taken := e.changes[:n:n]
	e.changes = e.changes[n:]
	return taken
}

func (e *engine) Unregister(userID, terminalID string) {
	e.command("unregister %s %s", userID, terminalID)
	e.mu.Lock()
	own := slices.Clone(e.bindings[userID])
	e.mu.Unlock()
	for _, b := range own {
		if terminalID == "" || b.TerminalID == terminalID {
			e.change(models.BindingChange{Binding: b, Gone: true})
		}
	}
}

func (e *engine) Resync(_ context.Context, userID, terminalID string) error {
	e.command("resync %s %s", userID, terminalID)
	return e.deaf
}

func (e *engine) Configure(s models.TelephonySettings) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.settings = s
}

func (e *engine) ProbeNow(terminalID string) { e.command("probe %s", terminalID) }

func (e *engine) Dial(from models.Account, terminalID, number, name string) (string, error) {
	e.command("dial %s %s %s", from.Username, terminalID, number)
	return "cal_dialled", nil
}

func (e *engine) Hangup(callID string, cause models.EndCause) bool {
	e.command("hangup %s %s", callID, cause)
	call, found := e.facts.calls.get(callID)
	if found {
		call.State, call.Cause, call.EndedAt, call.Legs = models.CallEnded, cause, time.Now(), nil
		e.facts.CallChanged(call)
	}
	return found
}

func (e *engine) command(format string, values ...any) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.commands = append(e.commands, fmt.Sprintf(format, values...))
}

func (e *engine) told() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.commands)
}

// problem returns the only problem of an error.
func problem(t testing.TB, err error) models.Problem {
	t.Helper()
	var problems models.Problems
	if !errors.As(err, &problems) || len(problems) != 1 {
		t.Fatalf("not one problem: %v", err)
	}
	return problems[0]
}

// sinceThen returns what happened in a topic.
func (r *rig) sinceThen(c journal.Cursor, topic journal.Topic) []journal.Event {
	r.t.Helper()
	events, _, ok := r.Journal().Since(c, topic, nil)
	if !ok {
		r.t.Fatal("forgotten")
	}
	return events
}

// noLeaks makes the test fail where goroutines are left after everything was closed. It is called first.
func noLeaks(t *testing.T) {
	t.Helper()
	before := goleak.IgnoreCurrent()
	t.Cleanup(func() { goleak.VerifyNone(t, before) })
}

func discard() *slog.Logger { return slog.New(slog.DiscardHandler) }
