// Package server puts the switchboard on HTTP: GraphQL over POST, websocket and server-sent events, health, metrics and
// the pages. It knows who asks, what a request may cost and when it must end; it does not know what a call is.
package server

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"github.com/99designs/gqlgen/graphql/handler"
	"github.com/prometheus/client_golang/prometheus"

	"graphpbx/graph"
	"graphpbx/graph/live"
	"graphpbx/models"
	"graphpbx/switchboard"
)

// Limits of a request.
const (
	bodyLimit      = 1 << 20
	adminBodyLimit = 16 << 20 // an import of many users
	headerLimit    = 32 << 10
	headerTimeout  = 5 * time.Second
	readTimeout    = 60 * time.Second
	writeTimeout   = 90 * time.Second // longer than any operation may take
	idleTimeout    = 2 * time.Minute
)

// Config says what is served.
type Config struct {
	Switchboard *switchboard.Switchboard
	Web         http.Handler                                 // the pages; nil: none
	Domain      string                                       // SIP domain that telephones are told to register with
	Servers     []graph.SIPServer                            // where the engine listens, as clients are told
	PublicURL   string                                       // address under which people reach the pages; empty: the one that their browser used
	LocalURL    string                                       // address of the pages for the local administrator, who has no browser
	Place       switchboard.DevicePlace                      // where telephones find the switchboard and their files
	Options     []models.StartOption                         // what was chosen at the start, to be shown
	Version     string                                       // shown in the metrics
	Origins     []string                                     // pages of other hosts that may use the API, such as https://intranet.example
	Checks      graph.Checks                                 // looks at what the switchboard stands on; nil: nobody does
	Backup      func(ctx context.Context, w io.Writer) error // for the local administrator alone; nil: none
	Ready       func() []string                              // why the switchboard is not ready, apart from what the server knows itself; nil: it is
	Collectors  []prometheus.Collector                       // further metrics
	Proxies     []netip.Prefix                               // whose word about the address of a visitor is believed
	Log         *slog.Logger

	PingInterval time.Duration // between signs of life on open streams; default 25 s
}

// Server serves people and programs. It must be shut down, even where it was never given a listener.
type Server struct {
	cfg         Config
	log         *slog.Logger
	graphql     *handler.Server
	live        *live.Transport
	connections *connections
	metrics     http.Handler
	public      *http.Server
	control     *http.Server
	draining    atomic.Bool
}

// New returns a server of the switchboard. Its subscriptions follow the journal from now on.
func New(cfg Config) *Server {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.PingInterval == 0 {
		cfg.PingInterval = 25 * time.Second
	}
	s := &Server{cfg: cfg, log: cfg.Log, connections: newConnections(cfg.Switchboard)}
	s.live = live.New(live.Config{
		Journal: cfg.Switchboard.Journal(), Log: cfg.Log, Admit: s.admit, Audience: graph.Audience,
		CheckOrigin: s.mayConnect, PingInterval: cfg.PingInterval,
	})
	s.graphql = graph.New(&graph.Resolver{
		Switchboard: cfg.Switchboard, Domain: cfg.Domain, Servers: cfg.Servers, PublicURL: cfg.PublicURL, LocalURL: cfg.LocalURL, Place: cfg.Place, Options: cfg.Options, Checks: cfg.Checks,
	}, cfg.Log)
	s.graphql.AroundOperations(bounded)
	s.graphql.AddTransport(s.live)
	s.graphql.AddTransport(s.legacy())
	s.graphql.AddTransport(s.events())
	s.graphql.AddTransport(post{})
	s.metrics = s.newMetrics()
	s.public = s.newHTTP(s.Handler())
	s.control = s.newHTTP(s.Control())
	return s
}

func (s *Server) newHTTP(h http.Handler) *http.Server {
	return &http.Server{
		Handler: h, ReadHeaderTimeout: headerTimeout, ReadTimeout: readTimeout, IdleTimeout: idleTimeout,
		MaxHeaderBytes: headerLimit, ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
	}
}

// Serve serves everybody on the listener, until Shutdown. It always returns an error, http.ErrServerClosed after Shutdown.
func (s *Server) Serve(l net.Listener) error { return s.public.Serve(l) }

// ServeControl serves the local administrator on the listener: whoever may connect is one. It must be a unix socket that
// only the owner of the data may open.
func (s *Server) ServeControl(l net.Listener) error { return s.control.Serve(l) }

// Drain lets /readyz say that no new work should be sent here. Everything is served as before.
func (s *Server) Drain() { s.draining.Store(true) }

// Shutdown takes no more requests, tells clients of open streams to come back, and waits until all have gone or the context
// ends; then it hangs up.
func (s *Server) Shutdown(ctx context.Context) error {
	s.Drain()
	s.connections.shut()
	var faults [3]error
	var ending sync.WaitGroup
	ending.Go(func() { faults[0] = s.live.Close(ctx) })
	ending.Go(func() { faults[1] = shutdown(ctx, s.public) })
	ending.Go(func() { faults[2] = shutdown(ctx, s.control) })
	ending.Wait()
	return errors.Join(append(faults[:], s.connections.wait(ctx))...)
}

func shutdown(ctx context.Context, h *http.Server) error {
	err := h.Shutdown(ctx)
	if err != nil {
		_ = h.Close()
	}
	return err
}
