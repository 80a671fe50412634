package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"

	"graphpbx/cmd/app"
	"graphpbx/models"
	"graphpbx/sip/digest"
)

const (
	defaultData = "data"
	defaultHTTP = ":8080"
	defaultSIP  = ":5060"

	drainTime = 20 * time.Second // for living calls after SIGTERM
	closeTime = 5 * time.Second  // for what is to be written
)

// serveFlags are the flags of serve.
type serveFlags struct {
	data, http, database, externalHost, rtpPorts, digest, logFormat, logLevel string
	sip                                                                       addressList
	publicURL, country                                                        string // of links, and where national numbers belong
	metrics                                                                   string
	proxies                                                                   addressList
	drain                                                                     time.Duration
	options                                                                   []models.StartOption
}

func (s *serveFlags) define(flags *flag.FlagSet) {
	s.sip.values = []string{defaultSIP}
	flags.StringVar(&s.data, "data", defaultData, "`FOLDER` of everything the switchboard keeps")
	flags.StringVar(&s.http, "http", defaultHTTP, "`ADDRESS` of dashboard and GraphQL")
	flags.Var(&s.sip, "sip", "`ADDRESS` for SIP over UDP and TCP; may be repeated")
	flags.StringVar(&s.database, "database", "", "`DSN` of PostgreSQL (postgres://…); empty for the embedded SQLite")
	flags.StringVar(&s.externalHost, "external-host", "", "`HOST` that telephones outside the local network see")
	flags.StringVar(&s.publicURL, "public-url", "", "`URL` under which people reach the pages and telephones their files, such as https://pbx.example; empty: as the administrator's browser did")
	flags.StringVar(&s.country, "country", "", "`CODE` (ISO 3166) of the country that national numbers belong to, until one is chosen in the settings; empty: DE")
	flags.StringVar(&s.rtpPorts, "rtp-ports", "20000-29999", "first and last UDP `PORT` for sound")
	flags.StringVar(&s.digest, "digest", "md5", "digest `ALGORITHMS` offered to telephones: md5, sha-256, or both parted by a comma")
	flags.StringVar(&s.logFormat, "log-format", "text", "text or json")
	flags.StringVar(&s.logLevel, "log-level", "info", "debug, info, warn or error")
	flags.StringVar(&s.metrics, "metrics", "", "`ADDRESS` of /metrics for whoever can reach it; empty: on --http, for API tokens with the scope METRICS_READ")
	flags.Var(&s.proxies, "trusted-proxies", "`NETWORK` of reverse proxies that are believed who asks (X-Forwarded-For); may be repeated")
	flags.DurationVar(&s.drain, "drain", drainTime, "how long living calls may go on after SIGTERM")
}

func runServe(ctx context.Context, args []string, out, errOut io.Writer) int {
	var s serveFlags
	flags := flag.NewFlagSet("graphpbx serve", flag.ContinueOnError)
	s.define(flags)
	given, err := parseSources(flags, args, errOut)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err == nil && flags.NArg() > 0 {
		err = fmt.Errorf("serve takes flags only, not %q", flags.Arg(0))
	}
	if err == nil {
		s.options = startOptions(flags, given)
		err = serve(ctx, s, out, errOut)
	}
	if err != nil {
		fmt.Fprintln(errOut, "graphpbx:", err)
		return 1
	}
	return 0
}

func serve(ctx context.Context, s serveFlags, out, errOut io.Writer) error {
	log, err := newLogger(errOut, s.logFormat, s.logLevel)
	if err != nil {
		return err
	}
	ports, err := parsePorts(s.rtpPorts)
	if err != nil {
		return err
	}
	algorithms, err := digest.ParseAlgorithms(s.digest)
	if err != nil {
		return fmt.Errorf("--digest: %w", err)
	}
	floor := calmCollector()
	defer runtime.KeepAlive(floor)
	a, err := app.Start(ctx, app.Config{
		Data: s.data, HTTP: s.http, SIP: s.sip.values, Database: s.database, ExternalHost: s.externalHost, PublicURL: s.publicURL, HomeCountry: s.country, Options: s.options,
		RTPPorts: ports, Digest: algorithms, AdminPassword: os.Getenv(envPrefix + "ADMIN_PASSWORD"), Version: version,
		Metrics: s.metrics, Proxies: s.proxies.values,
	}, log)
	if err != nil && ctx.Err() != nil {
		log.Info("stopped before it was ready")
		return nil
	}
	if err != nil {
		return err
	}
	logStart(log, a, s)
	printStart(out, a, s)
	select {
	case <-ctx.Done():
	case err = <-a.Failed():
	}
	return errors.Join(err, stop(a, s.drain, log))
}

