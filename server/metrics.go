package server

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"graphpbx/graph"
	"graphpbx/graph/live"
	"graphpbx/models"
	"graphpbx/switchboard"
)

// newMetrics returns the page of metrics. They are read when they are asked for; nothing is counted twice.
func (s *Server) newMetrics() http.Handler {
	registry := prometheus.NewRegistry()
	all := append([]prometheus.Collector{
		collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		s.version(),
		numbers{s.cfg.Switchboard, s.live, s.connections},
	}, s.cfg.Collectors...)
	for _, c := range all {
		if err := registry.Register(c); err != nil {
			s.log.Error("a metric is left out", "error", err)
		}
	}
	return promhttp.HandlerFor(registry, promhttp.HandlerOpts{MaxRequestsInFlight: 4})
}

// forReaders gives the metrics to administrators and supervisors, and to API tokens of theirs with the scope METRICS_READ. They
// tell how busy an office is, and what it runs on.
func (s *Server) forReaders(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := graph.VisitOf(r.Context()).Viewer
		switch {
		case v.Role >= models.RoleSupervisor && (!v.ByToken() || v.Scopes.Allow(models.ScopeMetricsRead)):
			next.ServeHTTP(w, r)
		case v.Role == models.RoleNone:
			w.Header().Set("WWW-Authenticate", `Bearer realm="graphpbx"`)
			http.Error(w, "The metrics are for API tokens with the scope METRICS_READ, sent as \"Authorization: Bearer TOKEN\"; or start the switchboard with --metrics ADDRESS.", http.StatusUnauthorized)
		default:
			http.Error(w, "This needs a supervisor or administrator; an API token needs the scope METRICS_READ.", http.StatusForbidden)
		}
	})
}

// Metrics serves the metrics to whoever asks, and whether the switchboard lives and is ready: for a listener of their own, in a
// network where only the monitoring is.
func (s *Server) Metrics() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", s.metrics)
	mux.HandleFunc("GET /healthz", healthy)
	mux.HandleFunc("GET /readyz", s.ready)
	return secured(mux)
}

func (s *Server) version() prometheus.Collector {
	g := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "graphpbx_build_info", Help: "Always 1; the label tells the version.",
		ConstLabels: prometheus.Labels{"version": s.cfg.Version},
	})
	g.Set(1)
	return g
}

// numbers tells the numbers that switchboard and subscriptions keep anyway.
type numbers struct {
	switchboard *switchboard.Switchboard
	live        *live.Transport
	connections *connections
}

var telephonesDesc = prometheus.NewDesc("graphpbx_telephones", "Telephones by state.", []string{"state"}, nil)

// number is a metric without labels.
type number struct {
	name, help string
	kind       prometheus.ValueType
	value      float64
}

// Describe describes nothing in advance: the names are the same at each collection.
func (n numbers) Describe(chan<- *prometheus.Desc) {}

// Collect reads the numbers of this moment.
func (n numbers) Collect(out chan<- prometheus.Metric) {
	status := n.switchboard.Status()
	for _, state := range []models.TelephoneState{models.TelephoneOffline, models.TelephoneFree, models.TelephoneBusy} {
		out <- prometheus.MustNewConstMetric(telephonesDesc, prometheus.GaugeValue, float64(status.Telephones[state]), string(state))
	}
	all := append(ofSwitchboard(status), ofSubscriptions(n.live.Stats())...)
	all = append(all, number{"graphpbx_open_streams", "Websockets of all protocols and streams of server-sent events.", prometheus.GaugeValue, float64(n.connections.count())})
	for _, m := range all {
		out <- prometheus.MustNewConstMetric(prometheus.NewDesc(m.name, m.help, nil, nil), m.kind, m.value)
	}
}

func ofSwitchboard(s switchboard.Status) []number {
	up := 0.0
	if s.Database {
		up = 1
	}
	const gauge, counter = prometheus.GaugeValue, prometheus.CounterValue
	return []number{
		{"graphpbx_database_up", "1 while the database answers.", gauge, up},
		{"graphpbx_users", "Users.", gauge, float64(s.Users)},
		{"graphpbx_registrations", "Registered devices.", gauge, float64(s.Terminals)},
		{"graphpbx_calls", "Calls in progress.", gauge, float64(s.Calls)},
		{"graphpbx_sessions", "Logins that have not ended.", gauge, float64(s.Sessions)},
		{"graphpbx_blocked_addresses", "Addresses and names that are refused.", gauge, float64(s.Blocked)},
		{"graphpbx_api_tokens", "API tokens that have not ended.", gauge, float64(s.APITokens)},
		{"graphpbx_waiting_audit_entries", "Audit entries that the database has not taken yet.", gauge, float64(s.WaitingAuditEntries)},
		{"graphpbx_authentication_failures_total", "Wrong answers of devices to a challenge.", counter, float64(s.AuthenticationFailures)},
		{"graphpbx_waiting_bindings", "Changes of registrations that the database has not taken yet.", gauge, float64(s.WaitingBindings)},
		{"graphpbx_waiting_call_records", "Call records that the database has not taken yet.", gauge, float64(s.WaitingCallRecords)},
		{"graphpbx_waiting_probe_hours", "Hours of statistics that the database has not taken yet.", gauge, float64(s.WaitingProbeHours)},
		{"graphpbx_lost_call_records_total", "Call records dropped because too many were waiting.", counter, float64(s.LostCallRecords)},
	}
}

func ofSubscriptions(s live.Stats) []number {
	const gauge, counter = prometheus.GaugeValue, prometheus.CounterValue
	return []number{
		{"graphpbx_websocket_clients", "Clients connected by websocket.", gauge, float64(s.Clients)},
		{"graphpbx_subscriptions", "Shared subscriptions.", gauge, float64(s.Subscriptions)},
		{"graphpbx_subscription_questions", "Different questions among the subscriptions.", gauge, float64(s.Questions)},
		{"graphpbx_subscription_executions_total", "Answers made for subscriptions.", counter, float64(s.Executions)},
		{"graphpbx_subscription_messages_total", "Answers sent to subscribers.", counter, float64(s.Delivered)},
		{"graphpbx_websocket_clients_too_slow_total", "Clients sent away because they fell behind.", counter, float64(s.TooSlow)},
	}
}
