package probe

import (
	"bytes"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"graphpbx/models"
	"graphpbx/sip/flow"
	"graphpbx/sip/msg"
	"graphpbx/sip/wheel"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// line is a socket with telephones behind it, which answer after the delay; a negative one is silence.
type line struct {
	transport models.Transport
	local     netip.AddrPort
	mu        sync.Mutex
	sent      []sending
	delay     func(sending int) time.Duration // sending counts from 1 for each message
	answer    func(data []byte)
}

type sending struct {
	at   time.Time
	to   netip.AddrPort
	data string
}

func (l *line) Transport() models.Transport { return l.transport }
func (l *line) Local() netip.AddrPort       { return l.local }
func (l *line) Alive() bool                 { return true }
func (l *line) ID() string                  { return "line" }

func (l *line) Send(data []byte, to netip.AddrPort) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	copies := 1
	for _, s := range l.sent {
		if s.data == string(data) {
			copies++
		}
	}
	l.sent = append(l.sent, sending{time.Now(), to, string(data)})
	if after := l.delay(copies); after >= 0 {
		response := answerTo(data, 200)
		time.AfterFunc(after, func() { l.answer(response) })
	}
	return nil
}

// answerTo is what a telephone says.
func answerTo(request []byte, status int) []byte {
	m, err := msg.NewParser().Parse(request)
	if err != nil {
		return nil
	}
	return msg.Append(nil, msg.NewResponse(m.(*msg.Request), status, ""))
}

// log keeps what the prober tells.
type log struct {
	mu      sync.Mutex
	results []models.ProbeResult
	reach   []string
}

func (l *log) Probed(r models.ProbeResult) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.results = append(l.results, r)
}

func (l *log) reached(_, terminalID string, reachable bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.reach = append(l.reach, fmt.Sprint(terminalID, reachable))
}

// rig is a prober and its telephones, inside of a bubble.
type rig struct {
	*Prober
	log   *log
	line  *line
	begin time.Time
}

func inBubble(t *testing.T, transport models.Transport, delay func(int) time.Duration, test func(*testing.T, *rig)) {
	synctest.Test(t, func(t *testing.T) {
		w := wheel.New()
		defer w.Stop()
		r := &rig{log: &log{}, begin: time.Now()}
		r.Prober = New(w, r.log, r.log.reached, Config{})
		r.line = &line{transport: transport, local: netip.MustParseAddrPort("192.0.2.1:5060"), delay: delay}
		r.line.answer = func(data []byte) {
			if !r.Fast(data) {
				t.Errorf("not recognised: %q", data)
			}
		}
		test(t, r)
		for id := range r.byTerminal {
			r.Forget(id)
		}
		if used := fmt.Sprint(r.slots); strings.Trim(used, "[0 ]") != "" || len(r.byKey) != 0 || w.Pending() != 0 {
			t.Errorf("something is left: slots %s, %d keys, %d timers", used, len(r.byKey), w.Pending())
		}
		pause(time.Minute) // late answers
	})
}

// forget throws away what was sent and told so far.
func (r *rig) forget() {
	r.line.mu.Lock()
	defer r.line.mu.Unlock()
	r.log.mu.Lock()
	defer r.log.mu.Unlock()
	r.line.sent, r.log.results = nil, nil
}

func (l *line) all() []sending {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.sent)
}

func (l *log) all() []models.ProbeResult {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.results)
}

func (l *log) reaches() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.reach)
}

