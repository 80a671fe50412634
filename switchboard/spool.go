package switchboard

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"graphpbx/models"
)

// Files of what waits for the database, a line of JSON for each record.
const (
	spoolFile      = "call-records.spool"
	auditSpoolFile = "audit.spool"
)

// spool is such a file. A folder that is empty keeps nothing.
type spool[T any] struct {
	path string
	id   func(*T) string
}

func newSpool(dir string) spool[models.CallRecord] {
	return spool[models.CallRecord]{spoolPath(dir, spoolFile), func(r *models.CallRecord) string { return r.ID }}
}

func spoolPath(dir, file string) string {
	if dir == "" {
		return ""
	}
	return filepath.Join(dir, file)
}

const maxSpoolLine = 1 << 20

var errNoSpool = errors.New("there is no data folder")

// append adds records and makes sure that they are on the disk.
func (s spool[T]) append(records []T) error {
	if s.path == "" {
		return errNoSpool
	}
	var lines bytes.Buffer
	encoder := json.NewEncoder(&lines)
	for _, r := range records {
		if err := encoder.Encode(r); err != nil {
			return fmt.Errorf("write what waits for the database: %w", err)
		}
	}
	file, err := os.OpenFile(s.path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(lines.Bytes())
	return errors.Join(err, file.Sync(), file.Close())
}

// read returns what the file holds. A last line cut off by a crash is passed over.
func (s spool[T]) read() ([]T, error) {
	if s.path == "" {
		return nil, nil
	}
	file, err := os.Open(s.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer file.Close() //nolint:errcheck // nothing was written
	var records []T
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, maxSpoolLine)
	for lines.Scan() {
		var r T
		if json.Unmarshal(lines.Bytes(), &r) == nil && s.id(&r) != "" {
			records = append(records, r)
		}
	}
	return records, lines.Err()
}

func (s spool[T]) remove() error {
	err := os.Remove(s.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
