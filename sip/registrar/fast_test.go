package registrar

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"graphpbx/models"
	"graphpbx/sip/flow"
	"graphpbx/sip/msg"
)

// pair is two registrars, of which one has no fast path. Both have the same key, so an answer to the challenge of the
// one serves for the other.
type pair struct {
	fast, full *rig
}

func newPair(t testing.TB) pair {
	p := pair{newRig(t, users{}), newRig(t, users{})}
	p.full.fast = false
	return p
}

// both hands the packet to both and compares the answers byte by byte, but for tags and nonces, and the bindings. When
// fuzzing, answers of the fast path are compared as the message package would write them, and times are not compared.
func (p pair) both(t *testing.T, port int, packet string, fuzzing bool) {
	t.Helper()
	before := p.fast.took.Load()
	p.fast.receive(p.fast.flow(port), packet)
	p.full.receive(p.full.flow(port), packet)
	fast, full := p.fast.udp.take(), p.full.udp.take()
	if len(fast) != len(full) {
		t.Fatalf("%d answers of the fast path, %d of the full path to\n%s", len(fast), len(full), packet)
	}
	for i := range fast {
		a, b := neutral(fast[i]), neutral(full[i])
		if fuzzing {
			a, b = times.ReplaceAllString(a, "N"), times.ReplaceAllString(b, "N")
		}
		if fuzzing && p.fast.took.Load() > before {
			a, b = rewritten(t, a), rewritten(t, b)
		}
		if a != b {
			t.Fatalf("%q\nfast path\n%s\nfull path\n%s", packet, a, b)
		}
	}
	a, b := p.fast.everything(!fuzzing), p.full.everything(!fuzzing)
	if a != b {
		t.Fatalf("%s\nfast path\n%s\nfull path\n%s", packet, a, b)
	}
}

// everything is what a registrar holds, as text.
func (r *rig) everything(withTimes bool) string {
	var b strings.Builder
	for i := range r.shards {
		for _, target := range r.shards[i].targets(time.Now()) {
			binding := target.Binding
			if !withTimes {
				binding.RegisteredAt, binding.RefreshedAt, binding.ExpiresAt = time.Time{}, time.Time{}, time.Time{}
			}
			fmt.Fprintf(&b, "%+v\n", binding)
		}
	}
	return sortLines(b.String())
}

