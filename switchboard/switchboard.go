package switchboard

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"graphpbx/models"
	"graphpbx/models/store"
	"graphpbx/switchboard/journal"
)

// Config sets what an operator may choose.
type Config struct {
	Dir             string // data folder, for what must outlive a database that is away; empty for none
	AdminPassword   string // password of the user admin; empty for a one-time password until it is replaced
	HomeCountry     string // ISO 3166 code of the home country until somebody has chosen one; empty for the default of the setting
	JournalCapacity int    // events to remember; 0 for journal.DefaultCapacity
}

// Switchboard holds all users and the state of all telephones and calls, and decides. Its methods may be used from many
// goroutines. Those that take no context read memory only and never wait.
type Switchboard struct {
	store       Store
	config      Config
	log         *slog.Logger
	journal     *journal.Journal
	health      *health
	directory   atomic.Pointer[directory]
	changing    chan struct{} // holds one token: whoever takes it may change users
	telephones  *telephones
	calls       *calls
	records     *recordQueue[models.CallRecord]
	notes       *callNotes
	audit       *recordQueue[models.AuditEntry]
	statistics  *statistics
	traces      *traces
	live        *liveStatistics
	timeline    *timeline
	sessions    *sessions
	activations *activations
	onboardings *onboardings
	callthrough *callthroughRules
	settings    *settings
	world       world
	logins      *limiter
	failures    *failures
	blocking    *blocking
	bindings    *bindingWriter
	presences   *presences
	devices     *devices
	phoneBook   *phoneBook
	strangers   *limiter         // those who ask for files of telephones that are not theirs
	restored    []models.Binding // read at New, handed over at Start

	presenceRules atomic.Pointer[models.PresenceMatrix]
	secondFactors *secondFactors

	oneTimePassword string

	telephony     Telephony
	hashPasswords chan struct{}
	retain        chan struct{} // wakes runRetention
	stop          context.CancelFunc
	running       sync.WaitGroup
}

// New reads users, sessions and bindings from the database, and makes sure that there is an administrator. It starts
// no goroutine. The methods for facts and Route may be used at once; commands need Start.
func New(ctx context.Context, database Store, config Config, log *slog.Logger) (*Switchboard, error) {
	config = config.withDefaults()
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	j := journal.New(config.JournalCapacity)
	chosen := newSettings(j)
	h := newHealth(log)
	s := &Switchboard{
		store: database, config: config, log: log, journal: j, health: h,
		changing:      make(chan struct{}, 1),
		telephones:    newTelephones(j, chosen.get().Telephony.Thresholds()),
		calls:         newCalls(j),
		records:       newRecordQueue(database, config.Dir, h, log),
		audit:         newAuditQueue(database, config.Dir, h, log),
		statistics:    newStatistics(database, chosen, h),
		live:          newLiveStatistics(j),
		traces:        newTraces(),
		timeline:      newTimeline(database, config.Dir, h, log),
		sessions:      newSessions(),
		secondFactors: newSecondFactors(),
		activations:   newActivations(),
		onboardings:   newOnboardings(j),
		callthrough:   newCallthroughRules(j, chosen),
		settings:      chosen,
		world:         world{chosen},
		logins:        newLimiter(),
		failures:      newFailures(log),
		blocking:      newBlocking(j, chosen, log),
		bindings:      newBindingWriter(database, h),
		presences:     newPresences(j, newPresenceWriter(database, h)),
		devices:       newDevices(j),
		phoneBook:     newPhoneBook(j, world{chosen}),
		strangers:     newLimiter(),
		hashPasswords: make(chan struct{}, 1),
		retain:        make(chan struct{}, 1),
	}
	s.notes = newCallNotes(config.Dir, s.records.empty, log)
	s.directory.Store(newDirectory())
	s.timeline.heard = s.traces.happened
	if err := s.load(ctx); err != nil {
		return nil, err
	}
	return s, nil
}

func (c Config) withDefaults() Config {
	if c.JournalCapacity == 0 {
		c.JournalCapacity = journal.DefaultCapacity
	}
	return c
}

