package msg

import (
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// verdict is what becomes of one message of RFC 4475.
type verdict struct {
	file   string
	status int    // 0 accepts, silence drops, else the answer
	why    string // the section of RFC 4475 (or 3261) that it rests on
}

const silence = -1

var torture = []verdict{
	{"wsinv", 0, "3.1.1.1: odd but valid: folding, blanks, escapes, compact forms, Via across lines"},
	{"intmeth", 0, "3.1.1.2: unusual characters, also control characters escaped within quotation marks"},
	{"esc01", 0, "3.1.1.3: %-escapes, a user part that looks like a URI"},
	{"escnull", 0, "3.1.1.4: escaped NULs in URIs"},
	{"esc02", 0, "3.1.1.5: a percent sign is an ordinary token character in methods and header names"},
	{"lwsdisp", 0, "3.1.1.6: no white space between display name and <"},
	{"longreq", 0, "3.1.1.7: long values"},
	{"dblreq", 0, "3.1.1.8: what follows the body in a datagram is ignored"},
	{"semiuri", 0, "3.1.1.9: semicolons in the user part"},
	{"transports", 0, "3.1.1.10: unknown transports in lower Vias"},
	{"mpart01", 0, "3.1.1.11: a multipart body with binary parts"},
	{"unreason", 0, "3.1.1.12: UTF-8 in the reason phrase"},
	{"noreason", 0, "3.1.1.13: an empty reason phrase"},
	{"badinv01", 400, "3.1.2.1: stray separators in Via"},
	{"clerr", 400, "3.1.2.2: Content-Length beyond the datagram"},
	{"ncl", 400, "3.1.2.3: negative Content-Length"},
	{"scalar02", 400, "3.1.2.4: scalars out of range in a request"},
	{"scalarlg", silence, "3.1.2.5: scalars out of range in a response: dropped"},
	{"quotbal", 400, "3.1.2.6: unbalanced quotation mark in To"},
	{"ltgtruri", 400, "3.1.2.7: <> around the Request-URI"},
	{"lwsruri", 400, "3.1.2.8: white space within the Request-URI"},
	{"lwsstart", 400, "3.1.2.9: several blanks in the Request-Line"},
	{"trws", 400, "3.1.2.10: blanks at the end of the Request-Line"},
	{"escruri", 400, "3.1.2.11: headers in the Request-URI"},
	{"baddate", 0, "3.1.2.12: a Date in another zone; nothing here reads Date"},
	{"regbadct", 400, "3.1.2.13: a Contact with a question mark and no angle brackets"},
	{"badaspec", 400, "3.1.2.14: blanks within angle brackets"},
	{"baddn", 400, "3.1.2.15: a comma in an unquoted display name would be forgiven, but the file lacks the empty line (RFC 3261 section 7)"},
	{"badvers", 505, "3.1.2.16: SIP/7.0"},
	{"mismatch01", 400, "3.1.2.17: CSeq has another method"},
	{"mismatch02", 400, "3.1.2.18: the same with an unknown method"},
	{"bigcode", silence, "3.1.2.19: a status code out of range: dropped"},
	{"badbranch", 0, "3.2.1: a branch that is only the cookie: transactions must not trust it"},
	{"insuf", 400, "3.3.1: no Call-ID, From or To: ideally answered with 400"},
	{"unkscm", 416, "3.3.2: unknown scheme in the Request-URI"},
	{"novelsc", 416, "3.3.3: a known scheme that is not SIP"},
	{"unksm2", 0, "3.3.4: unknown schemes in To, From and Contact; the registrar refuses them"},
	{"bext01", 0, "3.3.5: Require of unknown extensions; the user agent answers 420"},
	{"invut", 0, "3.3.6: unknown body type; the user agent answers 415"},
	{"regaut01", 0, "3.3.7: unknown authorization scheme; the registrar challenges"},
	{"multi01", 400, "3.3.8: several values of single-valued headers"},
	{"mcl01", 400, "3.3.9: two Content-Lengths that differ"},
	{"bcast", silence, "3.3.10: a response for somebody else's Via: dropped (RFC 3261 section 8.1.3.3)"},
	{"zeromf", 0, "3.3.11: Max-Forwards 0 ends here, where the switchboard answers itself"},
	{"cparam01", 0, "3.3.12: an unknown Contact header parameter"},
	{"cparam02", 0, "3.3.13: an unknown Contact URI parameter"},
	{"regescrt", 0, "3.3.14: escaped headers in a Contact URI"},
	{"sdp01", 0, "3.3.15: no acceptable body type; the user agent answers 406"},
	{"inv2543", 0, "3.4.1: an INVITE of RFC 2543"},
	{"test", silence, "not in the text of the RFC: no version and no Via, so nowhere to answer to"},
}

func conformance(t *testing.T) string {
	t.Helper()
	folder := os.Getenv("GRAPHPBX_CONFORMANCE")
	if folder == "" {
		t.Skip("skipped: GRAPHPBX_CONFORMANCE does not name the folder with rfc4475/*.dat")
	}
	return filepath.Join(folder, "rfc4475")
}

func TestTorture(t *testing.T) {
	folder := conformance(t)
	files, err := filepath.Glob(filepath.Join(folder, "*.dat"))
	if err != nil || len(files) != len(torture) {
		t.Fatalf("%d files in %s, %d verdicts, %v", len(files), folder, len(torture), err)
	}
	for _, v := range torture {
		t.Run(v.file, func(t *testing.T) {
			data, err := os.ReadFile(filepath.Join(folder, v.file+".dat"))
			if err != nil {
				t.Fatal(err)
			}
			got, reason := judge(t, data)
			if got != v.status {
				t.Fatalf("got %d (%s), want %d: RFC 4475 section %s", got, reason, v.status, v.why)
			}
		})
	}
}

// judge returns 0 for accepted, silence for dropped, else the status of the answer, which must be readable itself.
func judge(t *testing.T, data []byte) (status int, reason string) {
	t.Helper()
	m, err := NewParser().Parse(data)
	if err == nil {
		err = Validate(m)
	}
	if err == nil {
		return 0, ""
	}
	fault, ok := err.(*Malformed)
	if !ok {
		t.Fatalf("error is %T", err)
	}
	res := fault.Response(netip.MustParseAddrPort("192.0.2.99:5099"))
	if res == nil {
		return silence, fault.Reason
	}
	text := string(Append(nil, res))
	if !strings.HasPrefix(text, "SIP/2.0 4") && !strings.HasPrefix(text, "SIP/2.0 5") || !strings.Contains(text, "\r\nVia: ") {
		t.Fatalf("answer:\n%s", text)
	}
	return res.StatusCode, fault.Reason
}
