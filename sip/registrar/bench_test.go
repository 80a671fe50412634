package registrar

import (
	"fmt"
	"net/netip"
	"runtime"
	"strings"
	"testing"

	"graphpbx/models"
	"graphpbx/sip/digest"
	"graphpbx/sip/flow"
	"graphpbx/sip/msg"
)

// known is a directory that allocates nothing, as a real one.
type known struct{ users }

func (known) Account(username string) (models.Account, bool) {
	return models.Account{UserID: "usr_alice", Username: "alice", RingLimit: 3}, username == "alice"
}

// refreshes fills the packets with refreshes of the telephone, each of which is accepted once.
func refreshes(b *testing.B, r *rig, p *phone, packets [][]byte) {
	r.udp.silent = false
	challenge, err := digest.ParseChallenge(msg.Value(r.exchange(p.flow, p.request("")), "WWW-Authenticate"))
	if err != nil {
		b.Fatal(err)
	}
	r.udp.silent = true
	challenge.Algorithm = digest.MD5 // as nearly all telephones
	for i := range packets {
		packets[i] = []byte(p.request(challenge.Answer("REGISTER", "sip:pbx", p.user, p.password, "0a4f113b", uint32(i+1))))
	}
}

// A refresh from packet to answer, without the socket.
func BenchmarkRefresh(b *testing.B) {
	for _, fast := range []bool{true, false} {
		b.Run(fmt.Sprintf("fast=%v", fast), func(b *testing.B) {
			r := newRig(b, users{})
			r.directory = known{}
			p := r.phone("alice", 5060)
			r.want(p, 200, 1)
			r.fast = fast
			packets := make([][]byte, 4096)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				if i%len(packets) == 0 {
					b.StopTimer()
					refreshes(b, r, p, packets)
					b.StartTimer()
				}
				r.receiveBytes(p.flow, packets[i%len(packets)])
			}
			if got := r.Bindings("usr_alice")[0].CSeq; int(got) < b.N {
				b.Fatalf("only %d of %d were accepted", got, b.N)
			}
		})
	}
}

func BenchmarkChallenge(b *testing.B) {
	for _, fast := range []bool{true, false} {
		b.Run(fmt.Sprintf("fast=%v", fast), func(b *testing.B) { benchmarkPacket(b, fast, func(s string) string { return s }) })
	}
}

func BenchmarkOptions(b *testing.B) {
	for _, fast := range []bool{true, false} {
		b.Run(fmt.Sprintf("fast=%v", fast), func(b *testing.B) {
			benchmarkPacket(b, fast, func(s string) string { return strings.ReplaceAll(s, "REGISTER", "OPTIONS") })
		})
	}
}

func benchmarkPacket(b *testing.B, fast bool, alter func(string) string) {
	r := newRig(b, users{})
	r.fast, r.udp.silent = fast, true
	p := r.phone("alice", 5060)
	packet := []byte(alter(p.request("")))
	b.ReportAllocs()
	for b.Loop() {
		r.receiveBytes(p.flow, packet)
	}
}

func (r *rig) receiveBytes(f flow.Flow, packet []byte) {
	if r.fast && r.Fast(f, packet) {
		return
	}
	if r.fast {
		r.t.Fatal("not taken by the fast path")
	}
	r.receive(f, string(packet))
}

// BenchmarkMemory says what one of many bindings costs, with tables and timers.
func BenchmarkMemory(b *testing.B) {
	const telephones = 20000
	for b.Loop() {
		r := newRig(b, users{})
		before := heap()
		for i := range telephones {
			user := fmt.Sprintf("user%05d", i)
			w := &wish{
				account: models.Account{UserID: "usr_" + user, Username: user, RingLimit: 3}, callID: "0123456789abcdef0123456789abcdef@" + user,
				flow:      flow.Flow{Socket: r.udp, Remote: netip.AddrPortFrom(netip.AddrFrom4([4]byte{10, 0, byte(i >> 8), byte(i)}), 5060)},
				userAgent: "Yealink SIP-T46S 66.85.0.5", cseq: 1,
				contacts: []contact{{
					uri: "sip:" + user + "@10.0.0.5:5060;transport=udp;line=abcdefgh", expires: r.config.MaxExpires,
					instance: "<urn:uuid:00000000-0000-1000-8000-" + user + ">", regID: 1,
				}},
			}
			w.userAgent = strings.Clone(w.userAgent)
			if _, refused := r.grant(w); refused != nil {
				b.Fatal(refused)
			}
			r.facts.take()
		}
		b.ReportMetric(float64(heap()-before)/telephones, "B/binding")
		runtime.KeepAlive(r)
	}
}

func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
