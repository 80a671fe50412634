package switchboard

import (
	"context"
	"time"

	"graphpbx/models"
)

const (
	blockBatch = 500
	blockRetry = time.Second // how long a database that is away is left alone
)

// loadBlocking reads what outlived the last stop. Blocks that are over are kept for a day: the next one is longer.
func (s *Switchboard) loadBlocking(ctx context.Context) error {
	blocks, err := s.store.BlockedAddresses(ctx)
	if err != nil {
		return err
	}
	allowed, err := s.store.AllowedAddresses(ctx)
	if err != nil {
		return err
	}
	now := time.Now()
	b := s.blocking
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, a := range allowed {
		b.allowed[a.ID] = a
	}
	for _, block := range blocks {
		if block.Ended(now) {
			b.retire(block)
			continue
		}
		b.put(block)
	}
	return nil
}

// runBlocking tells the ends of blocks and writes behind what has changed, until the context ends.
func (s *Switchboard) runBlocking(ctx context.Context) {
	ticker := time.NewTicker(blockSweep)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-ticker.C:
			s.blocking.sweep(now)
		case <-s.blocking.wake:
		}
		if s.writeBlocks(ctx) != nil {
			pause(ctx, blockRetry)
		}
	}
}

// sweep ends what is over.
func (b *blocking) sweep(now time.Time) {
	window := b.settings.get().Blocking.Window
	b.mu.Lock()
	defer b.mu.Unlock()
	for at, block := range b.blocks {
		if block.Ended(now) && b.drop(at) {
			b.retire(block)
		}
	}
	for at, past := range b.past {
		if !past.until.After(now) {
			delete(b.past, at)
			b.smudge(models.BlockedAddressID(at.network, at.username))
		}
	}
	for network, w := range b.watched {
		if w.age(now, window); len(w.wrong) == 0 {
			delete(b.watched, network)
		}
	}
	b.homes.sweep(now)
}

// retire remembers an automatic block that is over, for the length of the next. Others are forgotten.
func (b *blocking) retire(block models.BlockedAddress) {
	if block.Level == 0 || len(b.past) >= maxBlocks {
		b.smudge(block.ID)
		return
	}
	b.past[subject{block.Network, block.Username}] = pastBlock{block.Level, block.ExpiresAt.Add(blockMemory)}
}

// writeBlocks tells the database of the blocks that have changed, as they are now. Those that are over stay there until
// they are forgotten.
func (s *Switchboard) writeBlocks(ctx context.Context) error {
	for {
		saved, gone, ids := s.blocking.changes()
		if len(ids) == 0 {
			return nil
		}
		err := s.health.report(s.store.SaveBlockedAddresses(ctx, saved, gone))
		if err != nil {
			s.blocking.changeAgain(ids)
			return err
		}
	}
}

func (b *blocking) changes() (saved []models.BlockedAddress, gone, ids []string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for id := range b.dirty {
		if len(ids) == blockBatch {
			break
		}
		if at, lives := b.byID[id]; lives {
			saved = append(saved, b.blocks[at])
		} else {
			gone = append(gone, id)
		}
		ids = append(ids, id)
		delete(b.dirty, id)
	}
	return saved, gone, ids
}

func (b *blocking) changeAgain(ids []string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, id := range ids {
		b.dirty[id] = true
	}
}
