package msg

import (
	"net/netip"
	"strings"
	"testing"
)

func TestSetReceivedAndReplyAddress(t *testing.T) {
	for _, test := range []struct{ via, source, params, reply string }{
		{"192.0.2.9:5060", "192.0.2.9:5060", "", "192.0.2.9:5060"},
		{"192.0.2.9:5060", "192.0.2.9:4444", "", "192.0.2.9:5060"}, // sends from one port, listens on another
		{"192.0.2.9", "192.0.2.9:4444", "", "192.0.2.9:5060"},
		{"192.0.2.9:5060;rport", "192.0.2.9:4444", ";rport=4444;received=192.0.2.9", "192.0.2.9:4444"},
		{"10.0.0.1:5060", "192.0.2.9:4444", ";received=192.0.2.9", "192.0.2.9:4444"}, // behind a router
		{"phone.example.com", "192.0.2.9:4444", ";received=192.0.2.9", "192.0.2.9:4444"},
		{"192.0.2.9:5060;received=203.0.113.1;rport=1", "192.0.2.9:4444", ";received=192.0.2.9;rport=4444", "192.0.2.9:4444"},
		{"[2001:db8::9]:5060", "[2001:db8::9]:5060", "", "[2001:db8::9]:5060"},
		{"[2001:db8::9]:5060", "[2001:db8::8]:5061", ";received=2001:db8::8", "[2001:db8::8]:5061"},
	} {
		req := accept(t, with("OPTIONS", map[string]string{"Via": "Via: SIP/2.0/UDP " + test.via})).(*Request)
		from := netip.MustParseAddrPort(test.source)
		reply := ReplyAddress(req, from)
		SetReceived(req, from)
		SetReceived(req, from)
		bare, _, _ := strings.Cut(test.via, ";")
		if got, want := string(appendVia(nil, req.Via())), "SIP/2.0/UDP "+bare+test.params; got != want {
			t.Errorf("%s from %s: %s", test.via, test.source, got)
		}
		if reply.String() != test.reply || ReplyAddress(req, from) != reply {
			t.Errorf("%s from %s: answers go to %v", test.via, test.source, reply)
		}
	}
}

func TestResponseHeaders(t *testing.T) {
	req := accept(t, with("INVITE", nil, "Record-Route: <sip:192.0.2.1;lr>", "Timestamp: 5", "Contact: <sip:a@b>")).(*Request)
	for status, want := range map[int][]string{
		100: {"Via", "From", "To", "Call-ID", "CSeq", "Timestamp"},
		183: {"Via", "From", "To", "Call-ID", "CSeq", "Record-Route"},
		200: {"Via", "From", "To", "Call-ID", "CSeq", "Record-Route"},
		486: {"Via", "From", "To", "Call-ID", "CSeq"},
	} {
		res := NewResponse(req, status, "")
		var names []string
		for _, h := range res.Headers() {
			names = append(names, h.Name())
		}
		if strings.Join(names, " ") != strings.Join(want, " ") || (ToTag(res) == "") != (status == 100) {
			t.Errorf("%d has %v and the tag %q", status, names, ToTag(res))
		}
	}
	if ToTag(req) != "" {
		t.Error("the answer changed its request")
	}
	res := NewResponse(req, 180, "")
	SetToTag(res, "mine")
	SetToTag(res, "other")
	if ToTag(res) != "other" || ToTag(req) != "" {
		t.Errorf("tags %q and %q", ToTag(res), ToTag(req))
	}
}

func TestStatelessTagIsThatOfTheRequest(t *testing.T) {
	tag := func(replace map[string]string) string {
		req := accept(t, with("OPTIONS", replace)).(*Request)
		SetReceived(req, netip.MustParseAddrPort("198.51.100.7:4444"))
		return ToTag(NewStatelessResponse(req, 200, ""))
	}
	first := tag(nil)
	if first == "" || tag(nil) != first {
		t.Fatal("the same request gets two tags")
	}
	for name, line := range map[string]string{"Call-ID": "Call-ID: two", "CSeq": "CSeq: 8 OPTIONS",
		"From": "From: <sip:alice@example.com>;tag=2", "Via": "Via: SIP/2.0/UDP 192.0.2.9:5060;branch=z9hG4bKb"} {
		if tag(map[string]string{name: line}) == first {
			t.Errorf("another %s gets the same tag", name)
		}
	}
}

