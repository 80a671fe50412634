package check

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/netip"
	"net/url"
	"time"

	"graphpbx/models"
)

// address compares what telephones are told with what this machine is.
func address(ctx context.Context, s Subject) []models.HealthCheck {
	own := ownAddresses()
	if s.ExternalHost == "" {
		for _, a := range own {
			if isPublic(a) {
				return right("external host", "Telephones are told the address of this machine, such as %s.", a)
			}
		}
		return warning("external host", "Name the address that telephones outside see by --external-host, where there are any.",
			"This machine has private addresses alone, and --external-host is not set: telephones outside of this network cannot be called.")
	}
	found, err := resolve(ctx, s.ExternalHost)
	if err != nil {
		return nil // told with the other names
	}
	for _, a := range found {
		if !isPublic(a) {
			return warning("external host", "Give the public address, or leave --external-host out where all telephones are in this network.",
				"%s is %s, a private address: telephones outside cannot reach it.", s.ExternalHost, a)
		}
	}
	return right("external host", "Telephones are told %s (%v).", s.ExternalHost, found)
}

func ownAddresses() (own []netip.Addr) {
	list, _ := net.InterfaceAddrs() // none where the system does not tell
	for _, a := range list {
		if network, err := netip.ParsePrefix(a.String()); err == nil && !network.Addr().IsLoopback() && !network.Addr().IsLinkLocalUnicast() {
			own = append(own, network.Addr().Unmap())
		}
	}
	return own
}

// carrierNAT is the network behind which providers put customers (RFC 6598).
var carrierNAT = netip.MustParsePrefix("100.64.0.0/10")

func isPublic(a netip.Addr) bool {
	return a.IsGlobalUnicast() && !a.IsPrivate() && !carrierNAT.Contains(a)
}

func resolve(ctx context.Context, host string) ([]netip.Addr, error) {
	if a, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{a}, nil
	}
	return net.DefaultResolver.LookupNetIP(ctx, "ip", host)
}

// names asks for the addresses of the names that telephones and people are given.
func names(ctx context.Context, s Subject) (found []models.HealthCheck) {
	for flag, host := range map[string]string{"--external-host": s.ExternalHost, "--public-url": publicHost(s.PublicURL)} {
		if host == "" {
			continue
		}
		if _, err := resolve(ctx, host); err != nil {
			var failed *net.DNSError
			why := err.Error()
			if errors.As(err, &failed) {
				why = failed.Err
			}
			found = append(found, fault("names", "Enter it in the DNS, or correct "+flag+".", "Nobody finds %s: %s.", host, why)...)
		}
	}
	if len(found) == 0 && s.ExternalHost+s.PublicURL != "" {
		return right("names", "The names that others are given are found.")
	}
	return found
}

func publicHost(text string) string {
	u, err := url.Parse(text)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

// soonOver is when a certificate should have been renewed.
const soonOver = 14 * 24 * time.Hour

// certificate looks at the one that people see under the public address.
func certificate(ctx context.Context, s Subject) []models.HealthCheck {
	u, err := url.Parse(s.PublicURL)
	if err != nil || u.Scheme != "https" {
		return nil
	}
	port := u.Port()
	if port == "" {
		port = "443"
	}
	dialer := tls.Dialer{Config: &tls.Config{MinVersion: tls.VersionTLS12}}
	conn, err := dialer.DialContext(ctx, "tcp", net.JoinHostPort(u.Hostname(), port))
	var invalid *tls.CertificateVerificationError
	switch {
	case errors.As(err, &invalid):
		return fault("certificate", "Renew it, or let the proxy show the one for this name.", "Browsers and telephones refuse the certificate of %s: %v.", u.Host, invalid.Err)
	case err != nil:
		return warning("certificate", "Look at the proxy in front of the switchboard; from inside some networks it cannot be reached although it works.", "%s does not answer: %v.", u.Host, err)
	}
	defer conn.Close()
	secure, is := conn.(*tls.Conn)
	if !is || len(secure.ConnectionState().PeerCertificates) == 0 {
		return nil
	}
	until := secure.ConnectionState().PeerCertificates[0].NotAfter
	if left := time.Until(until); left < soonOver {
		return warning("certificate", "Renew it, and look why that was not done by itself.", "The certificate of %s ends in %d days.", u.Host, int(left/(24*time.Hour)))
	}
	return right("certificate", "The certificate of %s is valid until %s.", u.Host, until.Format("2 January 2006"))
}
