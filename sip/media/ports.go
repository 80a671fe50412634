package media

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
)

// ErrNoPorts says that every pair of ports of the range is in use, by calls or by other programs.
var ErrNoPorts = errors.New("no free pair of RTP ports")

// Range of ports where nothing else is configured: 5000 pairs, 2500 calls.
const (
	DefaultFirstPort = 20000
	DefaultLastPort  = 29999
)

// Ports hands out pairs of ports: an even one for RTP and the odd one above for RTCP (RFC 3550 section 11).
// A pair that was given back waits behind all others, so that late packets of an ended call do not fall into the
// next one. The order is shuffled, so that nobody can tell the ports of the next call from those of the last.
type Ports struct {
	first, last int

	mu   sync.Mutex
	free []uint16 // ring of free pairs by their even port
	head int      // oldest entry of the ring
	size int      // entries in the ring
	used []uint64 // bit set of pairs handed out, by distance from the first
}

// NewPorts returns all pairs that lie wholly within first to last. An empty range is no error here: taking a pair
// from it is.
func NewPorts(first, last int) *Ports {
	first, last = max(first+first%2, 2), min(last, 65535)
	pairs := max((last-first+1)/2, 0)
	p := &Ports{first: first, last: last, size: pairs, free: make([]uint16, pairs), used: make([]uint64, (pairs+63)/64)}
	for i, n := range rand.Perm(pairs) {
		p.free[i] = uint16(first + 2*n)
	}
	return p
}

// Free returns how many pairs can be taken.
func (p *Ports) Free() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.size
}

// Take returns the even port of a free pair, or [ErrNoPorts].
func (p *Ports) Take() (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.size == 0 {
		return 0, fmt.Errorf("%w: all of %d-%d are taken; widen the range of RTP ports", ErrNoPorts, p.first, p.last)
	}
	port := int(p.free[p.head])
	p.head = (p.head + 1) % len(p.free)
	p.size--
	p.used[p.pair(port)/64] |= 1 << (p.pair(port) % 64)
	return port, nil
}

// Release gives a pair back. It returns false, and changes nothing, where the pair is not taken: a pair that is
// released twice would end up in two calls.
func (p *Ports) Release(port int) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.taken(port) || port%2 != 0 {
		return false
	}
	p.used[p.pair(port)/64] &^= 1 << (p.pair(port) % 64)
	p.free[(p.head+p.size)%len(p.free)] = uint16(port)
	p.size++
	return true
}

// Taken tells whether a port, RTP or RTCP, belongs to a pair that is handed out.
func (p *Ports) Taken(port int) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.taken(port)
}

func (p *Ports) taken(port int) bool {
	pair := p.pair(port)
	return port >= p.first && pair < len(p.free) && p.used[pair/64]&(1<<(pair%64)) != 0
}

func (p *Ports) pair(port int) int { return (port - p.first) / 2 }