// load fills memory from the database.
func (s *Switchboard) load(ctx context.Context) (err error) {
	if err = s.loadSettings(ctx); err != nil {
		return fmt.Errorf("switchboard: read settings: %w", err)
	}
	if err = s.loadNumberingPlan(ctx); err != nil {
		return fmt.Errorf("switchboard: read service numbers: %w", err)
	}
	if err = s.loadPresence(ctx); err != nil {
		return fmt.Errorf("switchboard: read presence: %w", err)
	}
	if err = s.loadUsers(ctx); err != nil {
		return fmt.Errorf("switchboard: read users: %w", err)
	}
	if err = s.loadSessions(ctx); err != nil {
		return fmt.Errorf("switchboard: read sessions: %w", err)
	}
	if err = s.loadSecondFactors(ctx); err != nil {
		return fmt.Errorf("switchboard: read second factors: %w", err)
	}
	if err = s.loadActivationLinks(ctx); err != nil {
		return fmt.Errorf("switchboard: read activation links: %w", err)
	}
	if err = s.loadCallthroughRules(ctx); err != nil {
		return fmt.Errorf("switchboard: read callthrough rules: %w", err)
	}
	if err = s.loadDevices(ctx); err != nil {
		return fmt.Errorf("switchboard: read devices: %w", err)
	}
	if err = s.loadContacts(ctx); err != nil {
		return fmt.Errorf("switchboard: read contacts: %w", err)
	}
	if err = s.loadBlocking(ctx); err != nil {
		return fmt.Errorf("switchboard: read blocked addresses: %w", err)
	}
	if err = s.ensureAdministrator(ctx); err != nil {
		return fmt.Errorf("switchboard: make the first administrator: %w", err)
	}
	if err = s.statistics.load(ctx); err != nil {
		return fmt.Errorf("switchboard: read the running hour of statistics: %w", err)
	}
	if err = s.loadTerminalNames(ctx); err != nil {
		return fmt.Errorf("switchboard: read names of terminals: %w", err)
	}
	bindings, err := s.store.Bindings(ctx)
	if err != nil {
		return fmt.Errorf("switchboard: read bindings: %w", err)
	}
	s.restored = stillThere(bindings, time.Now())
	if err = s.records.recover(); err != nil {
		return fmt.Errorf("switchboard: read back call records: %w", err)
	}
	if err = s.recoverCalls(); err != nil {
		return fmt.Errorf("switchboard: read back calls in progress: %w", err)
	}
	if err = s.audit.recover(); err != nil {
		return fmt.Errorf("switchboard: read back audit entries: %w", err)
	}
	if err = s.timeline.queue.recover(); err != nil {
		return fmt.Errorf("switchboard: read back events of terminals: %w", err)
	}
	return nil
}

func (s *Switchboard) loadUsers(ctx context.Context) error {
	var records []*record
	err := s.store.EachUser(ctx, func(u models.User, secret store.SealedSecret) error {
		records = append(records, newRecord(u, secret))
		return nil
	})
	if err != nil {
		return err
	}
	s.admit(records)
	return nil
}

// Start hands the engine the devices that were registered when the switchboard last stopped, and begins to write
// behind. Close ends it.
func (s *Switchboard) Start(t Telephony) {
	ctx, stop := context.WithCancel(context.Background())
	s.telephony, s.stop = t, stop
	s.bindings.telephony = t
	s.timeline.tell(models.EventStarted)
	t.Configure(s.settings.get().Telephony)
	t.Restore(s.restored)
	s.restored = nil
	s.running.Go(func() { s.bindings.run(ctx, s.refreshed) })
	s.running.Go(func() { s.records.run(ctx) })
	s.running.Go(func() { s.audit.run(ctx) })
	s.running.Go(func() { s.notes.run(ctx) })
	s.running.Go(func() { s.statistics.run(ctx) })
	s.running.Go(func() { s.runLiveStatistics(ctx) })
	s.running.Go(func() { s.runWarnings(ctx) })
	s.running.Go(func() { s.timeline.queue.run(ctx) })
	s.running.Go(func() { s.runRetention(ctx) })
	s.running.Go(func() { s.runSessions(ctx) })
	s.running.Go(func() { s.runPasswords(ctx) })
	s.running.Go(func() { s.runActivations(ctx) })
	s.running.Go(func() { s.health.run(ctx, s.store.Ping) })
	s.running.Go(func() { s.failures.run(ctx) })
	s.running.Go(func() { s.presences.keep(ctx) })
	s.running.Go(func() { s.presences.writer.run(ctx, s.presences.configured) })
	s.running.Go(func() { s.runDevices(ctx) })
	s.running.Go(func() { s.runBlocking(ctx) })
}

// Close ends the writing behind and writes what is left, until the context ends. Call records that the database does
// not take then are kept in the data folder and written at the next start. The engine must have stopped before.
func (s *Switchboard) Close(ctx context.Context) error {
	if s.stop != nil {
		s.stop()
		s.running.Wait()
		s.bindings.flush(ctx, s.refreshed, true)
		s.writeSessions(ctx)
		s.timeline.tell(models.EventStopped)
		_ = s.writeDevices(ctx) // told by the health; what is lost is the log of the last second
	}
	_ = s.writeBlocks(ctx) // what the database does not take now is the blocks of the last seconds
	return errors.Join(s.presences.writer.flush(ctx), s.statistics.close(ctx), s.closeRecords(ctx), s.audit.close(ctx),
		s.timeline.queue.close(ctx))
}

// Journal returns the stream of events.
func (s *Switchboard) Journal() *journal.Journal { return s.journal }

// Thresholds returns what parts the colours of probes.
func (s *Switchboard) Thresholds() models.ProbeThresholds {
	return s.settings.get().Telephony.Thresholds()
}

// OneTimePassword returns the password of the user admin that was made at this start, to be shown to whoever started
// the switchboard. It returns false where none was made: a password is configured, or has been chosen.
func (s *Switchboard) OneTimePassword() (string, bool) {
	return s.oneTimePassword, s.oneTimePassword != ""
}