// pause lets time pass and everything happen that is due.
func pause(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func always(delay time.Duration) func(int) time.Duration {
	return func(int) time.Duration { return delay }
}

func (r *rig) follow(n int) {
	for i := range n {
		id := fmt.Sprintf("trm_%d", i)
		r.Follow(models.Binding{TerminalID: id, UserID: "usr_" + id, Contact: "sip:" + id + "@10.0.0.5:5060", Reachable: true},
			flow.Flow{Socket: r.line, Remote: netip.AddrPortFrom(netip.AddrFrom4([4]byte{10, 0, byte(i >> 8), byte(i)}), 5060)})
	}
}

func TestEveryMinuteAndEvenly(t *testing.T) {
	const telephones = 480
	inBubble(t, models.TransportUDP, always(10*time.Millisecond), func(t *testing.T, r *rig) {
		r.follow(telephones)
		pause(soon + 50*time.Millisecond)
		asked := map[string]bool{}
		for _, result := range r.log.all() {
			asked[result.TerminalID] = true
		}
		if len(asked) != telephones {
			t.Fatalf("%d of %d were asked within two seconds", len(asked), telephones)
		}
		r.forget()
		pause(usual.Interval)
		seconds := map[int]int{}
		for _, s := range r.line.all() {
			seconds[int(s.at.Sub(r.begin)/time.Second)]++
		}
		for second, n := range seconds {
			if n > telephones/60+telephones/slotCount {
				t.Fatalf("%d probes in second %d, expected about %d", n, second, telephones/60)
			}
		}
		if n := len(r.log.all()); n != telephones {
			t.Fatalf("%d answers in a minute, expected %d", n, telephones)
		}
		for _, result := range r.log.all() {
			if p := result.Probe; p.RoundTrip != 10*time.Millisecond || p.Lost || p.Retransmitted || result.UserID != "usr_"+result.TerminalID {
				t.Fatalf("result %+v", result)
			}
		}
		r.forget()
		pause(10 * usual.Interval)
		if n := len(r.log.all()); n != 10*telephones {
			t.Fatalf("%d answers in ten minutes, expected %d", n, 10*telephones)
		}
		if len(r.log.reaches()) != 0 {
			t.Fatalf("reach was told %v", r.log.reaches())
		}
	})
}

func TestOtherTimesCountAtOnce(t *testing.T) {
	inBubble(t, models.TransportUDP, always(10*time.Millisecond), func(t *testing.T, r *rig) {
		r.Configure(Times{Interval: 5 * time.Minute, Retry: usual.Retry, Patience: usual.Patience})
		r.follow(10)
		pause(soon + time.Second)
		r.forget()
		pause(5 * time.Minute)
		if n := len(r.log.all()); n != 10 {
			t.Fatalf("%d answers in five minutes, expected 10", n)
		}
		r.forget()
		r.Configure(Times{Interval: 20 * time.Second, Retry: usual.Retry, Patience: usual.Patience})
		pause(time.Minute)
		if n := len(r.log.all()); n < 29 || n > 31 {
			t.Fatalf("%d answers in a minute, expected 30", n)
		}
	})
}

func TestSilence(t *testing.T) {
	for _, test := range []struct {
		transport models.Transport
		sendings  []time.Duration // after the first
	}{
		{models.TransportUDP, []time.Duration{500 * time.Millisecond, 1500 * time.Millisecond, 3500 * time.Millisecond}},
		{models.TransportTCP, nil},
	} {
		t.Run(string(test.transport), func(t *testing.T) {
			var silent atomic.Bool
			silent.Store(true)
			delay := func(int) time.Duration {
				if silent.Load() {
					return -1
				}
				return time.Millisecond
			}
			inBubble(t, test.transport, delay, func(t *testing.T, r *rig) {
				r.follow(1)
				pause(soon + usual.Retry - time.Second)
				sent := r.line.all()
				if len(sent) < 1+len(test.sendings) {
					t.Fatalf("%d sendings", len(sent))
				}
				for i, after := range test.sendings {
					got := sent[i+1].at.Sub(sent[0].at)
					if got < after || got > after+time.Duration(i+1)*wheel.Tick || sent[i+1].data != sent[0].data {
						t.Fatalf("sending %d after %v, expected %v", i+1, got, after)
					}
				}
				for len(r.log.all()) < 3 {
					pause(time.Second)
				}
				for i, result := range r.log.all() {
					after := result.Probe.At.Sub(sent[0].at)
					if expected := time.Duration(i) * usual.Retry; !result.Probe.Lost || after < expected || after > expected+time.Second {
						t.Fatalf("result %d: %+v", i, result)
					}
				}
				if got := fmt.Sprint(r.log.reaches()); got != "[trm_0false]" {
					t.Fatalf("reach %s", got)
				}
				pause(usual.Interval) // still silent: told once
				silent.Store(false)
				pause(usual.Retry + usual.Patience)
				if got := fmt.Sprint(r.log.reaches()); got != "[trm_0false trm_0true]" {
					t.Fatalf("reach %s", got)
				}
				r.forget()
				pause(10 * usual.Interval)
				if n := len(r.log.all()); n < 10 || n > 11 {
					t.Fatalf("%d probes in the ten minutes after it came back", n)
				}
			})
		})
	}
}

func TestLateAndRepeatedAnswers(t *testing.T) {
	second := func(sending int) time.Duration { // the first packet is lost
		if sending == 1 {
			return -1
		}
		return 30 * time.Millisecond
	}
	inBubble(t, models.TransportUDP, second, func(t *testing.T, r *rig) {
		r.follow(1)
		pause(5 * time.Second)
		if p := r.log.all()[0].Probe; !p.Retransmitted || p.Lost || p.RoundTrip < 530*time.Millisecond || p.RoundTrip > 550*time.Millisecond {
			t.Fatalf("probe %+v", p)
		}
	})
	inBubble(t, models.TransportUDP, always(usual.Patience+time.Second), func(t *testing.T, r *rig) {
		r.follow(1)
		pause(soon + usual.Retry)
		if n := len(r.log.all()); n != 1 || !r.log.all()[0].Probe.Lost {
			t.Fatalf("results %+v", r.log.all())
		}
	})
}

func TestNowFollowAgainAndForget(t *testing.T) {
	inBubble(t, models.TransportUDP, always(time.Millisecond), func(t *testing.T, r *rig) {
		r.follow(1)
		pause(3 * time.Second)
		r.forget()
		r.Now("trm_0")
		r.Now("nobody")
		pause(50 * time.Millisecond)
		if results := r.log.all(); len(results) != 1 {
			t.Fatalf("results %+v", results)
		}
		r.follow(1) // nothing new
		pause(50 * time.Millisecond)
		if n := len(r.line.all()); n != 1 {
			t.Fatalf("%d sendings", n)
		}
		b := models.Binding{TerminalID: "trm_0", UserID: "usr_trm_0", Contact: "sip:a@b?x=y", Path: []string{"<sip:edge;lr>"}}
		r.Follow(b, flow.Flow{Socket: r.line, Remote: netip.MustParseAddrPort("10.9.9.9:1")})
		pause(soon)
		last := r.line.all()[len(r.line.all())-1]
		if last.to.Port() != 1 || !strings.HasPrefix(last.data, "OPTIONS sip:a@b SIP/2.0\r\n") || !strings.Contains(last.data, "\r\nRoute: <sip:edge;lr>\r\n") {
			t.Fatalf("sent %+v", last)
		}
		if got := fmt.Sprint(r.log.reaches()); got != "[trm_0true]" { // it was known as unreachable
			t.Fatalf("reach %s", got)
		}
		r.Now("trm_0")
		pause(wheel.Tick)
		r.Follow(b, flow.Flow{}) // its connection is gone
		if len(r.byTerminal) != 1 {
			t.Fatal("forgotten while it is registered")
		}
		r.Forget("trm_0")
		before := len(r.line.all())
		pause(2 * usual.Interval)
		if len(r.line.all()) != before || len(r.byTerminal) != 0 {
			t.Fatal("asked after it was forgotten")
		}
	})
}

func TestMessage(t *testing.T) {
	for _, local := range []string{"192.0.2.1:5060", "[2001:db8::1]:5060", "[::ffff:192.0.2.1]:5060"} {
		l := &line{transport: models.TransportTCP, local: netip.MustParseAddrPort(local)}
		target := &target{key: 7, secret: 9, terminalID: "trm_a", contact: "sip:alice@10.0.0.5;line=x", flow: flow.Flow{Socket: l}, sequence: 3}
		data := target.appendOptions(nil, "switchboard")
		m, err := msg.NewParser().Parse(data)
		if err == nil {
			err = msg.Validate(m)
		}
		if err != nil {
			t.Fatalf("%v: %s", err, data)
		}
		if again := msg.Append(nil, m); !bytes.Equal(again, data) {
			t.Fatalf("\n%s\n%s", data, again)
		}
		for _, status := range []int{100, 200, 404, 503} {
			response := answerTo(data, status)
			key, secret, mine := findBranch(response)
			parsed, _ := msg.NewParser().Parse(response)
			key2, secret2, mine2 := parseBranch([]byte(msg.BranchOf(parsed)))
			if !mine || !mine2 || key != 7 || secret != 9 || key2 != 7 || secret2 != 9 {
				t.Fatalf("not recognised: %s", response)
			}
		}
	}
}

// answerWith is an answer to the request of that branch.
func answerWith(branch string) []byte {
	return []byte("SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP a;branch=" + branch + "\r\n\r\n")
}

func TestWhatIsNotAnAnswerToAProbe(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := wheel.New()
		defer w.Stop()
		p := New(w, &log{}, nil, Config{})
		for _, data := range []string{
			"", "SIP/2.0 200 OK\r\n\r\n", "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP a;branch=z9hG4bK0123\r\n\r\n",
			"SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP a;branch=" + branchPrefix,
			"SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP a;branch=" + branchPrefix + strings.Repeat("x", 32),
			"OPTIONS sip:a SIP/2.0\r\nVia: SIP/2.0/UDP a;branch=" + branchPrefix + strings.Repeat("0", 32),
		} {
			if p.Fast([]byte(data)) {
				t.Errorf("taken: %q", data)
			}
		}
		for _, branch := range []string{"", branchPrefix, "z9hG4bK" + strings.Repeat("0", 37)} {
			if p.Fast(answerWith(branch)) {
				t.Errorf("taken: %q", branch)
			}
		}
		if forged := branchPrefix + strings.Repeat("0", 32); !p.Fast(answerWith(forged)) { // swallowed, of no effect
			t.Error("not taken")
		}
	})
}

