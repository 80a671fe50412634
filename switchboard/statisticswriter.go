package switchboard

import (
	"context"
	"slices"
	"time"

	"graphpbx/models"
	"graphpbx/models/store"
)

// run stores full hours until the context ends.
func (st *statistics) run(ctx context.Context) {
	ticker := time.NewTicker(statisticsInterval)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-ticker.C:
			st.write(ctx, now)
			st.checkpoint(ctx, now)
			st.tally(ctx, now)
		}
	}
}

// write stores the hours that are full and settled. What the database does not take waits for the next time.
func (st *statistics) write(ctx context.Context, now time.Time) {
	for {
		batch := st.settled(now)
		if len(batch) == 0 || st.save(ctx, batch) != nil {
			return
		}
		st.written(batch)
	}
}

// checkpoint stores the running hour as far as it has come, now and then, so that a switchboard that is killed loses
// minutes and not an hour.
func (st *statistics) checkpoint(ctx context.Context, now time.Time) {
	if now.Sub(st.saved) < checkpointInterval {
		return
	}
	st.saved = now
	for chunk := range slices.Chunk(st.everything(now), hourBatch) {
		if st.save(ctx, chunk) != nil {
			return
		}
	}
}

// settled returns copies of the first full hours to which nothing can come any more.
func (st *statistics) settled(now time.Time) []models.ProbeHour {
	st.mu.Lock()
	defer st.mu.Unlock()
	st.roll(now)
	var batch []models.ProbeHour
	for _, h := range st.full {
		if len(batch) == hourBatch || now.Before(h.Hour.Add(time.Hour+hourGrace)) {
			break
		}
		batch = append(batch, *h)
	}
	return batch
}

// written drops hours that are stored. A deletion of a user may have taken some of them meanwhile.
func (st *statistics) written(batch []models.ProbeHour) {
	stored := make(map[hourKey]bool, len(batch))
	for i := range batch {
		stored[keyOf(&batch[i])] = true
	}
	st.mu.Lock()
	defer st.mu.Unlock()
	st.full = slices.DeleteFunc(st.full, func(h *models.ProbeHour) bool { return stored[keyOf(h)] })
}

// hourKey names an hour of a terminal.
type hourKey struct {
	terminal string
	hour     int64
}

func keyOf(h *models.ProbeHour) hourKey { return hourKey{h.TerminalID, h.Hour.Unix()} }

// save stores hours. Those of the hour in which the switchboard started are joined with what it stored when it last
// stopped.
func (st *statistics) save(ctx context.Context, batch []models.ProbeHour) error {
	for chunk := range slices.Chunk(batch, 500) {
		if err := st.join(ctx, chunk); err != nil {
			return st.health.report(err)
		}
	}
	return st.health.report(st.store.SaveProbeHours(ctx, batch))
}

func (st *statistics) join(ctx context.Context, hours []models.ProbeHour) error {
	var ids []string
	for i := range hours {
		if hours[i].Hour.Equal(st.started) {
			ids = append(ids, hours[i].TerminalID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	stored, err := st.store.ProbeHours(ctx, store.ProbeHourQuery{TerminalIDs: ids, From: st.started, To: st.started.Add(time.Hour)})
	if err != nil {
		return err
	}
	joinHours(hours, stored)
	return nil
}

// joinHours fills what the hours do not know from others of the same terminal and hour, and returns the others left.
func joinHours(hours, others []models.ProbeHour) (rest []models.ProbeHour) {
	index := make(map[hourKey]int, len(hours))
	for i := range hours {
		index[keyOf(&hours[i])] = i
	}
	for i := range others {
		at, found := index[keyOf(&others[i])]
		if !found {
			rest = append(rest, others[i])
			continue
		}
		for minute := range hours[at].Samples {
			hours[at].Samples[minute] = joinSamples(hours[at].Samples[minute], others[i].Samples[minute])
		}
	}
	return rest
}

// joinSamples prefers an answer to none, and knowing that nobody was registered to not knowing.
func joinSamples(own, other uint16) uint16 {
	if _, asked := models.SampleProbe(own); asked {
		return own
	}
	if _, asked := models.SampleProbe(other); asked || own == models.SampleNone {
		return other
	}
	return own
}

// close stores everything, the running hour as far as it has come.
func (st *statistics) close(ctx context.Context) error {
	for chunk := range slices.Chunk(st.everything(time.Now()), hourBatch) {
		if err := st.save(ctx, chunk); err != nil {
			return err
		}
	}
	return nil
}

func (st *statistics) everything(now time.Time) []models.ProbeHour {
	st.mu.Lock()
	defer st.mu.Unlock()
	st.roll(now)
	var hours []models.ProbeHour
	for _, h := range st.full {
		hours = append(hours, *h)
	}
	for _, terminals := range st.running {
		for _, r := range terminals {
			r.settle(now)
			hours = append(hours, *r.now)
		}
	}
	return hours
}
