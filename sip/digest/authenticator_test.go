package digest

import (
	"fmt"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

type passwords map[string]string

func (p passwords) Secret(username string, dst []byte) ([]byte, bool) {
	secret, ok := p[strings.ToLower(username)]
	return append(dst, secret...), ok
}

var (
	home   = netip.MustParseAddr("192.0.2.7")
	abroad = netip.MustParseAddr("2001:db8::7")
)

func newTestAuthenticator() *Authenticator {
	return New("pbx", [32]byte{1, 2, 3}, passwords{"alice": "correct horse"}, SHA256, MD5)
}

func answer(t testing.TB, challenges []string, username, password string) string {
	t.Helper()
	header, err := Answer(challenges, "REGISTER", "sip:pbx", username, password)
	if err != nil {
		t.Fatal(err)
	}
	return header
}

func TestCheck(t *testing.T) {
	a := newTestAuthenticator()
	challenges := func() []string { return a.Challenges(home, false) }
	md5 := challenges()[1:]
	plain := Challenge{Realm: "pbx", Nonce: mustParse(t, challenges()[0]).Nonce, Algorithm: MD5}
	for _, test := range []struct {
		name   string
		header string
		source netip.Addr
		want   Verdict
	}{
		{"right, SHA-256", answer(t, challenges(), "alice", "correct horse"), home, Verdict{Username: "alice", OK: true}},
		{"right, MD5", answer(t, md5, "alice", "correct horse"), home, Verdict{Username: "alice", OK: true}},
		{"right, hashed as sent", answer(t, challenges(), "ALICE", "correct horse"), home, Verdict{Username: "ALICE", OK: true}},
		{"right, without qop", plain.Answer("REGISTER", "sip:pbx", "alice", "correct horse", "", 0), home, Verdict{Username: "alice", OK: true}},
		{"wrong password", answer(t, challenges(), "alice", "wrong"), home, Verdict{Username: "alice", Failed: true}},
		{"unknown user", answer(t, challenges(), "mallory", "x"), home, Verdict{Username: "mallory", Failed: true}},
		{"nonce for another address", answer(t, challenges(), "alice", "wrong"), abroad, Verdict{Username: "alice", Stale: true}},
		{"invented nonce", answer(t, []string{`Digest realm="pbx", nonce="abc", qop="auth"`}, "alice", "wrong"), home, Verdict{Username: "alice", Stale: true}},
		{"another realm", answer(t, []string{`Digest realm="isp", nonce="abc"`}, "alice", "correct horse"), home, Verdict{}},
		{"another scheme", "Basic YWxpY2U6eA==", home, Verdict{}},
		{"too long", "Digest " + strings.Repeat("x=y,", 1000), home, Verdict{}},
		{"quality not offered", strings.Replace(answer(t, challenges(), "alice", "correct horse"), "qop=auth,", "qop=auth-int,", 1), home, Verdict{Username: "alice", Failed: true}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := a.Check("REGISTER", []string{test.header}, test.source)
			if (got.Answer != 0) != got.Failed || got.Failed && got.Answer != a.Check("REGISTER", []string{test.header}, test.source).Answer {
				t.Errorf("a wrong answer is not known again: %+v", got)
			}
			if got.Answer = 0; got != test.want {
				t.Fatalf("got %+v, want %+v", got, test.want)
			}
		})
	}
	if got := a.Check("REGISTER", nil, home); got != (Verdict{}) {
		t.Fatalf("no credentials: %+v", got)
	}
	other := answer(t, []string{`Digest realm="isp", nonce="abc"`}, "alice", "x")
	mine := answer(t, challenges(), "alice", "correct horse")
	if got := a.Check("REGISTER", []string{other, mine}, home); !got.OK {
		t.Fatalf("the credentials for another realm hid ours: %+v", got)
	}
	if got := a.Check("INVITE", []string{answer(t, challenges(), "alice", "correct horse")}, home); !got.Failed {
		t.Fatalf("an answer for REGISTER served for INVITE: %+v", got)
	}
}

