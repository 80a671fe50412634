package msg

import (
	"net/netip"
	"strings"
)

// parseVia reads one Via value. White space may stand around every part of it (RFC 3261 section 25.1, via-parm).
func parseVia(s string, via *ViaHeader, a *arena) error {
	name, rest, one := strings.Cut(s, "/")
	version, rest, two := strings.Cut(rest, "/")
	via.ProtocolName, via.ProtocolVersion = trim(name), trim(version)
	rest = trim(rest)
	via.Transport, rest = cutAny(rest, " \t")
	if !one || !two || !isToken(via.ProtocolName) || !isToken(via.ProtocolVersion) || !isToken(via.Transport) {
		return malformed("Malformed protocol in Via")
	}
	host, rest, err := cutHost(trim(rest[:viaHostEnd(rest)]))
	if err != nil {
		return malformed("Malformed host in Via")
	}
	via.Host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	if via.Port, err = parseViaPort(rest); err != nil {
		return malformed("Malformed port in Via")
	}
	_, tail := cutAny(s, ";")
	via.Params, err = parseParams(tail, a)
	return err
}

// viaHostEnd returns where the parameters begin.
func viaHostEnd(s string) int {
	if i := strings.IndexByte(s, ';'); i >= 0 {
		return i
	}
	return len(s)
}

func parseViaPort(s string) (int, error) {
	if s = trim(s); s == "" {
		return 0, nil
	}
	return parsePort(s[:1] + trim(s[1:]))
}

// NewVia returns a Via for a request of ours: sent over the transport ("UDP", "TCP", …) from a local address, asking
// for rport (RFC 3581), which is how a router between here and there becomes visible.
func NewVia(transport string, local netip.AddrPort, branch string) *ViaHeader {
	return &ViaHeader{
		ProtocolName: "SIP", ProtocolVersion: "2.0", Transport: transport,
		Host: local.Addr().WithZone("").String(), Port: int(local.Port()),
		Params: Params{{K: "rport"}, {K: "branch", V: branch}},
	}
}

// ReplyAddress returns where answers to a request go that came from source over UDP (RFC 3261 section 18.2.2, RFC 3581
// section 4). It is the source, by which they find the way back through any router. Only where the sender did not ask
// for rport, and names its own address with another port, is it that port: such telephones send from one port and
// listen on another, and there is no router in between.
func ReplyAddress(req *Request, source netip.AddrPort) netip.AddrPort {
	via := req.Via()
	if via == nil || via.Params.Has("rport") {
		return source
	}
	sentBy, err := netip.ParseAddr(via.Host)
	if err != nil || sentBy.Unmap() != source.Addr().Unmap() {
		return source
	}
	if via.Port == 0 {
		return netip.AddrPortFrom(source.Addr(), 5060)
	}
	return netip.AddrPortFrom(source.Addr(), uint16(via.Port))
}