// No value, wherever it came from, adds a line to a message.
func TestNothingIsSmuggledOut(t *testing.T) {
	const evil = "x\r\nEvil: yes\n\r\n\x00"
	req := NewRequest(Method("OPTIONS"+evil), Uri{User: evil, Password: evil, Host: evil,
		UriParams: Params{{K: evil, V: evil}}, Headers: Params{{K: evil, V: evil}}})
	uri := Uri{Scheme: evil, Host: evil}
	cseq := CSeqHeader{SeqNo: 1, MethodName: Method(evil)}
	callID, contentType := CallIDHeader(evil), ContentTypeHeader(evil)
	for _, h := range []Header{
		&ViaHeader{ProtocolName: evil, ProtocolVersion: evil, Transport: evil, Host: evil, Params: Params{{K: evil, V: evil}}},
		&FromHeader{DisplayName: evil + `" <sip:evil> "\`, Address: uri, Params: Params{{K: evil, V: evil}}},
		&ToHeader{DisplayName: evil, Address: uri}, &ContactHeader{DisplayName: evil, Address: uri},
		&RouteHeader{Address: uri}, &RecordRouteHeader{Address: uri}, &cseq, &callID, &contentType, NewHeader(evil, evil),
	} {
		req.AppendHeader(h)
	}
	head := strings.TrimSuffix(string(Append(nil, req)), "\r\n\r\n")
	if got := strings.Count(head, "\r\n"); got != 11 || strings.Count(head, "\n") != got || strings.Count(head, "\r") != got ||
		strings.ContainsRune(head, 0) {
		t.Fatalf("%d line ends in\n%q", got, head)
	}
	if !strings.Contains(head, `\" <sip:evil> \"\\" <`) {
		t.Fatalf("the display name leaves its quotation marks:\n%s", head)
	}
}

func TestText(t *testing.T) {
	for in, want := range map[string]string{`"a \"b\" \\"`: `a "b" \`, `a`: `a`, `""`: ``, `"a`: `"a`} {
		if got := Unquote(in); got != want {
			t.Errorf("Unquote(%s) = %s", in, got)
		}
	}
	for in, want := range map[string]string{"%41b%6z%": "Ab%6z%", "bob": "bob", "a%2Fb": "a/b"} {
		if got := UnescapeUser(in); got != want {
			t.Errorf("UnescapeUser(%s) = %s", in, got)
		}
	}
	for in, want := range map[string]uint32{"3600": 3600, "0": 0, "99999999999999": 1<<32 - 1} {
		if got, ok := Seconds(in); got != want || !ok {
			t.Errorf("Seconds(%s) = %d, %v", in, got, ok)
		}
	}
	for _, in := range []string{"", "-1", "soon", "1.5"} {
		if _, ok := Seconds(in); ok {
			t.Errorf("Seconds(%q) is a number", in)
		}
	}
	if name := `Bob "the \ builder"`; Unquote(Escape(name)) != name {
		t.Errorf("escaped %s", Escape(name))
	}
}

func TestAddresses(t *testing.T) {
	for in, want := range map[string]string{
		`<sip:a@b>`:                                          `<sip:a@b>`,
		`Alice <sip:a@b;transport=tcp>`:                      `"Alice" <sip:a@b;transport=tcp>`,
		`"A \"b\"" <sips:a:pw@b:5061?X=y>;q=0.5`:             `"A \"b\"" <sips:a:pw@b:5061?X=y>;q=0.5`,
		`sip:a@[2001:DB8::1]:5060;TAG=x;lr`:                  `<sip:a@[2001:DB8::1]:5060>;tag=x;lr`,
		`<tel:+49301234;phone-context=x>`:                    `<tel:+49301234;phone-context=x>`,
		`<sip:b>;+sip.instance="<urn:uuid:1;2>";expires=60;`: `<sip:b>;+sip.instance="<urn:uuid:1;2>";expires=60`,
		`sip:a@b;+sip.instance="<urn:uuid:1>"`:               `<sip:a@b>;+sip.instance="<urn:uuid:1>"`,
		`<sip:a;x=y?z@b>`:                                    `<sip:a;x=y?z@b>`,
		`<urn:service:sos>`:                                  `<urn:service:sos>`,
		`<a.b:c>`:                                            `<a.b:c>`,
	} {
		display, uri, params, err := ParseAddress(in)
		if got := string(appendAddress(nil, display, &uri, params)); err != nil || got != want {
			t.Errorf("%s became %s, %v", in, got, err)
		}
	}
	for _, in := range []string{"", "<>", "<sip:>", "sip:a@b?x=y", `"a <sip:a@b>`, `"a" sip:a@b`, "<sip:a@b>x", "<sip:@b>", "<sip:a@b@c>",
		"<sip:a b@c>", "<:a>", "<sip:a@[::g]>", "<1sip:a>", `<sip:a@b>;x="y`, "<sip:a@b>;=y"} {
		if _, uri, _, err := ParseAddress(in); err == nil {
			t.Errorf("%s was read as %s", in, FormatURI(&uri))
		}
	}
}

func TestLists(t *testing.T) {
	m := accept(t, with("REGISTER", nil, "Supported: path, outbound", "k: 100REL", "Path: <sip:a,b@c;lr>,<sip:d>", "Contact: *",
		"Record-Route: <sip:r1;lr>, <sip:r2;lr>", `Contact: "x, y" <sip:1>, <sip:2>;q=1`))
	if got := strings.Join(List(m, "supported"), "|"); got != "path|outbound|100REL" || !Has(m, "Supported", "100rel") || Has(m, "Supported", "x") {
		t.Errorf("Supported %s", got)
	}
	if got := List(m, "Path"); len(got) != 2 || got[0] != "<sip:a,b@c;lr>" {
		t.Errorf("Path %v", got)
	}
	if got := Contacts(m); len(got) != 3 || !got[0].Address.Wildcard || got[1].Address.Host != "1" || got[2].Params.GetOr("q", "") != "1" {
		t.Errorf("Contacts %v", got)
	}
	if got := RecordRoutes(m); len(got) != 2 || got[1].Address.Host != "r2" {
		t.Errorf("Record-Routes %v", got)
	}
}

func TestRandomNamesDiffer(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		for _, name := range []string{NewTag(), NewBranch(), NewCallID()} {
			if seen[name] || !isToken(name) {
				t.Fatalf("%q", name)
			}
			seen[name] = true
		}
	}
	if !strings.HasPrefix(NewBranch(), MagicCookie) {
		t.Fatal("a branch without its cookie")
	}
}
