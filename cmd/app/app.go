// Package app joins the rooms of the house: database, switchboard, engine and web. It is the one place besides the command
// line that knows them all, so that the command and the tests start the same thing. It decides nothing.
package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"graphpbx/models"
	"graphpbx/models/store"
	"graphpbx/server"
	"graphpbx/sip"
	"graphpbx/sip/digest"
	"graphpbx/sip/flow"
	"graphpbx/switchboard"
	"graphpbx/web"
)

// Realm is the realm of digest authentication: telephones show it where they ask for a password.
const Realm = "graphpbx"

// Config is what an operator may choose; see the flags of `graphpbx serve`.
type Config struct {
	Data          string
	HTTP          string   // address of dashboard and GraphQL
	SIP           []string // addresses of the engine, each for UDP and TCP
	Database      string   // DSN of PostgreSQL; empty for SQLite in Data
	ExternalHost  string
	PublicURL     string // address under which people reach the pages, and telephones their files; empty: the one that their browser used
	HomeCountry   string // ISO 3166 code of the country that national numbers belong to; until one is chosen in the settings
	RTPPorts      [2]int
	Digest        []digest.Algorithm // offered to telephones; empty for MD5 alone
	AdminPassword string             // empty: a one-time password until it is replaced
	Version       string
	Metrics       string   // address of the metrics for whoever asks; empty: they are given on HTTP alone, to those who may read them
	Proxies       []string // addresses and networks of proxies whose word about the address of a visitor is believed

	Options         []models.StartOption // what was chosen, to be shown
	JournalCapacity int                  // events that a client may have missed; 0 for the default
}

// App is a running switchboard.
type App struct {
	log         *slog.Logger
	lock        *os.File
	store       *store.Store
	switchboard *switchboard.Switchboard
	engine      *sip.Engine
	server      *server.Server
	listener    net.Listener
	control     net.Listener
	failed      chan error

	metrics         *http.Server // nil without an address of its own
	metricsListener net.Listener
}

// Start opens the data folder, the sockets and the web, in this order, and returns once telephones and people are served. The error is
// for people: it names what is missing or taken, and the remedy.
func Start(ctx context.Context, cfg Config, log *slog.Logger) (a *App, err error) {
	if err = checkPublicURL(cfg.PublicURL); err != nil {
		return nil, err
	}
	proxies, err := parseProxies(cfg.Proxies)
	if err != nil {
		return nil, err
	}
	a = &App{log: log, failed: make(chan error, 3)}
	defer func() {
		if err != nil {
			_ = a.Close(context.WithoutCancel(ctx))
			a = nil
		}
	}()
	if err = a.openData(ctx, cfg); err != nil {
		return a, err
	}
	if a.listener, err = listen(cfg.HTTP); err != nil {
		return a, err
	}
	a.engine, err = sip.Start(sip.Config{
		Listen: cfg.SIP, Realm: Realm, ExternalHost: cfg.ExternalHost, RTPPorts: cfg.RTPPorts, Digest: cfg.Digest,
		Gate: a.switchboard,
	}, a.switchboard, a.switchboard, a.switchboard, log)
	if err != nil {
		return a, err
	}
	a.switchboard.Start(a.engine)
	a.serve(cfg, proxies)
	if err = a.openMetrics(cfg.Metrics); err != nil {
		return a, err
	}
	return a, a.openControl(cfg.Data)
}

// Close takes no new calls, tells clients to come back, and writes what is to be kept. It ends when ctx does at the latest.
func (a *App) Close(ctx context.Context) error {
	var faults []error
	if a.metrics != nil {
		faults = append(faults, a.metrics.Close())
	}
	if a.server != nil {
		faults = append(faults, a.server.Shutdown(ctx))
	} else if a.listener != nil {
		faults = append(faults, a.listener.Close())
	}
	if a.engine != nil {
		faults = append(faults, a.engine.Close())
	}
	if a.switchboard != nil {
		faults = append(faults, a.switchboard.Close(ctx))
	}
	if a.store != nil {
		faults = append(faults, a.store.Close())
	}
	if a.lock != nil {
		faults = append(faults, a.lock.Close())
	}
	return errors.Join(faults...)
}

// Drain takes no new calls and waits until the living ones have ended or ctx has.
func (a *App) Drain(ctx context.Context) {
	a.server.Drain()
	a.engine.Drain(ctx)
}

