package msg

import (
	"bytes"
	"net/netip"
	"os"
	"path/filepath"
	"testing"
)

var source = netip.MustParseAddrPort("[2001:db8::99]:5099")

// FuzzParse reads anything, validates it, writes it and reads it again: what was accepted stays accepted and is written
// the same ever after, and every refusal that has an answer gives one that can be read.
func FuzzParse(f *testing.F) {
	for _, seed := range seeds(f) {
		f.Add(seed)
	}
	parser := NewParser()
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := parser.Parse(data)
		if err == nil {
			err = Validate(m)
		}
		if err != nil {
			checkRefusal(t, err)
			return
		}
		checkGetters(m)
		again := rewrite(t, parser, m)
		if req, ok := m.(*Request); ok {
			SetReceived(req, source)
			rewrite(t, parser, req)
			ReplyAddress(req, source)
			for _, status := range []int{100, 180, 200, 486} {
				rewrite(t, parser, NewResponse(req, status, ""))
			}
			first, second := NewStatelessResponse(req, 400, ""), NewStatelessResponse(again.(*Request), 400, "")
			if ToTag(first) != ToTag(NewStatelessResponse(req, 400, "")) || ToTag(second) == "" {
				t.Fatalf("tags %q and %q", ToTag(first), ToTag(second))
			}
		}
	})
}

func checkRefusal(t *testing.T, err error) {
	t.Helper()
	fault, ok := err.(*Malformed)
	if !ok {
		t.Fatalf("error is %T", err)
	}
	res := fault.Response(source)
	if (res == nil) != (fault.Status == 0) {
		t.Fatalf("status %d, answer %v", fault.Status, res)
	}
	if res != nil {
		head := Append(nil, res)
		if !bytes.HasSuffix(head, []byte("\r\nContent-Length: 0\r\n\r\n")) || bytes.Count(head, []byte("\r\n\r\n")) != 1 {
			t.Fatalf("answer\n%q", head)
		}
	}
}

// rewrite writes a message, reads it, and checks that the second writing is the same as the first.
func rewrite(t *testing.T, parser *Parser, m Message) Message {
	t.Helper()
	first := Append(nil, m)
	if len(first) > MaxMessage {
		return m // canonical names and added parameters are longer
	}
	again, err := parser.Parse(first)
	if err == nil {
		err = Validate(again)
	}
	if res, ok := m.(*Response); ok && err != nil && len(Values(res, "Via")) > 1 {
		return m // an answer to a proxied request has the proxies' Vias; we would never take it for one of ours
	}
	if err != nil {
		t.Fatalf("%v in what was written:\n%q", err, first)
	}
	if second := Append(nil, again); !bytes.Equal(first, second) {
		t.Fatalf("written\n%q\nthen\n%q", first, second)
	}
	return again
}

func checkGetters(m Message) {
	for _, name := range []string{"Via", "Supported", "Expires", "Route"} {
		Value(m, name)
		List(m, name)
		Has(m, name, "x")
	}
	for _, contact := range Contacts(m) {
		Unquote(contact.DisplayName)
		UnescapeUser(contact.Address.User)
		URIParam(&contact.Address, "transport")
	}
	RecordRoutes(m)
	Seconds(Value(m, "Expires"))
}

func seeds(tb testing.TB) [][]byte {
	tb.Helper()
	all := [][]byte{invite(), []byte("SIP/2.0 200\r\nv:SIP/2.0/UDP [::1]:5060;branch=z9hG4bKa\r\nf:<sip:a@b>;tag=1\r\n" +
		"t:sip:c@d;tag=2\r\ni:x\r\nCSeq:1 INVITE\r\nm:*\r\nl:0\r\n\r\n")}
	files, err := filepath.Glob(filepath.Join(os.Getenv("GRAPHPBX_CONFORMANCE"), "rfc4475", "*.dat"))
	if err != nil {
		tb.Fatal(err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			tb.Fatal(err)
		}
		all = append(all, data)
	}
	return all
}
