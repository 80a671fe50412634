package switchboard

import (
	"hash/maphash"
	"log/slog"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"graphpbx/models"
	"graphpbx/switchboard/journal"
)

// Rules of blocking, and bounds of what is remembered for it.
const (
	maxOfficeOdd  = 100             // of one address where healthy telephones live, all names together
	maxOfficeBars = 20              // names refused at such an address; beyond, it is no matter of single telephones
	blockMemory   = 24 * time.Hour  // after a block: another one within this time is twice as long
	maxWatched    = 20_000          // addresses with wrong passwords that are remembered
	maxBlocks     = 50_000          // automatic blocks in force
	maxProven     = 20_000          // addresses from where somebody has logged in
	blockSweep    = 5 * time.Second // how soon the end of a block is told; it counts at once
)

// Door is where a password is shown.
type Door string

// Doors. All count against the same address.
const (
	DoorSIP          Door = "a telephone"
	DoorLogin        Door = "a login"
	DoorActivation   Door = "an activation link"
	DoorProvisioning Door = "provisioning"
)

// Doors that ask for no name have one of their own, which no user can have. Where healthy telephones live it is refused in the
// place of the address: who sets up clients or telephones there has to wait, and nobody else.
const (
	activationName   = "/activate"
	provisioningName = "/provision"
)

// subject is what a block is about: a network, or one name there.
type subject struct {
	network  netip.Prefix
	username string // folded; empty for all
}

// blocking counts wrong passwords and knows who is not answered. Only what proves that its sender receives our answers
// is counted, so nobody can bring a stranger into disrepute; and an address where healthy telephones live is not
// blocked for one bad one: the name it fails with is refused there instead.
type blocking struct {
	journal  *journal.Journal
	settings *settings
	log      *slog.Logger
	seed     maphash.Seed
	inForce  atomic.Int32 // as long as it is 0, nothing is looked up
	wake     chan struct{}

	mu      sync.RWMutex
	blocks  map[subject]models.BlockedAddress
	byID    map[string]subject
	lengths [2]map[int]int // how many blocks of networks there are by their length; IPv4, IPv6
	past    map[subject]pastBlock
	watched map[netip.Prefix]*suspicion
	homes   neighbours
	allowed map[string]models.AllowedAddress
	dirty   map[string]bool // ids of blocks that the database does not know as they are
}

// pastBlock is what is remembered of a block that is over.
type pastBlock struct {
	level int
	until time.Time // then it is forgotten
}

func newBlocking(j *journal.Journal, chosen *settings, log *slog.Logger) *blocking {
	return &blocking{
		journal: j, settings: chosen, log: log, seed: maphash.MakeSeed(), wake: make(chan struct{}, 1),
		blocks: make(map[subject]models.BlockedAddress), byID: make(map[string]subject),
		lengths: [2]map[int]int{{}, {}}, past: make(map[subject]pastBlock), watched: make(map[netip.Prefix]*suspicion),
		homes: newNeighbours(), allowed: make(map[string]models.AllowedAddress), dirty: make(map[string]bool),
	}
}

// Blocked reports whether nothing from there is to be answered. Devices that are registered go on during an automatic
// block; that of an administrator holds for all. Where nobody is blocked it costs one look at a number.
func (s *Switchboard) Blocked(source netip.AddrPort) bool {
	if s.blocking.inForce.Load() == 0 {
		return false
	}
	block, found := s.blocking.blockOf(source.Addr(), time.Now())
	return found && (block.Reason == models.BlockManual || !s.blocking.isRegistered(source))
}

// Barred reports whether the name is refused there, whatever its password. A device that is registered for the name
// goes on: it is not the one that guesses.
func (s *Switchboard) Barred(source netip.AddrPort, username string) bool {
	if s.blocking.inForce.Load() == 0 {
		return false
	}
	if _, found := s.blocking.barOf(source.Addr(), username, time.Now()); !found {
		return false
	}
	r, known := s.directory.Load().username(username)
	return !known || !s.blocking.isHome(r.user.ID, source)
}

// blockOf returns the block that an address falls under, that of an administrator before others.
func (b *blocking) blockOf(source netip.Addr, now time.Time) (models.BlockedAddress, bool) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.find(source, now)
}

func (b *blocking) find(source netip.Addr, now time.Time) (found models.BlockedAddress, is bool) {
	source = source.Unmap().WithZone("")
	for length := range b.lengths[family(source)] {
		network, err := source.Prefix(length)
		if err != nil {
			continue
		}
		block, there := b.blocks[subject{network: network}]
		if there && !block.Ended(now) && (!is || block.Reason == models.BlockManual) {
			found, is = block, true
		}
	}
	return found, is
}

func (b *blocking) barOf(source netip.Addr, username string, now time.Time) (models.BlockedAddress, bool) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	block, found := b.blocks[subject{models.SubscriberNetwork(source), foldName(username)}]
	return block, found && !block.Ended(now)
}

func foldName(username string) string { return models.FoldUsername(short(username)) }

func family(a netip.Addr) int {
	if a.Is4() {
		return 0
	}
	return 1
}

func (b *blocking) isRegistered(source netip.AddrPort) bool {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.homes.devices[source] > 0
}

func (b *blocking) isHome(userID string, source netip.AddrPort) bool {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.homes.has(userID, source)
}

// isHealthy reports whether somebody lives there who is not to suffer for a neighbour.
func (b *blocking) isHealthy(source netip.Addr, now time.Time) bool {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.homes.healthy(models.SubscriberNetwork(source), now)
}

// bound takes the bindings of a user as they are now.
func (b *blocking) bound(userID string, bindings []models.Binding) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.homes.bound(userID, bindings)
}

// prove notes that somebody has logged in from there.
func (b *blocking) prove(source netip.Addr) {
	if network := models.SubscriberNetwork(source); network.IsValid() {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.homes.prove(network, time.Now())
	}
}

// put makes a block count and tells it. The caller holds the lock.
func (b *blocking) put(block models.BlockedAddress) {
	at := subject{block.Network, block.Username}
	if _, there := b.blocks[at]; !there {
		b.inForce.Add(1)
		if block.Username == "" {
			b.lengths[family(block.Network.Addr())][block.Network.Bits()]++
		}
	}
	b.blocks[at], b.byID[block.ID] = block, at
	b.journal.Append(journal.TopicBlocked, block.ID, nil, block)
}

// drop ends a block and tells it, and reports whether it was there. The caller holds the lock.
func (b *blocking) drop(at subject) bool {
	block, there := b.blocks[at]
	if !there {
		return false
	}
	delete(b.blocks, at)
	delete(b.byID, block.ID)
	b.inForce.Add(-1)
	if at.username == "" {
		lengths, bits := b.lengths[family(at.network.Addr())], at.network.Bits()
		if lengths[bits]--; lengths[bits] == 0 {
			delete(lengths, bits)
		}
	}
	b.journal.Append(journal.TopicBlocked, block.ID, nil, nil)
	return true
}

// smudge notes that the database has to be told of a block. The caller holds the lock.
func (b *blocking) smudge(id string) {
	b.dirty[id] = true
	select {
	case b.wake <- struct{}{}:
	default:
	}
}
