package app

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"syscall"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"graphpbx/sip"
)

// engineNumbers tells the numbers that the engine keeps anyway.
type engineNumbers struct{ engine *sip.Engine }

// Describe describes nothing in advance: the names are the same at each collection.
func (engineNumbers) Describe(chan<- *prometheus.Desc) {}

// Collect reads the numbers of this moment.
func (n engineNumbers) Collect(out chan<- prometheus.Metric) {
	counts := n.engine.Counts()
	tell := func(name, help string, kind prometheus.ValueType, value float64) {
		out <- prometheus.MustNewConstMetric(prometheus.NewDesc(name, help, nil, nil), kind, value)
	}
	const gauge, counter = prometheus.GaugeValue, prometheus.CounterValue
	tell("graphpbx_sip_messages_total", "SIP messages that came in.", counter, float64(counts.Packets))
	tell("graphpbx_sip_messages_blocked_total", "SIP messages of blocked addresses, which are not answered.", counter, float64(counts.Blocked))
	tell("graphpbx_sip_messages_malformed_total", "SIP messages that could not be read.", counter, float64(counts.Malformed))
	tell("graphpbx_sip_server_transactions", "Requests of telephones that are under way.", gauge, float64(counts.ServerTransactions))
	tell("graphpbx_sip_client_transactions", "Requests to telephones that are under way.", gauge, float64(counts.ClientTransactions))
	tell("graphpbx_engine_calls", "Calls that the engine holds, those that are ending included.", gauge, float64(counts.Calls))
	tell("graphpbx_media_sessions", "Streams of sound that are relayed.", gauge, float64(counts.MediaSessions))
	tell("graphpbx_media_ports_free", "Ports for sound that nobody uses.", gauge, float64(counts.MediaPorts))
}

// openMetrics serves the metrics on an address of their own, without asking who reads them.
func (a *App) openMetrics(address string) error {
	if address == "" {
		return nil
	}
	listener, err := net.Listen("tcp", address)
	if errors.Is(err, syscall.EADDRINUSE) {
		return fmt.Errorf("metrics address %s is taken by another program: stop it, or choose another with --metrics", address)
	}
	if err != nil {
		return fmt.Errorf("metrics address %s: %w (choose another with --metrics)", address, err)
	}
	a.metrics = &http.Server{Handler: a.server.Metrics(), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: 30 * time.Second}
	a.metricsListener = listener
	go func() {
		if err := a.metrics.Serve(listener); err != nil && !errors.Is(err, http.ErrServerClosed) {
			a.failed <- err
		}
	}()
	return nil
}

// Metrics returns the address of the metrics, nil where they have none of their own.
func (a *App) Metrics() net.Addr {
	if a.metricsListener == nil {
		return nil
	}
	return a.metricsListener.Addr()
}

// parseProxies reads the addresses and networks of proxies.
func parseProxies(texts []string) ([]netip.Prefix, error) {
	var proxies []netip.Prefix
	for _, text := range texts {
		proxy, err := netip.ParsePrefix(text)
		if address, single := netip.ParseAddr(text); single == nil {
			proxy, err = address.Prefix(address.BitLen())
		}
		if err != nil {
			return nil, fmt.Errorf("--trusted-proxies: %q is neither an address nor a network: write 192.0.2.7 or 192.0.2.0/24", text)
		}
		proxies = append(proxies, proxy.Masked())
	}
	return proxies, nil
}
