package call

import (
	"hash/maphash"
	"sync"
)

// key finds the party that a request in a dialog is for. Our tags are random, so the remote tag is compared afterwards.
type key struct{ callID, localTag string }

const shards = 64

// table holds the dialogs of all calls. Its locks are leaves: nothing is called while one is held. It is bounded by the
// limits on calls and branches.
type table struct {
	seed   maphash.Seed
	shards [shards]shard
}

type shard struct {
	mu      sync.Mutex
	parties map[key]*party
}

func newTable() *table {
	t := &table{seed: maphash.MakeSeed()}
	for i := range t.shards {
		t.shards[i].parties = make(map[key]*party)
	}
	return t
}

func (t *table) shard(k key) *shard { return &t.shards[maphash.String(t.seed, k.localTag)%shards] }

func (t *table) get(k key) *party {
	s := t.shard(k)
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.parties[k]
}

func (t *table) put(k key, p *party) {
	s := t.shard(k)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.parties[k] = p
}

func (t *table) remove(k key) {
	s := t.shard(k)
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.parties, k)
}

func (t *table) size() (n int) {
	for i := range t.shards {
		s := &t.shards[i]
		s.mu.Lock()
		n += len(s.parties)
		s.mu.Unlock()
	}
	return n
}