func sortLines(text string) string {
	lines := strings.Split(text, "\n")
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

var (
	times  = regexp.MustCompile(`;expires=[0-9]+`)
	nonces = regexp.MustCompile(`nonce="[^"]*"`)
	toTags = regexp.MustCompile(`(?m)^(To: .*;tag=)[0-9a-f]{16}\r$`)
)

// neutral takes out what may differ.
func neutral(answer string) string {
	return toTags.ReplaceAllString(nonces.ReplaceAllString(answer, "nonce"), "${1}TAG\r")
}

// rewritten is the answer as the message package would write it: the fast path leaves display names as they came.
func rewritten(t testing.TB, answer string) string {
	t.Helper()
	m, err := msg.NewParser().Parse([]byte(answer))
	if err != nil {
		t.Fatalf("%v: %q", err, answer)
	}
	return string(msg.Append(nil, m))
}

// corpus are requests of an everyday telephone with one thing changed.
var corpus = []struct {
	name     string
	old, new string
	fast     bool // taken by the fast path without credentials
}{
	{"as it is", "", "", true},
	{"compact names", "Via: SIP/2.0/UDP 10.0.0.5:5060;rport;branch=z9hG4bK1\r\nMax-Forwards: 70\r\nFrom", "v: SIP/2.0/UDP 10.0.0.5;branch=z9hG4bK1;rport\r\nf", true},
	{"capital names", "Call-ID", "CALL-ID", true},
	{"no rport", ";rport", "", true},
	{"no rport, same address", "10.0.0.5:5060;rport", "198.51.100.7:5060", true},
	{"host name in Via", "10.0.0.5:5060;rport", "phone.example:5062", true},
	{"IPv6 in Via", "10.0.0.5:5060;rport", "[2001:db8::1]:5060;rport", true},
	{"IPv6 in Via without rport", "10.0.0.5:5060;rport", "[2001:db8::1]:5060", false},
	{"forged received", ";rport", ";received=1.2.3.4;rport", false},
	{"two Vias", "Max-Forwards", "Via: SIP/2.0/TCP proxy;branch=z9hG4bKx\r\nMax-Forwards", true},
	{"two Vias on a line", ";rport", ";rport, SIP/2.0/TCP proxy;branch=z9hG4bKx", false},
	{"order of headers", "Max-Forwards: 70\r\nFrom: <sip:alice@pbx>;tag=1\r\nTo: <sip:alice@pbx>\r\n", "To: <sip:alice@pbx>\r\nFrom: <sip:alice@pbx>;tag=1\r\n", true},
	{"display name in quotes", "From: <", "From: \"Alice A.\" <", true},
	{"display name with escapes", "From: <", "From: \"Alice \\\"A\\\"\" <", false},
	{"URI parameters", "@10.0.0.5:5060>", "@10.0.0.5:5060;transport=UDP;ob>", true},
	{"folded line", "User-Agent: Test", "User-Agent: Te\r\n st", false},
	{"To with tag", "To: <sip:alice@pbx>", "To: <sip:alice@pbx>;tag=abc", false},
	{"bare To", "To: <sip:alice@pbx>", "To: sip:alice@pbx", false},
	{"escaped user", "To: <sip:alice@", "To: <sip:%61lice@", false},
	{"sips", "To: <sip:", "To: <sips:", false},
	{"Require", "User-Agent", "Require: x\r\nUser-Agent", false},
	{"Route", "User-Agent", "Route: <sip:pbx;lr>\r\nUser-Agent", false},
	{"no UTF-8", "Test", "Te\xffst", true},
	{"too long", "User-Agent", "X-Long: " + strings.Repeat("x", msg.MaxMessage) + "\r\nUser-Agent", false},
	{"header of no interest", "User-Agent", "X-Phone: \x01\x02 \"\r\nUser-Agent", true},
	{"two Call-IDs", "Call-ID: ", "Call-ID: x\r\nCall-ID: ", false},
	{"no Call-ID", "Call-ID: ", "X-Call-ID: ", false},
	{"CSeq of another method", " REGISTER\r\nUser", " INVITE\r\nUser", false},
	{"CSeq too great", "CSeq: ", "CSeq: 99999999999", false},
	{"Max-Forwards too great", "Max-Forwards: 70", "Max-Forwards: 256", false},
	{"several contacts", "Contact: ", "Contact: <sip:a@b>, ", false},
	{"Contact parameters", ":5060>\r\n", ":5060>;expires=300;q=0.3;reg-id=1;+sip.instance=\"<urn:uuid:1>\";audio\r\n", true},
	{"too brief", ":5060>\r\n", ":5060>;expires=3\r\n", true},
	{"goodbye", ":5060>\r\n", ":5060>;expires=0\r\n", true},
	{"query", "Contact: ", "X-Contact: ", true},
	{"body", "Content-Length: 0\r\n\r\n", "Content-Length: 4\r\n\r\nbody", false},
	{"no length", "Content-Length: 0\r\n", "", true},
	{"bare line feeds", "\r\n", "\n", false},
	{"carriage return in a line", "Test", "Te\rst", false},
	{"NUL in a name", "alice", "al\x00ce", false},
	{"old version", "SIP/2.0\r\n", "SIP/3.0\r\n", false},
	{"other method", "REGISTER sip", "PUBLISH sip", false},
	{"port 0", "@10.0.0.5:5060", "@10.0.0.5:0", false},
	{"another user", "To: <sip:alice@", "To: <sip:bob@", true},
}

func TestFastAndFullPathAnswerAlike(t *testing.T) {
	for _, test := range corpus {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := newPair(t)
				phone := p.fast.phone("alice", 5060)
				phone.headers = "Supported: path\r\nAllow: INVITE, ACK\r\n"
				changed := func(packet string) string { return strings.Replace(packet, test.old, test.new, 1) }
				send := func(packet string) { p.both(t, 5060, packet, false) }

				send(changed(phone.request("")))
				if got := p.fast.took.Load() == 1; got != test.fast {
					t.Fatalf("taken by the fast path: %v", got)
				}
				send(strings.ReplaceAll(changed(phone.request("")), "REGISTER", "OPTIONS"))
				for range 3 { // registers, refreshes, refreshes again
					answer := phone.answer(t, p.challenge(t, phone))
					packet := changed(phone.request(answer))
					send(packet)
					send(packet) // a retransmission
					time.Sleep(10 * time.Second)
				}
				for _, more := range []string{`;+sip.instance="<urn:uuid:2>"`, ";reg-id=3", ";q=0.1"} { // it tells more of itself
					phone.contact += more
					send(changed(phone.request(phone.answer(t, p.challenge(t, phone)))))
				}
				phone.password = "wrong"
				send(changed(phone.request(phone.answer(t, p.challenge(t, phone)))))
				if p.fast.facts.take() != p.full.facts.take() || strings.Join(p.fast.facts.failures, ",") != strings.Join(p.full.facts.failures, ",") {
					t.Fatal("the facts differ")
				}
			})
		})
	}
}

