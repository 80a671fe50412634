package switchboard

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"graphpbx/models"
)

// Bounds of the notes of calls in progress.
const (
	notesFile      = "calls-in-progress.notes"
	notesInterval  = time.Second // what a crash takes from the known length of a call
	maxFreshNotes  = 100_000
	compactNotesAt = 256 << 10 // bytes
)

// callNotes notes in the data folder which calls are in progress, so that a crash of the program leaves a record of each:
// interrupted, with the time until which it certainly went on. It is a file to which lines are added and which is made
// anew when it has grown; nobody waits for the disk.
type callNotes struct {
	path    string // empty: nothing is noted
	log     *slog.Logger
	settled func() bool // no record of an ended call waits for the database

	mu     sync.Mutex
	living map[string]models.CallRecord
	fresh  []note

	size   int64 // of the file; of run alone
	failed bool  // likewise: it was told that the disk does not take notes
}

// note is one line.
type note struct {
	Call  *models.CallRecord `json:"call,omitempty"` // with a cause: it is over
	Alive time.Time          `json:"alive,omitzero"` // the program lived then
}

func newCallNotes(dir string, settled func() bool, log *slog.Logger) *callNotes {
	n := &callNotes{log: log, settled: settled, living: make(map[string]models.CallRecord)}
	if dir != "" {
		n.path = filepath.Join(dir, notesFile)
	}
	return n
}

// changed takes a call as it is. It is noted when it begins, is answered and ends.
func (n *callNotes) changed(r models.CallRecord) {
	n.mu.Lock()
	defer n.mu.Unlock()
	known, lives := n.living[r.ID]
	if r.Cause == "" && lives && known.AnsweredAt.Equal(r.AnsweredAt) {
		return
	}
	if r.Cause == "" {
		n.living[r.ID] = r
	} else {
		delete(n.living, r.ID)
	}
	if n.path != "" && len(n.fresh) < maxFreshNotes {
		n.fresh = append(n.fresh, note{Call: &r})
	}
}

// recover returns the calls that the program did not see the end of when it last ran, and those whose end the database may
// not know.
func (n *callNotes) recover() ([]models.CallRecord, error) {
	if n.path == "" {
		return nil, nil
	}
	text, err := os.ReadFile(n.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	calls, alive := map[string]models.CallRecord{}, time.Time{}
	lines := bufio.NewScanner(bytes.NewReader(text))
	lines.Buffer(nil, maxSpoolLine)
	for lines.Scan() {
		var line note
		if json.Unmarshal(lines.Bytes(), &line) != nil {
			continue // cut off by the crash
		}
		if line.Call != nil && line.Call.ID != "" {
			calls[line.Call.ID] = *line.Call
		}
		alive = later(alive, line.Alive)
	}
	var records []models.CallRecord
	for _, r := range calls {
		if r.Cause == "" {
			r.EndedAt, r.Cause = later(later(alive, r.StartedAt), r.AnsweredAt), models.EndInterrupted
		}
		records = append(records, r)
	}
	return records, lines.Err()
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// run writes what is fresh until the context ends.
func (n *callNotes) run(ctx context.Context) {
	ticker := time.NewTicker(notesInterval)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-ticker.C:
			if err := n.write(now); err != nil && !n.failed {
				n.log.Warn("calls in progress cannot be noted in the data folder: a crash would leave no record of them", "error", err)
				n.failed = true
			}
		}
	}
}

// write adds what is fresh, and that the program lives. Where the file is large, or nothing of it counts any more, it is
// made anew.
func (n *callNotes) write(now time.Time) error {
	n.mu.Lock()
	fresh, living := n.fresh, len(n.living)
	n.fresh = nil
	n.mu.Unlock()
	if n.path == "" || len(fresh) == 0 && living == 0 && n.size == 0 {
		return nil
	}
	if n.settled() && (len(fresh) == 0 && living == 0 || n.size > compactNotesAt) {
		return n.compact(now)
	}
	return n.put(n.path, os.O_APPEND, append(fresh, note{Alive: now}))
}

// compact writes the calls in progress alone. That a crash cuts it short is borne: it is made beside the file.
func (n *callNotes) compact(now time.Time) error {
	n.mu.Lock()
	lines := []note{{Alive: now}}
	for _, r := range n.living {
		lines = append(lines, note{Call: &r})
	}
	n.fresh = nil
	n.mu.Unlock()
	if len(lines) == 1 {
		n.size = 0
		return n.remove()
	}
	n.size = 0
	if err := n.put(n.path+".unfinished", os.O_TRUNC, lines); err != nil {
		return err
	}
	return os.Rename(n.path+".unfinished", n.path)
}

func (n *callNotes) put(path string, how int, lines []note) error {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	for _, line := range lines {
		if err := encoder.Encode(line); err != nil {
			return err
		}
	}
	file, err := os.OpenFile(path, how|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(text.Bytes())
	n.size += int64(text.Len())
	return errors.Join(err, file.Close())
}

// remove ends the notes: everything in them has a record.
func (n *callNotes) remove() error {
	if n.path == "" {
		return nil
	}
	if err := os.Remove(n.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// recoverCalls makes records of the calls that a crash has cut. They are on their way to the database, or in its spool,
// before the notes go.
func (s *Switchboard) recoverCalls() error {
	records, err := s.notes.recover()
	if err != nil || len(records) == 0 {
		return err
	}
	for _, r := range records {
		s.records.add(r)
	}
	s.log.Warn("the switchboard did not stop in order: calls that were in progress have ended with it", "calls", len(records))
	if s.records.keep(); s.records.spooledAll() {
		return s.notes.remove()
	}
	return nil
}

// closeRecords delivers what waits. What was noted of calls has its record then.
func (s *Switchboard) closeRecords(ctx context.Context) error {
	if err := s.records.close(ctx); err != nil {
		return err
	}
	return s.notes.remove()
}
