package server

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// source returns the address a request comes from. What a proxy says about it is believed only where the proxy is known: each
// adds at the end of the list who has asked it, so that the list is read from there, up to the first that is no proxy of ours.
// What stands before it may be the visitor's invention.
func (s *Server) source(r *http.Request) netip.Addr {
	address := peer(r)
	chain := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(chain) - 1; i >= 0 && s.trusts(address); i-- {
		next, err := forwarded(chain[i])
		if err != nil {
			break
		}
		address = next
	}
	return address
}

// peer returns who is at the other end of the connection.
func peer(r *http.Request) netip.Addr {
	address, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	return address.Addr().Unmap().WithZone("")
}

// trusts reports whether the address is that of a proxy whose word is believed.
func (s *Server) trusts(address netip.Addr) bool {
	return slices.ContainsFunc(s.cfg.Proxies, func(p netip.Prefix) bool { return p.Contains(address) })
}

// forwarded reads an address as proxies write it: some add the port, and brackets then.
func forwarded(text string) (netip.Addr, error) {
	text = strings.TrimSpace(text)
	if withPort, err := netip.ParseAddrPort(text); err == nil {
		return withPort.Addr().Unmap().WithZone(""), nil
	}
	address, err := netip.ParseAddr(strings.Trim(text, "[]"))
	return address.Unmap().WithZone(""), err
}