func mustParse(t *testing.T, value string) Challenge {
	t.Helper()
	c, err := ParseChallenge(value)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestNonceGrowsStale(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newTestAuthenticator()
		young := answer(t, a.Challenges(home, false), "alice", "correct horse")
		old := answer(t, a.Challenges(home, false), "alice", "wrong")
		time.Sleep(NonceLife)
		if got := a.Check("REGISTER", []string{young}, home); !got.OK {
			t.Fatalf("at the end of its life: %+v", got)
		}
		time.Sleep(2 * time.Second)
		if got := a.Check("REGISTER", []string{old}, home); got != (Verdict{Username: "alice", Stale: true}) {
			t.Fatalf("after its life: %+v", got)
		}
		if fresh := mustParse(t, a.Challenges(home, true)[0]); !fresh.Stale {
			t.Fatal("the new challenge does not say stale=true")
		}
	})
}

// A nonce that an earlier life of the program may have seen used is asked for anew, without blame.
func TestNonceOfAnEarlierLife(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		header := answer(t, newTestAuthenticator().Challenges(home, false), "alice", "correct horse")
		time.Sleep(5 * time.Second)
		got := newTestAuthenticator().Check("REGISTER", []string{header}, home)
		if got != (Verdict{Username: "alice", Stale: true}) {
			t.Fatalf("got %+v", got)
		}
	})
}

func TestNonceCount(t *testing.T) {
	a := newTestAuthenticator()
	c := mustParse(t, a.Challenges(home, false)[0])
	for i, test := range []struct {
		count uint32
		want  Verdict
	}{
		{1, Verdict{OK: true}},
		{1, Verdict{Stale: true, Repeated: true}},
		{3, Verdict{OK: true}},
		{2, Verdict{OK: true}}, // overtaken on the way
		{2, Verdict{Stale: true, Repeated: true}},
		{100, Verdict{OK: true}},
		{36, Verdict{Stale: true}}, // 64 behind
		{37, Verdict{OK: true}},
		{0, Verdict{Stale: true}},
	} {
		test.want.Username = "alice"
		header := c.Answer("REGISTER", "sip:pbx", "alice", "correct horse", "abc", test.count)
		if got := a.Check("REGISTER", []string{header}, home); got != test.want {
			t.Fatalf("step %d, count %d: got %+v, want %+v", i, test.count, got, test.want)
		}
	}
}

// A full table forgets the oldest nonces, and what it forgot is spent rather than free.
func TestReplayTableIsBoundedAndSafe(t *testing.T) {
	table := newReplayTable(0)
	first := nonceID(1<<32 | 1)
	if table.use(first, 1) != useFresh {
		t.Fatal("the first use was refused")
	}
	for i := range 20 * replaySets * replayWays {
		table.use(nonceID(uint64(2+i/1000)<<32|uint64(i)), 1)
	}
	if got := table.use(first, 1); got != useSpent {
		t.Fatalf("a forgotten nonce was accepted once more: %v", got)
	}
}

func TestOneAnswerCountsOnceAmongMany(t *testing.T) {
	a := newTestAuthenticator()
	header := answer(t, a.Challenges(home, false), "alice", "correct horse")
	var wait sync.WaitGroup
	verdicts := make([]Verdict, 16)
	for i := range verdicts {
		wait.Go(func() { verdicts[i] = a.Check("REGISTER", []string{header}, home) })
	}
	wait.Wait()
	accepted := 0
	for _, v := range verdicts {
		if v.OK {
			accepted++
		}
	}
	if accepted != 1 {
		t.Fatalf("accepted %d times", accepted)
	}
}

func TestNoncesAreAllDifferent(t *testing.T) {
	a := newTestAuthenticator()
	seen := map[string]bool{}
	for range 1000 {
		seen[mustParse(t, a.Challenges(home, false)[0]).Nonce] = true
	}
	if len(seen) != 1000 {
		t.Fatalf("%d different nonces of 1000", len(seen))
	}
}

