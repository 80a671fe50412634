package server

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

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