func TestManyGoroutines(t *testing.T) {
	w := wheel.New()
	defer w.Stop()
	p := New(w, &log{}, (&log{}).reached, Config{})
	l := &line{transport: models.TransportUDP, delay: always(-1)}
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for j := range 200 {
				id := fmt.Sprintf("trm_%d", (i+j)%10)
				p.Follow(models.Binding{TerminalID: id, Contact: "sip:a@b"}, flow.Flow{Socket: l, Remote: netip.AddrPortFrom(netip.IPv4Unspecified(), uint16(j%2))})
				p.Now(id)
				p.Fast([]byte("SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP a;branch=" + branchPrefix + strings.Repeat("0", 32)))
				if j%7 == 0 {
					p.Forget(id)
				}
			}
		})
	}
	all.Wait()
	for i := range 10 {
		p.Forget(fmt.Sprintf("trm_%d", i))
	}
	if w.Pending() != 0 || len(p.byKey) != 0 {
		t.Fatalf("%d timers, %d keys", w.Pending(), len(p.byKey))
	}
}

// Whoever does not see the request cannot answer it.
func TestForgedAnswer(t *testing.T) {
	inBubble(t, models.TransportUDP, always(-1), func(t *testing.T, r *rig) {
		r.follow(1)
		pause(soon)
		pending := r.byTerminal["trm_0"]
		forged := *pending
		forged.secret++
		if !r.Fast(answerWith(string(forged.appendBranch(nil)))) || len(r.log.all()) != 0 {
			t.Fatalf("a forged answer counted: %+v", r.log.all())
		}
		if !r.Fast(answerWith(string(pending.appendBranch(nil)))) || len(r.log.all()) != 1 {
			t.Fatalf("the true answer did not count: %+v", r.log.all())
		}
	})
}

