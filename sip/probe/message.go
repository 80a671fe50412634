package probe

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"net/netip"
	"strconv"
	"strings"
)

// branchPrefix begins the branch of every probe and of nothing else: other branches go on in hexadecimal.
const branchPrefix = "z9hG4bKprobe"

const branchLength = len(branchPrefix) + 2*16

// appendOptions writes the request as it is sent now. The same probe is written to the same bytes each time.
func (t *target) appendOptions(dst []byte, user string) []byte {
	uri, _, _ := strings.Cut(t.contact, "?") // headers are not for a Request-URI (RFC 3261 section 19.1.1)
	local := netip.AddrPortFrom(t.flow.Local().Addr().Unmap().WithZone(""), t.flow.Local().Port())
	dst = append(append(append(dst, "OPTIONS "...), uri...), " SIP/2.0\r\nVia: SIP/2.0/"...)
	dst = append(append(dst, t.flow.Transport()...), ' ')
	dst = append(local.AppendTo(dst), ";rport;branch="...)
	dst = t.appendBranch(dst)
	for _, edge := range t.path { // RFC 3327 section 5.4
		dst = append(append(dst, "\r\nRoute: "...), edge...)
	}
	dst = append(append(dst, "\r\nMax-Forwards: 70\r\nFrom: <sip:"...), user...)
	dst = append(local.AppendTo(append(dst, '@')), ">;tag="...)
	dst = appendHex(dst, t.secret)
	dst = append(append(append(dst, "\r\nTo: <"...), uri...), ">\r\nCall-ID: "...)
	dst = append(appendHex(append(dst, "probe-"...), t.key), '-')
	dst = append(append(dst, t.terminalID...), "\r\nCSeq: "...)
	dst = strconv.AppendUint(dst, uint64(t.sequence), 10)
	return append(dst, " OPTIONS\r\nAccept: application/sdp\r\nContent-Length: 0\r\n\r\n"...)
}

func (t *target) appendBranch(dst []byte) []byte {
	return appendHex(appendHex(append(dst, branchPrefix...), t.key), t.secret)
}

func appendHex(dst []byte, n uint64) []byte {
	var raw [8]byte
	binary.BigEndian.PutUint64(raw[:], n)
	return hex.AppendEncode(dst, raw[:])
}

// parseBranch reads a branch of ours.
func parseBranch(branch []byte) (key, secret uint64, mine bool) {
	if len(branch) != branchLength || string(branch[:len(branchPrefix)]) != branchPrefix {
		return 0, 0, false
	}
	var raw [16]byte
	if _, err := hex.Decode(raw[:], branch[len(branchPrefix):]); err != nil {
		return 0, 0, false
	}
	return binary.BigEndian.Uint64(raw[:8]), binary.BigEndian.Uint64(raw[8:]), true
}

// findBranch finds the branch in a response. Only an answer to a probe can carry it: the prefix is in no other request
// of ours, and a response repeats nothing else.
func findBranch(data []byte) (key, secret uint64, mine bool) {
	if !bytes.HasPrefix(data, []byte("SIP/2.0 ")) {
		return 0, 0, false
	}
	at := bytes.Index(data, []byte(branchPrefix))
	if at < 0 || len(data) < at+branchLength {
		return 0, 0, false
	}
	return parseBranch(data[at : at+branchLength])
}
