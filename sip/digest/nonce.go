package digest

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"net/netip"
	"sync/atomic"
	"time"
)

// NonceLife is how long a nonce may be used. An answer to an older one is stale: it is asked for again.
const NonceLife = 300 * time.Second

const (
	nonceMAC    = 16
	nonceBytes  = 8 + nonceMAC // second of issue, serial number, proof
	nonceLength = nonceBytes / 3 * 4
)

// nonceID tells one nonce from all others: the second of its issue above a serial number. Two telephones behind one
// public address that ask in the same second must not get the same nonce, or the one would spend it for the other.
type nonceID uint64

func (id nonceID) issued() uint32 { return uint32(id >> 32) }

// nonces makes and recognises nonces. It counts seconds from its own start, so that a leap of the wall clock neither
// revives nor kills any.
type nonces struct {
	inner, outer [sha256.BlockSize]byte // the key as HMAC pads it (RFC 2104)
	start        time.Time
	serial       atomic.Uint32
}

func newNonces(key [32]byte) *nonces {
	n := &nonces{start: time.Now()}
	for i := range n.inner {
		n.inner[i], n.outer[i] = 0x36, 0x5c
	}
	subtle.XORBytes(n.inner[:], n.inner[:len(key)], key[:])
	subtle.XORBytes(n.outer[:], n.outer[:len(key)], key[:])
	var seed [4]byte
	_, _ = rand.Read(seed[:]) // never fails (crypto/rand, Go 1.24)
	n.serial.Store(binary.BigEndian.Uint32(seed[:]))
	return n
}

func (n *nonces) now() uint32 {
	elapsed := time.Since(n.start) + time.Duration(n.start.Nanosecond())
	return uint32(n.start.Unix()) + uint32(elapsed/time.Second)
}

// appendNew appends a fresh nonce for that address.
func (n *nonces) appendNew(dst []byte, source netip.Addr) []byte {
	var raw [nonceBytes]byte
	binary.BigEndian.PutUint32(raw[:], n.now())
	binary.BigEndian.PutUint32(raw[4:], n.serial.Add(1))
	proof := n.proof(raw[:8], source)
	copy(raw[8:], proof[:nonceMAC])
	return base64.RawURLEncoding.AppendEncode(dst, raw[:])
}

// open recognises a nonce of ours for that address which has not outlived itself.
func (n *nonces) open(nonce []byte, source netip.Addr) (id nonceID, live bool) {
	var raw [nonceBytes]byte
	if len(nonce) != nonceLength {
		return 0, false
	}
	if _, err := base64.RawURLEncoding.Decode(raw[:], nonce); err != nil {
		return 0, false
	}
	proof := n.proof(raw[:8], source)
	if subtle.ConstantTimeCompare(proof[:nonceMAC], raw[8:]) == 0 {
		return 0, false
	}
	id = nonceID(binary.BigEndian.Uint64(raw[:]))
	now := n.now()
	return id, id.issued() <= now && now-id.issued() <= uint32(NonceLife/time.Second)
}

// proof is HMAC-SHA-256 over the nonce's own part and the address, written out here because the one of the standard
// library allocates for each message.
func (n *nonces) proof(part []byte, source netip.Addr) [sha256.Size]byte {
	var buf [2 * sha256.BlockSize]byte
	address := source.As16()
	text := append(append(append(buf[:0], n.inner[:]...), part...), address[:]...)
	sum := sha256.Sum256(text)
	return sha256.Sum256(append(append(buf[:0], n.outer[:]...), sum[:]...))
}
