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

// spoolFile holds call records that wait for the database, a line of JSON each.
const spoolFile = "call-records.spool"

// spool is that file. A folder that is empty keeps nothing.
type spool struct{ path string }

func newSpool(dir string) spool {
	if dir == "" {
		return spool{}
	}
	return spool{filepath.Join(dir, spoolFile)}
}

var errNoSpool = errors.New("there is no data folder")

// append adds records and makes sure that they are on the disk.
func (s spool) append(records []models.CallRecord) error {
	if s.path == "" {
		return errNoSpool
	}
	var lines bytes.Buffer
	encoder := json.NewEncoder(&lines)
	for _, r := range records {
		if err := encoder.Encode(r); err != nil {
			return fmt.Errorf("write call record: %w", err)
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
func (s spool) read() ([]models.CallRecord, error) {
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
	var records []models.CallRecord
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		var r models.CallRecord
		if json.Unmarshal(lines.Bytes(), &r) == nil && r.ID != "" {
			records = append(records, r)
		}
	}
	return records, lines.Err()
}

func (s spool) remove() error {
	err := os.Remove(s.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
