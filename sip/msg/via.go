package msg

import "strings"

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
