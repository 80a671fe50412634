package digest

import "sync"

const (
	replaySets = 8192
	replayWays = 8 // 65,536 nonces in 1.7 MB: more than telephones can spend between two of their registrations
)

// use is what came of using a nonce once more.
type use uint8

const (
	useFresh    use = iota + 1 // the first time with this count
	useRepeated                // seen with this very count: a retransmission, or a replay
	useSpent                   // too far behind, or too old to be remembered
)

// replayTable remembers which counts of which nonces were used with a right answer (RFC 7616 section 3.4, "nc"). It
// never grows: where a nonce must make room, all that were issued as early as it are spent from then on, which costs
// their owner one more round and nobody any safety.
type replayTable struct {
	sets [replaySets]replaySet
}

type replaySet struct {
	mu      sync.Mutex
	floor   uint32 // nonces issued up to this second are spent unless they still stand here
	windows [replayWays]replayWindow
}

// replayWindow admits counts that overtook each other by up to 63.
type replayWindow struct {
	nonce   nonceID
	seen    uint64 // bit i: highest-i was used
	highest uint32
}

// newReplayTable returns an empty table for nonces issued after the given second. What was issued before may have
// been used in an earlier life of the program.
func newReplayTable(floor uint32) *replayTable {
	t := &replayTable{}
	for i := range t.sets {
		t.sets[i].floor = floor
	}
	return t
}

func (t *replayTable) use(nonce nonceID, count uint32) use {
	const golden = 0x9E3779B97F4A7C15 // multiplicative hashing; nonces of one second differ in few bits
	set := &t.sets[uint64(nonce)*golden>>(64-13)]
	set.mu.Lock()
	defer set.mu.Unlock()
	oldest := 0
	for i := range set.windows {
		if set.windows[i].nonce == nonce {
			return set.windows[i].use(count)
		}
		if set.windows[i].nonce < set.windows[oldest].nonce {
			oldest = i
		}
	}
	if nonce.issued() <= set.floor {
		return useSpent
	}
	set.floor = max(set.floor, set.windows[oldest].nonce.issued())
	set.windows[oldest] = replayWindow{nonce: nonce, highest: count, seen: 1}
	return useFresh
}

func (w *replayWindow) use(count uint32) use {
	if count > w.highest {
		w.seen = w.seen<<(count-w.highest) | 1
		w.highest = count
		return useFresh
	}
	behind := w.highest - count
	switch {
	case behind > 63:
		return useSpent
	case w.seen>>behind&1 == 1:
		return useRepeated
	}
	w.seen |= 1 << behind
	return useFresh
}
