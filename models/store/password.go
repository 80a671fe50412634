package store

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

// Cost of a password hash: argon2id with 19 MiB and two passes (RFC 9106), about 40 ms of a core.
const (
	argonMemory  = 19 * 1024 // KiB
	argonPasses  = 2
	argonThreads = 1
	argonSalt    = 16
	argonLength  = 32
)

// ErrBusy: too many passwords are being checked at once. Try again in a moment.
var ErrBusy = errors.New("store: too many passwords are being checked at once")

// Hashing takes memory and time on purpose, so a flood of logins must not be able to take all of either: two
// hashes run at once and 64 callers wait; the next gets ErrBusy. What is bounded is the memory of the process,
// hence one gate for all stores in it.
var (
	hashing      = make(chan struct{}, 2)
	hashingQueue = make(chan struct{}, 64+2)
)

// HashPassword returns the argon2id hash of a password in PHC form. It waits for its turn until the context ends.
func HashPassword(ctx context.Context, password string) (string, error) {
	salt := make([]byte, argonSalt)
	_, _ = rand.Read(salt) // never fails (crypto/rand, Go 1.24)
	p := phc{memory: argonMemory, passes: argonPasses, threads: argonThreads, salt: salt}
	var err error
	if p.hash, err = p.compute(ctx, password, argonLength); err != nil {
		return "", err
	}
	return p.String(), nil
}

// VerifyPassword tells whether the password is the one that was hashed. An empty or damaged hash matches no
// password and costs as much as a good one, so that an unknown user cannot be told from a wrong password by time.
func VerifyPassword(ctx context.Context, hash, password string) (bool, error) {
	p, known := parsePHC(hash)
	if !known {
		p = phc{memory: argonMemory, passes: argonPasses, threads: argonThreads, salt: make([]byte, argonSalt), hash: make([]byte, argonLength)}
	}
	computed, err := p.compute(ctx, password, uint32(len(p.hash)))
	if err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare(computed, p.hash) == 1 && known, nil
}

// phc is a password hash with all that is needed to compute it again.
type phc struct {
	memory, passes uint32
	threads        uint8
	salt, hash     []byte
}

func (p phc) compute(ctx context.Context, password string, length uint32) ([]byte, error) {
	select {
	case hashingQueue <- struct{}{}:
		defer func() { <-hashingQueue }()
	default:
		return nil, ErrBusy
	}
	select {
	case hashing <- struct{}{}:
		defer func() { <-hashing }()
	case <-ctx.Done():
		return nil, fmt.Errorf("store: wait to hash a password: %w", context.Cause(ctx))
	}
	return argon2.IDKey([]byte(password), p.salt, p.passes, p.memory, p.threads, length), nil
}

// String returns the PHC form: $argon2id$v=19$m=19456,t=2,p=1$SALT$HASH.
func (p phc) String() string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, p.memory, p.passes, p.threads,
		b64.EncodeToString(p.salt), b64.EncodeToString(p.hash))
}

// parsePHC reads the PHC form. It bounds the cost, so that no row can make a check take gigabytes or minutes.
func parsePHC(text string) (p phc, ok bool) {
	parts := strings.Split(text, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return p, false
	}
	if n, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &p.memory, &p.passes, &p.threads); n != 3 || err != nil {
		return p, false
	}
	var errSalt, errHash error
	p.salt, errSalt = base64.RawStdEncoding.DecodeString(parts[4])
	p.hash, errHash = base64.RawStdEncoding.DecodeString(parts[5])
	sane := p.memory >= 8 && p.memory <= 256*1024 && p.passes >= 1 && p.passes <= 16 && p.threads >= 1 && p.threads <= 16 &&
		len(p.salt) >= 8 && len(p.salt) <= 64 && len(p.hash) >= 16 && len(p.hash) <= 64
	return p, errSalt == nil && errHash == nil && sane
}
