package msg

import (
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// lines makes a message of lines, with its empty line.
func lines(all ...string) []byte { return []byte(strings.Join(all, "\r\n") + "\r\n\r\n") }

// with returns a good request with some lines replaced by others, or left out where the replacement is empty.
func with(method string, replace map[string]string, more ...string) []byte {
	all := []string{method + " sip:bob@example.com SIP/2.0"}
	if line, changed := replace["start"]; changed {
		all[0] = line
	}
	for _, line := range []string{
		"Via: SIP/2.0/UDP 192.0.2.9:5060;branch=z9hG4bKa", "From: <sip:alice@example.com>;tag=1",
		"To: <sip:bob@example.com>", "Call-ID: one", "CSeq: 7 " + method, "Max-Forwards: 70",
	} {
		name, _, _ := strings.Cut(line, ":")
		if other, changed := replace[name]; changed {
			line = other
		}
		if line != "" {
			all = append(all, line)
		}
	}
	return lines(append(all, more...)...)
}

func accept(t *testing.T, data []byte) Message {
	t.Helper()
	m, err := NewParser().Parse(data)
	if err == nil {
		err = Validate(m)
	}
	if err != nil {
		t.Fatalf("%v in\n%s", err, data)
	}
	return m
}

func TestEveryCompactForm(t *testing.T) {
	m := accept(t, lines("INVITE sip:bob@example.com SIP/2.0", "v: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKa", "f: <sip:a@b>;tag=1",
		"t: sip:c@d", "i: one", "CSeq: 1 INVITE", "m: <sip:a@192.0.2.9>", "c: application/sdp", "l: 0",
		"a: 1", "b: 2", "d: 3", "e: 4", "j: 5", "k: 6", "n: 7", "o: 8", "r: 9", "s: 10", "u: 11", "x: 12", "y: 13"))
	for i, name := range []string{"Accept-Contact", "Referred-By", "Request-Disposition", "Content-Encoding", "Reject-Contact",
		"Supported", "Identity-Info", "Event", "Refer-To", "Subject", "Allow-Events", "Session-Expires", "Identity"} {
		if got := Value(m, name); got != fmt.Sprint(i+1) {
			t.Errorf("%s is %q", name, got)
		}
	}
	if len(Contacts(m)) != 1 || Value(m, "Content-Type") == "" || CallID(m) != "one" || FromTag(m) != "1" {
		t.Errorf("read\n%s", Append(nil, m))
	}
}

// The message of RFC 4475 section 3.1.1.1 holds nearly every liberty of the grammar.
func TestOddButValid(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(conformance(t), "wsinv.dat"))
	if err != nil {
		t.Fatal(err)
	}
	m := accept(t, data)
	var vias []string
	for _, h := range m.GetHeaders("Via") {
		vias = append(vias, string(appendVia(nil, h.(*ViaHeader))))
	}
	for what, pair := range map[string][2]string{
		"To tag":       {ToTag(m), "1918181833n"},
		"From tag":     {FromTag(m), "98asjd8"},
		"display name": {Unquote(m.From().DisplayName), `J Rosenberg \"`},
		"CSeq":         {m.CSeq().Value(), "9 INVITE"},
		"Max-Forwards": {Value(m, "max-forwards"), "68"},
		"branch":       {BranchOf(m), "390skdjuw"},
		"Vias": {strings.Join(vias, ", "), "SIP/2.0/UDP 192.0.2.2;branch=390skdjuw, " +
			"SIP/2.0/TCP spindle.example.com;branch=z9hG4bK9ikj8, " +
			"SIP/2.0/UDP 192.168.255.111;branch=z9hG4bK30239"},
		"folded": {Value(m, "NewFangledHeader"), "newfangled value continued newfangled value"},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s is %q, not %q", what, pair[0], pair[1])
		}
	}
}