// Failed tells when the web has stopped by itself.
func (a *App) Failed() <-chan error { return a.failed }

// HTTP returns the address of dashboard and GraphQL.
func (a *App) HTTP() net.Addr { return a.listener.Addr() }

// SIP returns the addresses of the engine.
func (a *App) SIP() []flow.Address { return a.engine.Addresses() }

// Engine returns the engine, for tests that look at its tables.
func (a *App) Engine() *sip.Engine { return a.engine }

// Switchboard returns the switchboard.
func (a *App) Switchboard() *switchboard.Switchboard { return a.switchboard }

func (a *App) openData(ctx context.Context, cfg Config) (err error) {
	if err = os.MkdirAll(cfg.Data, 0o700); err != nil {
		return fmt.Errorf("data folder: %w (choose another with --data)", err)
	}
	if a.lock, err = lockFolder(cfg.Data); err != nil {
		return err
	}
	if a.store, err = store.Open(ctx, store.Config{
		DSN: cfg.Database, Dir: cfg.Data, Log: a.log, Exclusive: true, Lost: func(err error) { a.failed <- err },
	}); err != nil {
		return err
	}
	a.switchboard, err = switchboard.New(ctx, a.store, switchboard.Config{
		Dir: cfg.Data, AdminPassword: cfg.AdminPassword, HomeCountry: cfg.HomeCountry, JournalCapacity: cfg.JournalCapacity,
	}, a.log)
	return err
}

func (a *App) serve(cfg Config, proxies []netip.Prefix) {
	a.server = server.New(server.Config{
		Switchboard: a.switchboard, Web: web.Handler(), Domain: a.domain(cfg), Servers: a.servers(cfg),
		PublicURL: cfg.PublicURL, LocalURL: a.localURL(cfg), Place: a.place(cfg), Options: cfg.Options, Backup: a.backup(cfg.Version), Checks: cfg.checks, Version: cfg.Version, Log: a.log,
		Proxies: proxies, Collectors: []prometheus.Collector{engineNumbers{a.engine}},
	})
	go func() {
		if err := a.server.Serve(a.listener); err != nil && !errors.Is(err, http.ErrServerClosed) {
			a.failed <- err
		}
	}()
}

// openControl lets the local administrator in: whoever may open the socket in the data folder owns the data anyway.
func (a *App) openControl(data string) error {
	name := filepath.Join(data, ControlSocket)
	if err := os.Remove(name); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	before := syscall.Umask(0o177) // the file is never open to others, not even for a moment
	listener, err := net.Listen("unix", name)
	syscall.Umask(before)
	if errors.Is(err, syscall.EINVAL) {
		return fmt.Errorf("control socket: the path %s is longer than the system allows for a socket (about 100 bytes): choose a data folder with a shorter path by --data", name)
	}
	if err != nil {
		return fmt.Errorf("control socket: %w", err)
	}
	a.control = listener
	go func() {
		if err := a.server.ServeControl(listener); err != nil && !errors.Is(err, http.ErrServerClosed) {
			a.failed <- err
		}
	}()
	return nil
}

func listen(address string) (net.Listener, error) {
	listener, err := net.Listen("tcp", address)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("HTTP address %s is taken by another program: stop it, or choose another with --http", address)
	}
	if err != nil {
		return nil, fmt.Errorf("HTTP address %s: %w (choose another with --http)", address, err)
	}
	return listener, nil
}

func second[T any](_ T, err error) error { return err }

// lockFolder makes sure that one switchboard at a time works on a folder. The lock ends with the process.
func lockFolder(data string) (*os.File, error) {
	file, err := os.OpenFile(filepath.Join(data, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("data folder: %w", err)
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		holder, _ := io.ReadAll(io.LimitReader(file, 200)) // for people; none where nobody has written it
		file.Close()
		return nil, fmt.Errorf("the data folder %s is in use by a running switchboard (%s): stop it, or choose another with --data", data, strings.TrimSpace(string(holder)))
	}
	host, _ := os.Hostname() // a name for people
	if err := errors.Join(file.Truncate(0), second(fmt.Fprintf(file, "process %d on %s\n", os.Getpid(), host))); err != nil {
		file.Close()
		return nil, fmt.Errorf("data folder: %w", err)
	}
	return file, nil
}

// settle is how long an offline switchboard may take to write what it has changed.
const settle = 5 * time.Second
