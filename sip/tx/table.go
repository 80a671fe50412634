package tx

import (
	"hash/maphash"
	"net/netip"
	"sync"
	"sync/atomic"

	"graphpbx/sip/flow"
)

const shards = 64

// seed makes shard and merge keys unpredictable, so that nobody can choose branches that fall into one shard.
var seed = maphash.MakeSeed()

// table is a map in shards, so that readers of several sockets seldom wait for each other.
type table[T any] struct {
	size  atomic.Int64
	shard [shards]struct {
		sync.Mutex
		m map[string]T
		_ [48]byte // a cache line each
	}
}

func (t *table[T]) init() {
	for i := range t.shard {
		t.shard[i].m = map[string]T{}
	}
}

func (t *table[T]) get(key []byte) (T, bool) {
	s := &t.shard[maphash.Bytes(seed, key)%shards]
	s.Lock()
	defer s.Unlock()
	v, ok := s.m[string(key)]
	return v, ok
}

// put adds a value, or returns the one that has the key already.
func (t *table[T]) put(key string, v T) (T, bool) {
	s := &t.shard[maphash.String(seed, key)%shards]
	s.Lock()
	defer s.Unlock()
	if old, taken := s.m[key]; taken {
		return old, false
	}
	s.m[key] = v
	t.size.Add(1)
	return v, true
}

func (t *table[T]) remove(key string) {
	s := &t.shard[maphash.String(seed, key)%shards]
	s.Lock()
	defer s.Unlock()
	if _, found := s.m[key]; found {
		delete(s.m, key)
		t.size.Add(-1)
	}
}

func (t *table[T]) count() int { return int(t.size.Load()) }

// mergedRequests finds a request that arrives a second time by another way (RFC 3261 section 8.2.2.2).
type mergedRequests struct {
	mu sync.Mutex
	m  map[uint64]struct{}
}

func (r *mergedRequests) init() { r.m = map[uint64]struct{}{} }

// add notes a request; false where it is known already.
func (r *mergedRequests) add(key uint64) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, known := r.m[key]; known {
		return false
	}
	r.m[key] = struct{}{}
	return true
}

func (r *mergedRequests) remove(key uint64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.m, key)
}

// sources counts server transactions by where they come from.
type sources struct {
	mu sync.Mutex
	m  map[netip.Addr]int
}

func (s *sources) init() { s.m = map[netip.Addr]int{} }

// add counts one more; false where that would be more than the limit.
func (s *sources) add(a netip.Addr, limit int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.m[a] >= limit {
		return false
	}
	s.m[a]++
	return true
}

func (s *sources) remove(a netip.Addr) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.m[a]--; s.m[a] <= 0 {
		delete(s.m, a)
	}
}

// streamClients knows the client transactions of each connection, to end them with it.
type streamClients struct {
	mu sync.Mutex
	m  map[flow.Socket]map[*Client]struct{}
}

func (s *streamClients) init() { s.m = map[flow.Socket]map[*Client]struct{}{} }

func (s *streamClients) add(c *Client) {
	s.mu.Lock()
	defer s.mu.Unlock()
	of := s.m[c.flow.Socket]
	if of == nil {
		of = map[*Client]struct{}{}
		s.m[c.flow.Socket] = of
	}
	of[c] = struct{}{}
}

func (s *streamClients) remove(c *Client) {
	s.mu.Lock()
	defer s.mu.Unlock()
	of := s.m[c.flow.Socket]
	delete(of, c)
	if len(of) == 0 {
		delete(s.m, c.flow.Socket)
	}
}

func (s *streamClients) take(socket flow.Socket) []*Client {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []*Client
	for c := range s.m[socket] {
		all = append(all, c)
	}
	delete(s.m, socket)
	return all
}