func TestWhatNobodyNeedsDropsNothing(t *testing.T) {
	for _, line := range []string{
		"Date: yesterday", "Expires: soon", "no colon at all", ": no name", "bad name: x", "Refer-To: <<<", "Contact: <<<", "P-X:",
		"Session-Expires: ;;;", "Authorization: \"",
	} {
		accept(t, with("OPTIONS", nil, line))
	}
	accept(t, with("OPTIONS", map[string]string{"From": "From: Bell, Alexander <sip:a@b>;tag=1"})) // one From has one value
	for _, line := range []string{"Contact: <sip:", "Route: <<", "Record-Route: \"", "Max-Forwards: many"} {
		accept(t, lines("SIP/2.0 200 OK", "Via: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKa", "From: <sip:a@b>;tag=1", "To: <sip:c@d>;tag=2",
			"Call-ID: one", "CSeq: 1 INVITE", line))
	}
}

func TestResponseWithoutReason(t *testing.T) {
	for _, start := range []string{"SIP/2.0 486", "SIP/2.0 486 ", "sip/2.0 486 Busy  Here"} {
		m := accept(t, lines(start, "Via: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKa", "From: <sip:a@b>;tag=1", "To: <sip:c@d>;tag=2",
			"Call-ID: one", "CSeq: 1 INVITE"))
		if m.(*Response).StatusCode != 486 {
			t.Errorf("%q is %d", start, m.(*Response).StatusCode)
		}
	}
}

func TestRefusals(t *testing.T) {
	many := func(n int, line string) []string { return strings.Split(strings.Repeat(line+"\n", n)+line, "\n") }
	for name, test := range map[string]struct {
		data []byte
		want int
	}{
		"empty":                   {nil, silence},
		"only blank lines":        {[]byte("\r\n\r\n"), silence},
		"HTTP":                    {lines("GET / HTTP/1.1", "Host: example.com"), silence},
		"no empty line":           {with("OPTIONS", nil)[:60], silence},
		"no empty line but a Via": {[]byte("OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.9\r\n"), 400},
		"bare line feeds":         {[]byte(strings.ReplaceAll(string(with("OPTIONS", nil)), "\r\n", "\n")), silence},
		"line feed in a value":    {with("OPTIONS", nil, "X: a\nEvil: b"), 400},
		"return in a value":       {with("OPTIONS", nil, "X: a\rEvil: b"), 400},
		"no From":                 {with("OPTIONS", map[string]string{"From": ""}), 400},
		"no To":                   {with("OPTIONS", map[string]string{"To": ""}), 400},
		"no Call-ID":              {with("OPTIONS", map[string]string{"Call-ID": ""}), 400},
		"no CSeq":                 {with("OPTIONS", map[string]string{"CSeq": ""}), 400},
		"no Via":                  {with("OPTIONS", map[string]string{"Via": ""}), silence},
		"Via without a host":      {with("OPTIONS", map[string]string{"Via": "Via: SIP/2.0/UDP ;branch=z9hG4bKa"}), silence},
		"From without an end":     {with("OPTIONS", map[string]string{"From": "From: <sip:a@b"}), 400},
		"tag that is no token":    {with("OPTIONS", map[string]string{"From": `From: <sip:a@b>;tag="x y"`}), 400},
		"blanks in a tag":         {with("OPTIONS", map[string]string{"From": `From: <sip:a@b>;tag=x y`}), 400},
		"Call-ID of two words":    {with("OPTIONS", map[string]string{"Call-ID": "Call-ID: a b"}), 400},
		"CSeq of another method":  {with("OPTIONS", map[string]string{"CSeq": "CSeq: 1 INVITE"}), 400},
		"CSeq of 2^31":            {with("OPTIONS", map[string]string{"CSeq": "CSeq: 2147483648 OPTIONS"}), 400},
		"Max-Forwards of 256":     {with("OPTIONS", map[string]string{"Max-Forwards": "Max-Forwards: 256"}), 400},
		"ACK without From":        {with("ACK", map[string]string{"From": ""}), silence},
		"ACK with a torn To":      {with("ACK", map[string]string{"To": "To: <"}), silence},
		"torn Contact in INVITE":  {with("INVITE", nil, "Contact: <sip:"), 400},
		"other version":           {with("OPTIONS", map[string]string{"start": "OPTIONS sip:a@b SIP/3.0"}), 505},
		"other scheme":            {with("OPTIONS", map[string]string{"start": "OPTIONS mailto:a@b SIP/2.0"}), 416},
		"scheme with a dot":       {with("OPTIONS", map[string]string{"start": "OPTIONS x.y:a@b SIP/2.0"}), 416},
		"no scheme":               {with("OPTIONS", map[string]string{"start": "OPTIONS bob SIP/2.0"}), 400},
		"long Request-URI":        {with("OPTIONS", map[string]string{"start": "OPTIONS sip:" + strings.Repeat("a", 3000) + " SIP/2.0"}), 414},
		"port 70000":              {with("OPTIONS", map[string]string{"start": "OPTIONS sip:a@b:70000 SIP/2.0"}), 400},
		"IPv6 without brackets":   {with("OPTIONS", map[string]string{"start": "OPTIONS sip:a@2001:db8::1 SIP/2.0"}), 400},
		"torn IPv6":               {with("OPTIONS", map[string]string{"start": "OPTIONS sip:a@[2001:db8::1 SIP/2.0"}), 400},
		"101 headers":             {with("OPTIONS", nil, many(100, "X: y")...), 400},
		"71 Vias":                 {with("OPTIONS", nil, many(70, "Via: SIP/2.0/UDP 192.0.2.8")...), silence},
		"many parameters":         {with("OPTIONS", map[string]string{"To": "To: <sip:a@b>" + strings.Repeat(";x=y", 100)}), 400},
		"message over 64 kB":      {append(with("OPTIONS", nil), make([]byte, 70_000)...), 513},
		"response with two Vias": {lines("SIP/2.0 200 OK", "Via: SIP/2.0/UDP 192.0.2.9", "Via: SIP/2.0/UDP 192.0.2.8", "From: <sip:a@b>;tag=1",
			"To: <sip:c@d>;tag=2", "Call-ID: one", "CSeq: 1 INVITE"), silence},
		"status 99":  {lines("SIP/2.0 99 X", "Via: SIP/2.0/UDP 192.0.2.9"), silence},
		"status 700": {lines("SIP/2.0 700 X", "Via: SIP/2.0/UDP 192.0.2.9"), silence},
	} {
		t.Run(name, func(t *testing.T) {
			if got, reason := judge(t, test.data); got != test.want {
				t.Fatalf("got %d (%s), wanted %d", got, reason, test.want)
			}
		})
	}
}