// stop lets living calls go on for a time. Whoever cannot wait sends the signal again.
func stop(a *app.App, drain time.Duration, log *slog.Logger) error {
	log.Info("stopping: no new calls; once more ends those that are left", "calls", a.Switchboard().Status().Calls)
	drained, cancel := context.WithTimeout(context.Background(), drain)
	defer cancel()
	drained, forget := signal.NotifyContext(drained, os.Interrupt, syscall.SIGTERM)
	defer forget()
	a.Drain(drained)
	closing, cancelClosing := context.WithTimeout(context.Background(), closeTime)
	defer cancelClosing()
	err := a.Close(closing)
	log.Info("stopped")
	return err
}

func logStart(log *slog.Logger, a *app.App, s serveFlags) {
	database := "sqlite"
	if s.database != "" {
		database = "postgres"
	}
	var addresses []string
	for _, address := range a.SIP() {
		addresses = append(addresses, address.String())
	}
	log.Info("graphpbx is ready", "version", version, "http", a.HTTP().String(), "sip", addresses, "database", database, "data", s.data)
}

// printStart tells a newcomer where to go on.
func printStart(out io.Writer, a *app.App, s serveFlags) {
	fmt.Fprintf(out, "\nGraphPBX %s is running.\n\n", version)
	fmt.Fprintf(out, "  Dashboard      %s\n", dashboardURL(a.HTTP()))
	if password, ok := a.Switchboard().OneTimePassword(); ok {
		fmt.Fprintf(out, "  Log in as      admin, one-time password %s\n", password)
	} else {
		fmt.Fprint(out, "  Log in as      admin, with the password that was chosen\n")
	}
	for _, address := range a.SIP() {
		if address.Transport == models.TransportUDP { // TCP is on the same addresses
			fmt.Fprintf(out, "  SIP            %s (UDP and TCP)\n", address.AddrPort)
		}
	}
	data := ""
	if s.data != defaultData {
		data = " --data " + s.data
	}
	fmt.Fprintf(out, `
  Add a user     bin/graphpbx user add anna --number 21%s
                 (prints what a telephone wants to know: SIP server, username, SIP password)
  Try a call     bin/graphpbx phone --server %s --user anna --password … --dial 22

Ctrl-C stops it.

`, data, trySIP(a))
}

func dashboardURL(address net.Addr) string {
	host, port, err := net.SplitHostPort(address.String())
	if err != nil {
		return "http://" + address.String()
	}
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port)
}

// trySIP returns an address that a telephone on this machine reaches.
func trySIP(a *app.App) string {
	addresses := a.SIP()
	for _, address := range addresses {
		if address.Addr().IsLoopback() {
			return address.AddrPort.String()
		}
	}
	return addresses[0].AddrPort.String()
}

func newLogger(out io.Writer, format, level string) (*slog.Logger, error) {
	var l slog.Level
	if err := l.UnmarshalText([]byte(level)); err != nil {
		return nil, fmt.Errorf("--log-level %q: choose debug, info, warn or error", level)
	}
	options := &slog.HandlerOptions{Level: l}
	switch format {
	case "text":
		return slog.New(slog.NewTextHandler(out, options)), nil
	case "json":
		return slog.New(slog.NewJSONHandler(out, options)), nil
	}
	return nil, fmt.Errorf("--log-format %q: choose text or json", format)
}

func parsePorts(text string) (ports [2]int, err error) {
	first, last, ok := strings.Cut(text, "-")
	if ok {
		ports[0], err = strconv.Atoi(first)
	}
	if ok && err == nil {
		ports[1], err = strconv.Atoi(last)
	}
	if !ok || err != nil || ports[0] < 1024 || ports[1] > 65535 || ports[1]-ports[0] < 3 {
		return ports, fmt.Errorf("--rtp-ports %q: two ports between 1024 and 65535 are wanted, such as 20000-29999", text)
	}
	return ports, nil
}
