package switchboard

import (
	"cmp"
	"context"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"graphpbx/models"
)

// Bounds of what administrators may do to addresses.
const (
	maxAllowed     = 1000
	maxManual      = 1000
	maxManualTime  = 10 * 365 * 24 * time.Hour
	widestNetwork4 = 8  // bits
	widestNetwork6 = 16 // bits
	maxNote        = 200
)

// BlockedPage is a page of blocked addresses, newest first.
type BlockedPage struct {
	Blocked     []models.BlockedAddress
	HasNext     bool
	HasPrevious bool
	Total       int
}

// BlockedAddresses returns a page of the blocks in force, newest first, after a position (BlockedCursor) or from the
// first where that is empty.
func (s *Switchboard) BlockedAddresses(v models.Viewer, first int, after string) (BlockedPage, error) {
	if err := require(v, models.RoleAdmin); err != nil {
		return BlockedPage{}, err
	}
	all := s.blocking.list(time.Now())
	begin := 0
	if after != "" {
		begin = len(all)
		for i := range all {
			if BlockedCursor(&all[i]) > after {
				begin = i
				break
			}
		}
	}
	end := min(begin+max(first, 0), len(all))
	return BlockedPage{Blocked: all[begin:end], HasNext: end < len(all), HasPrevious: begin > 0, Total: len(all)}, nil
}

// BlockedCursor returns the position of a block in the list. Later positions compare greater.
func BlockedCursor(b *models.BlockedAddress) string {
	return fmt.Sprintf("%016x.%s", ^uint64(b.BlockedAt.UnixMicro()), b.ID) // newest first
}

func (b *blocking) list(now time.Time) []models.BlockedAddress {
	b.mu.RLock()
	all := make([]models.BlockedAddress, 0, len(b.blocks))
	for _, block := range b.blocks {
		if !block.Ended(now) {
			all = append(all, block)
		}
	}
	b.mu.RUnlock()
	slices.SortFunc(all, func(x, y models.BlockedAddress) int { return cmp.Compare(BlockedCursor(&x), BlockedCursor(&y)) })
	return all
}

// BlockedAddress returns a block in force by its id.
func (s *Switchboard) BlockedAddress(v models.Viewer, id string) (models.BlockedAddress, bool) {
	s.blocking.mu.RLock()
	defer s.blocking.mu.RUnlock()
	block, found := s.blocking.blocks[s.blocking.byID[id]]
	return block, found && v.Role >= models.RoleAdmin && !block.Ended(time.Now())
}

// BlockAddress blocks a network until an administrator lifts it, or for a time. It counts at once, for registered devices, too.
// The administrator's own address, from where the request comes, is not blocked.
func (s *Switchboard) BlockAddress(ctx context.Context, v models.Viewer, source netip.Addr, network string, length *time.Duration) (models.BlockedAddress, error) {
	if err := require(v, models.RoleAdmin); err != nil {
		return models.BlockedAddress{}, err
	}
	block, err := manualBlock(network, source, length, time.Now())
	if err != nil {
		return models.BlockedAddress{}, err
	}
	done, err := s.begin(ctx)
	if err != nil {
		return models.BlockedAddress{}, err
	}
	defer done()
	if s.blocking.manual() >= maxManual {
		return models.BlockedAddress{}, refused(models.ProblemLimit,
			fmt.Sprintf("%d addresses are blocked by hand already: lift some of them, or block a whole network", maxManual), "input", "address")
	}
	if err := s.health.report(s.store.SaveBlockedAddresses(ctx, []models.BlockedAddress{block}, nil)); err != nil {
		return models.BlockedAddress{}, err
	}
	s.blocking.mu.Lock()
	defer s.blocking.mu.Unlock()
	s.blocking.put(block)
	s.blocking.smudge(block.ID) // an automatic one may have been on its way to the database
	return block, nil
}

func manualBlock(text string, source netip.Addr, length *time.Duration, now time.Time) (models.BlockedAddress, error) {
	network, err := networkOf(text, "block")
	if err != nil {
		return models.BlockedAddress{}, err
	}
	if network.Contains(source.Unmap()) {
		return models.BlockedAddress{}, refused(models.ProblemInvalid,
			fmt.Sprintf("you come from %s yourself and would lock yourself out: choose a network without it", source), "input", "address")
	}
	block := models.BlockedAddress{
		ID: models.BlockedAddressID(network, ""), Network: network, Reason: models.BlockManual,
		Explanation: "An administrator has blocked it: nothing from there is answered.", BlockedAt: now,
	}
	if length != nil {
		if *length <= 0 || *length > maxManualTime {
			return models.BlockedAddress{}, refused(models.ProblemInvalid,
				"the time must be longer than none and shorter than ten years: leave it out to block until you lift it", "input", "for")
		}
		block.ExpiresAt = now.Add(*length)
	}
	return block, nil
}

func networkOf(text, what string) (netip.Prefix, error) {
	network, err := models.ParseNetwork(text)
	if err != nil {
		return network, refused(models.ProblemInvalid, err.Error(), "input", "address")
	}
	widest := widestNetwork4
	if network.Addr().Is6() {
		widest = widestNetwork6
	}
	if network.Bits() < widest {
		return network, refused(models.ProblemInvalid,
			fmt.Sprintf("%s is too much of the world to %s: /%d is the widest network", network, what, widest), "input", "address")
	}
	return network, nil
}

func (b *blocking) manual() (count int) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	for _, block := range b.blocks {
		if block.Reason == models.BlockManual {
			count++
		}
	}
	return count
}