// Whatever one header says, the answer repeats what is needed to find its request.
func TestA400RepeatsWhatCameEvenIfTorn(t *testing.T) {
	_, err := NewParser().Parse(with("INVITE", map[string]string{"From": `From: "Alice <sip:a@b>;tag=1`, "CSeq": "CSeq: 99999999999 INVITE"}))
	text := string(Append(nil, err.(*Malformed).Response(netip.MustParseAddrPort("198.51.100.7:4444"))))
	for _, want := range []string{
		"SIP/2.0 400 Bad From: Unbalanced quotation marks\r\n", "Via: SIP/2.0/UDP 192.0.2.9:5060;branch=z9hG4bKa;received=198.51.100.7\r\n",
		"From: \"Alice <sip:a@b>;tag=1\r\n", "To: <sip:bob@example.com>;tag=", "Call-ID: one\r\n", "CSeq: 99999999999 INVITE\r\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
}

func TestBody(t *testing.T) {
	for header, want := range map[string]string{"X: y": "hello", "l: 5": "hello", "Content-Length: 2": "he", "l: 0": ""} {
		m := accept(t, append(with("MESSAGE", nil, header), "hello"...))
		if got := string(m.Body()); got != want {
			t.Errorf("%s: body %q", header, got)
		}
		if text := string(Append(nil, m)); strings.Count(text, "Content-Length: "+fmt.Sprint(len(want))+"\r\n") != 1 {
			t.Errorf("written\n%s", text)
		}
	}
}