// A stranger and a user with a wrong password are told the same.
func TestStrangersGetTheSameAnswer(t *testing.T) {
	a := newTestAuthenticator()
	verdict := func(user string) Verdict {
		v := a.Check("REGISTER", []string{answer(t, a.Challenges(home, false), user, "wrong")}, home)
		v.Username, v.Answer = "", 0
		return v
	}
	if known, stranger := verdict("alice"), verdict("mallory"); known != stranger {
		t.Fatalf("known %+v, stranger %+v", known, stranger)
	}
	// the decoy password of strangers must not open the door either
	decoy := answer(t, a.Challenges(home, false), "mallory", string(a.decoy[:]))
	if got := a.Check("REGISTER", []string{decoy}, home); !got.Failed {
		t.Fatalf("got %+v", got)
	}
}

func TestAppendChallengesSaysWhatChallengesSays(t *testing.T) {
	a := newTestAuthenticator()
	for _, stale := range []bool{false, true} {
		lines := strings.SplitAfter(string(a.AppendChallenges(nil, "WWW-Authenticate", home, stale)), "\r\n")
		for i, value := range a.Challenges(home, stale) {
			c := mustParse(t, strings.TrimSuffix(strings.TrimPrefix(lines[i], "WWW-Authenticate: "), "\r\n"))
			want := mustParse(t, value)
			c.Nonce = want.Nonce
			if c != want {
				t.Fatalf("line %q, value %q", lines[i], value)
			}
		}
	}
}

// What was not offered is not accepted: the weaker algorithm cannot be had by asking for it.
func TestOnlyWhatIsOffered(t *testing.T) {
	a := New("pbx", [32]byte{1}, passwords{"alice": "correct horse"}, SHA256)
	challenges := a.Challenges(home, false)
	weak := mustParse(t, challenges[0])
	weak.Algorithm = MD5
	header := weak.Answer("REGISTER", "sip:pbx", "alice", "correct horse", "abc", 1)
	if got := a.Check("REGISTER", []string{header}, home); got != (Verdict{}) {
		t.Fatalf("MD5 was accepted: %+v", got)
	}
	if got := a.Check("REGISTER", []string{answer(t, challenges, "alice", "correct horse")}, home); !got.OK {
		t.Fatalf("SHA-256 was refused: %+v", got)
	}
}

func BenchmarkCheck(b *testing.B) {
	for _, algorithm := range []Algorithm{MD5, SHA256} {
		b.Run(algorithm.String(), func(b *testing.B) {
			a := newTestAuthenticator()
			a.used = newReplayTable(0)
			c, err := ParseChallenge(a.Challenges(home, false)[0])
			if err != nil {
				b.Fatal(err)
			}
			c.Algorithm = algorithm
			headers := make([][]byte, 1024)
			for i := range headers {
				headers[i] = []byte(c.Answer("REGISTER", "sip:pbx", "alice", "correct horse", "abc", uint32(i+1)))
			}
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				if v := a.CheckBytes("REGISTER", headers[i%len(headers)], home); !v.OK && !v.Stale {
					b.Fatal(v)
				}
			}
		})
	}
}

func BenchmarkAppendChallenges(b *testing.B) {
	a := newTestAuthenticator()
	buf := make([]byte, 0, 1024)
	b.ReportAllocs()
	for b.Loop() {
		buf = a.AppendChallenges(buf[:0], "WWW-Authenticate", home, false)
	}
}

func ExampleAnswer() {
	challenges := []string{
		`Digest realm="pbx", nonce="n", algorithm=SHA-512-256, qop="auth"`,
		`Digest realm="pbx", nonce="n", algorithm=MD5, qop="auth"`,
	}
	header, err := Answer(challenges, "REGISTER", "sip:pbx", "alice", "secret")
	fmt.Println(strings.Contains(header, "algorithm=MD5"), err)
	// Output: true <nil>
}