// UnblockAddress lifts a block. It counts at once, and the next block is as short as a first one.
func (s *Switchboard) UnblockAddress(ctx context.Context, v models.Viewer, id string) error {
	if err := require(v, models.RoleAdmin); err != nil {
		return err
	}
	done, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer done()
	if _, found := s.BlockedAddress(v, id); !found {
		return refused(models.ProblemNotFound, "there is no such block: it may be over", "id")
	}
	if err := s.health.report(s.store.SaveBlockedAddresses(ctx, nil, []string{id})); err != nil {
		return err
	}
	s.blocking.mu.Lock()
	defer s.blocking.mu.Unlock()
	s.blocking.lift(s.blocking.byID[id])
	return nil
}

// lift ends a block and all that was held against its subject. The caller holds the lock.
func (b *blocking) lift(at subject) {
	if b.drop(at) {
		b.smudge(models.BlockedAddressID(at.network, at.username))
	}
	delete(b.past, at)
	if at.username == "" {
		delete(b.watched, at.network)
	} else if w := b.watched[at.network]; w != nil {
		w.forget(at.username)
	}
}

// AllowedAddresses returns the networks that are never blocked for wrong passwords.
func (s *Switchboard) AllowedAddresses(v models.Viewer) ([]models.AllowedAddress, error) {
	if err := require(v, models.RoleAdmin); err != nil {
		return nil, err
	}
	s.blocking.mu.RLock()
	defer s.blocking.mu.RUnlock()
	list := make([]models.AllowedAddress, 0, len(s.blocking.allowed))
	for _, a := range s.blocking.allowed {
		list = append(list, a)
	}
	slices.SortFunc(list, func(x, y models.AllowedAddress) int { return x.Network.Compare(y.Network) })
	return list, nil
}

// AllowAddress puts a network on the allow list, and lifts automatic blocks within it.
func (s *Switchboard) AllowAddress(ctx context.Context, v models.Viewer, text, note string) (models.AllowedAddress, error) {
	if err := require(v, models.RoleAdmin); err != nil {
		return models.AllowedAddress{}, err
	}
	network, err := networkOf(text, "allow")
	if err != nil {
		return models.AllowedAddress{}, err
	}
	note = strings.TrimSpace(note)
	if fault := models.TextFault(note, maxNote); fault != "" {
		return models.AllowedAddress{}, refused(models.ProblemInvalid, "the note "+fault, "input", "note")
	}
	done, err := s.begin(ctx)
	if err != nil {
		return models.AllowedAddress{}, err
	}
	defer done()
	allowed := models.AllowedAddress{ID: models.AllowedAddressID(network), Network: network, Note: note, CreatedAt: time.Now()}
	return allowed, s.allow(ctx, allowed)
}

func (s *Switchboard) allow(ctx context.Context, allowed models.AllowedAddress) error {
	b := s.blocking
	b.mu.RLock()
	old, again := b.allowed[allowed.ID]
	full := len(b.allowed) >= maxAllowed
	b.mu.RUnlock()
	if again {
		return refused(models.ProblemTaken, fmt.Sprintf("%s is on the allow list already", models.FormatNetwork(old.Network)), "input", "address")
	}
	if full {
		return refused(models.ProblemLimit, fmt.Sprintf("the allow list has %d entries already: allow a whole network instead", maxAllowed), "input", "address")
	}
	if err := s.health.report(s.store.SaveAllowedAddress(ctx, allowed)); err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.allowed[allowed.ID] = allowed
	for at, block := range b.blocks {
		if block.Reason == models.BlockAuthentication && allowed.Network.Overlaps(at.network) {
			b.lift(at)
		}
	}
	return nil
}

// DisallowAddress takes a network from the allow list.
func (s *Switchboard) DisallowAddress(ctx context.Context, v models.Viewer, id string) error {
	if err := require(v, models.RoleAdmin); err != nil {
		return err
	}
	done, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer done()
	s.blocking.mu.RLock()
	_, found := s.blocking.allowed[id]
	s.blocking.mu.RUnlock()
	if !found {
		return refused(models.ProblemNotFound, "there is no such entry in the allow list: it may have been taken out", "id")
	}
	if err := s.health.report(s.store.DeleteAllowedAddress(ctx, id)); err != nil {
		return err
	}
	s.blocking.mu.Lock()
	defer s.blocking.mu.Unlock()
	delete(s.blocking.allowed, id)
	return nil
}

// isAllowed reports whether a subscriber's network has anything in common with the allow list.
func (b *blocking) isAllowed(network netip.Prefix) bool {
	for _, a := range b.allowed {
		if a.Network.Overlaps(network) {
			return true
		}
	}
	return false
}

// Refusal returns why somebody at that address may not even try a password for the name, and until when; nil where
// nothing stands against it.
func (s *Switchboard) Refusal(source netip.Addr, username string, path ...string) error {
	now := time.Now()
	if block, found := s.blocking.blockOf(source, now); found {
		return refused(models.ProblemLimit, "this address is blocked"+ending(&block, now), path...)
	}
	if bar, found := s.blocking.barOf(source, username, now); found {
		if strings.HasPrefix(username, "/") {
			return refused(models.ProblemLimit, "too much was wrong from your address"+ending(&bar, now), path...)
		}
		return refused(models.ProblemLimit, "this name is refused at your address after too many wrong passwords"+ending(&bar, now), path...)
	}
	return nil
}

func ending(b *models.BlockedAddress, now time.Time) string {
	if b.ExpiresAt.IsZero() {
		return ": an administrator has to lift it"
	}
	return fmt.Sprintf(" until %s, %s from now: wait, or ask an administrator to lift it",
		b.ExpiresAt.UTC().Format("2006-01-02 15:04:05 UTC"), spoken(b.ExpiresAt.Sub(now)))
}