// challenge gets a challenge whose answer serves for both.
func (p pair) challenge(t *testing.T, phone *phone) *msg.Response {
	t.Helper()
	plain := *phone
	plain.callID = "challenge"
	return p.fast.exchange(phone.flow, plain.request(""))
}

// The fast path is worth its name only if it takes what telephones send.
func TestFastTakesRefreshes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, users{})
		p := r.phone("alice", 5060)
		p.contact += `;+sip.instance="<urn:uuid:1>";reg-id=1`
		r.want(p, 200, 1)
		for range 5 {
			r.took.Store(0)
			time.Sleep(time.Minute)
			r.want(p, 200, 1)
			if r.took.Load() != 2 {
				t.Fatalf("%d of challenge and refresh were fast", r.took.Load())
			}
		}
		for _, once := range r.TakeChanges(10) {
			if b := once.Binding; !b.RefreshedAt.Equal(time.Now()) || b.CSeq != 12 {
				t.Fatalf("the store is told %+v", b)
			}
		}
		if n := len(r.TakeChanges(10)); n != 0 {
			t.Fatalf("%d told twice", n)
		}
	})
}

func FuzzFast(f *testing.F) {
	p := newPair(f)
	seed := p.fast.phone("alice", 5060)
	packet := seed.request("")
	for _, test := range corpus {
		f.Add(strings.Replace(packet, test.old, test.new, 1))
		f.Add(strings.ReplaceAll(strings.Replace(packet, test.old, test.new, 1), "REGISTER", "OPTIONS"))
	}
	f.Fuzz(func(t *testing.T, packet string) {
		p.fast.t, p.full.t = t, t
		defer p.fast.forget()
		defer p.full.forget()
		registered := p.fast.phone("alice", 5060)
		p.both(t, 5060, registered.request(registered.answer(t, p.challenge(t, registered))), true)
		p.both(t, 5060, packet, true)
		// and with credentials, where it is the refresh that it might be
		answer := registered.answer(t, p.challenge(t, registered))
		p.both(t, 5060, strings.Replace(packet, "Content-Length", "Authorization: "+answer+"\r\nContent-Length", 1), true)
	})
}

// forget makes the registrar as new.
func (r *rig) forget() {
	r.Each(func(b models.Binding, _ flow.Flow) bool {
		r.Unregister(b.UserID, b.TerminalID)
		return true
	})
	r.TakeChanges(1 << 20)
	r.facts.take()
	r.facts.failures = nil
}

func TestRestore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		old := newRig(t, users{})
		connection := flow.Flow{Socket: &socket{transport: models.TransportTCP}, Remote: old.flow(5061).Remote}
		udp, tcp := old.phone("alice", 5060), old.phone("alice", 5061)
		tcp.flow = connection
		old.want(udp, 200, 1)
		old.want(tcp, 200, 2)
		var stored []models.Binding
		for _, c := range old.TakeChanges(10) {
			stored = append(stored, c.Binding)
		}
		time.Sleep(10 * time.Minute)
		stored = append(stored, models.Binding{UserID: "usr_bob", TerminalID: "expired", ExpiresAt: time.Now()})

		r := newRig(t, users{})
		r.Restore(stored, r.flows)
		r.wantFacts("RESTORED")
		b := r.Bindings("usr_alice")
		if len(b) != 2 || len(r.Bindings("usr_bob")) != 0 || len(r.TakeChanges(10)) != 0 {
			t.Fatalf("bindings %+v", b)
		}
		ringing := r.Ringing("usr_alice", 3)
		if len(ringing) != 2 || ringing[0].Flow != udp.flowOn(r) || !ringing[0].Binding.Reachable || !ringing[1].Flow.IsZero() || ringing[1].Binding.Reachable {
			t.Fatalf("ringing %+v", ringing)
		}
		udp.flow = udp.flowOn(r)
		r.took.Store(0)
		r.want(udp, 200, 2)
		r.wantFacts("")
		if r.took.Load() != 2 {
			t.Fatal("a refresh after the restart was not fast")
		}
		tcp.flow.Socket = &socket{transport: models.TransportTCP}
		r.want(tcp, 200, 2)
		r.wantFacts("REGISTERED")
		time.Sleep(time.Hour + time.Second)
		synctest.Wait()
		r.wantFacts("EXPIRED EXPIRED")
		if changes := r.TakeChanges(10); len(changes) != 2 || !changes[0].Gone || !changes[1].Gone {
			t.Fatalf("the store is told %+v", changes)
		}
	})
}
