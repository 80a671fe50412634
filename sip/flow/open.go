package flow

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"syscall"
)

// portAttempts is how often a port that the system chose for UDP may turn out to be taken for TCP.
const portAttempts = 20

func (l *Layer) open(ctx context.Context, addresses []string) error {
	for _, address := range addresses {
		hosts, port, wildcard, err := expand(ctx, address)
		if err != nil {
			return fmt.Errorf("listening on %q: %w", address, err)
		}
		opened := 0
		for _, host := range hosts {
			used, err := l.openBoth(ctx, host, port)
			if wildcard && errors.Is(err, syscall.EADDRNOTAVAIL) {
				l.log.Warn("an address of this machine cannot be used yet", "address", host, "error", err)
				continue
			}
			if err != nil {
				return err
			}
			port = used // the same for every address of a wildcard
			opened++
		}
		if opened == 0 {
			return fmt.Errorf("listening on %q: this machine has no such address; name one that it has", address)
		}
	}
	return nil
}

// expand returns the local addresses that a "host:port" means.
func expand(ctx context.Context, address string) (hosts []netip.Addr, port uint16, wildcard bool, err error) {
	host, service, err := net.SplitHostPort(address)
	if err != nil {
		return nil, 0, false, fmt.Errorf("an address looks like 192.0.2.1:5060, [2001:db8::1]:5060 or :5060: %w", err)
	}
	number, err := strconv.ParseUint(service, 10, 16)
	if err != nil {
		return nil, 0, false, fmt.Errorf("%q is not a port from 0 to 65535", service)
	}
	port = uint16(number)
	if ip, parsed := netip.ParseAddr(host); parsed == nil && !ip.IsUnspecified() {
		return []netip.Addr{ip.Unmap()}, port, false, nil
	} else if parsed == nil || host == "" {
		hosts, err = localAddresses(host == "" || ip.Is4(), host == "" || ip.Is6())
		return hosts, port, true, err
	}
	hosts, err = net.DefaultResolver.LookupNetIP(ctx, "ip", host)
	for i := range hosts {
		hosts[i] = hosts[i].Unmap()
	}
	return hosts, port, false, err
}

// localAddresses lists the addresses of this machine. Link-local ones of IPv6 are left out: they mean nothing without a
// zone, and no telephone is told one.
func localAddresses(four, six bool) ([]netip.Addr, error) {
	known, err := net.InterfaceAddrs()
	if err != nil {
		return nil, err
	}
	var found []netip.Addr
	for _, a := range known {
		network, isNetwork := a.(*net.IPNet)
		if !isNetwork {
			continue
		}
		ip, _ := netip.AddrFromSlice(network.IP)
		ip = ip.Unmap()
		if !ip.IsLinkLocalUnicast() && (ip.Is4() && four || ip.Is6() && six) {
			found = append(found, ip)
		}
	}
	return found, nil
}

// openBoth opens UDP and TCP on one port and returns the port.
func (l *Layer) openBoth(ctx context.Context, host netip.Addr, port uint16) (uint16, error) {
	var config net.ListenConfig
	for attempt := 1; ; attempt++ {
		packets, err := config.ListenPacket(ctx, network("udp", host), netip.AddrPortFrom(host, port).String())
		if err != nil {
			return 0, remedy("UDP", host, port, err)
		}
		conn := packets.(*net.UDPConn)
		used := conn.LocalAddr().(*net.UDPAddr).AddrPort().Port()
		listener, err := config.Listen(ctx, network("tcp", host), netip.AddrPortFrom(host, used).String())
		if err == nil {
			l.udp = append(l.udp, newUDPSocket(conn))
			l.listeners = append(l.listeners, listener)
			return used, nil
		}
		_ = conn.Close()
		if port != 0 || attempt == portAttempts || !errors.Is(err, syscall.EADDRINUSE) {
			return 0, remedy("TCP", host, used, err)
		}
	}
}

func network(name string, host netip.Addr) string {
	if host.Is4() {
		return name + "4"
	}
	return name + "6"
}

// remedy says what to do about a socket that cannot be opened.
func remedy(transport string, host netip.Addr, port uint16, err error) error {
	advice := "choose another address with --sip"
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		advice = "another program uses it; end that one, or choose another address with --sip"
	case errors.Is(err, syscall.EACCES):
		advice = "ports below 1024 need rights; choose a higher one with --sip"
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		advice = "this machine has no such address; choose one that it has with --sip"
	}
	return fmt.Errorf("cannot listen on %s %v: %w (%s)", transport, netip.AddrPortFrom(host, port), err, advice)
}