// BenchmarkProbe is one probe from the wheel to the result, without the socket.
func BenchmarkProbe(b *testing.B) {
	w := wheel.New()
	defer w.Stop()
	facts := &forgetful{}
	p := New(w, facts, nil, Config{})
	var t *target
	for i := range 10000 {
		binding := models.Binding{TerminalID: fmt.Sprintf("trm_%d", i), Contact: "sip:alice@10.0.0.5:5060;transport=udp", Reachable: true}
		p.mu.Lock()
		t = p.add(binding)
		t.contact, t.flow, t.reachable = binding.Contact, flow.Flow{Socket: &mute{}}, true
		p.mu.Unlock()
	}
	t.pending, t.secret = true, 1
	response := answerTo(t.appendOptions(nil, "switchboard"), 200)
	at := bytes.Index(response, []byte(branchPrefix))
	t.pending = false
	b.ReportAllocs()
	for b.Loop() {
		p.turn(t)
		t.appendBranch(response[:at])
		if !p.Fast(response) {
			b.Fatal("not recognised")
		}
	}
	if facts.probed < b.N {
		b.Fatalf("%d answers of %d", facts.probed, b.N)
	}
}

type forgetful struct{ probed int }

func (f *forgetful) Probed(models.ProbeResult) { f.probed++ }

type mute struct{ line }

func (*mute) Send([]byte, netip.AddrPort) error { return nil }
func (*mute) Transport() models.Transport       { return models.TransportUDP }
func (*mute) Local() netip.AddrPort             { return netip.MustParseAddrPort("192.0.2.1:5060") }
