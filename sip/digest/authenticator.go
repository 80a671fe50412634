package digest

import (
	"crypto/sha256"
	"crypto/subtle"
	"hash/maphash"
	"net/netip"
	"slices"
	"sync"
)

// Secrets knows the passwords.
type Secrets interface {
	// Secret appends the clear password of a user to dst; the caller wipes it. The username is as sent and is to be
	// matched without regard to case. It is called on the path of every request and must not block; what it spends
	// on a stranger should be what it spends on a user, or the time of an answer tells the names.
	Secret(username string, dst []byte) (secret []byte, ok bool)
}

// Verdict is what became of an answer.
type Verdict struct {
	Username string // as sent, at most 128 bytes; to be believed only with OK
	OK       bool   // the right answer to a nonce of ours, not used before
	Stale    bool   // the nonce was too old, used up, or for another address: ask again, nothing is held against anyone
	Repeated bool   // with Stale: the answer is right, but was given before, as in a retransmission

	// Failed tells of a wrong answer to a nonce that we gave to this very address. Only that may count against the
	// address: whoever gave it has received our challenge there, so nobody can bring a stranger into disrepute.
	Failed bool

	// Answer is a keyed hash of a wrong answer, the same for one that is merely repeated. It tells nothing of the password.
	Answer uint64
}

// Answered tells that somebody answered a challenge of ours that still holds, rightly or wrongly.
func (v Verdict) Answered() bool { return v.OK || v.Failed || v.Repeated }

// maxUsername bounds what is carried on of a name.
const maxUsername = 128

// Authenticator asks for names and checks the answers. Its methods may be called from several goroutines.
type Authenticator struct {
	realm   string
	offered []Algorithm // in the order of the challenges
	secrets Secrets
	nonces  *nonces
	used    *replayTable
	decoy   [20]byte // stands for the password of a user who does not exist
	seed    maphash.Seed
	scratch sync.Pool
}

// scratch is the memory of one check.
type scratch struct {
	secret, text, expected []byte
}

// New returns an authenticator for a realm, which must hold neither quotes nor backslashes. Nonces are proved by the
// key: keep it through a restart, and telephones in the middle of an exchange are merely asked once more. A challenge
// offers the algorithms in this order, MD5 alone where none is named, and an answer must be made with one of them.
func New(realm string, key [32]byte, secrets Secrets, offered ...Algorithm) *Authenticator {
	if len(offered) == 0 {
		offered = []Algorithm{MD5}
	}
	a := &Authenticator{realm: realm, secrets: secrets, nonces: newNonces(key), offered: offered, seed: maphash.MakeSeed()}
	a.used = newReplayTable(a.nonces.now() - 1)
	sum := sha256.Sum256(append([]byte("decoy:"), key[:]...))
	copy(a.decoy[:], sum[:])
	a.scratch.New = func() any {
		return &scratch{make([]byte, 0, 128), make([]byte, 0, 512), make([]byte, 0, 64)}
	}
	return a
}

// Realm returns the realm of the challenges.
func (a *Authenticator) Realm() string { return a.realm }

// Check judges the Authorization header values of a request that came from source. The first that answers a
// challenge of this realm counts. No values at all give the zero verdict. The URI of the answer is not compared with
// that of the request: telephones differ in how they write the port, and the method and nonce bind it enough.
func (a *Authenticator) Check(method string, values []string, source netip.Addr) Verdict {
	for _, value := range values {
		if len(value) > maxCredentials {
			continue
		}
		if verdict, mine := a.check(method, []byte(value), source); mine {
			return verdict
		}
	}
	return Verdict{}
}

// CheckBytes is [Authenticator.Check] for the one value of a message that was not parsed.
func (a *Authenticator) CheckBytes(method string, value []byte, source netip.Addr) Verdict {
	verdict, _ := a.check(method, value, source)
	return verdict
}

// check tells also whether the value answers a challenge of this realm at all.
func (a *Authenticator) check(method string, value []byte, source netip.Addr) (verdict Verdict, mine bool) {
	c, ok := parseCredentials(value)
	algorithm := algorithmOf(string(c.algorithm))
	if !ok || !slices.Contains(a.offered, algorithm) || string(c.realm) != a.realm {
		return Verdict{}, false
	}
	verdict.Username = string(c.username[:min(len(c.username), maxUsername)])
	nonce, live := a.nonces.open(c.nonce, source)
	if !live {
		// Whether the password was right is not looked at: otherwise old nonces would be a way to guess unpunished.
		verdict.Stale = true
		return verdict, true
	}
	if !a.right(algorithm, method, &c, verdict.Username) {
		verdict.Failed, verdict.Answer = true, maphash.Bytes(a.seed, value)
		return verdict, true
	}
	a.spend(&verdict, &c, nonce)
	return verdict, true
}

// right tells whether the answer is that of the user. A stranger's is computed too, so that it takes as long.
func (a *Authenticator) right(algorithm Algorithm, method string, c *credentials, username string) bool {
	s := a.scratch.Get().(*scratch)
	defer a.scratch.Put(s)
	secret, known := a.secrets.Secret(username, s.secret[:0])
	if !known {
		secret = append(secret[:0], a.decoy[:]...)
	}
	s.expected = algorithm.appendResponse(s.expected[:0], s.text, c, method, secret)
	clear(secret)
	equal := subtle.ConstantTimeCompare(s.expected, c.response) == 1
	return equal && known && len(c.username) <= maxUsername
}

// spend takes the nonce for a right answer.
func (a *Authenticator) spend(verdict *Verdict, c *credentials, nonce nonceID) {
	if len(c.qop) == 0 {
		verdict.OK = true // RFC 2069 knew no count: such telephones may use a nonce for all its life
		return
	}
	count, ok := c.nonceCount()
	if !ok {
		verdict.Stale = true
		return
	}
	switch a.used.use(nonce, count) {
	case useFresh:
		verdict.OK = true
	case useRepeated:
		verdict.Stale, verdict.Repeated = true, true
	case useSpent:
		verdict.Stale = true
	}
}

// Challenges returns the values of the WWW-Authenticate or Proxy-Authenticate headers for whoever is at source.
func (a *Authenticator) Challenges(source netip.Addr, stale bool) []string {
	nonce := a.nonces.appendNew(make([]byte, 0, nonceLength), source)
	challenges := make([]string, len(a.offered))
	for i, algorithm := range a.offered {
		challenges[i] = string(a.appendChallenge(nil, algorithm, nonce, stale))
	}
	return challenges
}

// AppendChallenges appends what [Authenticator.Challenges] returns as whole header lines of that name.
func (a *Authenticator) AppendChallenges(dst []byte, header string, source netip.Addr, stale bool) []byte {
	var buf [nonceLength]byte
	nonce := a.nonces.appendNew(buf[:0], source)
	for _, algorithm := range a.offered {
		dst = append(append(dst, header...), ": "...)
		dst = append(a.appendChallenge(dst, algorithm, nonce, stale), "\r\n"...)
	}
	return dst
}

func (a *Authenticator) appendChallenge(dst []byte, algorithm Algorithm, nonce []byte, stale bool) []byte {
	dst = append(append(dst, `Digest realm="`...), a.realm...)
	dst = append(append(dst, `", nonce="`...), nonce...)
	dst = append(append(dst, `", algorithm=`...), algorithm.String()...)
	dst = append(dst, `, qop="auth"`...)
	if stale {
		dst = append(dst, `, stale=true`...)
	}
	return dst
}
