package switchboard

import "hash/maphash"

// buckets is an immutable map. An edited copy shares all buckets but those that differ, so that one new user among ten
// thousand costs one small bucket and not the whole map.
type buckets[V any] struct {
	seed maphash.Seed
	maps [256]map[string]V
}

func newBuckets[V any]() *buckets[V] { return &buckets[V]{seed: maphash.MakeSeed()} }

func (b *buckets[V]) number(key string) uint8 { return uint8(maphash.String(b.seed, key)) }

func (b *buckets[V]) get(key string) (V, bool) {
	v, found := b.maps[b.number(key)][key]
	return v, found
}

// edition is a copy in the making. It must not be used any more once its buckets have been handed out.
type edition[V any] struct {
	*buckets[V]
	own [256]bool
}

func (b *buckets[V]) edit() *edition[V] {
	copied := *b
	return &edition[V]{buckets: &copied}
}

func (e *edition[V]) bucket(key string) map[string]V {
	n := e.number(key)
	if !e.own[n] {
		copied := make(map[string]V, len(e.maps[n])+1)
		for k, v := range e.maps[n] {
			copied[k] = v
		}
		e.maps[n], e.own[n] = copied, true
	}
	return e.maps[n]
}

func (e *edition[V]) set(key string, v V) { e.bucket(key)[key] = v }

func (e *edition[V]) remove(key string) { delete(e.bucket(key), key) }
