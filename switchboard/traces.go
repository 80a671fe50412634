package switchboard

import (
	"slices"
	"sync"
	"time"

	"graphpbx/models"
)

// Bounds of traces.
const (
	maxMarks   = 96            // of one terminal: a quarter of an hour of a silent one
	maxTraces  = 2000          // terminals with trouble at the same time, about 10 MB; of others only minutes are known
	traceTrust = 2 * time.Hour // after the last loss, when the trace is dropped
)

// traces remember to the second what was seen of terminals that do not always answer, for the diagnosis. Of terminals
// that do they know the last word alone.
type traces struct {
	mu    sync.Mutex
	heard map[string]models.Mark // the last answer or registration by terminal
	fine  map[string]*fineTrace
}

type fineTrace struct {
	marks []models.Mark
	lost  time.Time // when a question was last lost
}

func newTraces() *traces {
	return &traces{heard: make(map[string]models.Mark), fine: make(map[string]*fineTrace)}
}

// probed takes what came of a probe.
func (tr *traces) probed(r models.ProbeResult, limits models.ProbeThresholds) {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	tr.see(r.TerminalID, models.MarkOf(r.Probe.At, r.Probe, limits))
}

// registered takes that a terminal has registered, also only to prolong.
func (tr *traces) registered(terminalID string, at time.Time) {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	tr.see(terminalID, models.Mark{At: at, Kind: models.MarkRegistered})
}

// happened takes what the time line tells.
func (tr *traces) happened(e models.TerminalEvent) {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	switch e.Kind {
	case models.EventRegistered, models.EventMoved:
		tr.see(e.TerminalID, models.Mark{At: e.At, Kind: models.MarkRegistered})
	case models.EventUnregistered, models.EventRemoved, models.EventExpired:
		delete(tr.heard, e.TerminalID)
	}
}

// see is called locked.
func (tr *traces) see(terminalID string, m models.Mark) {
	t := tr.fine[terminalID]
	switch {
	case m.Kind == models.MarkLost && t == nil:
		t = tr.begin(terminalID)
	case m.Kind != models.MarkLost:
		if before := tr.heard[terminalID]; before.At.Before(m.At) {
			tr.heard[terminalID] = m
		}
	}
	if t == nil {
		return
	}
	if m.Kind == models.MarkLost {
		t.lost = m.At
	} else if m.At.Sub(t.lost) > traceTrust {
		delete(tr.fine, terminalID)
		return
	}
	t.put(m)
}

// begin begins the trace of a terminal with the last word that was heard of it; nil where there are too many.
func (tr *traces) begin(terminalID string) *fineTrace {
	if len(tr.fine) >= maxTraces {
		tr.sweep(time.Now())
	}
	if len(tr.fine) >= maxTraces {
		return nil
	}
	t := &fineTrace{}
	if before, known := tr.heard[terminalID]; known {
		t.marks = append(t.marks, before)
	}
	tr.fine[terminalID] = t
	return t
}

// put keeps the order: of a registration one hears some seconds later.
func (t *fineTrace) put(m models.Mark) {
	at := len(t.marks)
	for at > 0 && t.marks[at-1].At.After(m.At) {
		at--
	}
	if at > 0 && t.marks[at-1].Kind == m.Kind && m.At.Sub(t.marks[at-1].At) < time.Second {
		return // the same, told twice
	}
	if t.marks = slices.Insert(t.marks, at, m); len(t.marks) > maxMarks {
		t.marks = slices.Delete(t.marks, 0, len(t.marks)-maxMarks)
	}
}

func (tr *traces) sweep(now time.Time) {
	for id, t := range tr.fine {
		if now.Sub(t.lost) > traceTrust {
			delete(tr.fine, id)
		}
	}
}

// marks returns what is known to the second of a terminal.
func (tr *traces) marks(terminalID string) []models.Mark {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	if t := tr.fine[terminalID]; t != nil {
		return slices.Clone(t.marks)
	}
	return nil
}
