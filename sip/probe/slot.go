package probe

import "time"

const (
	slotCount = 240
	slotOrder = 97 // shares no factor with slotCount, so that few telephones are far apart too
)

// takeSlot returns the slot of the interval that has the fewest telephones.
func (p *Prober) takeSlot() int {
	best := 0
	for i := range slotCount {
		slot := i * slotOrder % slotCount
		if p.slots[slot] < p.slots[best] {
			best = slot
		}
	}
	p.slots[best]++
	return best
}

// untilSlot returns the time until the next turn of a slot. It is in the middle of the slot, so that a probe that is a
// tick late still belongs to the same minute of the statistics.
func (p *Prober) untilSlot(slot int, now time.Time) time.Duration {
	width := p.times.Interval / slotCount
	within := now.Sub(p.minute) % p.times.Interval
	wait := time.Duration(slot)*width + width/2 - within
	if wait <= 0 {
		wait += p.times.Interval
	}
	return wait
}
