package app

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"graphpbx/graph"
)

// defaultSIPPort is the port that a telephone takes where none is named (RFC 3261 section 19.1.2).
const defaultSIPPort = 5060

// domain is what a telephone is told to register with.
func (a *App) domain(cfg Config) string {
	address := a.outward()
	host := a.host(cfg)
	if address.Port() == defaultSIPPort {
		return host
	}
	return net.JoinHostPort(host, strconv.Itoa(int(address.Port())))
}

// outward is the address of the engine that telephones elsewhere reach, where there is one.
func (a *App) outward() netip.AddrPort {
	for _, address := range a.engine.Addresses() {
		if !address.Addr().IsLoopback() {
			return address.AddrPort
		}
	}
	return a.engine.Addresses()[0].AddrPort
}

func (a *App) host(cfg Config) string {
	if cfg.ExternalHost != "" {
		return cfg.ExternalHost
	}
	return a.outward().Addr().String()
}

// servers are the ways to reach the engine, as clients are told: each transport and port once, under the one host.
func (a *App) servers(cfg Config) []graph.SIPServer {
	var servers []graph.SIPServer
	for _, address := range a.engine.Addresses() {
		if address.Addr().IsLoopback() && !a.outward().Addr().IsLoopback() {
			continue
		}
		server := graph.SIPServer{
			Transport: address.Transport, Address: net.JoinHostPort(a.host(cfg), strconv.Itoa(int(address.Port()))),
		}
		if !slices.Contains(servers, server) {
			servers = append(servers, server)
		}
	}
	return servers
}

// localURL is the address of the pages for links that the local administrator makes on the command line.
func (a *App) localURL(cfg Config) string {
	host, port, err := net.SplitHostPort(a.listener.Addr().String())
	if err != nil {
		return ""
	}
	if ip, err := netip.ParseAddr(host); err != nil || ip.IsUnspecified() {
		host = a.host(cfg)
	}
	return "http://" + net.JoinHostPort(host, port)
}

// checkPublicURL refuses what cannot be the beginning of a link.
func checkPublicURL(text string) error {
	if text == "" {
		return nil
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" ||
		strings.Trim(u.Path, "/") != "" {
		return fmt.Errorf("public address %q: write scheme and host, such as https://pbx.example (choose it with --public-url)", text)
	}
	return nil
}
